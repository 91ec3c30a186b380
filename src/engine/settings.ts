/**
 * What can be set on an engine, with defaults, and how the memory is shared out.
 *
 * ```
 *   memoryBytes M     | 3 memtables of M/8 each | caches 7M/16 | runs, windows, worker, the runtime's slack: 3M/16 |
 * ```
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import type { Durability } from "./log/log.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
/** Of the memory, what is left to the caches by memtables, and by what the runtime and the worker take beside the buffers that are counted. */
const CACHE_SHARE = 7 / 16;

/** Of the caches, what is for whole entries; the rest is for blocks. */
const ENTRY_CACHE_SHARE = 2 / 3;
/** Of the memory, what is kept for each of the log's two runs. Bulk loads fill it; they would leave as much garbage with every run. */
const KEPT_RUN_SHARE = 1 / 32;
const KEPT_RUN_BYTES_MAX = 8 * MIB;

/** Which past versions of a key are kept beside those that snapshots and open views need. */
export type Retention =
  /** None: only the latest. */
  | { readonly keep: "latest" }
  /** The newest `versions` of each key, the present one included. */
  | { readonly keep: "last"; readonly versions: number }
  /** What was current at some moment in the last `ageMs`. */
  | { readonly keep: "age"; readonly ageMs: number }
  /** All. */
  | { readonly keep: "all" };

/** How much of the recent past is kept whole, whatever the retention: what is beyond any of these bounds may go. */
export interface ChangesKept {
  /** So many of the last sequences; 0: nothing is kept for this reason. */
  readonly sequences: number;
  /** What was written in the last so many milliseconds; Infinity: any time. */
  readonly ageMs: number;
  /** So many of the bytes written last, counted by memtables: what is in memory is kept in any case. */
  readonly bytes: number;
}

/** Settings of an engine; all have defaults. Sizes are in bytes. */
export interface EngineSettings {
  /** Memory for memtables, caches and buffers together; at least 4 MiB. Default: a quarter of the machine's, at most 1 GiB. */
  readonly memoryBytes: number;
  /** What an answered commit has survived. Default `always`: it is on disk. */
  readonly durability: Durability;
  /** Longest time unsynced with durability `interval`. Default 100. */
  readonly syncIntervalMs: number;
  /** Which past versions are kept. Default `latest`. */
  readonly retention: Retention;
  /** How much of the recent past is kept whole beside that. Default: nothing. */
  readonly changesKept: ChangesKept;
  /** A log segment is ended beyond this size. Default 4 MiB. */
  readonly walSegmentBytes: number;
  /** A memtable is flushed at this size. Default: an eighth of the memory, at most 64 MiB. */
  readonly memtableBytes: number;
  /** Budget of the caches of entries and blocks together. Default: seven sixteenths of the memory. */
  readonly cacheBytes: number;
  /** Size of a data block; at least 128. Default 4 KiB. */
  readonly blockBytes: number;
  /** A table is ended beyond this size. Default 32 MiB. */
  readonly tableBytes: number;
  /** L0 is compacted from so many tables on. Default 4. */
  readonly level0Tables: number;
  /** Size that L1 may have; each further level ten times more. Default: four memtables. */
  readonly level1Bytes: number;
  /** Bytes a second that compaction reads at most; 0 for no limit. Default 0. */
  readonly compactionBytesPerSecond: number;
  /** Table files open at once. Default 512. */
  readonly openFilesMax: number;
}

/** True when every change of a record is noted in the change feed. */
export function isFeedOn({ changesKept }: EngineSettings): boolean {
  return changesKept.sequences > 0;
}

