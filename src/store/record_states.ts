/**
 * Records as a transaction finds them, and as its earlier operations have left them.
 *
 * ```
 *   before    the state at the pending sequence: conditions are about it
 *   by now    the same, under what earlier operations of this transaction made of it: a patch rests on it
 * ```
 *
 * A record whose time is over is none, in both.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import { afterPrefix } from "../encoding/bytes.ts";
import type { Engine } from "../engine/engine.ts";
import type { FoundValue } from "../engine/read.ts";
import { ParsedRecord } from "../index/key_path.ts";
import type { Platform } from "../platform/platform.ts";
import type { CollectionEntry } from "./catalog.ts";
import type { KeyScratch } from "./names.ts";
import { expiresAt, isExpired, readRecord, type RecordContent, StoredRecord } from "./record.ts";

/** Collections with more JSON are not looked at in one turn. */
const ALL_LENGTH_MAX = 4 << 20;
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A record that is there by now. */
export interface CurrentRecord extends RecordContent {
  readonly sequence: number;
}

/** Where records are read. */
export interface RecordSource {
  readonly engine: Engine;
  readonly scratch: KeyScratch;
  readonly decodeUtf8: Platform["decodeUtf8"];
}

/** A record as indexes see it. */
export function indexed(id: string, { json, version, expiresAtMs }: RecordContent): ParsedRecord {
  return new ParsedRecord(id, version, json, expiresAtMs);
}

/** See the module. Good for one turn. */
export class RecordStates {
  readonly #source: RecordSource;
  readonly #pending: Sequence;
  readonly #nowMs: number;
  /** What earlier operations wrote, undefined where they deleted; no map while there is only one operation. */
  readonly #written: Map<string, CurrentRecord | undefined> | undefined;

  constructor(source: RecordSource, pending: Sequence, nowMs: number, isSingle: boolean) {
    this.#source = source;
    this.#pending = pending;
    this.#nowMs = nowMs;
    this.#written = isSingle ? undefined : new Map();
  }

  /** Notes what an operation made of a record; undefined: it is deleted. */
  note(entry: CollectionEntry, id: string, record: CurrentRecord | undefined): void {
    this.#written?.set(nameOf(entry, id), record);
  }

  /** The record's sequence before the transaction; 0 when there was none. */
  sequenceBefore(entry: CollectionEntry, id: string): number {
    return this.#found(entry, id)?.sequence ?? 0;
  }

  /** The record's sequence by now; 0 when there is none. */
  sequence(entry: CollectionEntry, id: string): number {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) !== true) return this.sequenceBefore(entry, id);
    return this.#live(this.#written.get(name))?.sequence ?? 0;
  }

  /** The record by now; undefined when there is none. */
  record(entry: CollectionEntry, id: string): CurrentRecord | undefined {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) === true) return this.#live(this.#written.get(name));
    const found = this.#found(entry, id);
    if (found === undefined) return undefined;
    return readRecord(id, found.buffer, found.start, found.end, found.sequence, this.#source.decodeUtf8);
  }

  /** The record by now, also when its time is over: what indexes have entries of. */
  stored(entry: CollectionEntry, id: string): ParsedRecord | undefined {
    const name = this.#written === undefined ? "" : nameOf(entry, id);
    if (this.#written?.has(name) === true) {
      const written = this.#written.get(name);
      return written === undefined ? undefined : indexed(id, written);
    }
    const { engine, scratch, decodeUtf8 } = this.#source;
    scratch.record(entry.prefix, id);
    // It is about to be replaced.
    const found = engine.find(scratch.bytes, scratch.length, this.#pending, false);
    if (found === undefined) return undefined;
    return indexed(id, readRecord(id, found.buffer, found.start, found.end, found.sequence, decodeUtf8));
  }

  /** All records of a collection by now, also those whose time is over; undefined when they are more than `most`, or too large. */
  all(entry: CollectionEntry, most: number): StoredRecord[] | undefined {
    const start = nameOf(entry, "");
    const records: StoredRecord[] = [];
    let length = 0;
    for (const [name, written] of this.#written ?? []) {
      if (!name.startsWith(start) || written === undefined) continue;
      const { json, version, sequence, expiresAtMs } = written;
      records.push(new StoredRecord(name.slice(start.length), json, version, sequence, this.#nowMs, expiresAtMs));
      length += json.length;
    }
    const { engine, decodeUtf8 } = this.#source;
    const cursor = engine.pendingCursor({ from: entry.prefix, to: afterPrefix(entry.prefix) });
    try {
      while (cursor.next()) {
        const { valueBuffer, valueStart, valueEnd, sequence } = cursor;
        length += valueEnd - valueStart;
        if (records.length >= most || length > ALL_LENGTH_MAX) return undefined;
        const id = TEXT_DECODER.decode(cursor.keyBuffer.subarray(entry.prefix.length, cursor.keyEnd));
        if (this.#written?.has(nameOf(entry, id)) === true) continue;
        records.push(readRecord(id, valueBuffer, valueStart, valueEnd, sequence, decodeUtf8));
      }
    } finally {
      cursor.close();
    }
    return records.length > most ? undefined : records;
  }

  #live(record: CurrentRecord | undefined): CurrentRecord | undefined {
    return record === undefined || isExpired(record, this.#nowMs) ? undefined : record;
  }

  #found(entry: CollectionEntry, id: string): FoundValue | undefined {
    const { engine, scratch } = this.#source;
    scratch.record(entry.prefix, id);
    const found = engine.find(scratch.bytes, scratch.length, this.#pending);
    return found === undefined || expiresAt(found.buffer, found.start) <= this.#nowMs ? undefined : found;
  }
}

function nameOf({ space }: CollectionEntry, id: string): string {
  return `${space} ${id}`;
}
