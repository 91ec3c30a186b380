/**
 * Batches: what is written into one comes out of it.
 *
 * @module
 */

import { expect, test } from "vitest";
import { KIND_DELETE, KIND_DROP_SPACE, KIND_PUT } from "../../src/encoding/internal_key.ts";
import { Batch, eachOperation } from "../../src/engine/batch.ts";
import { bytesOf } from "../support/check.ts";
import { userKey } from "../support/entries.ts";
import { forSeeds } from "../support/random.ts";

/** The operations of a batch, as text. */
function operations({ bytes, usedBytes }: Batch): string[] {
  const met: string[] = [];
  eachOperation(bytes, 0, usedBytes, ({ kind, sequenceOffset, keyStart, keyEnd, valueEnd }) => {
    met.push(`${kind} ${sequenceOffset} ${bytes.subarray(keyStart, keyEnd)} = ${bytes.subarray(keyEnd, valueEnd)}`);
  });
  return met;
}

test("the operations come out as they were put in, with their sequences", async () => {
  await forSeeds(30, (random) => {
    const batch = new Batch();
    for (let round = 0; round < 3; round++) {
      const expected: string[] = [];
      let sequences = 0;
      for (let count = random.between(1, 40); count > 0; count--) {
        if (sequences === 0) sequences = 1;
        else if (random.chance(0.5)) {
          batch.next();
          sequences++;
        }
        const key = userKey(1, random.bytes(random.pick([0, 5, 200])));
        const value = random.bytes(random.pick([0, 1, 127, 128, 5000]));
        const kind = random.pick([KIND_PUT, KIND_DELETE, KIND_DROP_SPACE]);
        if (kind === KIND_PUT) batch.put(key, value);
        else if (kind === KIND_DELETE) batch.delete(key, value);
        else batch.dropSpace(key);
        expected.push(`${kind} ${sequences - 1} ${key} = ${kind === KIND_DROP_SPACE ? "" : value}`);
      }
      expect(operations(batch)).toEqual(expected);
      expect([batch.operationCount, batch.sequenceCount]).toEqual([expected.length, sequences]);
      batch.clear();
      expect([batch.operationCount, batch.sequenceCount, batch.usedBytes]).toEqual([0, 0, 0]);
    }
  });
});

test("a value is written in parts, and may come out shorter than it was thought to be", () => {
  const batch = new Batch();
  const key = userKey(1, "key and more");
  batch.begin(KIND_PUT, key, 5, 100);
  batch.append(bytesOf("xonex"), 1, 4);
  batch.appendText("-zwölf-€-𝄞");
  batch.append(bytesOf("!"), 0, 1);
  batch.end();
  expect(operations(batch)).toEqual([`1 0 ${key.subarray(0, 5)} = ${bytesOf("one-zwölf-€-𝄞!")}`]);
});

test("a delete without a note has an empty value", () => {
  const batch = new Batch();
  batch.delete(userKey(1, "k"));
  expect(operations(batch)).toEqual([`2 0 ${userKey(1, "k")} = `]);
});

test("a sequence may be without a change, but a batch without any takes none", () => {
  const batch = new Batch();
  batch.next();
  batch.next();
  expect(batch.sequenceCount).toBe(0);
  batch.put(userKey(1, "k"), bytesOf("v"));
  batch.next();
  expect(operations(batch)).toEqual([`1 2 ${userKey(1, "k")} = ${bytesOf("v")}`]);
  expect(batch.sequenceCount).toBe(4);
});

test("what is given may be changed afterwards", () => {
  const batch = new Batch();
  const [key, value] = [userKey(1, "k"), bytesOf("value")];
  batch.put(key, value);
  const before = operations(batch);
  key.fill(9);
  value.fill(9);
  expect(operations(batch)).toEqual(before);
});
