/**
 * Table properties: their JSON form, and finding a table in a run.
 *
 * @module
 */

import { expect, test } from "vitest";
import { asSequence, asSpaceId } from "../../src/base/types.ts";
import { toHex } from "../../src/encoding/bytes.ts";
import { internalKey, KIND_PUT } from "../../src/encoding/internal_key.ts";
import {
  findTable,
  propertiesFromJson,
  propertiesToJson,
  type TableProperties,
} from "../../src/encoding/table_properties.ts";
import { userKey } from "../support/entries.ts";
import { forSeeds } from "../support/random.ts";
import { tableMeta } from "../support/metas.ts";

const PROPERTIES: TableProperties = {
  number: 7,
  entries: 30,
  keys: 20,
  deletes: 4,
  minSequence: asSequence(11),
  maxSequence: asSequence(2 ** 53 - 1),
  smallest: internalKey(userKey(1, "a"), 40, KIND_PUT),
  largest: internalKey(userKey(9, "z"), 11, KIND_PUT),
  rawBytes: 12_345,
  spaces: [[asSpaceId(1), 20, 4], [asSpaceId(9), 6, 0]],
};

/** What is read of the JSON text of the properties with some fields changed. */
function read(changed: Record<string, unknown>): TableProperties | undefined {
  return propertiesFromJson(JSON.parse(JSON.stringify({ ...propertiesToJson(PROPERTIES), ...changed })));
}

test("properties come back from their JSON text", () => {
  expect(read({})).toEqual(PROPERTIES);
  expect(read({ spaces: [] })).toEqual({ ...PROPERTIES, spaces: [] });
});

test("keys come back however long they are", () => {
  const smallest = internalKey(userKey(1, "a".repeat(2_200_000)), 40, KIND_PUT);
  expect(propertiesFromJson(propertiesToJson({ ...PROPERTIES, smallest }))?.smallest.length).toBe(smallest.length);
});

test("keys are written as hexadecimal internal keys", () => {
  expect(propertiesToJson(PROPERTIES)["smallest"]).toBe(toHex(PROPERTIES.smallest));
});

test("fields that the properties do not have are passed by, as the manifest needs it", () => {
  expect(read({ level: 3, sizeBytes: 99 })).toEqual(PROPERTIES);
});

test("what is no object is refused", () => {
  for (const json of [null, undefined, 1, "text", [], true]) expect(propertiesFromJson(json)).toBeUndefined();
});

test("a count that is missing, negative, broken, too large or no number is refused, in every field", () => {
  for (const name of ["number", "entries", "keys", "deletes", "minSequence", "maxSequence", "rawBytes"]) {
    for (const value of [undefined, null, -1, 1.5, 2 ** 53, "1", [1]]) expect(read({ [name]: value })).toBeUndefined();
  }
});

test("a key that is no hexadecimal, or has no byte before its trailer, is refused", () => {
  for (const name of ["smallest", "largest"]) {
    for (const value of [undefined, 5, "", "xy", "abc", "00".repeat(9), "AB".repeat(12)]) {
      expect(read({ [name]: value })).toBeUndefined();
    }
    expect(read({ [name]: "00".repeat(10) })).toBeDefined();
  }
});

test("counts of spaces that are no lists of three whole numbers are refused", () => {
  const rows = [null, 5, [], [1, 2], [1, 2, 3, 4], ["1", 2, 3], [1, null, 3], [1.5, 2, 3], [1, -2, 3], [1, 2, 1e300]];
  for (const row of rows) expect(read({ spaces: [[1, 2, 3], row] })).toBeUndefined();
  for (const spaces of [undefined, {}, "x"]) expect(read({ spaces })).toBeUndefined();
});

test("a table of a run is found by any key up to its last", async () => {
  await forSeeds(20, (random) => {
    const keys = [...new Set(Array.from({ length: random.below(12) }, () => random.below(200)))].sort((a, b) => a - b);
    const run = keys.map((key, at) => tableMeta({ number: at + 1, smallest: key, largest: key }));
    for (let key = 0; key < 200; key++) {
      const target = internalKey(userKey(1, new Uint8Array([key])), 5, KIND_PUT);
      const found = keys.findIndex((last) => last > key || (last === key));
      expect(findTable(run, target, 0, target.length)).toBe(found < 0 ? keys.length : found);
    }
  });
});

test("a version older than all that a table has of its last key is looked for behind it", () => {
  const run = [tableMeta({ number: 1, smallest: 3, largest: 3 }), tableMeta({ number: 2, smallest: 7, largest: 7 })];
  const older = internalKey(userKey(1, new Uint8Array([3])), 4, KIND_PUT);
  expect(findTable(run, older, 0, older.length)).toBe(1);
});
