/**
 * Filters: conditions on key paths, as a caller writes them, and as they are kept.
 *
 * ```
 *   {".country": "DE", ".population": {$gte: 100000}, $or: [{".tags[]": "sea"}, {".tags[]": {$prefix: "lake"}}]}
 *
 *   and ── .country is DE
 *       ── .population from 100000
 *       ── or ── .tags[] is sea
 *             ── .tags[] begins with lake
 * ```
 *
 * As in MongoDB, comparisons hold within a kind of values only, `$ne` and `$nin` are the contrary of `$eq` and `$in`, and `null` is also
 * what is not there.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { Decimal, exactNumber } from "../encoding/decimal.ts";
import type { ExactValue } from "../encoding/exact_json.ts";
import type { Scalar } from "../encoding/ordered_value.ts";
import { KeyPath } from "../index/key_path.ts";
import { asScalar } from "../index/ordered/entries.ts";

const DEPTH_MAX = 64;
const LIST_MAX = 10_000;

/** Conditions over key paths, in MongoDB's operator style; see the module. */
export type FilterSpec = { readonly [pathOrOperator: string]: unknown };

/** What is asked of a path's values. */
export type Test =
  | { readonly op: "eq"; readonly value: ExactValue }
  | ValuesTest
  | { readonly op: "gt" | "gte" | "lt" | "lte"; readonly value: Scalar }
  | { readonly op: "exists"; readonly value: boolean }
  | { readonly op: "prefix"; readonly value: string };

/** Any of some values. */
export interface ValuesTest {
  readonly op: "in";
  readonly values: readonly ExactValue[];
  /** Those that are equal when they are the same in JavaScript, and the rest: lists, objects, numbers that no double says. */
  readonly simple: ReadonlySet<ExactValue>;
  readonly others: readonly ExactValue[];
}

/** One condition. */
export interface Condition {
  readonly kind: "is";
  readonly path: KeyPath;
  readonly test: Test;
}

/** A filter that was read. */
export type Filter =
  | Condition
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter };

/** Holds for every record. */
export const EVERYTHING: Filter = { kind: "and", filters: [] };

/** Reads a filter. @throws FountainError `invalid` */
export function readFilter(spec: unknown, depth = 0): Filter {
  if (depth > DEPTH_MAX) throw invalid(`Cannot use the filter: it is nested deeper than ${DEPTH_MAX} levels`);
  if (!isPlain(spec)) {
    throw invalid("Cannot use the filter: it must be an object of key paths and operators");
  }
  const filters = Object.entries(spec).map(([name, value]) => {
    return name.startsWith("$") ? readOperator(name, value, depth) : readConditions(KeyPath.parse(name), value, depth);
  });
  return joined("and", filters);
}

/** Filters within filters of the same kind become one list, for the planner looks at the outermost one. */
function joined(kind: "and" | "or", filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((each) => each.kind === kind ? each.filters : [each]);
  const [only] = flat;
  if (flat.length === 1 && only !== undefined) return only;
  return { kind, filters: flat.length > LIST_MAX ? filters : flat };
}

/** The values of one path in an `$or` are an `$in`, which is looked up as a whole. */
function asValues(filter: Filter): Filter {
  if (filter.kind !== "or") return filter;
  const filters: Filter[] = [];
  const ofPaths = new Map<string, { readonly path: KeyPath; readonly values: ExactValue[] }>();
  for (const each of filter.filters) {
    const values = each.kind === "is" ? valuesOf(each.test) : undefined;
    if (each.kind !== "is" || values === undefined) {
      filters.push(each);
      continue;
    }
    const known = ofPaths.get(each.path.text);
    if (known === undefined) ofPaths.set(each.path.text, { path: each.path, values: [...values] });
    else for (const value of values) known.values.push(value);
  }
  if ([...ofPaths.values()].some(({ values }) => values.length > LIST_MAX)) return filter;
  for (const { path, values: [first = null, ...others] } of ofPaths.values()) {
    filters.push(is(path, others.length === 0 ? { op: "eq", value: first } : anyOf([first, ...others])));
  }
  const [only] = filters;
  return filters.length === 1 && only !== undefined ? only : { kind: "or", filters };
}

function valuesOf(test: Test): readonly ExactValue[] | undefined {
  if (test.op === "eq") return [test.value];
  // None of no values is what holds for no record.
  return test.op === "in" && test.values.length > 0 ? test.values : undefined;
}

