/**
 * What the parts of one open engine share. It has no behaviour of its own beyond guarding its state.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import type { Platform } from "../platform/platform.ts";
import type { Admission } from "./admission.ts";
import type { LiveTables } from "./live_tables.ts";
import type { CursorHome, VisibleCursor } from "./iterate.ts";
import type { Log } from "./log/log.ts";
import { readOnlyError } from "./log/segmented_log.ts";
import type { Memtables } from "./memtables.ts";
import type { Floors } from "./floors.ts";
import { PointFinder, type ReadSource } from "./read.ts";
import type { EntryCache } from "../structure/entry_cache.ts";
import type { EngineSettings, Retention } from "./settings.ts";
import type { TableSet } from "./sstable/table_set.ts";
import type { Timeline } from "./timeline.ts";

/** What an engine is put together from. */
export interface EngineParts {
  readonly platform: Platform;
  readonly folder: string;
  readonly storeId: string;
  readonly settings: EngineSettings;
  readonly memtables: Memtables;
  readonly tables: TableSet;
  readonly entries: EntryCache;
  readonly live: LiveTables;
  readonly timeline: Timeline;
  readonly droppedSpaces: Map<SpaceId, Sequence>;
  readonly floors: Floors;
}

/** See the module. */
export class EngineState implements CursorHome {
  readonly platform: Platform;
  readonly folder: string;
  readonly storeId: string;
  readonly settings: EngineSettings;
  readonly memtables: Memtables;
  readonly tables: TableSet;
  readonly live: LiveTables;
  readonly timeline: Timeline;
  /** Spaces that were dropped, at which sequence; forgotten when no table can hold their keys. */
  readonly droppedSpaces: Map<SpaceId, Sequence>;
  /** From where on the past can be read. */
  readonly floors: Floors;
  /** Retention of the spaces that have one of their own. */
  readonly retentions = new Map<SpaceId, Retention>();
  readonly entries: EntryCache;
  readonly finder: PointFinder;
  /** What can be read, always as it is now; for reads that end before anything else happens. */
  readonly latest: ReadSource;
  /** Sequences that snapshots and views read at, each with how many do. */
  readonly pins = new Map<Sequence, number>();
  /** Those of them at which every space can be read, and not only some. */
  readonly wholePins = new Map<Sequence, number>();
  /** The open cursors. */
  readonly cursors = new Set<VisibleCursor>();

  /** The last sequence that readers see. */
  published: Sequence = asSequence(0);
  /** The last sequence given to a commit. */
  assigned: Sequence = asSequence(0);
  /** Everything up to here is in tables. */
  flushed: Sequence = asSequence(0);
  nextTable = 1;
  /** Table numbers given to jobs under way: what a crash leaves of them is to be removed. */
  readonly reservedTables = new Set<number>();
  /** While true, flushes and merges leave nothing out: it is not known yet what snapshots need. */
  keepAllVersions = false;
  /** Settles with the latest commit. */
  lastCommit: Promise<void> = Promise.resolve();

  /** Set once, at open. */
  declare log: Log;
  declare admission: Admission;
  /** Tells the flusher that a memtable is frozen. */
  wakeFlush: () => void = () => {};
  /** Called when entries of dropped spaces may go that had to stay before. */
  onDropsFreed: () => void = () => {};
  /** The latest drop, while it may not be on disk. */
  #pendingDrop: Sequence = asSequence(0);

  /** Those who wait for something to be published. */
  #waiting: (() => void)[] = [];
  #failure: FountainError | undefined;
  #closing = false;
  #closed = false;
  #lastMs = 0;

  constructor(parts: EngineParts) {
    this.platform = parts.platform;
    this.folder = parts.folder;
    this.storeId = parts.storeId;
    this.settings = parts.settings;
    this.memtables = parts.memtables;
    this.tables = parts.tables;
    this.entries = parts.entries;
    this.finder = new PointFinder(parts.entries);
    this.live = parts.live;
    this.timeline = parts.timeline;
    this.droppedSpaces = parts.droppedSpaces;
    this.floors = parts.floors;
    const { memtables, live, tables, droppedSpaces } = parts;
    const flushed = (): Sequence => this.flushed;
    this.latest = {
      get memtables() {
        return memtables.readable;
      },
      get version() {
        return live.current;
      },
      get flushed() {
        return flushed();
      },
      tables,
      droppedSpaces,
    };
  }

