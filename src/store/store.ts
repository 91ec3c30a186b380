/**
 * The store: collections of records over one engine.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FountainError, invalid } from "../base/errors.ts";

import type { JsonValue } from "../encoding/json.ts";
import { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineStatistics } from "../engine/statistics.ts";
import type { VerifyReport } from "../engine/verify.ts";
import type { Platform } from "../platform/platform.ts";
import { Catalog } from "./catalog.ts";
import { Collection, type DefineIndexOperation, type DeleteOperation, type PutOperation } from "./collection.ts";
import { checkCollectionName, checkId, checkVersion, KeyScratch } from "./names.ts";
import type { OperationCounts, ReadPoint } from "./reader.ts";
import { Snapshot, StoreView } from "./snapshot.ts";
import { type SnapshotInfo, Snapshots } from "./snapshots.ts";
import { IndexBuilds } from "./index_builder.ts";
import { checkedDefinition } from "./index_info.ts";
import type { WriteOperation } from "./operations.ts";
import { Writer, type Written } from "./writer.ts";

const SECRET_KEY = new Uint8Array([0x00, 0x68]);
const SECRET_BYTES = 32;

/** An operation of a batch. */
export type BatchOperation = PutOperation | DeleteOperation | DefineIndexOperation;

/** What a batch did. */
export interface BatchResult {
  /** The sequence of the last operation: the first that sees them all. */
  readonly committedSequence: number;
  /** The sequence of each operation, in order. */
  readonly sequences: readonly number[];
}

/** One collection, as listed. */
export interface CollectionInfo {
  readonly name: string;
  readonly version: string | null;
  /** About how many records; overwritten ones count until they are merged away. */
  readonly recordsApprox: number;
}

/** Figures of an open store. */
export interface StoreMetrics {
  /** The last sequence that readers see. */
  readonly sequence: number;
  readonly storeId: string;
  readonly uptimeMs: number;
  readonly operations: Readonly<OperationCounts>;
  readonly engine: EngineStatistics;
  readonly residentBytes: number;
}

/** Settings of a store beyond the engine's. */
export interface StoreLimits {
  /** Whether a put into a collection that is not there creates it. */
  readonly autoCreate: boolean;
  /** Whether a find that would read all records for want of an index is refused. */
  readonly requireIndex: boolean;
  /** A collection of at most so many records is indexed within the write that defines an index. */
  readonly indexAtOnceMax: number;
  readonly recordBytesMax: number;
  readonly batchOperationsMax: number;
  /** Length of the JSON texts of a batch together, in UTF-16 units: one to three bytes each. */
  readonly batchLengthMax: number;
}

/**
 * An open store; made by {@link "./open.ts".open}. It is closed by `close`, or by `await using`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * await using store = await open({ path: "./store-example" });
 * const { committedSequence } = await store.batch([
 *   { op: "put", collection: "accounts", id: "alice", data: { balance: 70 } },
 *   { op: "put", collection: "accounts", id: "bob", data: { balance: 30 } },
 * ]);
 * const snapshot = await store.snapshot();
 * await store.collection("accounts").put("alice", { balance: 0 });
 *
 * assert.deepEqual(snapshot.collection("accounts").get("alice")?.data, { balance: 70 });
 * assert.equal(snapshot.sequence, committedSequence);
 * await snapshot.release();
 * ```
 */
