/**
 * Iteration: the user keys that a sequence sees, in order, each with its value.
 *
 * ```
 *   merged entries   a9 a5 a2 | b7x | c8 c3 | d6          x: delete        reader at sequence 6
 *   forward                a5            c3     d6        first version at or below 6 of each key, unless a delete
 * ```
 *
 * In reverse the versions of a key come oldest first, so the newest one that counts is copied until the key changes.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";
import { compareBytes } from "../encoding/bytes.ts";
import {
  internalKey,
  KIND_DELETE,
  KIND_DROP_SPACE,
  KIND_PUT,
  kindOf,
  sequenceOf,
  spaceOf,
  TRAILER_BYTES,
} from "../encoding/internal_key.ts";
import type { TableMeta } from "../encoding/table_properties.ts";
import { type Cursor, NO_BYTES } from "../structure/cursor.ts";
import { MergeCursor } from "../structure/merge_cursor.ts";
import { MemtableCursor } from "./memtable/memtable_cursor.ts";
import { dropFloor, type ReadSource } from "./read.ts";
import { RunCursor } from "./sstable/run_cursor.ts";

/** Bounds of an iteration, by user key. */
export interface KeyRange {
  /** The first key that may be met; undefined: from the start. */
  readonly from?: Uint8Array | undefined;
  /** The first key behind the range; undefined: to the end. */
  readonly to?: Uint8Array | undefined;
  readonly reverse?: boolean | undefined;
}

/** A cursor over all entries of a source. */
export function mergedEntries(source: ReadSource, direction: "forward" | "reverse"): MergeCursor {
  const cursors: Cursor[] = source.memtables.map((memtable) => new MemtableCursor(memtable));
  for (const table of source.version.levels[0] as readonly TableMeta[]) {
    cursors.push(new RunCursor([table], source.tables));
  }
  for (const run of source.version.levels.slice(1)) if (run.length > 0) cursors.push(new RunCursor(run, source.tables));
  return new MergeCursor(cursors, direction);
}

/** See the module. `next` first, then look; what is seen is good until the next call. */
export class VisibleCursor {
  readonly #source: ReadSource;
  readonly #sequence: number;
  readonly #range: KeyRange;
  readonly #merged: MergeCursor;
  #begun = false;
  #closed = false;
  /** The user key that was met last, in forward direction to pass its older versions by. */
  #key: Uint8Array = new Uint8Array(64);
  #keyBytes = -1;
  /** In reverse: a copy of the value; forward: where it is. */
  #copy: Uint8Array = NO_BYTES;
  valueBuffer: Uint8Array = NO_BYTES;
  valueStart = 0;
  valueEnd = 0;
  sequence: Sequence = asSequence(0);
  #space = -1;
  #floor = 0;
  /** The merge still stands on the entry given last: moving on at once would spoil its value. */
  #skipPending = false;

  constructor(source: ReadSource, sequence: number, range: KeyRange) {
    this.#source = source;
    this.#sequence = sequence;
    this.#range = range;
    this.#merged = mergedEntries(source, range.reverse === true ? "reverse" : "forward");
  }

  /** The buffer that begins with the user key. */
  get keyBuffer(): Uint8Array {
    return this.#key;
  }
  /** Bytes of the user key. */
  get keyEnd(): number {
    return this.#keyBytes;
  }

