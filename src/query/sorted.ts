/**
 * Records in the order of a sort: from an index that has it, or by keeping the first ones of all in memory.
 *
 * The order is by the sort's values, then by id, whatever the plan: so a page can begin behind a record that another plan gave, or that has
 * changed since. An index walked backwards meets ids backwards, too; each group of equal values is therefore turned, in memory
 * while it is small, by a second cursor when it is not.
 *
 * ```
 *   backwards   5c 5b 5a | 3d | 2f 2e        given   5a 5b 5c | 3d | 2e 2f
 * ```
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { afterPrefix, compareBytes, compareWhole, joined } from "../encoding/bytes.ts";
import { compareScalars, KeyWriter, readValue, type Scalar, valueEnd } from "../encoding/ordered_value.ts";
import type { IndexPart } from "../index/definition.ts";
import type { PathSource } from "../index/key_path.ts";
import { asScalar, idStart } from "../index/ordered/entries.ts";
import type { ByteRange } from "../index/ordered/ranges.ts";
import { TopK } from "../structure/top_k.ts";
import type { Access } from "./access.ts";
import { matches } from "./matches.ts";
import type { Branch, Plan } from "./plan.ts";
import type { Effort, EntryValue, QueryRecord, QuerySource } from "./source.ts";
import { foundAt, keyOf, resumed, STEPS_PER_TURN, walk } from "./walk.ts";

/** A group of equal values that is turned in memory. */
const TURNED_MAX = 64;
/** Bytes of values that a sort in memory holds: as much as a page may have of text. */
const HELD_BYTES_MAX = 16 << 20;
const TEXT_ENCODER = new TextEncoder();
const NO_VALUE: EntryValue = { valueBuffer: new Uint8Array(0), valueStart: 0, valueEnd: 0 };
const writer = new KeyWriter();

/** A record's place in a sort: its values, then its id. */
export interface SortPosition {
  /** The values, each as its ordered bytes, turned over when descending. */
  readonly key: Uint8Array;
  readonly id: string;
}

/** A record in a sort. */
export interface Sorted<R> extends SortPosition {
  readonly record: R;
}

/** An index entry. */
interface Entry {
  readonly key: Uint8Array;
  readonly value: EntryValue;
}

/** The order of places. */
export function compareSorted(a: SortPosition, b: SortPosition): number {
  const order = compareWhole(a.key, b.key);
  if (order !== 0 || a.id === b.id) return order;
  return compareWhole(TEXT_ENCODER.encode(a.id), TEXT_ENCODER.encode(b.id));
}

/** The values that a record is sorted by, as bytes. Of several values the first in the sort's order counts. */
export function sortKey(sort: readonly IndexPart[], record: PathSource): Uint8Array {
  writer.length = 0;
  for (const { path, descending } of sort) {
    const start = writer.length;
    writer.value(path.isMulti ? firstOf(path.all(record).map(asScalar), descending) : asScalar(path.one(record)));
    if (descending) writer.turnOver(start);
  }
  return writer.slice();
}

function firstOf(values: readonly (Scalar | undefined)[], descending: boolean): Scalar | undefined {
  const sorted = values.filter((value) => value !== undefined).sort(compareScalars);
  return descending ? sorted.at(-1) : sorted[0];
}

/**
 * The places of the first `limit` records of a plan behind a place. Records are not held: they may be large.
 * @throws FountainError `invalid` when their values have more than 16 MiB
 */
export function* sortedInMemory<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  sort: readonly IndexPart[],
  limit: number,
  effort: Effort,
  after: SortPosition | undefined,
): Generator<undefined, SortPosition[], void> {
  const first = new TopK<SortPosition>(limit, compareSorted);
  let heldBytes = 0;
  for (const found of walk(source, plan, effort)) {
    if (found === undefined) {
      yield undefined;
      continue;
    }
    const { record, parsed } = found;
    const sorted = { key: sortKey(sort, parsed), id: record.id };
    if (after !== undefined && compareSorted(sorted, after) <= 0) continue;
    heldBytes += sorted.key.length - (first.add(sorted)?.key.length ?? 0);
    if (heldBytes > HELD_BYTES_MAX) throw longValues();
  }
  return first.sorted();
}

function longValues(): Error {
  return invalid(
    `Cannot sort: the values of a page's records have more than ${HELD_BYTES_MAX} bytes; ask for a smaller pageSize, sort by shorter ` +
      "values, or create an index in the order of the sort",
  );
}

/** The records of a plan whose index gives the order, behind a place. */
export function* sortedByIndex<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  sort: readonly IndexPart[],
  effort: Effort,
  after: SortPosition | undefined,
): Generator<Sorted<R> | undefined, void, void> {
  const [branch] = plan.branches;
  if (branch?.access === undefined) return;
  const group = after === undefined ? undefined : groupOf(branch.access, sort, after.key);
  for (const entry of entriesInOrder(source, branch.access, plan, effort, group, after?.id)) {
    if (effort.entriesRead % STEPS_PER_TURN === 0) yield undefined;
    const sorted = sortedAt(source, branch, branch.access, sort, entry, effort);
    if (sorted !== undefined) yield sorted;
  }
}

