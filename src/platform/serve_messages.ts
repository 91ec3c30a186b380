/**
 * The worker's side of the message protocol: call `serveMessages` once, in the first turn of the worker's module.
 *
 * ```
 * host                          worker
 *   |  <------ { ready } --------  |   messages sent earlier would be lost, so the host keeps them until now
 *   |  ---- { id, message } ---->  |   any number may be under way
 *   |  <- { id, ok, answer } ----  |
 *   |  <- { id, ok, error } -----  |   the error in the form of `toErrorMessage`
 *   |  ------ { stop } --------->  |   on Deno, where nothing tells when a terminated worker has really ended
 *   |  <------ { stopped } ------  |   nothing of the worker runs any more
 * ```
 *
 * On Bun what became garbage meanwhile is collected behind each answer. A worker's heap is small, but each message that shares a buffer counts
 * as much as the buffer, and garbage may grow to as much as is counted (see `bun.ts`); nobody waits for the worker in that millisecond.
 *
 * @module
 */

import { collectAll } from "./collect_bun.ts";
import { type ErrorMessage, toErrorMessage } from "../base/errors.ts";
import { workerScope } from "./globals.ts";
import { haltThread } from "./halt.ts";
import type { MessageHandler } from "./platform.ts";

/** From the host to the worker. */
export type Request = { readonly id: number; readonly message: unknown } | { readonly stop: true };

/** The answer to the message with the same id. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorMessage };

/** From the worker to the host. */
export type Response = { readonly ready: true } | { readonly stopped: true } | Reply;

/** Answers the host's messages by `handler`, which may still be on its way. */
export function serveMessages(handler: MessageHandler | Promise<MessageHandler>): void {
  const respond = (response: Response) => workerScope.postMessage(response);
  workerScope.addEventListener("message", async (event) => {
    const request = event.data as Request;
    if ("stop" in request) {
      haltThread();
      respond({ stopped: true });
      return workerScope.close?.();
    }
    const { id, message } = request;
    try {
      const answer = await (await handler)(message);
      respond({ id, ok: true, answer });
    } catch (error) {
      respond({ id, ok: false, error: toErrorMessage(error) });
    }
    collectAll();
  });
  respond({ ready: true });
}
