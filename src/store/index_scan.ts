/**
 * Reading by an index: the records of a key, or of a range of keys, in the index's order.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { FountainError, invalid } from "../base/errors.ts";
import { compareBytes, fromHex, toHex } from "../encoding/bytes.ts";
import type { JsonValue } from "../encoding/json.ts";
import type { Scalar } from "../encoding/ordered_value.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import type { KeyRange } from "../engine/merged_entries.ts";
import type { View } from "../engine/view.ts";
import { idStart } from "../index/ordered/entries.ts";
import {
  ANY_VALUE,
  type ByteRange,
  exactly,
  fixedBytes,
  intersect,
  isEmpty,
  type PartRange,
  partRange,
  startingWith,
  wholeRange,
} from "../index/ordered/ranges.ts";
import { checkPageSize, type Page, PageItems } from "../query/find.ts";
import { readScalar } from "../query/filter.ts";
import { Effort } from "../query/source.ts";
import { ENTRIES_PER_TURN, resumed } from "../query/walk.ts";
import { indexNamed } from "./catalog.ts";
import type { IndexEntry } from "./index_catalog.ts";
import { CollectionSource } from "./query_source.ts";
import { lostPast, missingCollection, missingIndex } from "./missing.ts";
import type { ReadPoint } from "./reader.ts";
import type { StoredRecord } from "./record.ts";

/** An iteration by `for await` gives way after so many records. */
const RECORDS_PER_TURN = 256;

/** A value that can be a key. */
export type KeyValue = string | number | bigint | boolean | null;

/** A key; of a compound index: a list of values, one for each part. */
export type IndexKey = KeyValue | readonly KeyValue[];

/**
 * Bounds of a range. Of a compound index a bound may be a list of values for its first parts; then all bounds must have the same values but for
 * the last.
 */
export interface RangeOptions {
  readonly gt?: IndexKey;
  readonly gte?: IndexKey;
  readonly lt?: IndexKey;
  readonly lte?: IndexKey;
  /** Only strings that begin with this. */
  readonly prefix?: string | readonly KeyValue[];
  /** From the last key to the first. */
  readonly reverse?: boolean;
}

/**
 * See the module; it may be iterated more than once, each time from the start, in the state of that moment, or read page by page.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * await using store = await open({ path: "./index-scan-example" });
 * const cities = store.collection<{ name: string; population: number }>("cities");
 * await cities.put("1", { name: "Paris", population: 2102650 });
 * await cities.put("2", { name: "Parma", population: 196655 });
 * await cities.put("3", { name: "Lyon", population: 522250 });
 * await cities.createIndex("by_name", { kind: "multi", keyPath: ".name" });
 * await cities.createIndex("by_population", { kind: "multi", keyPath: ".population" });
 *
 * assert.deepEqual([...cities.indexRange("by_name", { prefix: "Par" })].map((city) => city.id), ["1", "2"]);
 * const { items, next } = await cities.indexRange("by_population", { reverse: true }).page({ pageSize: 2 });
 * assert.deepEqual(items.map((city) => city.data.name), ["Paris", "Lyon"]);
 * const rest = await cities.indexRange("by_population", { reverse: true }).page({ pageSize: 2, after: next });
 * assert.deepEqual(rest.items.map((city) => city.data.name), ["Parma"]);
 * ```
 */
export class IndexScan<T = JsonValue> implements Iterable<StoredRecord<T>>, AsyncIterable<StoredRecord<T>> {
  readonly #collection: string;
  readonly #point: ReadPoint;
  readonly #index: string;
  readonly #rangeOf: (index: IndexEntry) => ByteRange | undefined;
  readonly #reverse: boolean;
  readonly #expected: number | undefined;

  /** Made by collections. @param expected about how many entries an iteration will read, where that is known */
  constructor(
    collection: string,
    point: ReadPoint,
    index: string,
    rangeOf: (index: IndexEntry) => ByteRange | undefined,
    reverse: boolean,
    expected?: number,
  ) {
    this.#collection = collection;
    this.#point = point;
    this.#index = index;
    this.#rangeOf = rangeOf;
    this.#reverse = reverse;
    this.#expected = expected;
  }

