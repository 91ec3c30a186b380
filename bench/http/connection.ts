/**
 * A client for benchmarks: one keep-alive connection, one request at a time, as little processor time as can be, since client and server share
 * the machine.
 *
 * ```
 *   exchange(text) ──write──> server ──bytes──> parser ──> the promise of exchange
 *         a connection that ends, or answers what is no HTTP, rejects it; there is no second try
 * ```
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { type Response, ResponseParser } from "./response_parser.ts";
import { PATIENCE_MS } from "./settings.ts";

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The connection ended, or could not be made. */
export class ConnectionLost extends Error {}

/** Who waits for a response. */
interface Waiting {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/** See the module. */
export class Connection {
  readonly #socket: Socket;
  readonly #parser = new ResponseParser();
  #waiting: Waiting | undefined;
  /** Why no request can be sent any more. */
  #over: Error | undefined;

  private constructor(socket: Socket, idleLimitMs: number) {
    this.#socket = socket;
    socket.setNoDelay(true);
    if (idleLimitMs > 0) {
      socket.setTimeout(idleLimitMs, () => this.#end(new ConnectionLost(`nothing came for ${idleLimitMs} ms`)));
    }
    socket.on("data", (bytes) => this.#receive(bytes));
    socket.on("error", (error) => this.#end(new ConnectionLost(error.message)));
    socket.on("close", () => this.#closed());
  }

  /**
   * @param idleLimitMs ends the connection when nothing goes over it for so long; 0: never, which costs least
   * @throws ConnectionLost when nobody listens there
   */
  static open({ host, port }: Address, idleLimitMs = 0): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      const refused = (error: Error): void => reject(new ConnectionLost(error.message));
      socket.once("error", refused);
      socket.once("connect", () => {
        socket.off("error", refused);
        resolve(new Connection(socket, idleLimitMs));
      });
    });
  }

  /** False once the connection has ended. */
  get usable(): boolean {
    return this.#over === undefined;
  }

  /**
   * Sends a request and resolves with its response.
   * REQUIRES: no other request of this connection is under way.
   * @param request as `requestText` makes it
   * @throws ConnectionLost, ProtocolError
   */
  exchange(request: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over);
      if (this.#waiting !== undefined) throw new Error("A request is under way");
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  /** Ends the connection. A request under way is rejected. */
  close(): void {
    this.#end(new ConnectionLost("closed here"));
  }

  #receive(bytes: Buffer): void {
    try {
      const response = this.#parser.push(bytes);
      if (response !== undefined) this.#answer(response);
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #answer(response: Response): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(response);
    if (waiting === undefined || !response.keepsAlive) this.#end(new ConnectionLost("ended by the server"));
  }

  #closed(): void {
    try {
      const response = this.#parser.end();
      if (response !== undefined) this.#answer(response);
    } catch (error) {
      this.#end(error as Error);
    }
    this.#end(new ConnectionLost("ended by the server"));
  }

  #end(error: Error): void {
    if (this.#over !== undefined) return;
    this.#over = error;
    this.#socket.destroy();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

/** A request's text. @param body JSON, if any */
export function requestText(method: string, path: string, body?: string): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: localhost\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Sends one request over a connection of its own. @throws ConnectionLost, ProtocolError */
export async function exchangeOnce(address: Address, request: string): Promise<Response> {
  const connection = await Connection.open(address, PATIENCE_MS);
  try {
    return await connection.exchange(request);
  } finally {
    connection.close();
  }
}
