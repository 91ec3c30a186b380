/**
 * What happens when on the simulated machine: its clock, and the order in which whatever waits is resumed.
 *
 * One waiter is resumed in each turn of the real event loop, chosen by the seed, so everything that the one before it
 * set off has run to its end: as on a real machine, and in the same order for the same seed. No real time passes: when
 * everybody sleeps the clock jumps, and now and then it jumps while others could run, as on a machine that stalled.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { SeededRandom } from "./seeded_random.ts";

/** How far the clock moves on at an operation, at most. */
const OPERATION_MS_MAX = 0.05;
/** How often a sleeper is woken while others could run. */
const STALL_CHANCE = 1 / 8;

/** One process of the machine, or one worker; when it has ended, nothing of it goes on. */
export interface SimulatedProcess {
  /** What every operation of it throws from now on. */
  ended: Error | undefined;
}

interface Waiter {
  readonly process: SimulatedProcess;
  /** When it may go on. */
  readonly wakeMs: number;
  /** True for one that shall not keep the machine running. */
  readonly background: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The clock and the queue of one machine. */
export class Schedule {
  /** Milliseconds since the machine was made. */
  elapsedMs = 0;
  readonly #random: SeededRandom;
  #waiters: Waiter[] = [];
  #running = false;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Moves the clock on by what an operation takes. */
  tick(): void {
    this.elapsedMs += this.#random.fraction() * OPERATION_MS_MAX;
  }

  /** Resolves after `ms` in some later turn; rejects when the process has ended by then. */
  wait(process: SimulatedProcess, ms = 0, background = false): Promise<void> {
    if (process.ended !== undefined) return Promise.reject(process.ended);
    this.tick();
    return new Promise((resolve, reject) => {
      const wakeMs = ms > 0 ? this.elapsedMs + ms : 0;
      this.#waiters.push({ process, wakeMs, background: background && ms > 0, resolve, reject });
      this.#start();
    });
  }

  /** Ends a process: its waiters are rejected, or never resumed when `silent`. */
  end(process: SimulatedProcess, error: Error, silent = false): void {
    process.ended ??= error;
    const its = this.#waiters.filter((waiter) => waiter.process === process);
    this.#waiters = this.#waiters.filter((waiter) => waiter.process !== process);
    if (!silent) { for (const { reject } of its) reject(error); }
  }

  #start(): void {
    if (this.#running || this.#waiters.every(({ background }) => background)) return;
    this.#running = true;
    setImmediate(() => {
      this.#running = false;
      this.#resumeOne();
      this.#start();
    });
  }

  #resumeOne(): void {
    const sleepers = this.#waiters.filter(({ wakeMs }) => wakeMs > this.elapsedMs);
    if (sleepers.length > 0 && (sleepers.length === this.#waiters.length || this.#random.chance(STALL_CHANCE))) {
      this.elapsedMs = sleepers[this.#random.below(sleepers.length)]?.wakeMs ?? this.elapsedMs;
    }
    const due = this.#waiters.filter(({ wakeMs }) => wakeMs <= this.elapsedMs);
    const chosen = due[this.#random.below(due.length)];
    if (chosen === undefined) return;
    // Sleepers wake in the order of their times.
    const next = chosen.wakeMs === 0 ? chosen : due.filter(({ wakeMs }) => wakeMs > 0).reduce(earlier);
    this.#waiters.splice(this.#waiters.indexOf(next), 1);
    next.resolve();
  }
}

function earlier(a: Waiter, b: Waiter): Waiter {
  return b.wakeMs < a.wakeMs ? b : a;
}
