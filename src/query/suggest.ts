/**
 * Which index would help a query that has none.
 *
 * @module
 */

import type { IndexPart } from "../index/definition.ts";
import { conjunction } from "./access.ts";
import type { Filter } from "./filter.ts";

/** The index as a caller would define it: first what is fixed, then what is sorted by, then a range. */
export function suggestIndex(filter: Filter, sort: readonly IndexPart[]): string {
  const first = filter.kind === "and" ? filter.filters.find((each) => each.kind === "or") ?? filter : filter;
  if (first.kind === "or") {
    const each = [...new Set(first.filters.map((branch) => suggestIndex(branch, [])))];
    return each.join(" with ");
  }
  const parts: string[] = [];
  const add = (path: string, shown = JSON.stringify(path)): void => {
    if (!parts.some((part) => part.includes(JSON.stringify(path)))) parts.push(shown);
  };
  const conditions = conjunction(filter);
  for (const { path, test } of conditions) if (test.op === "eq" || test.op === "in") add(path.text);
  for (const { path, descending } of sort) {
    add(path.text, descending ? `{${JSON.stringify(path.text)}:"desc"}` : JSON.stringify(path.text));
  }
  const range = conditions.find(({ test }) => test.op !== "eq" && test.op !== "in" && test.op !== "exists");
  if (range !== undefined && sort.length === 0) add(range.path.text);
  if (parts.length === 0) return "an index on a path that the filter compares with a value";
  return parts.length === 1 && parts[0]?.startsWith('"') === true
    ? `an index on ${parts[0]}`
    : `an index on keyPaths [${parts.join(",")}]`;
}
