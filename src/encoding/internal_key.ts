/**
 * Internal keys: what the engine sorts.
 *
 * ```
 *   user key                                inverted sequence      kind
 *   +----------+--------------------------+---------------------+------+
 *   | space id | bytes of the caller      | 2^64 - 1 - sequence |  u8  |
 *   +----------+--------------------------+---------------------+------+
 *                                           big-endian, 8 bytes
 * ```
 *
 * Two versions of one user key stand side by side, the newest first, so "the value at sequence s" is the first entry at
 * or behind `(key, s)`. User keys are compared before the nine bytes behind them: a user key may be the prefix of
 * another one, and comparing the whole bytewise would then mix its sequence with the other's letters.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import type { Sequence, SpaceId } from "../base/types.ts";
import { asSequence, asSpaceId } from "../base/types.ts";
import { afterPrefix, compareBytes } from "./bytes.ts";

/** Bytes behind the user key: sequence and kind. */
export const TRAILER_BYTES = 9;

/** A key has a value from this sequence on. */
export const KIND_PUT = 1;
/** A key is gone from this sequence on. */
export const KIND_DELETE = 2;
/** Every key of a space is gone from this sequence on. */
export const KIND_DROP_SPACE = 3;

/** What an entry says of its key. The numbers are on disk. */
export type Kind = typeof KIND_PUT | typeof KIND_DELETE | typeof KIND_DROP_SPACE;

/** The space of the change feed: the last one there can be, so that its keys, which only rise, are written behind all others. */
export const FEED_SPACE: SpaceId = asSpaceId(Number.MAX_SAFE_INTEGER);

const HIGH = 0x100000000;

/** Writes the nine bytes behind a user key. `kind` 0 gives the position before all entries of that key at or below `sequence`. */
export function writeTrailer(into: Uint8Array, position: number, sequence: number, kind: Kind | 0): void {
  const low = ~(sequence % HIGH);
  const high = ~Math.floor(sequence / HIGH);
  into[position] = high >>> 24;
  into[position + 1] = high >>> 16;
  into[position + 2] = high >>> 8;
  into[position + 3] = high;
  into[position + 4] = low >>> 24;
  into[position + 5] = low >>> 16;
  into[position + 6] = low >>> 8;
  into[position + 7] = low;
  into[position + 8] = kind;
}

/** The sequence of the internal key that ends at `end`. */
export function sequenceOf(key: Uint8Array, end: number): Sequence {
  const high = ~(((key[end - 9] as number) << 24) | ((key[end - 8] as number) << 16) |
    ((key[end - 7] as number) << 8) | (key[end - 6] as number)) >>> 0;
  const low = ~(((key[end - 5] as number) << 24) | ((key[end - 4] as number) << 16) |
    ((key[end - 3] as number) << 8) | (key[end - 2] as number)) >>> 0;
  return asSequence(high * HIGH + low);
}

/** The kind of the internal key that ends at `end`. */
export function kindOf(key: Uint8Array, end: number): Kind {
  return key[end - 1] as Kind;
}

/** The order of internal keys: user key, then newest first. */
export function compareInternal(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const order = compareBytes(a, aStart, aEnd - TRAILER_BYTES, b, bStart, bEnd - TRAILER_BYTES);
  if (order !== 0) return order;
  for (let i = TRAILER_BYTES; i > 0; i--) {
    const difference = (a[aEnd - i] as number) - (b[bEnd - i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** An internal key of its own. */
export function internalKey(userKey: Uint8Array, sequence: number, kind: Kind | 0): Uint8Array {
  const key = new Uint8Array(userKey.length + TRAILER_BYTES);
  key.set(userKey);
  writeTrailer(key, userKey.length, sequence, kind);
  return key;
}

/** Writes a space id at `position`; returns the position behind it. Ids sort by value. */
export function writeSpaceId(into: Uint8Array, position: number, space: SpaceId): number {
  let bytes = 0;
  for (let rest: number = space; rest > 0; rest = Math.floor(rest / 256)) bytes++;
  into[position] = bytes;
  let rest: number = space;
  for (let at = position + bytes; at > position; at--) {
    into[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return position + bytes + 1;
}

/** A space id as the bytes that begin its keys. */
export function spacePrefix(space: SpaceId): Uint8Array {
  const prefix = new Uint8Array(9);
  return prefix.slice(0, writeSpaceId(prefix, 0, space));
}

/** What sorts behind every key of the space whose keys begin with `prefix`. */
export function spaceEnd(prefix: Uint8Array): Uint8Array {
  return present(afterPrefix(prefix), "a prefix that begins with its length");
}

/** The space id at the start of a key. */
export function spaceOf(key: Uint8Array, start: number): SpaceId {
  const end = start + 1 + (key[start] as number);
  let space = 0;
  for (let at = start + 1; at < end; at++) space = space * 256 + (key[at] as number);
  return asSpaceId(space);
}
