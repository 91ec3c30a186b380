/**
 * Walks the entries of one table, in either direction.
 *
 * It reads ahead into a window of its own rather than through the block cache: a scan takes one read for sixteen blocks, and does
 * not push out what point reads keep coming back to. The window starts small, for short scans, and doubles; a scan that knows how many entries it
 * wants has its first window made for them.
 *
 * ```
 *   file     ... | block | block | block | block | block | ...
 *   window               [===============]              one read; verified block by block
 * ```
 *
 * @module
 */

import { assert, present } from "../../base/assert.ts";
import { type Cursor, NO_BYTES } from "../../structure/cursor.ts";
import { BlockReader } from "./block.ts";
import { CRC_BYTES } from "./format.ts";
import { BlockPlace, type TableReader } from "./table_reader.ts";

const WINDOW_BYTES_FIRST = 16 << 10;
/** Blocks differ a little in size. */
const BLOCK_MARGIN = 1.06;
/** Windows for scans grow up to this size. */
export const WINDOW_BYTES_MAX = 64 << 10;

/** Lends windows of {@link WINDOW_BYTES_MAX}, so that a scan allocates none. */
export class WindowPool {
  readonly #idle: Uint8Array[] = [];
  take(): Uint8Array {
    return this.#idle.pop() ?? new Uint8Array(WINDOW_BYTES_MAX);
  }
  give(window: Uint8Array): void {
    if (window.length === WINDOW_BYTES_MAX && this.#idle.length < 32) this.#idle.push(window);
  }
}

/** See the module. Used again for another table when it was closed: what it is made of costs as much as a short scan. */
export class TableCursor implements Cursor {
  #reader: TableReader | undefined;
  readonly #pool: WindowPool;
  readonly #onClosed: (cursor: TableCursor) => void;
  readonly #top = new BlockReader();
  readonly #partition = new BlockReader();
  readonly #data = new BlockReader();
  readonly #place = new BlockPlace();
  #partitionCopy: Uint8Array = NO_BYTES;
  #partitionOffset = -1;
  #window: Uint8Array = NO_BYTES;
  #windowStart = 0;
  #windowEnd = 0;
  /** How much the next read takes, and the one behind it. */
  #aheadBytes = 0;
  #nextBytes = 0;
  valid = false;

  /** @param onClosed is given this cursor when it can be opened again */
  constructor(pool: WindowPool, onClosed: (cursor: TableCursor) => void) {
    this.#pool = pool;
    this.#onClosed = onClosed;
  }

