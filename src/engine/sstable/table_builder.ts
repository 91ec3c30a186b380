/**
 * Writes one table, in the order in which it will be read back:
 *
 * ```
 *   data blocks .... | index partitions | filter pages | properties | top index | footer
 *   written as entries come             `------ written by finish, from what was gathered meanwhile
 * ```
 *
 * Gathered meanwhile: the finished index partitions (some 1 % of the data) and two hashes a key (8 bytes), so building needs memory in
 * proportion to the table's size limit, not to its values.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { asSequence } from "../../base/types.ts";
import type { SpaceId } from "../../base/types.ts";
import { type Crc32, placeSeed } from "../../encoding/checksum.ts";
import { KIND_PUT, kindOf, sequenceOf, spaceOf, TRAILER_BYTES } from "../../encoding/internal_key.ts";
import { writeUint32, writeUint64 } from "../../encoding/fixed.ts";
import { varintBytes, writeVarint } from "../../encoding/varint.ts";
import type { File } from "../../platform/platform.ts";
import { FILTER_PAGE_BYTES, filterPage, filterPages, hashKey, markKey, secondHash } from "../../structure/bloom.ts";
import { BlockBuilder } from "./block_builder.ts";
import { CRC_BYTES, FOOTER_BYTES, RESTART_INTERVAL, TABLE_FORMAT, TABLE_MAGIC } from "./format.ts";
import { propertiesToJson, type SpaceCount, type TableProperties } from "../../encoding/table_properties.ts";
import { separator } from "./separator.ts";

/** Bytes gathered before they are written: at first, and at most. */
const GATHERED_BYTES_FIRST = 16 << 10;
const GATHERED_BYTES_MAX = 1 << 20;

interface Handle {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The buffers of a builder, which grow with the tables that are built: to be used for one after the other. */
export class BuilderBuffers {
  /** Bytes of the file that wait to be written. */
  pending: Uint8Array = new Uint8Array(GATHERED_BYTES_FIRST);
  /** Two hashes a key. */
  hashes = new Uint32Array(1024);
  /** Index partitions, one behind the other. */
  partitions: Uint8Array = new Uint8Array(GATHERED_BYTES_FIRST);
}

/** See the module. */
export class TableBuilder {
  readonly #file: File;
  readonly #number: number;
  readonly #crc32: Crc32;
  readonly #blockBytes: number;
  readonly #data: BlockBuilder;
  readonly #partition: BlockBuilder;
  readonly #buffers: BuilderBuffers;
  /** The finished partitions: their last keys, and where they end in the buffer. */
  readonly #partitions: { readonly lastKey: Uint8Array; readonly end: number }[] = [];
  #pendingBytes = 0;
  #written = 0;
  #hashCount = 0;
  #unindexed: { readonly handle: Handle; readonly lastKey: Uint8Array } | undefined;
  #entries = 0;
  #keys = 0;
  #deletes = 0;
  #rawBytes = 0;
  #minSequence = Infinity;
  #maxSequence = 0;
  #smallest: Uint8Array | undefined;
  readonly #spaces: [SpaceId, number, number][] = [];

  /**
   * @param file a new one; the caller syncs, closes and renames it
   * @param buffers are this builder's until it is finished or given up
   */
  constructor(file: File, number: number, blockBytes: number, crc32: Crc32, buffers: BuilderBuffers) {
    this.#buffers = buffers;
    this.#file = file;
    this.#number = number;
    this.#crc32 = crc32;
    this.#blockBytes = blockBytes - CRC_BYTES;
    this.#data = new BlockBuilder(RESTART_INTERVAL, blockBytes);
    this.#partition = new BlockBuilder(1, blockBytes);
  }

  /** Bytes of the file so far, without what `finish` adds. */
  get sizeBytes(): number {
    return this.#written + this.#pendingBytes + this.#data.sizeBytes;
  }

  /** Entries so far. */
  get entries(): number {
    return this.#entries;
  }

