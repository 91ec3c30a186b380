/**
 * Tables as the manifest and the picker see them, without files.
 *
 * @module
 */

import { asSequence } from "../../src/base/types.ts";
import { internalKey, KIND_PUT } from "../../src/encoding/internal_key.ts";
import type { TableMeta } from "../../src/encoding/table_properties.ts";
import { userKey } from "./entries.ts";

/** A table with defaults; its keys are single bytes in space 1, at sequence 5. */
export function tableMeta(
  given: Partial<Omit<TableMeta, "smallest" | "largest">> & { readonly smallest: number; readonly largest: number },
): TableMeta {
  const { smallest, largest, ...rest } = given;
  return {
    number: 1,
    level: 1,
    sizeBytes: 1000,
    entries: 10,
    keys: 10,
    deletes: 0,
    minSequence: asSequence(1),
    maxSequence: asSequence(10),
    rawBytes: 1000,
    spaces: [],
    ...rest,
    smallest: internalKey(userKey(1, new Uint8Array([smallest])), 5, KIND_PUT),
    largest: internalKey(userKey(1, new Uint8Array([largest])), 5, KIND_PUT),
  };
}
