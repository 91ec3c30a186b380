/**
 * Retention as users of the engine meet it: which past can be read, and what it costs.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence } from "../../src/base/types.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { Retention } from "../../src/engine/settings.ts";
import { expectCode, textOf } from "../support/check.ts";
import { fill, get, keyName, put, remove, SimulatedStore, SMALL } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";

function open(retention: Retention): Promise<SimulatedStore> {
  return new SimulatedStore({ ...SMALL, tableBytes: 1 << 20, retention }).open();
}

/** The value of a key at a sequence. */
function at(engine: Engine, sequence: number, key: string): string | undefined {
  const view = engine.view(asSequence(sequence));
  try {
    return get(view, key);
  } finally {
    view.close();
  }
}

/** The kept versions of a key, newest first, as `sequence value`. */
function versions(engine: Engine, key: string): string[] {
  const view = engine.view();
  const found = [...view.versions(userKey(1, key))];
  view.close();
  return found.map(({ sequence, deleted, value }) => `${sequence} ${deleted ? "deleted" : textOf(value)}`);
}

test("no future can be read, nor what is no sequence, whatever is kept", async () => {
  for (const retention of [{ keep: "latest" }, { keep: "all" }, { keep: "age", ageMs: 1000 }] as const) {
    const { engine } = await open(retention);
    await put(engine, "k", "v");
    for (const sequence of [engine.sequence + 1, -1, 0.5, NaN, Infinity]) {
      const { message } = await expectCode("invalid", () => at(engine, sequence, "k"));
      expect(message).toContain(`at sequence ${sequence}`);
    }
    await engine.close();
  }
});

describe("latest", () => {
  test("keeps no past to be read, and leaves one version of each key on disk", async () => {
    const { engine } = await open({ keep: "latest" });
    for (let round = 0; round < 3; round++) await fill(engine, 50, () => `round ${round}`);
    await expectCode("gone", () => at(engine, 100, keyName(1)));
    await expectCode("gone", () => at(engine, 0, keyName(1)));
    expect(at(engine, 150, keyName(1))).toBe("round 2");
    await engine.compact("full");
    expect(versions(engine, keyName(1))).toEqual(["102 round 2"]);
    await engine.close();
  });
});

describe("last N", () => {
  test("keeps so many versions of each key, deletes among them", async () => {
    const { engine } = await open({ keep: "last", versions: 3 });
    for (let round = 1; round <= 5; round++) await put(engine, "a", `round ${round}`);
    await put(engine, "b", "once");
    await put(engine, "c", "first");
    await remove(engine, "c");
    await engine.compact("full");
    expect(versions(engine, "a")).toEqual(["5 round 5", "4 round 4", "3 round 3"]);
    expect(versions(engine, "b")).toEqual(["6 once"]);
    expect(versions(engine, "c")).toEqual(["8 deleted", "7 first"]);
    expect(get(engine, "c")).toBeUndefined();
    await engine.close();
  });

  test("is a number of versions and no time that could be read at", async () => {
    const { engine } = await open({ keep: "last", versions: 3 });
    for (let round = 1; round <= 5; round++) await put(engine, "a", `round ${round}`);
    await expectCode("gone", () => at(engine, 4, "a"));
    await engine.close();
  });
});

describe("all", () => {
  test("keeps every sequence readable, over merges and reopenings", async () => {
    const store = await open({ keep: "all" });
    for (let round = 1; round <= 6; round++) {
      await put(store.engine, "a", `round ${round}`);
      if (round % 2 === 0) await remove(store.engine, "a");
      await store.engine.compact("full");
    }
    await store.reopen();
    const { engine } = store;
    const seen = Array.from({ length: engine.sequence + 1 }, (_, sequence) => at(engine, sequence, "a"));
    expect(seen).toEqual([
      undefined,
      "round 1",
      "round 2",
      undefined,
      "round 3",
      "round 4",
      undefined,
      "round 5",
      "round 6",
      undefined,
    ]);
    await engine.close();
  });
});

describe("by age", () => {
  const HOUR = 3_600_000;

  /** Writes a round each hour; gives the sequence behind each. */
  async function hours(store: SimulatedStore, count: number): Promise<number[]> {
    const ends: number[] = [];
    for (let hour = 0; hour < count; hour++) {
      await fill(store.engine, 20, () => `hour ${hour}`);
      ends.push(store.engine.sequence);
      store.machine.shiftClock(HOUR);
    }
    return ends;
  }

  test("keeps what was current within that time readable, and the rest goes with merges", async () => {
    const store = await open({ keep: "age", ageMs: 2.5 * HOUR });
    const ends = await hours(store, 6);
    await store.engine.compact("full");
    const seen = ends.map((end) => {
      try {
        return at(store.engine, end, keyName(3));
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(seen).toEqual(["gone", "gone", "gone", "hour 3", "hour 4", "hour 5"]);
    const kept = versions(store.engine, keyName(3)).map((version) => version.replace(/^\d+ /, ""));
    // The version of hour 2 was current at the sample that begins the time kept.
    expect(kept).toEqual(["hour 5", "hour 4", "hour 3", "hour 2"]);
    await store.engine.close();
  });

  test("keeps what was current at its beginning, though it was written long before", async () => {
    const store = await open({ keep: "age", ageMs: 2.5 * HOUR });
    const old = await put(store.engine, "old", "value");
    const ends = await hours(store, 6);
    const replaced = await put(store.engine, "old", "replaced");
    await store.engine.compact("full");
    expect(at(store.engine, ends[4] as number, "old")).toBe("value");
    expect(versions(store.engine, "old")).toEqual([`${replaced} replaced`, `${old} value`]);
    await store.engine.close();
  });

  test("is right after a reopening, when the times are on disk alone", async () => {
    const store = await open({ keep: "age", ageMs: 2.5 * HOUR });
    const ends = await hours(store, 4);
    await store.reopen();
    expect(at(store.engine, ends[2] as number, keyName(3))).toBe("hour 2");
    await expectCode("gone", () => at(store.engine, ends[0] as number, keyName(3)));
    store.machine.shiftClock(HOUR);
    await expectCode("gone", () => at(store.engine, ends[1] as number, keyName(3)));
    await store.engine.close();
  });

  test("does not gather samples of times that nobody can ask for", async () => {
    const store = await open({ keep: "age", ageMs: 2.5 * HOUR });
    for (let round = 0; round < 20; round++) {
      await hours(store, 1);
      await store.engine.flush();
    }
    await store.engine.compact("full");
    const view = store.engine.view();
    const cursor = view.iterate({ from: new Uint8Array([0, 0x74]), to: new Uint8Array([0, 0x75]) });
    let samples = 0;
    while (cursor.next()) samples++;
    cursor.close();
    view.close();
    expect(samples).toBeGreaterThanOrEqual(3);
    expect(samples).toBeLessThan(7);
    await store.engine.close();
  });

  test("keeps a little more than asked, not less, when the clock is set back", async () => {
    const store = await open({ keep: "age", ageMs: 2.5 * HOUR });
    const ends = await hours(store, 3);
    store.machine.shiftClock(-10 * HOUR);
    await fill(store.engine, 20, () => "after the clock was set back");
    await store.reopen();
    await store.engine.compact("full");
    expect(at(store.engine, ends[2] as number, keyName(3))).toBe("hour 2");
    await store.engine.close();
  });
});
