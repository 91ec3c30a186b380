/**
 * The client of the HTTP benchmark: responses are read whole however they come, what is no HTTP is refused, and the load generator hides no error.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Address, Connection, ConnectionLost, exchangeOnce, requestText } from "../../bench/http/connection.ts";
import { generateLoad } from "../../bench/http/generator.ts";
import { ProtocolError, type Response, ResponseParser } from "../../bench/http/response_parser.ts";

/** A response as servers send it, and what it holds. */
interface Sample {
  readonly text: string;
  readonly status: number;
  readonly body: string;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  "a length": { text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello" },
  "a length of nothing": { text: "HTTP/1.1 201 Created\r\ncontent-length:0\r\n\r\n", status: 201, body: "" },
  "no body": { text: "HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n", status: 204, body: "" },
  "a match": { text: 'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\nContent-Length: 9\r\n\r\n', status: 304, body: "" },
  "chunks": {
    text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
      "5\r\nhello\r\n" + "00b;name=value\r\n, \r\n\r\nworld\r\n" + "0\r\n\r\n",
    status: 200,
    body: "hello, \r\n\r\nworld",
  },
  "chunks with trailers": {
    text: "HTTP/1.1 503 Busy\r\ntransfer-encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nA: b\r\nC: d\r\n\r\n",
    status: 503,
    body: "0123456789",
  },
  "an interim response before it": {
    text:
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200\r\nContent-Length: 1\r\n\r\n!",
    status: 200,
    body: "!",
  },
  "a head that looks like another": {
    text: "HTTP/1.1 200 OK\r\nX-Content-Length: 7\r\nX: content-length: 8\r\nContent-Length: 2\r\n\r\nok",
    status: 200,
    body: "ok",
  },
};

/** What a parser makes of pieces; there may be one response. */
function parse(pieces: readonly string[]): Response | undefined {
  const parser = new ResponseParser();
  const found = pieces.flatMap((piece) => parser.push(Buffer.from(piece, "latin1")) ?? []);
  expect(found.length).toBeLessThanOrEqual(1);
  expect(parser.midway).toBe(found.length === 0);
  return found[0];
}

describe("the parser", () => {
  test.each(Object.entries(SAMPLES))("reads a response with %s, cut anywhere", (_, { text, status, body }) => {
    const cuts = [[text], [...text], ...Array.from(text, (_, at) => [text.slice(0, at), text.slice(at)]).slice(1)];
    for (const pieces of cuts) {
      const response = parse(pieces);
      expect([response?.status, response?.body.toString("latin1")]).toEqual([status, body]);
    }
  });

  test.each(Object.entries(SAMPLES))("reads several with %s, one after another", (_, { text, status, body }) => {
    const parser = new ResponseParser();
    for (let round = 0; round < 3; round++) {
      const response = parser.push(Buffer.from(text, "latin1"));
      expect([response?.status, response?.body.toString("latin1")]).toEqual([status, body]);
    }
    expect(parser.end()).toBe(undefined);
  });

  test("a body without a length ends with the connection", () => {
    const parser = new ResponseParser();
    expect(parser.push(Buffer.from("HTTP/1.1 200 OK\r\n\r\nhello "))).toBe(undefined);
    expect(parser.push(Buffer.from("world"))).toBe(undefined);
    expect(parser.end()?.body.toString()).toBe("hello world");
  });

  test.each([
    ["Connection: Close", false],
    ["connection:close", false],
    ["X-Connection: close", true],
    ["Connection: keep-alive", true],
  ])("%s: the connection stays open: %j", (header, stays) => {
    expect(parse([`HTTP/1.1 200 OK\r\n${header}\r\nContent-Length: 0\r\n\r\n`])?.keepsAlive).toBe(stays);
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH\r\n\r\n"],
    ["another version", "HTTP/1.0 200 OK\r\n\r\n"],
    ["a status that is none", "HTTP/1.1 abc\r\n\r\n"],
    ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["two lengths in one", "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n"],
    ["length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"],
    ["a size that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk that is too long", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"],
    ["more than was asked for", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"],
    ["an endless head", `HTTP/1.1 200 OK\r\nA: ${"a".repeat(2 ** 17)}`],
    ["an endless size", `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${"0".repeat(2 ** 12)}`],
  ])("refuses %s", (_, text) => {
    expect(() => parse([text])).toThrow(ProtocolError);
  });

  test.each([
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
  ])("refuses an end within %j", (text) => {
    const parser = new ResponseParser();
    expect(parser.push(Buffer.from(text))).toBe(undefined);
    expect(() => parser.end()).toThrow(ProtocolError);
  });
});

/** Listens until the test ends. */
async function listen(server: Server): Promise<Address> {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

/** A server that does with a connection what it is told. */
function serveRaw(handle: (socket: Socket) => void): Promise<Address> {
  return listen(createServer((socket) => {
    socket.on("error", () => {/* the client may be gone */});
    handle(socket);
  }));
}

function serveHttp(handle: RequestListener): Promise<Address> {
  return listen(createHttpServer(handle));
}

describe("a connection", () => {
  test("carries many requests, with bodies in any alphabet", async () => {
    const sockets = new Set<unknown>();
    const address = await serveHttp((request, response) => {
      sockets.add(request.socket.remotePort);
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => response.end(`${request.method} ${request.url} ${Buffer.concat(parts).toString()}`));
    });
    const connection = await Connection.open(address);
    for (const body of [undefined, "{}", JSON.stringify({ name: "Șipotu 😀" }), `"${"é".repeat(2 ** 18)}"`]) {
      const { status, body: found } = await connection.exchange(requestText("POST", "/a%2Fb", body));
      expect([status, found.toString()]).toEqual([200, `POST /a%2Fb ${body ?? ""}`]);
    }
    connection.close();
    expect(sockets.size).toBe(1);
    await expect(connection.exchange(requestText("GET", "/"))).rejects.toThrow(ConnectionLost);
  });

  test("is over once the server says so", async () => {
    const address = await serveRaw((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
    });
    const connection = await Connection.open(address);
    expect((await connection.exchange(requestText("GET", "/"))).body.toString()).toBe("ok");
    expect(connection.usable).toBe(false);
  });

  test("rejects a request whose answer is cut off, none, or no HTTP", async () => {
    const after = (text: string) => serveRaw((socket) => void socket.once("data", () => socket.end(text)));
    const get = requestText("GET", "/");
    await expect(exchangeOnce(await after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"), get)).rejects.toThrow(
      ProtocolError,
    );
    await expect(exchangeOnce(await after(""), get)).rejects.toThrow(ConnectionLost);
    await expect(exchangeOnce(await after("hello\r\n\r\n"), get)).rejects.toThrow(ProtocolError);
  });

  test("waits no longer than it is told to for a server that says nothing", async () => {
    const connection = await Connection.open(await serveRaw(() => {}), 20);
    await expect(connection.exchange(requestText("GET", "/"))).rejects.toThrow("nothing came for 20 ms");
    expect(connection.usable).toBe(false);
  });

  test("reads a body up to the end of the connection", async () => {
    const address = await serveRaw((socket) =>
      void socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nhello"))
    );
    expect((await exchangeOnce(address, requestText("GET", "/"))).body.toString()).toBe("hello");
  });

  test("cannot be opened where nobody listens", async () => {
    const server = createServer();
    const address = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(Connection.open(address)).rejects.toThrow(ConnectionLost);
  });
});

describe("the load generator", () => {
  const REQUESTS = 60;
  const load = async (address: Address, connections: number) => {
    let sent = 0;
    return await generateLoad({
      address,
      connections,
      next: () => {
        const id = String(sent++);
        return sent > REQUESTS ? undefined : { text: requestText("GET", `/${id}`), kind: "read", id, operations: 2 };
      },
      check: ({ body }, { id }) => body.toString() === `/${id}`,
      serverProcessorMs: () => undefined,
    });
  };

  test.each([1, 7])("counts good answers over %i connections", async (connections) => {
    const sockets = new Set<unknown>();
    const address = await serveHttp((request, response) => {
      sockets.add(request.socket.remotePort);
      response.end(request.url);
    });
    const result = await load(address, connections);
    expect(result).toMatchObject({ requests: REQUESTS, operations: 2 * REQUESTS, errors: {} });
    expect(result.latency.read?.count).toBe(REQUESTS);
    expect(sockets.size).toBe(connections);
  });

  test("tells every bad answer, by kind, and goes on", async () => {
    const address = await serveHttp((request, response) => {
      switch (Number(request.url?.slice(1)) % 6) {
        case 0:
          return void response.writeHead(503).end(request.url);
        case 1:
          return void response.writeHead(404).end(request.url);
        case 2:
          return void response.end("something else");
        case 3:
          return void request.socket.destroy();
        default:
          return void response.end(request.url);
      }
    });
    const result = await load(address, 3);
    const each = REQUESTS / 6;
    expect(result.errors).toEqual({
      "status 503": each,
      "status 404": each,
      "wrong answer": each,
      "connection lost": each,
    });
    expect(result).toMatchObject({ requests: REQUESTS, operations: 2 * 2 * each });
    expect(result.latency.read?.count).toBe(2 * each);
  });
});
