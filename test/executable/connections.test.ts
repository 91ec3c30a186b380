/**
 * Connections of every kind: kept alive, pipelined, slow, half-closed, idle, broken off, too much, and not HTTP at all. Whatever comes, the
 * server goes on, its answers belong to their requests, and its log stays empty.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { type Connection, mainForm, requestText, Served, statusesIn } from "../support/served.ts";

const CLOSE = { connection: "close" };
const RECORD = "/collections/c/records/a";
const MANY_CONNECTIONS = 300;

function keepAlive(connection: Connection, count: number): Promise<string> {
  return connection.until((received) => statusesIn(received).length === count && isWhole(received));
}

/** True when the last answer's body has come to its end. */
function isWhole(received: string): boolean {
  const last = received.slice(received.lastIndexOf("HTTP/1."));
  const end = last.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(last)?.[1];
  return end > 0 && (length === undefined || last.length - end - 4 >= Number(length));
}

/** A server for the test that runs; at its end it must be well, and must have nothing to complain of. */
async function serving(run: (served: Served) => Promise<void>): Promise<void> {
  const served = await Served.start(mainForm());
  await served.ask("PUT", RECORD, { data: "first" });
  await run(served);
  expect(await served.statusOf("GET", RECORD)).toBe(200);
  const { code, errors } = await served.stop();
  expect([code, errors.replace(/^.* info stopping .*\n/, "")]).toEqual([0, ""]);
}

