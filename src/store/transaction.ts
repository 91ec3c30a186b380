/**
 * A transaction: operations become a batch, in the turn in which it is sequenced.
 *
 * ```
 *   operations ──> for each, at its own sequence:                      reads: the state at the pending sequence,
 *                    the collection as it is by now (or create it)            and what earlier operations made of it
 *                    its conditions against the record
 *                    keys and values ──> batch
 *             ──> catalog: note what was created and dropped           only when nothing was refused
 * ```
 *
 * Nothing can come between these reads and the sequencing, so every condition is judged on the state that the write follows. All
 * operations are tried, so that a refusal names each one that failed; a refused transaction has changed nothing. What it does to indexes is
 * in `index_changes.ts`.
 *
 * @module
 */

import { FountainError, type OperationFailure } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import { afterPrefix } from "../encoding/bytes.ts";
import type { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { Catalog, type CollectionEntry } from "./catalog.ts";
import { ParsedRecord } from "../index/key_path.ts";
import type { Platform } from "../platform/platform.ts";
import { IndexChanges } from "./index_changes.ts";
import type { KeyScratch } from "./names.ts";
import type { DefineIndexWrite, DeleteWrite, PutWrite, WriteOperation, WriteOutcome } from "./operations.ts";
import { missingCollection } from "./missing.ts";
import { deleteRecord, putRecord, readRecord } from "./record.ts";

const NOTHING_REPLACED: WriteOutcome = { replacedSequence: 0 };
/** A collection with more JSON is not indexed within the transaction that defines the index. */
const INDEXED_AT_ONCE_LENGTH_MAX = 4 << 20;
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** What a transaction is built from; the same for all of a store. */
export interface TransactionParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly scratch: KeyScratch;
  readonly decodeUtf8: Platform["decodeUtf8"];
  /** Is told of collections that have indexes to be built. */
  readonly onIndexesDefined: (entry: CollectionEntry) => void;
  /** Whether a put into a collection that is not there creates it. */
  readonly autoCreate: boolean;
  /** A collection of at most so many records is indexed within the transaction that defines the index. */
  readonly indexAtOnceMax: number;
}

/** A record as an earlier operation has left it. */
interface WrittenRecord {
  readonly entry: CollectionEntry;
  readonly id: string;
  /** 0: it was deleted. */
  readonly sequence: number;
  readonly put: PutWrite | undefined;
}

/** See the module. Good for one turn. */
export class Transaction {
  readonly #parts: TransactionParts;
  readonly #batch: Batch;
  readonly #pending: Sequence;
  readonly #nowMs: number;
  /** Collections that operations have asked for, as they are by now. */
  readonly #collections = new Map<string, CollectionEntry | undefined>();
  readonly #created: CollectionEntry[] = [];
  readonly #dropped: { readonly entry: CollectionEntry; readonly at: number }[] = [];
  /** Records that operations have written, as they are by now; undefined while there is only one operation. */
  readonly #written: Map<string, WrittenRecord> | undefined;
  readonly #indexes: IndexChanges;

  private constructor(parts: TransactionParts, batch: Batch, isSingle: boolean) {
    this.#parts = parts;
    this.#batch = batch;
    this.#pending = parts.engine.pendingSequence;
    this.#nowMs = parts.engine.nowMs();
    this.#written = isSingle ? undefined : new Map();
    this.#indexes = new IndexChanges(parts.engine, parts.catalog, batch, this.#pending);
  }

