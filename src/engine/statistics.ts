/**
 * Figures of an engine, for metrics, status and benchmarks.
 *
 * @module
 */

import type { SpaceId } from "../base/types.ts";
import type { BlockCacheStatistics } from "../structure/block_cache.ts";
import type { EntryCacheStatistics } from "../structure/entry_cache.ts";
import { debtBytes } from "./compaction/picker.ts";
import type { Compactor, MergeStatistics } from "./compactor.ts";
import type { Flusher, FlushStatistics } from "./flusher.ts";
import type { EngineState } from "./state.ts";

/** One level of the tree. */
export interface LevelFigures {
  readonly level: number;
  readonly tables: number;
  readonly sizeBytes: number;
}

/** Figures since the engine was opened, unless said otherwise. */
export interface EngineStatistics {
  readonly levels: readonly LevelFigures[];
  /** Bytes waiting to be merged, now. */
  readonly debtBytes: number;
  readonly merging: boolean;
  /** Tables that wait for a flush or a merge, now. */
  readonly pendingTables: number;
  /** Files of the store on disk now, without what only open views keep. */
  readonly diskBytes: number;
  readonly logBytes: number;
  readonly memtableBytes: number;
  readonly cache: BlockCacheStatistics;
  readonly entryCache: EntryCacheStatistics;
  /** Filters asked, keys that passed, and those of them that were not there after all. */
  readonly filters: { readonly asked: number; readonly passed: number; readonly falsePositives: number };
  readonly flushes: Readonly<FlushStatistics>;
  readonly merges: Readonly<MergeStatistics>;
  /** How long writers were slowed or stopped in all. */
  readonly delayedMs: number;
  /** The latest damage that merging met, as text. */
  readonly damage: string | undefined;
}

/** See {@link EngineStatistics}. */
export function statistics(state: EngineState, flusher: Flusher, compactor: Compactor): EngineStatistics {
  const version = state.live.current;
  const levels = version.levels.map((tables, level) => ({
    level,
    tables: tables.length,
    sizeBytes: version.levelBytes(level),
  }));
  const logBytes = state.log.sizeBytes();
  return {
    levels,
    debtBytes: debtBytes(version, state.settings),
    merging: compactor.running,
    pendingTables: state.memtables.frozen.length + (version.levels[0]?.length ?? 0),
    diskBytes: levels.reduce((sum, level) => sum + level.sizeBytes, logBytes),
    logBytes,
    memtableBytes: state.memtables.usedBytes,
    cache: state.tables.resources.cache.statistics(),
    entryCache: state.entries.statistics(),
    filters: { ...state.tables.resources.filterCounts },
    flushes: { ...flusher.statistics },
    merges: { ...compactor.statistics },
    delayedMs: state.admission.delayedMs,
    damage: compactor.damage?.message,
  };
}

/** About how many keys each space has: what tables and memtables count, older versions included until they are merged away. */
export function approximateKeys(state: EngineState): Map<SpaceId, number> {
  const keys = state.memtables.countKeys();
  for (const table of state.live.current.tables()) {
    for (const [space, puts, deletes] of table.spaces) keys.set(space, (keys.get(space) ?? 0) + puts - deletes);
  }
  return keys;
}
