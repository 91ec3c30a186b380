/**
 * Dropped spaces: gone for readers at once, off the disk as soon as nobody needs them, and still there for those who look back.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence, asSpaceId, type Sequence } from "../../src/base/types.ts";
import { spacePrefix } from "../../src/encoding/internal_key.ts";
import { Batch } from "../../src/engine/batch.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { EngineSettings } from "../../src/engine/settings.ts";
import { bytesOf, expectCode } from "../support/check.ts";
import { fill, get, keyName, list, put, puts, SimulatedStore, SMALL, STORE } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";

/** Drops a space. */
function drop(engine: Engine, space: number, withPast = false): Promise<Sequence> {
  const batch = new Batch();
  batch.dropSpace(spacePrefix(asSpaceId(space)), withPast);
  return engine.commit(batch);
}

/** The keys of a space that a view sees, in both directions. */
function keysOf(engine: Engine, space: number, sequence = engine.sequence): string[] {
  const view = engine.view(sequence);
  const range = { from: spacePrefix(asSpaceId(space)), to: spacePrefix(asSpaceId(space + 1)) };
  const keys = list(view, range).map(([key]) => key);
  expect(list(view, { ...range, reverse: true }).map(([key]) => key)).toEqual(keys.toReversed());
  view.close();
  return keys;
}

const tableBytes = (engine: Engine): number =>
  engine.statistics().levels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** A store with spaces 1, 2 and 3 of 100 keys each, some in tables, some in memory. */
async function openThree(): Promise<SimulatedStore> {
  const store = await new SimulatedStore({ ...SMALL, tableBytes: 20_000 }).open();
  for (const space of [1, 2, 3]) await fill(store.engine, 60, (at) => `${space} ${at}`.padEnd(300, "x"), space);
  await store.engine.compact("full");
  for (const space of [1, 2, 3]) {
    const more = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [keyName(60 + at), "in memory"]));
    await store.engine.commit(puts(more, space));
  }
  return store;
}

describe("a dropped space", () => {
  test("is empty for readers at once, and its neighbours are whole", async () => {
    const { engine } = await openThree();
    await drop(engine, 2);
    expect([1, 2, 3].map((space) => keysOf(engine, space).length)).toEqual([100, 0, 100]);
    expect([get(engine, keyName(5), 1), get(engine, keyName(5), 2), get(engine, keyName(99), 2)]).toEqual([
      "1 5".padEnd(300, "x"),
      undefined,
      undefined,
    ]);
    await engine.close();
  });

  test("stays empty over flushes, merges, a reopening and a power cut", async () => {
    const store = await openThree();
    await drop(store.engine, 2);
    const lengths = (): number[] => [1, 2, 3].map((space) => keysOf(store.engine, space).length);
    await store.engine.flush();
    expect(lengths()).toEqual([100, 0, 100]);
    store.crash();
    await store.open();
    expect(lengths()).toEqual([100, 0, 100]);
    await store.engine.compact("tick");
    await store.reopen();
    expect(lengths()).toEqual([100, 0, 100]);
    await store.engine.compact("full");
    await store.reopen();
    expect(lengths()).toEqual([100, 0, 100]);
    await store.engine.close();
  });

  test("gives its bytes back with a full compaction, and is forgotten then", async () => {
    const store = await openThree();
    const { engine } = store;
    await engine.compact("full");
    const before = tableBytes(engine);
    await drop(engine, 2);
    await drop(engine, 3);
    await engine.compact("full");
    expect(tableBytes(engine)).toBeLessThan(before * 0.45);
    expect([...engine.approximateKeys().keys()].filter((space) => space > 1)).toEqual([]);
    await engine.close();
    const manifest = new TextDecoder().decode(store.machine.readFile(`${STORE}/MANIFEST`));
    expect(manifest).toContain('"droppedSpaces":[]');
  });

  test("leaves no table behind when it was all there was", async () => {
    const store = await new SimulatedStore().open();
    await fill(store.engine, 200, () => "v");
    await store.engine.compact("full");
    await drop(store.engine, 1);
    await store.engine.compact("full");
    expect(tableBytes(store.engine)).toBe(0);
    await store.engine.close();
    expect(store.list("tables")).toEqual([]);
  });

  test("is read at a pinned sequence from before, and gives its bytes back when that is unpinned", async () => {
    const store = await openThree();
    const { engine } = store;
    const before = engine.sequence;
    engine.pin(before);
    await drop(engine, 2);
    await engine.compact("full");
    const withPin = tableBytes(engine);
    expect([keysOf(engine, 2).length, keysOf(engine, 2, before).length]).toEqual([0, 100]);
    engine.unpin(before);
    await engine.compact("full");
    expect(tableBytes(engine)).toBeLessThan(withPin * 0.8);
    await expectCode("gone", () => keysOf(engine, 2, before));
    await engine.close();
  });

  test("is not seen again by a view that was opened after the drop, when the drop is forgotten", async () => {
    const { engine } = await openThree();
    await drop(engine, 2);
    const view = engine.view();
    const cursor = view.iterate({ from: userKey(2, ""), to: userKey(3, "") });
    await engine.compact("full");
    expect(get(view, keyName(5), 2)).toBeUndefined();
    expect(cursor.next()).toBe(false);
    expect(list(view, { from: userKey(2, ""), to: userKey(3, "") })).toEqual([]);
    cursor.close();
    view.close();
    await engine.close();
  });

  test("is still seen by a view that was opened before the drop", async () => {
    const { engine } = await openThree();
    const view = engine.view();
    await drop(engine, 2);
    await engine.compact("full");
    expect(get(view, keyName(5), 2)).toBe("2 5".padEnd(300, "x"));
    expect(list(view, { from: userKey(2, ""), to: userKey(3, "") }).length).toBe(100);
    view.close();
    await engine.close();
  });

  test("may be dropped in the batch that fills another", async () => {
    const { engine } = await openThree();
    const batch = puts({ moved: "here" }, 4);
    batch.dropSpace(spacePrefix(asSpaceId(2)));
    await engine.commit(batch);
    expect([keysOf(engine, 2), keysOf(engine, 4)]).toEqual([[], ["moved"]]);
    await engine.compact("full");
    expect([keysOf(engine, 2), keysOf(engine, 4)]).toEqual([[], ["moved"]]);
    await engine.close();
  });

  test("is no version of the record whose key is the space's id alone", async () => {
    const { engine } = await new SimulatedStore({ ...SMALL, retention: { keep: "all" } }).open();
    const batch = new Batch();
    batch.put(userKey(5, ""), bytesOf("empty rest"));
    await engine.commit(batch);
    await drop(engine, 5);
    const view = engine.view();
    expect([...view.versions(userKey(5, ""))]).toEqual([]);
    expect(get(view, "", 5)).toBeUndefined();
    view.close();
    const before = engine.view(asSequence(1));
    expect([...before.versions(userKey(5, ""))].map(({ sequence, deleted }) => [sequence, deleted])).toEqual([[
      1,
      false,
    ]]);
    expect(get(before, "", 5)).toBe("empty rest");
    before.close();
    await engine.close();
  });

  test("that never had a key does no harm", async () => {
    const { engine } = await openThree();
    await drop(engine, 77);
    await engine.compact("full");
    expect(keysOf(engine, 1).length).toBe(100);
    expect(await put(engine, "next", "v")).toBe(engine.sequence);
    await engine.close();
  });
});

