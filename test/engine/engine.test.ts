/**
 * The engine as a whole, on the disk and threads of the runtime that the tests run on.
 *
 * @module
 */

import { cpSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { asSpaceId } from "../../src/base/types.ts";
import { Batch } from "../../src/engine/batch.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { bytesOf, expectCode, sameBytes } from "../support/check.ts";
import {
  fill,
  get,
  keyName,
  list,
  listAll,
  openReal,
  put,
  puts,
  remove,
  SMALL,
  tableCounts,
} from "../support/engines.ts";
import { userKey } from "../support/entries.ts";
import { Random } from "../support/random.ts";
import { tempFolder } from "../support/temp_folder.ts";

/** What a killed process leaves: the files as they are now. */
function killed(folder: string): string {
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

describe("a store", () => {
  test("that is closed and opened again has what was committed, and its identity", async () => {
    const folder = tempFolder();
    const first = await openReal(SMALL, folder);
    const { storeId } = first;
    expect(storeId).toMatch(/^[0-9a-f]{32}$/);
    await fill(first, 300, (at) => `value ${at}`);
    const sequence = first.sequence;
    await first.close();

    const second = await openReal(SMALL, folder);
    expect([second.storeId, second.sequence]).toEqual([storeId, sequence]);
    expect(listAll(second).length).toBe(300);
    expect(get(second, keyName(123))).toBe("value 123");
    expect(await put(second, "next", "x")).toBe(sequence + 1);
  });

  test("that is closed with everything flushed leaves no log behind", async () => {
    const folder = tempFolder();
    const engine = await openReal(SMALL, folder);
    await fill(engine, 50, () => "v");
    await engine.close();
    expect(readdirSync(`${folder}/log`)).toEqual([]);
    expect((await openReal(SMALL, folder)).statistics().logBytes).toBe(0);
  });

  test("that is killed has every answered commit, from many segments of the log", async () => {
    const folder = tempFolder();
    const engine = await openReal({ ...SMALL, memtableBytes: 1 << 20, walSegmentBytes: 2000 }, folder);
    for (let round = 0; round < 10; round++) await fill(engine, 40, (at) => `value ${at} of round ${round}`);
    const copy = killed(folder);
    expect(readdirSync(`${copy}/log`).length).toBeGreaterThan(8);
    const again = await openReal({ ...SMALL, memtableBytes: 1 << 20 }, copy);
    expect(again.sequence).toBe(engine.sequence);
    expect(listAll(again)).toEqual(listAll(engine));
    expect(get(again, keyName(7))).toBe("value 7 of round 9");
  });

  test("that is killed is replayed into a memtable smaller than its log", async () => {
    const folder = tempFolder();
    const engine = await openReal({ ...SMALL, memtableBytes: 1 << 20 }, folder);
    await fill(engine, 400, (at) => `value ${at}`);
    const again = await openReal({ ...SMALL, memtableBytes: 4096 }, killed(folder));
    expect(listAll(again)).toEqual(listAll(engine));
    expect(again.statistics().memtableBytes).toBeLessThan(4 * 4096);
  });

  test("is open once: a second opening is refused until the first is closed", async () => {
    const folder = tempFolder();
    const engine = await openReal(SMALL, folder);
    const { message } = await expectCode("locked", () => openReal(SMALL, folder));
    expect(message).toContain("open already");
    await put(engine, "still", "open");
    await engine.close();
    expect(get(await openReal(SMALL, folder), "still")).toBe("open");
  });

  test("that is closed refuses everything, and may be closed again", async () => {
    const engine = await openReal(SMALL);
    await put(engine, "k", "v");
    const view = engine.view();
    view.close();
    await Promise.all([engine.close(), engine.close()]);
    const uses: (() => unknown)[] = [
      () => get(engine, "k"),
      () => engine.view(),
      () => put(engine, "k", "w"),
      () => engine.flush(),
      () => engine.compact("tick"),
      () => engine.compact("full"),
      () => engine.verify(),
      () => get(view, "k"),
    ];
    for (const use of uses) await expectCode("closed", use);
  });

  test("tells what it can only tell later by a rejection, never by throwing at once", async () => {
    const engine = await openReal(SMALL);
    await engine.close();
    const promises = [engine.flush(), engine.compact("full"), engine.commit(puts({ a: "b" })), engine.verify()];
    for (const promise of promises) await expectCode("closed", () => promise);
  });
});

describe("a batch", () => {
  test("is seen whole or not at all", async () => {
    const engine = await openReal(SMALL);
    await engine.commit(puts({ a: "old", b: "old" }));
    const batch = puts({ a: "new", b: "new", c: "new" });
    batch.next();
    batch.delete(userKey(1, "b"));
    const commit = engine.commit(batch);
    expect([get(engine, "a"), get(engine, "b"), get(engine, "c")]).toEqual(["old", "old", undefined]);
    expect([engine.sequence, engine.pendingSequence]).toEqual([1, 3]);
    expect(await commit).toBe(3);
    expect([get(engine, "a"), get(engine, "b"), get(engine, "c")]).toEqual(["new", undefined, "new"]);
    expect(engine.sequence).toBe(3);
  });

  test("takes a sequence for each of its parts", async () => {
    const engine = await openReal({ ...SMALL, retention: { keep: "all" } });
    const batch = new Batch();
    for (let at = 0; at < 5; at++) {
      if (at > 0) batch.next();
      batch.put(userKey(1, "k"), bytesOf(`part ${at}`));
    }
    expect(await engine.commit(batch)).toBe(5);
    for (let at = 0; at < 5; at++) {
      const view = engine.view((at + 1) as typeof engine.sequence);
      expect(get(view, "k")).toBe(`part ${at}`);
      view.close();
    }
  });

  test("that is empty takes no sequence", async () => {
    const engine = await openReal(SMALL);
    await put(engine, "k", "v");
    expect(await engine.commit(new Batch())).toBe(1);
    expect(engine.pendingSequence).toBe(1);
  });

  test("may be larger than the memtable", async () => {
    const folder = tempFolder();
    const engine = await openReal(SMALL, folder);
    await put(engine, "before", "x");
    const pairs = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [keyName(at), `value ${at}`.repeat(20)]));
    await engine.commit(puts(pairs));
    await put(engine, "zz after", "x");
    expect(listAll(engine).length).toBe(502);
    const again = await openReal(SMALL, killed(folder));
    expect(listAll(again)).toEqual(listAll(engine));
    await engine.flush();
    expect(get(engine, keyName(499))).toBe("value 499".repeat(20));
  });

  test("may have a value of 20 MiB, which is the same after a flush, a merge and a reopening", async () => {
    const folder = tempFolder();
    const engine = await openReal({ ...SMALL, memtableBytes: 1 << 20, walSegmentBytes: 1 << 20 }, folder);
    const large = new Random(1).bytes(20 << 20);
    const batch = new Batch();
    batch.put(userKey(1, "large"), large);
    const isThere = (from: Engine): boolean => {
      const found = from.find(userKey(1, "large"));
      return found !== undefined && sameBytes(found.buffer.subarray(found.start, found.end), large);
    };
    await engine.commit(batch);
    await put(engine, "small", "v");
    expect(isThere(engine)).toBe(true);
    await engine.flush();
    expect(isThere(engine)).toBe(true);
    await engine.compact("full");
    expect(isThere(engine)).toBe(true);
    await engine.close();
    const again = await openReal(SMALL, folder);
    expect(isThere(again)).toBe(true);
    const view = again.view();
    const cursor = view.iterate({ from: userKey(1, "large") });
    expect(cursor.next()).toBe(true);
    expect(sameBytes(cursor.valueBuffer.subarray(cursor.valueStart, cursor.valueEnd), large)).toBe(true);
    cursor.close();
    view.close();
  });

  test("is refused by its check, which sees all that was sequenced before, and then changes nothing", async () => {
    const engine = await openReal(SMALL);
    const commits = [put(engine, "k", "1"), put(engine, "k", "2")];
    const seen: number[] = [];
    const refused = engine.commit(puts({ k: "3" }), () => {
      seen.push(engine.pendingSequence);
      throw new Error("refused");
    });
    let published: number | undefined;
    await expect(refused.finally(() => published = engine.sequence)).rejects.toThrow("refused");
    expect(seen).toEqual([2]);
    expect(published).toBe(2);
    await Promise.all(commits);
    expect(await put(engine, "l", "x")).toBe(3);
    expect(get(engine, "k")).toBe("2");
  });
});