  /** True when some of the past is kept, so that it matters when sequences were. */
  get keepsTime(): boolean {
    const { retention, changesKept } = this.settings;
    return retention.keep !== "latest" || changesKept.sequences > 0 || this.retentions.size > 0;
  }

  /** Numbers for `count` new tables, the first of them; to be given back by {@link releaseTables} after the edit. */
  reserveTables(count: number): number {
    const first = this.nextTable;
    this.nextTable += count;
    for (let number = first; number < this.nextTable; number++) this.reservedTables.add(number);
    return first;
  }

  /** See {@link reserveTables}. */
  releaseTables(first: number, count: number): void {
    for (let number = first; number < first + count; number++) this.reservedTables.delete(number);
  }

  /** A space is dropped. @param withPast see `Batch.dropSpace` */
  noteDrop(space: SpaceId, sequence: Sequence, withPast: boolean): void {
    this.droppedSpaces.set(space, sequence);
    if (withPast) this.floors.raiseSpace(space, sequence);
    this.#pendingDrop = sequence;
  }

  /** More of the log is on disk, or of what is there readers see more. */
  settleDrops(): void {
    if (this.#pendingDrop === 0 || this.log.durableSequence() < this.#pendingDrop) return;
    this.#pendingDrop = asSequence(0);
    this.onDropsFreed();
  }

  /** The error that made the store read-only. */
  get failure(): FountainError | undefined {
    return this.#failure;
  }

  /** Makes the store read-only for good. Only the first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof FountainError && (error.code === "read-only" || error.code === "storage-full")
      ? error
      : readOnlyError(error);
    this.admission.wake();
  }

  /** Readers see everything up to `sequence` from now on. */
  publish(sequence: Sequence): void {
    this.published = sequence;
    if (this.#waiting.length > 0) this.#wakeWaiting();
  }

  /** Resolves when more than `sequence` is published, the store closes or `signal` says so. */
  publishedBehind(sequence: Sequence, signal?: AbortSignal): Promise<void> {
    if (this.published > sequence || this.#closing || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const stop = (): void => {
        this.#waiting = this.#waiting.filter((each) => each !== wake);
        wake();
      };
      this.#waiting.push(wake);
      signal?.addEventListener("abort", stop);
    });
  }

  #wakeWaiting(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** No commit is taken from now on. */
  beginClosing(): void {
    this.#closing = true;
    this.#wakeWaiting();
    this.admission.wake();
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** @throws FountainError `closed`, `read-only`, `storage-full` */
  mustBeWritable(): void {
    if (this.#closing) throw new FountainError("closed", "Cannot write: the store is closed");
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Milliseconds since 1970, never going backwards within one opening. */
  nowMs(): number {
    return this.#lastMs = Math.max(this.#lastMs, this.platform.clock.nowMs());
  }

  /** What can be read now. @throws FountainError `closed` */
  source(): ReadSource {
    if (this.#closed) throw new FountainError("closed", "Cannot read: the store is closed");
    return this.latest;
  }

  /** Nothing can be read from now on. */
  endReading(): void {
    this.detachCursors();
    this.#closed = true;
  }

  /** To be called before memtables or tables that cursors may read from go. */
  detachCursors(): void {
    for (const cursor of this.cursors) cursor.detach();
  }

  /**
   * Keeps what readers at `sequence` see from being left out by flushes and merges, until it is unpinned as often.
   * @param whole whether nothing of that state has been left out yet
   */
  pin(sequence: Sequence, whole = true): void {
    addHolder(this.pins, sequence, 1);
    if (whole) addHolder(this.wholePins, sequence, 1);
  }

  /** See {@link pin}. */
  unpin(sequence: Sequence, whole = true): void {
    addHolder(this.pins, sequence, -1);
    if (whole) addHolder(this.wholePins, sequence, -1);
    if (this.droppedSpaces.size > 0 && !this.pins.has(sequence) && this.#dropsBehind(sequence)) this.onDropsFreed();
  }

  /** Whether a pin at `sequence` is from before a drop that readers of now see. */
  #dropsBehind(sequence: Sequence): boolean {
    for (const drop of this.droppedSpaces.values()) if (sequence < drop && drop <= this.published) return true;
    return false;
  }
}

function addHolder(pins: Map<Sequence, number>, sequence: Sequence, change: 1 | -1): void {
  const holders = (pins.get(sequence) ?? 0) + change;
  if (holders > 0) pins.set(sequence, holders);
  else pins.delete(sequence);
}
