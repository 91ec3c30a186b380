/**
 * What would help a query that no index serves.
 *
 * @module
 */

import type { IndexPart } from "../index/definition.ts";
import { conjunction, RANGES_MAX, servedBy, withoutLastId } from "./access.ts";
import type { Condition, Filter } from "./filter.ts";

/** What to do, as the end of a sentence: which index to create, or, where none can help, what to ask for beside. */
export function adviceFor(filter: Filter, sort: readonly IndexPart[]): string {
  const index = indexFor(filter, sort);
  if (index !== undefined) return `${index} would help`;
  const unserved = sort.some(({ path }) => path.isMulti)
    ? "no index has the order of a path with []"
    : `no index serves $ne, $nin, $not, $exists: true, more than ${RANGES_MAX} values, or a list or an object, nor an $or with a branch of these alone`;
  return `${unserved}; add a condition that compares an indexed path with a value by $eq, $in, $gt, $gte, $lt, $lte or $prefix`;
}

function indexFor(filter: Filter, sort: readonly IndexPart[]): string | undefined {
  const conditions = conjunction(filter);
  const isServed = conditions.some(({ test }) => servedBy(test) !== undefined);
  return (isServed ? undefined : unionFor(filter)) ?? compoundFor(conditions, sort);
}

/** An index for each branch of an $or. */
function unionFor(filter: Filter): string | undefined {
  for (const or of filter.kind === "and" ? filter.filters : [filter]) {
    if (or.kind !== "or") continue;
    const each = new Set(or.filters.map((branch) => compoundFor(conjunction(branch), [])));
    if (!each.has(undefined)) return [...each].join(" with ");
  }
  return undefined;
}

/** The index as a caller would define it: first what is fixed, then what is sorted by, then a range; at most one path with `[]`. */
function compoundFor(conditions: readonly Condition[], sort: readonly IndexPart[]): string | undefined {
  const parts = new Map<string, IndexPart>();
  const add = (part: IndexPart): void => {
    const isSecondList = part.path.isMulti && [...parts.values()].some(({ path }) => path.isMulti);
    if (!parts.has(part.path.text) && !isSecondList) parts.set(part.path.text, part);
  };
  for (const { path, test } of conditions) if (servedBy(test) === "values") add({ path, descending: false });
  const order = sort.some(({ path }) => path.isMulti) ? [] : withoutLastId(sort);
  for (const part of order) add(part);
  const range = conditions.find(({ test }) => servedBy(test) === "range");
  if (range !== undefined && order.length === 0) add({ path: range.path, descending: false });
  const shown = [...parts.values()].map(({ path, descending }) => {
    return descending ? `{${JSON.stringify(path.text)}:"desc"}` : JSON.stringify(path.text);
  });
  if (shown.length === 0) return undefined;
  return shown.length === 1 && shown[0]?.startsWith('"') === true
    ? `an index on ${shown[0]}`
    : `an index on keyPaths [${shown.join(",")}]`;
}
