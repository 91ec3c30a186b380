/**
 * Ways into an index: which of its ranges hold all records that a filter may match.
 *
 * ```
 *   .country is DE or FR, .population from 100000          index (.country, .population desc)
 *   parts:  .country ── two points ──┐
 *           .population ── a range ──┴─> two ranges of keys; conditions that they say all of need not be looked at again
 * ```
 *
 * A path with `[]` has several values, of which each condition may hold for another: only one condition on it makes a range.
 *
 * @module
 */

import { compareWhole, toHex } from "../encoding/bytes.ts";
import type { Scalar } from "../encoding/ordered_value.ts";
import { asScalar } from "../index/ordered/entries.ts";
import {
  ANY_VALUE,
  type ByteRange,
  compareCuts,
  exactly,
  intersect,
  isEmpty,
  NOTHING,
  NULL_OR_NOTHING,
  type PartRange,
  partRange,
  sameKind,
  startingWith,
  wholeRange,
} from "../index/ordered/ranges.ts";
import type { IndexPart } from "../index/definition.ts";
import type { Condition, Filter, Test } from "./filter.ts";
import type { QueryIndex } from "./source.ts";

/** More ranges than this are not worth their seeks. */
export const RANGES_MAX = 10_000;

/** Ranges of an index. */
export interface Access {
  readonly index: QueryIndex;
  /** Names it in positions: the index's space, which no other index ever has, and which way into the index it is. */
  readonly signature: string;
  /** In the order of keys, apart from one another. */
  readonly ranges: readonly ByteRange[];
  /** Conditions that hold for every record with an entry in the ranges. */
  readonly settled: ReadonlySet<Condition>;
  /** Parts of the index that have one value throughout. */
  readonly fixedParts: number;
  /** Parts that conditions have narrowed. */
  readonly usedParts: number;
}

/** What conditions say of one path. */
interface PathRanges {
  readonly ranges: readonly PartRange[];
  readonly settled: readonly Condition[];
}

/** The conditions that must all hold. */
export function conjunction(filter: Filter): Condition[] {
  if (filter.kind === "is") return [filter];
  return filter.kind === "and" ? filter.filters.flatMap(conjunction) : [];
}

/** The ways into an index for a filter; one that reads all of it is among them when nothing narrows it. */
export function accessesOf(index: QueryIndex, conditions: readonly Condition[]): Access[] {
  const { parts, sparse } = index.definition;
  const [first] = parts;
  if (first === undefined) return [];
  // Each condition on a list is a way of its own.
  const ofMulti = conditions.filter(({ path, test }) => {
    return path.isMulti && parts.some((part) => part.path.text === path.text) && rangesOf(test) !== undefined;
  });
  const ways = ofMulti.length === 0 ? [conditions] : ofMulti.map((chosen) => {
    return conditions.filter((each) => each === chosen || !each.path.isMulti);
  });
  return ways.flatMap((way, at) => {
    const access = accessBy(index, way, `${toHex(index.prefix)}.${at}`);
    return access !== undefined && !(sparse && mayMissSparse(access, way, first.path.text)) ? [access] : [];
  });
}

/** Whether a record that matches may be left out of a sparse index. */
function mayMissSparse({ usedParts }: Access, conditions: readonly Condition[], first: string): boolean {
  if (usedParts === 0) return true;
  return !conditions.some(({ path, test }) => path.text === first && impliesValue(test));
}

function impliesValue(test: Test): boolean {
  const ranges = rangesOf(test);
  return ranges !== undefined && ranges.ranges.every((range) => {
    const { lower, upper } = intersect(range, ANY_VALUE);
    return lower === range.lower && upper === range.upper;
  });
}

function accessBy(index: QueryIndex, conditions: readonly Condition[], signature: string): Access | undefined {
  const { parts } = index.definition;
  const settled = new Set<Condition>();
  let starts: Uint8Array[] = [index.prefix];
  let fixedParts = 0;
  const by = (ranges: readonly ByteRange[], usedParts: number): Access => {
    const sorted = ranges.toSorted((a, b) => compareWhole(a.from, b.from));
    return { index, signature, ranges: sorted, settled, fixedParts, usedParts };
  };
  for (const [at, part] of parts.entries()) {
    const said = saidOf(part.path.text, conditions);
    if (said === undefined) return by(starts.map(wholeRange), at);
    if (starts.length * said.ranges.length > RANGES_MAX) {
      // What the parts before it say is enough of a way, if there is such a part.
      return at === 0 ? undefined : by(starts.map(wholeRange), at);
    }
    for (const condition of said.settled) settled.add(condition);
    if (!said.ranges.every(({ isPoint }) => isPoint)) {
      const ranges = starts.flatMap((start) => said.ranges.map((range) => partRange(start, part.descending, range)));
      return by(ranges, at + 1);
    }
    starts = starts.flatMap((start) => said.ranges.map((range) => partRange(start, part.descending, range).from));
    if (starts.length === 1 && fixedParts === at) fixedParts++;
  }
  return by(starts.map(wholeRange), parts.length);
}

