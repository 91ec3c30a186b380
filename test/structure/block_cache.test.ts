/**
 * The block cache against a model, and its rules one by one.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { BlockCache, CACHED_BLOCK_BYTES_MAX } from "../../src/structure/block_cache.ts";
import { expectIs } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [1, 4 * KIB, 4 * KIB + 1, 8 * KIB, 30 * KIB, 64 * KIB, 100 * KIB, 256 * KIB];

/** The byte that fills a block in these tests. */
function mark(file: number, offset: number): number {
  return (file * 31 + offset * 7) % 255 + 1;
}

/** Stores a block, filled with its mark. */
function store(cache: BlockCache, file: number, offset: number, sizeBytes: number): number {
  const slot = cache.reserve(file, offset, sizeBytes);
  const start = cache.start(slot);
  cache.buffer(slot).fill(mark(file, offset), start, start + sizeBytes);
  return slot;
}

/** Fails unless the slot holds the whole block, first and last byte and some between. */
function expectHeld(cache: BlockCache, slot: number, file: number, offset: number, sizeBytes: number): void {
  const buffer = cache.buffer(slot);
  const start = cache.start(slot);
  expectIs(start >= 0 && start + sizeBytes <= buffer.length, true);
  for (let at = 0; at < sizeBytes; at += 509) expectIs(buffer[start + at], mark(file, offset));
  expectIs(buffer[start + sizeBytes - 1], mark(file, offset));
}

/** Which of some blocks are there. Looking is a use. */
function present(cache: BlockCache, offsets: readonly number[]): number[] {
  return offsets.filter((offset) => cache.find(1, offset) >= 0);
}

/** 0, 1, 2 … */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

test("what is found is what was stored, under random operations, and every block is accounted for", async () => {
  await forSeeds(12, (random) => {
    const cache = new BlockCache(random.between(1, 4) * MIB + random.below(MIB));
    const sizes = SIZES.slice(0, random.between(1, SIZES.length));
    const stored = new Map<string, { file: number; offset: number; sizeBytes: number }>();
    const figures = { finds: 0, hits: 0, reserves: 0, releases: 0 };
    for (let step = 0; step < 6000; step++) {
      const [file, offset] = [random.between(1, 5), random.below(400) * 512];
      const id = `${file} ${offset}`;
      const slot = cache.find(file, offset);
      figures.finds++;
      if (slot < 0) {
        const sizeBytes = random.pick(sizes);
        store(cache, file, offset, sizeBytes);
        stored.set(id, { file, offset, sizeBytes });
        figures.reserves++;
        continue;
      }
      figures.hits++;
      expectHeld(cache, slot, file, offset, stored.get(id)?.sizeBytes ?? NaN);
      if (random.chance(0.1)) {
        cache.release(slot);
        stored.delete(id);
        figures.releases++;
      }
    }
    const { hits, misses, evictions, usedBytes, budgetBytes } = cache.statistics();
    expect([hits, misses]).toEqual([figures.hits, figures.finds - figures.hits]);
    expect(usedBytes).toBeLessThanOrEqual(budgetBytes);
    expect(budgetBytes).toBeLessThanOrEqual(cache.budgetBytes);
    let there = 0;
    for (const { file, offset, sizeBytes } of stored.values()) {
      const slot = cache.find(file, offset);
      if (slot < 0) continue;
      there++;
      expectHeld(cache, slot, file, offset, sizeBytes);
    }
    expect(there).toBe(figures.reserves - figures.releases - evictions);
  });
});

test("buffers are taken as they are needed and never beyond the budget", () => {
  const cache = new BlockCache(3 * MIB + 5);
  expect(cache.statistics().usedBytes).toBe(0);
  const used = upTo(2000).map((offset) => {
    store(cache, 1, offset, 4 * KIB);
    return cache.statistics().usedBytes;
  });
  expect(used[0]).toBe(MIB);
  expect(used[255]).toBe(MIB);
  expect(used[256]).toBe(2 * MIB);
  expect(Math.max(...used)).toBe(3 * MIB);
  expect(cache.statistics().evictions).toBe(2000 - 3 * 256);
});

test.each([
  [0, 4 * KIB],
  [5000, 4 * KIB],
  [100 * KIB, 64 * KIB],
  [512 * KIB, 512 * KIB],
])("a cache of %i bytes has one chunk of %i, and no larger blocks", (budgetBytes, chunkBytes) => {
  const cache = new BlockCache(budgetBytes);
  const blockBytes = Math.min(chunkBytes, CACHED_BLOCK_BYTES_MAX);
  expect(cache.blockBytesMax).toBe(blockBytes);
  store(cache, 1, 0, blockBytes);
  expect(cache.statistics()).toMatchObject({ usedBytes: chunkBytes, budgetBytes: chunkBytes });
  expect(() => cache.reserve(1, 1, blockBytes + 1)).toThrow("a size that is cached");
  for (let offset = 2; offset < 300; offset++) {
    const sizeBytes = Math.min(blockBytes, 1 + offset * 37 % (8 * KIB));
    expectHeld(cache, store(cache, 1, offset, sizeBytes), 1, offset, sizeBytes);
  }
  expect(cache.statistics().usedBytes).toBe(chunkBytes);
});

test("a block larger than the largest class is a bug of the caller", () => {
  const cache = new BlockCache(MIB);
  expect(() => cache.reserve(1, 0, CACHED_BLOCK_BYTES_MAX + 1)).toThrow("a size that is cached");
});

