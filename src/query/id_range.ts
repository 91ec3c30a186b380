/**
 * The ids that conditions on `id` leave, so that a scan need not read all records.
 *
 * @module
 */

import { afterPrefix, compareWhole, joined, nextKey } from "../encoding/bytes.ts";
import type { ExactValue } from "../encoding/exact_json.ts";
import type { ByteRange } from "../index/ordered/ranges.ts";
import type { Condition } from "./filter.ts";

const TEXT_ENCODER = new TextEncoder();

/** Keys of records. */
export interface IdRange {
  /** In order, apart from one another. */
  readonly ranges: readonly ByteRange[];
  /** True when conditions have narrowed them. */
  readonly isNarrow: boolean;
}

/** The keys, behind `prefix`, of all records that the conditions may let through. */
export function idRange(prefix: Uint8Array, conditions: readonly Condition[]): IdRange {
  let from = prefix;
  let to = afterPrefix(prefix);
  let isNarrow = false;
  /** Of the first list of ids; other lists are looked at record by record. */
  let listed: readonly Uint8Array[] | undefined;
  const narrow = (lower: Uint8Array | undefined, upper: Uint8Array | undefined): void => {
    isNarrow = true;
    if (lower !== undefined && compareWhole(lower, from) > 0) from = lower;
    if (upper !== undefined && (to === undefined || compareWhole(upper, to) < 0)) to = upper;
  };
  for (const { path, test } of conditions) {
    if (path.ofRecord !== "id") continue;
    if (test.op === "in") listed ??= keysOf(prefix, test.values);
    // Half of a surrogate pair has no UTF-8, and no id has it: then each record is looked at.
    if (!("value" in test) || typeof test.value !== "string" || !test.value.isWellFormed()) continue;
    const key = joined(prefix, TEXT_ENCODER.encode(test.value));
    const next = nextKey(key);
    if (test.op === "eq") narrow(key, next);
    else if (test.op === "prefix") narrow(key, afterPrefix(key));
    else if (test.op === "gt") narrow(next, undefined);
    else if (test.op === "gte") narrow(key, undefined);
    else if (test.op === "lt") narrow(undefined, key);
    else if (test.op === "lte") narrow(undefined, next);
  }
  if (listed === undefined) return { ranges: [{ from, to }], isNarrow };
  const within = listed.filter((key) => {
    return compareWhole(key, from) >= 0 && (to === undefined || compareWhole(key, to) < 0);
  });
  return { ranges: within.map((key) => ({ from: key, to: nextKey(key) })), isNarrow: true };
}

/** The keys of the records with these ids, in order, each once; what is no id has none. */
function keysOf(prefix: Uint8Array, values: readonly ExactValue[]): Uint8Array[] {
  const ids = new Set(values.filter((value) => typeof value === "string" && value.isWellFormed()));
  return [...ids].map((id) => joined(prefix, TEXT_ENCODER.encode(id as string))).sort(compareWhole);
}