  /** To the next key; false at the end. @throws FountainError `corruption` */
  next(): boolean {
    if (this.#closed) return false;
    if (!this.#begun) this.#begin();
    return this.#range.reverse === true ? this.#nextReverse() : this.#nextForward();
  }

  /** Goes to the first key not before `key` (in reverse: not behind it), within the bounds; `next` gives it. */
  seek(key: Uint8Array): void {
    const { from, to, reverse } = this.#range;
    this.#begun = true;
    this.#keyBytes = -1;
    this.#skipPending = false;
    if (reverse === true) {
      const beyond = to !== undefined && compareBytes(key, 0, key.length, to, 0, to.length) >= 0;
      this.#merged.seek(beyond ? firstOf(to) : lastOf(key));
    } else {
      const before = from !== undefined && compareBytes(key, 0, key.length, from, 0, from.length) < 0;
      this.#merged.seek(firstOf(before ? from : key));
    }
  }

  /** Gives back what it holds. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#merged.close();
  }

  #begin(): void {
    this.#begun = true;
    const { from, to, reverse } = this.#range;
    const start = reverse === true ? to : from;
    if (start === undefined) this.#merged.seekStart();
    else this.#merged.seek(firstOf(start));
  }

  #nextForward(): boolean {
    const merged = this.#merged;
    for (let top = merged.top; top !== undefined; top = merged.top) {
      if (this.#isNewKey(top) && sequenceOf(top.keyBuffer, top.keyEnd) <= this.#sequence) {
        if (this.#isBehind(top)) return false;
        this.#takeKey(top);
        if (this.#isLive(top)) {
          this.valueBuffer = top.valueBuffer;
          this.valueStart = top.valueStart;
          this.valueEnd = top.valueEnd;
          this.#skipPending = true;
          return true;
        }
      }
      merged.next();
    }
    return false;
  }

  #isNewKey(entry: Cursor): boolean {
    if (this.#skipPending) {
      this.#skipPending = false;
      return false;
    }
    const end = entry.keyEnd - TRAILER_BYTES;
    return compareBytes(entry.keyBuffer, entry.keyStart, end, this.#key, 0, this.#keyBytes) !== 0 || this.#keyBytes < 0;
  }

  #isBehind(entry: Cursor): boolean {
    const { to } = this.#range;
    if (to === undefined) return false;
    return compareBytes(entry.keyBuffer, entry.keyStart, entry.keyEnd - TRAILER_BYTES, to, 0, to.length) >= 0;
  }

  #isBefore(entry: Cursor): boolean {
    const { from } = this.#range;
    if (from === undefined) return false;
    return compareBytes(entry.keyBuffer, entry.keyStart, entry.keyEnd - TRAILER_BYTES, from, 0, from.length) < 0;
  }

  #takeKey(entry: Cursor): void {
    const bytes = entry.keyEnd - TRAILER_BYTES - entry.keyStart;
    if (this.#key.length < bytes) this.#key = new Uint8Array(bytes * 2);
    const from = entry.keyBuffer;
    const start = entry.keyStart;
    for (let i = 0; i < bytes; i++) this.#key[i] = from[start + i] as number;
    this.#keyBytes = bytes;
    this.sequence = sequenceOf(entry.keyBuffer, entry.keyEnd);
  }

  /** True when the entry is a put, of a space that was not dropped since. */
  #isLive(entry: Cursor): boolean {
    if (kindOf(entry.keyBuffer, entry.keyEnd) !== KIND_PUT) return false;
    const { droppedSpaces } = this.#source;
    if (droppedSpaces.size === 0) return true;
    const space = spaceOf(entry.keyBuffer, entry.keyStart);
    if (space !== this.#space) {
      this.#space = space;
      this.#floor = dropFloor(droppedSpaces, space, this.#sequence);
    }
    return sequenceOf(entry.keyBuffer, entry.keyEnd) >= this.#floor;
  }

  #nextReverse(): boolean {
    const merged = this.#merged;
    for (let top = merged.top; top !== undefined;) {
      if (this.#isBefore(top)) return false;
      this.#takeKey(top);
      let live = false;
      do {
        if (sequenceOf(top.keyBuffer, top.keyEnd) <= this.#sequence) {
          live = this.#isLive(top);
          if (live) this.#copyValue(top);
        }
        merged.next();
        top = merged.top;
      } while (top !== undefined && !this.#isNewKey(top));
      if (live) return true;
    }
    return false;
  }

  #copyValue(entry: Cursor): void {
    const bytes = entry.valueEnd - entry.valueStart;
    if (this.#copy.length < bytes) this.#copy = new Uint8Array(bytes * 2);
    this.#copy.set(entry.valueBuffer.subarray(entry.valueStart, entry.valueEnd));
    this.valueBuffer = this.#copy;
    this.valueStart = 0;
    this.valueEnd = bytes;
    this.sequence = sequenceOf(entry.keyBuffer, entry.keyEnd);
  }
}

/** One version of a key, in history. */
export interface KeyVersion {
  readonly sequence: Sequence;
  readonly deleted: boolean;
  /** The value, or the note of a delete; the caller's own copy. */
  readonly value: Uint8Array;
}

/** The versions of a key that are kept and that a reader at `sequence` may see, newest first. */
export function* versionsOf(source: ReadSource, key: Uint8Array, sequence: number): Generator<KeyVersion, void, void> {
  const merged = mergedEntries(source, "forward");
  try {
    merged.seek(internalKey(key, sequence, 0));
    for (let top = merged.top; top !== undefined; top = merged.top) {
      const end = top.keyEnd - TRAILER_BYTES;
      if (compareBytes(top.keyBuffer, top.keyStart, end, key, 0, key.length) !== 0) return;
      const kind = kindOf(top.keyBuffer, top.keyEnd);
      // The drop of a space has the space's id for a key, and is no version of the record whose key is just that.
      if (kind !== KIND_DROP_SPACE) {
        const value = top.valueBuffer.slice(top.valueStart, top.valueEnd);
        yield { sequence: sequenceOf(top.keyBuffer, top.keyEnd), deleted: kind === KIND_DELETE, value };
      }
      merged.next();
    }
  } finally {
    merged.close();
  }
}

/** The place before all versions of a key. */
function firstOf(key: Uint8Array): Uint8Array {
  return internalKey(key, Number.MAX_SAFE_INTEGER, 0);
}

/** The place behind all versions of a key: no version is as old, and no kind as large. */
function lastOf(key: Uint8Array): Uint8Array {
  const place = internalKey(key, 0, 0);
  place.fill(0xff, key.length);
  return place;
}