describe("many writers", () => {
  test("each get a sequence of their own, in the order in which they came", async () => {
    const engine = await openReal(SMALL);
    const sequences = await Promise.all(Array.from({ length: 500 }, (_, at) => put(engine, keyName(at % 50), `${at}`)));
    expect(sequences).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
    for (let at = 0; at < 50; at++) expect(get(engine, keyName(at))).toBe(String(450 + at));
  });

  test("are served while tables are flushed and merged, and find every key afterwards", async () => {
    const engine = await openReal(SMALL);
    const random = new Random(3);
    const model = new Map<string, string>();
    for (let round = 0; round < 30; round++) {
      await Promise.all(Array.from({ length: 60 }, () => {
        const [key, value] = [keyName(random.below(900)), `value ${random.uint32()}`];
        model.set(key, value);
        return put(engine, key, value);
      }));
    }
    for (let at = 0; at < 900; at++) expect(get(engine, keyName(at))).toBe(model.get(keyName(at)));
    expect(listAll(engine)).toEqual([...model].sort(([a], [b]) => a < b ? -1 : 1));
    expect(engine.statistics().flushes.count).toBeGreaterThan(5);
    await engine.compact("full");
    expect(engine.statistics().merges.count).toBeGreaterThan(1);
    expect(listAll(engine)).toEqual([...model].sort(([a], [b]) => a < b ? -1 : 1));
    expect((await engine.verify()).errors).toEqual([]);
  });
});

