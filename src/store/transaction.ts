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
 * operations are tried, so that a refusal names each one that failed; a refused transaction has changed nothing.
 *
 * @module
 */

import { FountainError, type OperationFailure } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import type { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { Catalog, type CollectionEntry } from "./catalog.ts";
import type { KeyScratch } from "./names.ts";
import type { DeleteWrite, PutWrite, WriteOperation, WriteOutcome } from "./operations.ts";
import { missingCollection } from "./reader.ts";
import { deleteRecord, putRecord } from "./record.ts";

const NOTHING_REPLACED: WriteOutcome = { replacedSequence: 0 };

/** What a transaction is built from; the same for all of a store. */
export interface TransactionParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly scratch: KeyScratch;
  /** Whether a put into a collection that is not there creates it. */
  readonly autoCreate: boolean;
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
  /** Records that operations have written, each with its sequence, or 0 when it was deleted; undefined while there is only one operation. */
  readonly #written: Map<string, number> | undefined;

  private constructor(parts: TransactionParts, batch: Batch, isSingle: boolean) {
    this.#parts = parts;
    this.#batch = batch;
    this.#pending = parts.engine.pendingSequence;
    this.#nowMs = parts.engine.nowMs();
    this.#written = isSingle ? undefined : new Map();
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
    const [first] = failures;
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
        return this.#delete(this.#existing(name), operation);
      case "create":
        if (this.#collection(name) !== undefined) {
          throw new FountainError("conflict", `Cannot create the collection ${JSON.stringify(name)}: it exists`);
        }
        this.#create(name, operation.version, at);
        return NOTHING_REPLACED;
      case "drop": {
        const entry = this.#existing(name);
        Catalog.drop(this.#batch, entry);
        this.#collections.set(name, undefined);
        this.#dropped.push({ entry, at });
        return NOTHING_REPLACED;
      }
    }
  }

  #put(entry: CollectionEntry, { id, json, version, looksUp = false }: PutWrite, at: number): WriteOutcome {
    const { scratch } = this.#parts;
    scratch.record(entry.prefix, id);
    const replacedSequence = looksUp ? this.#sequenceOf(entry, id) : 0;
    putRecord(this.#batch, scratch.bytes, scratch.length, json, version, this.#nowMs);
    this.#written?.set(nameOf(entry, id), this.#pending + 1 + at);
    return looksUp ? { replacedSequence } : NOTHING_REPLACED;
  }

  #delete(entry: CollectionEntry, { id, mustExist = false }: DeleteWrite): WriteOutcome {
    const { scratch } = this.#parts;
    scratch.record(entry.prefix, id);
    const replacedSequence = mustExist ? this.#sequenceOf(entry, id) : 0;
    if (mustExist && replacedSequence === 0) throw missingRecord(entry.name);
    deleteRecord(this.#batch, scratch.bytes, scratch.length, this.#nowMs);
    this.#written?.set(nameOf(entry, id), 0);
    return mustExist ? { replacedSequence } : NOTHING_REPLACED;
  }

  /** Sequence of the record whose key is in the scratch, as it is by now; 0 when there is none. */
  #sequenceOf(entry: CollectionEntry, id: string): number {
    const written = this.#written?.get(nameOf(entry, id));
    if (written !== undefined) return written;
    const { engine, scratch } = this.#parts;
    return engine.find(scratch.bytes, scratch.length, this.#pending)?.sequence ?? 0;
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
  }
}

function nameOf({ space }: CollectionEntry, id: string): string {
  return `${space} ${id}`;
}

function missingRecord(name: string): FountainError {
  return new FountainError("not-found", `Cannot find the record in ${JSON.stringify(name)}: it does not exist`);
}
