/**
 * A collection as queries read it: at one consistent state, with the indexes that are ready there.
 *
 * @module
 */

import { asSequence } from "../base/types.ts";
import { copyBytes } from "../encoding/bytes.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import type { Effort, EntryValue, QuerySource } from "../query/source.ts";
import { type CollectionEntry, indexesAt } from "./catalog.ts";
import { carriedRecord, entryExpiresAt } from "./entry_value.ts";
import type { IndexEntry } from "./index_catalog.ts";
import type { ReadPoint } from "./reader.ts";
import { expiresAt, isExpired, readRecord, StoredRecord } from "./record.ts";

/** Of so many records a query leaves the entries in the entry cache; a long one would push out what is read again and again. */
const CACHED_MAX = 256;
/** Begins no key: a prefix begins with the count of the bytes of its id. */
const NOWHERE = new Uint8Array([0xfe]);

/** Runs a query over a collection; over nothing, when there is no such collection. */
export async function withSource<T, Result>(
  point: ReadPoint,
  name: string,
  run: (source: QuerySource<StoredRecord<T>>) => Promise<Result>,
): Promise<Result> {
  point.check();
  const entry = point.entry(name);
  const view = point.view();
  try {
    return await run(new CollectionSource<T>(point, entry, view));
  } finally {
    view.close();
  }
}

/** Reads one record after another by their ids, through one buffer. */
export class CollectionSource<T> implements QuerySource<StoredRecord<T>> {
  readonly #point: ReadPoint;
  readonly #nowMs: number;
  readonly view: QuerySource<StoredRecord<T>>["view"];
  readonly prefix: Uint8Array;
  readonly #entry: CollectionEntry | undefined;
  /** Asked for by planners; who names an index does without. */
  #indexes: IndexEntry[] | undefined;
  #key: Uint8Array;

  constructor(point: ReadPoint, entry: CollectionEntry | undefined, view: QuerySource<StoredRecord<T>>["view"]) {
    this.#point = point;
    this.view = view;
    this.prefix = entry?.prefix ?? NOWHERE;
    this.#entry = entry;
    this.#nowMs = point.nowMs();
    this.#key = new Uint8Array(this.prefix.length + 64);
    this.#key.set(this.prefix);
  }

  get exists(): boolean {
    return this.#entry !== undefined;
  }

  get indexes(): QuerySource<StoredRecord<T>>["indexes"] {
    return this.#indexes ??= this.#readyIndexes();
  }

  #readyIndexes(): IndexEntry[] {
    const { view } = this;
    const defined = this.#entry === undefined ? [] : indexesAt(this.#entry, view.sequence);
    return defined.filter(({ readySequence, space }) => readySequence <= view.sequence && view.keeps(space));
  }

  approximateKeys(from: Uint8Array, to: Uint8Array): number {
    return this.#point.approximateKeys(from, to);
  }

  recordAt(cursor: VisibleCursor): StoredRecord<T> | undefined {
    const { decodeUtf8 } = this.#point;
    const { keyBuffer, keyEnd, valueBuffer, valueStart, valueEnd, sequence } = cursor;
    if (expiresAt(valueBuffer, valueStart) <= this.#nowMs) return undefined;
    const id = decodeUtf8(keyBuffer, this.prefix.length, keyEnd);
    return readRecord<T>(id, valueBuffer, valueStart, valueEnd, sequence, decodeUtf8);
  }

  isExpired(entry: EntryValue): boolean {
    return entryExpiresAt(entry) <= this.#nowMs;
  }

  record(
    key: Uint8Array,
    idStart: number,
    idEnd: number,
    effort: Effort,
    entry?: EntryValue,
  ): StoredRecord<T> | undefined {
    const { decodeUtf8 } = this.#point;
    const carried = entry === undefined ? undefined : carriedRecord<T>(key, idStart, idEnd, entry, decodeUtf8);
    if (carried !== undefined) return isExpired(carried, this.#nowMs) ? undefined : carried;
    effort.recordsFetched++;
    return this.#fetch(key, idStart, idEnd, effort.recordsFetched <= CACHED_MAX);
  }

  #fetch(from: Uint8Array, idStart: number, idEnd: number, caches: boolean): StoredRecord<T> | undefined {
    const { decodeUtf8 } = this.#point;
    const start = this.prefix.length;
    const length = start + idEnd - idStart;
    if (this.#key.length < length) {
      this.#key = new Uint8Array(length * 2);
      this.#key.set(this.prefix);
    }
    copyBytes(from, idStart, idEnd, this.#key, start);
    const found = this.view.find(this.#key, length, caches);
    if (found === undefined || expiresAt(found.buffer, found.start) <= this.#nowMs) return undefined;
    const id = decodeUtf8(this.#key, start, length);
    return readRecord<T>(id, found.buffer, found.start, found.end, asSequence(found.sequence), decodeUtf8);
  }

  withJson({ id, version, sequence, committedAtMs, expiresAtMs }: StoredRecord<T>, json: string): StoredRecord<T> {
    return new StoredRecord<T>(id, json, version, sequence, committedAtMs, expiresAtMs);
  }

  giveWay(): Promise<void> {
    return this.#point.giveWay();
  }
}
