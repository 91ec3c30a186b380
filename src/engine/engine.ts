/**
 * The engine: an ordered, durable, multi-version map from bytes to bytes.
 *
 * ```
 *   commit(batch) ──> commit.ts ──> log/  ──> memtables.ts ──> flusher.ts ──> sstable/ ──> compactor.ts
 *   find, view    ──> read.ts, iterate.ts over all of them
 *   open          ──> recover.ts
 * ```
 *
 * This file puts the parts together and takes them apart again; what they do is in them.
 *
 * @module
 */

import { join } from "@std/path";
import { FountainError } from "../base/errors.ts";
import type { Sequence, SpaceId } from "../base/types.ts";
import type { FolderLock, Platform, WorkerCode, WorkerHandle } from "../platform/platform.ts";
import { BlockCache } from "../structure/block_cache.ts";
import { EntryCache } from "../structure/entry_cache.ts";
import { Admission } from "./admission.ts";
import type { Batch } from "./batch.ts";
import { commit, type CommitPreparation } from "./commit.ts";
import { Compactor } from "./compactor.ts";
import { DebtAccount, debtLimits } from "./debt.ts";
import { Editor } from "./edits.ts";
import { engineJobs } from "./engine_jobs.ts";
import { approximateKeysBetween } from "./estimate.ts";
import { Flusher } from "./flusher.ts";
import { VisibleCursor } from "./iterate.ts";
import { LazyWorker } from "./lazy_worker.ts";
import { LiveTables } from "./live_tables.ts";
import { SegmentedLog } from "./log/segmented_log.ts";
import type { ManifestState } from "./manifest/manifest.ts";
import { Version } from "./manifest/version.ts";
import { Memtables } from "./memtables.ts";
import type { KeyRange } from "./merged_entries.ts";
import type { FoundValue } from "./read.ts";
import { openManifest, type ReplayedLog, replayLog, tidyTables } from "./recover.ts";
import { Floors } from "./floors.ts";
import { forgetTimes, keptAt, settleFeed } from "./past.ts";
import { feedFloorNow } from "./rules.ts";
import { completeSettings, type EngineSettings, isFeedOn, type Retention, sharesOf } from "./settings.ts";
import { TableSet } from "./sstable/table_set.ts";
import { EngineState } from "./state.ts";
import { approximateKeys, type EngineStatistics, statistics } from "./statistics.ts";
import { Timeline } from "./timeline.ts";
import { type VerifyReport, verifyStore } from "./verify.ts";
import { View } from "./view.ts";

/** At the end, so much is flushed without a worker when none was needed before. */
const ON_THE_SPOT_BYTES_MAX = 4 << 20;
/** About what a caller leaves behind who looked for what is not there. */
const MISS_GARBAGE_BYTES = 128;

/** See the module. */
export class Engine {
  readonly #state: EngineState;
  readonly #lock: FolderLock;
  readonly #worker: WorkerHandle;
  readonly #editor: Editor;
  readonly #flusher: Flusher;
  readonly #compactor: Compactor;
  #closed: Promise<void> | undefined;

  /**
   * Opens the store in `folder`, or makes one there. Nothing is merged before {@link start}.
   * @param workerUrl module that serves {@link engineJobs}
   * @throws FountainError `locked`, `corruption`, `unsupported`, `invalid`, `io`, `storage-full`
   */
  static async open(
    platform: Platform,
    folder: string,
    workerUrl: URL,
    given: Partial<EngineSettings> = {},
  ): Promise<Engine> {
    const settings = completeSettings(given, platform.memoryLimitBytes());
    platform.files.makeFolder(folder);
    const lock = platform.files.lock(folder);
    let engine: Engine | undefined;
    try {
      const manifest = await openManifest(platform, folder, isFeedOn(settings));
      await tidyTables(platform, folder, manifest);
      engine = new Engine(platform, folder, settings, manifest, lock, { url: workerUrl, handler: engineJobs });
      await engine.#recover(manifest);
      return engine;
    } catch (error) {
      if (engine !== undefined) await engine.#worker.stop();
      lock.release();
      throw error;
    }
  }

