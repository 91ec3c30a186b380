/**
 * The memtable against a sorted array.
 *
 * @module
 */

import { expect, test } from "vitest";
import { internalKey, KIND_DELETE, KIND_PUT, kindOf, sequenceOf } from "../../../src/encoding/internal_key.ts";
import { Memtable, memtableBytesFor, ONLY_NEWER } from "../../../src/engine/memtable/memtable.ts";
import { hashKey } from "../../../src/structure/bloom.ts";
import { bytesOf, expectIs } from "../../support/check.ts";
import {
  compareEntries,
  type Entry,
  placeOf,
  probes,
  randomEntries,
  type Shape,
  showEntry,
  userKey,
  userPart,
} from "../../support/entries.ts";
import { forSeeds, type Random } from "../../support/random.ts";

const SHAPES: readonly Shape[] = [
  { entries: 200, keyBytes: [0, 4], valueBytes: [0, 5], letters: 3 },
  { entries: 200, keyBytes: [1, 300], valueBytes: [0, 0] },
  { entries: 200, keyBytes: [3, 3], valueBytes: [0, 300], letters: 2, versions: 0.9 },
];

function insert(memtable: Memtable, { key, value }: Entry): void {
  const user = userPart(key);
  const bytes = new Uint8Array([7, ...user, ...value, 7]);
  const end = 1 + user.length;
  memtable.insert(bytes, 1, end, end + value.length, sequenceOf(key, key.length), kindOf(key, key.length));
}

function fill(random: Random, shape: Shape): { readonly memtable: Memtable; readonly entries: Entry[] } {
  const entries = randomEntries(random, shape);
  const bytes = entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  const memtable = new Memtable(new SharedArrayBuffer(memtableBytesFor(entries.length, bytes)), true);
  for (const one of random.shuffled(entries)) insert(memtable, one);
  return { memtable, entries };
}

/** The entry of a node, or "nil". */
function shown(memtable: Memtable, node: number): string {
  if (node === 0) return "nil";
  const start = memtable.keyStart(node);
  const end = start + memtable.keyBytes(node);
  const value = memtable.bytes.subarray(end, end + memtable.valueBytes(node));
  return showEntry({ key: memtable.bytes.subarray(start, end), value });
}

function model(entries: readonly Entry[], at: number): string {
  const found = entries[at];
  return found === undefined ? "nil" : showEntry(found);
}

/** Compares a walk from the first node on with the array. */
function compareWalk(memtable: Memtable, entries: readonly Entry[]): void {
  expectIs(memtable.entries, entries.length);
  let node = memtable.first();
  for (let at = 0; at < entries.length; at++, node = memtable.after(node)) {
    expectIs(shown(memtable, node), model(entries, at));
  }
  expectIs(node, 0);
}

/** Compares every look-up with the array. */
function compareAll(memtable: Memtable, entries: readonly Entry[]): void {
  compareWalk(memtable, entries);
  expectIs(shown(memtable, memtable.last()), model(entries, entries.length - 1));
  for (const target of probes(entries)) {
    const place = placeOf(entries, target);
    const buffer = new Uint8Array([9, ...target, 9]);
    expectIs(shown(memtable, memtable.find(buffer, 1, 1 + target.length)), model(entries, place));
    expectIs(shown(memtable, memtable.findBefore(buffer, 1, 1 + target.length)), model(entries, place - 1));
  }
}

test("entries put in any order are found, walked and bounded like a sorted array", async () => {
  await forSeeds(4, (random) => {
    for (const shape of SHAPES) {
      const { memtable, entries } = fill(random, shape);
      compareAll(memtable, entries);
    }
  });
});

test("what is found is right after each single insertion", async () => {
  await forSeeds(5, (random) => {
    const memtable = new Memtable(new SharedArrayBuffer(64 << 10), true);
    const inserted: Entry[] = [];
    for (const one of random.shuffled(randomEntries(random, { ...SHAPES[0] as Shape, entries: 40 }))) {
      insert(memtable, one);
      inserted.push(one);
      compareAll(memtable, inserted.sort(compareEntries));
    }
  });
});

