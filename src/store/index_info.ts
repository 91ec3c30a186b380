/**
 * Indexes as they are shown.
 *
 * @module
 */

import {
  defineIndex,
  type IndexDefinition,
  type IndexKind,
  type IndexSpec,
  type KeyPart,
} from "../index/definition.ts";
import { ANY_VALUE, type ByteRange, partRange } from "../index/ordered/ranges.ts";
import { invalid } from "../base/errors.ts";
import { spaceEnd } from "../encoding/internal_key.ts";
import type { IndexEntry } from "./index_catalog.ts";
import { checkIndexName } from "./names.ts";
import type { ReadPoint } from "./reader.ts";

/** Entries are counted one by one up to here, and estimated beyond. */
const COUNTED_MAX = 5000;

/** An index, as it is shown. */
export interface IndexInfo {
  readonly name: string;
  readonly kind: IndexKind;
  readonly keyPath?: string;
  readonly keyPaths?: readonly KeyPart[];
  /** Whether its entries carry their records. */
  readonly covering: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  /** `building`: it is kept up, and serves no reads yet. */
  readonly state: "building" | "ready";
  /** From 0 to 1, and 1 when it is ready. */
  readonly progress: number;
  /** Keys of records; about so many when they are more than some thousand. */
  readonly entries: number;
}

/** A checked definition. @throws FountainError `invalid` */
export function checkedDefinition(spec: IndexSpec & { readonly name: string }): IndexDefinition {
  if (typeof spec !== "object" || spec === null) {
    throw invalid("Cannot define the index: say its name, kind and keyPath");
  }
  checkIndexName(spec.name);
  return defineIndex(spec.name, spec);
}

/** See {@link IndexInfo}. */
export function describeIndex(point: ReadPoint, index: IndexEntry): IndexInfo {
  const { name, covering, spec: { kind, keyPath, keyPaths, options = {} } } = index.definition;
  const ready = index.readySequence <= point.sequence();
  return {
    name,
    kind,
    ...(keyPath === undefined ? {} : { keyPath }),
    ...(keyPaths === undefined ? {} : { keyPaths }),
    covering,
    options,
    state: ready ? "ready" : "building",
    progress: ready ? 1 : progressOf(point, index),
    entries: countEntries(point, valuesOf(index)),
  };
}

/** The entries of all records that have a value for the first part. */
function valuesOf({ definition: { parts }, prefix }: IndexEntry): ByteRange {
  return partRange(prefix, parts[0]?.descending === true, ANY_VALUE);
}

function progressOf(point: ReadPoint, { collection, build: { done } }: IndexEntry): number {
  const records = point.approximateKeys(collection, spaceEnd(collection));
  return Math.min(0.99, done / Math.max(1, records));
}

function countEntries(point: ReadPoint, { from, to }: ByteRange): number {
  const estimate = to === undefined ? 0 : point.approximateKeys(from, to);
  if (estimate > COUNTED_MAX) return estimate;
  const view = point.view();
  const cursor = view.iterate({ from, to });
  try {
    let count = 0;
    while (count <= COUNTED_MAX && cursor.next()) count++;
    return Math.max(count, count > COUNTED_MAX ? estimate : 0);
  } finally {
    cursor.close();
    view.close();
  }
}
