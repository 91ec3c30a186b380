/**
 * The store: collections of records over one engine.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FountainError, invalid } from "../base/errors.ts";
import { asSequence } from "../base/types.ts";

import type { JsonValue } from "../encoding/json.ts";
import type { Engine } from "../engine/engine.ts";
import { checkRetention, type Retention } from "../engine/settings.ts";
import type { VerifyReport } from "../engine/verify.ts";
import type { Platform } from "../platform/platform.ts";
import { applyRetention, Catalog } from "./catalog.ts";
import { BatchChecker } from "./batch_checker.ts";
import type { BatchOperation, BatchResult } from "./batch_operations.ts";
import { type Change, ChangeReader, type ChangesOptions, type ChangesPage, checkChangesOptions } from "./changes.ts";
import { Collection } from "./collection.ts";
import { ExpiryQueue } from "./expiry.ts";
import { FeedWriter } from "./feed.ts";
import { IndexBuilds } from "./index_builder.ts";
import { livePoint } from "./live_point.ts";
import { keepSecret } from "./secret.ts";
import type { CollectionInfo, CommitOptions, StoreLimits, StoreMetrics } from "./store_types.ts";
import { sequenceAtTime, timeOfSequence } from "./moments.ts";
import { Sweeper } from "./sweeper.ts";
import { checkCollectionName, checkVersion, KeyScratch } from "./names.ts";
import type { OperationCounts, ReadPoint } from "./reader.ts";
import { Snapshot, StoreView } from "./snapshot.ts";
import { type SnapshotInfo, Snapshots } from "./snapshots.ts";
import type { WriteOperation } from "./operations.ts";
import { sequenceGuard, Writer, type WriteResult } from "./writer.ts";

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
  readonly #changes: ChangeReader;
  readonly #sweeper: Sweeper;
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
    for (const entry of this.#catalog.list(engine.sequence)) applyRetention(engine, entry);
    const queue = new ExpiryQueue();
    const { decodeUtf8, clock } = platform;
    this.#builds = new IndexBuilds({ engine, catalog: this.#catalog, decodeUtf8, giveWay: () => clock.sleep(0) });
    this.#writer = new Writer({
      engine,
      catalog: this.#catalog,
      scratch: new KeyScratch(),
      decodeUtf8,
      feed: new FeedWriter(engine.feedOn),
      expiry: queue,
      autoCreate: limits.autoCreate,
      indexAtOnceMax: limits.indexAtOnceMax,
      onIndexesDefined: (entry) => this.#builds.start(entry),
    });
    this.#changes = new ChangeReader(engine, this.#catalog, platform);
    this.#sweeper = new Sweeper({ engine, clock, writer: this.#writer, queue, snapshots: this.#snapshots });
    this.#point = livePoint({
      engine,
      catalog: this.#catalog,
      platform,
      counts: this.#counts,
      requireIndex: limits.requireIndex,
      check: () => this.#mustBeOpen(),
    });
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
    return this.#secret ??= keepSecret(this.#engine, this.#platform.random);
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

  /**
   * Makes a collection.
   * @param options.retention which past versions of its records are kept; null: as the store's setting says
   * @throws FountainError `invalid`, `conflict` when there is one of that name
   */
  async createCollection(
    name: string,
    { version = null, retention = null }: { readonly version?: string | null; readonly retention?: Retention | null } =
      {},
  ): Promise<void> {
    checkCollectionName(name);
    checkVersion(version);
    if (retention !== null) checkRetention(retention);
    await this.#writer.write([{ op: "create", collection: name, version, retention }]);
  }

  /**
   * Sets which past versions of a collection's records are kept, from now on; null: as the store's setting says.
   * @throws FountainError `invalid`, `not-found`
   */
  async setRetention(name: string, retention: Retention | null): Promise<void> {
    checkCollectionName(name);
    if (retention !== null) checkRetention(retention);
    await this.#writer.write([{ op: "retain", collection: name, retention }]);
  }

  /**
   * Drops a collection and all its records, in one write; the space is reclaimed by compaction. Snapshots still see it.
   * @throws FountainError `not-found`
   */
  async dropCollection(name: string): Promise<void> {
    checkCollectionName(name);
    await this.#writer.write([{ op: "drop", collection: name }]);
  }

  /** One collection as it is listed; undefined when there is none. @throws FountainError `invalid`, `closed` */
  collectionInfo(name: string): CollectionInfo | undefined {
    checkCollectionName(name);
    this.#mustBeOpen();
    const entry = this.#catalog.find(name, this.#engine.sequence);
    if (entry === undefined) return undefined;
    const keys = this.#engine.approximateKeys().get(entry.space) ?? 0;
    const { version, retention } = entry;
    return { name, version, retention, recordsApprox: Math.max(0, keys) };
  }

  /** The collections, by name. @throws FountainError `closed` */
  collections(): CollectionInfo[] {
    this.#mustBeOpen();
    const keys = this.#engine.approximateKeys();
    return this.#catalog.list(this.#engine.sequence).map(({ name, version, retention, space }) => {
      return { name, version, retention, recordsApprox: Math.max(0, keys.get(space) ?? 0) };
    });
  }

  /**
   * Commits 1 to 10,000 operations over any collections, with at most 64 Mi characters of JSON: all of them or, on any error, none.
   * @param options.requireSequenceAtLeast refuse unless the store has reached this sequence
   * @throws FountainError `invalid`, `precondition-failed`, `not-found` without auto-create or for a patch, `conflict` for a patch,
   * `sequence-too-low`, `read-only`, `storage-full`, `closed`; `failures` names the operations at fault
   */
  async batch(
    operations: readonly BatchOperation[],
    { requireSequenceAtLeast }: { readonly requireSequenceAtLeast?: number } = {},
  ): Promise<BatchResult> {
    const checker = new BatchChecker(this.#limits, this.#counts, (name) => this.collection<unknown>(name));
    const checking = checker.check(operations);
    const checked = checking instanceof Promise ? await checking : checking;
    const { first, last } = await this.#commit(checked, { requireSequenceAtLeast });
    return { committedSequence: last, sequences: operations.map((_, at) => Math.min(first + at, last)) };
  }

  /**
   * Commits operations that the caller has checked: names, ids, versions, texts and sizes. For servers, which do that once, with places
   * in the request. As {@link batch} otherwise; `outcomes` says what each operation did.
   * @throws also `idempotency-mismatch`
   */
  async commitChecked(operations: readonly WriteOperation[], options: CommitOptions = {}): Promise<WriteResult> {
    for (const { op } of operations) {
      if (op === "put" || op === "patch") this.#counts.puts++;
      else if (op === "delete") this.#counts.deletes++;
    }
    return await this.#commit(operations, options);
  }

  #commit(
    operations: readonly WriteOperation[],
    { requireSequenceAtLeast, idempotency }: CommitOptions,
  ): Promise<WriteResult> {
    if (operations.length > 1) this.#counts.batches++;
    const guard = requireSequenceAtLeast === undefined ? undefined : sequenceGuard(requireSequenceAtLeast);
    return this.#writer.write(operations, { guard, idempotency });
  }

  /**
   * What happened to records and collections, in order: from a sequence on, as far back as `changesKept` reaches, and then as it happens. The
   * reader may be as slow as it likes.
   * @throws FountainError (in the iteration) `gone` when `since` is not kept any more, `invalid`, `closed`
   */
  changes<T = JsonValue>(options: ChangesOptions = {}): AsyncGenerator<Change<T>, void, void> {
    checkChangesOptions(options);
    return this.#changes.iterate<T>(options);
  }

  /** Some changes behind `since`, at most `limit`: what one turn reads. @throws FountainError as {@link changes} */
  changesPage<T = JsonValue>(since: number, limit: number, collection?: string): ChangesPage<T> {
    checkChangesOptions({ collection, limit });
    return this.#changes.page<T>(since, collection, limit);
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
    return new StoreView(this.#engine.view(), this.#point, this.#engine.nowMs(), this.#catalog);
  }

  /**
   * The store as it was after a past sequence, or at a past time, as far as it is kept: by the retention, by `changesKept`, by a snapshot. To be
   * closed.
   * @throws FountainError `gone` when nothing of that is kept; reading a collection of which it is not kept throws it too; `invalid`, `closed`
   */
  at(moment: { readonly sequence: number } | { readonly timeMs: number }): StoreView {
    const engine = this.#engine;
    const present = engine.view();
    try {
      if ("sequence" in moment) {
        const sequence = asSequence(moment.sequence);
        const view = engine.view(sequence);
        return new StoreView(view, this.#point, timeOfSequence(engine, present, sequence), this.#catalog);
      }
      const { timeMs } = moment;
      if (!Number.isSafeInteger(timeMs) || timeMs < 0) {
        throw invalid(`Cannot read: timeMs must be milliseconds since 1970, not ${timeMs}`);
      }
      const view = engine.view(sequenceAtTime(engine, present, timeMs));
      return new StoreView(view, this.#point, Math.min(timeMs, engine.nowMs()), this.#catalog);
    } finally {
      present.close();
    }
  }

  /**
   * Compacts: `tick` does the one merge that is due, `full` merges everything and leaves out all that nothing needs any more.
   * It need not be called: the store compacts by itself.
   */
  async compact(mode: "tick" | "full" = "full"): Promise<void> {
    if (mode !== "tick" && mode !== "full") {
      throw invalid(`Cannot compact: mode is tick or full, not ${JSON.stringify(mode)}`);
    }
    await this.#sweeper.sweep();
    await this.#engine.compact(mode);
  }

  /** Goes on with builds of indexes that a close or a crash has interrupted; done by `open`. */
  resumeBuilds(): void {
    for (const entry of this.#catalog.list(this.#engine.sequence)) this.#builds.start(entry);
  }

  /** Begins to remove what is over, every second; done by `open`. */
  startSweeping(): void {
    this.#sweeper.start();
  }

  /** Removes what is over by now: expired records, snapshots whose term is over. It need not be called: that is done every second, too. */
  async sweep(): Promise<void> {
    await this.#sweeper.sweep();
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
    const stopped = [this.#sweeper.stop(), this.#builds.stop()];
    await this.#engine.close();
    await Promise.all(stopped);
  }

  /** `await using store = await open(…)` closes it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @throws FountainError `closed` */
  #mustBeOpen(): void {
    if (this.#closed) throw new FountainError("closed", "Cannot read: the store is closed");
  }
}
