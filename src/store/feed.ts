/**
 * The change feed's keys: which record, or collection, each sequence was about.
 *
 * ```
 *   07 1fffffffffffff | sequence, 7 bytes   ->   what | committed at, 6 bytes | key of the record, or prefix of the collection that was dropped
 * ```
 *
 * A key is written in the batch of the change that it tells of, so the feed can neither miss one nor tell of one that did not happen. It does not
 * repeat the record: that is read at its sequence, which the engine keeps readable as far back as the feed reaches (`floors.ts` of the
 * engine). The feed's space is the last of all, and its keys only rise: they cost an append.
 *
 * @module
 */

import { corruption } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import { readUint48BE, writeUint48BE } from "../encoding/fixed.ts";
import { FEED_SPACE, KIND_PUT, spacePrefix } from "../encoding/internal_key.ts";
import type { Batch } from "../engine/batch.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import type { KeyRange } from "../engine/merged_entries.ts";

const PREFIX = spacePrefix(FEED_SPACE);
const SEQUENCE_BYTES = 7;
const KEY_BYTES = PREFIX.length + SEQUENCE_BYTES;
const HEAD_BYTES = 7;

/** What happened. The numbers are on disk. */
export const CHANGE_PUT = 1;
export const CHANGE_DELETE = 2;
export const CHANGE_DROP = 3;

/** One change as the feed's key tells it. */
export interface FeedEntry {
  readonly sequence: Sequence;
  readonly what: typeof CHANGE_PUT | typeof CHANGE_DELETE | typeof CHANGE_DROP;
  readonly committedAtMs: number;
  /** The record's key, or the prefix of a dropped collection's; a copy. */
  readonly key: Uint8Array;
}

/** Writes feed entries; one serves a whole store. */
export class FeedWriter {
  readonly #on: boolean;
  readonly #key = new Uint8Array(KEY_BYTES);
  readonly #head = new Uint8Array(HEAD_BYTES);

  /** @param on false: nothing is written */
  constructor(on: boolean) {
    this.#on = on;
    this.#key.set(PREFIX);
  }

  /** Adds to `batch`, under the sequence being filled, that `sequence` was about `key[0, keyBytes)`. */
  add(
    batch: Batch,
    sequence: number,
    what: FeedEntry["what"],
    key: Uint8Array,
    keyBytes: number,
    timeMs: number,
  ): void {
    if (!this.#on) return;
    writeSequence(this.#key, PREFIX.length, sequence);
    this.#head[0] = what;
    writeUint48BE(this.#head, 1, timeMs);
    batch.begin(KIND_PUT, this.#key, KEY_BYTES, HEAD_BYTES + keyBytes);
    batch.append(this.#head, 0, HEAD_BYTES);
    batch.append(key, 0, keyBytes);
    batch.end();
  }
}

/** The feed's keys behind `since`, up to and with `last`. */
export function feedRange(since: number, last: number, reverse = false): KeyRange {
  return { from: feedKey(since + 1), to: feedKey(last + 1), reverse };
}

/** The entry that `cursor` stands on. */
export function feedEntryAt(cursor: VisibleCursor): FeedEntry {
  const { keyBuffer, keyEnd, valueBuffer, valueStart, valueEnd } = cursor;
  const what = valueBuffer[valueStart];
  if (keyEnd !== KEY_BYTES || !(what === CHANGE_PUT || what === CHANGE_DELETE || what === CHANGE_DROP)) {
    throw corruption({ file: "a table", offset: 0, expected: "a change", found: "other bytes behind a good checksum" });
  }
  return {
    sequence: readSequence(keyBuffer, PREFIX.length),
    what,
    committedAtMs: readUint48BE(valueBuffer, valueStart + 1),
    key: valueBuffer.slice(valueStart + HEAD_BYTES, valueEnd),
  };
}

function feedKey(sequence: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  key.set(PREFIX);
  writeSequence(key, PREFIX.length, sequence);
  return key;
}

function writeSequence(into: Uint8Array, position: number, sequence: number): void {
  into[position] = Math.floor(sequence / 2 ** 48);
  writeUint48BE(into, position + 1, sequence % 2 ** 48);
}

function readSequence(from: Uint8Array, position: number): Sequence {
  return asSequence((from[position] as number) * 2 ** 48 + readUint48BE(from, position + 1));
}
