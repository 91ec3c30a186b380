/**
 * Ranges of keys in an ordered index.
 *
 * A place between keys is a **cut**: before or behind everything that begins with some bytes. That turns over well: in a descending part the
 * cut before `b` is the one behind the turned `b`. A range is what lies between two cuts of one part, behind fixed values of the
 * parts before it.
 *
 * ```
 *   country = DE, population >= 100000, of (country, population descending)
 *   space | DE | [ behind-turned nothing ... behind turned 100000 ]
 * ```
 *
 * @module
 */

import { afterPrefix, compareWhole, joined } from "../../encoding/bytes.ts";
import {
  KeyWriter,
  type Scalar,
  TAG_FALSE,
  TAG_NOTHING,
  TAG_NULL,
  TAG_NUMBER,
  TAG_STRING,
  TAG_TRUE,
} from "../../encoding/ordered_value.ts";
import type { IndexPart } from "../definition.ts";

const writer = new KeyWriter();

/** A place between ascending values: before or behind all that begin with `bytes`. */
export interface Cut {
  readonly bytes: Uint8Array;
  readonly behind: boolean;
}

/** What lies between two cuts of one part. */
export interface PartRange {
  readonly lower: Cut;
  readonly upper: Cut;
  /** True when only one value can lie in it, whose bytes are those of both cuts. */
  readonly isPoint: boolean;
}

/** User keys from the first one to the one that ends them; undefined: to the end of all keys. */
export interface ByteRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array | undefined;
}

/** A value's ordered bytes. */
export function valueBytes(value: Scalar | undefined): Uint8Array {
  writer.length = 0;
  writer.value(value);
  return writer.slice();
}

function tagRange(first: number, last = first): PartRange {
  return {
    lower: { bytes: Uint8Array.of(first), behind: false },
    upper: { bytes: Uint8Array.of(last), behind: true },
    isPoint: first === last && first < TAG_NUMBER,
  };
}

/** Everything that is not the mark for no value. */
export const ANY_VALUE = tagRange(TAG_NULL, TAG_STRING);
/** No value. */
export const NOTHING = tagRange(TAG_NOTHING);
/** Null, and no value. */
export const NULL_OR_NOTHING = tagRange(TAG_NOTHING, TAG_NULL);

/** All values of the kind that `value` is of. */
export function sameKind(value: Scalar): PartRange {
  if (value === null) return tagRange(TAG_NULL);
  if (typeof value === "boolean") return tagRange(TAG_FALSE, TAG_TRUE);
  return tagRange(typeof value === "string" ? TAG_STRING : TAG_NUMBER);
}

/** One value. */
export function exactly(value: Scalar | undefined): PartRange {
  const bytes = valueBytes(value);
  return { lower: { bytes, behind: false }, upper: { bytes, behind: true }, isPoint: true };
}

/** All strings that begin with `prefix`. */
export function startingWith(prefix: string): PartRange {
  writer.length = 0;
  writer.stringStart(prefix);
  const bytes = writer.slice();
  return { lower: { bytes, behind: false }, upper: { bytes, behind: true }, isPoint: false };
}

/** What lies in both; it may be empty. */
export function intersect(a: PartRange, b: PartRange): PartRange {
  return {
    lower: compareCuts(a.lower, b.lower) >= 0 ? a.lower : b.lower,
    upper: compareCuts(a.upper, b.upper) <= 0 ? a.upper : b.upper,
    isPoint: a.isPoint || b.isPoint,
  };
}

/** True when nothing can lie in it. */
export function isEmpty({ lower, upper }: { readonly lower: Cut; readonly upper: Cut }): boolean {
  return compareCuts(lower, upper) >= 0;
}

/** The order of places. */
export function compareCuts(a: Cut, b: Cut): number {
  const [atA, atB] = [placeOf(a), placeOf(b)];
  if (atA === undefined || atB === undefined) return (atA === undefined ? 1 : 0) - (atB === undefined ? 1 : 0);
  return compareWhole(atA, atB);
}

function placeOf({ bytes, behind }: Cut): Uint8Array | undefined {
  return behind ? afterPrefix(bytes) : bytes;
}

function turned({ bytes, behind }: Cut): Cut {
  return { bytes: bytes.map((byte) => ~byte), behind: !behind };
}

/** The keys that begin with `start`. */
export function wholeRange(start: Uint8Array): ByteRange {
  return { from: start, to: afterPrefix(start) };
}

/** The keys that begin with `start` and whose next part lies in `range`. */
export function partRange(start: Uint8Array, descending: boolean, range: PartRange): ByteRange {
  const lower = descending ? turned(range.upper) : range.lower;
  const upper = descending ? turned(range.lower) : range.upper;
  const from = placeOf({ bytes: joined(start, lower.bytes), behind: lower.behind });
  const to = placeOf({ bytes: joined(start, upper.bytes), behind: upper.behind });
  return { from: from ?? start, to };
}

/** The start of the keys whose first parts have these values. */
export function fixedBytes(
  prefix: Uint8Array,
  parts: readonly IndexPart[],
  fixed: readonly (Scalar | undefined)[],
): Uint8Array {
  writer.length = 0;
  writer.raw(prefix);
  for (const [at, value] of fixed.entries()) {
    const from = writer.length;
    writer.value(value);
    if (parts[at]?.descending === true) writer.turnOver(from);
  }
  return writer.slice();
}
