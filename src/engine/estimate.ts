/**
 * About how many keys there are between two, without reading them.
 *
 * ```
 *   memtable   the share of the space's entries, by their places in its order, of what it adds to the space's keys
 *   table      whole: what its properties count         in part: its share of the space's data blocks, by look-ups in the index
 * ```
 *
 * A delete takes a key away, wherever that is. Older versions count until they are merged away, as for `approximateKeys`.
 *
 * @module
 */

import type { SpaceId } from "../base/types.ts";
import { compareBytes } from "../encoding/bytes.ts";
import { internalKey, spaceEnd, spaceOf, spacePrefix, TRAILER_BYTES } from "../encoding/internal_key.ts";
import { countOfSpace, overlaps, type TableMeta } from "../encoding/table_properties.ts";
import type { Memtable } from "./memtable/memtable.ts";
import type { MemtableSlot } from "./memtables.ts";
import type { EngineState } from "./state.ts";

/** About how many keys there are from `from` on and before `to`. REQUIRES: both are of one space, or `to` ends it */
export function approximateKeysBetween(state: EngineState, from: Uint8Array, to: Uint8Array): number {
  if (compareBytes(from, 0, from.length, to, 0, to.length) >= 0) return 0;
  const first = internalKey(from, Number.MAX_SAFE_INTEGER, 0);
  const behind = internalKey(to, Number.MAX_SAFE_INTEGER, 0);
  let keys = 0;
  for (const slot of state.memtables.slots()) keys += keysOfMemtable(slot, first, behind);
  for (const level of state.live.current.levels) {
    for (const table of level) if (overlaps(table, from, to)) keys += keysOfTable(state, table, first, behind);
  }
  return Math.max(0, Math.round(keys));
}

/** How many entries of the space there are in a memtable. */
export function entriesOfSpace(memtable: Memtable, space: SpaceId): number {
  const prefix = spacePrefix(space);
  return memtable.countBetween(
    internalKey(prefix, Number.MAX_SAFE_INTEGER, 0),
    internalKey(spaceEnd(prefix), Number.MAX_SAFE_INTEGER, 0),
  );
}

/** Where in the space the deletes are is not known; as many of the range's entries as of the others are taken for some. */
function keysOfMemtable({ memtable, counts }: MemtableSlot, first: Uint8Array, behind: Uint8Array): number {
  const entries = memtable.countBetween(first, behind);
  if (entries === 0) return 0;
  const space = spaceOf(first, 0);
  return entries * (counts.get(space) ?? 0) / entriesOfSpace(memtable, space);
}

function keysOfTable(state: EngineState, table: TableMeta, first: Uint8Array, behind: Uint8Array): number {
  const { smallest, largest } = table;
  const space = spaceOf(first, 0);
  const count = countOfSpace(table, space);
  if (count === undefined) return 0;
  const [, puts, deletes] = count;
  const whole = compareUser(smallest, first) >= 0 && compareUser(largest, behind) < 0;
  if (whole) return puts - deletes;
  // Keys of one space are about as long as one another; those of other spaces are not.
  const reader = state.tables.reader(table);
  const prefix = spacePrefix(space);
  const start = reader.dataOffset(internalKey(prefix, Number.MAX_SAFE_INTEGER, 0));
  const end = reader.dataOffset(internalKey(spaceEnd(prefix), Number.MAX_SAFE_INTEGER, 0));
  const share = (reader.dataOffset(behind) - reader.dataOffset(first)) / Math.max(1, end - start);
  return Math.min(1, share) * (puts - deletes);
}

function compareUser(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length - TRAILER_BYTES, b, 0, b.length - TRAILER_BYTES);
}
