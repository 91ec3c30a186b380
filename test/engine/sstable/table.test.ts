/**
 * Tables of many shapes, built and read again like a sorted array.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSpaceId } from "../../../src/base/types.ts";
import { internalKey, KIND_DELETE, KIND_PUT, kindOf, spaceOf } from "../../../src/encoding/internal_key.ts";
import { propertiesToJson } from "../../../src/encoding/table_properties.ts";
import { BlockReader } from "../../../src/engine/sstable/block.ts";
import { BlockPlace, PointResult } from "../../../src/engine/sstable/table_reader.ts";
import { BlockCache, CACHED_BLOCK_BYTES_MAX } from "../../../src/structure/block_cache.ts";
import { expectIs } from "../../support/check.ts";
import {
  checkCursor,
  compareEntries,
  type Entry,
  entry,
  probes,
  randomEntries,
  type Shape,
  strollCursor,
  userKey,
  userPart,
} from "../../support/entries.ts";
import { forSeeds, Random } from "../../support/random.ts";
import { lookUp, lookUpIn, sequenceIn, TableBench } from "../../support/tables.ts";

const SHAPES: Record<string, Shape> = {
  "one entry": { entries: 1, keyBytes: [1, 9], valueBytes: [0, 9] },
  "many versions of one key": { entries: 300, keyBytes: [3, 3], valueBytes: [0, 40], versions: 1 },
  "keys from 1 to 300 bytes": { entries: 250, keyBytes: [1, 300], valueBytes: [0, 9], letters: 2 },
  "values from 0 to 20,000 bytes": { entries: 60, keyBytes: [1, 9], valueBytes: [0, 20_000] },
  "small entries": { entries: 500, keyBytes: [0, 6], valueBytes: [0, 12], letters: 4 },
};

describe.each([128, 4096])("with blocks of %i bytes", (blockBytes) => {
  describe.each(Object.entries(SHAPES))("%s:", (_, shape) => {
    test("the cursor walks and seeks like one over the array", async () => {
      await forSeeds(1, (random) => {
        const bench = new TableBench();
        const entries = randomEntries(random, shape);
        const meta = bench.build(1, entries, blockBytes);
        checkCursor(bench.set.cursor(meta), entries);
        strollCursor(bench.set.cursor(meta), entries, random, 300);
      });
    });

    test("look-ups give each version of each key, and nothing of keys that are not there", async () => {
      await forSeeds(1, (random) => {
        const bench = new TableBench();
        const entries = randomEntries(random, shape);
        const reader = bench.set.reader(bench.build(1, entries, blockBytes));
        const result = new PointResult();
        for (const target of probes(entries)) expectIs(lookUp(reader, target, result), lookUpIn(entries, target));
        for (const { key } of entries) {
          for (const sequence of [1, 2, shape.entries >> 1, shape.entries, 2 ** 40]) {
            const target = internalKey(userPart(key), sequence, 0);
            expectIs(lookUp(reader, target, result), lookUpIn(entries, target));
          }
        }
      });
    });

    test("the properties say what is in it", async () => {
      await forSeeds(1, (random) => {
        const bench = new TableBench();
        const entries = [1, 2, 300].flatMap((space) => randomEntries(random, { ...shape, space: space & 0xff }));
        const meta = bench.build(9, entries.sort((a, b) => spaceIn(a) - spaceIn(b)), blockBytes);
        const sequences = entries.map(sequenceIn);
        const deletes = entries.filter(isDelete);
        expect(meta).toMatchObject({
          number: 9,
          entries: entries.length,
          keys: new Set(entries.map(({ key }) => String(userPart(key)))).size,
          deletes: deletes.length,
          minSequence: Math.min(...sequences),
          maxSequence: Math.max(...sequences),
          smallest: entries[0]?.key,
          largest: entries.at(-1)?.key,
          rawBytes: entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0),
          sizeBytes: bench.set.reader(meta).sizeBytes,
        });
        expect(meta.spaces).toEqual(
          [...new Set(entries.map(spaceIn))].map((space) => {
            const its = entries.filter((one) => spaceIn(one) === space);
            const gone = its.filter(isDelete).length;
            return [asSpaceId(space), its.length - gone, gone];
          }),
        );
        expect(propertiesToJson(bench.set.reader(meta).properties())).toEqual(propertiesToJson(meta));
        bench.set.reader(meta).verifyFilter();
      });
    });
  });
});

function isDelete({ key }: Entry): boolean {
  return kindOf(key, key.length) === KIND_DELETE;
}

function spaceIn({ key }: Entry): number {
  return spaceOf(key, 0);
}

test("values larger than what is cached are read, past the cache", () => {
  const bench = new TableBench();
  const random = new Random(1);
  const sizes = [10, CACHED_BLOCK_BYTES_MAX - 100, CACHED_BLOCK_BYTES_MAX + 1, 2_500_000, 0, 700_000];
  const entries = sizes.map((size, at) => entry(userKey(1, `key ${at}`), at + 1, random.bytes(size)));
  const meta = bench.build(1, entries);
  const reader = bench.set.reader(meta);
  for (const { key } of entries) expectIs(lookUp(reader, key), lookUpIn(entries, key));
  checkCursor(bench.set.cursor(meta), entries, entries.map(({ key }) => key));
  const { usedBytes, budgetBytes } = bench.resources.cache.statistics();
  expect(usedBytes).toBeLessThanOrEqual(budgetBytes);
});

test("a table of several index partitions and filter pages is read by its resident top index", () => {
  const bench = new TableBench();
  const entries = Array.from(
    { length: 12_000 },
    (_, at) => entry(userKey(1, `key ${String(at).padStart(6, "0")}`), at + 1, `value ${at}`),
  );
  const meta = bench.build(1, entries, 512);
  const reader = bench.set.reader(meta);
  for (let at = 0; at < entries.length; at += 7) {
    const { key } = entries[at] as Entry;
    expectIs(lookUp(reader, key), lookUpIn(entries, key));
    const absent = internalKey(userKey(1, `key ${String(at).padStart(6, "0")}x`), 1, 0);
    expectIs(lookUp(reader, absent), "none");
  }
  const top = new BlockReader();
  reader.openTop(top);
  let partitions = 0;
  for (let more = (top.first(), true); more; more = top.next()) partitions++;
  expect(partitions).toBeGreaterThan(10);
  strollCursor(bench.set.cursor(meta), entries, new Random(2), 2000);
});

test("the filter keeps nearly all look-ups of absent keys away from the data", () => {
  const bench = new TableBench();
  const sorted = Array.from({ length: 2000 }, (_, at) => entry(userKey(1, `present ${at}`), at + 1, "x"))
    .sort(compareEntries);
  const reader = bench.set.reader(bench.build(1, sorted));
  const { filterCounts } = bench.resources;
  for (let at = 0; at < 5000; at++) lookUp(reader, internalKey(userKey(1, `present ${at}.5`), 9, KIND_PUT));
  expect(filterCounts.asked).toBe(5000);
  expect(filterCounts.passed).toBe(filterCounts.falsePositives);
  expect(filterCounts.falsePositives).toBeLessThan(100);
  for (const { key } of sorted) lookUp(reader, key);
  expect(filterCounts.asked).toBe(7000);
  expect(filterCounts.passed - filterCounts.falsePositives).toBe(2000);
});

test("a scan reads ahead into its own window and leaves the cache to point reads", () => {
  const bench = new TableBench();
  const entries = Array.from(
    { length: 3000 },
    (_, at) => entry(userKey(1, `key ${String(at).padStart(6, "0")}`), at + 1, new Uint8Array(100)),
  );
  const meta = bench.build(1, entries);
  const cache = new BlockCache(4 << 20);
  const set = bench.fresh(100, cache);
  const cursor = set.cursor(meta);
  for (cursor.seekFirst(); cursor.valid; cursor.next());
  const { hits, misses } = cache.statistics();
  expect(hits + misses).toBeLessThan(10);
});

test("a second look-up of a key reads no file, for its blocks are cached", () => {
  const bench = new TableBench();
  const entries = randomEntries(new Random(4), { entries: 500, keyBytes: [8, 8], valueBytes: [50, 50] });
  const reader = bench.set.reader(bench.build(1, entries));
  const cache = new BlockCache(2 << 20);
  const cached = bench.fresh(100, cache).reader({ number: 1 });
  for (const { key } of entries) lookUp(cached, key);
  const before = cache.statistics().misses;
  for (const { key } of entries) expectIs(lookUp(cached, key), lookUp(reader, key));
  expect(cache.statistics().misses).toBe(before);
});

test("a block that could not be read leaves nothing in the cache, and is read when it can be", () => {
  const bench = new TableBench();
  const entries = [entry(userKey(1, "a"), 1, "x")];
  const reader = bench.set.reader(bench.build(1, entries));
  bench.machine.failOperation({ match: ({ kind }) => kind === "read", error: "EIO", times: 1 });
  expect(() => reader.readBlock(0, 40, new BlockPlace())).toThrow("Cannot read");
  for (const { key } of entries) expect(lookUp(reader, key)).toBe(lookUpIn(entries, key));
});