describe("size classes", () => {
  test("as many blocks fit a chunk as slots of the next power of two do", () => {
    for (const [sizeBytes, fit] of [[1, 256], [4096, 256], [4097, 128], [65_536, 16], [65_537, 8], [262_144, 4]]) {
      const cache = new BlockCache(MIB);
      for (let offset = 0; offset < (fit as number); offset++) store(cache, 1, offset, sizeBytes as number);
      expect(cache.statistics().evictions).toBe(0);
      store(cache, 1, 9999, sizeBytes as number);
      expect(cache.statistics().evictions).toBe(1);
    }
  });

  test("a class without a chunk takes the oldest of the class that has most, with all that is in it", () => {
    const cache = new BlockCache(3 * MIB);
    for (let offset = 0; offset < 512; offset++) store(cache, 1, offset, 4 * KIB);
    for (let offset = 1000; offset < 1016; offset++) store(cache, 1, offset, 64 * KIB);
    store(cache, 1, 5000, 256 * KIB);
    expect(cache.statistics()).toMatchObject({ evictions: 256, usedBytes: 3 * MIB });
    expect(present(cache, upTo(512))).toEqual(upTo(512).slice(256));
    expect(present(cache, upTo(16).map((at) => 1000 + at)).length).toBe(16);
    expectHeld(cache, cache.find(1, 5000), 1, 5000, 256 * KIB);
  });

  test("free slots of the chunks that a class keeps are still given out when one was taken away", () => {
    const cache = new BlockCache(2 * MIB);
    for (let offset = 0; offset < 300; offset++) store(cache, 1, offset, 4 * KIB);
    store(cache, 1, 5000, 256 * KIB);
    expect(cache.statistics().evictions).toBe(256);
    for (let offset = 1000; offset < 1000 + 512 - 300; offset++) store(cache, 1, offset, 4 * KIB);
    expect(cache.statistics().evictions).toBe(256);
    store(cache, 1, 2000, 4 * KIB);
    expect(cache.statistics().evictions).toBe(257);
  });

  test("free slots of a chunk that was taken away are not given out again", () => {
    const cache = new BlockCache(MIB);
    const slot = store(cache, 1, 0, 4 * KIB);
    store(cache, 1, 1, 4 * KIB);
    cache.release(slot);
    for (let offset = 10; offset < 14; offset++) store(cache, 1, offset, 256 * KIB);
    for (let offset = 10; offset < 14; offset++) expectHeld(cache, cache.find(1, offset), 1, offset, 256 * KIB);
    store(cache, 1, 2, 4 * KIB);
    expect(present(cache, [10, 11, 12, 13])).toEqual([]);
    expectHeld(cache, cache.find(1, 2), 1, 2, 4 * KIB);
  });
});

describe("eviction", () => {
  test("passes by what was used since the hand came last, once", () => {
    const cache = new BlockCache(MIB);
    for (const offset of upTo(256)) store(cache, 1, offset, 4 * KIB);
    expect(present(cache, [0, 2])).toEqual([0, 2]);
    store(cache, 1, 1000, 4 * KIB);
    store(cache, 1, 1001, 4 * KIB);
    expect(cache.find(1, 1)).toBe(-1);
    expect(cache.find(1, 3)).toBe(-1);
    expect(present(cache, [0, 2, 4, 1000, 1001])).toEqual([0, 2, 4, 1000, 1001]);
  });

  test("finds a victim when all blocks were used", () => {
    const cache = new BlockCache(MIB);
    for (const offset of upTo(256)) store(cache, 1, offset, 4 * KIB);
    expect(present(cache, upTo(256)).length).toBe(256);
    store(cache, 1, 1000, 4 * KIB);
    expect(present(cache, [...upTo(256), 1000]).length).toBe(256);
  });
});

describe("release", () => {
  test("empties a slot, which is the next to be given out", () => {
    const cache = new BlockCache(MIB);
    for (const offset of upTo(256)) store(cache, 1, offset, 4 * KIB);
    const slot = cache.find(1, 77);
    cache.release(slot);
    expect(cache.find(1, 77)).toBe(-1);
    expect(store(cache, 2, 77, 4 * KIB)).toBe(slot);
    expect(cache.find(1, 77)).toBe(-1);
    expect(cache.find(2, 77)).toBe(slot);
    expect(cache.statistics().evictions).toBe(0);
  });

  test("leaves every other block findable, in whatever order blocks go", async () => {
    await forSeeds(20, (random) => {
      const cache = new BlockCache(MIB);
      const files = upTo(200).map((at) => at * 7 + 1);
      for (const file of files) store(cache, file, 0, 4 * KIB);
      const order = random.shuffled(files);
      for (const [gone, file] of order.entries()) {
        cache.release(cache.find(file, 0));
        for (const [at, other] of order.entries()) expectIs(cache.find(other, 0) >= 0, at > gone);
      }
    });
  });
});

test("files and offsets at the ends of their ranges are told apart", () => {
  const cache = new BlockCache(MIB);
  const ends = [0, 1, 2 ** 31, 2 ** 32 - 1];
  for (const file of ends) for (const offset of ends) store(cache, file, offset, 100);
  for (const file of ends) {
    for (const offset of ends) expectHeld(cache, cache.find(file, offset), file, offset, 100);
  }
});

test("a block that was asked for is known, until another takes its place; whether it is here is told without counting", () => {
  const cache = new BlockCache(MIB);
  expect([cache.wasAskedFor(1, 512), cache.wasAskedFor(1, 512), cache.wasAskedFor(2, 512)]).toEqual([
    false,
    true,
    false,
  ]);
  for (let offset = 0; offset < 100_000; offset++) cache.wasAskedFor(3, offset);
  expect(cache.wasAskedFor(1, 512)).toBe(false);
  store(cache, 1, 0, 100);
  expect([cache.has(1, 0), cache.has(1, 1), cache.has(2, 0)]).toEqual([true, false, false]);
  expect(cache.statistics()).toMatchObject({ hits: 0, misses: 0 });
});
