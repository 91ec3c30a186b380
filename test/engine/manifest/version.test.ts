/**
 * Versions: the order of their levels, what may not be, and what overlaps.
 *
 * @module
 */

import { expect, test } from "vitest";
import { asSequence } from "../../../src/base/types.ts";
import { internalKey, KIND_PUT } from "../../../src/encoding/internal_key.ts";
import type { TableMeta } from "../../../src/encoding/table_properties.ts";
import { compareKeys, compareUserKeys, LEVELS, Version } from "../../../src/engine/manifest/version.ts";
import { userKey } from "../../support/entries.ts";
import { tableMeta } from "../../support/metas.ts";
import { forSeeds, type Random } from "../../support/random.ts";

const numbers = (tables: readonly TableMeta[] | undefined): number[] => (tables ?? []).map(({ number }) => number);

/** A level of tables that do not overlap, in random order. */
function randomLevel(random: Random, level: number, firstNumber: number): TableMeta[] {
  const bounds = [...new Set(Array.from({ length: 12 }, () => random.below(250)))].sort((a, b) => a - b);
  const tables: TableMeta[] = [];
  for (let at = 0; at + 1 < bounds.length; at += 2) {
    const [smallest, largest] = bounds.slice(at, at + 2) as [number, number];
    tables.push(tableMeta({ number: firstNumber + at, level, smallest, largest, sizeBytes: random.between(1, 999) }));
  }
  return random.shuffled(tables);
}

test("L0 is in the order of its newest sequences, the newest first, and the levels below by key", async () => {
  await forSeeds(20, (random) => {
    const level0 = [3, 1, 2].map((at) =>
      tableMeta({ number: at, level: 0, smallest: 0, largest: 99, maxSequence: asSequence(at * 100) })
    );
    const below = randomLevel(random, 2, 10);
    const version = new Version(random.shuffled([...level0, ...below]));
    expect(numbers(version.levels[0])).toEqual([3, 2, 1]);
    expect(numbers(version.levels[2])).toEqual(numbers(below).sort((a, b) => a - b));
    expect(version.levels.length).toBe(LEVELS);
    expect(version.tables().length).toBe(3 + below.length);
    expect(version.levelBytes(2)).toBe(below.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });
});

test("tables of a level below L0 that overlap, were it in one key, are a bug", () => {
  const a = tableMeta({ number: 1, level: 1, smallest: 1, largest: 5 });
  for (const [smallest, largest] of [[5, 9], [3, 4], [0, 1], [1, 5], [0, 9]] as const) {
    const b = tableMeta({ number: 2, level: 1, smallest, largest });
    expect(() => new Version([a, b])).toThrow("overlap");
    expect(new Version([a, { ...b, level: 2 }]).tables().length).toBe(2);
    expect(new Version([{ ...a, level: 0 }, { ...b, level: 0 }]).tables().length).toBe(2);
  }
});

test("two versions of one user key in two tables of a level are an overlap", () => {
  const key = (sequence: number): Uint8Array => internalKey(userKey(1, "k"), sequence, KIND_PUT);
  const base = tableMeta({ number: 1, level: 1, smallest: 0, largest: 0 });
  const newer = { ...base, smallest: key(9), largest: key(7) };
  const older = { ...base, number: 2, smallest: key(5), largest: key(3) };
  expect(() => new Version([newer, older])).toThrow("overlap");
});

test("a level that the store does not have is a bug", () => {
  expect(() => new Version([tableMeta({ level: LEVELS, smallest: 0, largest: 1 })])).toThrow("level 7");
});

test("what overlaps a range is what a look at every table finds, both ends included", async () => {
  await forSeeds(30, (random) => {
    const version = new Version([...randomLevel(random, 0, 1), ...randomLevel(random, 3, 20)]);
    for (let round = 0; round < 20; round++) {
      const [from, to] = [random.below(250), random.below(250)].sort((a, b) => a - b) as [number, number];
      const [smallest, largest] = [from, to].map((key) => internalKey(userKey(1, new Uint8Array([key])), 1, 1));
      for (const level of [0, 1, 3]) {
        const expected = (version.levels[level] ?? []).filter((table) =>
          (table.largest[2] as number) >= from && (table.smallest[2] as number) <= to
        );
        const found = version.overlapping(level, smallest as Uint8Array, largest as Uint8Array);
        expect(numbers(found)).toEqual(numbers(expected));
      }
    }
  });
});

test("an edit takes tables away and brings others, and leaves the version before as it was", () => {
  const before = new Version([
    tableMeta({ number: 1, level: 0, smallest: 0, largest: 9 }),
    tableMeta({ number: 2, level: 1, smallest: 0, largest: 4 }),
    tableMeta({ number: 3, level: 1, smallest: 5, largest: 9 }),
  ]);
  const after = before.edited(new Set([1, 2]), [tableMeta({ number: 4, level: 1, smallest: 0, largest: 4 })]);
  expect(after.levels.map(numbers).slice(0, 2)).toEqual([[], [4, 3]]);
  expect(before.levels.map(numbers).slice(0, 2)).toEqual([[1], [2, 3]]);
});

test("a table may go down a level in one edit", () => {
  const table = tableMeta({ number: 1, level: 1, smallest: 0, largest: 9 });
  const after = new Version([table]).edited(new Set([1]), [{ ...table, level: 2 }]);
  expect(after.levels.map(numbers).slice(0, 3)).toEqual([[], [], [1]]);
});

test("the deepest level is the lowest one with a table", () => {
  expect(new Version([]).deepestLevel()).toBe(0);
  expect(new Version([tableMeta({ level: 0, smallest: 0, largest: 1 })]).deepestLevel()).toBe(0);
  const tables = [1, 4].map((level) => tableMeta({ number: level, level, smallest: 0, largest: 1 }));
  expect(new Version(tables).deepestLevel()).toBe(4);
});

test("keys are compared whole or by their user part", () => {
  const [a, b] = [9, 3].map((sequence) => internalKey(userKey(1, "k"), sequence, KIND_PUT)) as [Uint8Array, Uint8Array];
  expect(compareKeys(a, b)).toBeLessThan(0);
  expect(compareUserKeys(a, b)).toBe(0);
  expect(compareUserKeys(a, internalKey(userKey(1, "ka"), 9, KIND_PUT))).toBeLessThan(0);
});
