/**
 * Keys and ranges of a level as the engine's: every key stands in space 1.
 *
 * ```
 *   level     "b"        gte "b"     gt "b"         lt "b"      lte "b"        (no bound)
 *   engine    01 01 62   from 01 01 62   from 01 01 62 00   to 01 01 62   to 01 01 62 00   from 01 01, to 01 02
 * ```
 *
 * The next key behind `k` in the order of bytes is `k` with a zero, so each bound becomes "from" or "to but not including".
 *
 * @module
 */

import { asSpaceId } from "../base/types.ts";
import { compareWhole, copyBytes } from "../encoding/bytes.ts";
import { spacePrefix } from "../encoding/internal_key.ts";
import type { KeyRange } from "../engine/merged_entries.ts";
import { bytesOf, type Encoded, encoded, textBytesMax, writeText } from "./text.ts";

/** The space that holds the keys of a level. */
const SPACE = asSpaceId(1);
/** What begins every key. */
const PREFIX = spacePrefix(SPACE);
/** Bytes of it. */
export const PREFIX_BYTES: number = PREFIX.length;
/** The first key behind the space. */
const SPACE_END = spacePrefix(asSpaceId(SPACE + 1));
/** The first space id that nothing here uses. */
export const NEXT_SPACE: number = SPACE + 1;

/** The bounds of a read or a deletion, encoded; `gte` and `lte` win over `gt` and `lt`. */
export interface EncodedRange {
  readonly gt?: Encoded;
  readonly gte?: Encoded;
  readonly lt?: Encoded;
  readonly lte?: Encoded;
  readonly reverse?: boolean;
}

/** A range with both its ends. */
export interface FullRange extends KeyRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** The range of the engine's keys. */
export function fullRange({ gt, gte, lt, lte, reverse }: EncodedRange): FullRange {
  const from = gte !== undefined ? engineKey(gte) : gt !== undefined ? keyBehind(gt) : PREFIX;
  const to = lte !== undefined ? keyBehind(lte) : lt !== undefined ? engineKey(lt) : SPACE_END;
  return { from, to, reverse };
}

/** True when the engine's `key` is within the range. */
export function isWithin(key: Uint8Array, { from, to }: FullRange): boolean {
  return compareWhole(key, from) >= 0 && compareWhole(key, to) < 0;
}

/** The engine's key for a level's. */
export function engineKey(key: Encoded): Uint8Array {
  return keyWith(key, 0);
}

function keyBehind(key: Encoded): Uint8Array {
  return keyWith(key, 1);
}

/** With `zeros` zeros at its end. */
function keyWith(key: Encoded, zeros: number): Uint8Array {
  const bytes = encoded(key);
  const made = new Uint8Array(PREFIX_BYTES + bytes.length + zeros);
  made.set(PREFIX);
  made.set(bytes, PREFIX_BYTES);
  return made;
}

/** Builds engine keys in one buffer, over and over: a point read allocates none. */
export class KeyBuffer {
  bytes: Uint8Array = new Uint8Array(256);

  constructor() {
    this.bytes.set(PREFIX);
  }

  /** Puts the engine's key for `key` into {@link bytes}; returns how long it is. */
  build(key: Encoded): number {
    if (typeof key === "string") {
      this.#makeRoom(textBytesMax(key));
      return writeText(key, this.bytes, PREFIX_BYTES);
    }
    const from = bytesOf(key);
    this.#makeRoom(from.length);
    copyBytes(from, 0, from.length, this.bytes, PREFIX_BYTES);
    return PREFIX_BYTES + from.length;
  }

  #makeRoom(keyBytes: number): void {
    const end = PREFIX_BYTES + keyBytes;
    if (end <= this.bytes.length) return;
    this.bytes = new Uint8Array(end * 2);
    this.bytes.set(PREFIX);
  }
}