  /**
   * Goes through a table from now on. REQUIRES: it is not open
   * @param reader is marked as in use until `close`
   * @param expectedBytes about so many will be read, where that is known
   */
  open(reader: TableReader, expectedBytes: number = WINDOW_BYTES_FIRST): this {
    assert(this.#reader === undefined, "a table's cursor is opened when it was closed");
    this.#aheadBytes = Math.min(expectedBytes, WINDOW_BYTES_MAX);
    // Where more is read than was expected, it is seldom much more.
    this.#nextBytes = expectedBytes < WINDOW_BYTES_FIRST ? WINDOW_BYTES_FIRST / 2 : 2 * WINDOW_BYTES_FIRST;
    this.#windowStart = this.#windowEnd = 0;
    this.#partitionOffset = -1;
    this.#reader = reader;
    reader.openTop(this.#top);
    reader.users++;
    return this;
  }

  get keyBuffer(): Uint8Array {
    return this.#data.key;
  }
  get keyStart(): number {
    return 0;
  }
  get keyEnd(): number {
    return this.#data.keyBytes;
  }
  get valueBuffer(): Uint8Array {
    return this.#data.buffer;
  }
  get valueStart(): number {
    return this.#data.valueStart;
  }
  get valueEnd(): number {
    return this.#data.valueEnd;
  }

  seekFirst(): void {
    this.#top.first();
    this.#openPartition();
    this.#partition.first();
    this.#openData(true);
    this.#data.first();
    this.valid = true;
  }

  seekLast(): void {
    this.#top.last();
    this.#openPartition();
    this.#partition.last();
    this.#openData(false);
    this.#data.last();
    this.valid = true;
  }

  seek(target: Uint8Array): void {
    this.valid = false;
    if (!this.#top.seek(target, 0, target.length)) return;
    this.#openPartition();
    this.#partition.seek(target, 0, target.length);
    this.#openData(true);
    if (this.#data.seek(target, 0, target.length)) this.valid = true;
    else this.#nextBlock();
  }

  seekBefore(target: Uint8Array): void {
    this.valid = false;
    if (!this.#top.seek(target, 0, target.length)) return this.seekLast();
    this.#openPartition();
    this.#partition.seek(target, 0, target.length);
    this.#openData(false);
    if (this.#data.seekBefore(target, 0, target.length)) this.valid = true;
    else this.#previousBlock();
  }

  next(): void {
    if (!this.#data.next()) this.#nextBlock();
  }

  previous(): void {
    if (!this.#data.previous()) this.#previousBlock();
  }

  close(): void {
    this.#table().users--;
    this.valid = false;
    this.#reader = undefined;
    this.#pool.give(this.#window);
    this.#window = NO_BYTES;
    this.#onClosed(this);
  }

  #table(): TableReader {
    return present(this.#reader, "the table of an open cursor");
  }

  #nextBlock(): void {
    this.valid = false;
    if (!this.#partition.next()) {
      if (!this.#top.next()) return;
      this.#openPartition();
      this.#partition.first();
    }
    this.#openData(true);
    this.#data.first();
    this.valid = true;
  }

  #previousBlock(): void {
    this.valid = false;
    if (!this.#partition.previous()) {
      if (!this.#top.previous()) return;
      this.#openPartition();
      this.#partition.last();
    }
    this.#openData(false);
    this.#data.last();
    this.valid = true;
  }

  /** Copies the partition out of the cache, whose slots do not outlive the next read. */
  #openPartition(): void {
    const reader = this.#table();
    const offset = reader.handleOffset(this.#top);
    if (offset === this.#partitionOffset) return;
    const place = this.#place;
    this.#partitionOffset = -1;
    reader.readHandle(this.#top, place);
    const sizeBytes = place.end - place.start;
    if (this.#partitionCopy.length < sizeBytes) this.#partitionCopy = new Uint8Array(sizeBytes);
    this.#partitionCopy.set(place.buffer.subarray(place.start, place.end));
    this.#partition.open(this.#partitionCopy, 0, sizeBytes, reader.name, offset, true);
    this.#partitionOffset = offset;
  }

  #openData(forward: boolean): void {
    const reader = this.#table();
    const offset = reader.handleOffset(this.#partition);
    const sizeBytes = reader.handleBytes(this.#partition, offset);
    if (offset < this.#windowStart || offset + sizeBytes > this.#windowEnd) this.#read(offset, sizeBytes, forward);
    const at = offset - this.#windowStart;
    reader.verifyBlock(this.#window, at, sizeBytes, offset);
    this.#data.open(this.#window, at, at + sizeBytes - CRC_BYTES, reader.name, offset);
  }

  #read(offset: number, sizeBytes: number, forward: boolean): void {
    const reader = this.#table();
    // Whole blocks, of about the size of this one: a part of one would have to be read again.
    const blocks = Math.max(1, Math.round(this.#aheadBytes / sizeBytes));
    const wanted = blocks === 1 ? sizeBytes : Math.min(WINDOW_BYTES_MAX, Math.ceil(blocks * sizeBytes * BLOCK_MARGIN));
    this.#aheadBytes = Math.min(this.#nextBytes, WINDOW_BYTES_MAX);
    this.#nextBytes = this.#aheadBytes * 2;
    const start = forward ? offset : Math.max(0, offset + sizeBytes - wanted);
    const end = forward ? Math.min(reader.sizeBytes, offset + wanted) : offset + sizeBytes;
    if (this.#window.length < end - start) {
      this.#pool.give(this.#window);
      this.#window = end - start <= WINDOW_BYTES_MAX ? this.#pool.take() : new Uint8Array(end - start);
    }
    this.#windowEnd = this.#windowStart = 0;
    reader.readRaw(this.#window, 0, end - start, start);
    this.#windowStart = start;
    this.#windowEnd = end;
  }
}
