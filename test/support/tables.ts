/**
 * Tables on a simulated machine, built from arrays of entries.
 *
 * @module
 */

import { sequenceOf } from "../../src/encoding/internal_key.ts";
import type { TableMeta } from "../../src/encoding/table_properties.ts";
import { tableFileName } from "../../src/engine/sstable/format.ts";
import { BuilderBuffers, TableBuilder } from "../../src/engine/sstable/table_builder.ts";
import { PointResult, type TableReader, type TableResources } from "../../src/engine/sstable/table_reader.ts";
import { TableSet } from "../../src/engine/sstable/table_set.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { sameBytes } from "./check.ts";
import { countingFiles } from "./counting_files.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { BlockCache } from "../../src/structure/block_cache.ts";
import { hashKey, secondHash } from "../../src/structure/bloom.ts";
import { type Entry, placeOf, showEntry, userPart } from "./entries.ts";

const FOLDER = "/store";

/** Path of a table's file on the machine. */
export function tablePath(number: number): string {
  return `${FOLDER}/tables/${tableFileName(number)}`;
}

/** A machine with tables and a set that reads them. */
export class TableBench {
  readonly machine: SimulatedMachine = simulatedMachine({ seed: 1 });
  readonly platform: Platform = this.machine.platform();
  readonly resources: TableResources = {
    cache: new BlockCache(4 << 20),
    crc32: this.platform.crc32,
    once: new Uint8Array(16 << 10),
    filterCounts: { asked: 0, passed: 0, falsePositives: 0 },
  };
  readonly set: TableSet;
  /** What is asked of the files. */
  readonly counting = countingFiles(this.platform.files);

  constructor(openFilesMax = 100) {
    this.platform.files.makeFolder(`${FOLDER}/tables`);
    this.set = this.fresh(openFilesMax);
  }

  /** A set that has nothing open and, unless told otherwise, nothing cached. */
  fresh(openFilesMax = 100, cache: BlockCache = new BlockCache(4 << 20)): TableSet {
    return new TableSet(this.counting.files, FOLDER, { ...this.resources, cache }, openFilesMax);
  }

  /** Builds a table. */
  build(number: number, entries: readonly Entry[], blockBytes = 4096, level = 1): TableMeta {
    return buildTable(this.platform, FOLDER, number, entries, blockBytes, level);
  }
}

/** Builds a table in a folder of any platform. */
export function buildTable(
  platform: Platform,
  folder: string,
  number: number,
  entries: readonly Entry[],
  blockBytes = 4096,
  level = 1,
): TableMeta {
  const file = platform.files.open(`${folder}/tables/${tableFileName(number)}`, "create");
  const builder = new TableBuilder(file, number, blockBytes, platform.crc32, new BuilderBuffers());
  let before: Uint8Array | undefined;
  for (const { key, value } of entries) {
    const user = userPart(key);
    const newKey = before === undefined || !sameBytes(user, before);
    builder.add(key, 0, key.length, value, 0, value.length, newKey);
    before = user;
  }
  const { properties, sizeBytes } = builder.finish();
  file.close();
  return { ...properties, sizeBytes, level };
}

/** All entries of a table, from its file. */
export function readTable(platform: Platform, folder: string, meta: { readonly number: number }): Entry[] {
  const filterCounts = { asked: 0, passed: 0, falsePositives: 0 };
  const resources = {
    cache: new BlockCache(1 << 20),
    crc32: platform.crc32,
    once: new Uint8Array(16 << 10),
    filterCounts,
  };
  const set = new TableSet(platform.files, folder, resources, 10);
  const cursor = set.cursor(meta);
  const entries: Entry[] = [];
  for (cursor.seekFirst(); cursor.valid; cursor.next()) {
    const value = cursor.valueBuffer.slice(cursor.valueStart, cursor.valueEnd);
    entries.push({ key: cursor.keyBuffer.slice(cursor.keyStart, cursor.keyEnd), value });
  }
  cursor.close();
  set.close();
  return entries;
}

/** What a point look-up gives, as text. */
export function lookUp(reader: TableReader, target: Uint8Array, result = new PointResult()): string {
  const a = hashKey(target, 0, target.length - 9);
  if (!reader.get(target, 0, target.length, a, secondHash(), result)) return "none";
  const key = result.key.subarray(0, result.keyEnd);
  return showEntry({ key, value: result.buffer.subarray(result.valueStart, result.valueEnd) });
}

/** What it should give: the first version at or behind the internal key, if it is of the same user key. */
export function lookUpIn(entries: readonly Entry[], target: Uint8Array): string {
  const found = entries[placeOf(entries, target)];
  if (found === undefined) return "none";
  return sameBytes(userPart(found.key), userPart(target)) ? showEntry(found) : "none";
}

/** The sequence of an entry. */
export function sequenceIn({ key }: Entry): number {
  return sequenceOf(key, key.length);
}
