/**
 * The memtables of an engine: which is read, which is flushed, and whose buffer is used again.
 *
 * @module
 */

import { expect, test } from "vitest";
import { asSpaceId } from "../../src/base/types.ts";
import { KIND_PUT } from "../../src/encoding/internal_key.ts";
import type { Memtable } from "../../src/engine/memtable/memtable.ts";
import { Memtables } from "../../src/engine/memtables.ts";
import { userKey } from "../support/entries.ts";

const BYTES = 4096;

function make(): Memtables {
  return new Memtables(BYTES);
}

let sequence = 0;

/** Puts a key into the active memtable. */
function put(memtables: Memtables): void {
  const key = userKey(1, "k");
  memtables.active.memtable.insert(key, 0, key.length, key.length, ++sequence, KIND_PUT);
}

/** Fills and freezes the active one; gives its buffer. */
function freeze(memtables: Memtables): SharedArrayBuffer {
  put(memtables);
  const { buffer } = memtables.active.memtable;
  memtables.freeze(0, 0);
  return buffer;
}

test("readers get the active one and then the frozen ones, the newest first", () => {
  const memtables = make();
  const first = memtables.active.memtable;
  freeze(memtables);
  const second = memtables.active.memtable;
  freeze(memtables);
  const known = [first, second, memtables.active.memtable];
  const places = (list: readonly Memtable[]): number[] => list.map((memtable) => known.indexOf(memtable));
  expect(places(memtables.readable)).toEqual([2, 1, 0]);
  expect(places(memtables.frozen.map(({ memtable }) => memtable))).toEqual([0, 1]);
  memtables.dropOldest();
  expect(places(memtables.readable)).toEqual([2, 1]);
});

test("what readers were given stays as it was when a memtable is frozen or dropped", () => {
  const memtables = make();
  freeze(memtables);
  const before = memtables.readable;
  const copy = [...before];
  freeze(memtables);
  memtables.dropOldest();
  expect(before.length).toBe(copy.length);
  for (const [at, memtable] of before.entries()) expect(memtable).toBe(copy[at]);
});

test("the buffer of a dropped one is used again", () => {
  const memtables = make();
  const buffer = freeze(memtables);
  memtables.dropOldest();
  freeze(memtables);
  expect(memtables.active.memtable.buffer).toBe(buffer);
  expect(memtables.active.memtable.entries).toBe(0);
});

test("a buffer is never given out twice", () => {
  const memtables = make();
  const buffers = new Set<SharedArrayBuffer>();
  for (let round = 0; round < 30; round++) {
    freeze(memtables);
    while (memtables.frozen.length > 1) memtables.dropOldest();
    const inUse = memtables.readable.map(({ buffer }) => buffer);
    expect(new Set(inUse).size).toBe(inUse.length);
    for (const buffer of inUse) buffers.add(buffer);
  }
  expect(buffers.size).toBeLessThan(31);
});

test("a larger one is made for a batch that needs it, and its buffer is not kept", () => {
  const memtables = make();
  memtables.enlarge(10, 100_000);
  const { buffer } = memtables.active.memtable;
  expect(memtables.active.memtable.fits(10, 100_000)).toBe(true);
  put(memtables);
  memtables.freeze(3, 50_000);
  expect(memtables.active.memtable.fits(3, 50_000)).toBe(true);
  put(memtables);
  memtables.freeze(0, 0);
  memtables.dropOldest();
  memtables.dropOldest();
  freeze(memtables);
  expect(memtables.active.memtable.buffer).not.toBe(buffer);
  expect(memtables.active.memtable.buffer.byteLength).toBe(BYTES);
});

test("an empty one is not frozen, and one with entries is not replaced", () => {
  const memtables = make();
  expect(() => memtables.freeze(0, 0)).toThrow("empty");
  put(memtables);
  expect(() => memtables.enlarge(1, 10)).toThrow("only an empty");
});

test("bytes and counts are of all that are not dropped", () => {
  const memtables = make();
  const space = asSpaceId(1);
  put(memtables);
  memtables.active.counts.set(space, 5);
  memtables.freeze(0, 0);
  put(memtables);
  memtables.active.counts.set(space, -2);
  expect([...memtables.countKeys()]).toEqual([[space, 3]]);
  const both = memtables.usedBytes;
  memtables.dropOldest();
  expect(memtables.usedBytes).toBe(both / 2);
  expect([...memtables.countKeys()]).toEqual([[space, -2]]);
});
