/**
 * The host's side of the message protocol (drawn in `serve_messages.ts`), over the web `Worker` of Bun and Deno.
 *
 * A worker that fails to load, throws outside of a call, or ends by itself is dead: every call, present and later, is
 * rejected with `io`. On Bun an idle worker does not keep the process alive; on Deno it does, until `stop`.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import { present } from "../base/assert.ts";
import { FountainError, fromErrorMessage } from "../base/errors.ts";
import { runtimeGlobals, type WebWorker } from "./globals.ts";
import type { WorkerHandle } from "./platform.ts";
import type { Reply, Request, Response } from "./serve_messages.ts";
import { baseName } from "./system_error.ts";

/** How long a worker may take to leave a long computation before it is ended from outside, or given up. */
const STOP_WAIT_MS = 1000;

interface Call {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the module at `url` in a thread of its own. */
export function startWebWorker(url: URL): WorkerHandle {
  return new WebWorkerHandle(url);
}

class WebWorkerHandle implements WorkerHandle {
  readonly #name: string;
  readonly #worker: WebWorker;
  readonly #calls = new Map<number, Call>();
  /** What waits for the worker's module to be loaded; undefined afterwards. */
  #unsent: Request[] | undefined = [];
  #nextId = 1;
  /** Why no call is taken any more. */
  #ended: FountainError | undefined;
  #stopping: Promise<void> | undefined;
  #gone: () => void = () => {};

  constructor(url: URL) {
    const { Worker } = runtimeGlobals;
    this.#name = baseName(url.pathname);
    this.#worker = new (present(Worker, "Worker"))(url.href, { type: "module" });
    this.#worker.unref?.();
    this.#worker.addEventListener("message", (event) => this.#receive(event.data as Response));
    this.#worker.addEventListener("error", (event) => {
      // Deno would end the whole process by an error that nobody prevents.
      event.preventDefault?.();
      this.#die(reasonOf(event.message ?? "unknown error"));
    });
    this.#worker.addEventListener("close", () => this.#die("it ended by itself"));
  }

  call(message: unknown): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // Sent first: a message that cannot be cloned throws here, which rejects, and leaves nothing behind.
      this.#send({ id, message });
      if (this.#calls.size === 0) this.#worker.ref?.();
      this.#calls.set(id, { resolve, reject });
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const dead = this.#ended !== undefined;
    this.#end(new FountainError("closed", `Cannot call the worker ${this.#name}: it was stopped`));
    const loaded = this.#unsent === undefined;
    if (!dead && this.#worker.unref !== undefined) {
      // Bun: its event `close` tells when the thread has ended.
      this.#worker.terminate();
      await this.#untilGone();
    } else if (!dead && loaded) {
      this.#worker.postMessage({ stop: true });
      await this.#untilGone();
    }
    this.#worker.terminate();
  }

  #untilGone(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STOP_WAIT_MS);
      this.#gone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #send(request: Request): void {
    if (this.#unsent === undefined) this.#worker.postMessage(request);
    // Cloned now, as `postMessage` would: the caller may change the message while the worker is loaded.
    else this.#unsent.push(structuredClone(request));
  }

  #receive(response: Response): void {
    if ("ready" in response) {
      const unsent = this.#unsent ?? [];
      this.#unsent = undefined;
      for (const request of unsent) this.#send(request);
    } else if ("stopped" in response) {
      this.#gone();
    } else {
      this.#settle(response);
    }
  }

  #settle(reply: Reply): void {
    const call = this.#take(reply.id);
    if (reply.ok) call?.resolve(reply.answer);
    else call?.reject(fromErrorMessage(reply.error));
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    if (this.#calls.delete(id) && this.#calls.size === 0) this.#worker.unref?.();
    return call;
  }

  #die(reason: string): void {
    this.#gone();
    if (this.#ended !== undefined) return;
    this.#end(new FountainError("io", `The worker ${this.#name} failed: ${reason}`));
    this.#worker.terminate();
  }

  #end(error: FountainError): void {
    this.#ended = error;
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    this.#worker.unref?.();
  }
}

/** Bun's messages are whole reports with lines of source; the reason stands behind `error:`. */
function reasonOf(message: string): string {
  return (/^error: (.*)$/m.exec(message)?.[1] ?? message).trim();
}