  /** Iterates without a pause. @throws FountainError `not-found`, `conflict`, `gone`, `invalid` */
  *[Symbol.iterator](): Generator<StoredRecord<T>, void, void> {
    const walk = this.#walk(undefined, this.#expected);
    try {
      while (walk?.next() === true) yield walk.record;
    } finally {
      walk?.close();
    }
  }

  /** Iterates, giving way to other work now and then. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StoredRecord<T>, void, void> {
    let given = 0;
    for (const record of this) {
      yield record;
      if (++given % RECORDS_PER_TURN === 0) await this.#point.giveWay();
    }
  }

  /** How many records an iteration would give; no record is read for it. */
  async count(): Promise<number> {
    const walk = this.#walk(undefined, this.#expected);
    let count = 0;
    try {
      while (walk?.nextEntry() === true) if (++count % ENTRIES_PER_TURN === 0) await this.#point.giveWay();
    } finally {
      walk?.close();
    }
    return count;
  }

  /**
   * Some records, and where to go on.
   * @param options.pageSize 1 to 1000; default 100
   * @param options.after `next` of the page before
   * @throws FountainError `not-found`, `gone`, `invalid`; `conflict` also when the index that the last page came from is gone
   */
  async page(
    { pageSize, after }: { readonly pageSize?: number; readonly after?: string | undefined } = {},
  ): Promise<Page<StoredRecord<T>>> {
    const limit = checkPageSize(pageSize);
    const page = new PageItems<StoredRecord<T>>(limit);
    const walk = this.#walk(after, Math.min(limit + 1, this.#expected ?? Infinity));
    let next: string | undefined;
    try {
      while (walk?.next() === true) {
        if (next !== undefined) return { items: page.items, next, explain: undefined };
        page.add(walk.record);
        if (page.isFull) next = walk.place();
      }
      return { items: page.items, next: undefined, explain: undefined };
    } finally {
      walk?.close();
    }
  }

