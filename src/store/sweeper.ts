/**
 * The sweeper: what is over goes, also when nobody calls.
 *
 * ```
 *   every second   snapshots whose term is over are released
 *                  keys that are due leave the queue (expiry.ts): records are deleted, answers forgotten
 *                  some at a time, giving way in between
 * ```
 *
 * Nothing depends on when it comes: readers judge by the clock. It makes ordinary deletes, so that the change feed tells of them, indexes lose
 * their entries and compaction reclaims the space. Each is judged again in the turn in which it is sequenced.
 *
 * @module
 */

import type { Engine } from "../engine/engine.ts";
import type { Clock } from "../platform/platform.ts";
import { dueEntries, type ExpiryQueue } from "./expiry.ts";
import type { ExpireWrite } from "./operations.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Writer } from "./writer.ts";

const INTERVAL_MS = 1000;
/** Keys that one commit sweeps, and one tick. */
const BATCH_MAX = 256;
const BATCHES_PER_TICK = 40;

/** What the sweeper works with. */
export interface SweeperParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly writer: Writer;
  readonly queue: ExpiryQueue;
  readonly snapshots: Snapshots;
}

/** See the module. */
export class Sweeper {
  readonly #parts: SweeperParts;
  #stopped = false;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** Begins to sweep, until `stop`. */
  start(): void {
    // A clock that fails belongs to a machine that has ended.
    this.#run().then(undefined, () => {});
  }

  /** Ends it; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sweeping.then(undefined, () => {});
  }

  /** Sweeps what is over by now. @throws as {@link Engine.commit} */
  sweep(): Promise<void> {
    // One at a time; what the one before it met is not this one's matter.
    return this.#sweeping = this.#sweeping.then(() => this.#sweep(), () => this.#sweep());
  }

  async #run(): Promise<void> {
    const { clock, engine } = this.#parts;
    while (!this.#stopped && engine.failure === undefined) {
      await clock.sleep(INTERVAL_MS, true);
      // Damage that a sweep meets is told to whoever reads there; the next one tries again.
      if (!this.#stopped) await this.sweep().then(undefined, () => {});
    }
  }

  async #sweep(): Promise<void> {
    const { engine, queue, snapshots } = this.#parts;
    if (engine.failure !== undefined) return;
    await snapshots.releaseExpired();
    const nowMs = engine.nowMs();
    let sweptTo = queue.sinceMs;
    // Whoever is sequenced from here on with an earlier time says so himself; who was before is visible after this.
    queue.sinceMs = nowMs + 1;
    try {
      await engine.caughtUp();
      for (let batches = 0; batches < BATCHES_PER_TICK && !this.#stopped; batches++) {
        const due = this.#due(sweptTo, nowMs);
        const last = due.at(-1);
        if (last === undefined) {
          sweptTo = nowMs + 1;
          return;
        }
        await this.#parts.writer.write(due);
        sweptTo = last.dueMs;
        await this.#parts.clock.sleep(0);
      }
    } finally {
      queue.sinceMs = Math.min(queue.sinceMs, sweptTo);
    }
  }

  #due(sinceMs: number, nowMs: number): ExpireWrite[] {
    const view = this.#parts.engine.view();
    try {
      return dueEntries(view, sinceMs, nowMs, BATCH_MAX);
    } finally {
      view.close();
    }
  }
}
