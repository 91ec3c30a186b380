/**
 * Internal keys: their order, and what can be read from them again.
 *
 * @module
 */

import { expect, test } from "vitest";
import { asSpaceId } from "../../src/base/types.ts";
import { compareWhole, toHex } from "../../src/encoding/bytes.ts";
import {
  compareInternal,
  internalKey,
  type Kind,
  KIND_DELETE,
  KIND_DROP_SPACE,
  KIND_PUT,
  kindOf,
  sequenceOf,
  spaceOf,
  spacePrefix,
  TRAILER_BYTES,
  writeSpaceId,
} from "../../src/encoding/internal_key.ts";
import { expectIs } from "../support/check.ts";
import { forSeeds, type Random } from "../support/random.ts";

/** User keys of bytes that also occur in sequences and kinds, many of them prefixes of others. */
function randomUser(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(12) }, () => random.pick([0x00, 0x01, 0x02, 0xfe, 0xff]));
}

function compare(a: Uint8Array, b: Uint8Array): number {
  return Math.sign(compareInternal(a, 0, a.length, b, 0, b.length));
}

test("keys are in the order of user key, then newest sequence, then kind", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 500; i++) {
      const left = { user: randomUser(random), sequence: random.whole(), kind: random.pick<Kind>([1, 2, 3]) };
      const right = {
        user: random.chance(0.4) ? left.user : randomUser(random),
        sequence: random.chance(0.2) ? left.sequence : random.whole(),
        kind: random.pick<Kind>([1, 2, 3]),
      };
      const order = compareWhole(left.user, right.user) || right.sequence - left.sequence || left.kind - right.kind;
      const a = internalKey(left.user, left.sequence, left.kind);
      const b = internalKey(right.user, right.sequence, right.kind);
      expectIs(compare(a, b), Math.sign(order));
    }
  });
});

test("a key that is the prefix of another stays before it, whatever their sequences are", () => {
  const short = new Uint8Array([1, 5]);
  for (const next of [0x00, 0x7f, 0xff]) {
    const long = new Uint8Array([1, 5, next]);
    for (const sequence of [0, 1, 2 ** 32, 2 ** 53 - 1]) {
      for (const other of [0, 1, 2 ** 32, 2 ** 53 - 1]) {
        expect(compare(internalKey(short, sequence, KIND_PUT), internalKey(long, other, KIND_PUT))).toBe(-1);
      }
    }
  }
});

test("kind 0 stands before all entries of its sequence and behind all newer ones", () => {
  const user = new Uint8Array([1, 9]);
  for (const sequence of [1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2]) {
    const place = internalKey(user, sequence, 0);
    for (const kind of [KIND_PUT, KIND_DELETE, KIND_DROP_SPACE] as const) {
      expect(compare(place, internalKey(user, sequence, kind))).toBe(-1);
      expect(compare(place, internalKey(user, sequence + 1, kind))).toBe(1);
      expect(compare(place, internalKey(user, sequence - 1, kind))).toBe(-1);
    }
  }
});

test("sequence and kind are read from a key as they were written, wherever it stands", async () => {
  await forSeeds(10, (random) => {
    for (let i = 0; i < 200; i++) {
      const [sequence, kind] = [random.whole(), random.pick<Kind>([KIND_PUT, KIND_DELETE, KIND_DROP_SPACE])];
      const key = internalKey(randomUser(random), sequence, kind);
      const buffer = random.bytes(64);
      const at = random.below(16);
      buffer.set(key, at);
      expect(sequenceOf(buffer, at + key.length)).toBe(sequence);
      expect(kindOf(buffer, at + key.length)).toBe(kind);
    }
  });
});

test("the trailer is the one of the format: the sequence inverted in 64 bits, big-endian, then the kind", () => {
  expect(toHex(internalKey(new Uint8Array([0xaa]), 1, KIND_PUT))).toBe("aafffffffffffffffe01");
  expect(toHex(internalKey(new Uint8Array(), 2 ** 53 - 1, KIND_DELETE))).toBe("ffe000000000000002");
  expect(internalKey(new Uint8Array(7), 5, KIND_PUT).length).toBe(7 + TRAILER_BYTES);
});

test("space ids are encoded as the format's examples are", () => {
  expect([0, 5, 300].map((id) => toHex(spacePrefix(asSpaceId(id))))).toEqual(["00", "0105", "02012c"]);
});

test("space ids sort by value, also with keys behind them, and are read again", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 200; i++) {
      const [a, b] = [asSpaceId(random.whole()), asSpaceId(random.whole())];
      const left = new Uint8Array([...spacePrefix(a), ...randomUser(random)]);
      const right = new Uint8Array([...spacePrefix(b), ...randomUser(random)]);
      if (a !== b) expect(Math.sign(compareWhole(left, right))).toBe(Math.sign(a - b));
      expect(spaceOf(left, 0)).toBe(a);
      const buffer = random.bytes(32);
      const at = random.below(8);
      const end = writeSpaceId(buffer, at, b);
      expect(end - at).toBe(spacePrefix(b).length);
      expect(spaceOf(buffer, at)).toBe(b);
    }
  });
});
