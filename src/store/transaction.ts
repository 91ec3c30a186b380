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

import { FountainError, invalid, type OperationFailure } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import { spaceOf } from "../encoding/internal_key.ts";
import type { Batch } from "../engine/batch.ts";
import type { Retention } from "../engine/settings.ts";
import { applyRetention, Catalog, type CollectionEntry } from "./catalog.ts";
import { type Conditions, hasConditions, mustHold } from "./conditions.ts";
import { expiryOf, type ExpiryQueue, removeFromQueue } from "./expiry.ts";
import { CHANGE_DELETE, CHANGE_DROP, CHANGE_PUT, type FeedWriter } from "./feed.ts";
import { answerExpiresAt } from "./idempotency.ts";
import type {
  CheckWrite,
  CreateWrite,
  DefineIndexWrite,
  DeleteWrite,
  ExpireWrite,
  PatchWrite,
  PutWrite,
  WriteOperation,
  WriteOutcome,
} from "./operations.ts";
import { missingCollection } from "./missing.ts";
import { IndexChanges } from "./index_changes.ts";
import { deleteRecord, expiresAt, putRecord, type RecordContent } from "./record.ts";
import { indexed, type RecordSource, RecordStates } from "./record_states.ts";

const NOTHING_REPLACED: WriteOutcome = { replacedSequence: 0 };
const SYSTEM_SPACE = 0;

/** What a transaction is built from; the same for all of a store. */
export interface TransactionParts extends RecordSource {
  readonly catalog: Catalog;
  readonly feed: FeedWriter;
  readonly expiry: ExpiryQueue;
  /** Whether a put into a collection that is not there creates it. */
  readonly autoCreate: boolean;
  /** A collection of at most so many records is indexed within the transaction that defines the index. */
  readonly indexAtOnceMax: number;
  /** Is told of collections that have indexes to be built. */
  readonly onIndexesDefined: (entry: CollectionEntry) => void;
}

/** See the module. Good for one turn. */
export class Transaction {
  readonly #parts: TransactionParts;
  readonly #batch: Batch;
  readonly #pending: Sequence;
  readonly #nowMs: number;
  readonly #records: RecordStates;
  readonly #indexes: IndexChanges;
  /** Collections that operations have asked for, as they are by now. */
  readonly #collections = new Map<string, CollectionEntry | undefined>();
  readonly #created: CollectionEntry[] = [];
  readonly #dropped: { readonly entry: CollectionEntry; readonly at: number }[] = [];
  readonly #retained: { readonly entry: CollectionEntry; readonly retention: Retention | null }[] = [];

  private constructor(parts: TransactionParts, batch: Batch, isSingle: boolean) {
    this.#parts = parts;
    this.#batch = batch;
    this.#pending = parts.engine.pendingSequence;
    this.#nowMs = parts.engine.nowMs();
    this.#records = new RecordStates(parts, this.#pending, this.#nowMs, isSingle);
    this.#indexes = new IndexChanges(parts, batch, this.#pending, this.#nowMs);
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
      if (at > 0) batch.next();
      try {
        outcomes.push(transaction.#apply(operations[at] as WriteOperation, at));
      } catch (error) {
        if (!(error instanceof FountainError)) throw error;
        failures.push({ opIndex: at, error });
      }
    }
    // Who took a key that another record has is known at the end only, and not when something else has failed.
    if (failures.length === 0) failures.push(...transaction.#indexes.violations());
    const [first] = failures;
    if (first !== undefined) throw first.error.withFailures(failures);
    transaction.#noteCollections();
    return outcomes;
  }

  #apply(operation: WriteOperation, at: number): WriteOutcome {
    switch (operation.op) {
      case "put":
        return this.#put(operation, at);
      case "delete":
        return this.#delete(operation, at);
      case "patch":
        return this.#patch(operation, at);
      case "check":
        return this.#check(operation);
      case "expire":
        return this.#expire(operation, at);
      case "create":
        return this.#createAsked(operation, at);
      case "retain":
        return this.#retain(this.#existing(operation.collection), operation.retention);
      case "drop":
        return this.#drop(this.#existing(operation.collection), at);
      case "defineIndex":
        return this.#defineIndex(operation, at);
      case "dropIndex":
        this.#indexes.drop(this.#existing(operation.collection), operation.name, at);
        return NOTHING_REPLACED;
    }
  }