  private constructor(
    platform: Platform,
    folder: string,
    settings: EngineSettings,
    manifest: ManifestState,
    lock: FolderLock,
    code: WorkerCode,
  ) {
    const crc32 = (bytes: Uint8Array, seed?: number): number => platform.crc32(bytes, seed);
    const { entryCacheBytes, blockCacheBytes } = sharesOf(settings);
    const entries = new EntryCache(entryCacheBytes);
    const resources = {
      cache: new BlockCache(blockCacheBytes),
      crc32,
      once: new Uint8Array(16 << 10),
      filterCounts: { asked: 0, passed: 0, falsePositives: 0 },
    };
    const live = new LiveTables(new Version(manifest.tables), (numbers) => this.#editor.removeFiles(numbers));
    this.#state = new EngineState({
      platform,
      folder,
      storeId: manifest.storeId,
      settings,
      memtables: new Memtables(settings.memtableBytes, (hash) => entries.forget(hash)),
      entries,
      tables: new TableSet(platform.files, folder, resources, settings.openFilesMax),
      live,
      timeline: new Timeline(),
      droppedSpaces: new Map(manifest.droppedSpaces),
      floors: new Floors(manifest),
    });
    this.#lock = lock;
    const { memtables } = this.#state;
    const isSmallEnd = (): boolean => this.#state.closing && memtables.usedBytes <= ON_THE_SPOT_BYTES_MAX;
    this.#worker = new LazyWorker(platform, code, isSmallEnd);
    this.#editor = new Editor(this.#state, this.#worker);
    this.#flusher = new Flusher(this.#state, this.#worker, this.#editor);
    this.#compactor = new Compactor(this.#state, this.#worker, this.#editor);
    this.#wire(manifest);
  }

  #wire(manifest: ManifestState): void {
    const state = this.#state;
    state.flushed = state.assigned = state.published = manifest.flushedSequence;
    state.nextTable = manifest.nextTable;
    state.wakeFlush = () => this.#flusher.wake();
    state.onDropsFreed = () => {
      this.#flusher.flushDropped();
      this.#compactor.wake();
    };
    const debt = new DebtAccount(state, this.#compactor);
    state.admission = new Admission(state.platform.clock, debtLimits(state.settings), () => debt.now());
  }

  /** Steps 4 and 5 of recover.ts, then the log takes writes. */
  async #recover(manifest: ManifestState): Promise<void> {
    const state = this.#state;
    // What is flushed on the way keeps all versions: which ones snapshots need is in the data that is being recovered.
    state.keepAllVersions = true;
    // Until the log is read, there is none: only its position stands in manifests that flushes write meanwhile.
    state.log = this.#makeLog(
      { sealed: [], nextSegment: manifest.durableLog[0] },
      manifest.durableLog,
      manifest.lastSequence,
    );
    const replayed = await replayLog(state, manifest, async () => {
      if (state.memtables.frozen.length > 0) await this.#flusher.settle();
      if (state.failure !== undefined) throw state.failure;
    });
    state.log = this.#makeLog(replayed, manifest.durableLog, state.published);
    state.log.release(state.flushed);
    await settleFeed(state, this.#editor, manifest.feed);
    this.#flusher.onFlushed = () => this.#afterFlush();
    if (state.memtables.frozen.length > 0) this.#flusher.wake();
  }

  #makeLog(
    { sealed, nextSegment }: ReplayedLog,
    durableBefore: readonly [number, number],
    durableSequence: Sequence,
  ): SegmentedLog {
    const state = this.#state;
    const { files, clock } = state.platform;
    const { walSegmentBytes, durability, syncIntervalMs } = state.settings;
    return new SegmentedLog({
      files,
      clock,
      crc32: (bytes, seed) => state.platform.crc32(bytes, seed),
      folder: join(state.folder, "log"),
      segmentBytes: walSegmentBytes,
      durability,
      syncIntervalMs,
      nextSegment,
      sealed,
      durableBefore,
      durableSequence,
      onDurable: (sequence) => {
        state.publish(sequence);
        state.settleDrops();
      },
      onSynced: () => state.settleDrops(),
      onFailure: (error) => state.fail(error),
      keptRunBytesMax: sharesOf(state.settings).keptRunBytesMax,
      onWritten: (bytes) => state.platform.noteGarbage(bytes),
    });
  }

  /** Lets background work begin. REQUIRES: the sequences of stored snapshots are pinned. */
  start(): void {
    this.#state.keepAllVersions = false;
    this.#compactor.wake();
  }

  /** The last sequence that readers see. */
  get sequence(): Sequence {
    return this.#state.published;
  }

  /** The last sequence given to a commit, perhaps not visible yet; what a {@link CommitPreparation} must look at. */
  get pendingSequence(): Sequence {
    return this.#state.assigned;
  }

  /** Identity of the store: 32 hexadecimal digits. */
  get storeId(): string {
    return this.#state.storeId;
  }

  get settings(): EngineSettings {
    return this.#state.settings;
  }

  /** The error that made the store read-only, if one did. */
  get failure(): FountainError | undefined {
    return this.#state.failure;
  }

  /** Commits a batch; resolves with its last sequence when it is durable and visible. See `commit.ts`. */
  commit(batch: Batch, prepare?: CommitPreparation, expectedBytes?: number): Promise<Sequence> {
    return commit(this.#state, batch, prepare, expectedBytes);
  }

  /** Milliseconds since 1970, as commits are stamped. */
  nowMs(): number {
    return this.#state.nowMs();
  }

  /**
   * The value of `key[0, keyBytes)` at `sequence` (default: now); good until the next read.
   * @param caches see `PointFinder` @throws FountainError `closed`, `corruption`
   */
  find(
    key: Uint8Array,
    keyBytes: number = key.length,
    sequence: Sequence = this.#state.published,
    caches = true,
  ): FoundValue | undefined {
    const state = this.#state;
    this.#mustBeOpen();
    const found = state.finder.find(state.latest, key, keyBytes, sequence, caches);
    if (found === undefined) state.platform.noteGarbage(MISS_GARBAGE_BYTES);
    return found;
  }

  /**
   * A view at `sequence` (default: now), to be closed.
   * @throws FountainError `gone` when the past that is asked for is not kept, `invalid` when it is the future, `closed`
   */
  view(sequence: Sequence = this.#state.published): View {
    const state = this.#state;
    this.#mustBeOpen();
    return sequence === state.published
      ? new View(state, sequence)
      : new View(state, sequence, keptAt(state, sequence));
  }

  /** @throws FountainError `closed` */
  #mustBeOpen(): void {
    if (this.#state.closing) throw new FountainError("closed", "Cannot read: the store is closed");
  }

  /** Gives a space a retention of its own, from now on; undefined: that of the settings again. To be called in the turn of the write that says so. */
  setRetention(space: SpaceId, retention: Retention | undefined): void {
    const { floors, retentions } = this.#state;
    if (retention === undefined && !retentions.has(space)) return;
    floors.track(space);
    if (retention === undefined) retentions.delete(space);
    else retentions.set(space, retention);
  }

  /** The change feed tells of everything behind this sequence. */
  get feedFloor(): Sequence {
    return feedFloorNow(this.#state);
  }

  /** Whether changes are to be noted in the change feed. */
  get feedOn(): boolean {
    return isFeedOn(this.#state.settings);
  }

  /** Resolves when everything sequenced by now is visible. */
  async caughtUp(): Promise<void> {
    await this.#state.lastCommit;
  }

  /** Resolves when more than `sequence` is visible, the store closes or `signal` says so. */
  publishedBehind(sequence: Sequence, signal?: AbortSignal): Promise<void> {
    return this.#state.publishedBehind(sequence, signal);
  }

  /** Keeps what readers at `sequence` see, for longer than a view is open, until it is unpinned as often. */
  pin(sequence: Sequence): void {
    this.#state.pin(sequence);
  }

  /** See {@link pin}. */
  unpin(sequence: Sequence): void {
    this.#state.unpin(sequence);
    this.#compactor.wake();
  }

  /** Writes everything that is in memory to tables. */
  async flush(): Promise<void> {
    this.#state.mustBeWritable();
    await this.#flusher.flushAll();
  }

  /** `tick` does the one merge that is due; `full` flushes and merges everything, leaving out all that nothing needs. */
  async compact(mode: "tick" | "full"): Promise<void> {
    if (mode === "full") await this.flush();
    this.#state.mustBeWritable();
    await (mode === "tick" ? this.#compactor.tick() : this.#compactor.full());
    if (this.#state.failure !== undefined) throw this.#state.failure;
  }

  /** Figures for metrics and status. */
  statistics(): EngineStatistics {
    return statistics(this.#state, this.#flusher, this.#compactor);
  }

  /** About how many keys each space has; older versions count until they are merged. */
  approximateKeys(): ReadonlyMap<SpaceId, number> {
    return approximateKeys(this.#state);
  }

  /** About how many keys there are from `from` on and before `to`; see `estimate.ts`. */
  approximateKeysBetween(from: Uint8Array, to: Uint8Array): number {
    this.#mustBeOpen();
    return approximateKeysBetween(this.#state, from, to);
  }

  /** A cursor over the state that the next commit follows; for a {@link CommitPreparation}, which closes it before it ends. */
  pendingCursor(range: KeyRange): VisibleCursor {
    return new VisibleCursor(this.#state, this.#state.assigned, range);
  }

  /** Reads every byte of every table and checks order, counts and checksums. */
  async verify(): Promise<VerifyReport> {
    this.#mustBeOpen();
    return await verifyStore(this.#state);
  }

  /** Ends everything under way, writes what is in memory to tables and gives the folder free. A second call waits for the first. */
  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    const state = this.#state;
    state.beginClosing();
    try {
      // Whoever committed last hears of a failure himself.
      await state.lastCommit.then(undefined, () => {});
      await this.#compactor.stop();
      await this.#flushAndCloseLog();
    } finally {
      await this.#worker.stop();
      state.endReading();
      state.tables.close();
      this.#lock.release();
    }
  }

  async #flushAndCloseLog(): Promise<void> {
    const state = this.#state;
    try {
      if (state.failure === undefined) await this.#flusher.flushAll();
      await this.#flusher.settle();
      await this.#editor.settle();
    } finally {
      await state.log.close(state.flushed);
    }
  }

  #afterFlush(): void {
    this.#compactor.wake();
    const state = this.#state;
    if (!state.keepsTime || state.closing) return;
    const batch = forgetTimes(state);
    // A failure makes the store read-only by itself; there is nobody here to tell.
    if (batch.operationCount > 0) this.commit(batch).then(undefined, () => {});
  }
}
