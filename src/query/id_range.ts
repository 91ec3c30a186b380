/**
 * The ids that conditions on `id` leave, so that a scan need not read all records.
 *
 * @module
 */

import { afterPrefix, compareWhole } from "../encoding/bytes.ts";
import type { ByteRange } from "../index/ordered/ranges.ts";
import type { Condition } from "./filter.ts";

const TEXT_ENCODER = new TextEncoder();

/** Keys of records. */
export interface IdRange extends ByteRange {
  /** True when conditions have narrowed it. */
  readonly isNarrow: boolean;
}

/** The keys, behind `prefix`, of all records that the conditions may let through. */
export function idRange(prefix: Uint8Array, conditions: readonly Condition[]): IdRange {
  let from = prefix;
  let to = afterPrefix(prefix);
  let isNarrow = false;
  const narrow = (lower: Uint8Array | undefined, upper: Uint8Array | undefined): void => {
    isNarrow = true;
    if (lower !== undefined && compareWhole(lower, from) > 0) from = lower;
    if (upper !== undefined && (to === undefined || compareWhole(upper, to) < 0)) to = upper;
  };
  for (const { path, test } of conditions) {
    if (path.ofRecord !== "id" || !("value" in test) || typeof test.value !== "string") continue;
    // Half of a surrogate pair has no UTF-8, and no id has it: then each record is looked at.
    if (!test.value.isWellFormed()) continue;
    const key = join(prefix, TEXT_ENCODER.encode(test.value));
    const next = join(key, Uint8Array.of(0));
    if (test.op === "eq") narrow(key, next);
    else if (test.op === "prefix") narrow(key, afterPrefix(key));
    else if (test.op === "gt") narrow(next, undefined);
    else if (test.op === "gte") narrow(key, undefined);
    else if (test.op === "lt") narrow(undefined, key);
    else if (test.op === "lte") narrow(undefined, next);
  }
  return { from, to, isNarrow };
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
