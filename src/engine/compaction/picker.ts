/**
 * Chooses what to merge next: always one bounded piece.
 *
 * ```
 *   L0  4 tables or more     all of L0 with what it overlaps in L1
 *   Ln  above its size       the table that overlaps the next level least for its size, with what it overlaps there
 *   any mostly garbage       a table alone, rewritten where it is
 *   any dropped spaces       so too, from a tenth on; of L0 all of it into L1
 * ```
 *
 * L0 comes first, because every read looks into each of its tables; then the level that is most above its size. Of a level's tables the
 * one with the least overlap moves most bytes down for the bytes that must be read and written.
 *
 * @module
 */

import type { SpaceId } from "../../base/types.ts";
import type { SpaceCount, TableMeta } from "../../encoding/table_properties.ts";
import { compareKeys, LEVELS, type Version } from "../manifest/version.ts";
import type { RetentionRules, SpaceRetention } from "./retention.ts";

/** A merge to do. */
export interface Pick {
  /** Each run is sorted and does not overlap itself; newer runs need not come first. */
  readonly runs: readonly (readonly TableMeta[])[];
  readonly targetLevel: number;
  /** True when no table below the target can hold any key of the inputs. */
  readonly deepest: boolean;
}

/** What a table, or a memtable, holds. */
export interface Contents {
  readonly entries: number;
  readonly minSequence: number;
  readonly spaces: readonly SpaceCount[];
}

/** Sizes that the levels may have. */
export interface LevelLimits {
  readonly level0Tables: number;
  readonly level1Bytes: number;
}

/** Levels from which tables go down for their size: not L0, which goes by its count, and not the last. */
const MERGED_LEVELS = Array.from({ length: LEVELS - 2 }, (_, at) => at + 1);

/** From one in so many entries on, those of dropped spaces are worth a rewrite: it costs for each byte what moving it down a level does. */
const DROPPED_SHARE = 10;

/** Bytes that a level may hold before it is compacted. */
export function levelBytesMax(limits: LevelLimits, level: number): number {
  return limits.level1Bytes * 10 ** (level - 1);
}

/** What waits to be merged: bytes above the levels' sizes, and L0 once it has enough tables. */
export function debtBytes(version: Version, limits: LevelLimits): number {
  let debt = (version.levels[0]?.length ?? 0) >= limits.level0Tables ? version.levelBytes(0) : 0;
  for (let level = 1; level < LEVELS - 1; level++) {
    debt += Math.max(0, version.levelBytes(level) - levelBytesMax(limits, level));
  }
  return debt;
}

/** The next merge that the levels ask for and that touches no table of `avoid`; undefined when there is none. */
export function pickCompaction(
  version: Version,
  limits: LevelLimits,
  rules: RetentionRules,
  avoid: ReadonlySet<number>,
): Pick | undefined {
  const level0 = (version.levels[0]?.length ?? 0) >= limits.level0Tables ? pickLevel0(version, avoid) : undefined;
  if (level0 !== undefined) return level0;
  const ratio = (level: number): number => version.levelBytes(level) / levelBytesMax(limits, level);
  const due = MERGED_LEVELS.filter((level) => ratio(level) > 1).sort((a, b) => ratio(b) - ratio(a));
  for (const level of due) {
    const pick = pickFromLevel(version, level, avoid);
    if (pick !== undefined) return pick;
  }
  return pickGarbage(version, rules, avoid);
}

/** All of L0 into L1 (what is newer must not sink below what is older); undefined when L0 is empty. */
export function pickLevel0(version: Version, avoid: ReadonlySet<number>): Pick | undefined {
  const level0 = version.levels[0] ?? [];
  if (level0.length === 0) return undefined;
  const pick = makePick(version, level0.map((table) => [table]), 1);
  return touches(pick, avoid) ? undefined : pick;
}

function touches(pick: Pick, avoid: ReadonlySet<number>): boolean {
  return avoid.size > 0 && pick.runs.some((run) => run.some((table) => avoid.has(table.number)));
}

/** The table of a level that is cheapest to move down; undefined when there is none. */
export function pickFromLevel(version: Version, level: number, avoid: ReadonlySet<number>): Pick | undefined {
  let best: TableMeta | undefined;
  let least = Infinity;
  for (const table of version.levels[level] ?? []) {
    const below = version.overlapping(level + 1, table.smallest, table.largest);
    if (avoid.has(table.number) || below.some((other) => avoid.has(other.number))) continue;
    const cost = below.reduce((sum, other) => sum + other.sizeBytes, 0) / table.sizeBytes;
    if (cost < least) [best, least] = [table, cost];
  }
  return best === undefined ? undefined : makePick(version, [[best]], level + 1);
}

