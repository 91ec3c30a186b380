/**
 * Writing: one path for a single put and for a transaction of ten thousand operations.
 *
 * ```
 *   operations ──> batch (keys, texts)      the collections' spaces as they are now
 *        ^            │
 *        │        engine.commit(batch, check)
 *        │            check, in the turn of the sequencing: guard holds? collections unchanged since? then
 *        └─ again ────┘                        note created and dropped collections, stamp the time
 * ```
 *
 * Between building the batch and sequencing it the engine may make the writer wait, and another writer may create or drop a collection
 * meanwhile. The check sees that and the batch is built again, which is rare and costs nothing when it does not happen.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import { Catalog, type CollectionEntry, isThere } from "./catalog.ts";
import { KeyScratch } from "./names.ts";
import { missingCollection } from "./reader.ts";
import { deleteRecord, putRecord, stampTime } from "./record.ts";

/** Batches kept for the next writes: many small ones, a few large ones, none that is huge. */
const IDLE_BATCHES_MAX = 256;
const SMALL_BATCH_BYTES_MAX = 32 << 10;
const IDLE_LARGE_BATCHES_MAX = 4;
const LARGE_BATCH_BYTES_MAX = 4 << 20;

/** A checked put, ready to be encoded. */
export interface PutWrite {
  readonly op: "put";
  readonly collection: string;
  readonly id: string;
  readonly json: string;
  readonly version: string | null;
}

/** A checked operation, ready to be encoded. */
export type WriteOperation =
  | PutWrite
  | { readonly op: "delete"; readonly collection: string; readonly id: string }
  | { readonly op: "create"; readonly collection: string; readonly version: string | null }
  | { readonly op: "drop"; readonly collection: string };

/** Looks at the state that the write would follow, which is that at `pending`, and throws to refuse it. */
export type WriteGuard = (pending: Sequence) => void;

/** A collection that a batch creates. */
interface Creation {
  readonly version: string | null;
  readonly space: SpaceId;
  readonly prefix: Uint8Array;
  /** Which operation creates it, from 0. */
  readonly at: number;
}

/** What a batch takes for granted, and what follows once it is sequenced. */
interface Plan {
  readonly batch: Batch;
  readonly used: Map<string, CollectionEntry | undefined>;
  /** By name. */
  readonly creations: Map<string, Creation>;
  readonly drops: { readonly entry: CollectionEntry; readonly at: number }[];
  readonly times: number[];
}

/** Thrown by a check to have its batch built again. */
class StalePlan extends Error {}

/** See the module. */
export class Writer {
  readonly #engine: Engine;
  readonly #catalog: Catalog;
  readonly #autoCreate: boolean;
  readonly #scratch = new KeyScratch();
  readonly #idle: Batch[] = [];
  readonly #idleLarge: Batch[] = [];

  /** @param autoCreate whether a put into a collection that is not there creates it */
  constructor(engine: Engine, catalog: Catalog, autoCreate: boolean) {
    this.#engine = engine;
    this.#catalog = catalog;
    this.#autoCreate = autoCreate;
  }

