/**
 * Reading a collection: at the present, at a snapshot or in a view; the same for all.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import type { JsonValue } from "../encoding/json.ts";
import type { KeyVersion } from "../engine/iterate.ts";
import type { FoundValue } from "../engine/read.ts";
import type { View } from "../engine/view.ts";
import type { Platform } from "../platform/platform.ts";
import type { CollectionEntry } from "./catalog.ts";
import { checkId, keyOf, type KeyScratch } from "./names.ts";
import { expiresAt, readDeleteTime, readRecord, type RecordVersion, type StoredRecord } from "./record.ts";
import { Scan, type ScanOptions } from "./scan.ts";
import { aggregate, type AggregateOptions, type AggregateResult } from "../query/aggregate.ts";
import type { Explanation } from "../query/explain.ts";
import { type FindOptions, findPage, type Page } from "../query/find.ts";
import { present } from "../base/assert.ts";
import { describeIndex, type IndexInfo } from "./index_info.ts";
import { indexesAt } from "./catalog.ts";
import { equalsRange, type IndexKey, IndexScan, rangeBounds, type RangeOptions } from "./index_scan.ts";
import { withSource } from "./query_source.ts";

/** Most keys have few records; a cursor that finds more reads on. */
const EQUALS_EXPECTED = 32;

/** Counts of operations since the store was opened. */
export interface OperationCounts {
  puts: number;
  gets: number;
  deletes: number;
  scans: number;
  batches: number;
  histories: number;
  /** Finds and aggregates. */
  queries: number;
  /** Look-ups by `indexEquals` and `indexRange`. */
  indexLookups: number;
}

/** Where reads read: the store at some sequence. */
export interface ReadPoint {
  /** To be called before any read. @throws FountainError `closed` when the store or the view is, `not-found` when the snapshot is gone */
  check(): void;
  /** The sequence read at. */
  sequence(): Sequence;
  /** The time read at, for what expires: milliseconds since 1970. */
  nowMs(): number;
  /** The collection of that name there. */
  entry(name: string): CollectionEntry | undefined;
  /** The collection of that name as it is now, wherever this reads. */
  present(name: string): CollectionEntry | undefined;
  find(key: Uint8Array, keyBytes: number): FoundValue | undefined;
  /** About how many keys there are between two, now. */
  approximateKeys(from: Uint8Array, to: Uint8Array): number;
  /** Whether a find that has no index is refused unless it says otherwise. */
  readonly requireIndex: boolean;
  /** A view of it, to be closed. */
  view(): View;
  /** Gives way to what else waits on the event loop. */
  giveWay(): Promise<void>;
  readonly decodeUtf8: Platform["decodeUtf8"];
  readonly scratch: KeyScratch;
  readonly counts: OperationCounts;
}

/**
 * Reads the records of one collection.
 *
 * Point reads are synchronous: they come from memory or the system's page cache in microseconds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { type CollectionReader, open } from "fountainstore";
 *
 * await using store = await open({ path: "./reader-example", retention: { keep: "last", versions: 10 } });
 * const notes = store.collection<{ text: string }>("notes");
 * await notes.put("a", { text: "first" });
 * await notes.put("a", { text: "second" });
 *
 * const latest = (reader: CollectionReader<{ text: string }>) => reader.get("a")?.data.text;
 * assert.equal(latest(notes), "second");
 * assert.deepEqual([...notes.history("a")].map((version) => version.record?.data.text), ["second", "first"]);
 * ```
 */
export class CollectionReader<T = JsonValue> {
  readonly #point: ReadPoint;

  /** Readers are made by the store. */
  constructor(readonly name: string, point: ReadPoint) {
    this.#point = point;
  }

  /** True when the collection is there. @throws FountainError `closed`, `not-found` when the snapshot is gone */
  exists(): boolean {
    this.#point.check();
    return this.#point.entry(this.name) !== undefined;
  }

  /**
   * The record with this id; undefined when there is none.
   * @throws FountainError `invalid` for a malformed id, `closed`, `corruption` when it cannot be read
   */
  get(id: string): StoredRecord<T> | undefined {
    const found = this.#find(id);
    if (found === undefined) return undefined;
    return readRecord<T>(id, found.buffer, found.start, found.end, found.sequence, this.#point.decodeUtf8);
  }

  /** True when there is a record with this id. @throws as {@link get} */
  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  #find(id: string): FoundValue | undefined {
    checkId(id);
    const point = this.#point;
    point.check();
    point.counts.gets++;
    const entry = point.entry(this.name);
    if (entry === undefined) return undefined;
    point.scratch.record(entry.prefix, id);
    const found = point.find(point.scratch.bytes, point.scratch.length);
    if (found === undefined) return undefined;
    const expiresAtMs = expiresAt(found.buffer, found.start);
    return expiresAtMs !== Infinity && expiresAtMs <= point.nowMs() ? undefined : found;
  }

