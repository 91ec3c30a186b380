/**
 * Reads one table: point look-ups by filter, index and data block, each verified when it comes from the file.
 *
 * ```
 *   get(key)   filter page --no--> absent (1 read, most often cached)
 *                  | perhaps
 *              top index (resident) -> index partition (cached) -> data block (cached) -> entry
 * ```
 *
 * A table is opened with two reads: the footer, then the top index and the properties that stand before it.
 *
 * @module
 */

import { corruption, FountainError } from "../../base/errors.ts";
import { type Crc32, placeSeed, showCrc } from "../../encoding/checksum.ts";
import { compareBytes } from "../../encoding/bytes.ts";
import { readUint32, readUint64 } from "../../encoding/fixed.ts";
import { TRAILER_BYTES } from "../../encoding/internal_key.ts";
import { readVarint, varintBytes } from "../../encoding/varint.ts";
import type { File } from "../../platform/platform.ts";
import type { BlockCache } from "../../structure/block_cache.ts";
import { FILTER_PAGE_BYTES, filterPage, mayHaveKey } from "../../structure/bloom.ts";
import { NO_BYTES } from "../../structure/cursor.ts";
import { BlockReader } from "./block.ts";
import { CRC_BYTES, FOOTER_BYTES, TABLE_FORMAT, TABLE_MAGIC } from "./format.ts";
import { propertiesFromJson, type TableProperties } from "../../encoding/table_properties.ts";

/** A verified block's content, until the next one is read. */
export class BlockPlace {
  buffer: Uint8Array = NO_BYTES;
  start = 0;
  end = 0;
}

/** What a point look-up found; one is used again and again. */
export class PointResult {
  /** The internal key: `key[keyStart, keyEnd)`. */
  key: Uint8Array = NO_BYTES;
  keyEnd = 0;
  buffer: Uint8Array = NO_BYTES;
  valueStart = 0;
  valueEnd = 0;
}

/** What the readers of a store share. */
export interface TableResources {
  readonly cache: BlockCache;
  readonly crc32: Crc32;
  /** Where a block is read that is wanted once. */
  readonly once: Uint8Array;
  /** Counts of filters asked and of those that passed a key that was not there. */
  readonly filterCounts: { asked: number; passed: number; falsePositives: number };
}

/** See the module. */
export class TableReader {
  readonly #file: File;
  readonly #resources: TableResources;
  readonly #top = new BlockReader();
  readonly #partition = new BlockReader();
  readonly #data = new BlockReader();
  readonly #place = new BlockPlace();
  readonly #sizeBytes: number;
  #topContent: Uint8Array = NO_BYTES;
  #topOffset = 0;
  #topBytes = 0;
  #propertiesOffset = 0;
  #propertiesBytes = 0;
  #filterOffset = 0;
  #filterPages = 0;
  /** Cursors that stand in it: it must stay open. */
  users = 0;
  /** Set at each use, cleared by the sweep that closes idle readers. */
  recentlyUsed = true;

  /**
   * @param name for errors, relative to the data folder
   * @throws FountainError `corruption`, `unsupported`
   */
  constructor(file: File, readonly number: number, readonly name: string, resources: TableResources) {
    this.#file = file;
    this.#resources = resources;
    this.#sizeBytes = file.sizeBytes();
    this.#readFooter();
    this.#topContent = this.#readOwned(this.#topOffset, this.#topBytes);
    this.#top.open(this.#topContent, 0, this.#topContent.length, name, this.#topOffset, true);
  }

  /**
   * Finds the newest version at or below the internal key `target[start, end)`, whose user key hashes to `a` and `b`.
   * @returns false when the table has none; else `into` holds it until the next use of the reader
   */
  get(target: Uint8Array, start: number, end: number, a: number, b: number, into: PointResult): boolean {
    const counts = this.#resources.filterCounts;
    const page = this.#filterOffset + filterPage(a, this.#filterPages) * (FILTER_PAGE_BYTES + CRC_BYTES);
    const place = this.#place;
    this.readBlock(page, FILTER_PAGE_BYTES + CRC_BYTES, place);
    counts.asked++;
    if (!mayHaveKey(place.buffer, place.start, a, b)) return false;
    counts.passed++;
    if (!this.#seekData(target, start, end)) {
      counts.falsePositives++;
      return false;
    }
    const data = this.#data;
    if (compareBytes(data.key, 0, data.keyBytes - TRAILER_BYTES, target, start, end - TRAILER_BYTES) !== 0) {
      counts.falsePositives++;
      return false;
    }
    into.key = data.key;
    into.keyEnd = data.keyBytes;
    into.buffer = data.buffer;
    into.valueStart = data.valueStart;
    into.valueEnd = data.valueEnd;
    return true;
  }

