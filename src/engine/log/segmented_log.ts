/**
 * The log on the local disk: groups are gathered while a sync is under way, then written and synced together.
 *
 * ```
 *   append a b c ─┐                      ┌─ append d e f (while a b c are being synced)
 *   run 1  [a b c]──write──sync──answer a b c
 *   run 2          [d e f ............]──write──sync──answer d e f
 * ```
 *
 * So one sync serves every commit that came during the one before, and there is no timer: a lone writer never waits for company.
 * A segment that is full is sealed and synced before the next one is written, so only the newest can have a torn tail.
 *
 * After a failed write or sync nothing is known about the tail any more (Linux drops the dirty flag of pages that it could not
 * write, so a later sync that succeeds proves nothing): the log refuses everything from then on.
 *
 * @module
 */

import { FountainError } from "../../base/errors.ts";
import { asSequence, type Sequence } from "../../base/types.ts";
import type { Crc32 } from "../../encoding/checksum.ts";
import type { Clock, File, Files } from "../../platform/platform.ts";
import { join } from "@std/path";
import { segmentFileName } from "./format.ts";
import type { Durability, Log, OperationFrames } from "./log.ts";
import { FrameRun } from "./segment_writer.ts";

/** A segment is grown ahead by so many zeros, since overwriting is synced faster than appending. */
const GROW_BYTES = 256 << 10;
/**
 * A run of this size is not kept waiting for the end of the turn: while it is being synced, the rest of a crowd of writers fills the next
 * one, so that the processor and the disk work at the same time.
 */
const EARLY_RUN_BYTES = 24 << 10;
/** Runs from this size on are appended as they are: they pay for their own growth. */
const GROW_FOR_RUNS_BELOW_BYTES = 32 << 10;

/** What a segmented log needs. */
export interface SegmentedLogSettings {
  readonly files: Files;
  readonly clock: Clock;
  readonly crc32: Crc32;
  /** The folder `log/`. */
  readonly folder: string;
  readonly segmentBytes: number;
  readonly durability: Durability;
  /** For durability `interval`: the longest time that a commit stays unsynced. */
  readonly syncIntervalMs: number;
  /** Number of the first segment to write. */
  readonly nextSegment: number;
  /** What was durable before: until the first write, the answer to {@link Log.durablePosition} does not fall behind it. */
  readonly durableBefore: readonly [segment: number, offset: number];
  /** Everything up to here is on disk already, in tables or in segments found at open. */
  readonly durableSequence: Sequence;
  /** Sealed segments found at open, oldest first. */
  readonly sealed: readonly SealedSegment[];
  /** Called when everything up to a sequence is as safe as the durability setting says, before its commits are answered. */
  readonly onDurable: (sequence: Sequence) => void;
  /** Called when a sync that nobody waited for has ended. */
  readonly onSynced: () => void;
  /** Called once, with the first failure. */
  readonly onFailure: (error: unknown) => void;
  /** Buffers of runs up to this size are used again; there are two. */
  readonly keptRunBytesMax: number;
  /** Called with the bytes of each write. */
  readonly onWritten: (bytes: number) => void;
}

/** A segment that is complete. */
export interface SealedSegment {
  readonly number: number;
  readonly lastSequence: Sequence;
  readonly sizeBytes: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** See the module. */
export class SegmentedLog implements Log {
  readonly #settings: SegmentedLogSettings;
  readonly #zeros = new Uint8Array(GROW_BYTES);
  #sealed: SealedSegment[];
  #file: File | undefined;
  #segment: number;
  /** Bytes written to the segment, and those that are there for being overwritten. */
  #offset = 0;
  #allocated = 0;
  #syncedOffset = 0;
  #lastWritten = asSequence(0);
  #lastSynced: Sequence;
  /** The run that takes appends, and the one that is being written. */
  #gathering: FrameRun;
  #writing: FrameRun;
  #gatheredLast = asSequence(0);
  #waiters: Waiter[] = [];
  #planned: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  /** For durability `interval`: a sync is waiting for its time, or its time has come. */
  #syncPlanned = false;
  #syncDue = false;
  #failure: { readonly error: unknown } | undefined;
  #closed = false;

