/**
 * Whether a record is as a filter asks.
 *
 * @module
 */

import { compareNumbers, Decimal } from "../encoding/decimal.ts";
import { type ExactValue, isObject } from "../encoding/exact_json.ts";
import { compareScalars, type Scalar } from "../encoding/ordered_value.ts";
import type { PathSource } from "../index/key_path.ts";
import { asScalar } from "../index/ordered/entries.ts";
import { type Filter, isSimple, type Test, type ValuesTest } from "./filter.ts";

/** See the module. */
export function matches(filter: Filter, record: PathSource): boolean {
  switch (filter.kind) {
    case "and":
      return filter.filters.every((each) => matches(each, record));
    case "or":
      return filter.filters.some((each) => matches(each, record));
    case "not":
      return !matches(filter.filter, record);
    case "is": {
      const { path, test } = filter;
      if (path.isMulti) return holds(test, path.all(record));
      const value = path.one(record);
      return holds(test, value === undefined ? NONE : [value]);
    }
  }
}

const NONE: readonly ExactValue[] = [];

function holds(test: Test, values: readonly ExactValue[]): boolean {
  switch (test.op) {
    case "eq":
      return equalsAny(values, test.value);
    case "in":
      return equalsOneOf(values, test);
    case "exists":
      return (values.length > 0) === test.value;
    case "prefix":
      return values.some((value) => typeof value === "string" && beginsWith(value, test.value));
    default: {
      const { op, value } = test;
      // Null is also what is not there, and nothing is beyond it.
      if (value === null) return (op === "gte" || op === "lte") && equalsAny(values, null);
      return values.some((each) => isBeyond(op, asScalar(each), value));
    }
  }
}

/** By whole characters, as the bytes in an index: half of a surrogate pair does not begin the pair. */
function beginsWith(value: string, prefix: string): boolean {
  if (!value.startsWith(prefix)) return false;
  const at = prefix.length - 1;
  return at < 0 || !/^[\ud800-\udbff][\udc00-\udfff]$/.test(value.slice(at, at + 2));
}

function equalsAny(values: readonly ExactValue[], wanted: ExactValue): boolean {
  if (wanted === null && values.length === 0) return true;
  return values.some((value) => sameValue(value, wanted));
}

function equalsOneOf(values: readonly ExactValue[], { simple, others }: ValuesTest): boolean {
  if (values.length === 0) return simple.has(null);
  return values.some((value) => {
    return isSimple(value) ? simple.has(value) : others.some((wanted) => sameValue(value, wanted));
  });
}

function isBeyond(op: "gt" | "gte" | "lt" | "lte", value: Scalar | undefined, bound: Scalar): boolean {
  if (value === undefined || kindOf(value) !== kindOf(bound)) return false;
  const order = compareScalars(value, bound);
  return op === "gt" ? order > 0 : op === "gte" ? order >= 0 : op === "lt" ? order < 0 : order <= 0;
}

function kindOf(value: Scalar): string {
  return value === null ? "null" : value instanceof Decimal ? "number" : typeof value;
}

/** Whether two values are the same JSON: numbers by decimal value, objects whatever the order of their members. */
export function sameValue(a: ExactValue, b: ExactValue): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return (a instanceof Decimal || b instanceof Decimal) && isNumber(a) && isNumber(b) && compareNumbers(a, b) === 0;
  }
  if (a instanceof Decimal || b instanceof Decimal) return isNumber(a) && isNumber(b) && compareNumbers(a, b) === 0;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length &&
      a.every((each: ExactValue, at) => sameValue(each, b[at] as ExactValue));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameValue(a[name] as ExactValue, b[name] as ExactValue));
}

function isNumber(value: ExactValue): value is number | Decimal {
  return typeof value === "number" || value instanceof Decimal;
}
