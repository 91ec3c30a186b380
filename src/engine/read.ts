/**
 * Reading: which entry of a key is the one that a sequence sees.
 *
 * ```
 *   find(key, s)   active memtable -> frozen memtables -> entry cache -> L0, newest first -> L1 -> ... -> L6
 *                  the first place that has a version of the key at or below s has the newest one
 * ```
 *
 * That holds because memtables are frozen and flushed in order and merges only move entries down: what is above is newer.
 *
 * The entry cache has the newest entry in any table of a key that is in no memtable. That stays true because a key that is written is forgotten
 * there as it enters the memtable (`memtables.ts`), and entries come into it only when no memtable has a version of their key and the reader's
 * sequence is not before any in the tables. Merges do not touch what it says: the newest entry of a key is moved, not changed. Only
 * drops of spaces make entries go otherwise, and those are looked up here behind it; the cache is emptied when they are forgotten (`edits.ts`).
 *
 * @module
 */

import type { Sequence, SpaceId } from "../base/types.ts";
import { compareBytes } from "../encoding/bytes.ts";
import { KIND_PUT, kindOf, sequenceOf, spaceOf, TRAILER_BYTES, writeTrailer } from "../encoding/internal_key.ts";
import { countOfSpace, findTable, type TableMeta } from "../encoding/table_properties.ts";
import { hashKey, secondHash } from "../structure/bloom.ts";
import type { EntryCache } from "../structure/entry_cache.ts";
import type { Version } from "./manifest/version.ts";
import { type Memtable, ONLY_NEWER } from "./memtable/memtable.ts";
import { PointResult } from "./sstable/table_reader.ts";
import type { TableSet } from "./sstable/table_set.ts";

/** What can be read: some memtables, newest first, and a version's tables. */
export interface ReadSource {
  readonly memtables: readonly Memtable[];
  readonly version: Version;
  readonly tables: TableSet;
  /** Spaces that were dropped, and when: older entries in them are gone. */
  readonly droppedSpaces: ReadonlyMap<SpaceId, Sequence>;
  /** The tables hold nothing above this sequence. */
  readonly flushed: Sequence;
}

/** A value found, in place: `buffer[start, end)`, good until the next read of the engine. */
export interface FoundValue {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly sequence: Sequence;
}

/** Entries of `space` below this sequence are gone for a reader at `sequence`; 0 when the space lives. */
export function dropFloor(dropped: ReadonlyMap<SpaceId, Sequence>, space: SpaceId, sequence: number): number {
  const at = dropped.get(space);
  return at !== undefined && at <= sequence ? at : 0;
}

/** Does point look-ups; one serves a whole engine, since look-ups never overlap. */
export class PointFinder {
  readonly #entries: EntryCache;
  #target: Uint8Array = new Uint8Array(128);
  readonly #result = new PointResult();
  readonly #found = { buffer: this.#target, start: 0, end: 0, sequence: 0 as Sequence };
  /** The latest look-up met the key in a memtable, at sequences above its own. */
  #onlyNewer = false;

  /** @param entries is filled by this finder alone */
  constructor(entries: EntryCache) {
    this.#entries = entries;
  }

  /**
   * The value that `key[0, keyBytes)` has for a reader at `sequence`; undefined when it has none.
   * @param caches whether the entry goes into the entry cache, when it is not there; not what is read once and with many others
   * @throws FountainError `corruption` when a table that had to be asked is damaged
   */
  find(
    source: ReadSource,
    key: Uint8Array,
    keyBytes: number,
    sequence: number,
    caches: boolean,
  ): FoundValue | undefined {
    const end = keyBytes + TRAILER_BYTES;
    if (this.#target.length < end) this.#target = new Uint8Array(end * 2);
    const target = this.#target;
    if (keyBytes <= 64) { for (let i = 0; i < keyBytes; i++) target[i] = key[i] as number; }
    else target.set(keyBytes === key.length ? key : key.subarray(0, keyBytes));
    writeTrailer(target, keyBytes, sequence, 0);
    if (!this.#newestPut(source, target, end, sequence, caches)) return undefined;
    const found = this.#found;
    if (source.droppedSpaces.size > 0) {
      if (found.sequence < dropFloor(source.droppedSpaces, spaceOf(target, 0), sequence)) return undefined;
    }
    return found;
  }

  /** Finds the newest version at or below `sequence`, which is the target's; false when there is none or it is a delete. */
  #newestPut(source: ReadSource, target: Uint8Array, end: number, sequence: number, caches: boolean): boolean {
    const userEnd = end - TRAILER_BYTES;
    const a = hashKey(target, 0, userEnd);
    const b = secondHash();
    this.#onlyNewer = false;
    for (const memtable of source.memtables) if (this.#inMemtable(memtable, target, end, a)) return this.#takeResult();
    const entries = this.#entries;
    const found = this.#found;
    if (entries.find(a, target, 0, userEnd) && entries.sequence <= sequence) {
      found.buffer = entries.buffer;
      found.start = entries.valueStart;
      found.end = entries.valueEnd;
      found.sequence = entries.sequence;
      return true;
    }
    if (!this.#inTables(source, target, end, a, b) || !this.#takeResult()) return false;
    if (caches && !this.#onlyNewer && sequence >= source.flushed) {
      entries.add(a, target, 0, userEnd, found.buffer, found.start, found.end, found.sequence);
    }
    return true;
  }

  /** Takes what a memtable or a table gave as found; false when it is a delete. */
  #takeResult(): boolean {
    const result = this.#result;
    if (kindOf(result.key, result.keyEnd) !== KIND_PUT) return false;
    const found = this.#found;
    found.sequence = sequenceOf(result.key, result.keyEnd);
    found.buffer = result.buffer;
    found.start = result.valueStart;
    found.end = result.valueEnd;
    return true;
  }

  #inTables(source: ReadSource, target: Uint8Array, end: number, a: number, b: number): boolean {
    const { levels } = source.version;
    const space = spaceOf(target, 0);
    for (const table of levels[0] as readonly TableMeta[]) {
      if (outside(table, target, end) || countOfSpace(table, space) === undefined) continue;
      if (source.tables.reader(table).get(target, 0, end, a, b, this.#result)) return true;
    }
    for (let level = 1; level < levels.length; level++) {
      const run = levels[level] as readonly TableMeta[];
      if (run.length === 0) continue;
      const table = run[findTable(run, target, 0, end)];
      if (table === undefined) continue;
      if (source.tables.reader(table).get(target, 0, end, a, b, this.#result)) return true;
    }
    return false;
  }

  #inMemtable(memtable: Memtable, target: Uint8Array, end: number, hash: number): boolean {
    const node = memtable.findVersion(target, 0, end, hash);
    if (node === 0) return false;
    if (node === ONLY_NEWER) {
      this.#onlyNewer = true;
      return false;
    }
    const keyEnd = memtable.keyStart(node) + memtable.keyBytes(node);
    const { bytes } = memtable;
    const result = this.#result;
    result.key = bytes;
    result.keyEnd = keyEnd;
    result.buffer = bytes;
    result.valueStart = keyEnd;
    result.valueEnd = keyEnd + memtable.valueBytes(node);
    return true;
  }
}

/** True when the user key of `target` is outside the table's. */
function outside(table: TableMeta, target: Uint8Array, end: number): boolean {
  const { smallest, largest } = table;
  const userEnd = end - TRAILER_BYTES;
  return compareBytes(target, 0, userEnd, smallest, 0, smallest.length - TRAILER_BYTES) < 0 ||
    compareBytes(target, 0, userEnd, largest, 0, largest.length - TRAILER_BYTES) > 0;
}
