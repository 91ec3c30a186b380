/**
 * What happens when on the simulated machine: its clock, and the order in which whatever waits is resumed.
 *
 * One waiter is resumed in each turn of the real event loop, chosen by the seed, so everything that the one before it
 * set off has run to its end: as on a real machine, and in the same order for the same seed. No real time passes: the
 * clock moves a little with each operation, some milliseconds when the machine stalls (by the seed), and when everybody
 * sleeps it jumps to where the first one wakes.
 *
 * @module
 */

import { setImmediate, setTimeout } from "node:timers";
import { present } from "../../base/assert.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** How far the clock moves on at an operation, at most. */
const OPERATION_MS_MAX = 0.05;
/** How often the machine stalls in a turn, and for how long at most. */
const STALL_CHANCE = 1 / 8;
const STALL_MS_MAX = 10;

/** After so many turns in which only background waiters are there, the next come at the pace of real milliseconds. */
const IDLE_TURNS_MAX = 100;

/** One process of the machine, or one worker; when it has ended, nothing of it goes on. */
export interface SimulatedProcess {
  /** What every operation of it throws from now on. */
  ended: Error | undefined;
}

interface Waiter {
  readonly process: SimulatedProcess;
  /** When it may go on. */
  readonly wakeMs: number;
  /** True for one that shall not keep the real process busy. */
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
  /** Whether a turn of the real event loop is on its way, and whether it is only for background waiters. */
  #planned: "none" | "idle" | "busy" = "none";
  /** Number of the turn that was planned last; earlier ones that still come do nothing. */
  #turn = 0;
  /** Turns in a row in which nothing but background waiters was there. */
  #idleTurns = 0;

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
    if (this.#waiters.length === 0) return;
    const idle = this.#waiters.every(({ background }) => background);
    // An idle turn that is planned already is too far off for somebody who does not wait in the background.
    if (this.#planned === "busy" || (this.#planned === "idle" && idle)) return;
    this.#planned = idle ? "idle" : "busy";
    this.#idleTurns = idle ? this.#idleTurns + 1 : 0;
    const number = ++this.#turn;
    const turn = () => {
      if (number !== this.#turn) return;
      this.#planned = "none";
      if (this.#waiters.length > 0) this.#resumeOne();
      this.#start();
    };
    // A store that nobody closed wakes for ever: it shall neither keep the process alive nor slow down the next test.
    if (this.#idleTurns < IDLE_TURNS_MAX) setImmediate(turn);
    else setTimeout(turn, 1).unref();
  }

  #resumeOne(): void {
    if (this.#random.chance(STALL_CHANCE)) this.elapsedMs += this.#random.fraction() * STALL_MS_MAX;
    const next = this.#waiters.some(({ wakeMs }) => wakeMs <= this.elapsedMs)
      ? this.#chooseDue()
      : this.#waiters.reduce(earlier);
    this.elapsedMs = Math.max(this.elapsedMs, next.wakeMs);
    this.#waiters.splice(this.#waiters.indexOf(next), 1);
    next.resolve();
  }

  /** Anyone who may go on, by chance; but sleepers in the order of their times, as timers are. */
  #chooseDue(): Waiter {
    const due = this.#waiters.filter(({ wakeMs }) => wakeMs <= this.elapsedMs);
    const chosen = present(due[this.#random.below(due.length)], "somebody who is due");
    return chosen.wakeMs === 0 ? chosen : due.filter(({ wakeMs }) => wakeMs > 0).reduce(earlier);
  }
}

function earlier(a: Waiter, b: Waiter): Waiter {
  return b.wakeMs < a.wakeMs ? b : a;
}
