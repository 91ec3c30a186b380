/**
 * Damaged tables in a running store: contained to what they hold, told with their place, and never read as "not found".
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { FountainError } from "../../src/base/errors.ts";
import { tableFileName } from "../../src/engine/sstable/format.ts";
import { readManifest } from "../../src/engine/manifest/manifest.ts";
import { expectDamage } from "../support/check.ts";
import {
  fill,
  get,
  keyName,
  list,
  listAll,
  put,
  SimulatedStore,
  SMALL,
  STORE,
  tableCounts,
} from "../support/engines.ts";
import { userKey } from "../support/entries.ts";

const SETTINGS = { ...SMALL, memtableBytes: 1 << 20, tableBytes: 8000, level1Bytes: 1 << 20 };

const tablePath = (number: number): string => `${STORE}/tables/${tableFileName(number)}`;

/** A closed store with 300 keys in several tables of L1, and the numbers of those tables in the order of their keys. */
async function closedStore(settings = SETTINGS): Promise<{ store: SimulatedStore; tables: number[] }> {
  const store = await new SimulatedStore(settings).open();
  for (let round = 0; round < 2; round++) {
    await fill(store.engine, 300, (at) => `value ${at} `.padEnd(100, "x"));
    await store.engine.flush();
  }
  await store.engine.compact("full");
  await store.engine.close();
  const manifest = readManifest(store.platform.files, STORE, store.platform.crc32);
  const tables = (manifest?.tables ?? []).map(({ number }) => number);
  expect(tables.length).toBeGreaterThan(3);
  return { store, tables };
}

/** What each key gives: its value, "none", or "damaged". */
function readEach(store: SimulatedStore): Map<string, string> {
  return new Map(Array.from({ length: 300 }, (_, at) => {
    const key = keyName(at);
    try {
      return [key, get(store.engine, key) ?? "none"];
    } catch (error) {
      if (!(error instanceof FountainError && error.code === "corruption")) throw error;
      return [key, "damaged"];
    }
  }));
}

describe("a damaged block of a table", () => {
  test("makes its keys unreadable, with file and offset, and no others", async () => {
    const { store, tables } = await closedStore();
    store.machine.flipByte(tablePath(tables[1] as number), 700);
    await store.open();
    const read = readEach(store);
    const damaged = [...read].filter(([, value]) => value === "damaged").map(([key]) => key);
    expect(damaged.length).toBeGreaterThan(0);
    expect(damaged.length).toBeLessThan(10);
    for (const [key, value] of read) {
      if (value !== "damaged") expect(value).toBe(`value ${Number(key.slice(4))} `.padEnd(100, "x"));
    }
    const damage = await expectDamage(() => get(store.engine, damaged[0] as string));
    expect(damage.file).toBe(`tables/${tableFileName(tables[1] as number)}`);
    expect(damage.offset).toBeLessThanOrEqual(700);
    expect(damage.offset).toBeGreaterThan(400);
    expect(damage.expected).toMatch(/^crc /);
    await store.engine.close();
  });

  test("stops an iteration there, in both directions, and again at every further step", async () => {
    const { store, tables } = await closedStore();
    store.machine.flipByte(tablePath(tables[1] as number), 700);
    await store.open();
    const lost = [...readEach(store)].filter(([, value]) => value === "damaged").map(([key]) => key);
    const view = store.engine.view();
    for (const reverse of [false, true]) {
      const cursor = view.iterate({ from: userKey(1, ""), reverse });
      let met = 0;
      await expectDamage(() => {
        while (cursor.next()) met++;
      });
      expect(met).toBeGreaterThan(20);
      expect(met).toBeLessThan(280);
      await expectDamage(() => cursor.next());
      await expectDamage(() => cursor.next());
      const beyond = userKey(1, reverse ? lost[0] as string : `${lost.at(-1)}.`);
      cursor.seek(beyond);
      if (!reverse) expect(cursor.next()).toBe(true);
      cursor.close();
    }
    const behind = list(view, { from: userKey(1, `${lost.at(-1)}.`) });
    expect(behind.length).toBe(300 - Number(lost.at(-1)?.slice(4)) - 1);
    view.close();
    await store.engine.close();
  });

  test("is never passed by for an older version of a key below it", async () => {
    const { store } = await closedStore();
    await store.open();
    await fill(store.engine, 300, () => "newer");
    await store.engine.flush();
    await store.engine.close();
    const manifest = readManifest(store.platform.files, STORE, store.platform.crc32);
    const level0 = manifest?.tables.find(({ level }) => level === 0);
    store.machine.flipByte(tablePath(level0?.number ?? 0), 600);
    await store.open();
    const values = new Set(readEach(store).values());
    expect(values).toEqual(new Set(["newer", "damaged"]));
    const view = store.engine.view();
    const cursor = view.iterate({ from: userKey(1, "") });
    const met: number[] = [];
    for (let step = 0; step < 400; step++) {
      try {
        if (!cursor.next()) break;
        met.push(cursor.valueEnd - cursor.valueStart);
      } catch (error) {
        expect(error).toMatchObject({ code: "corruption" });
      }
    }
    expect(new Set(met)).toEqual(new Set(["newer".length]));
    cursor.close();
    view.close();
    await store.engine.close();
  });
});

