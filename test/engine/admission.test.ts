/**
 * Write backpressure, with a clock that the test moves.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { describe, expect, test } from "vitest";
import { Admission, type Debt } from "../../src/engine/admission.ts";
import type { Clock } from "../../src/platform/platform.ts";

const LIMITS = { level0Soft: 12, level0Hard: 32, bytesSoft: 1000, bytesHard: 9000 };
const NO_DEBT: Debt = { frozenMemtables: 0, level0Tables: 0, bytes: 0 };
const MIB = 1 << 20;

/** A clock that stands still but for sleeps, each of which takes exactly its time. */
class FakeClock implements Clock {
  atMs = 5000;
  readonly slept: number[] = [];

  nowMs(): number {
    return this.atMs;
  }
  monotonicMs(): number {
    return this.atMs;
  }
  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.atMs += ms;
    return Promise.resolve();
  }
}

class Bench {
  readonly clock = new FakeClock();
  debt: Debt = NO_DEBT;
  readonly admission = new Admission(this.clock, LIMITS, () => this.debt);

  /** Admits writes one after the other; gives the milliseconds that this took. */
  async write(count: number, bytes: number): Promise<number> {
    const startedMs = this.clock.atMs;
    for (let i = 0; i < count; i++) {
      for (let wait = this.admission.wait(bytes); wait !== undefined; wait = this.admission.wait(bytes)) await wait;
    }
    return this.clock.atMs - startedMs;
  }
}

/** Lets everything that can go on go on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("up to the soft limit", () => {
  test.each([NO_DEBT, { ...NO_DEBT, level0Tables: 12 }, { ...NO_DEBT, bytes: 1000 }, {
    ...NO_DEBT,
    frozenMemtables: 1,
  }])(
    "nobody waits: %o",
    async (debt) => {
      const bench = new Bench();
      bench.debt = debt;
      expect(await bench.write(1000, MIB)).toBe(0);
      expect(bench.admission.delayedMs).toBe(0);
    },
  );
});

describe("between the limits", () => {
  test.each([
    ["tables in L0", (share: number): Debt => ({ ...NO_DEBT, level0Tables: 12 + 20 * share })],
    ["bytes of debt", (share: number): Debt => ({ ...NO_DEBT, bytes: 1000 + 8000 * share })],
  ])("writers are slowed the more, the more %s there are, from nearly nothing to a standstill", async (_, debtAt) => {
    const times: number[] = [];
    for (const share of [0.05, 0.2, 0.4, 0.6, 0.8, 0.95]) {
      const bench = new Bench();
      bench.debt = debtAt(share);
      times.push(await bench.write(100, MIB));
    }
    for (let at = 1; at < times.length; at++) expect(times[at]).toBeGreaterThan((times[at - 1] as number) * 1.3);
    expect(times[0]).toBeLessThan(1000);
    expect(times.at(-1)).toBeGreaterThan(50_000);
    expect(times.at(-1)).toBeLessThan(110_000);
  });

  test("the worse of both debts counts", async () => {
    const both = new Bench();
    both.debt = { frozenMemtables: 0, level0Tables: 13, bytes: 8000 };
    const one = new Bench();
    one.debt = { frozenMemtables: 0, level0Tables: 0, bytes: 8000 };
    expect(await both.write(50, MIB)).toBe(await one.write(50, MIB));
  });

  test("small writes are delayed no more than their bytes are worth, and not each by itself", async () => {
    const bench = new Bench();
    bench.debt = { ...NO_DEBT, bytes: 5000 };
    const small = await bench.write(10_000, 100);
    expect(bench.clock.slept.length).toBeLessThan(100);
    expect(Math.min(...bench.clock.slept)).toBeGreaterThanOrEqual(1);
    const other = new Bench();
    other.debt = bench.debt;
    expect(Math.abs(await other.write(10, 100_000) - small)).toBeLessThan(10);
  });

  test("time that passed without writes is not saved up", async () => {
    const bench = new Bench();
    bench.debt = { ...NO_DEBT, bytes: 5000 };
    const first = await bench.write(100, MIB);
    bench.clock.atMs += 3_600_000;
    expect(await bench.write(100, MIB)).toBeCloseTo(first, 0);
  });

  test("the time that writers were delayed is told", async () => {
    const bench = new Bench();
    bench.debt = { ...NO_DEBT, bytes: 5000 };
    const tookMs = await bench.write(100, MIB);
    expect(bench.admission.delayedMs).toBeCloseTo(tookMs, 3);
  });
});

describe("at the hard limit", () => {
  const stops: Debt[] = [
    { ...NO_DEBT, level0Tables: 32 },
    { ...NO_DEBT, bytes: 9000 },
    { ...NO_DEBT, frozenMemtables: 2 },
  ];

  test.each(stops)("writers wait until they are woken: %o", async (debt) => {
    const bench = new Bench();
    bench.debt = debt;
    let admitted = 0;
    const writers = [1, 2, 3].map(() => bench.write(1, 10).then(() => admitted++));
    await turn();
    expect(admitted).toBe(0);
    expect(bench.clock.slept).toEqual([]);
    bench.clock.atMs += 700;
    bench.debt = NO_DEBT;
    bench.admission.wake();
    await Promise.all(writers);
    expect(admitted).toBe(3);
    expect(bench.admission.delayedMs).toBe(3 * 700);
  });

  test("who is woken and finds the limit still reached waits on", async () => {
    const bench = new Bench();
    bench.debt = { ...NO_DEBT, frozenMemtables: 2 };
    let admitted = false;
    const writer = bench.write(1, 10).then(() => admitted = true);
    for (let i = 0; i < 3; i++) {
      bench.admission.wake();
      await turn();
      expect(admitted).toBe(false);
    }
    bench.debt = NO_DEBT;
    bench.admission.wake();
    await writer;
    expect(admitted).toBe(true);
  });
});
