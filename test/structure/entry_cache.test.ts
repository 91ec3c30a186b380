/**
 * The entry cache against a model, and its rules one by one.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence } from "../../src/base/types.ts";
import { hashKey } from "../../src/structure/bloom.ts";
import { EntryCache } from "../../src/structure/entry_cache.ts";
import { expectIs } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";

const KIB = 1024;
const HEADER_BYTES = 24;

/** A key in the middle of a buffer, so that bounds matter. */
function keyOf(row: number): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } {
  const text = `x${"k".repeat(row % 7)}${row}y`;
  return { bytes: new TextEncoder().encode(text), start: 1, end: text.length - 1 };
}

function hashOf(row: number): number {
  const { bytes, start, end } = keyOf(row);
  return hashKey(bytes, start, end);
}

/** What stands for a row at a sequence: its bytes follow from both. */
function valueOf(row: number, sequence: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (row * 7 + sequence * 13 + at) & 0xff);
}

function add(cache: EntryCache, row: number, sequence: number, bytes: number, hash = hashOf(row)): void {
  const key = keyOf(row);
  const value = new Uint8Array(bytes + 3);
  value.set(valueOf(row, sequence, bytes), 2);
  cache.add(hash, key.bytes, key.start, key.end, value, 2, bytes + 2, asSequence(sequence));
}

function find(cache: EntryCache, row: number, hash = hashOf(row)): boolean {
  const key = keyOf(row);
  return cache.find(hash, key.bytes, key.start, key.end);
}

/** Fails unless what was found is the row's value at the sequence. */
function expectFound(cache: EntryCache, row: number, sequence: number, bytes: number): void {
  expectIs(cache.sequence, sequence);
  expectIs(cache.valueEnd - cache.valueStart, bytes);
  const expected = valueOf(row, sequence, bytes);
  for (let at = 0; at < bytes; at++) expectIs(cache.buffer[cache.valueStart + at], expected[at]);
}

test("what is found is what was added last and not forgotten since, under random operations", async () => {
  let hits = 0;
  await forSeeds(12, (random) => {
    const cache = new EntryCache(random.pick([20 * KIB, 64 * KIB + 5, 2048 * KIB]));
    const rows = random.pick([50, 400, 5000]);
    const sizeMax = random.pick([20, 300, 3000]);
    const model = new Map<number, { readonly sequence: number; readonly bytes: number }>();
    for (let step = 0; step < 20_000; step++) {
      // Some rows are asked for more often than others, as in life.
      const row = random.below(random.chance(0.5) ? rows : Math.ceil(rows / 10));
      if (random.chance(0.1)) {
        cache.forget(hashOf(row));
        model.delete(row);
      } else if (random.chance(0.0003)) {
        cache.clear();
        model.clear();
      } else if (find(cache, row)) {
        hits++;
        const expected = model.get(row);
        expect(expected).toBeDefined();
        if (expected !== undefined) expectFound(cache, row, expected.sequence, expected.bytes);
      } else {
        const bytes = random.below(sizeMax);
        const sequence = step + random.pick([1, 2 ** 31, 2 ** 40]);
        add(cache, row, sequence, bytes);
        model.set(row, { sequence, bytes });
      }
    }
    expectIs(cache.statistics().usedBytes <= cache.budgetBytes, true);
  });
  expect(hits).toBeGreaterThan(50_000);
});

test("an entry that is asked for stays while others come and go", () => {
  const cache = new EntryCache(256 * KIB);
  add(cache, 1, 10, 500);
  for (let row = 2; row < 20_000; row++) {
    if (!find(cache, row)) add(cache, row, row, 500);
    expectIs(find(cache, 1), true);
    expectFound(cache, 1, 10, 500);
  }
  expect(find(cache, 2)).toBe(false);
});

test("as many entries fit as the budget says, but for a twentieth", () => {
  const cache = new EntryCache(1024 * KIB);
  const rows = Math.floor(1024 * KIB * 0.95 / (HEADER_BYTES + 16 + 1000));
  for (let row = 0; row < rows; row++) add(cache, row, row + 1, 1000);
  let held = 0;
  for (let row = 0; row < rows; row++) if (find(cache, row)) held++;
  expect(held).toBeGreaterThan(rows * 0.95);
  expect(cache.statistics()).toMatchObject({ hits: held, misses: rows - held });
});

describe("small budgets", () => {
  test.each([0, 100, 4096, 16_000])(
    "%i bytes: nothing is cached, and nothing is taken but a few slots",
    (budgetBytes) => {
      const cache = new EntryCache(budgetBytes);
      for (let row = 0; row < 100; row++) add(cache, row, 1, 10);
      for (let row = 0; row < 100; row++) expect(find(cache, row)).toBe(false);
      expect(cache.statistics().usedBytes).toBeLessThanOrEqual(Math.max(32, budgetBytes));
    },
  );

  test("an entry that would take much of a chunk is left out", () => {
    const cache = new EntryCache(1024 * KIB);
    add(cache, 1, 1, 60 * KIB);
    add(cache, 2, 1, 64 * KIB);
    expect([find(cache, 1), find(cache, 2)]).toEqual([true, false]);
  });
});

test("keys of one hash are told apart, and forgotten together", () => {
  const cache = new EntryCache(256 * KIB);
  for (let row = 1; row <= 4; row++) add(cache, row, row, 10, 77);
  for (let row = 1; row <= 4; row++) {
    expect(find(cache, row, 77)).toBe(true);
    expectFound(cache, row, row, 10);
  }
  expect(find(cache, 5, 77)).toBe(false);
  cache.forget(77);
  for (let row = 1; row <= 4; row++) expect(find(cache, row, 77)).toBe(false);
});