test("an empty memtable has nothing", () => {
  const memtable = new Memtable(new SharedArrayBuffer(1024), true);
  const target = internalKey(userKey(1, "a"), 1, 0);
  expect([memtable.entries, memtable.first(), memtable.last()]).toEqual([0, 0, 0]);
  expect(memtable.find(target, 0, target.length)).toBe(0);
  expect(memtable.findBefore(target, 0, target.length)).toBe(0);
});

test("ten thousand versions of one key are told apart", () => {
  const memtable = new Memtable(new SharedArrayBuffer(memtableBytesFor(10_000, 20_000)), true);
  const user = userKey(1, "");
  for (let i = 0; i < 10_000; i++) {
    memtable.insert(user, 0, user.length, user.length, (i * 7919) % 10_000 + 1, i % 3 === 0 ? KIND_DELETE : KIND_PUT);
  }
  let node = memtable.first();
  for (let sequence = 10_000; sequence > 0; sequence--, node = memtable.after(node)) {
    expectIs(sequenceOf(memtable.bytes, memtable.keyStart(node) + memtable.keyBytes(node)), sequence);
    const target = internalKey(user, sequence, 0);
    expectIs(memtable.find(target, 0, target.length), node);
  }
  expect(node).toBe(0);
});

test("a memtable made over the buffer of another is walked as that one wrote it", async () => {
  await forSeeds(5, (random) => {
    const { memtable, entries } = fill(random, SHAPES[0] as Shape);
    const reader = new Memtable(memtable.buffer, false);
    compareWalk(reader, entries);
    expect(reader.usedBytes).toBe(memtable.usedBytes);
    const key = internalKey(userKey(1, "k"), 1, KIND_PUT);
    expect(() => reader.find(key, 0, key.length)).toThrow("thread");
  });
});

test("a walk over the same buffer meets what is added after it was made", () => {
  const memtable = new Memtable(new SharedArrayBuffer(4096), true);
  const reader = new Memtable(memtable.buffer, false);
  const key = internalKey(userKey(1, "k"), 1, KIND_PUT);
  insert(memtable, { key, value: bytesOf("v") });
  expect(shown(reader, reader.first())).toBe(showEntry({ key, value: bytesOf("v") }));
});

test("a buffer given as fresh is empty whatever was in it", async () => {
  await forSeeds(3, (random) => {
    const { memtable } = fill(random, SHAPES[0] as Shape);
    const again = new Memtable(memtable.buffer, true);
    compareAll(again, []);
    const entries = randomEntries(random, { ...SHAPES[0] as Shape, entries: 50 });
    for (const one of random.shuffled(entries)) insert(again, one);
    compareAll(again, entries);
  });
});

test("what is said to fit does fit, up to the last entry, for buffers of any size", async () => {
  await forSeeds(30, (random) => {
    const memtable = new Memtable(new SharedArrayBuffer(random.between(512, 6000)), true);
    const inserted: Entry[] = [];
    for (;;) {
      const one = randomEntries(random, { entries: 1, keyBytes: [0, 40], valueBytes: [0, 90] })[0] as Entry;
      const key = internalKey(userPart(one.key), inserted.length + 1, KIND_PUT);
      if (!memtable.fits(1, key.length - 9 + one.value.length)) break;
      insert(memtable, { key, value: one.value });
      inserted.push({ key, value: one.value });
    }
    expect(inserted.length).toBeGreaterThan(0);
    expect(memtable.usedBytes).toBeLessThanOrEqual(memtable.buffer.byteLength);
    compareAll(memtable, inserted.sort(compareEntries));
  });
});

