/**
 * Write backpressure: writers are slowed as merging falls behind, long before they have to be stopped.
 *
 * ```
 *   rate
 *    |------.                        no delay up to the soft limit,
 *    |       `-.                     then falling smoothly,
 *    |          `--..__
 *    +-------|---------|---> debt    full stop at the hard limit
 *          soft      hard
 * ```
 *
 * Debt is measured twice, as tables in L0 (each costs every read) and as bytes waiting to be merged; the worse counts. Frozen memtables are the
 * other stop: when two wait for their flush, memory is spent, and writers wait until one is done.
 *
 * @module
 */

import type { Clock } from "../platform/platform.ts";

/** Frozen memtables at which writers wait. */
const FROZEN_MAX = 2;
/** Bytes a second that are admitted just above the soft limit, and at least. */
const RATE_MAX = 256 << 20;
const RATE_MIN = 1 << 20;
/** Waits shorter than this are saved up. */
const SHORTEST_WAIT_MS = 1;

/** What the engine owes. */
export interface Debt {
  readonly frozenMemtables: number;
  readonly level0Tables: number;
  readonly bytes: number;
}

/** Where slowing begins and where writing stops. */
export interface DebtLimits {
  readonly level0Soft: number;
  readonly level0Hard: number;
  readonly bytesSoft: number;
  readonly bytesHard: number;
}

/** See the module. */
export class Admission {
  readonly #clock: Clock;
  readonly #limits: DebtLimits;
  readonly #debt: () => Debt;
  /** When the bytes admitted so far will have been spent. */
  #spentAtMs = 0;
  #waiting: (() => void)[] = [];
  /** How long writers were delayed or stopped in all, for metrics. */
  delayedMs = 0;

  /** @param debt tells what is owed now; cheap, since every write asks */
  constructor(clock: Clock, limits: DebtLimits, debt: () => Debt) {
    this.#clock = clock;
    this.#limits = limits;
    this.#debt = debt;
  }

  /** Undefined when `bytes` may be written at once; else resolves when it is worth asking again. */
  wait(bytes: number): Promise<void> | undefined {
    const debt = this.#debt();
    const { level0Soft, level0Hard, bytesSoft, bytesHard } = this.#limits;
    if (debt.frozenMemtables >= FROZEN_MAX || debt.level0Tables >= level0Hard || debt.bytes >= bytesHard) {
      return this.#stop();
    }
    const pressure = Math.max(
      (debt.level0Tables - level0Soft) / (level0Hard - level0Soft),
      (debt.bytes - bytesSoft) / (bytesHard - bytesSoft),
    );
    return pressure <= 0 ? undefined : this.#delay(bytes, pressure);
  }

  /** Something was flushed or merged, or the store failed: those who wait ask again. */
  wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  async #stop(): Promise<void> {
    const startedMs = this.#clock.monotonicMs();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.delayedMs += this.#clock.monotonicMs() - startedMs;
  }

  #delay(bytes: number, pressure: number): Promise<void> | undefined {
    const nowMs = this.#clock.monotonicMs();
    const rate = RATE_MIN + (RATE_MAX - RATE_MIN) * (1 - pressure) ** 3;
    if (this.#spentAtMs > nowMs + SHORTEST_WAIT_MS) {
      this.delayedMs += this.#spentAtMs - nowMs;
      return this.#clock.sleep(this.#spentAtMs - nowMs);
    }
    this.#spentAtMs = Math.max(this.#spentAtMs, nowMs) + bytes * 1000 / rate;
    return undefined;
  }
}