  #seekData(target: Uint8Array, start: number, end: number): boolean {
    if (!this.#top.seek(target, start, end)) return false;
    this.readHandle(this.#top, this.#place);
    const partition = this.#partition;
    partition.open(this.#place.buffer, this.#place.start, this.#place.end, this.name, 0, true);
    if (!partition.seek(target, start, end)) return false;
    this.#readData(partition);
    this.#data.open(this.#place.buffer, this.#place.start, this.#place.end, this.name, 0);
    return this.#data.seek(target, start, end);
  }

  /** Reads the data block that the index entry under `index` names; into the cache when it is asked for a second time. */
  #readData(index: BlockReader): void {
    const { cache, once } = this.#resources;
    const offset = this.handleOffset(index);
    const sizeBytes = this.handleBytes(index, offset);
    const place = this.#place;
    if (sizeBytes > once.length || cache.has(this.number, offset) || cache.wasAskedFor(this.number, offset)) {
      return this.readBlock(offset, sizeBytes, place);
    }
    this.readRaw(once, 0, sizeBytes, offset);
    this.verifyBlock(once, 0, sizeBytes, offset);
    place.buffer = once;
    place.start = 0;
    place.end = sizeBytes - CRC_BYTES;
  }

  /** Where the data block begins that has, or would have, the internal key; the end of all data behind the last. */
  dataOffset(target: Uint8Array): number {
    if (!this.#top.seek(target, 0, target.length)) return this.#dataBytes();
    this.readHandle(this.#top, this.#place);
    const partition = this.#partition;
    partition.open(this.#place.buffer, this.#place.start, this.#place.end, this.name, 0, true);
    return partition.seek(target, 0, target.length) ? this.handleOffset(partition) : this.#dataBytes();
  }

  /** Bytes of all data blocks: they stand before the first index partition. */
  #dataBytes(): number {
    this.#top.first();
    return this.handleOffset(this.#top);
  }

  /** Opens the resident top index, for a cursor. */
  openTop(into: BlockReader): void {
    into.open(this.#topContent, 0, this.#topContent.length, this.name, this.#topOffset, true);
  }

  /** Reads the block that the index entry under `index` names. */
  readHandle(index: BlockReader, into: BlockPlace): void {
    const offset = this.handleOffset(index);
    this.readBlock(offset, this.handleBytes(index, offset), into);
  }

  /** The offset in the index entry under `index`. */
  handleOffset(index: BlockReader): number {
    return readVarint(index.buffer, index.valueStart, index.valueEnd);
  }

  /** The size in the index entry under `index`, crc included; checked against the file's. */
  handleBytes(index: BlockReader, offset: number): number {
    const sizeBytes = readVarint(index.buffer, index.valueStart + varintBytes(offset), index.valueEnd);
    if (!(sizeBytes > CRC_BYTES && offset + sizeBytes <= this.#sizeBytes)) {
      throw corruption({ file: this.name, offset, expected: "a block within the file", found: `${sizeBytes} bytes` });
    }
    return sizeBytes;
  }

  /** Reads and verifies a block of `sizeBytes` (crc included), through the cache; its content is in `into`. */
  readBlock(offset: number, sizeBytes: number, into: BlockPlace): void {
    const cache = this.#resources.cache;
    if (sizeBytes > cache.blockBytesMax) {
      into.buffer = this.#readOwned(offset, sizeBytes);
      into.start = 0;
      into.end = into.buffer.length;
      return;
    }
    let slot = cache.find(this.number, offset);
    if (slot < 0) {
      slot = cache.reserve(this.number, offset, sizeBytes);
      let verified = false;
      try {
        this.readRaw(cache.buffer(slot), cache.start(slot), sizeBytes, offset);
        this.verifyBlock(cache.buffer(slot), cache.start(slot), sizeBytes, offset);
        verified = true;
      } finally {
        if (!verified) cache.release(slot);
      }
    }
    into.buffer = cache.buffer(slot);
    into.start = cache.start(slot);
    into.end = into.start + sizeBytes - CRC_BYTES;
  }

  /** Reads bytes of the file as they are. @throws FountainError `corruption` when the file is too short */
  readRaw(into: Uint8Array, at: number, lengthBytes: number, offset: number): void {
    const read = this.#file.read(into, at, lengthBytes, offset);
    if (read !== lengthBytes) {
      throw corruption({ file: this.name, offset, expected: `${lengthBytes} bytes`, found: `${read} bytes` });
    }
  }

  /** Checks the crc at the end of a block. @throws FountainError `corruption` */
  verifyBlock(buffer: Uint8Array, start: number, sizeBytes: number, offset: number): void {
    const end = start + sizeBytes - CRC_BYTES;
    const found = this.#resources.crc32(buffer.subarray(start, end), placeSeed(this.number, offset));
    const expected = readUint32(buffer, end);
    if (found !== expected) {
      throw corruption({ file: this.name, offset, expected: showCrc(expected), found: showCrc(found) });
    }
  }

  /** Bytes of the file. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Reads what the table says of itself. */
  properties(): TableProperties {
    const text = new TextDecoder().decode(this.#readOwned(this.#propertiesOffset, this.#propertiesBytes));
    const properties = propertiesFromJson(JSON.parse(text));
    if (properties !== undefined && properties.number === this.number) return properties;
    const offset = this.#propertiesOffset;
    throw corruption({ file: this.name, offset, expected: `properties of table ${this.number}`, found: "others" });
  }

  /** Reads every block that is not data: filter pages; the index is read by whoever walks the entries. */
  verifyFilter(): void {
    for (let page = 0; page < this.#filterPages; page++) {
      const sizeBytes = FILTER_PAGE_BYTES + CRC_BYTES;
      this.#readOwned(this.#filterOffset + page * sizeBytes, sizeBytes);
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }

  #readOwned(offset: number, sizeBytes: number): Uint8Array {
    const buffer = new Uint8Array(sizeBytes);
    this.readRaw(buffer, 0, sizeBytes, offset);
    this.verifyBlock(buffer, 0, sizeBytes, offset);
    return buffer.subarray(0, sizeBytes - CRC_BYTES);
  }

  #readFooter(): void {
    const at = this.#sizeBytes - FOOTER_BYTES;
    const footer = new Uint8Array(FOOTER_BYTES);
    if (at < 0) {
      throw corruption({ file: this.name, offset: 0, expected: "a table", found: `${this.#sizeBytes} bytes` });
    }
    this.readRaw(footer, 0, FOOTER_BYTES, at);
    const magic = String.fromCharCode(...footer.subarray(52));
    if (magic !== TABLE_MAGIC) {
      throw corruption({ file: this.name, offset: at + 52, expected: TABLE_MAGIC, found: JSON.stringify(magic) });
    }
    const crc = this.#resources.crc32(footer.subarray(0, 48));
    const expected = readUint32(footer, 48);
    if (crc !== expected) {
      throw corruption({ file: this.name, offset: at, expected: showCrc(expected), found: showCrc(crc) });
    }
    const format = readUint32(footer, 44);
    if (format !== TABLE_FORMAT) {
      throw new FountainError(
        "unsupported",
        `Cannot read ${this.name}: it has table format ${format}, this is ${TABLE_FORMAT}`,
      );
    }
    const number = readUint64(footer, 36);
    if (number !== this.number) {
      throw corruption({
        file: this.name,
        offset: at + 36,
        expected: `table ${this.number}`,
        found: `table ${number}`,
      });
    }
    this.#topOffset = readUint64(footer, 0);
    this.#topBytes = readUint32(footer, 8);
    this.#propertiesOffset = readUint64(footer, 12);
    this.#propertiesBytes = readUint32(footer, 20);
    this.#filterOffset = readUint64(footer, 24);
    this.#filterPages = readUint32(footer, 32);
  }
}