describe("a table that is missing", () => {
  test("is damage for its keys, and no reason not to open the store", async () => {
    const { store, tables } = await closedStore();
    store.platform.files.remove(tablePath(tables[2] as number));
    await store.open();
    const values = [...readEach(store).values()];
    const damaged = values.filter((value) => value === "damaged").length;
    expect(damaged).toBeGreaterThan(20);
    expect(damaged).toBeLessThan(150);
    expect(values).not.toContain("none");
    await store.engine.close();
  });
});

describe("a merge that meets damage", () => {
  test("tells it, leaves the tables as they are, and the store goes on taking writes and merging others", async () => {
    const { store, tables } = await closedStore();
    const path = tablePath(tables[0] as number);
    store.machine.flipByte(path, 100);
    await store.open();
    const { engine } = store;
    await put(engine, keyName(0), "over the damage");
    await engine.compact("full");
    expect(engine.statistics().damage).toContain(tableFileName(tables[0] as number));
    expect(engine.failure).toBeUndefined();
    expect(store.list("tables")).toContain(tableFileName(tables[0] as number));
    expect(get(engine, keyName(0))).toBe("over the damage");
    for (let round = 0; round < 3; round++) {
      await put(engine, "zz", `round ${round}`);
      await engine.flush();
    }
    await engine.compact("full");
    expect(get(engine, "zz")).toBe("round 2");
    await store.reopen();
    expect([get(store.engine, keyName(0)), get(store.engine, "zz")]).toEqual(["over the damage", "round 2"]);
    expect(store.list("quarantine")).toEqual([]);
    await store.engine.close();
  });

  test("leaves no half-done tables lying about", async () => {
    const { store, tables } = await closedStore();
    store.machine.flipByte(tablePath(tables.at(-1) as number), 3000);
    await store.open();
    await fill(store.engine, 300, () => "newer".padEnd(100, "y"));
    await store.engine.flush();
    const before = store.list("tables").length;
    await store.engine.compact("full");
    expect(store.engine.statistics().damage).toBeDefined();
    expect(store.list("tables").length).toBe(before);
    await store.engine.close();
  });

  test("does not stop writers, though L0 cannot be merged any more", async () => {
    const { store, tables } = await closedStore({ ...SETTINGS, level0Tables: 2 });
    for (const number of tables) store.machine.flipByte(tablePath(number), 100);
    await store.open();
    for (let round = 0; round < 30; round++) {
      await fill(store.engine, 300, () => `round ${round}`);
      await store.engine.flush();
    }
    expect(tableCounts(store.engine)[0]).toBeGreaterThan(20);
    expect(get(store.engine, keyName(150))).toBe("round 29");
    await store.engine.close();
  });

  test("is tried again after the file was mended and the store reopened", async () => {
    const { store, tables } = await closedStore();
    const path = tablePath(tables[0] as number);
    store.machine.flipByte(path, 100);
    await store.open();
    await put(store.engine, keyName(0), "new");
    await store.engine.compact("full");
    expect(tableCounts(store.engine)[0]).toBe(1);
    await store.engine.close();
    store.machine.flipByte(path, 100);
    await store.open();
    await store.engine.compact("full");
    expect(store.engine.statistics().damage).toBeUndefined();
    expect(tableCounts(store.engine)[0]).toBe(0);
    expect(listAll(store.engine).length).toBe(300);
    await store.engine.close();
  });
});