export class Store {
  readonly #engine: Engine;
  readonly #platform: Platform;
  readonly #limits: StoreLimits;
  readonly #catalog: Catalog;
  readonly #snapshots: Snapshots;
  readonly #writer: Writer;
  readonly #builds: IndexBuilds;
  readonly #point: ReadPoint;
  readonly #startedMs: number;
  #closed = false;
  #secret: Promise<Uint8Array> | undefined;
  readonly #counts: OperationCounts = {
    puts: 0,
    gets: 0,
    deletes: 0,
    scans: 0,
    batches: 0,
    histories: 0,
    queries: 0,
    indexLookups: 0,
  };

  /** Stores are made by `open`. */
  constructor(engine: Engine, platform: Platform, limits: StoreLimits) {
    this.#engine = engine;
    this.#platform = platform;
    this.#limits = limits;
    this.#startedMs = platform.clock.monotonicMs();
    const view = engine.view();
    this.#catalog = new Catalog(view);
    view.close();
    this.#snapshots = new Snapshots(engine, platform.random);
    const { autoCreate, indexAtOnceMax } = limits;
    const { decodeUtf8, clock } = platform;
    this.#builds = new IndexBuilds({ engine, decodeUtf8, giveWay: () => clock.sleep(0) });
    this.#writer = new Writer({
      engine,
      catalog: this.#catalog,
      scratch: new KeyScratch(),
      decodeUtf8,
      autoCreate,
      indexAtOnceMax,
      onIndexesDefined: (entry) => this.#builds.start(entry),
    });
    this.#point = this.#livePoint();
  }

  /** The last sequence that readers see. */
  get sequence(): number {
    return this.#engine.sequence;
  }

  /** Identity of the store, fixed when it was made: 32 hexadecimal digits. */
  get storeId(): string {
    return this.#engine.storeId;
  }

  /** The error that made the store read-only; undefined while it takes writes. */
  get failure(): FountainError | undefined {
    return this.#engine.failure;
  }

  /**
   * 32 random bytes that the store keeps for ever, made at the first call; for signing what must be known again after a restart.
   * @throws FountainError `read-only`, `storage-full`, `closed` when they are not there and cannot be made
   */
  secret(): Promise<Uint8Array> {
    return this.#secret ??= this.#keepSecret();
  }

  async #keepSecret(): Promise<Uint8Array> {
    const kept = this.#engine.find(SECRET_KEY);
    if (kept !== undefined) return kept.buffer.slice(kept.start, kept.end);
    const secret = this.#platform.random.bytes(SECRET_BYTES);
    const batch = new Batch();
    batch.put(SECRET_KEY, secret);
    await this.#engine.commit(batch);
    return secret;
  }

  /**
   * A collection by name; it need not exist yet.
   * @param options.schema any Standard Schema validator (zod, valibot, arktype, …): it checks what is put, and gives the types
   * @throws FountainError `invalid` for a malformed name
   */
  collection<S extends StandardSchemaV1>(
    name: string,
    options: { readonly schema: S },
  ): Collection<StandardSchemaV1.InferOutput<S>, StandardSchemaV1.InferInput<S>>;
  collection<T = JsonValue>(name: string): Collection<T>;
  collection(name: string, options: { readonly schema?: StandardSchemaV1 } = {}): Collection<unknown> {
    checkCollectionName(name);
    const parts = { point: this.#point, writer: this.#writer, builds: this.#builds };
    return new Collection<unknown>(name, parts, options.schema, this.#limits.recordBytesMax);
  }

  /** Makes a collection. @throws FountainError `invalid`, `conflict` when there is one of that name */
  async createCollection(name: string, { version = null }: { readonly version?: string | null } = {}): Promise<void> {
    checkCollectionName(name);
    checkVersion(version);
    await this.#writer.write([{ op: "create", collection: name, version }]);
  }

  /**
   * Drops a collection and all its records, in one write; the space is reclaimed by compaction. Snapshots still see it.
   * @throws FountainError `not-found`
   */
  async dropCollection(name: string): Promise<void> {
    checkCollectionName(name);
    await this.#writer.write([{ op: "drop", collection: name }]);
    this.#catalog.forgetDropped(this.#engine.sequence);
  }

  /** One collection as it is listed; undefined when there is none. @throws FountainError `invalid`, `closed` */
  collectionInfo(name: string): CollectionInfo | undefined {
    checkCollectionName(name);
    this.#mustBeOpen();
    const entry = this.#catalog.find(name, this.#engine.sequence);
    if (entry === undefined) return undefined;
    const keys = this.#engine.approximateKeys().get(entry.space) ?? 0;
    return { name, version: entry.version, recordsApprox: Math.max(0, keys) };
  }

  /** The collections, by name. @throws FountainError `closed` */
  collections(): CollectionInfo[] {
    this.#mustBeOpen();
    const keys = this.#engine.approximateKeys();
    return this.#catalog.list(this.#engine.sequence).map(({ name, version, space }) => {
      return { name, version, recordsApprox: Math.max(0, keys.get(space) ?? 0) };
    });
  }

  /**
   * Commits 1 to 10,000 operations over any collections, with at most 64 Mi characters of JSON: all of them or, on any error, none.
   * @param options.requireSequenceAtLeast refuse unless the store has reached this sequence
   * @throws FountainError `invalid`, `not-found` without auto-create, `sequence-too-low`, `read-only`, `storage-full`, `closed`
   */
  async batch(
    operations: readonly BatchOperation[],
    { requireSequenceAtLeast }: { readonly requireSequenceAtLeast?: number } = {},
  ): Promise<BatchResult> {
    const most = this.#limits.batchOperationsMax;
    if (operations.length < 1 || operations.length > most) {
      throw invalid(`Cannot commit the batch: it must have 1 to ${most} operations, not ${operations.length}`);
    }
    const checked: WriteOperation[] = [];
    let length = 0;
    const collections = new Map<string, Collection<unknown>>();
    for (const operation of operations) {
      const checking = this.#checkOperation(operation, collections);
      // Only a schema needs a promise, and ten thousand of them take their time.
      const write = checking instanceof Promise ? await checking : checking;
      checked.push(write);
      if (write.op === "put") length += write.json.length;
      if (length > this.#limits.batchLengthMax) {
        throw invalid(`Cannot commit the batch: its JSON is over ${this.#limits.batchLengthMax} characters`);
      }
    }
    const { last } = await this.#commit(checked, requireSequenceAtLeast);
    const first = last - operations.length + 1;
    return { committedSequence: last, sequences: operations.map((_, at) => first + at) };
  }

  /**
   * Commits operations that the caller has checked: names, ids, versions, texts and sizes. For servers, which do that once, with places
   * in the request. As {@link batch} otherwise; `outcomes` says what each operation did.
   */
  async commitChecked(
    operations: readonly WriteOperation[],
    { requireSequenceAtLeast }: { readonly requireSequenceAtLeast?: number | undefined } = {},
  ): Promise<Written> {
    for (const { op } of operations) {
      if (op === "put") this.#counts.puts++;
      else if (op === "delete") this.#counts.deletes++;
    }
    return await this.#commit(operations, requireSequenceAtLeast);
  }

  #commit(operations: readonly WriteOperation[], requireSequenceAtLeast: number | undefined): Promise<Written> {
    if (operations.length > 1) this.#counts.batches++;
    if (requireSequenceAtLeast === undefined) return this.#writer.write(operations);
    return this.#writer.write(operations, (pending) => {
      if (pending >= requireSequenceAtLeast) return;
      throw new FountainError(
        "sequence-too-low",
        `Cannot commit: the store is at sequence ${pending}, ${requireSequenceAtLeast} is required`,
      );
    });
  }

  #checkOperation(
    operation: BatchOperation,
    collections: Map<string, Collection<unknown>>,
  ): WriteOperation | Promise<WriteOperation> {
    const { op, collection } = operation;
    if (op !== "put" && op !== "delete" && op !== "defineIndex") {
      throw invalid(`Cannot commit the batch: an operation is put, delete or defineIndex, not ${JSON.stringify(op)}`);
    }
    const name = typeof collection === "string" ? collection : collection?.name;
    if (op !== "put") checkCollectionName(name);
    if (op === "defineIndex") {
      return { op, collection: name, definition: checkedDefinition(operation.index) };
    }
    if (op === "delete") {
      checkId(operation.id);
      this.#counts.deletes++;
      return { op, collection: name, id: operation.id };
    }
    this.#counts.puts++;
    if (collection instanceof Collection) return collection.checkedPut(operation);
    let target = collections.get(name);
    if (target === undefined) collections.set(name, target = this.collection<unknown>(name));
    return target.checkedPut(operation);
  }

  /**
   * Takes a snapshot of now that survives restarts.
   * @param options.ttlMs its term in milliseconds; null: none. Default: 24 hours
   * @throws FountainError `invalid`, `read-only`, `storage-full`, `closed`
   */
  async snapshot({ ttlMs }: { readonly ttlMs?: number | null } = {}): Promise<Snapshot> {
    return this.#openSnapshot(await this.#snapshots.take(ttlMs));
  }

  /** The snapshots whose term is not over, oldest first. @throws FountainError `closed` */
  snapshots(): SnapshotInfo[] {
    this.#mustBeOpen();
    return this.#snapshots.list();
  }

  /** A snapshot taken earlier. @throws FountainError `not-found`, `closed` */
  openSnapshot(id: string): Snapshot {
    this.#mustBeOpen();
    return this.#openSnapshot(this.#snapshots.get(id));
  }

  #openSnapshot(info: SnapshotInfo): Snapshot {
    return new Snapshot(info, this.#engine, this.#snapshots, this.#point);
  }

  /** The store as it is now, for as long as the view is open; nothing is written for it. */
  view(): StoreView {
    return new StoreView(this.#engine.view(), this.#point);
  }

  /**
   * Compacts: `tick` does the one merge that is due, `full` merges everything and leaves out all that nothing needs any more.
   * It need not be called: the store compacts by itself.
   */
  async compact(mode: "tick" | "full" = "full"): Promise<void> {
    if (mode !== "tick" && mode !== "full") {
      throw invalid(`Cannot compact: mode is tick or full, not ${JSON.stringify(mode)}`);
    }
    await this.releaseExpired();
    await this.#engine.compact(mode);
  }

  /** Goes on with builds of indexes that a close or a crash has interrupted. */
  resumeBuilds(): void {
    for (const entry of this.#catalog.list(this.#engine.sequence)) this.#builds.start(entry);
  }

  /** Releases the snapshots whose term is over; that is also done at open, before a snapshot is taken and before a compaction. */
  async releaseExpired(): Promise<void> {
    await this.#snapshots.releaseExpired();
  }

  /** Writes what is in memory to tables. It need not be called: nothing is lost without it. */
  async flush(): Promise<void> {
    await this.#engine.flush();
  }

  /** Reads every byte on disk and checks it. */
  async verify(): Promise<VerifyReport> {
    return await this.#engine.verify();
  }

  /** Figures since the store was opened. */
  metrics(): StoreMetrics {
    return {
      sequence: this.#engine.sequence,
      storeId: this.#engine.storeId,
      uptimeMs: this.#platform.clock.monotonicMs() - this.#startedMs,
      operations: { ...this.#counts },
      engine: this.#engine.statistics(),
      residentBytes: this.#platform.residentBytes(),
    };
  }

  /** Closes the store: what is under way ends first. A second call waits for the first. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = this.#builds.stop();
    await this.#engine.close();
    await stopped;
  }

  /** `await using store = await open(…)` closes it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @throws FountainError `closed` */
  #mustBeOpen(): void {
    if (this.#closed) throw new FountainError("closed", "Cannot read: the store is closed");
  }

  #livePoint(): ReadPoint {
    const engine = this.#engine;
    const catalog = this.#catalog;
    return {
      check: () => this.#mustBeOpen(),
      sequence: () => engine.sequence,
      entry: (name) => catalog.find(name, engine.sequence),
      present: (name) => catalog.find(name, engine.sequence),
      approximateKeys: (from, to) => engine.approximateKeysBetween(from, to),
      requireIndex: this.#limits.requireIndex,
      find: (key, keyBytes) => engine.find(key, keyBytes),
      view: () => engine.view(),
      giveWay: () => this.#platform.clock.sleep(0),
      decodeUtf8: this.#platform.decodeUtf8,
      scratch: new KeyScratch(),
      counts: this.#counts,
    };
  }
}