  #put(put: PutWrite, at: number): WriteOutcome {
    const { collection, id, json, version, looksUp = false } = put;
    const there = this.#collection(collection);
    if (there === undefined && !this.#parts.autoCreate) throw missingCollection(collection);
    this.#mustHold(put);
    const entry = there ?? this.#create(collection, null, null, at);
    const replacedSequence = looksUp ? this.#records.sequence(entry, id) : 0;
    const content = { json, version, expiresAtMs: expiryOf(put, this.#nowMs) };
    this.#write(entry, id, content, at);
    if (content.expiresAtMs !== null) return { replacedSequence, content };
    return looksUp ? { replacedSequence } : NOTHING_REPLACED;
  }

  #delete(operation: DeleteWrite, at: number): WriteOutcome {
    const { collection, id, mustExist = false } = operation;
    const entry = this.#existing(collection);
    const replacedSequence = mustExist ? this.#records.sequence(entry, id) : 0;
    if (mustExist && replacedSequence === 0) throw missingRecord(collection);
    this.#mustHold(operation);
    this.#remove(entry, id, at);
    return mustExist ? { replacedSequence } : NOTHING_REPLACED;
  }

  #patch(operation: PatchWrite, at: number): WriteOutcome {
    const { collection, id, patch, bytesMax, check } = operation;
    const entry = this.#existing(collection);
    const record = this.#records.record(entry, id);
    if (record === undefined) throw missingRecord(collection);
    this.#mustHold(operation);
    const json = patch.apply(record.json, bytesMax);
    if (isLonger(json, bytesMax)) throw invalid(`Cannot patch the record: its JSON would be over ${bytesMax} bytes`);
    check?.(json);
    const content = { json, version: record.version, expiresAtMs: record.expiresAtMs };
    this.#write(entry, id, content, at);
    return { replacedSequence: record.sequence, content };
  }

