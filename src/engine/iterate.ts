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
 * A cursor does not hold on to memtables and tables for as long as it is open: a scan may last for hours. When a flush or a merge changes what
 * there is, it lets go of everything (`detach`) and finds its place again at the next step, in what there is then. Its sequence is
 * pinned meanwhile, so that it sees the same.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";
import { compareBytes, nextKey } from "../encoding/bytes.ts";
import {
  internalKey,
  type Kind,
  KIND_DELETE,
  KIND_DROP_SPACE,
  KIND_PUT,
  kindOf,
  sequenceOf,
  spaceOf,
  TRAILER_BYTES,
} from "../encoding/internal_key.ts";
import { type Cursor, NO_BYTES } from "../structure/cursor.ts";
import type { MergeCursor } from "../structure/merge_cursor.ts";
import { type KeyRange, mergedEntries } from "./merged_entries.ts";
import { dropFloor, type ReadSource } from "./read.ts";

/** Where cursors read, and where they say that they are open. */
export interface CursorHome {
  /** What can be read now. @throws FountainError `closed` */
  source(): ReadSource;
  /** The open cursors, to be detached before what they read changes. */
  readonly cursors: Set<VisibleCursor>;
}

/** See the module. `next` first, then look; what is seen is good until the next call. */
export class VisibleCursor {
  readonly #home: CursorHome;
  readonly #sequence: number;
  readonly #range: KeyRange;
  /** Undefined before the first step, after `detach` and after `close`. */
  #merged: MergeCursor | undefined;
  #dropped: ReadSource["droppedSpaces"] = new Map();
  /** Where to go on when there is no merge: an internal key, or undefined for the start of the range. */
  #resumeAt: Uint8Array | undefined;
  #closed = false;
  /** What a step has thrown. The next one throws it again: going on would pass by what could not be read, and show what is older. */
  #failure: { readonly error: unknown } | undefined;
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

  /** @param sequence is pinned while the cursor is open, or seen by nobody's leave */
  constructor(home: CursorHome, sequence: number, range: KeyRange) {
    this.#home = home;
    this.#sequence = sequence;
    this.#range = range;
    home.cursors.add(this);
  }

  /** The buffer that begins with the user key. */
  get keyBuffer(): Uint8Array {
    return this.#key;
  }
  /** Bytes of the user key. */
  get keyEnd(): number {
    return this.#keyBytes;
  }

  /** To the next key; false at the end. @throws FountainError `corruption`, `closed` */
  next(): boolean {
    if (this.#closed) return false;
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      const merged = this.#merged ?? this.#attach();
      return this.#range.reverse === true ? this.#nextReverse(merged) : this.#nextForward(merged);
    } catch (error) {
      this.#failure = { error };
      this.#letGo();
      throw error;
    }
  }

  /** Goes to the first key not before `key` (in reverse: not behind it), within the bounds; `next` gives it. */
  seek(key: Uint8Array): void {
    const { from, to, reverse } = this.#range;
    this.#letGo();
    this.#failure = undefined;
    this.#keyBytes = -1;
    if (reverse === true) {
      const beyond = to !== undefined && compareBytes(key, 0, key.length, to, 0, to.length) >= 0;
      this.#resumeAt = beyond ? firstOf(to) : lastOf(key);
    } else {
      const before = from !== undefined && compareBytes(key, 0, key.length, from, 0, from.length) < 0;
      this.#resumeAt = firstOf(before ? from : key);
    }
  }

  /** Lets go of memtables and tables, because they are about to change; what was seen last stays good. */
  detach(): void {
    if (this.#merged === undefined) return;
    if (this.#skipPending) this.#keepValue(this.valueBuffer, this.valueStart, this.valueEnd);
    this.#letGo();
    if (this.#keyBytes < 0) return;
    const key = this.#key.subarray(0, this.#keyBytes);
    this.#resumeAt = this.#range.reverse === true ? firstOf(key) : lastOf(key);
  }

  /** Gives back what it holds. */
  close(): void {
    this.#closed = true;
    this.#letGo();
    this.#home.cursors.delete(this);
  }

  #letGo(): void {
    this.#merged?.close();
    this.#merged = undefined;
    this.#skipPending = false;
  }

  #attach(): MergeCursor {
    const { from, to, reverse } = this.#range;
    const source = this.#home.source();
    const merged = mergedEntries(source, this.#range);
    this.#merged = merged;
    this.#dropped = source.droppedSpaces;
    this.#space = -1;
    const start = reverse === true ? to : from;
    if (this.#resumeAt !== undefined) merged.seek(this.#resumeAt);
    else if (start !== undefined) merged.seek(firstOf(start));
    else merged.seekStart();
    return merged;
  }

  #nextForward(merged: MergeCursor): boolean {
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
    const droppedSpaces = this.#dropped;
    if (droppedSpaces.size === 0) return true;
    const space = spaceOf(entry.keyBuffer, entry.keyStart);
    if (space !== this.#space) {
      this.#space = space;
      this.#floor = dropFloor(droppedSpaces, space, this.#sequence);
    }
    return sequenceOf(entry.keyBuffer, entry.keyEnd) >= this.#floor;
  }

  #nextReverse(merged: MergeCursor): boolean {
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
    this.#keepValue(entry.valueBuffer, entry.valueStart, entry.valueEnd);
    this.sequence = sequenceOf(entry.keyBuffer, entry.keyEnd);
  }

  #keepValue(from: Uint8Array, start: number, end: number): void {
    const bytes = end - start;
    if (this.#copy.length < bytes) this.#copy = new Uint8Array(bytes * 2);
    this.#copy.set(from.subarray(start, end));
    this.valueBuffer = this.#copy;
    this.valueStart = 0;
    this.valueEnd = bytes;
  }
}

/** One version of a key, in history. */
export interface KeyVersion {
  readonly sequence: Sequence;
  readonly deleted: boolean;
  /** The value, or the note of a delete; the caller's own copy. */
  readonly value: Uint8Array;
}

/** The versions of a key that are kept and that a reader at `sequence` may see, newest first; nothing is held between two of them. */
export function* versionsOf(
  home: CursorHome,
  key: Uint8Array,
  sequence: number,
  before: number,
): Generator<KeyVersion, void, void> {
  for (let below = Math.min(sequence, before - 1); below > 0;) {
    const source = home.source();
    const version = newestVersion(source, key, below);
    if (version === undefined || version.sequence < dropFloor(source.droppedSpaces, spaceOf(key, 0), sequence)) return;
    // A drop stands under its space's prefix, which a caller may use as a key, too.
    if (version.kind !== KIND_DROP_SPACE) yield version;
    below = version.sequence - 1;
  }
}

/** The newest version of a key at or below a sequence, deletes included. */
function newestVersion(
  source: ReadSource,
  key: Uint8Array,
  sequence: number,
): KeyVersion & { readonly kind: Kind } | undefined {
  const merged = mergedEntries(source, { from: key, to: nextKey(key), expected: 1 });
  try {
    merged.seek(internalKey(key, sequence, 0));
    const { top } = merged;
    if (top === undefined) return undefined;
    const end = top.keyEnd - TRAILER_BYTES;
    if (compareBytes(top.keyBuffer, top.keyStart, end, key, 0, key.length) !== 0) return undefined;
    const kind = kindOf(top.keyBuffer, top.keyEnd);
    const value = top.valueBuffer.slice(top.valueStart, top.valueEnd);
    return { sequence: sequenceOf(top.keyBuffer, top.keyEnd), deleted: kind === KIND_DELETE, value, kind };
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