describe("durability", () => {
  test.each(["interval", "os"] as const)("%s answers at once and keeps all over a close", async (durability) => {
    const folder = tempFolder();
    const engine = await openReal({ ...SMALL, durability }, folder);
    await fill(engine, 200, (at) => `v${at}`);
    const before = listAll(engine);
    await engine.close();
    expect(listAll(await openReal(SMALL, folder))).toEqual(before);
  });
});

describe("figures", () => {
  test("the block cache stays within its budget, however much is read", async () => {
    const cacheBytes = 2 << 20;
    const engine = await openReal({ memoryBytes: 8 << 20, memtableBytes: 2 << 20, cacheBytes });
    for (let round = 0; round < 8; round++) {
      await fill(engine, 500, (at) => `${round} ${at} `.padEnd(1000, "x"), round + 1);
    }
    await engine.flush();
    const random = new Random(5);
    for (let i = 0; i < 12_000; i++) get(engine, keyName(random.below(500)), random.between(1, 8));
    const { usedBytes, budgetBytes, hits, misses, evictions } = engine.statistics().cache;
    expect(budgetBytes).toBeLessThanOrEqual(cacheBytes);
    expect(usedBytes).toBeLessThanOrEqual(budgetBytes);
    expect(evictions).toBeGreaterThan(100);
    expect(hits).toBeGreaterThan(1000);
    expect(misses).toBeGreaterThan(1000);
  });

  test("tell of levels, disk, memory and keys", async () => {
    const engine = await openReal(SMALL);
    await fill(engine, 100, () => "v", 3);
    const before = engine.statistics();
    expect(before.memtableBytes).toBeGreaterThan(1000);
    expect(before.logBytes).toBeGreaterThan(1000);
    expect([...engine.approximateKeys()]).toEqual([[3, 100]]);
    await engine.flush();
    await engine.compact("full");
    const after = engine.statistics();
    expect(after.levels.map(({ level }) => level)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(tableCounts(engine)[0]).toBe(0);
    expect(tableCounts(engine).reduce((sum, tables) => sum + tables)).toBeGreaterThan(0);
    expect(after.diskBytes).toBe(after.levels.reduce((sum, { sizeBytes }) => sum + sizeBytes, after.logBytes));
    expect(after.flushes.lastMs).toBeGreaterThanOrEqual(0);
    expect(after.damage).toBeUndefined();
    expect([...engine.approximateKeys()]).toEqual([[3, 100]]);
  });

  test("a key that is deleted or written again is no more keys, in memory and over tables", async () => {
    const engine = await openReal();
    const keys = (): number[] => [
      engine.approximateKeys().get(asSpaceId(3)) ?? 0,
      engine.approximateKeysBetween(userKey(3, ""), userKey(4, "")),
      engine.approximateKeysBetween(userKey(3, ""), userKey(3, keyName(50))),
    ];
    await fill(engine, 100, () => "v", 3);
    await fill(engine, 100, () => "w", 3);
    expect(keys()).toEqual([100, 100, 50]);
    for (let at = 0; at < 100; at++) await remove(engine, keyName(at), 3);
    expect(keys()).toEqual([0, 0, 0]);
    await fill(engine, 100, () => "v", 3);
    expect(keys()).toEqual([100, 100, 50]);
    await engine.flush();
    await engine.compact("full");
    for (let at = 0; at < 100; at++) await remove(engine, keyName(at), 3);
    expect(keys().map((count) => Math.abs(count))).toEqual([0, 0, 0]);
  });
});

test("a view reads what it saw while everything beneath it is written anew", async () => {
  const engine = await openReal(SMALL);
  await fill(engine, 200, (at) => `old ${at}`);
  await engine.flush();
  await fill(engine, 100, (at) => `newer ${at}`);
  const view = engine.view();
  const before = list(view);
  await fill(engine, 200, (at) => `newest ${at}`);
  await engine.compact("full");
  await fill(engine, 200, (at) => `and again ${at}`);
  await engine.compact("full");
  expect(list(view)).toEqual(before);
  expect(get(view, keyName(50))).toBe("newer 50");
  view.close();
  expect(get(engine, keyName(50))).toBe("and again 50");
});
