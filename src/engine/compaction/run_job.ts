/**
 * What the worker does: flushes, merges and removals, on files only.
 *
 * ```
 *   messages   merge.......................................... answered
 *   worker     [slice][slice]   [slice][slice] ...
 *   messages              flush.answered
 * ```
 *
 * A merge goes in slices and gives way between them, so a flush, which writers may be waiting for, is served in the middle of the
 * longest merge by the same thread.
 *
 * @module
 */

import { join } from "@std/path";
import { FountainError } from "../../base/errors.ts";
import type { Platform } from "../../platform/platform.ts";
import { BlockCache } from "../../structure/block_cache.ts";
import type { Cursor } from "../../structure/cursor.ts";
import { MergeCursor } from "../../structure/merge_cursor.ts";
import { Memtable } from "../memtable/memtable.ts";
import { MemtableCursor } from "../memtable/memtable_cursor.ts";
import { tableFileName } from "../sstable/format.ts";
import { RunCursor } from "../sstable/run_cursor.ts";
import { BuilderBuffers } from "../sstable/table_builder.ts";
import { TableSet } from "../sstable/table_set.ts";
import type { FlushJob, Job, JobResult, MergeJob, RemoveJob } from "./jobs.ts";
import { TableWriter } from "./table_writer.ts";

/** Bytes that a merge reads before it gives way. */
const SLICE_BYTES = 1 << 20;
/** Only index partitions go through a merge's cache, each of them once. */
const MERGE_CACHE_BYTES = 64 << 10;

/**
 * Runs one job.
 * @param idle buffers of jobs that are done, for those to come: left to the garbage collector they would pile up, since they live long
 * @throws FountainError of the files, or `corruption` of a table that is merged
 */
export async function runJob(platform: Platform, job: Job, idle: BuilderBuffers[] = []): Promise<JobResult> {
  if (job.kind === "remove") return await remove(platform, job);
  const buffers = idle.pop() ?? new BuilderBuffers();
  try {
    return await (job.kind === "flush" ? flush(platform, job, buffers) : merge(platform, job, buffers));
  } finally {
    idle.push(buffers);
  }
}

async function flush(platform: Platform, job: FlushJob, buffers: BuilderBuffers): Promise<JobResult> {
  const memtable = new Memtable(job.memtable, false);
  const cursor = new MemtableCursor(memtable);
  const writer = new TableWriter(platform, job.output, job.rules, buffers);
  try {
    for (cursor.seekFirst(); cursor.valid; cursor.next()) {
      platform.noteGarbage(cursor.valueEnd - cursor.keyStart);
      if (writer.wantsNewTable(cursor.keyBuffer, cursor.keyStart, cursor.keyEnd)) await writer.finishTable();
      addEntry(writer, cursor);
    }
    const tables = await writer.finish();
    return { tables, readBytes: memtable.usedBytes, writtenBytes: writer.writtenBytes, cancelled: false };
  } finally {
    writer.close();
  }
}

async function merge(platform: Platform, job: MergeJob, buffers: BuilderBuffers): Promise<JobResult> {
  const tables = new TableSet(platform.files, job.output.folder, {
    cache: new BlockCache(MERGE_CACHE_BYTES),
    crc32: (bytes, seed) => platform.crc32(bytes, seed),
    once: new Uint8Array(16 << 10),
    filterCounts: { asked: 0, passed: 0, falsePositives: 0 },
  }, Infinity);
  const source = new MergeCursor(job.runs.map((run) => new RunCursor(run, tables)), "forward");
  const writer = new TableWriter(platform, job.output, job.rules, buffers);
  const cancel = new Int32Array(job.cancel);
  try {
    const readBytes = await mergeInto(platform, source, writer, job.bytesPerSecond, cancel);
    if (readBytes === undefined) {
      writer.discard();
      return { tables: [], readBytes: 0, writtenBytes: 0, cancelled: true };
    }
    return { tables: await writer.finish(), readBytes, writtenBytes: writer.writtenBytes, cancelled: false };
  } catch (error) {
    // The store goes on after damage: what was written must not lie there until the next open.
    if (error instanceof FountainError && error.code === "corruption") writer.discard();
    throw error;
  } finally {
    source.close();
    tables.close();
    writer.close();
  }
}

/** Merges all of `source`; gives the bytes read, or undefined when cancelled. */
async function mergeInto(
  platform: Platform,
  source: MergeCursor,
  writer: TableWriter,
  bytesPerSecond: number,
  cancel: Int32Array,
): Promise<number | undefined> {
  const { clock } = platform;
  const startedMs = clock.monotonicMs();
  let readBytes = 0;
  let sliceBytes = 0;
  source.seekStart();
  for (let top: Cursor | undefined = source.top; top !== undefined; top = source.top) {
    if (writer.wantsNewTable(top.keyBuffer, top.keyStart, top.keyEnd)) await writer.finishTable();
    addEntry(writer, top);
    sliceBytes += top.keyEnd - top.keyStart + top.valueEnd - top.valueStart;
    source.next();
    if (sliceBytes < SLICE_BYTES) continue;
    readBytes += sliceBytes;
    platform.noteGarbage(sliceBytes);
    sliceBytes = 0;
    const dueMs = bytesPerSecond > 0 ? startedMs + readBytes * 1000 / bytesPerSecond - clock.monotonicMs() : 0;
    await clock.sleep(Math.max(0, dueMs));
    if (Atomics.load(cancel, 0) !== 0) return undefined;
  }
  return readBytes + sliceBytes;
}

function addEntry(writer: TableWriter, entry: Cursor): void {
  writer.add(entry.keyBuffer, entry.keyStart, entry.keyEnd, entry.valueBuffer, entry.valueStart, entry.valueEnd);
}

/** Removes tables; durably, for they are not named as obsolete any more afterwards. */
async function remove(platform: Platform, job: RemoveJob): Promise<JobResult> {
  const folder = join(job.folder, "tables");
  for (const number of job.numbers) {
    const path = join(folder, tableFileName(number));
    if (platform.files.exists(path)) platform.files.remove(path);
  }
  await platform.files.syncFolder(folder);
  return { tables: [], readBytes: 0, writtenBytes: 0, cancelled: false };
}