test("the bytes asked for some entries hold them, whatever they are", async () => {
  await forSeeds(30, (random) => {
    const entries = randomEntries(random, { entries: random.between(1, 60), keyBytes: [0, 30], valueBytes: [0, 30] });
    const bytes = entries.reduce((sum, { key, value }) => sum + key.length - 9 + value.length, 0);
    const memtable = new Memtable(new SharedArrayBuffer(memtableBytesFor(entries.length, bytes)), true);
    expect(memtable.fits(entries.length, bytes)).toBe(true);
    for (const one of entries) insert(memtable, one);
    compareAll(memtable, entries);
  });
});

test("an entry that does not fit is a bug of the caller and leaves the others as they are", () => {
  const memtable = new Memtable(new SharedArrayBuffer(512), true);
  const first = { key: internalKey(userKey(1, "a"), 1, KIND_PUT), value: bytesOf("v") };
  insert(memtable, first);
  const large = { key: internalKey(userKey(1, "b"), 2, KIND_PUT), value: new Uint8Array(512) };
  expect(() => insert(memtable, large)).toThrow("room");
  compareAll(memtable, [first]);
});

test("the newest version at or below a sequence is found by the key's hash, and none of another key", () => {
  const memtable = new Memtable(new SharedArrayBuffer(1 << 20), true);
  const keyOf = (i: number): Uint8Array => new Uint8Array([1, 5, i & 255, i >> 8, 7]);
  for (let sequence = 1; sequence <= 6000; sequence++) {
    const key = keyOf(sequence % 2000);
    memtable.insert(key, 0, key.length, key.length, sequence, KIND_PUT);
  }
  for (let i = 0; i < 2000; i++) {
    const key = keyOf(i);
    for (const at of i === 0 ? [2000, 2500, 6000] : [i, i + 1999, i + 2000, i + 2500, 6000]) {
      const target = internalKey(key, at, 0);
      const node = memtable.findVersion(target, 0, target.length, hashKey(key, 0, key.length));
      const expected = [6000, 4000, 2000, 0].map((base) => base + i).find((sequence) =>
        sequence <= Math.min(at, 6000) && sequence > 0
      );
      expect(node).not.toBe(0);
      expect(sequenceOf(memtable.bytes, memtable.keyStart(node) + memtable.keyBytes(node))).toBe(expected);
    }
  }
  for (let i = 1; i < 2000; i++) {
    const target = internalKey(keyOf(i), i - 1, 0);
    expect(memtable.findVersion(target, 0, target.length, hashKey(target, 0, target.length - 9))).toBe(ONLY_NEWER);
  }
  for (let i = 2000; i < 4000; i++) {
    const target = internalKey(keyOf(i), 9000, 0);
    expect(memtable.findVersion(target, 0, target.length, hashKey(target, 0, target.length - 9))).toBe(0);
  }
});

test("thousands of keys in any order are found, and counted between two of them", async () => {
  await forSeeds(8, (random) => {
    // Keys of one start are compared where they lie, others by their start alone.
    const entries = randomEntries(random, {
      entries: 3000,
      keyBytes: [0, random.pick([3, 20])],
      valueBytes: [0, 0],
      letters: random.pick([2, 26]),
      versions: 0.2,
    });
    const order = random.pick(["rising", "falling", "shuffled", "in two runs"]);
    const falling = entries.toReversed();
    const given = order === "rising"
      ? entries
      : order === "falling"
      ? falling
      : order === "shuffled"
      ? random.shuffled(entries)
      : [...entries.filter((_, at) => at % 2 === 0), ...entries.filter((_, at) => at % 2 === 1)];
    const memtable = new Memtable(new SharedArrayBuffer(1 << 20), true);
    for (const one of given) insert(memtable, one);
    compareAll(memtable, entries);
    for (let pair = 0; pair < 100; pair++) {
      const [from, to] = [random.below(entries.length), random.below(entries.length)].sort((a, b) => a - b);
      const [first, behind] = [entries[from as number] as Entry, entries[to as number] as Entry];
      expectIs(memtable.countBetween(first.key, behind.key), (to as number) - (from as number));
    }
  });
});
