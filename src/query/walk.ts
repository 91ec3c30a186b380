/**
 * Walking a plan: its records, each once, in the plan's order.
 *
 * A record that has several entries, or that several branches of a union lead to, is given at the first of these. Whether an entry is the
 * first is seen from the record alone, so nothing is remembered, and a walk may begin anywhere:
 *
 * ```
 *   branch 1: .tags[] is sea        a {tags: [sea, lake]}   <- given here
 *   branch 2: .tags[] starts "la"   a                       <- matches branch 1: passed over
 * ```
 *
 * Steps that give no record are given as undefined now and then, for the caller to give way.
 *
 * @module
 */

import { compareWhole, nextKey } from "../encoding/bytes.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import { ParsedRecord } from "../index/key_path.ts";
import { entryKeys, idStart } from "../index/ordered/entries.ts";
import type { ByteRange } from "../index/ordered/ranges.ts";
import type { Access } from "./access.ts";
import { matches } from "./matches.ts";
import type { Branch, Plan } from "./plan.ts";
import type { Effort, EntryValue, QueryRecord, QuerySource } from "./source.ts";

/** So many steps are taken before the caller may give way. */
export const STEPS_PER_TURN = 512;
/** Of index entries alone, which are read quickly. */
export const ENTRIES_PER_TURN = 4096;

/** Ranges, however little is in them. */
export const RANGES_PER_TURN = 64;

/** Ids of an intersection; more are expected only when statistics were wrong. */
const REMEMBERED_MAX = 400_000;
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where a walk goes on: behind the entry `key` of a branch. */
export interface WalkPosition {
  readonly branch: number;
  readonly key: Uint8Array;
}

/** A record, and the place of it in the walk. */
export interface Found<R> extends WalkPosition {
  readonly record: R;
  readonly parsed: ParsedRecord;
}

/** The records of a plan that is not sorted in memory. */
export function* walk<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  effort: Effort,
  after?: WalkPosition,
): Generator<Found<R> | undefined, void, void> {
  for (const [at, branch] of plan.branches.entries()) {
    if (after !== undefined && at < after.branch) continue;
    const behind = after?.branch === at ? after.key : undefined;
    const earlier = plan.branches.slice(0, at);
    const found = branch.access === undefined
      ? scanned(source, plan, effort, behind)
      : entered(source, branch, branch.access, effort, behind, plan.expected);
    for (const each of found) {
      if (each === undefined) {
        yield undefined;
        continue;
      }
      const { parsed } = each;
      if (branch.rest !== undefined && !matches(branch.rest, parsed)) continue;
      if (earlier.some(({ filter }) => matches(filter, parsed))) continue;
      yield { ...each, branch: at };
    }
  }
}

function* scanned<R extends QueryRecord>(
  source: QuerySource<R>,
  { ids, reverse, expected }: Plan,
  effort: Effort,
  behind: Uint8Array | undefined,
): Generator<Found<R> | undefined, void, void> {
  for (const [at, each] of (reverse ? ids.ranges.toReversed() : ids.ranges).entries()) {
    if (at % RANGES_PER_TURN === RANGES_PER_TURN - 1) yield undefined;
    const range = resumed(each, behind, reverse);
    if (isPassed(range)) continue;
    const cursor = source.view.iterate({ ...range, reverse, expected });
    try {
      while (cursor.next()) {
        if (++effort.entriesRead % STEPS_PER_TURN === 0) yield undefined;
        const record = source.recordAt(cursor);
        if (record === undefined) continue;
        effort.recordsFetched++;
        yield { record, parsed: parsedOf(record), branch: 0, key: keyOf(cursor) };
      }
    } finally {
      cursor.close();
    }
  }
}

/** True for a range that lies before the place where a walk goes on. */
function isPassed({ from, to }: ByteRange): boolean {
  return to !== undefined && compareWhole(from, to) >= 0;
}

