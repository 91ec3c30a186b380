/**
 * Reads HTTP/1.1 responses out of the bytes of a connection (RFC 9112), however they were cut on the way.
 *
 * ```
 *   head ──"content-length: n"──────> n bytes ───────────────────────────────┐
 *    │ ▲ └─"transfer-encoding: chunked"─> size line, bytes, … 0, trailers ───┼─> a response
 *    │ └─ 1xx: passed over                                                   │
 *    ├─ 204, 304: no body ───────────────────────────────────────────────────┤
 *    └─ neither: the body ends with the connection ──────────────────────────┘
 * ```
 *
 * One request is under way at a time, so bytes behind a response are an error, as is everything else that a server must not send.
 *
 * REQUIRES: no answer to a HEAD is read, since those have no body whatever their head says.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** What a server sent is no HTTP/1.1. */
export class ProtocolError extends Error {}

/** A response, whole. */
export class Response {
  readonly status: number;
  readonly body: Buffer;
  readonly #head: string;

  /** @param head status line and headers in lower case, each with its line end */
  constructor(status: number, head: string, body: Buffer) {
    this.status = status;
    this.#head = head;
    this.body = body;
  }

  /** True when the server keeps the connection open. */
  get keepsAlive(): boolean {
    return headerOf(this.#head, "connection") !== "close";
  }
}

const HEAD_BYTES_MAX = 64 * 1024;
const LINE_BYTES_MAX = 1024;
const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";
const NOTHING = Buffer.alloc(0);

type State = "head" | "length" | "size" | "chunk" | "trailers" | "open";

/** See the module. One for each connection. */
export class ResponseParser {
  #state: State = "head";
  /** Bytes that came and are not read yet: of a head or a line whose end is missing. */
  #rest: Buffer = NOTHING;
  #status = 0;
  #head = "";
  /** The body so far. */
  #parts: Buffer[] = [];
  /** What is missing of the body, or of a chunk with the line end behind it. */
  #missingBytes = 0;

  /** True when a response has begun and is not whole. */
  get midway(): boolean {
    return this.#state !== "head" || this.#rest.length > 0;
  }

  /** Takes bytes. Gives the response that they complete, if they do. @throws ProtocolError */
  push(bytes: Buffer): Response | undefined {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      if (this.#state === "head" && !this.#readHead()) return undefined;
      const whole = this.#readBody();
      if (whole === undefined) continue;
      return whole ? this.#finish() : undefined;
    }
  }

  /** The connection has ended. Gives the response that this completes, if it does. @throws ProtocolError within a response */
  end(): Response | undefined {
    if (this.#state === "open") return this.#finish();
    if (this.midway) throw new ProtocolError("the connection ended within a response");
    return undefined;
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0 || end > HEAD_BYTES_MAX) {
      if (this.#rest.length > HEAD_BYTES_MAX) throw new ProtocolError("the head of a response is too long");
      return false;
    }
    const head = this.#rest.toString("latin1", 0, end + LINE_END.length).toLowerCase();
    this.#rest = this.#rest.subarray(end + HEAD_END.length);
    this.#status = statusOf(head);
    this.#head = head;
    this.#state = this.#bodyOf(head);
    return true;
  }

  /** How the body is told from what follows. */
  #bodyOf(head: string): State {
    if (this.#status < 200) return "head";
    this.#missingBytes = 0;
    if (this.#status === 204 || this.#status === 304) return "length";
    const coding = headerOf(head, "transfer-encoding");
    const length = headerOf(head, "content-length");
    if (coding !== undefined) {
      if (coding !== "chunked" || length !== undefined) {
        throw new ProtocolError(`transfer-encoding ${coding} with content-length ${length ?? "not given"}`);
      }
      return "size";
    }
    if (length === undefined) return "open";
    if (!/^\d{1,15}$/.test(length)) throw new ProtocolError(`content-length is ${length}`);
    this.#missingBytes = Number(length);
    return "length";
  }

  /** True: the response is whole; false: more bytes must come; undefined: there may be more to read. */
  #readBody(): boolean | undefined {
    switch (this.#state) {
      case "head":
        return undefined; // behind an interim response comes another head
      case "length":
        this.#take();
        return this.#missingBytes === 0;
      case "open":
        this.#missingBytes = this.#rest.length;
        this.#take();
        return false;
      case "size":
        return this.#readSize();
      case "chunk":
        return this.#readChunk();
      case "trailers":
        return this.#readTrailer();
    }
  }

  #readSize(): false | undefined {
    const line = this.#readLine();
    if (line === undefined) return false;
    const size = /^([0-9a-f]{1,12})(?:[ \t]*;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new ProtocolError(`a chunk's size is ${JSON.stringify(line)}`);
    this.#missingBytes = parseInt(size, 16);
    this.#state = this.#missingBytes === 0 ? "trailers" : "chunk";
    return undefined;
  }

  #readChunk(): false | undefined {
    this.#take();
    if (this.#missingBytes > 0 || this.#rest.length < LINE_END.length) return false;
    if (this.#readLine() !== "") throw new ProtocolError("a chunk is longer than its size");
    this.#state = "size";
    return undefined;
  }

  #readTrailer(): boolean | undefined {
    const line = this.#readLine();
    if (line === undefined) return false;
    return line === "" ? true : undefined;
  }

  /** Moves what is there of the body, or of a chunk, to its parts. */
  #take(): void {
    const count = Math.min(this.#missingBytes, this.#rest.length);
    if (count === 0) return;
    this.#parts.push(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    this.#missingBytes -= count;
  }

  #readLine(): string | undefined {
    const end = this.#rest.indexOf(LINE_END);
    if (end < 0 || end > LINE_BYTES_MAX) {
      if (this.#rest.length > LINE_BYTES_MAX) throw new ProtocolError("a line between chunks is too long");
      return undefined;
    }
    const line = this.#rest.toString("latin1", 0, end);
    this.#rest = this.#rest.subarray(end + LINE_END.length);
    return line;
  }

  #finish(): Response {
    if (this.#rest.length > 0) throw new ProtocolError("bytes follow a response that nobody asked for");
    const [only = NOTHING] = this.#parts;
    const body = this.#parts.length < 2 ? only : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#state = "head";
    return new Response(this.#status, this.#head, body);
  }
}

function statusOf(head: string): number {
  const status = Number(head.slice(9, 12));
  if (!head.startsWith("http/1.1 ") || !(status >= 100 && status <= 999)) {
    throw new ProtocolError(`a response begins with ${JSON.stringify(head.slice(0, 20))}`);
  }
  return status;
}

/** A header's value in a head in lower case whose lines all end; the first one when there are more. */
function headerOf(head: string, name: string): string | undefined {
  const at = head.indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const start = at + LINE_END.length + name.length + 1;
  return head.slice(start, head.indexOf(LINE_END, start)).trim();
}