function sortedAt<R extends QueryRecord>(
  source: QuerySource<R>,
  { rest }: Branch,
  access: Access,
  sort: readonly IndexPart[],
  { key, value }: Entry,
  effort: Effort,
): Sorted<R> | undefined {
  const found = foundAt(source, access, key, value, effort);
  if (found === undefined || (rest !== undefined && !matches(rest, found.parsed))) return undefined;
  return { record: found.record, id: found.record.id, key: sortKey(sort, found.parsed) };
}

/** The start of the entries with a sort's values. */
function groupOf({ index, ranges, fixedParts }: Access, sort: readonly IndexPart[], key: Uint8Array): Uint8Array {
  const values = new Map<string, Scalar | undefined>();
  let at = 0;
  for (const { path, descending } of sort) {
    values.set(path.text, readValue(key, at, descending));
    at = valueEnd(key, at, descending);
  }
  const { parts } = index.definition;
  const first = ranges[0]?.from ?? index.prefix;
  let end = index.prefix.length;
  for (const { descending } of parts.slice(0, fixedParts)) end = valueEnd(first, end, descending);
  writer.length = 0;
  writer.raw(first.subarray(0, end));
  for (const { path, descending } of parts.slice(fixedParts)) {
    const start = writer.length;
    writer.value(values.get(path.text));
    if (descending) writer.turnOver(start);
  }
  return writer.slice();
}

/** Entries in the order of a sort; behind the record `id` of a group, when there is one. */
function* entriesInOrder<R extends QueryRecord>(
  source: QuerySource<R>,
  access: Access,
  { reverse, expected }: Plan,
  effort: Effort,
  group: Uint8Array | undefined,
  id: string | undefined,
): Generator<Entry, void, void> {
  const last = group === undefined || id === undefined ? undefined : joined(group, TEXT_ENCODER.encode(id));
  if (!reverse) {
    for (const range of access.ranges) yield* forward(source, resumed(range, last, false), effort, expected);
    return;
  }
  for (const range of access.ranges.toReversed()) {
    if (group !== undefined) yield* forward(source, within(resumed(range, last, false), group), effort, expected);
    yield* backward(source, access, resumed(range, group, true), effort, expected);
  }
}

function* forward<R extends QueryRecord>(
  source: QuerySource<R>,
  range: ByteRange,
  effort: Effort,
  expected: number | undefined,
): Generator<Entry, void, void> {
  if (range.to !== undefined && compareWhole(range.from, range.to) >= 0) return;
  const cursor = source.view.iterate({ ...range, expected });
  try {
    while (cursor.next()) {
      effort.entriesRead++;
      yield { key: keyOf(cursor), value: cursor };
    }
  } finally {
    cursor.close();
  }
}

/** Groups of equal values from the last to the first, each of them by id. */
function* backward<R extends QueryRecord>(
  source: QuerySource<R>,
  { index: { definition, prefix } }: Access,
  range: ByteRange,
  effort: Effort,
  expected: number | undefined,
): Generator<Entry, void, void> {
  if (range.to !== undefined && compareWhole(range.from, range.to) >= 0) return;
  const cursor = source.view.iterate({ ...range, reverse: true, expected });
  let group: Entry[] = [];
  let groupBytes = 0;
  try {
    while (cursor.next()) {
      effort.entriesRead++;
      const key = keyOf(cursor);
      const value = copyOf(cursor);
      const first = group[0]?.key;
      if (first !== undefined && compareBytes(first, 0, groupBytes, key, 0, Math.min(groupBytes, key.length)) === 0) {
        group.push({ key, value });
        if (group.length < TURNED_MAX) continue;
        const start = first.slice(0, groupBytes);
        yield* forward(source, within(range, start), effort, expected);
        cursor.seek(start);
        group = [];
        continue;
      }
      yield* group.toReversed();
      group = [{ key, value }];
      groupBytes = idStart(definition, prefix.length, key);
    }
    yield* group.toReversed();
  } finally {
    cursor.close();
  }
}

/** The value under a cursor, for longer than the cursor stands there; most entries have none. */
function copyOf({ valueBuffer, valueStart, valueEnd }: EntryValue): EntryValue {
  if (valueStart === valueEnd) return NO_VALUE;
  const copy = valueBuffer.slice(valueStart, valueEnd);
  return { valueBuffer: copy, valueStart: 0, valueEnd: copy.length };
}

/** What of a range begins with `start`. */
function within({ from, to }: ByteRange, start: Uint8Array): ByteRange {
  const end = afterPrefix(start);
  return {
    from: compareWhole(start, from) > 0 ? start : from,
    to: to === undefined || (end !== undefined && compareWhole(end, to) < 0) ? end : to,
  };
}
