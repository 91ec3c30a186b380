/**
 * A worker that is started when it has something to do.
 *
 * Starting a thread takes longer than opening a store. A program that opens one, reads or writes a little and closes it again never needs
 * it: the small flush at the end is done on the spot.
 *
 * @module
 */

import type { Platform, WorkerCode, WorkerHandle } from "../platform/platform.ts";

/** See the module. */
export class LazyWorker implements WorkerHandle {
  readonly #platform: Platform;
  readonly #code: WorkerCode;
  readonly #onTheSpot: () => boolean;
  #started: WorkerHandle | undefined;

  /** @param onTheSpot true when a job is to be done on this thread rather than start another for it */
  constructor(platform: Platform, code: WorkerCode, onTheSpot: () => boolean) {
    this.#platform = platform;
    this.#code = code;
    this.#onTheSpot = onTheSpot;
  }

  call(message: unknown): Promise<unknown> {
    if (this.#started === undefined && this.#onTheSpot()) return this.#code.handler(this.#platform)(message);
    this.#started ??= this.#platform.startWorker(this.#code);
    return this.#started.call(message);
  }

  async stop(): Promise<void> {
    await this.#started?.stop();
  }
}