/** The settings with all defaults filled in. @throws FountainError `invalid`, naming the setting */
export function completeSettings(given: Partial<EngineSettings>, memoryLimitBytes: number): EngineSettings {
  const memoryBytes = given.memoryBytes ?? Math.min(1024 * MIB, Math.floor(memoryLimitBytes / 4));
  const memtableBytes = given.memtableBytes ?? Math.min(64 * MIB, Math.floor(memoryBytes / 8));
  const settings: EngineSettings = {
    memoryBytes,
    durability: given.durability ?? "always",
    syncIntervalMs: given.syncIntervalMs ?? 100,
    retention: given.retention ?? { keep: "latest" },
    changesKept: given.changesKept ?? { sequences: 0, ageMs: 0, bytes: 0 },
    walSegmentBytes: given.walSegmentBytes ?? 4 * MIB,
    memtableBytes,
    cacheBytes: given.cacheBytes ?? Math.floor(memoryBytes * CACHE_SHARE),
    blockBytes: given.blockBytes ?? 4 * KIB,
    tableBytes: given.tableBytes ?? 32 * MIB,
    level0Tables: given.level0Tables ?? 4,
    level1Bytes: given.level1Bytes ?? 4 * memtableBytes,
    compactionBytesPerSecond: given.compactionBytesPerSecond ?? 0,
    openFilesMax: given.openFilesMax ?? 512,
  };
  check(settings);
  return settings;
}

/** How the settings are shared out further, in bytes. */
export function sharesOf({ memoryBytes, cacheBytes }: EngineSettings): {
  readonly entryCacheBytes: number;
  readonly blockCacheBytes: number;
  readonly keptRunBytesMax: number;
} {
  const entryCacheBytes = Math.floor(cacheBytes * ENTRY_CACHE_SHARE);
  const keptRunBytesMax = Math.min(KEPT_RUN_BYTES_MAX, Math.floor(memoryBytes * KEPT_RUN_SHARE));
  return { entryCacheBytes, blockCacheBytes: cacheBytes - entryCacheBytes, keptRunBytesMax };
}

function check(settings: EngineSettings): void {
  const { durability, retention } = settings;
  if (!["always", "interval", "os"].includes(durability)) {
    throw invalid(`Cannot open: durability must be always, interval or os, not ${JSON.stringify(durability)}`);
  }
  const least: [keyof EngineSettings, number][] = [
    ["memoryBytes", 4 * MIB],
    ["syncIntervalMs", 1],
    ["walSegmentBytes", 256],
    ["memtableBytes", 512],
    ["cacheBytes", 0],
    ["blockBytes", 128],
    ["tableBytes", 256],
    ["level0Tables", 1],
    ["level1Bytes", 1],
    ["compactionBytesPerSecond", 0],
    ["openFilesMax", 1],
  ];
  for (const [name, minimum] of least) {
    const value = settings[name];
    if (Number.isSafeInteger(value) && (value as number) >= minimum) continue;
    throw invalid(`Cannot open: ${name} must be a whole number from ${minimum} on, not ${String(value)}`);
  }
  checkRetention(retention);
  checkChangesKept(settings.changesKept);
}

function checkChangesKept({ sequences, ageMs, bytes }: ChangesKept): void {
  const isBound = (bound: number): boolean => bound === Infinity || (Number.isSafeInteger(bound) && bound >= 0);
  if (isBound(sequences) && isBound(ageMs) && isBound(bytes)) return;
  throw invalid(
    "Cannot open: changesKept must be {sequences, ageMs, bytes}, each a whole number from 0 on, or Infinity",
  );
}

/** @throws FountainError `invalid` when the setting is malformed */
export function checkRetention(retention: Retention): void {
  const { keep } = retention;
  if (keep === "latest" || keep === "all") return;
  if (keep === "last" && Number.isSafeInteger(retention.versions) && retention.versions >= 1) return;
  if (keep === "age" && Number.isSafeInteger(retention.ageMs) && retention.ageMs >= 0) return;
  throw invalid(
    `Cannot set retention: it must be {keep: "latest"}, {keep: "last", versions: from 1}, {keep: "age", ageMs: from 0} or {keep: "all"}`,
  );
}