describe("one connection", () => {
  test("serves one request after another", async () => {
    await serving(async (served) => {
      const connection = await served.connect();
      for (let at = 1; at <= 20; at++) {
        connection.send(requestText("PUT", `/collections/c/records/${at}`, { body: `{"data":${at}}` }));
        await keepAlive(connection, at);
      }
      expect(new Set(statusesIn(connection.received))).toEqual(new Set([201]));
    });
  });

  test("serves pipelined requests in their order", async () => {
    await serving(async (served) => {
      const paths = Array.from(
        { length: 30 },
        (_, at) => (at % 3 === 0 ? RECORD : at % 3 === 1 ? "/nowhere" : "/livez"),
      );
      const connection = await served.connect();
      connection.send(
        `${paths.map((path) => requestText("GET", path)).join("")}${requestText("GET", "/livez", { headers: CLOSE })}`,
      );
      await connection.closed;
      expect(statusesIn(connection.received)).toEqual([...paths.map((_, at) => [200, 404, 200][at % 3]), 200]);
    });
  });

  test("gives pipelined writes their answers in order, or is closed before one", async () => {
    await serving(async (served) => {
      // Bun ends a connection on which a request comes while another waits for the disk. No answer may stand in another's place then.
      const connection = await served.connect();
      const ids = Array.from({ length: 20 }, (_, at) => `p${at}`);
      const puts = ids.map((id) => requestText("PUT", `/collections/c/records/${id}`, { body: `{"data":"${id}"}` }));
      connection.send(`${puts.join("")}${requestText("GET", "/livez", { headers: CLOSE })}`);
      await connection.closed;
      const answered = [...connection.received.matchAll(/"data":"(p\d+)"/g)].map(([, id]) => id);
      expect(answered).toEqual(ids.slice(0, answered.length));
      for (const id of answered) expect(await served.statusOf("GET", `/collections/c/records/${id}`)).toBe(200);
    });
  });

  test("may bring its request byte by byte", async () => {
    await serving(async (served) => {
      const connection = await served.connect();
      connection.socket.setNoDelay(true);
      for (
        const byte of new TextEncoder().encode(requestText("PUT", RECORD, { body: `{"data":"é😀"}`, headers: CLOSE }))
      ) {
        connection.send(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await connection.closed;
      expect(statusesIn(connection.received)).toEqual([200]);
      expect(await (await served.ask("GET", RECORD)).json()).toMatchObject({ data: "é😀" });
    });
  });

  test("may bring its body in chunks", async () => {
    await serving(async (served) => {
      const chunks = [`{"da`, `ta":"ch`, `unked"}`].map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join(
        "",
      );
      const head = requestText("PUT", RECORD, { headers: { ...CLOSE, "transfer-encoding": "chunked" } });
      expect(statusesIn(await served.exchange(`${head}${chunks}0\r\n\r\n`))).toEqual([200]);
      expect(await (await served.ask("GET", RECORD)).json()).toMatchObject({ data: "chunked" });
    });
  });

  test("that is half closed behind its request gets its answer", async () => {
    await serving(async (served) => {
      const connection = await served.connect();
      connection.socket.end(requestText("GET", RECORD));
      expect(await keepAlive(connection, 1)).toContain(`"data":"first"`);
    });
  });

  test("of HTTP/1.0 without a host finds its path", async () => {
    await serving(async (served) => {
      expect(await served.exchange(`GET ${RECORD} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.[01] 200 [^]*"data":"first"/);
      expect(await served.exchange("GET /livez?x HTTP/1.0\r\n\r\n")).toContain(`{"status":"ok"}`);
    });
  });

  test("that asks for a head is told the length of the body, and gets none", async () => {
    await serving(async (served) => {
      const [head, get] = [
        await served.exchange(requestText("HEAD", RECORD, { headers: CLOSE })),
        await served.exchange(requestText("GET", RECORD, { headers: CLOSE })),
      ];
      const lengthIn = (text: string) => /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1];
      expect([head.endsWith("\r\n\r\n"), lengthIn(head)]).toEqual([true, lengthIn(get)]);
    });
  });

  test("that asks whether to go on is told so", async () => {
    await serving(async (served) => {
      const connection = await served.connect();
      const body = `{"data":"expected"}`;
      connection.send(
        requestText("PUT", RECORD, { body, headers: { ...CLOSE, expect: "100-continue" } }).slice(0, -body.length),
      );
      await connection.until((received) => received.startsWith("HTTP/1.1 100 "));
      connection.send(body);
      await connection.closed;
      expect(statusesIn(connection.received)).toEqual([100, 200]);
    });
  });
});

describe("bodies that are too large", () => {
  test("are refused at once, and what is left of them is never taken for a request", async () => {
    await serving(async (served) => {
      const hidden = requestText("DELETE", RECORD);
      const megabyte = hidden.repeat(Math.ceil((1 << 20) / hidden.length));
      const size = megabyte.length * 20;
      const said = requestText("PUT", RECORD, { headers: { "content-length": String(size) } });
      const unsaid = requestText("PUT", RECORD, { headers: { "transfer-encoding": "chunked" } });
      const chunk = `${megabyte.length.toString(16)}\r\n${megabyte}\r\n`;
      for (
        const parts of [[said, ...new Array<string>(20).fill(megabyte)], [
          unsaid,
          ...new Array<string>(20).fill(chunk),
          "0\r\n\r\n",
        ]]
      ) {
        const connection = await served.connect();
        for (const part of parts) connection.send(part);
        await connection.until((received) => statusesIn(received).length > 0);
        // The connection may go on or be closed; a second answer is that to this request.
        connection.send(requestText("GET", "/livez", { headers: CLOSE }));
        await connection.closed;
        const [first, ...others] = statusesIn(connection.received);
        expect([first, others.every((status) => status === 200), others.length <= 1]).toEqual([413, true, true]);
        expect(connection.received).toContain("urn:fountainstore:problem:payload-too-large");
        expect(await served.statusOf("GET", RECORD)).toBe(200);
      }
    });
  });

  test("cost no memory", async () => {
    await serving(async (served) => {
      const residentBytes = async () =>
        ((await (await served.ask("GET", "/metrics")).json()) as { residentBytes: number }).residentBytes;
      const before = await residentBytes();
      const connection = await served.connect();
      const megabyte = new Uint8Array(1 << 20);
      connection.send(requestText("PUT", RECORD, { headers: { "content-length": String(400 << 20) } }));
      for (let sent = 0; sent < 400 && connection.socket.writable; sent++) {
        await new Promise((resolve) => connection.socket.write(megabyte, resolve));
        // What has come is read before the next write, which would fail on a connection that the server has closed, and end reading.
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(statusesIn(connection.received)).toEqual([413]);
      expect(await residentBytes() - before).toBeLessThan(150 << 20);
    });
  });
});

describe("what is wrong", () => {
  const TOO_MUCH = "x".repeat(100_000);

  test.each<[string, string, RegExp]>([
    ["is not HTTP", "\u0001\u0002\u0003\r\n\r\n", /^HTTP\/1\.[01] 400 /],
    [
      "is the begin of TLS",
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
      /^HTTP\/1\.[01] 400 /,
    ],
    [
      "has two lengths",
      `PUT ${RECORD} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\ncontent-length: 11\r\n\r\n{"data":2}x`,
      /^HTTP\/1\.[01] 400 /,
    ],
    ["has a negative length", `PUT ${RECORD} HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n`, /^HTTP\/1\.[01] 400 /],
    [
      "has a length and chunks",
      `PUT ${RECORD} HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\na\r\n{"data":2}\r\n0\r\n\r\n`,
      /^HTTP\/1\.[01] 400 /,
    ],
    [
      "has a chunk without a length",
      `PUT ${RECORD} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      /^(?:HTTP\/1\.[01] 400 |$)/,
    ],
    [
      "has a header that is too long",
      requestText("GET", "/livez", { headers: { ...CLOSE, "x-long": TOO_MUCH } }),
      /^HTTP\/1\.[01] (?:400|431) /,
    ],
    [
      "has too many headers",
      requestText("GET", "/livez", {
        headers: { ...CLOSE, ...Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`x-${at}`, "y"])) },
      }),
      /^HTTP\/1\.[01] (?:400|431) /,
    ],
    [
      "has a URL that is too long",
      requestText("GET", `/collections/${"x".repeat(13_000)}`, { headers: CLOSE }),
      /^HTTP\/1\.1 414 [^]*URI too long/,
    ],
    [
      "has a URL far too long",
      requestText("GET", `/${TOO_MUCH}`, { headers: CLOSE }),
      /^HTTP\/1\.[01] (?:400|414|431) /,
    ],
    [
      "has a host that is none",
      requestText("GET", RECORD, { headers: { ...CLOSE, host: "a/b?c#d" } }),
      /^HTTP\/1\.1 (?:200|400|404) /,
    ],
  ])("%s: refused, nothing is changed, and the next one is answered", async (_, text, answer) => {
    await serving(async (served) => {
      const connection = await served.connect();
      connection.socket.end(text, "latin1");
      await connection.closed;
      expect(connection.received).toMatch(answer);
      expect(await (await served.ask("GET", RECORD)).json()).toMatchObject({ data: "first", sequence: 1 });
    });
  });

  test("a body that is broken off is no failure of the server", async () => {
    await serving(async (served) => {
      for (const headers of [{ "content-length": "1000" }, { "transfer-encoding": "chunked" }]) {
        for (let at = 0; at < 5; at++) {
          const connection = await served.connect();
          connection.send(`${requestText("PUT", RECORD, { headers })}a\r\n{"data":2}`);
          await inFlight(served, 2);
          connection.socket.destroy();
          await inFlight(served, 1);
        }
      }
      expect(await (await served.ask("GET", RECORD)).json()).toMatchObject({ data: "first", sequence: 1 });
    });
  });

  test("a client that goes away while it is answered is no failure of the server", async () => {
    await serving(async (served) => {
      await fillWithLargeRecords(served);
      for (let at = 0; at < 5; at++) {
        const connection = await served.connect();
        connection.send(requestText("GET", "/collections/c/records?pageSize=1000"));
        await connection.until((received) => received.length > 0);
        connection.socket.destroy();
      }
      await inFlight(served, 1);
    });
  });
});

test("a client that reads slowly gets all of a large answer, and holds nobody up", async () => {
  await serving(async (served) => {
    await fillWithLargeRecords(served);
    const slow = await served.connect();
    slow.socket.pause();
    slow.send(requestText("GET", "/collections/c/records?pageSize=1000", { headers: CLOSE }));
    for (let at = 0; at < 20; at++) expect(await served.statusOf("GET", RECORD)).toBe(200);
    slow.socket.resume();
    await slow.closed;
    expect(slow.received.match(/"id":"large-/g)).toHaveLength(8);
    expect(isWhole(slow.received)).toBe(true);
  });
});

test("many connections may be open and idle, and many busy", async () => {
  await serving(async (served) => {
    const connections = await Promise.all(Array.from({ length: MANY_CONNECTIONS }, () => served.connect()));
    expect(await served.statusOf("GET", RECORD)).toBe(200);
    for (const [at, connection] of connections.entries()) {
      connection.send(requestText("PUT", `/collections/c/records/m${at}`, { body: `{"data":${at}}` }));
    }
    for (const connection of connections) expect(statusesIn(await keepAlive(connection, 1))).toEqual([201]);
    expect(await served.statusOf("GET", `/collections/c/records/m${MANY_CONNECTIONS - 1}`)).toBe(200);
  });
});

test("streams of changes end when the server stops, and do not hold it up", async () => {
  const served = await Served.start(mainForm());
  await served.ask("PUT", RECORD, { data: "first" });
  const streams = await Promise.all(Array.from({ length: 3 }, () => served.connect()));
  for (const stream of streams) {
    stream.send(requestText("GET", "/changes?since=0", { headers: { accept: "text/event-stream" } }));
    await stream.until((received) => received.includes(`"data":"first"`));
  }
  expect((await served.stop()).code).toBe(0);
  for (const stream of streams) {
    await stream.closed;
    // The chunk of no length: the body has come to its end. Without that the grace has passed, and the stream was cut off or lost its store.
    expect(stream.received.endsWith("\r\n0\r\n\r\n")).toBe(true);
    expect(stream.received).not.toContain("event: problem");
  }
});

async function fillWithLargeRecords(served: Served): Promise<void> {
  for (let at = 0; at < 8; at++) {
    await served.statusOf("PUT", `/collections/c/records/large-${at}`, { data: "x".repeat(1 << 20) });
  }
}

async function inFlight(served: Served, count: number): Promise<void> {
  for (;;) {
    const text = await (await served.ask("GET", "/metrics?format=prometheus")).text();
    if (new RegExp(`^fountain_http_requests_in_flight ${count}$`, "m").test(text)) return;
  }
}
