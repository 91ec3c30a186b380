/**
 * The memtable's cursor, in both directions and while entries come.
 *
 * @module
 */

import { expect, test } from "vitest";
import { internalKey, KIND_PUT, kindOf, sequenceOf } from "../../../src/encoding/internal_key.ts";
import { Memtable } from "../../../src/engine/memtable/memtable.ts";
import { MemtableCursor } from "../../../src/engine/memtable/memtable_cursor.ts";
import {
  checkCursor,
  type Entry,
  entry,
  entryUnder,
  randomEntries,
  showEntry,
  strollCursor,
  userKey,
  userPart,
} from "../../support/entries.ts";
import { forSeeds } from "../../support/random.ts";

function memtableOf(entries: readonly Entry[]): Memtable {
  const memtable = new Memtable(new SharedArrayBuffer(1 << 20), true);
  for (const one of entries) insert(memtable, one);
  return memtable;
}

function insert(memtable: Memtable, { key, value }: Entry): void {
  const user = userPart(key);
  const bytes = new Uint8Array([...user, ...value]);
  memtable.insert(bytes, 0, user.length, bytes.length, sequenceOf(key, key.length), kindOf(key, key.length));
}

const shape = { entries: 120, keyBytes: [0, 4], valueBytes: [0, 20], letters: 3 } as const;

test("the cursor walks and seeks like one over a sorted array", async () => {
  await forSeeds(10, (random) => {
    const entries = randomEntries(random, shape);
    checkCursor(new MemtableCursor(memtableOf(random.shuffled(entries))), entries);
    strollCursor(new MemtableCursor(memtableOf(entries)), entries, random, 500);
  });
});

test("over an empty memtable it never stands on anything", () => {
  checkCursor(new MemtableCursor(memtableOf([])), [], [internalKey(userKey(1, "a"), 1, KIND_PUT)]);
});

test("entries added behind its place are met, those before it are not, and its own stays as it is", () => {
  const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((rest, at) => entry(userKey(1, rest), at + 1, `value ${rest}`));
  const memtable = memtableOf([a as Entry, c as Entry, e as Entry]);
  const cursor = new MemtableCursor(memtable);
  cursor.seek((c as Entry).key);
  insert(memtable, b as Entry);
  insert(memtable, d as Entry);
  const met = [entryUnder(cursor)];
  for (cursor.next(); cursor.valid; cursor.next()) met.push(entryUnder(cursor));
  expect(met).toEqual([c, d, e].map((one) => showEntry(one as Entry)));
});

test("backwards, entries added before its place are met", () => {
  const [a, b, c] = ["a", "b", "c"].map((rest, at) => entry(userKey(1, rest), at + 1, rest));
  const memtable = memtableOf([a as Entry, c as Entry]);
  const cursor = new MemtableCursor(memtable);
  cursor.seekLast();
  insert(memtable, b as Entry);
  cursor.previous();
  expect(entryUnder(cursor)).toBe(showEntry(b as Entry));
});

test("a closed cursor stands on nothing", () => {
  const cursor = new MemtableCursor(memtableOf([entry(userKey(1, "a"), 1, "x")]));
  cursor.seekFirst();
  cursor.close();
  expect(cursor.valid).toBe(false);
});