  constructor(settings: SegmentedLogSettings) {
    this.#settings = settings;
    this.#sealed = [...settings.sealed];
    this.#segment = settings.nextSegment;
    this.#lastSynced = settings.durableSequence;
    this.#gathering = new FrameRun(settings.crc32, settings.keptRunBytesMax);
    this.#writing = new FrameRun(settings.crc32, settings.keptRunBytesMax);
    this.#gathering.begin(this.#segment, 0);
  }

  append(frames: OperationFrames, first: Sequence, last: Sequence, timeMs: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const run = this.#gathering;
    // Writes and syncs alternate, so that with durability `always` all that lies before this run is synced when it is written.
    const syncedTo = this.#settings.durability === "always" ? run.offset : Math.min(this.#syncedOffset, run.offset);
    run.addGroup(frames, first, last, timeMs, syncedTo);
    this.#gatheredLast = last;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      if (this.#running !== undefined) return;
      if (run.usedBytes >= EARLY_RUN_BYTES) this.#begin();
      else this.#planRun();
    });
  }

  release(flushed: Sequence): void {
    const done = this.#sealed.filter((segment) => segment.lastSequence <= flushed);
    if (done.length === 0) return;
    this.#sealed = this.#sealed.filter((segment) => segment.lastSequence > flushed);
    for (const { number } of done) this.#settings.files.remove(this.#path(number));
  }

  durablePosition(): readonly [segment: number, offset: number] {
    const { durableBefore } = this.#settings;
    return this.#segment === durableBefore[0] ? durableBefore : [this.#segment, this.#syncedOffset];
  }

  durableSequence(): Sequence {
    return this.#lastSynced;
  }

  sizeBytes(): number {
    return this.#sealed.reduce((sum, segment) => sum + segment.sizeBytes, this.#allocated);
  }

  async close(flushed: Sequence): Promise<void> {
    this.#closed = true;
    while (this.#planned !== undefined || this.#running !== undefined) await (this.#planned ?? this.#running);
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return this.#failure === undefined ? this.release(flushed) : undefined;
    try {
      if (this.#failure === undefined && this.#lastWritten > flushed) {
        file.truncate(this.#offset);
        await file.sync();
      }
    } finally {
      file.close();
    }
    if (this.#failure !== undefined) return;
    if (this.#lastWritten <= flushed) this.#settings.files.remove(this.#path(this.#segment));
    this.release(flushed);
    // An unsealed segment that came back at a power cut, when later ones are in use, would look damaged.
    await this.#settings.files.syncFolder(this.#settings.folder);
  }

  /** Begins a run at the end of this turn, so that commits made in the same turn share it. */
  #planRun(): void {
    this.#planned ??= Promise.resolve().then(() => {
      this.#planned = undefined;
      this.#begin();
    });
  }

  /** Begins to write, unless that is going on. A failed log has nothing to begin: `#run` would end before it is noted as running. */
  #begin(): void {
    if (this.#failure !== undefined) return this.#refuseWaiters();
    this.#running ??= this.#run();
  }

  /** Writes run after run until nothing is gathered; the first is written before this returns. */
  async #run(): Promise<void> {
    while ((this.#waiters.length > 0 || this.#syncDue) && this.#failure === undefined) {
      if (this.#syncDue) {
        this.#syncDue = false;
        await this.#guard(() => this.#syncFile());
        this.#settings.onSynced();
        continue;
      }
      const waiters = this.#waiters;
      const last = this.#gatheredLast;
      this.#waiters = [];
      await this.#guard(() => this.#writeRun(last));
      if (this.#failure !== undefined) {
        this.#waiters.unshift(...waiters);
        break;
      }
      this.#settings.onDurable(last);
      for (const waiter of waiters) waiter.resolve();
    }
    this.#refuseWaiters();
    this.#running = undefined;
  }

  #refuseWaiters(): void {
    if (this.#failure === undefined) return;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#failure.error);
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error: readOnlyError(error) };
    this.#settings.onFailure(this.#failure.error);
  }

  async #writeRun(last: Sequence): Promise<void> {
    const run = this.#gathering;
    this.#gathering = this.#writing;
    this.#writing = run;
    const end = run.offset + run.usedBytes;
    const full = end >= this.#settings.segmentBytes;
    this.#gathering.begin(full ? run.segment + 1 : run.segment, full ? 0 : end);
    if (run.offset === 0) this.#openSegment(run.segment);
    const file = this.#file as File;
    file.write(run.bytes, 0, run.usedBytes, run.offset);
    this.#offset = end;
    this.#growAhead(file, run.usedBytes, full);
    this.#lastWritten = last;
    this.#settings.onWritten(run.usedBytes);
    // The name comes first, so that what is synced can be found.
    if (run.offset === 0) await this.#settings.files.syncFolder(this.#settings.folder);
    if (this.#settings.durability === "always") await this.#syncFile();
    else if (this.#settings.durability === "interval") this.#planSync();
    if (full) await this.#seal(file);
  }

  #openSegment(number: number): void {
    this.#segment = number;
    this.#file = this.#settings.files.open(this.#path(number), "create");
    this.#offset = this.#allocated = this.#syncedOffset = 0;
  }

  #growAhead(file: File, runBytes: number, full: boolean): void {
    if (this.#offset <= this.#allocated) return;
    this.#allocated = this.#offset;
    if (full || runBytes >= GROW_FOR_RUNS_BELOW_BYTES) return;
    const most = Math.max(0, this.#settings.segmentBytes - this.#offset);
    const zeros = Math.min(GROW_BYTES, most);
    if (zeros > 0) file.write(this.#zeros, 0, zeros, this.#offset);
    this.#allocated += zeros;
  }

  async #syncFile(): Promise<void> {
    if (this.#file === undefined) return;
    const offset = this.#offset;
    const last = this.#lastWritten;
    await this.#file.sync();
    this.#syncedOffset = offset;
    this.#lastSynced = last;
  }

  #planSync(): void {
    if (this.#syncPlanned) return;
    this.#syncPlanned = true;
    this.#settings.clock.sleep(this.#settings.syncIntervalMs, true).then(() => {
      this.#syncPlanned = false;
      if (this.#closed || this.#syncedOffset === this.#offset) return;
      this.#syncDue = true;
      this.#begin();
    }, (error) => this.#fail(error));
  }

  /** Ends the segment: nothing but the newest may lack a seal. */
  async #seal(file: File): Promise<void> {
    const run = new FrameRun(this.#settings.crc32);
    run.begin(this.#segment, this.#offset);
    run.addSeal();
    file.write(run.bytes, 0, run.usedBytes, run.offset);
    this.#offset += run.usedBytes;
    file.truncate(this.#offset);
    await this.#syncFile();
    file.close();
    this.#file = undefined;
    this.#sealed.push({ number: this.#segment, lastSequence: this.#lastWritten, sizeBytes: this.#offset });
    this.#segment++;
    this.#offset = this.#allocated = this.#syncedOffset = 0;
  }

  #path(number: number): string {
    return join(this.#settings.folder, segmentFileName(number));
  }
}

/** The error that a commit gets after a failure: `read-only`, or `storage-full` when that was the reason. */
export function readOnlyError(cause: unknown): FountainError {
  const full = cause instanceof FountainError && cause.code === "storage-full";
  return new FountainError(
    full ? "storage-full" : "read-only",
    full
      ? "Cannot write: the disk is full; free space and reopen the store (reads still work)"
      : "Cannot write: an earlier write or sync failed; see the cause, then reopen the store (reads still work)",
    { cause },
  );
}
