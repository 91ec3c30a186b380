/**
 * A worker without a thread: the handler runs on the caller's event loop. Messages and answers are cloned and errors
 * taken apart and rebuilt as if they crossed to another thread, so that what works here works there.
 *
 * @module
 */

import { FountainError, fromErrorMessage, toErrorMessage } from "../base/errors.ts";
import type { MessageHandler, WorkerHandle } from "./platform.ts";

/** What the surroundings do for such a worker. */
export interface InProcessOptions {
  /** Resolves when a message has crossed. */
  readonly cross: () => Promise<void>;
  /** Called when the worker is stopped. */
  readonly stopped?: () => void;
}

/** A worker that answers by `handler`. */
export function startInProcessWorker(handler: MessageHandler, options: InProcessOptions): WorkerHandle {
  const waiting = new Set<(error: FountainError) => void>();
  let ended: FountainError | undefined;

  async function answer(message: unknown): Promise<unknown> {
    const arrived = structuredClone(message);
    await options.cross();
    let result: { readonly answer: unknown } | { readonly error: ReturnType<typeof toErrorMessage> };
    try {
      result = { answer: structuredClone(await handler(arrived)) };
    } catch (error) {
      result = { error: toErrorMessage(error) };
    }
    await options.cross();
    if ("error" in result) throw fromErrorMessage(result.error);
    return result.answer;
  }

  return {
    call(message) {
      if (ended !== undefined) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        answer(message).then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    stop() {
      if (ended === undefined) {
        ended = new FountainError("closed", "Cannot call the worker: it was stopped");
        options.stopped?.();
        for (const reject of waiting) reject(ended);
        waiting.clear();
      }
      return Promise.resolve();
    },
  };
}
