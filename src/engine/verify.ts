/**
 * Reads all that is on disk and says what is wrong with it.
 *
 * Of every table: each block's checksum, the order of the keys, that each key passes the filter, and that the counts and bounds are those that
 * the properties and the manifest state. Damage of one table does not stop the reading of the others.
 *
 * @module
 */

import { corruption, FountainError } from "../base/errors.ts";
import { TRAILER_BYTES } from "../encoding/internal_key.ts";
import { propertiesToJson, type TableMeta } from "../encoding/table_properties.ts";
import { BlockCache } from "../structure/block_cache.ts";
import { hashKey, secondHash } from "../structure/bloom.ts";
import { readManifest } from "./manifest/manifest.ts";
import { compareKeys } from "./manifest/version.ts";
import { tableFileName } from "./sstable/format.ts";
import { PointResult } from "./sstable/table_reader.ts";
import { TableSet } from "./sstable/table_set.ts";
import type { EngineState } from "./state.ts";

/** Entries read before the event loop gets its turn. */
const ENTRIES_PER_TURN = 2000;
/** For one table's index and filter at a time. */
const CACHE_BYTES = 1 << 20;

/** What a verification found. */
export interface VerifyReport {
  readonly ok: boolean;
  readonly tables: number;
  readonly entries: number;
  readonly bytes: number;
  /** The damage met, one for a table at most. */
  readonly errors: readonly FountainError[];
}

/** See the module. Runs beside reads and writes. */
export async function verifyStore(state: EngineState): Promise<VerifyReport> {
  const held = state.live.hold();
  const tables = freshTables(state);
  const errors: FountainError[] = [];
  let entries = 0;
  let bytes = 0;
  try {
    await collect(errors, () => {
      readManifest(state.platform.files, state.folder, (data, seed) => state.platform.crc32(data, seed));
      return Promise.resolve();
    });
    for (const table of held.version.tables()) {
      await collect(errors, async () => {
        entries += await verifyTable(state, tables, table);
      });
      tables.forget(table.number);
      bytes += table.sizeBytes;
    }
    return { ok: errors.length === 0, tables: held.version.tables().length, entries, bytes, errors };
  } finally {
    tables.close();
    held.release();
  }
}

/** Tables opened anew, with nothing cached: what was read earlier says nothing of what is on disk now. */
function freshTables({ platform, folder }: EngineState): TableSet {
  const resources = {
    cache: new BlockCache(CACHE_BYTES),
    crc32: (data: Uint8Array, seed?: number): number => platform.crc32(data, seed),
    once: new Uint8Array(16 << 10),
    filterCounts: { asked: 0, passed: 0, falsePositives: 0 },
  };
  return new TableSet(platform.files, folder, resources, 1);
}

async function collect(errors: FountainError[], step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof FountainError && error.code === "corruption")) throw error;
    errors.push(error);
  }
}

async function verifyTable(state: EngineState, tables: TableSet, table: TableMeta): Promise<number> {
  const reader = tables.reader(table);
  const file = `tables/${tableFileName(table.number)}`;
  const differs = (offset: number, expected: string, found: string): FountainError =>
    corruption({ file, offset, expected, found });
  const properties = reader.properties();
  const stated = JSON.stringify(propertiesToJson(table));
  const found = JSON.stringify(propertiesToJson(properties));
  if (reader.sizeBytes !== table.sizeBytes) throw differs(0, `${table.sizeBytes} bytes`, `${reader.sizeBytes} bytes`);
  if (stated !== found) throw differs(0, `the properties in the manifest, ${stated}`, found);
  reader.verifyFilter();
  const cursor = tables.cursor(table);
  const result = new PointResult();
  let entries = 0;
  let previous: Uint8Array | undefined;
  try {
    for (cursor.seekFirst(); cursor.valid; cursor.next()) {
      const key = cursor.keyBuffer.slice(cursor.keyStart, cursor.keyEnd);
      if (previous !== undefined && compareKeys(previous, key) >= 0) {
        throw differs(0, "keys in order", `entry ${entries} out of it`);
      }
      if (entries === 0 && compareKeys(key, table.smallest) !== 0) throw differs(0, "the first key stated", "another");
      const a = hashKey(key, 0, key.length - TRAILER_BYTES);
      if (!reader.get(key, 0, key.length, a, secondHash(), result)) {
        throw differs(0, "a key to be found", `entry ${entries} is not`);
      }
      previous = key;
      entries++;
      if (entries % ENTRIES_PER_TURN === 0) await state.platform.clock.sleep(0);
    }
  } finally {
    cursor.close();
  }
  if (entries !== table.entries) throw differs(0, `${table.entries} entries`, `${entries}`);
  if (previous === undefined || compareKeys(previous, table.largest) !== 0) {
    throw differs(0, "the last key stated", "another");
  }
  return entries;
}