  /**
   * Commits operations, all or none. @returns the sequence of the last; the others have those before it
   * @throws FountainError of the guard, `not-found` and `conflict` for collections, and as {@link Engine.commit}
   */
  async write(operations: readonly WriteOperation[], guard?: WriteGuard): Promise<Sequence> {
    const batch = (operations.length > 8 ? this.#idleLarge : this.#idle).pop() ?? new Batch();
    try {
      for (;;) {
        try {
          return await this.#attempt(batch, operations, guard);
        } catch (error) {
          if (!(error instanceof StalePlan)) throw error;
        }
      }
    } finally {
      this.#giveBack(batch);
    }
  }

  #attempt(batch: Batch, operations: readonly WriteOperation[], guard: WriteGuard | undefined): Promise<Sequence> {
    let plan: Plan;
    try {
      plan = this.#plan(batch, operations);
    } catch (error) {
      // Refused in the commit's turn, which waits until what the refusal rests on is on disk.
      batch.clear();
      return this.#engine.commit(batch, () => {
        throw error;
      });
    }
    return this.#engine.commit(batch, () => this.#check(plan, guard));
  }

  /** Commits one put: what {@link write} would do, without the lists that only several operations need. */
  async put(operation: PutWrite): Promise<Sequence> {
    const entry = this.#catalog.find(operation.collection, this.#engine.pendingSequence);
    if (entry === undefined) return await this.write([operation]);
    const batch = this.#idle.pop() ?? new Batch();
    batch.clear();
    this.#scratch.record(entry.prefix, operation.id);
    const time = putRecord(batch, this.#scratch.bytes, this.#scratch.length, operation.json, operation.version);
    try {
      return await this.#engine.commit(batch, () => {
        if (!isThere(entry, this.#engine.pendingSequence)) throw new StalePlan();
        stampTime(batch, time, this.#engine.nowMs());
      });
    } catch (error) {
      if (!(error instanceof StalePlan)) throw error;
      return await this.write([operation]);
    } finally {
      this.#giveBack(batch);
    }
  }

  #giveBack(batch: Batch): void {
    const { length } = batch.bytes;
    if (length <= SMALL_BATCH_BYTES_MAX) {
      if (this.#idle.length < IDLE_BATCHES_MAX) this.#idle.push(batch);
    } else if (length <= LARGE_BATCH_BYTES_MAX && this.#idleLarge.length < IDLE_LARGE_BATCHES_MAX) {
      this.#idleLarge.push(batch);
    }
  }

  /** A guard that refuses with `not-found` when the record is not there. */
  mustExist(name: string, id: string): WriteGuard {
    return (pending) => {
      const entry = this.#catalog.find(name, pending);
      if (entry === undefined) throw missingCollection(name);
      this.#scratch.record(entry.prefix, id);
      if (this.#engine.find(this.#scratch.bytes, this.#scratch.length, pending) !== undefined) return;
      throw new FountainError("not-found", `Cannot find the record in ${JSON.stringify(name)}: it does not exist`);
    };
  }

  #plan(batch: Batch, operations: readonly WriteOperation[]): Plan {
    const plan: Plan = { batch, used: new Map(), creations: new Map(), drops: [], times: [] };
    batch.clear();
    for (let at = 0; at < operations.length; at++) {
      if (at > 0) batch.next();
      this.#encode(plan, operations[at] as WriteOperation, at);
    }
    return plan;
  }

  #encode(plan: Plan, operation: WriteOperation, at: number): void {
    const { batch } = plan;
    const name = operation.collection;
    const prefix = this.#prefix(plan, name);
    switch (operation.op) {
      case "put":
        this.#scratch.record(prefix ?? this.#create(plan, name, null, at, !this.#autoCreate), operation.id);
        plan.times.push(putRecord(batch, this.#scratch.bytes, this.#scratch.length, operation.json, operation.version));
        return;
      case "delete":
        if (prefix === undefined) throw missingCollection(name);
        this.#scratch.record(prefix, operation.id);
        plan.times.push(deleteRecord(batch, this.#scratch.bytes, this.#scratch.length));
        return;
      case "create":
        if (prefix !== undefined) {
          throw new FountainError("conflict", `Cannot create the collection ${JSON.stringify(name)}: it exists`);
        }
        this.#create(plan, name, operation.version, at, false);
        return;
      case "drop": {
        const entry = plan.used.get(name);
        if (entry === undefined) throw missingCollection(name);
        Catalog.drop(batch, entry);
        plan.drops.push({ entry, at });
      }
    }
  }

  /** What begins the keys of a collection's records, as this batch knows it. */
  #prefix(plan: Plan, name: string): Uint8Array | undefined {
    if (!plan.used.has(name)) plan.used.set(name, this.#catalog.find(name, this.#engine.pendingSequence));
    return plan.used.get(name)?.prefix ?? plan.creations.get(name)?.prefix;
  }

  #create(plan: Plan, name: string, version: string | null, at: number, refuse: boolean): Uint8Array {
    if (refuse) throw missingCollection(name);
    const space = this.#catalog.newSpace();
    const prefix = this.#catalog.create(plan.batch, name, version, space);
    plan.creations.set(name, { version, space, prefix, at });
    return prefix;
  }

  /** In the turn of the sequencing: nothing can change any more between here and there. */
  #check(plan: Plan, guard: WriteGuard | undefined): void {
    const pending = this.#engine.pendingSequence;
    for (const [name, entry] of plan.used) {
      if (entry === undefined ? this.#catalog.find(name, pending) !== undefined : !isThere(entry, pending)) {
        throw new StalePlan();
      }
    }
    for (const { space } of plan.creations.values()) if (!this.#catalog.isInOrder(space)) throw new StalePlan();
    guard?.(pending);
    for (const [name, { version, space, at }] of plan.creations) {
      this.#catalog.add(name, version, space, asSequence(pending + 1 + at));
    }
    for (const { entry, at } of plan.drops) entry.droppedSequence = pending + 1 + at;
    const nowMs = this.#engine.nowMs();
    for (const at of plan.times) stampTime(plan.batch, at, nowMs);
  }
}