  /** Begins an iteration; undefined when there can be nothing. */
  #walk(after: string | undefined, expected: number | undefined): EntryWalk<T> | undefined {
    const point = this.#point;
    point.check();
    const index = readyIndex(point, this.#collection, this.#index);
    const bounds = this.#rangeOf(index);
    const behind = after === undefined ? undefined : readPlace(index, after);
    if (bounds === undefined) return undefined;
    const range = resumed(bounds, behind, this.#reverse);
    return new EntryWalk(point, this.#collection, index, { ...range, reverse: this.#reverse, expected });
  }
}

/** An iteration under way: entries of an index, one after another, and their records. */
class EntryWalk<T> {
  readonly #index: IndexEntry;
  readonly #view: View;
  readonly #source: CollectionSource<T>;
  readonly #cursor: VisibleCursor;
  readonly #effort = new Effort();
  #record: StoredRecord<T> | undefined;

  constructor(point: ReadPoint, collection: string, index: IndexEntry, range: KeyRange) {
    this.#index = index;
    this.#view = point.view();
    try {
      if (!this.#view.keeps(index.space)) throw lostIndex(index.definition.name, this.#view.sequence);
      this.#source = new CollectionSource<T>(point, point.entry(collection), this.#view);
      this.#cursor = this.#view.iterate(range);
    } catch (error) {
      this.#view.close();
      throw error;
    }
  }

  /** To the next entry of a record that readers see, without reading it; false at the end. */
  nextEntry(): boolean {
    while (this.#cursor.next()) if (!this.#source.isExpired(this.#cursor)) return true;
    return false;
  }

  /** To the next record; false at the end. */
  next(): boolean {
    const { definition, prefix } = this.#index;
    const cursor = this.#cursor;
    while (cursor.next()) {
      const { keyBuffer, keyEnd } = cursor;
      const start = idStart(definition, prefix.length, keyBuffer, keyEnd);
      this.#record = this.#source.record(keyBuffer, start, keyEnd, this.#effort, cursor);
      if (this.#record !== undefined) return true;
    }
    return false;
  }

  /** The record that {@link next} has found. */
  get record(): StoredRecord<T> {
    return present(this.#record, "a record that was found");
  }

  /** Where to go on behind the entry: its key, which begins with the index's space, so that no other index takes it for its own. */
  place(): string {
    return toHex(this.#cursor.keyBuffer.subarray(0, this.#cursor.keyEnd));
  }

  close(): void {
    this.#cursor.close();
    this.#view.close();
  }
}

function readPlace({ prefix }: IndexEntry, after: string): Uint8Array {
  const key = typeof after === "string" && after !== "" ? fromHex(after) : undefined;
  if (key === undefined) throw invalid("Cannot go on from this position: it is not one that a page has given");
  if (compareBytes(key, 0, Math.min(prefix.length, key.length), prefix, 0, prefix.length) === 0) return key;
  throw new FountainError(
    "conflict",
    "Cannot go on from this position: the index that the page before it came from is gone; begin anew",
  );
}

/** The index, when it serves readers there. @throws FountainError `not-found`, `conflict`, `gone` */
export function readyIndex(point: ReadPoint, collection: string, name: string): IndexEntry {
  const entry = point.entry(collection);
  if (entry === undefined) throw missingCollection(collection);
  const index = indexNamed(entry, point.sequence(), name);
  if (index !== undefined && index.readySequence <= point.sequence()) return index;
  if (index !== undefined) {
    throw new FountainError("conflict", `Cannot read by the index ${JSON.stringify(name)}: it is being built`);
  }
  const now = point.present(collection);
  if (now?.indexes.some((each) => each.definition.name === name && each.droppedSequence === Infinity) === true) {
    throw new FountainError(
      "conflict",
      `Cannot read by the index ${JSON.stringify(name)} in this past: it became ready later`,
    );
  }
  const view = point.view();
  const isKnown = view.keeps();
  view.close();
  throw isKnown ? missingIndex(name) : lostIndex(name, point.sequence());
}

function lostIndex(name: string, sequence: number): FountainError {
  return lostPast(`by the index ${JSON.stringify(name)}`, sequence);
}

/** The entries of one key. @throws FountainError `invalid` */
export function equalsRange({ definition: { parts }, prefix }: IndexEntry, key: IndexKey): ByteRange {
  const values = readKey("key", key);
  if (values.length !== parts.length) {
    throw invalid(`Cannot look up the key: the index has ${parts.length} parts, the key ${values.length}`);
  }
  return wholeRange(fixedBytes(prefix, parts, values));
}

/** The entries within bounds; undefined when there can be none. @throws FountainError `invalid` */
export function rangeBounds(
  { definition: { parts }, prefix }: IndexEntry,
  { gt, gte, lt, lte, prefix: start }: RangeOptions,
): ByteRange | undefined {
  if ((gt !== undefined && gte !== undefined) || (lt !== undefined && lte !== undefined)) {
    throw invalid("Cannot read the range: say gt or gte, and lt or lte, not both");
  }
  const bounds = Object.entries({ gt, gte, lt, lte, prefix: start }).flatMap(([name, key]) =>
    key === undefined ? [] : [{ name, values: readKey(name, key) }]
  );
  const fixed = bounds[0]?.values.slice(0, -1) ?? [];
  const fixedStart = fixedBytes(prefix, parts, fixed);
  let range: PartRange = ANY_VALUE;
  for (const { name, values } of bounds) {
    const own = fixedBytes(prefix, parts, values.slice(0, -1));
    if (values.length > parts.length || toHex(own) !== toHex(fixedStart)) {
      throw invalid(
        "Cannot read the range: its bounds must have the same values for all parts but the last that they name",
      );
    }
    range = intersect(range, boundOf(name, values.at(-1) as Scalar));
  }
  if (isEmpty(range)) return undefined;
  return partRange(fixedStart, parts[fixed.length]?.descending === true, range);
}

function boundOf(name: string, value: Scalar): PartRange {
  if (name === "prefix") {
    if (typeof value !== "string") throw invalid("Cannot read the range: prefix must be a string");
    return startingWith(value);
  }
  const { lower, upper } = exactly(value);
  switch (name) {
    case "gt":
      return { lower: upper, upper: ANY_VALUE.upper, isPoint: false };
    case "gte":
      return { lower, upper: ANY_VALUE.upper, isPoint: false };
    case "lt":
      return { lower: ANY_VALUE.lower, upper: lower, isPoint: false };
    default:
      return { lower: ANY_VALUE.lower, upper, isPoint: false };
  }
}

function readKey(name: string, key: IndexKey): Scalar[] {
  const values = Array.isArray(key) ? key as readonly KeyValue[] : [key as KeyValue];
  if (values.length === 0) throw invalid(`Cannot use ${name}: a list of values must not be empty`);
  return values.map((value) => readScalar(name, value));
}
