/**
 * Bodies: what is said to be JSON and is, in UTF-8, and within its limit; however it is sent.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { BASE_URL, problemOf, startServer, type TestServer } from "../support/http_server.ts";

const RECORD = "/collections/c/records/a";
const TEXT_ENCODER = new TextEncoder();

/** Every route that takes a body, with a body that it takes. */
const ROUTES: readonly (readonly [method: string, path: string, body: string])[] = [
  ["PUT", RECORD, `{"data":1}`],
  ["POST", "/collections", `{"name":"d"}`],
  ["POST", "/collections/c/query", `{"type":"scan"}`],
  ["POST", "/transactions", `{"operations":[{"op":"delete","collection":"c","id":"a"}]}`],
  ["POST", "/snapshots", `{}`],
  ["POST", "/compaction/run", `{"mode":"tick"}`],
];

function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...TEXT_ENCODER.encode(part)] : part));
}

/** A body in pieces, whose length nobody says. */
function chunked(...pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const rest = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

async function serverWithCollection(settings = {}): Promise<TestServer> {
  const server = await startServer(settings);
  await server.put("c", "seed", 1);
  return server;
}

describe.each(ROUTES)("%s %s", (method, path, body) => {
  test("takes JSON of every name, and a body without a content type", async () => {
    for (
      const type of [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=UTF-8",
        "text/json",
        "application/vnd.api+json",
      ]
    ) {
      const server = await serverWithCollection();
      const reply = await server.request(method, path, { raw: body, headers: { "content-type": type } });
      expect([type, reply.status < 300]).toEqual([type, true]);
    }
    const server = await serverWithCollection();
    expect((await server.request(method, path, { raw: bytesOf(body) })).status).toBeLessThan(300);
  });

  test("refuses what is said to be something else: 415", async () => {
    const server = await serverWithCollection();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", "*/*", ""]) {
      const reply = await server.request(method, path, { raw: body, headers: { "content-type": type } });
      expect([type, problemOf(reply)]).toEqual([type, "415 unsupported-media-type, unsupported media type"]);
    }
    expect(server.store.sequence).toBe(1);
  });

  test("refuses what is no JSON: 400", async () => {
    const server = await serverWithCollection();
    const texts = [" ", "{", body.slice(0, -1), `${body}x`, `${body}${body}`, "{'a':1}", "undefined", "NaN"];
    const raws = [
      ...texts,
      bytesOf([0xef, 0xbb, 0xbf], body),
      bytesOf(body, [0]),
      bytesOf([0xff, 0xfe], body),
      ...(path === "/snapshots" ? [] : [""]),
    ];
    for (const raw of raws) {
      const reply = await server.request(method, path, { raw, headers: { "content-type": "application/json" } });
      expect([raw, problemOf(reply)]).toEqual([raw, "400 invalid-request, invalid body"]);
    }
    expect(server.store.sequence).toBe(1);
  });

  test("refuses invalid UTF-8: 400", async () => {
    const server = await serverWithCollection();
    const wrong = [[0x80], [0xff], [0xc0, 0xaf], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [
      0xc3,
    ]];
    for (const bytes of wrong) {
      const raw = bytesOf(`{"`, bytes, `":1,`, body.slice(1));
      const reply = await server.request(method, path, { raw, headers: { "content-type": "application/json" } });
      expect([bytes, problemOf(reply)]).toEqual([bytes, "400 invalid-request, invalid body"]);
    }
    expect(server.store.sequence).toBe(1);
  });

  test("takes the character that decoders put for invalid UTF-8, when it is sent as such", async () => {
    const server = await serverWithCollection();
    const raw = bytesOf(`{"\ufffd":"\ufffd",${body === "{}" ? `"x":1}` : body.slice(1)}`);
    expect((await server.request(method, path, { raw })).status).toBeLessThan(300);
  });

  test("takes a body in pieces that cut characters", async () => {
    const server = await serverWithCollection();
    const bytes = bytesOf(`{"é😀":1,${body === "{}" ? `"x":1}` : body.slice(1)}`);
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await server.request(method, path, { raw: chunked(...pieces) })).status).toBeLessThan(300);
  });

  test("refuses what is over its limit, said or not: 413", async () => {
    const server = await serverWithCollection({
      limits: { recordBytesMax: 1000, transactionBytesMax: 2000, bodyBytesMax: 2000 },
    });
    const filler = (length: number): Uint8Array<ArrayBuffer> => bytesOf(body, " ".repeat(length - body.length));
    const most = path === RECORD ? 1000 + (64 << 10) : 2000;
    expect((await server.request(method, path, { raw: filler(most) })).status).toBeLessThan(300);
    const sequence = server.store.sequence;
    const tooLong = filler(most + 1);
    const replies = [
      await server.request(method, path, { raw: tooLong }),
      await server.request(method, path, { raw: tooLong, headers: { "content-length": String(tooLong.length) } }),
      await server.request(method, path, { raw: chunked(tooLong) }),
      await server.request(method, path, { raw: chunked(tooLong.subarray(0, most), tooLong.subarray(most)) }),
    ];
    expect(replies.map(problemOf)).toEqual(new Array(4).fill("413 payload-too-large, payload too large"));
    expect(server.store.sequence).toBe(sequence);
  });

  test("does not read on when a body is too long", async () => {
    const server = await serverWithCollection({
      limits: { recordBytesMax: 1000, transactionBytesMax: 2000, bodyBytesMax: 2000 },
    });
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1 << 16;
        controller.enqueue(new Uint8Array(1 << 16));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    expect((await server.request(method, path, { raw: endless })).status).toBe(413);
    expect([sent < 1 << 20, cancelled]).toEqual([true, true]);
  });

  test("takes a body that ends early for a fault of the client", async () => {
    const server = await serverWithCollection();
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(bytesOf(body.slice(0, 5)));
        controller.error(new Error("the connection was reset"));
      },
    });
    expect(problemOf(await server.request(method, path, { raw: broken }))).toBe("400 invalid-request, invalid body");
    expect(server.errors).toEqual([]);
  });
});

describe("the limit of a record", () => {
  const limits = { recordBytesMax: 100 };

  test("is one of bytes in UTF-8 of its data, in puts and in transactions", async () => {
    const server = await startServer({ limits });
    for (
      const [data, fits] of [["x".repeat(98), true], ["x".repeat(99), false], ["é".repeat(49), true], [
        "é".repeat(50),
        false,
      ]] as const
    ) {
      const put = await server.request("PUT", RECORD, { body: { data } });
      const operations = [{ op: "put", collection: "c", record: { id: "a", data } }];
      const transaction = await server.request("POST", "/transactions", { body: { operations } });
      for (const reply of [put, transaction]) {
        expect([data, reply.status < 300]).toEqual([data, fits]);
        if (!fits) expect(problemOf(reply)).toBe("413 payload-too-large, payload too large");
      }
    }
  });

  test("does not count what is around it", async () => {
    const server = await startServer({ limits });
    const raw = `{"version":"${"v".repeat(512)}", "sequence": 7, "more":"${"m".repeat(1000)}", "data":"${
      "x".repeat(98)
    }"}`;
    expect((await server.sendText("PUT", RECORD, raw)).status).toBe(201);
  });
});

test("a snapshot is taken without a body, however nothing is sent", async () => {
  const server = await startServer();
  const replies = [
    await server.request("POST", "/snapshots"),
    await server.request("POST", "/snapshots", { raw: "", headers: { "content-type": "application/json" } }),
    await server.request("POST", "/snapshots", { raw: chunked() }),
    await server.request("POST", "/snapshots", { headers: { "content-length": "0" } }),
  ];
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
});

test("a body of a GET is not looked at", async () => {
  const { fetch } = await serverWithCollection();
  // `Request` allows none; a socket does, which test/executable shows.
  expect((await fetch(new Request(`${BASE_URL}/livez`, { headers: { "content-type": "text/plain" } }))).status).toBe(
    200,
  );
});
