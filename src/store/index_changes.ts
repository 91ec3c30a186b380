/**
 * What a transaction does to indexes.
 *
 * ```
 *   a record's put or delete:   keys before ──┐
 *                               keys after  ──┴─ different ──> deletes and puts of entries, at the record's own sequence
 *   defineIndex:                a small collection: all its entries at once, ready; a large one: its build follows
 *   at the end:                 each key that was put into a unique index ──> does another record have it, as things are now?
 * ```
 *
 * Unique is judged at the end, on the outcome: two records may swap a value within a transaction.
 *
 * @module
 */

import { FountainError, invalid, type OperationFailure } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import { afterPrefix, compareWhole } from "../encoding/bytes.ts";
import type { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { IndexDefinition } from "../index/definition.ts";
import type { ParsedRecord } from "../index/key_path.ts";
import { collides, entryKeys, idStart } from "../index/ordered/entries.ts";
import { type Catalog, type CollectionEntry, indexesAt } from "./catalog.ts";
import { dropIndex, type IndexEntry } from "./index_catalog.ts";
import { type Duplicates, duplicatesError, tooMuch, tooMuchIn } from "./obstacles.ts";
import { type CommittedRecord, entryExpiresAt, entryValue } from "./entry_value.ts";
import { missingIndex } from "./missing.ts";
import { isExpired, type StoredRecord } from "./record.ts";
import { indexed } from "./record_states.ts";

const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Entries of indexes that a transaction defines; what would be more is built behind it. */
const AT_ONCE_ENTRIES_MAX = 10_000;
/** Bytes of all keys that a transaction puts into indexes. */
const KEYS_BYTES_MAX = 64 << 20;
/** What a key of a unique index counts besides: it is remembered until the end. */
const UNIQUE_KEY_BYTES = 256;

/** A record, and its keys in an index that is defined. */
interface DefinedRecord {
  readonly record: StoredRecord;
  readonly keys: readonly Uint8Array[];
}

/** A key that the transaction has put into a unique index. */
interface TakenKey {
  readonly index: IndexEntry;
  readonly key: Uint8Array;
  /** The records that have it now because of this transaction, each with the operation that gave it. */
  readonly owners: Map<string, number>;
}

/** See the module. Good for one transaction. */
export class IndexChanges {
  readonly #engine: Engine;
  readonly #catalog: Catalog;
  readonly #batch: Batch;
  readonly #pending: Sequence;
  readonly #nowMs: number;
  /** Indexes of collections that operations have asked for, as they are by now. */
  readonly #indexes = new Map<CollectionEntry, IndexEntry[]>();
  readonly #created: {
    readonly entry: CollectionEntry;
    readonly index: IndexEntry;
    readonly ready: boolean;
    readonly at: number;
  }[] = [];
  readonly #dropped: { readonly index: IndexEntry; readonly at: number }[] = [];
  readonly #taken = new Map<string, TakenKey>();
  /** Entries of unique indexes that are gone. */
  readonly #left = new Set<string>();
  #definedEntries = 0;
  #keysBytes = 0;

  constructor(
    { engine, catalog }: { readonly engine: Engine; readonly catalog: Catalog },
    batch: Batch,
    pending: Sequence,
    nowMs: number,
  ) {
    this.#engine = engine;
    this.#catalog = catalog;
    this.#batch = batch;
    this.#pending = pending;
    this.#nowMs = nowMs;
  }

  /** The indexes of a collection as they are by now. */
  of(entry: CollectionEntry): readonly IndexEntry[] {
    return this.#listOf(entry);
  }

  #listOf(entry: CollectionEntry): IndexEntry[] {
    let indexes = this.#indexes.get(entry);
    if (indexes === undefined) this.#indexes.set(entry, indexes = indexesAt(entry, this.#pending));
    return indexes;
  }

  /** A record of the collection is now `after`, and was `before`; undefined: it is not there. */
  record(entry: CollectionEntry, before: ParsedRecord | undefined, after: ParsedRecord | undefined, at: number): void {
    for (const index of this.of(entry)) {
      const { definition, prefix } = index;
      // A record that is too much for an index, from before that was defined, has no entries there.
      const old = before === undefined ? [] : entryKeys(definition, prefix, before) ?? [];
      const now = after === undefined ? [] : entryKeys(definition, prefix, after);
      if (now === undefined) throw invalid(`Cannot write the record: ${tooMuch(definition)}`);
      // The same key with another expiry is another entry.
      const isSame = before?.expiresAtMs === after?.expiresAtMs;
      for (const key of missingFrom(old, now)) this.#remove(index, key);
      if (after === undefined) continue;
      const added = isSame ? missingFrom(now, old) : now;
      if (added.length === 0 && !definition.covering) continue;
      const value = entryValue(definition, this.#committed(after, at), now.length, this.#batch);
      const isOver = isExpired(after, this.#nowMs);
      for (const key of added) this.#add(index, key, value, at, isOver);
      // These are taken already; but they carry the record as it was.
      if (definition.covering) { for (const key of missingFrom(now, added)) this.#batch.put(key, value); }
    }
  }

  #committed({ json, version, expiresAtMs }: ParsedRecord, at: number): CommittedRecord {
    return { json, version, expiresAtMs, sequence: this.#pending + 1 + at, committedAtMs: this.#nowMs };
  }

  #remove(index: IndexEntry, key: Uint8Array): void {
    this.#batch.delete(key);
    if (index.definition.kind !== "unique") return;
    this.#left.add(asText(key));
    const at = idStart(index.definition, index.prefix.length, key);
    this.#taken.get(asText(key.subarray(0, at)))?.owners.delete(TEXT_DECODER.decode(key.subarray(at)));
  }

  /** @param isOver the record's time is over already: it stands in nobody's way */
  #add(index: IndexEntry, key: Uint8Array, value: Uint8Array, opIndex: number, isOver: boolean): void {
    this.#batch.put(key, value);
    this.#keysBytes += key.length + (index.definition.kind === "unique" ? UNIQUE_KEY_BYTES : 0);
    if (this.#keysBytes > KEYS_BYTES_MAX) {
      throw invalid("Cannot write all of this at once: its keys in indexes are over 64 MiB; write it in several parts");
    }
    if (isOver || index.definition.kind !== "unique") return;
    if (!collides(index.definition, index.prefix.length, key)) return;
    const at = idStart(index.definition, index.prefix.length, key);
    const own = key.slice(0, at);
    const name = asText(own);
    let taken = this.#taken.get(name);
    if (taken === undefined) this.#taken.set(name, taken = { index, key: own, owners: new Map() });
    taken.owners.set(TEXT_DECODER.decode(key.subarray(at)), opIndex);
  }

  /**
   * Defines an index. It is ready at once, unless it is to have many entries.
   * @param records those of the collection as they are by now, or undefined when they are too many to be indexed at once
   * @throws FountainError `conflict` when there is one of that name, or a record is too much for it
   */
  define(
    entry: CollectionEntry,
    definition: IndexDefinition,
    records: readonly StoredRecord[] | undefined,
    at: number,
  ): void {
    const indexes = this.#listOf(entry);
    if (indexes.some((index) => index.definition.name === definition.name)) {
      throw new FountainError("conflict", `Cannot define the index ${JSON.stringify(definition.name)}: it exists`);
    }
    const created = asSequence(this.#pending + 1 + at);
    const index = this.#catalog.makeIndex(entry, definition, created);
    const found = records === undefined ? undefined : this.#entriesOf(index, records);
    const ready = found !== undefined;
    this.#catalog.createIndex(this.#batch, index, ready);
    if (ready) index.readySequence = created;
    indexes.push(index);
    this.#created.push({ entry, index, ready, at });
    for (const { record, keys } of found ?? []) {
      const value = entryValue(definition, record, keys.length, this.#batch);
      const isOver = isExpired(record, this.#nowMs);
      for (const key of keys) this.#add(index, key, value, at, isOver);
    }
  }

  /** The keys of records in an index; undefined when this transaction would have too many entries for indexes that it defines. */
  #entriesOf({ definition, prefix }: IndexEntry, records: readonly StoredRecord[]): DefinedRecord[] | undefined {
    const found: DefinedRecord[] = [];
    for (const record of records) {
      const keys = entryKeys(definition, prefix, indexed(record.id, record));
      if (keys === undefined) throw tooMuchIn(definition, record.id);
      this.#definedEntries += keys.length;
      if (this.#definedEntries > AT_ONCE_ENTRIES_MAX) return undefined;
      found.push({ record, keys });
    }
    return found;
  }

  /** Drops an index. @throws FountainError `not-found` */
  drop(entry: CollectionEntry, name: string, at: number): void {
    const indexes = this.#listOf(entry);
    const place = indexes.findIndex((index) => index.definition.name === name);
    const index = indexes[place];
    if (index === undefined) throw missingIndex(name);
    indexes.splice(place, 1);
    dropIndex(this.#batch, index);
    this.#forget(index, at);
  }

  /** The collection is dropped: its indexes go with it. */
  dropAll(entry: CollectionEntry, at: number): void {
    for (const index of this.#listOf(entry).splice(0)) this.#forget(index, at);
  }

  #forget(index: IndexEntry, at: number): void {
    this.#dropped.push({ index, at });
    for (const [name, taken] of this.#taken) if (taken.index === index) this.#taken.delete(name);
  }

  /**
   * The operations that gave a record a key which another one has in the end. Of several that gave the same key it is the first that may, unless
   * it is refused itself.
   */
  violations(): OperationFailure[] {
    const failed = new Map<number, FountainError>();
    for (const { index, at } of this.#created) {
      const duplicates = this.#duplicates(index);
      if (duplicates.length > 0) failed.set(at, duplicatesError(index.definition, duplicates));
    }
    /** Keys that several want, by whether somebody has them. */
    const had = new Map<TakenKey, boolean>();
    for (const taken of this.#taken.values()) {
      const others = taken.owners.size > 0 && this.#hasOther(taken);
      if (others || taken.owners.size > 1) had.set(taken, others);
    }
    const wanted = new Map<number, TakenKey[]>();
    for (const taken of had.keys()) {
      for (const opIndex of taken.owners.values()) {
        const keys = wanted.get(opIndex);
        if (keys === undefined) wanted.set(opIndex, [taken]);
        else keys.push(taken);
      }
    }
    for (const [opIndex, keys] of [...wanted].sort(([a], [b]) => a - b)) {
      if (failed.has(opIndex)) continue;
      const refused = keys.find((taken) => had.get(taken) === true);
      if (refused !== undefined) failed.set(opIndex, violation(refused.index));
      else for (const taken of keys) had.set(taken, true);
    }
    return [...failed].map(([opIndex, error]) => ({ opIndex, error }));
  }

  /** Records that have one key of an index that is defined here. */
  #duplicates(index: IndexEntry): Duplicates[] {
    const found: Duplicates[] = [];
    for (const taken of this.#taken.values()) {
      const [one, other] = taken.owners.keys();
      if (taken.index === index && one !== undefined && other !== undefined) found.push([one, other]);
    }
    return found;
  }

  /** Whether a record that this transaction has not given the key, nor taken it from, has it. */
  #hasOther({ key, owners }: TakenKey): boolean {
    const cursor = this.#engine.pendingCursor({ from: key, to: afterPrefix(key) });
    try {
      while (cursor.next()) {
        const entry = cursor.keyBuffer.subarray(0, cursor.keyEnd);
        if (owners.has(TEXT_DECODER.decode(entry.subarray(key.length)))) continue;
        if (entryExpiresAt(cursor) <= this.#nowMs) continue;
        if (!this.#left.has(asText(entry))) return true;
      }
      return false;
    } finally {
      cursor.close();
    }
  }

  /** The catalog in memory follows: the batch is sequenced in this turn. @param onDefined is told of collections with new indexes */
  note(onDefined: (entry: CollectionEntry) => void): void {
    for (const { entry, index } of this.#created) {
      entry.indexes.push(index);
      if (entry.retention !== null) this.#engine.setRetention(index.space, entry.retention);
    }
    for (const { index, at } of this.#dropped) {
      index.droppedSequence = this.#pending + 1 + at;
      this.#engine.setRetention(index.space, undefined);
    }
    for (const { entry } of this.#created) onDefined(entry);
  }
}

/** The error of a record whose key another one has. */
function violation({ definition: { name, parts } }: IndexEntry): FountainError {
  const paths = parts.map(({ path }) => path.text).join(", ");
  return new FountainError(
    "unique-violation",
    `Cannot write the record: another one has the same ${paths}, and the index ${JSON.stringify(name)} is unique`,
  );
}

/** The keys of `all` that `others` does not have; both are in order. */
function missingFrom(all: readonly Uint8Array[], others: readonly Uint8Array[]): readonly Uint8Array[] {
  if (others.length === 0) return all;
  const missing: Uint8Array[] = [];
  let at = 0;
  for (const key of all) {
    while (at < others.length && compareWhole(others[at] as Uint8Array, key) < 0) at++;
    if (at === others.length || compareWhole(others[at] as Uint8Array, key) !== 0) missing.push(key);
  }
  return missing;
}

/** Bytes as the name of a map's entry. */
function asText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
