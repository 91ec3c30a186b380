/**
 * What a table says of its contents, in its own properties block and again in the manifest.
 *
 * @module
 */

import type { Sequence, SpaceId } from "../base/types.ts";
import { asSequence, asSpaceId } from "../base/types.ts";
import { compareBytes, fromHex, toHex } from "./bytes.ts";
import { compareInternal, TRAILER_BYTES } from "./internal_key.ts";

/** Entries of one space in a table: its id, how many puts, how many deletes. */
export type SpaceCount = readonly [space: SpaceId, puts: number, deletes: number];

/** See the module. */
export interface TableProperties {
  readonly number: number;
  readonly entries: number;
  /** Distinct user keys: the other entries are older versions. */
  readonly keys: number;
  readonly deletes: number;
  readonly minSequence: Sequence;
  readonly maxSequence: Sequence;
  /** Internal keys of the first and last entry. */
  readonly smallest: Uint8Array;
  readonly largest: Uint8Array;
  /** Bytes of keys and values before prefix compression. */
  readonly rawBytes: number;
  /** In the order of their ids. */
  readonly spaces: readonly SpaceCount[];
}

/** A live table: its place in the levels and what it holds. */
export interface TableMeta extends TableProperties {
  /** 0 for tables as they were flushed; from 1 on tables of a level do not overlap. */
  readonly level: number;
  readonly sizeBytes: number;
}

/** The form that is written as JSON. */
export function propertiesToJson(properties: TableProperties): Record<string, unknown> {
  const { number, entries, keys, deletes, minSequence, maxSequence, rawBytes, spaces } = properties;
  const smallest = toHex(properties.smallest);
  const largest = toHex(properties.largest);
  return { number, entries, keys, deletes, minSequence, maxSequence, smallest, largest, rawBytes, spaces };
}

/** The properties in a parsed JSON value; undefined when it does not have their form. */
export function propertiesFromJson(json: unknown): TableProperties | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const fields = json as Record<string, unknown>;
  const counts = ["number", "entries", "keys", "deletes", "minSequence", "maxSequence", "rawBytes"].map((name) =>
    fields[name]
  );
  if (!counts.every(isCount)) return undefined;
  const [number, entries, keys, deletes, minSequence, maxSequence, rawBytes] = counts as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const smallest = keyFromJson(fields["smallest"]);
  const largest = keyFromJson(fields["largest"]);
  const spaces = spacesFromJson(fields["spaces"]);
  if (smallest === undefined || largest === undefined || spaces === undefined) return undefined;
  return {
    number,
    entries,
    keys,
    deletes,
    minSequence: asSequence(minSequence),
    maxSequence: asSequence(maxSequence),
    smallest,
    largest,
    rawBytes,
    spaces,
  };
}

function isCount(json: unknown): json is number {
  return typeof json === "number" && Number.isSafeInteger(json) && json >= 0;
}

function keyFromJson(json: unknown): Uint8Array | undefined {
  const key = typeof json === "string" ? fromHex(json) : undefined;
  return key !== undefined && key.length > 9 ? key : undefined;
}

function spacesFromJson(json: unknown): SpaceCount[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const spaces: SpaceCount[] = [];
  for (const row of json as unknown[]) {
    if (!Array.isArray(row) || row.length !== 3) return undefined;
    const [space, puts, deletes] = row as unknown[];
    if (!isCount(space) || !isCount(puts) || !isCount(deletes)) return undefined;
    spaces.push([asSpaceId(space), puts, deletes]);
  }
  return spaces;
}

/** What the table has of the space; undefined when it has no entries in it. */
export function countOfSpace({ spaces }: TableProperties, space: SpaceId): SpaceCount | undefined {
  let low = 0;
  let high = spaces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const count = spaces[middle] as SpaceCount;
    if (count[0] === space) return count;
    if (count[0] < space) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

/** Whether user keys from `from` on and before `to` may be in the table; undefined: without a bound. */
export function overlaps(
  { smallest, largest }: TableProperties,
  from: Uint8Array | undefined,
  to: Uint8Array | undefined,
): boolean {
  if (from !== undefined && compareBytes(largest, 0, largest.length - TRAILER_BYTES, from, 0, from.length) < 0) {
    return false;
  }
  return to === undefined || compareBytes(smallest, 0, smallest.length - TRAILER_BYTES, to, 0, to.length) < 0;
}

/**
 * Index of the first table of a sorted run whose last key is not before the internal key `target[start, end)`; the run's length
 * when there is none.
 */
export function findTable(run: readonly TableMeta[], target: Uint8Array, start: number, end: number): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { largest } = run[middle] as TableMeta;
    if (compareInternal(largest, 0, largest.length, target, start, end) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
