/**
 * Separators: between two keys, and short.
 *
 * @module
 */

import { expect, test } from "vitest";
import { compareWhole, toHex } from "../../../src/encoding/bytes.ts";
import { compareInternal, internalKey, KIND_PUT, TRAILER_BYTES } from "../../../src/encoding/internal_key.ts";
import { separator } from "../../../src/engine/sstable/separator.ts";
import { bytesOf, expectIs, textOf } from "../../support/check.ts";
import { userPart } from "../../support/entries.ts";
import { forSeeds } from "../../support/random.ts";

function compare(a: Uint8Array, b: Uint8Array): number {
  return compareInternal(a, 0, a.length, b, 0, b.length);
}

function between(last: string, next: string, sequences: readonly [number, number] = [5, 5]): string {
  const key = separator(
    internalKey(bytesOf(last), sequences[0], KIND_PUT),
    internalKey(bytesOf(next), sequences[1], 1),
  );
  return textOf(userPart(key));
}

test("a separator is not before the last key, is before the next one, and is no longer than the last", async () => {
  await forSeeds(40, (random) => {
    for (let i = 0; i < 500; i++) {
      const users = [0, 1].map(() => random.bytes(random.below(7), 3).map((byte) => byte === 2 ? 0xff : byte));
      const keys = users.map((user) => internalKey(user, random.between(1, 4), KIND_PUT));
      const [last, next] = keys.sort(compare) as [Uint8Array, Uint8Array];
      if (compare(last, next) === 0) continue;
      const key = separator(last, next);
      if (compare(key, last) < 0 || compare(key, next) >= 0 || key.length > last.length) {
        expect(`${toHex(last)} ${toHex(key)} ${toHex(next)}`).toBe("in order and short");
      }
    }
  });
});

test("a separator has the common start and one letter more, when that is enough", () => {
  expect(between("carpet", "cat")).toBe("cas");
  expect(between("apple", "zebra")).toBe("b");
  expect(between("user:000123:name", "user:000456:address")).toBe("user:0002");
});

test("a separator stands behind every version of the key that it is made of", () => {
  const key = separator(internalKey(bytesOf("carpet"), 5, KIND_PUT), internalKey(bytesOf("cat"), 5, KIND_PUT));
  expect(compare(key, internalKey(bytesOf("cas"), 0, 3))).toBeGreaterThan(0);
  expect(key.length).toBe(3 + TRAILER_BYTES);
});

test("without room between the letters, the last key itself separates", () => {
  for (const [last, next] of [["car", "cas"], ["ca", "cat"], ["c", "d"], ["carpet", "cas"]] as const) {
    const key = internalKey(bytesOf(last), 7, KIND_PUT);
    expect(separator(key, internalKey(bytesOf(next), 3, KIND_PUT))).toEqual(key);
  }
});

test("between two versions of one key the newer one separates", () => {
  const [newer, older] = [9, 4].map((sequence) => internalKey(bytesOf("key"), sequence, KIND_PUT));
  expect(separator(newer as Uint8Array, older as Uint8Array)).toEqual(newer);
});

test("neither key is changed", () => {
  const [last, next] = [internalKey(bytesOf("carpet"), 5, 1), internalKey(bytesOf("cat"), 5, 1)];
  const copies = [last.slice(), next.slice()];
  separator(last, next);
  expectIs(compareWhole(last, copies[0] as Uint8Array), 0);
  expectIs(compareWhole(next, copies[1] as Uint8Array), 0);
  expect([last, next]).toEqual(copies);
});
