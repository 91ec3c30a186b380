/**
 * Writes a sorted stream of judged entries as one table after the other.
 *
 * A table is written under a name that ends in `.new` and gets its own name when it is whole and on disk; all versions of a key go into
 * the same table.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { compareBytes } from "../../encoding/bytes.ts";
import { KIND_DROP_SPACE, kindOf, sequenceOf, spaceOf, TRAILER_BYTES } from "../../encoding/internal_key.ts";
import type { File, Platform } from "../../platform/platform.ts";
import { join } from "@std/path";
import { tableFileName } from "../sstable/format.ts";
import { type BuilderBuffers, TableBuilder } from "../sstable/table_builder.ts";
import type { JobOutput, WrittenTable } from "./jobs.ts";
import { type RetentionRules, VersionJudge } from "./retention.ts";

/** Ends the name of a table that is not whole yet. */
export const UNFINISHED_SUFFIX = ".new";

interface HeldEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** See the module. */
export class TableWriter {
  readonly #platform: Platform;
  readonly #output: JobOutput;
  readonly #judge: VersionJudge;
  readonly #buffers: BuilderBuffers;
  readonly #finished: WrittenTable[] = [];
  #number: number;
  #file: File | undefined;
  #builder: TableBuilder | undefined;
  /** The user key of the latest entry, written or not. */
  #key = new Uint8Array(256);
  #keyBytes = -1;
  #newKey = false;
  /** Deletes that are only written if an older version of their key is. */
  #held: HeldEntry[] = [];
  writtenBytes = 0;

  /** @param buffers are this writer's until it is done */
  constructor(platform: Platform, output: JobOutput, rules: RetentionRules, buffers: BuilderBuffers) {
    this.#buffers = buffers;
    this.#platform = platform;
    this.#output = output;
    this.#judge = new VersionJudge(rules);
    this.#number = output.firstNumber;
  }

  /** True when the entry begins another key and the table is large enough. */
  wantsNewTable(key: Uint8Array, keyStart: number, keyEnd: number): boolean {
    if (this.#builder === undefined || this.#builder.sizeBytes < this.#output.tableBytes) return false;
    return compareBytes(key, keyStart, keyEnd - TRAILER_BYTES, this.#key, 0, this.#keyBytes) !== 0;
  }

  /** Takes the next entry of the stream. REQUIRES: {@link wantsNewTable} was asked about it, and heeded by `finishTable`. */
  add(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const userEnd = keyEnd - TRAILER_BYTES;
    const kind = kindOf(key, keyEnd);
    if (kind === KIND_DROP_SPACE) return;
    if (compareBytes(key, keyStart, userEnd, this.#key, 0, this.#keyBytes) !== 0) {
      this.#beginKey(key, keyStart, userEnd);
    }
    const verdict = this.#judge.judge(sequenceOf(key, keyEnd), kind);
    if (verdict === "drop") return;
    if (verdict === "hold") {
      this.#held.push({ key: key.slice(keyStart, keyEnd), value: value.slice(valueStart, valueEnd) });
      return;
    }
    for (const held of this.#held) this.#write(held.key, 0, held.key.length, held.value, 0, held.value.length);
    this.#held.length = 0;
    this.#write(key, keyStart, keyEnd, value, valueStart, valueEnd);
  }

  /** Ends the open table, if any: on disk and under its name, though the folder is not synced yet. */
  async finishTable(): Promise<void> {
    const { files } = this.#platform;
    if (this.#builder === undefined || this.#file === undefined) return;
    const { properties, sizeBytes } = this.#builder.finish();
    await this.#file.sync();
    this.#file.close();
    this.#file = this.#builder = undefined;
    const path = this.#path(properties.number);
    files.rename(path + UNFINISHED_SUFFIX, path);
    this.writtenBytes += sizeBytes;
    this.#finished.push({ ...properties, sizeBytes });
  }

  /** Ends the stream; all tables and their names are on disk. */
  async finish(): Promise<WrittenTable[]> {
    await this.finishTable();
    if (this.#finished.length > 0) await this.#platform.files.syncFolder(join(this.#output.folder, "tables"));
    return this.#finished;
  }

  /** Closes the open file as it is; the next open of the store removes it. */
  close(): void {
    this.#file?.close();
    this.#file = this.#builder = undefined;
  }

  /** Removes what was written: the job counts for nothing. */
  discard(): void {
    const { files } = this.#platform;
    if (this.#file !== undefined) {
      this.#file.close();
      files.remove(this.#path(this.#number - 1) + UNFINISHED_SUFFIX);
    }
    for (const { number } of this.#finished) files.remove(this.#path(number));
    this.#file = this.#builder = undefined;
  }

  #beginKey(key: Uint8Array, start: number, end: number): void {
    this.#keyBytes = end - start;
    if (this.#key.length < this.#keyBytes) this.#key = new Uint8Array(this.#keyBytes * 2);
    this.#key.set(key.subarray(start, end));
    this.#newKey = true;
    this.#held.length = 0;
    this.#judge.beginKey(spaceOf(key, start));
  }

  #write(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const builder = this.#builder ?? this.#begin();
    builder.add(key, keyStart, keyEnd, value, valueStart, valueEnd, this.#newKey);
    this.#newKey = false;
  }

  #begin(): TableBuilder {
    const number = this.#number++;
    assert(number <= this.#output.lastNumber, "a job has numbers for its tables");
    this.#file = this.#platform.files.open(this.#path(number) + UNFINISHED_SUFFIX, "create");
    const crc32 = (bytes: Uint8Array, seed?: number): number => this.#platform.crc32(bytes, seed);
    return this.#builder = new TableBuilder(this.#file, number, this.#output.blockBytes, crc32, this.#buffers);
  }

  #path(number: number): string {
    return join(this.#output.folder, "tables", tableFileName(number));
  }
}