  /**
   * The records in the order of their ids' UTF-8 bytes; to be iterated by `for` or, giving way to other work now and then, by
   * `for await`. Each iteration reads one consistent state: that of its start.
   * @throws FountainError `invalid` for malformed options
   */
  scan(options: ScanOptions = {}): Scan<T> {
    this.#point.counts.scans++;
    return new Scan<T>(this.name, this.#point, options);
  }

  /** How many records there are, or how many ids begin with `prefix`; exact, so it reads through all of them, giving way now and then. */
  async count({ prefix = "" }: { readonly prefix?: string } = {}): Promise<number> {
    return await new Scan<T>(this.name, this.#point, { prefix }).count();
  }

  /** The indexes of the collection, by name; in the past those that can be read there. */
  indexes(): IndexInfo[] {
    const point = this.#point;
    point.check();
    const entry = point.entry(this.name);
    if (entry === undefined) return [];
    const view = point.view();
    const kept = indexesAt(entry, view.sequence).filter(({ space }) => view.keeps(space));
    view.close();
    return kept.map((index) => describeIndex(point, index));
  }

  /** The index of that name; undefined when there is none. */
  index(name: string): IndexInfo | undefined {
    return this.indexes().find((index) => index.name === name);
  }

  /**
   * The records with a key, each once, by id. Numbers match by decimal value; `null` is a key like any other, and no value is none.
   * @param key of a compound index: a list with a value for each part
   * @throws FountainError `invalid`; `not-found` when there is no such index; `conflict` while it is built, or when it does not reach back to here;
   * `gone` when what it was here is not kept
   */
  indexEquals(index: string, key: IndexKey): IndexScan<T> {
    this.#point.counts.indexLookups++;
    return new IndexScan<T>(this.name, this.#point, index, (entry) => equalsRange(entry, key), false, EQUALS_EXPECTED);
  }

  /**
   * The records whose keys are in a range, by key, then id; a record once for each of its keys there. Keys sort null, false, true, numbers,
   * strings.
   * @throws as {@link indexEquals}
   */
  indexRange(index: string, options: RangeOptions = {}): IndexScan<T> {
    this.#point.counts.indexLookups++;
    return new IndexScan<T>(
      this.name,
      this.#point,
      index,
      (entry) => rangeBounds(entry, options),
      options.reverse === true,
    );
  }

  /**
   * A page of the records that a filter lets through, by the indexes that serve it best.
   * @throws FountainError `invalid`, also when an index is required and there is none; `conflict` when the index or the
   * collection that the last page came from is gone
   */
  async find(options: FindOptions = {}): Promise<Page<StoredRecord<T>>> {
    const point = this.#point;
    point.counts.queries++;
    return await withSource<T, Page<StoredRecord<T>>>(point, this.name, (source) => {
      return findPage(source, options, point.requireIndex);
    });
  }

  /** How `find` would find the first page, and what that costs: it is done. */
  async explain(options: FindOptions = {}): Promise<Explanation> {
    const { explain } = await this.find({ ...options, explain: true });
    return present(explain, "an explanation that was asked for");
  }

  /**
   * Counts, sums and the like, by groups.
   * @throws FountainError `invalid`, also when there are more than 10,000 groups or 16 Mi characters in them, or a sum could have more than
   * 10,000 digits
   */
  async aggregate(options: AggregateOptions): Promise<AggregateResult> {
    const point = this.#point;
    point.counts.queries++;
    return await withSource<T, AggregateResult>(
      point,
      this.name,
      (source) => aggregate(source, options, point.requireIndex),
    );
  }

  /**
   * The versions of a record that are kept, newest first, deletes included; nothing for a record never seen. How many are kept is the
   * retention's, the change feed's and the open snapshots' matter. A version that has expired is listed all the same.
   * @param options.before only versions before this sequence: where a page before it has ended
   * @throws FountainError `invalid` for a malformed id
   */
  *history(id: string, { before = Infinity }: { readonly before?: number } = {}): Generator<
    RecordVersion<T>,
    void,
    void
  > {
    checkId(id);
    const point = this.#point;
    point.check();
    point.counts.histories++;
    const entry = point.entry(this.name);
    if (entry === undefined) return;
    const view = point.view();
    try {
      for (const version of view.versions(keyOf(entry.prefix, id), before)) {
        yield toRecordVersion<T>(id, version, point.decodeUtf8);
      }
    } finally {
      view.close();
    }
  }
}

function toRecordVersion<T>(
  id: string,
  { sequence, deleted, value }: KeyVersion,
  decodeUtf8: Platform["decodeUtf8"],
): RecordVersion<T> {
  if (deleted) return { sequence, deleted, record: undefined, committedAtMs: readDeleteTime(value) };
  const record = readRecord<T>(id, value, 0, value.length, sequence, decodeUtf8);
  return { sequence, deleted, record, committedAtMs: record.committedAtMs };
}
