/**
 * All entries of a source in one order: a cursor for each memtable, each L0 table and each deeper level that a range can meet, merged.
 *
 * ```
 *   range of one space      L0  [system, people]  [people, an index]  [an index]      tables without the space are left out
 *                           L1  |  people  |  people  |  an index  |                  levels without a table in the range, too
 * ```
 *
 * What is left out is neither opened nor read: a look-up by an index seldom has to go to more than two tables.
 *
 * @module
 */

import type { SpaceId } from "../base/types.ts";
import { afterPrefix, compareWhole } from "../encoding/bytes.ts";
import { internalKey, spaceOf } from "../encoding/internal_key.ts";
import { countOfSpace, findTable, overlaps, type TableMeta } from "../encoding/table_properties.ts";
import type { Cursor } from "../structure/cursor.ts";
import { MergeCursor } from "../structure/merge_cursor.ts";
import { MemtableCursor } from "./memtable/memtable_cursor.ts";
import type { ReadSource } from "./read.ts";
import { RunCursor } from "./sstable/run_cursor.ts";

/** Bounds of an iteration, by user key. */
export interface KeyRange {
  /** The first key that may be met; undefined: from the start. */
  readonly from?: Uint8Array | undefined;
  /** The first key behind the range; undefined: to the end. */
  readonly to?: Uint8Array | undefined;
  readonly reverse?: boolean | undefined;
  /** About how many keys will be asked for, so that no more is read than that takes; undefined: not known. */
  readonly expected?: number | undefined;
}

/** A run is read somewhat further than its share of the expected keys: half a block at each end, and because shares are no more than likely. */
const EXPECTED_MARGIN = 1.25;
const EXPECTED_BYTES_MORE = 4096;

/** A cursor over the entries of a source that lie in the range, and over others outside of it. */
export function mergedEntries(source: ReadSource, range: KeyRange): MergeCursor {
  const { tables, version } = source;
  const { from, to, reverse = false, expected } = range;
  const cursors: Cursor[] = source.memtables.map((memtable) => new MemtableCursor(memtable));
  // Of the expected entries each run has a share as large as it is of all tables.
  const bytesOf = (runBytes: number): number | undefined =>
    expected === undefined
      ? undefined
      : Math.ceil(expected * runBytes / version.entries * EXPECTED_MARGIN) + EXPECTED_BYTES_MORE;
  const space = spaceOfRange(from, to);
  for (const table of version.levels[0] as readonly TableMeta[]) {
    if (!overlaps(table, from, to) || (space !== undefined && countOfSpace(table, space) === undefined)) continue;
    cursors.push(new RunCursor([table], tables, bytesOf(table.sizeBytes)));
  }
  const first = from === undefined ? undefined : internalKey(from, Number.MAX_SAFE_INTEGER, 0);
  for (let level = 1; level < version.levels.length; level++) {
    const run = version.levels[level] as readonly TableMeta[];
    const table = run[first === undefined ? 0 : findTable(run, first, 0, first.length)];
    if (table !== undefined && overlaps(table, from, to)) {
      cursors.push(new RunCursor(run, tables, bytesOf(version.levelBytes(level))));
    }
  }
  return new MergeCursor(cursors, reverse ? "reverse" : "forward");
}

/** The space that all keys of the range are in; undefined when they may be in several. */
function spaceOfRange(from: Uint8Array | undefined, to: Uint8Array | undefined): SpaceId | undefined {
  if (from === undefined || to === undefined || from.length === 0) return undefined;
  const prefixBytes = 1 + (from[0] as number);
  if (prefixBytes > from.length) return undefined;
  const after = afterPrefix(from.subarray(0, prefixBytes));
  return after === undefined || compareWhole(to, after) > 0 ? undefined : spaceOf(from, 0);
}