describe("the bytes of a dropped space go by themselves", () => {
  /** A space of 10 keys and one of 500 in tables, with no more than `level0` of them in L0. */
  async function openTwo(given: Partial<EngineSettings> = {}): Promise<SimulatedStore> {
    const store = await new SimulatedStore({ ...SMALL, level0Tables: 4, ...given }).open();
    await fill(store.engine, 10, () => "stays", 1);
    await fill(store.engine, 500, (at) => `goes ${at}`.padEnd(100, "x"), 2);
    await store.engine.flush();
    return store;
  }

  test.each(["always", "interval"] as const)("from all levels, durability %s", async (durability) => {
    const { engine } = await openTwo({ durability, syncIntervalMs: 1 });
    const sequence = await drop(engine, 2);
    await expect.poll(() => tableBytes(engine)).toBeLessThan(5000);
    expect([engine.sequence, keysOf(engine, 1).length]).toEqual([sequence, 10]);
    await engine.close();
  });

  test("from memory, whose log is on disk", async () => {
    const { engine } = await new SimulatedStore({ ...SMALL, memtableBytes: 1 << 20 }).open();
    await fill(engine, 500, (at) => `${at}`.padEnd(100, "x"), 2);
    expect(engine.statistics().logBytes).toBeGreaterThan(50_000);
    await drop(engine, 2);
    await expect.poll(() => engine.statistics().diskBytes).toBeLessThan(5000);
    await engine.close();
  });

  test("when the last pin or view from before the drop has gone", async () => {
    const { engine } = await openTwo();
    const [before, view] = [engine.sequence, engine.view()];
    engine.pin(before);
    await drop(engine, 2, true);
    await engine.compact("full");
    expect(tableBytes(engine)).toBeGreaterThan(50_000);
    engine.unpin(before);
    await engine.compact("full");
    expect(keysOf(engine, 2, before).length).toBe(500);
    expect(tableBytes(engine)).toBeGreaterThan(50_000);
    view.close();
    await expect.poll(() => tableBytes(engine)).toBeLessThan(5000);
    await engine.close();
  });

  test("where the past is kept: only those of a space that goes with its past, before and after a power cut", async () => {
    const store = await openTwo({ retention: { keep: "all" } });
    const before = store.engine.sequence;
    await drop(store.engine, 1);
    await drop(store.engine, 2, true);
    for (let round = 0; round < 2; round++) {
      const view = store.engine.view(before);
      expect([1, 2].map((space) => view.keeps(asSpaceId(space)))).toEqual([true, false]);
      view.close();
      if (round === 0) await store.crash().open();
    }
    await expect.poll(() => tableBytes(store.engine)).toBeLessThan(5000);
    expect(keysOf(store.engine, 1, before).length).toBe(10);
    await store.reopen();
    const view = store.engine.view(before);
    expect(view.keeps(asSpaceId(2))).toBe(false);
    view.close();
    await store.engine.close();
  });
});

test("a space whose id is the beginning of another's bytes is told apart from it", async () => {
  const { engine } = await new SimulatedStore().open();
  for (const space of [1, 256, 257, 65_536]) {
    const batch = new Batch();
    batch.put(new Uint8Array([...spacePrefix(asSpaceId(space)), 1, 1]), bytesOf(`of ${space}`));
    await engine.commit(batch);
  }
  await drop(engine, 256);
  await engine.compact("full");
  const left = [1, 256, 257, 65_536].filter((space) =>
    engine.find(new Uint8Array([...spacePrefix(asSpaceId(space)), 1, 1])) !== undefined
  );
  expect(left).toEqual([1, 257, 65_536]);
  await engine.close();
});