function* entered<R extends QueryRecord>(
  source: QuerySource<R>,
  { also, filter }: Branch,
  access: Access,
  effort: Effort,
  behind: Uint8Array | undefined,
  expected: number | undefined,
): Generator<Found<R> | undefined, void, void> {
  const among = also === undefined ? undefined : yield* idsOf(source, also, effort);
  for (const [at, each] of access.ranges.entries()) {
    if (at % RANGES_PER_TURN === RANGES_PER_TURN - 1) yield undefined;
    const range = resumed(each, behind, false);
    if (isPassed(range)) continue;
    const cursor = source.view.iterate({ ...range, expected });
    try {
      while (cursor.next()) {
        if (++effort.entriesRead % STEPS_PER_TURN === 0) yield undefined;
        const found = foundAt(source, access, keyOf(cursor), cursor, effort, among);
        // Where the ids were too many to be remembered, the record itself is asked.
        if (found !== undefined && (among !== undefined || also === undefined || matches(filter, found.parsed))) {
          yield found;
        }
      }
    } finally {
      cursor.close();
    }
  }
}

/** The record of the entry `key`, when it is to be given there. @param entry its value @param among only these ids */
export function foundAt<R extends QueryRecord>(
  source: QuerySource<R>,
  access: Access,
  key: Uint8Array,
  entry: EntryValue,
  effort: Effort,
  among?: ReadonlySet<string>,
): Found<R> | undefined {
  const { definition, prefix } = access.index;
  const start = idStart(definition, prefix.length, key);
  if (among !== undefined && !among.has(TEXT_DECODER.decode(key.subarray(start)))) return undefined;
  const record = source.record(key, start, key.length, effort, entry);
  if (record === undefined) return undefined;
  const parsed = parsedOf(record);
  if (definition.isMulti && compareWhole(firstKey(access, parsed), key) !== 0) return undefined;
  return { record, parsed, branch: 0, key };
}

/** The first of a record's entries that lies in the ranges. REQUIRES: there is one */
function firstKey({ index, ranges }: Access, record: ParsedRecord): Uint8Array {
  const keys = entryKeys(index.definition, index.prefix, record) ?? [];
  return keys.find((key) => isWithin(ranges, key)) ?? index.prefix;
}

/** Whether a key lies in one of the ranges, which are in order. */
function isWithin(ranges: readonly ByteRange[], key: Uint8Array): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { from, to } = ranges[middle] as ByteRange;
    if (compareWhole(key, from) < 0) high = middle;
    else if (to !== undefined && compareWhole(key, to) >= 0) low = middle + 1;
    else return true;
  }
  return false;
}

/** The ids of all entries; undefined when they are too many to be remembered. */
function* idsOf<R extends QueryRecord>(
  source: QuerySource<R>,
  { index: { definition, prefix }, ranges }: Access,
  effort: Effort,
): Generator<undefined, Set<string> | undefined, void> {
  const ids = new Set<string>();
  for (const [at, range] of ranges.entries()) {
    if (at % RANGES_PER_TURN === RANGES_PER_TURN - 1) yield undefined;
    const cursor = source.view.iterate(range);
    try {
      while (cursor.next()) {
        if (++effort.entriesRead % STEPS_PER_TURN === 0) yield undefined;
        const key = cursor.keyBuffer.subarray(0, cursor.keyEnd);
        if (ids.size >= REMEMBERED_MAX) return undefined;
        ids.add(TEXT_DECODER.decode(key.subarray(idStart(definition, prefix.length, key))));
      }
    } finally {
      cursor.close();
    }
  }
  return ids;
}

/** A range without what lies up to `behind`, that included. */
export function resumed({ from, to }: ByteRange, behind: Uint8Array | undefined, reverse: boolean): ByteRange {
  if (behind === undefined) return { from, to };
  if (reverse) return { from, to: to === undefined || compareWhole(behind, to) < 0 ? behind : to };
  const next = nextKey(behind);
  return { from: compareWhole(next, from) > 0 ? next : from, to };
}

function parsedOf({ id, version, json }: QueryRecord): ParsedRecord {
  return new ParsedRecord(id, version, json);
}

/** The key under a cursor, for longer than the cursor stands there. */
export function keyOf(cursor: VisibleCursor): Uint8Array {
  return cursor.keyBuffer.slice(0, cursor.keyEnd);
}