  /**
   * Fills `batch` with `operations`.
   * @returns what each did
   * @throws FountainError that of the first refused operation, with all of them as `failures`
   */
  static build(parts: TransactionParts, batch: Batch, operations: readonly WriteOperation[]): WriteOutcome[] {
    const transaction = new Transaction(parts, batch, operations.length === 1);
    batch.clear();
    const outcomes: WriteOutcome[] = [];
    const failures: OperationFailure[] = [];
    for (let at = 0; at < operations.length; at++) {
      if (at > 0 && failures.length === 0) batch.next();
      try {
        outcomes.push(transaction.#apply(operations[at] as WriteOperation, at));
      } catch (error) {
        if (!(error instanceof FountainError)) throw error;
        failures.push({ opIndex: at, error });
      }
    }
    // Who took a key that another record has is known at the end only; an operation that failed before is named already.
    if (failures.length === 0) failures.push(...transaction.#indexes.violations());
    const [first] = failures.sort((a, b) => a.opIndex - b.opIndex);
    if (first !== undefined) throw first.error.withFailures(failures);
    transaction.#noteCollections();
    return outcomes;
  }

  #apply(operation: WriteOperation, at: number): WriteOutcome {
    const name = operation.collection;
    switch (operation.op) {
      case "put":
        return this.#put(this.#collection(name) ?? this.#createUnasked(name, at), operation, at);
      case "delete":
        return this.#delete(this.#existing(name), operation, at);
      case "create":
        if (this.#collection(name) !== undefined) {
          throw new FountainError("conflict", `Cannot create the collection ${JSON.stringify(name)}: it exists`);
        }
        this.#create(name, operation.version, at);
        return NOTHING_REPLACED;
      case "drop": {
        const entry = this.#existing(name);
        Catalog.drop(this.#batch, entry, this.#indexes.of(entry));
        this.#indexes.dropAll(entry, at);
        this.#collections.set(name, undefined);
        this.#dropped.push({ entry, at });
        return NOTHING_REPLACED;
      }
      case "defineIndex":
        this.#defineIndex(this.#existing(name), operation, at);
        return NOTHING_REPLACED;
      case "dropIndex":
        this.#indexes.drop(this.#existing(name), operation.name, at);
        return NOTHING_REPLACED;
    }
  }

  #put(entry: CollectionEntry, put: PutWrite, at: number): WriteOutcome {
    const { id, json, version, looksUp = false } = put;
    const { scratch } = this.#parts;
    scratch.record(entry.prefix, id);
    const replacedSequence = looksUp ? this.#sequenceOf(entry, id) : 0;
    const isIndexed = this.#indexes.of(entry).length > 0;
    const before = isIndexed ? this.#record(entry, id) : undefined;
    putRecord(this.#batch, scratch.bytes, scratch.length, json, version, this.#nowMs);
    if (isIndexed) this.#indexes.record(entry, before, new ParsedRecord(id, version, json), at);
    this.#written?.set(nameOf(entry, id), { entry, id, sequence: this.#pending + 1 + at, put });
    return looksUp ? { replacedSequence } : NOTHING_REPLACED;
  }

  #delete(entry: CollectionEntry, { id, mustExist = false }: DeleteWrite, at: number): WriteOutcome {
    const { scratch } = this.#parts;
    scratch.record(entry.prefix, id);
    const replacedSequence = mustExist ? this.#sequenceOf(entry, id) : 0;
    if (mustExist && replacedSequence === 0) throw missingRecord(entry.name);
    const before = this.#indexes.of(entry).length > 0 ? this.#record(entry, id) : undefined;
    deleteRecord(this.#batch, scratch.bytes, scratch.length, this.#nowMs);
    if (before !== undefined) this.#indexes.record(entry, before, undefined, at);
    this.#written?.set(nameOf(entry, id), { entry, id, sequence: 0, put: undefined });
    return mustExist ? { replacedSequence } : NOTHING_REPLACED;
  }

  /** Sequence of the record whose key is in the scratch, as it is by now; 0 when there is none. */
  #sequenceOf(entry: CollectionEntry, id: string): number {
    const written = this.#written?.get(nameOf(entry, id));
    if (written !== undefined) return written.sequence;
    const { engine, scratch } = this.#parts;
    return engine.find(scratch.bytes, scratch.length, this.#pending)?.sequence ?? 0;
  }

  /** The record whose key is in the scratch, as it is by now; undefined when there is none. */
  #record(entry: CollectionEntry, id: string): ParsedRecord | undefined {
    const written = this.#written?.get(nameOf(entry, id));
    if (written !== undefined) return parsed(written);
    const { engine, scratch, decodeUtf8 } = this.#parts;
    const found = engine.find(scratch.bytes, scratch.length, this.#pending);
    if (found === undefined) return undefined;
    const { json, version } = readRecord(id, found.buffer, found.start, found.end, found.sequence, decodeUtf8);
    return new ParsedRecord(id, version, json);
  }

  #defineIndex(entry: CollectionEntry, { definition }: DefineIndexWrite, at: number): void {
    this.#indexes.define(entry, definition, this.#records(entry), at);
  }

  /** The records of a collection as they are by now; undefined when they are too many to be looked at in one turn. */
  #records(entry: CollectionEntry): ParsedRecord[] | undefined {
    const { indexAtOnceMax } = this.#parts;
    const written = [...this.#written?.values() ?? []].filter((each) => each.entry === entry);
    const ids = new Set(written.map(({ id }) => id));
    const records = written.flatMap((each) => parsed(each) ?? []);
    let length = records.reduce((sum, { json }) => sum + json.length, 0);
    const cursor = this.#parts.engine.pendingCursor({ from: entry.prefix, to: afterPrefix(entry.prefix) });
    try {
      while (cursor.next()) {
        const { valueBuffer, valueStart, valueEnd, sequence } = cursor;
        length += valueEnd - valueStart;
        if (records.length >= indexAtOnceMax || length > INDEXED_AT_ONCE_LENGTH_MAX) return undefined;
        const id = TEXT_DECODER.decode(cursor.keyBuffer.subarray(entry.prefix.length, cursor.keyEnd));
        if (ids.has(id)) continue;
        const { decodeUtf8 } = this.#parts;
        const { json, version } = readRecord(id, valueBuffer, valueStart, valueEnd, sequence, decodeUtf8);
        records.push(new ParsedRecord(id, version, json));
      }
    } finally {
      cursor.close();
    }
    return records.length > indexAtOnceMax ? undefined : records;
  }

  /** The collection of that name as it is by now. */
  #collection(name: string): CollectionEntry | undefined {
    if (!this.#collections.has(name)) this.#collections.set(name, this.#parts.catalog.find(name, this.#pending));
    return this.#collections.get(name);
  }

  #existing(name: string): CollectionEntry {
    const entry = this.#collection(name);
    if (entry === undefined) throw missingCollection(name);
    return entry;
  }

  #createUnasked(name: string, at: number): CollectionEntry {
    if (!this.#parts.autoCreate) throw missingCollection(name);
    return this.#create(name, null, at);
  }

  #create(name: string, version: string | null, at: number): CollectionEntry {
    const entry = this.#parts.catalog.make(name, version, asSequence(this.#pending + 1 + at));
    this.#parts.catalog.create(this.#batch, entry);
    this.#collections.set(name, entry);
    this.#created.push(entry);
    return entry;
  }

  /** The catalog in memory follows: the batch is sequenced in this turn. */
  #noteCollections(): void {
    for (const entry of this.#created) this.#parts.catalog.add(entry);
    for (const { entry, at } of this.#dropped) entry.droppedSequence = this.#pending + 1 + at;
    this.#indexes.note(this.#parts.onIndexesDefined);
  }
}

function parsed({ id, put }: WrittenRecord): ParsedRecord | undefined {
  return put === undefined ? undefined : new ParsedRecord(id, put.version, put.json);
}

function nameOf({ space }: CollectionEntry, id: string): string {
  return `${space} ${id}`;
}

function missingRecord(name: string): FountainError {
  return new FountainError("not-found", `Cannot find the record in ${JSON.stringify(name)}: it does not exist`);
}
