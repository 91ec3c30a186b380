/**
 * The bloom filter: what it promises, and how often it is wrong.
 *
 * @module
 */

import { expect, test } from "vitest";
import {
  FILTER_PAGE_BYTES,
  filterPage,
  filterPages,
  hashKey,
  markKey,
  mayHaveKey,
  secondHash,
} from "../../src/structure/bloom.ts";
import { bytesOf, expectIs } from "../support/check.ts";
import { forSeeds, Random } from "../support/random.ts";

/** A whole filter, as a table has it. */
class Filter {
  readonly #pages: number;
  readonly #bits: Uint8Array;

  constructor(keys: readonly Uint8Array[]) {
    this.#pages = filterPages(keys.length);
    this.#bits = new Uint8Array(this.#pages * FILTER_PAGE_BYTES);
    for (const key of keys) {
      const a = hashKey(key, 0, key.length);
      markKey(this.#bits, this.#pageStart(a), a, secondHash());
    }
  }

  mayHave(key: Uint8Array): boolean {
    const a = hashKey(key, 0, key.length);
    return mayHaveKey(this.#bits, this.#pageStart(a), a, secondHash());
  }

  #pageStart(a: number): number {
    return filterPage(a, this.#pages) * FILTER_PAGE_BYTES;
  }
}

test("no key that was marked is called absent, for filters of one page and of many", async () => {
  await forSeeds(10, (random) => {
    const keys = Array.from(
      { length: random.pick([1, 100, 3273, 3274, 20_000]) },
      () => random.bytes(random.below(40)),
    );
    const filter = new Filter(keys);
    for (const key of keys) expectIs(filter.mayHave(key), true);
  });
});

test("less than 2 % of 20,000 absent keys pass, whether keys are random or count up", () => {
  const random = new Random(1);
  const kinds: ((at: number) => Uint8Array)[] = [
    () => random.bytes(16),
    (at) => bytesOf(`user:${String(at).padStart(9, "0")}`),
    (at) => new Uint8Array([1, 5, at >>> 16, at >>> 8, at]),
  ];
  for (const count of [500, 10_000, 50_000]) {
    for (const make of kinds) {
      const filter = new Filter(Array.from({ length: count }, (_, at) => make(at)));
      let passed = 0;
      for (let at = 0; at < 20_000; at++) if (filter.mayHave(make(1_000_000 + at))) passed++;
      expect(passed).toBeLessThan(400);
    }
  }
});

test("an empty page passes nothing", () => {
  const bits = new Uint8Array(FILTER_PAGE_BYTES);
  const random = new Random(2);
  for (let i = 0; i < 1000; i++) expectIs(mayHaveKey(bits, 0, random.uint32(), random.uint32()), false);
});

test("marks stay inside their page, for hashes at both ends of their range", () => {
  for (const a of [0, 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1]) {
    for (const b of [0, 1, 32_735, 32_736, 2 ** 32 - 1]) {
      const bits = new Uint8Array(3 * FILTER_PAGE_BYTES);
      markKey(bits, FILTER_PAGE_BYTES, a, b);
      expect(mayHaveKey(bits, FILTER_PAGE_BYTES, a, b)).toBe(true);
      const set = [...bits.entries()].filter(([, byte]) => byte !== 0).map(([at]) => at);
      expect(Math.min(...set)).toBeGreaterThanOrEqual(FILTER_PAGE_BYTES);
      expect(Math.max(...set)).toBeLessThan(2 * FILTER_PAGE_BYTES);
    }
  }
});

test("every page of a filter is used, and none beyond the last", () => {
  const random = new Random(3);
  for (const pages of [1, 2, 7, 1000]) {
    const used = new Set(Array.from({ length: pages * 50 }, () => filterPage(random.uint32(), pages)));
    expect(used.size).toBe(pages);
    expect(filterPage(2 ** 32 - 1, pages)).toBe(pages - 1);
    expect(filterPage(0, pages)).toBe(0);
  }
});

test("pages have ten bits for each key", () => {
  expect([0, 1, 3273, 3274, 6547, 6548].map(filterPages)).toEqual([1, 1, 1, 2, 2, 3]);
});

test("both hashes depend on every byte and on the length, and not on what stands around the key", () => {
  const random = new Random(4);
  for (let length = 1; length < 20; length++) {
    const key = random.bytes(length);
    const [a, b] = [hashKey(key, 0, length), secondHash()];
    const padded = new Uint8Array([9, 9, 9, ...key, 8, 8]);
    expect([hashKey(padded, 3, 3 + length), secondHash()]).toEqual([a, b]);
    for (let at = 0; at < length; at++) {
      const other = key.slice();
      other[at] = (other[at] as number) ^ (1 << random.below(8));
      expect(hashKey(other, 0, length)).not.toBe(a);
      expect(secondHash()).not.toBe(b);
    }
    const longer = new Uint8Array([...key, 0]);
    expect(hashKey(longer, 0, length + 1)).not.toBe(a);
    expect(secondHash()).not.toBe(b);
  }
});
