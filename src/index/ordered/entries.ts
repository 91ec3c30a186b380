/**
 * The entries of a record in an ordered index.
 *
 * ```
 *   space of the index | part | part ... | id of the record        value: see src/store/entry_value.ts
 * ```
 *
 * Unique and multi have the same form: whether a key is taken is seen by looking for entries that begin with it. Every record has an entry,
 * so that an index also knows who has no value: a part without one is marked as such, and these marks are never shown. A sparse
 * index leaves out records without a value for the first part. A list gives an entry for each of its different elements.
 *
 * Keys have a limit, as in every store that sorts: they stand whole in blocks, in the tables' bounds and in page tokens.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { compareWhole } from "../../encoding/bytes.ts";
import { Decimal, decimalParts } from "../../encoding/decimal.ts";
import type { ExactValue } from "../../encoding/exact_json.ts";
import { KeyWriter, readValue, type Scalar, TAG_NOTHING, TAG_NULL, valueEnd } from "../../encoding/ordered_value.ts";
import type { IndexDefinition, IndexPart } from "../definition.ts";
import type { PathSource } from "../key_path.ts";

const writer = new KeyWriter();

/** The value as it can be a key; undefined for a list, an object, or none. */
export function asScalar(value: ExactValue | undefined): Scalar | undefined {
  if (typeof value !== "object" || value === null || value instanceof Decimal) return value;
  return undefined;
}

/** Bytes of a key, with its space and without the id. */
const KEY_BYTES_MAX = 32 << 10;
/** Values of a record in one index. */
const VALUES_MAX = 10_000;
/** Bytes of all its keys there. */
const RECORD_BYTES_MAX = 1 << 20;

/** Why a record has no {@link entryKeys}, for error messages. */
export const TOO_MUCH_TO_INDEX =
  "at most 10,000 values of a record, keys of at most 32 KiB, and 1 MiB of them altogether";

/**
 * The keys of a record's entries, in order; undefined when they are too many or too long: no index takes such a record.
 * @param prefix the space of the index
 */
export function entryKeys(
  definition: IndexDefinition,
  prefix: Uint8Array,
  record: PathSource,
): Uint8Array[] | undefined {
  const { parts, sparse } = definition;
  if (definition.isMulti) return listKeys(definition, prefix, record);
  const values = parts.map(({ path }) => asScalar(path.one(record)));
  if (sparse && values[0] === undefined) return [];
  const key = entryKey(parts, prefix, values, record.id);
  return key && [key];
}

function listKeys(definition: IndexDefinition, prefix: Uint8Array, record: PathSource): Uint8Array[] | undefined {
  const rows = partValues(definition, record);
  if (rows.length > VALUES_MAX) return undefined;
  const keys: Uint8Array[] = [];
  let bytes = 0;
  for (const values of rows) {
    const key = entryKey(definition.parts, prefix, values, record.id);
    if (key === undefined || (bytes += key.length) > RECORD_BYTES_MAX) return undefined;
    keys.push(key);
  }
  return distinct(keys);
}

/** One key; undefined when it is too long. */
function entryKey(
  parts: readonly IndexPart[],
  prefix: Uint8Array,
  values: readonly (Scalar | undefined)[],
  id: string,
): Uint8Array | undefined {
  writer.length = 0;
  writer.raw(prefix);
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (isTooLong(value)) return undefined;
    writePart(value, (parts[at] as IndexPart).descending);
  }
  if (writer.length > KEY_BYTES_MAX) return undefined;
  writer.text(id);
  return writer.slice();
}

/** True for what must be too long as a key: it is not written first, for the writer would stay as long. */
function isTooLong(value: Scalar | undefined): boolean {
  if (typeof value === "string") return value.length > KEY_BYTES_MAX;
  if (!(value instanceof Decimal) || value.text.length <= KEY_BYTES_MAX) return false;
  // Zeros at its ends are in its exponent.
  return decimalParts(value.text).digits.length > KEY_BYTES_MAX;
}

/** The values of each entry's parts, for an index with a list in one of them. */
function partValues({ parts, sparse }: IndexDefinition, record: PathSource): (Scalar | undefined)[][] {
  const single = parts.map(({ path }) => path.isMulti ? undefined : asScalar(path.one(record)));
  const at = parts.findIndex(({ path }) => path.isMulti);
  const many: (Scalar | undefined)[] = (parts[at] as IndexPart).path.all(record).map(asScalar).filter((value) =>
    value !== undefined
  );
  if (many.length === 0) many.push(undefined);
  const rows = many.map((value) => single.with(at, value));
  return sparse ? rows.filter(([first]) => first !== undefined) : rows;
}

function writePart(value: Scalar | undefined, descending: boolean): void {
  const start = writer.length;
  writer.value(value);
  if (descending) writer.turnOver(start);
}

function distinct(keys: Uint8Array[]): Uint8Array[] {
  if (keys.length < 2) return keys;
  keys.sort(compareWhole);
  return keys.filter((key, at) => at === 0 || compareWhole(key, keys[at - 1] as Uint8Array) !== 0);
}

/** Where the id begins in an entry's key, `key[0, keyEnd)`. */
export function idStart(
  { parts }: IndexDefinition,
  prefixBytes: number,
  key: Uint8Array,
  keyEnd: number = key.length,
): number {
  let at = prefixBytes;
  for (const { descending } of parts) at = valueEnd(key, at, descending);
  assert(at < keyEnd, "an index entry ends with an id");
  return at;
}

/** The values in an entry's key. */
export function entryValues({ parts }: IndexDefinition, prefixBytes: number, key: Uint8Array): (Scalar | undefined)[] {
  let at = prefixBytes;
  return parts.map(({ descending }) => {
    const value = readValue(key, at, descending);
    at = valueEnd(key, at, descending);
    return value;
  });
}

/** Whether two records with this key collide in a unique index: a null or a missing value never does. */
export function collides({ parts }: IndexDefinition, prefixBytes: number, key: Uint8Array): boolean {
  let at = prefixBytes;
  for (const { descending } of parts) {
    const tag = (key[at] as number) ^ (descending ? 0xff : 0);
    if (tag === TAG_NULL || tag === TAG_NOTHING) return false;
    at = valueEnd(key, at, descending);
  }
  return true;
}