  /**
   * Adds an entry.
   * REQUIRES: its key sorts behind the latest; `newKey` tells whether its user key differs from the latest one's.
   */
  add(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
    newKey: boolean,
  ): void {
    const most = BlockBuilder.entryBytesMax(keyEnd - keyStart, valueEnd - valueStart);
    if (this.#data.entries > 0 && this.#data.sizeBytes + most > this.#blockBytes) this.#finishDataBlock();
    if (this.#unindexed !== undefined) this.#indexBlock(key.subarray(keyStart, keyEnd));
    this.#smallest ??= key.slice(keyStart, keyEnd);
    this.#data.add(key, keyStart, keyEnd, value, valueStart, valueEnd);
    if (newKey) {
      this.#keys++;
      this.#addHash(hashKey(key, keyStart, keyEnd - TRAILER_BYTES), secondHash());
    }
    this.#count(key, keyStart, keyEnd, valueEnd - valueStart);
  }

  /** Writes the rest. REQUIRES: an entry was added. Returns what the table holds, and its size. */
  finish(): { readonly properties: TableProperties; readonly sizeBytes: number } {
    assert(this.#entries > 0, "a table has entries");
    const properties = this.#properties();
    this.#finishDataBlock();
    this.#indexBlock(undefined);
    if (this.#partition.entries > 0) this.#finishPartition();
    const top = new BlockBuilder(1, this.#blockBytes);
    let start = 0;
    for (const { lastKey, end } of this.#partitions) {
      const value = encodeHandle(this.#writeBlock(this.#buffers.partitions.subarray(start, end)));
      start = end;
      top.add(lastKey, 0, lastKey.length, value, 0, value.length);
    }
    const filterOffset = this.#position;
    const pages = this.#writeFilter();
    const properties_ = this.#writeBlock(new TextEncoder().encode(JSON.stringify(propertiesToJson(properties))));
    this.#writeFooter(this.#writeBlock(top.finish()), properties_, filterOffset, pages);
    this.#flush();
    return { properties, sizeBytes: this.#written };
  }

  get #position(): number {
    return this.#written + this.#pendingBytes;
  }

  #properties(): TableProperties {
    return {
      number: this.#number,
      entries: this.#entries,
      keys: this.#keys,
      deletes: this.#deletes,
      minSequence: asSequence(this.#minSequence),
      maxSequence: asSequence(this.#maxSequence),
      smallest: this.#smallest ?? new Uint8Array(0),
      largest: this.#data.lastKey.slice(),
      rawBytes: this.#rawBytes,
      spaces: this.#spaces as SpaceCount[],
    };
  }

  #count(key: Uint8Array, keyStart: number, keyEnd: number, valueBytes: number): void {
    this.#entries++;
    this.#rawBytes += keyEnd - keyStart + valueBytes;
    const sequence = sequenceOf(key, keyEnd);
    if (sequence < this.#minSequence) this.#minSequence = sequence;
    if (sequence > this.#maxSequence) this.#maxSequence = sequence;
    const space = spaceOf(key, keyStart);
    let count = this.#spaces.at(-1);
    if (count === undefined || count[0] !== space) this.#spaces.push(count = [space, 0, 0]);
    if (kindOf(key, keyEnd) === KIND_PUT) count[1]++;
    else {
      count[2]++;
      this.#deletes++;
    }
  }

  #addHash(a: number, b: number): void {
    const buffers = this.#buffers;
    if (this.#hashCount + 2 > buffers.hashes.length) {
      const larger = new Uint32Array(buffers.hashes.length * 2);
      larger.set(buffers.hashes);
      buffers.hashes = larger;
    }
    buffers.hashes[this.#hashCount++] = a;
    buffers.hashes[this.#hashCount++] = b;
  }

  #finishDataBlock(): void {
    const lastKey = this.#data.lastKey.slice();
    this.#unindexed = { handle: this.#writeBlock(this.#data.finish()), lastKey };
    this.#data.reset();
  }

  /** Names the block before `nextKey` in the index, by a key that is as short as it can be. */
  #indexBlock(nextKey: Uint8Array | undefined): void {
    const { handle, lastKey } = this.#unindexed ?? assertNever();
    const key = nextKey === undefined ? lastKey : separator(lastKey, nextKey);
    const value = encodeHandle(handle);
    const most = BlockBuilder.entryBytesMax(key.length, value.length);
    if (this.#partition.entries > 0 && this.#partition.sizeBytes + most > this.#blockBytes) this.#finishPartition();
    this.#partition.add(key, 0, key.length, value, 0, value.length);
    this.#unindexed = undefined;
  }

  #finishPartition(): void {
    const buffers = this.#buffers;
    const lastKey = this.#partition.lastKey.slice();
    const content = this.#partition.finish();
    const start = this.#partitions.at(-1)?.end ?? 0;
    const end = start + content.length;
    if (end > buffers.partitions.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(buffers.partitions.subarray(0, start));
      buffers.partitions = larger;
    }
    buffers.partitions.set(content, start);
    this.#partitions.push({ lastKey, end });
    this.#partition.reset();
  }

  #writeFilter(): number {
    const pages = filterPages(this.#hashCount / 2);
    const bits = new Uint8Array(pages * FILTER_PAGE_BYTES);
    const { hashes } = this.#buffers;
    for (let i = 0; i < this.#hashCount; i += 2) {
      const a = hashes[i] as number;
      markKey(bits, filterPage(a, pages) * FILTER_PAGE_BYTES, a, hashes[i + 1] as number);
    }
    for (let page = 0; page < pages; page++) {
      this.#writeBlock(bits.subarray(page * FILTER_PAGE_BYTES, (page + 1) * FILTER_PAGE_BYTES));
    }
    return pages;
  }

  #writeFooter(top: Handle, properties: Handle, filterOffset: number, pages: number): void {
    const footer = new Uint8Array(FOOTER_BYTES);
    writeUint64(footer, 0, top.offset);
    writeUint32(footer, 8, top.sizeBytes);
    writeUint64(footer, 12, properties.offset);
    writeUint32(footer, 20, properties.sizeBytes);
    writeUint64(footer, 24, filterOffset);
    writeUint32(footer, 32, pages);
    writeUint64(footer, 36, this.#number);
    writeUint32(footer, 44, TABLE_FORMAT);
    writeUint32(footer, 48, this.#crc32(footer.subarray(0, 48)));
    footer.set(new TextEncoder().encode(TABLE_MAGIC), 52);
    this.#write(footer);
  }

  #writeBlock(content: Uint8Array): Handle {
    const offset = this.#position;
    const crc = new Uint8Array(CRC_BYTES);
    writeUint32(crc, 0, this.#crc32(content, placeSeed(this.#number, offset)));
    this.#write(content);
    this.#write(crc);
    return { offset, sizeBytes: content.length + CRC_BYTES };
  }

  #write(bytes: Uint8Array): void {
    const buffers = this.#buffers;
    if (this.#pendingBytes + bytes.length > buffers.pending.length) this.#makeRoom(bytes.length);
    if (bytes.length > buffers.pending.length) {
      this.#file.append(bytes, 0, bytes.length);
      this.#written += bytes.length;
      return;
    }
    buffers.pending.set(bytes, this.#pendingBytes);
    this.#pendingBytes += bytes.length;
  }

  /** Lets the buffer grow for `bytes` more; when it may not, writes what is in it. */
  #makeRoom(bytes: number): void {
    const buffers = this.#buffers;
    let size = buffers.pending.length;
    while (size < this.#pendingBytes + bytes && size < GATHERED_BYTES_MAX) size *= 4;
    if (size < this.#pendingBytes + bytes) this.#flush();
    if (size === buffers.pending.length) return;
    const larger = new Uint8Array(size);
    larger.set(buffers.pending.subarray(0, this.#pendingBytes));
    buffers.pending = larger;
  }

  #flush(): void {
    if (this.#pendingBytes > 0) this.#file.append(this.#buffers.pending, 0, this.#pendingBytes);
    this.#written += this.#pendingBytes;
    this.#pendingBytes = 0;
  }
}

function encodeHandle(handle: Handle): Uint8Array {
  const bytes = new Uint8Array(varintBytes(handle.offset) + varintBytes(handle.sizeBytes));
  writeVarint(bytes, writeVarint(bytes, 0, handle.offset), handle.sizeBytes);
  return bytes;
}

function assertNever(): never {
  assert(false, "a finished block waits for its index entry");
}