/** What the conditions say of a path together; undefined: nothing that makes ranges. */
function saidOf(path: string, conditions: readonly Condition[]): PathRanges | undefined {
  let ranges: readonly PartRange[] | undefined;
  const settled: Condition[] = [];
  for (const condition of conditions) {
    if (condition.path.text !== path) continue;
    const found = rangesOf(condition.test);
    if (found === undefined) continue;
    if (found.exact) settled.push(condition);
    ranges = ranges === undefined ? found.ranges : intersectAll(ranges, found.ranges);
  }
  return ranges && { ranges, settled };
}

/** What lies in a range of each list. The ranges of a list are apart from one another. */
function intersectAll(a: readonly PartRange[], b: readonly PartRange[]): PartRange[] {
  const [ones, others] = [a, b].map((ranges) => ranges.toSorted((x, y) => compareCuts(x.lower, y.lower)));
  const found: PartRange[] = [];
  let [atOne, atOther] = [0, 0];
  for (;;) {
    const [one, other] = [ones?.[atOne], others?.[atOther]];
    if (one === undefined || other === undefined) return found;
    const both = intersect(one, other);
    if (!isEmpty(both)) found.push(both);
    // The one that ends first has nothing in common with what follows.
    if (compareCuts(one.upper, other.upper) <= 0) atOne++;
    else atOther++;
  }
}

/** How an index serves a test: by single values, or by a range of them; undefined: not at all. */
export function servedBy(test: Test): "values" | "range" | undefined {
  const found = rangesOf(test);
  if (found === undefined || found.ranges.length > RANGES_MAX) return undefined;
  return found.ranges.every(({ isPoint }) => isPoint) ? "values" : "range";
}

/** Whether an index gives the sort, and which way it is to be walked. */
export function orderOf({ index, fixedParts }: Access, sort: readonly IndexPart[]): "asc" | "desc" | undefined {
  if (sort.length === 0) return undefined;
  const { parts } = index.definition;
  const fixed = new Set(parts.slice(0, fixedParts).filter(({ path }) => !path.isMulti).map(({ path }) => path.text));
  const open = sort.filter(({ path }) => !fixed.has(path.text));
  const rest = parts.slice(fixedParts);
  return wayThrough(rest, open) ?? wayThrough(rest, withoutLastId(open));
}

function wayThrough(parts: readonly IndexPart[], sort: readonly IndexPart[]): "asc" | "desc" | undefined {
  if (sort.length !== parts.length) return undefined;
  const same = sort.map(({ path, descending }, at) => {
    const part = parts[at];
    if (part === undefined || part.path.isMulti || part.path.text !== path.text) return undefined;
    return part.descending === descending;
  });
  if (same.includes(undefined)) return undefined;
  if (same.every((each) => each === true)) return "asc";
  return same.every((each) => each === false) ? "desc" : undefined;
}

/** The sort without an ascending id at its end, where each sort has one anyway. */
export function withoutLastId(sort: readonly IndexPart[]): readonly IndexPart[] {
  const last = sort.at(-1);
  return last?.path.ofRecord === "id" && !last.descending ? sort.slice(0, -1) : sort;
}

/** The values that a test lets through, apart from one another; exact when it lets all of them through. */
function rangesOf(test: Test): { readonly ranges: readonly PartRange[]; readonly exact: boolean } | undefined {
  switch (test.op) {
    case "eq":
      return ofValues([test.value]);
    case "in":
      return ofValues(test.values);
    case "prefix":
      return { ranges: [startingWith(test.value)], exact: true };
    case "exists":
      // What is there may be a list or an object, which has no key.
      return test.value ? undefined : { ranges: [NOTHING], exact: false };
    default:
      return ofBound(test.op, test.value);
  }
}

function ofValues(
  values: readonly (Scalar | unknown)[],
): { readonly ranges: readonly PartRange[]; readonly exact: boolean } | undefined {
  const scalars = values.map((value) => asScalar(value as Scalar));
  if (scalars.some((value) => value === undefined)) return undefined;
  const known = new Map<string, PartRange>();
  for (const value of scalars) {
    const range = value === null ? NULL_OR_NOTHING : exactly(value);
    known.set(range.lower.bytes.join(), range);
  }
  return { ranges: [...known.values()], exact: !scalars.includes(null) };
}

function ofBound(
  op: "gt" | "gte" | "lt" | "lte",
  value: Scalar,
): { readonly ranges: readonly PartRange[]; readonly exact: boolean } {
  if (value === null) return { ranges: op === "gte" || op === "lte" ? [NULL_OR_NOTHING] : [], exact: false };
  const kind = sameKind(value);
  const { lower, upper } = exactly(value);
  const cuts = op === "gt"
    ? { lower: upper, upper: kind.upper }
    : op === "gte"
    ? { lower, upper: kind.upper }
    : op === "lt"
    ? { lower: kind.lower, upper: lower }
    : { lower: kind.lower, upper };
  const range: PartRange = { ...cuts, isPoint: false };
  return { ranges: isEmpty(range) ? [] : [range], exact: true };
}