function readOperator(name: string, value: unknown, depth: number): Filter {
  if (name === "$not") return { kind: "not", filter: readFilter(value, depth + 1) };
  if (name !== "$and" && name !== "$or") {
    throw invalid(`Cannot use the filter: there is no ${name} here; there are $and, $or, $not and key paths`);
  }
  if (!Array.isArray(value) || value.length < 1 || value.length > LIST_MAX) {
    throw invalid(`Cannot use the filter: ${name} must be a list of 1 to ${LIST_MAX} filters`);
  }
  const filters = value.map((each) => readFilter(each, depth + 1));
  return name === "$and" ? joined("and", filters) : asValues(joined("or", filters));
}

/** What is said of one path: a value, or operators. */
function readConditions(path: KeyPath, value: unknown, depth: number): Filter {
  if (depth > DEPTH_MAX) throw invalid(`Cannot use the filter: it is nested deeper than ${DEPTH_MAX} levels`);
  const names = isPlain(value) ? Object.keys(value) : [];
  if (!names.some((name) => name.startsWith("$"))) return is(path, { op: "eq", value: toExact(value) });
  return joined(
    "and",
    Object.entries(value as FilterSpec).map(([name, operand]) => readTest(path, name, operand, depth)),
  );
}

function readTest(path: KeyPath, name: string, operand: unknown, depth: number): Filter {
  switch (name) {
    case "$eq":
      return is(path, { op: "eq", value: toExact(operand) });
    case "$ne":
      return { kind: "not", filter: is(path, { op: "eq", value: toExact(operand) }) };
    case "$in":
      return is(path, anyOf(readList(name, operand)));
    case "$nin":
      return { kind: "not", filter: is(path, anyOf(readList(name, operand))) };
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return is(path, { op: name.slice(1) as "gt", value: readScalar(name, operand) });
    case "$exists":
      if (typeof operand !== "boolean") throw invalid("Cannot use the filter: $exists must be true or false");
      return is(path, { op: "exists", value: operand });
    case "$prefix":
      if (typeof operand !== "string") throw invalid("Cannot use the filter: $prefix must be a string");
      return is(path, { op: "prefix", value: operand });
    case "$not":
      return { kind: "not", filter: readConditions(path, operand, depth + 1) };
    default:
      throw invalid(
        `Cannot use the filter: there is no ${name} for a path; there are $eq $ne $gt $gte $lt $lte $in $nin $exists $prefix $not`,
      );
  }
}

function anyOf(values: readonly ExactValue[]): ValuesTest {
  const simple = new Set(values.filter(isSimple));
  return { op: "in", values, simple, others: values.filter((value) => !isSimple(value)) };
}

/** True for a value that equals only what is the same in JavaScript. */
export function isSimple(value: ExactValue): boolean {
  return typeof value !== "object" || value === null;
}

function is(path: KeyPath, test: Test): Condition {
  return { kind: "is", path, test };
}

function readList(name: string, operand: unknown): ExactValue[] {
  if (!Array.isArray(operand) || operand.length > LIST_MAX) {
    throw invalid(`Cannot use the filter: ${name} must be a list of at most ${LIST_MAX} values`);
  }
  return operand.map(toExact);
}

/** A key of an index, as a caller gives it. @throws FountainError `invalid` */
export function readScalar(name: string, operand: unknown): Scalar {
  const scalar = asScalar(toExact(operand));
  if (scalar === undefined) {
    throw invalid(`Cannot use ${name}: it must be a string, a number, a boolean or null`);
  }
  return scalar;
}

/** A JSON value, from what a caller gives: a bigint is a number, too. @throws FountainError `invalid` */
export function toExact(value: unknown): ExactValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Decimal) return exactNumber(value.text);
  if (typeof value === "bigint") return exactNumber(String(value));
  if (typeof value === "number" && Number.isFinite(value)) return value + 0;
  if (Array.isArray(value)) return value.map(toExact);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toExact(each)]));
  throw invalid(
    `Cannot use ${
      nameOf(value)
    } as a value: it must be a string, a number, a bigint, a boolean, null, a list of these or a plain object, ` +
      "as the records have it",
  );
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value === "number" ? `${value}` : typeof value;
  return "an object of a class, such as a Date,";
}

/** Whether it is an object such as JSON has: a Date, a Map or a RegExp shows no members, and would be compared as `{}`. */
function isPlain(value: unknown): value is FilterSpec {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The last one of all is another object in another realm, such as a test's.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
