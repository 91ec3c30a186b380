/**
 * Records as a transaction finds them, and as its earlier operations have left them.
 *
 * ```
 *   before    the state at the pending sequence: conditions are about it
 *   by now    the same, under what earlier operations of this transaction made of it: a patch rests on it
 *   stored    by now, and also when its time is over and nobody has removed it yet: indexes have its entries
 * ```
 *
 * A record whose time is over is none, but for the last.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import { afterPrefix } from "../encoding/bytes.ts";
import type { Engine } from "../engine/engine.ts";
import type { FoundValue } from "../engine/read.ts";
import type { Platform } from "../platform/platform.ts";
import type { CollectionEntry } from "./catalog.ts";
import type { KeyScratch } from "./names.ts";
import { expiresAt, readRecord, type RecordContent } from "./record.ts";

/** A record that is there by now. */
export interface CurrentRecord extends RecordContent {
  readonly sequence: number;
}

/** A record that an earlier operation has written; without content, deleted. */
interface WrittenRecord {
  readonly entry: CollectionEntry;
  readonly id: string;
  readonly record: CurrentRecord | undefined;
}

/** A record's id with what is stored of it. */
export interface StoredContent {
  readonly id: string;
  readonly content: RecordContent;
}

/** More JSON than this is not looked at in one turn. */
const ALL_LENGTH_MAX = 4 << 20;

/** Where records are read. */
export interface RecordSource {
  readonly engine: Engine;
  readonly scratch: KeyScratch;
  readonly decodeUtf8: Platform["decodeUtf8"];
}

/** See the module. Good for one turn. */
export class RecordStates {
  readonly #source: RecordSource;
  readonly #pending: Sequence;
  readonly #nowMs: number;
  /** What earlier operations wrote, undefined where they deleted; no map while there is only one operation. */
  readonly #written: Map<string, WrittenRecord> | undefined;

  constructor(source: RecordSource, pending: Sequence, nowMs: number, isSingle: boolean) {
    this.#source = source;
    this.#pending = pending;
    this.#nowMs = nowMs;
    this.#written = isSingle ? undefined : new Map();
  }

  /** Notes what an operation made of a record; undefined: it is deleted. */
  note(entry: CollectionEntry, id: string, record: CurrentRecord | undefined): void {
    this.#written?.set(nameOf(entry, id), { entry, id, record });
  }

  /** The record's sequence before the transaction; 0 when there was none. */
  sequenceBefore(entry: CollectionEntry, id: string): number {
    return this.#found(entry, id)?.sequence ?? 0;
  }

  /** The record's sequence by now; 0 when there is none. */
  sequence(entry: CollectionEntry, id: string): number {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) !== true) return this.sequenceBefore(entry, id);
    return this.#live(this.#written.get(name)?.record)?.sequence ?? 0;
  }

  /** The record by now; undefined when there is none. */
  record(entry: CollectionEntry, id: string): CurrentRecord | undefined {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) === true) return this.#live(this.#written.get(name)?.record);
    const found = this.#found(entry, id);
    if (found === undefined) return undefined;
    return readRecord(id, found.buffer, found.start, found.end, found.sequence, this.#source.decodeUtf8);
  }

  /** What is stored of the record by now, even when its time is over; undefined when there is nothing. */
  stored(entry: CollectionEntry, id: string): CurrentRecord | undefined {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) === true) return this.#written.get(name)?.record;
    const found = this.#lookUp(entry, id);
    if (found === undefined) return undefined;
    return readRecord(id, found.buffer, found.start, found.end, found.sequence, this.#source.decodeUtf8);
  }

  /** True when the record is there by now, and its time is not over. */
  isLive(entry: CollectionEntry, id: string): boolean {
    return this.sequence(entry, id) > 0;
  }

  /** All that is stored in a collection by now; undefined when that is more than `most` records, or too much to be looked at in one turn. */
  all(entry: CollectionEntry, most: number): StoredContent[] | undefined {
    const written = [...this.#written?.values() ?? []].filter((each) => each.entry === entry);
    const ids = new Set(written.map(({ id }) => id));
    const records = written.flatMap(({ id, record }) => record === undefined ? [] : [{ id, content: record }]);
    let length = records.reduce((sum, { content }) => sum + content.json.length, 0);
    const { engine, decodeUtf8 } = this.#source;
    const { prefix } = entry;
    const cursor = engine.pendingCursor({ from: prefix, to: afterPrefix(prefix) });
    try {
      while (cursor.next()) {
        const { keyBuffer, keyEnd, valueBuffer, valueStart, valueEnd, sequence } = cursor;
        length += valueEnd - valueStart;
        if (records.length >= most || length > ALL_LENGTH_MAX) return undefined;
        const id = decodeUtf8(keyBuffer, prefix.length, keyEnd);
        if (ids.has(id)) continue;
        records.push({ id, content: readRecord(id, valueBuffer, valueStart, valueEnd, sequence, decodeUtf8) });
      }
    } finally {
      cursor.close();
    }
    return records.length > most ? undefined : records;
  }

  #live(record: CurrentRecord | undefined): CurrentRecord | undefined {
    return record === undefined || (record.expiresAtMs ?? Infinity) <= this.#nowMs ? undefined : record;
  }

  #lookUp(entry: CollectionEntry, id: string): FoundValue | undefined {
    const { engine, scratch } = this.#source;
    scratch.record(entry.prefix, id);
    return engine.find(scratch.bytes, scratch.length, this.#pending);
  }

  #found(entry: CollectionEntry, id: string): FoundValue | undefined {
    const found = this.#lookUp(entry, id);
    return found === undefined || expiresAt(found.buffer, found.start) <= this.#nowMs ? undefined : found;
  }
}

function nameOf({ space }: CollectionEntry, id: string): string {
  return `${space} ${id}`;
}