/** A table that is mostly garbage, or has much of dropped spaces, and of which something can go now; rewritten in its level. */
function pickGarbage(version: Version, rules: RetentionRules, avoid: ReadonlySet<number>): Pick | undefined {
  const drops = freeDrops(rules);
  const level0 = version.levels[0] ?? [];
  if (drops.size > 0 && isWorthDropping(level0, rules, drops)) {
    const pick = pickLevel0(version, avoid);
    if (pick !== undefined) return pick;
  }
  for (let level = 1; level < LEVELS; level++) {
    for (const table of version.levels[level] ?? []) {
      if (avoid.has(table.number)) continue;
      const dropped = drops.size > 0 && isWorthDropping([table], rules, drops);
      if (!dropped && garbageEntries(table, rules, drops) * 2 < table.entries) continue;
      const pick = rewrite(version, table);
      // What a drop leaves goes anywhere; a delete only where nothing lies below.
      if (dropped || pick.deepest) return pick;
    }
  }
  return undefined;
}

/** Dropped spaces of which no version is wanted for its age or count, with the sequence of the drop. */
export function freeDrops({ present, byDefault, bySpace, dropped }: RetentionRules): ReadonlyMap<SpaceId, number> {
  if (dropped.length === 0) return new Map();
  const own = new Map(bySpace);
  return new Map(dropped.filter(([space, at]) => {
    const { versions, currentSince } = own.get(space) ?? byDefault;
    return at <= Math.min(present, currentSince) && versions !== Infinity;
  }));
}

/** Whether so much of some entries is of `drops`, and seen by no pin, that it is worth writing the rest anew. */
export function isWorthDropping(
  parts: readonly Contents[],
  { pins }: RetentionRules,
  drops: ReadonlyMap<SpaceId, number>,
): boolean {
  let gone = 0;
  let entries = 0;
  for (const part of parts) {
    entries += part.entries;
    for (const [space, puts, deletes] of part.spaces) if (isGone(part, space, pins, drops)) gone += puts + deletes;
  }
  return gone > 0 && gone * DROPPED_SHARE >= entries;
}

/** Whether all that is there of a space was dropped and is seen by no pin. */
function isGone(
  { minSequence }: Contents,
  space: SpaceId,
  pins: readonly number[],
  drops: ReadonlyMap<SpaceId, number>,
): boolean {
  const at = drops.get(space);
  return at !== undefined && !pins.some((pin) => pin >= minSequence && pin < at);
}

/** A table alone, into its own level. */
export function rewrite(version: Version, table: TableMeta): Pick {
  return { runs: [[table]], targetLevel: table.level, deepest: isDeepest(version, table.level, [table]) };
}

/**
 * Entries of a table that a rewrite at the deepest place would surely leave out: deletes, older versions and entries of dropped spaces,
 * as long as neither a pin nor the retention setting can want any of them.
 */
export function garbageEntries(table: TableMeta, rules: RetentionRules, drops = freeDrops(rules)): number {
  const { byDefault, bySpace, pins, present } = rules;
  const cuts = new Map(rules.cut);
  const isCut = (space: SpaceId): boolean => table.maxSequence <= (cuts.get(space) ?? -1);
  if (table.spaces.length > 0 && table.spaces.every(([space]) => isCut(space))) return table.entries;
  if (present < table.maxSequence || pins.some((pin) => pin < table.maxSequence)) return 0;
  const own = new Map(bySpace);
  const ruleOf = (space: SpaceId): SpaceRetention => own.get(space) ?? byDefault;
  const keepsPast = ({ versions, currentSince }: SpaceRetention): boolean =>
    versions > 1 || currentSince < table.maxSequence;
  const retentions = table.spaces.length === 0 ? [byDefault] : table.spaces.map(([space]) => ruleOf(space));
  if (retentions.some(keepsPast)) return 0;
  let gone = 0;
  for (const [space, puts] of table.spaces) if (isCut(space) || isGone(table, space, pins, drops)) gone += puts;
  return Math.min(table.entries, table.deletes + Math.max(gone, table.entries - table.keys));
}

function makePick(version: Version, runs: readonly (readonly TableMeta[])[], targetLevel: number): Pick {
  const inputs = runs.flat();
  const [smallest, largest] = rangeOf(inputs);
  const below = version.overlapping(targetLevel, smallest, largest);
  const all = below.length > 0 ? [...runs, below] : runs;
  return { runs: all, targetLevel, deepest: isDeepest(version, targetLevel, all.flat()) };
}

function isDeepest(version: Version, level: number, tables: readonly TableMeta[]): boolean {
  const [smallest, largest] = rangeOf(tables);
  for (let below = level + 1; below < LEVELS; below++) {
    if (version.overlapping(below, smallest, largest).length > 0) return false;
  }
  return true;
}

/** The least and the greatest internal key of some tables. REQUIRES: there is one. */
function rangeOf(tables: readonly TableMeta[]): [smallest: Uint8Array, largest: Uint8Array] {
  let [{ smallest, largest }] = tables as [TableMeta, ...TableMeta[]];
  for (const table of tables) {
    if (compareKeys(table.smallest, smallest) < 0) smallest = table.smallest;
    if (compareKeys(table.largest, largest) > 0) largest = table.largest;
  }
  return [smallest, largest];
}
