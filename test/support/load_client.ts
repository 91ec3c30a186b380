/**
 * A client of a served store for tests under load: one connection, one request at a time, and an answer that may never come.
 *
 * ```
 *   send ──> answered: status, headers' ETag, JSON
 *        └─> the connection broke first: `undefined`; the request was done, or it was not
 * ```
 *
 * @module
 */

import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { requestText } from "./served.ts";

/** What the server said. */
export interface Answer {
  readonly status: number;
  /** The sequence in the ETag; 0 without one. */
  readonly sequence: number;
  readonly text: string;
}

/** See the module. */
export class LoadClient {
  readonly #socket: Socket;
  #received = "";
  #waiting: ((answer: Answer | undefined) => void) | undefined;
  #isLost = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1").setNoDelay(true);
    socket.on("data", (text) => this.#receive(String(text)));
    const lost = (): void => {
      this.#isLost = true;
      this.#settle(undefined);
    };
    socket.on("end", lost).on("close", lost).on("error", lost);
  }

  /** Connects. @throws Error when nobody listens */
  static async open(port: number): Promise<LoadClient> {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const made = connect({ port, host: "127.0.0.1" });
      made.once("error", reject).once("connect", () => resolve(made));
    });
    onTestFinished(() => void socket.destroy());
    return new LoadClient(socket);
  }

  /** Sends a request whose body, if any, is JSON in ASCII; undefined: the connection broke before the answer. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer | undefined> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve) => {
      if (this.#isLost) return resolve(undefined);
      this.#waiting = resolve;
      this.#socket.write(requestText(method, path, { headers: { ...type, ...headers }, ...content }));
    });
  }

  /** Ends the connection. */
  close(): void {
    this.#socket.destroy();
  }

  #settle(answer: Answer | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(answer);
  }

  #receive(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const status = Number(head.slice(9, 12));
    const length = status === 204 ? "0" : /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without a length: ${head}`);
    if (this.#received.length < end + 4 + Number(length)) return;
    const body = this.#received.slice(end + 4);
    this.#received = "";
    this.#settle({ status, sequence: Number(/\r\netag: "(\d+)"/i.exec(head)?.[1] ?? 0), text: body });
  }
}