  #check(operation: CheckWrite): WriteOutcome {
    this.#mustHold(operation, "The check of the record failed");
    return NOTHING_REPLACED;
  }

  /** What is due goes, unless it was written anew since; its place in the queue goes in any case. */
  #expire(operation: ExpireWrite, at: number): WriteOutcome {
    const { key, dueMs } = operation;
    const { engine, catalog, decodeUtf8 } = this.#parts;
    removeFromQueue(this.#batch, operation);
    const found = engine.find(key, key.length, this.#pending);
    if (found === undefined) return NOTHING_REPLACED;
    const space = spaceOf(key, 0);
    if (space === SYSTEM_SPACE) {
      if (answerExpiresAt(found.buffer, found.start) === dueMs) this.#batch.delete(key);
      return NOTHING_REPLACED;
    }
    const entry = catalog.inSpace(space, this.#pending);
    if (entry === undefined || expiresAt(found.buffer, found.start) !== dueMs) return NOTHING_REPLACED;
    this.#remove(entry, decodeUtf8(key, entry.prefix.length, key.length), at);
    return NOTHING_REPLACED;
  }

  /** Every record that comes or changes does so here. */
  #write(entry: CollectionEntry, id: string, content: RecordContent, at: number): void {
    const sequence = this.#pending + 1 + at;
    const isIndexed = this.#indexes.of(entry).length > 0;
    const before = isIndexed ? this.#records.stored(entry, id) : undefined;
    this.#parts.scratch.record(entry.prefix, id);
    writeRecord(this.#parts, this.#batch, sequence, content, this.#nowMs);
    if (isIndexed) this.#indexes.record(entry, before, indexed(id, content), at);
    this.#records.note(entry, id, { ...content, sequence });
  }

  /** Every record that goes does so here. */
  #remove(entry: CollectionEntry, id: string, at: number): void {
    const { scratch, feed } = this.#parts;
    const before = this.#indexes.of(entry).length > 0 ? this.#records.stored(entry, id) : undefined;
    scratch.record(entry.prefix, id);
    deleteRecord(this.#batch, scratch.bytes, scratch.length, this.#nowMs);
    feed.add(this.#batch, this.#pending + 1 + at, CHANGE_DELETE, scratch.bytes, scratch.length, this.#nowMs);
    if (before !== undefined) this.#indexes.record(entry, before, undefined, at);
    this.#records.note(entry, id, undefined);
  }

  #mustHold(operation: Conditions & { readonly collection: string; readonly id: string }, refused?: string): void {
    if (!hasConditions(operation)) return;
    const entry = this.#parts.catalog.find(operation.collection, this.#pending);
    mustHold(operation, entry === undefined ? 0 : this.#records.sequenceBefore(entry, operation.id), refused);
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

  #createAsked({ collection, version, retention = null }: CreateWrite, at: number): WriteOutcome {
    if (this.#collection(collection) !== undefined) {
      throw new FountainError("conflict", `Cannot create the collection ${JSON.stringify(collection)}: it exists`);
    }
    this.#create(collection, version, retention, at);
    return NOTHING_REPLACED;
  }

  #create(name: string, version: string | null, retention: Retention | null, at: number): CollectionEntry {
    const entry = this.#parts.catalog.make(name, version, retention, asSequence(this.#pending + 1 + at));
    this.#parts.catalog.create(this.#batch, entry);
    this.#collections.set(name, entry);
    this.#created.push(entry);
    return entry;
  }

  #defineIndex({ collection, definition }: DefineIndexWrite, at: number): WriteOutcome {
    const entry = this.#existing(collection);
    this.#indexes.define(entry, definition, this.#records.all(entry, this.#parts.indexAtOnceMax), at);
    return NOTHING_REPLACED;
  }

  #retain(entry: CollectionEntry, retention: Retention | null): WriteOutcome {
    Catalog.write(this.#batch, entry, retention);
    this.#retained.push({ entry, retention });
    return NOTHING_REPLACED;
  }

  #drop(entry: CollectionEntry, at: number): WriteOutcome {
    const { prefix } = entry;
    Catalog.drop(this.#batch, entry, this.#indexes.of(entry));
    this.#indexes.dropAll(entry, at);
    this.#parts.feed.add(this.#batch, this.#pending + 1 + at, CHANGE_DROP, prefix, prefix.length, this.#nowMs);
    this.#collections.set(entry.name, undefined);
    this.#dropped.push({ entry, at });
    return NOTHING_REPLACED;
  }

  /** The catalog in memory follows, and the engine's rules: the batch is sequenced in this turn. */
  #noteCollections(): void {
    const { catalog, engine } = this.#parts;
    for (const entry of this.#created) {
      catalog.add(entry);
      if (entry.retention !== null) applyRetention(engine, entry);
    }
    for (const { entry, at } of this.#dropped) {
      entry.droppedSequence = this.#pending + 1 + at;
      if (entry.retention !== null) applyRetention(engine, { ...entry, retention: null });
    }
    for (const { entry, retention } of this.#retained) {
      entry.retention = retention;
      applyRetention(engine, entry);
    }
    this.#indexes.note(this.#parts.onIndexesDefined);
  }
}

/** Adds the record whose key is in the scratch to a batch, with what goes with it. REQUIRES: `sequence` is the one being filled */
export function writeRecord(
  { scratch, feed, expiry }: Pick<TransactionParts, "scratch" | "feed" | "expiry">,
  batch: Batch,
  sequence: number,
  content: RecordContent,
  nowMs: number,
): void {
  putRecord(batch, scratch.bytes, scratch.length, content, nowMs);
  feed.add(batch, sequence, CHANGE_PUT, scratch.bytes, scratch.length, nowMs);
  if (content.expiresAtMs !== null) expiry.add(batch, content.expiresAtMs, scratch.bytes, scratch.length);
}

const TEXT_ENCODER = new TextEncoder();

/** True when the text has more bytes than `bytesMax`; most are not measured. */
export function isLonger(text: string, bytesMax: number): boolean {
  return text.length * 3 > bytesMax && TEXT_ENCODER.encode(text).length > bytesMax;
}

function missingRecord(name: string): FountainError {
  return new FountainError("not-found", `Cannot find the record in ${JSON.stringify(name)}: it does not exist`);
}
