/**
 * The block cache: blocks of files in a few large buffers, under a budget in bytes that it never passes.
 *
 * ```
 *   chunk (1 MiB) of class 4 KiB   | slot | slot | slot | ... 256 slots
 *   chunk (1 MiB) of class 64 KiB  | slot            | ... 16 slots
 *                                     ^ hand of the class's clock
 * ```
 *
 * A chunk is given to one size class when that class needs room, so a block sits in a slot at most twice its size, nothing is
 * allocated on a miss, and the garbage collector sees a few hundred objects instead of a hundred thousand. When all chunks are given
 * out, a class evicts by its own clock (second chance); a class without any takes a chunk from the class that has
 * most. Blocks above the largest class are not cached: the system's page cache serves them.
 *
 * A slot's bytes are good until the next `reserve`. Whoever must keep them longer copies them.
 *
 * Clock: F. J. Corbató, "A paging experiment with the Multics system", 1968.
 *
 * @module
 */

import { assert } from "../base/assert.ts";

const CHUNK_BYTES_MAX = 1 << 20;
const SLOT_BYTES_MIN = 4096;
const CLASSES = 7;
const FREE = -1;
const ASKED_FOR = 4096;

/** Blocks above this size are not cached, however large the cache is. */
export const CACHED_BLOCK_BYTES_MAX = SLOT_BYTES_MIN << (CLASSES - 1);

/** Figures of a cache since it was made. */
export interface BlockCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  /** Bytes of buffers taken so far, at most the budget. */
  readonly usedBytes: number;
  readonly budgetBytes: number;
}

/** One size class: the chunks it has, its free slots and its clock's hand. */
class SizeClass {
  readonly chunks: number[] = [];
  readonly free: number[] = [];
  hand = 0;
  constructor(readonly slotsPerChunk: number) {}
}

/** See the module. Keys are pairs of whole numbers below 2^32: a file's number and an offset in it. */
export class BlockCache {
  readonly #chunkBytes: number;
  readonly #chunkCount: number;
  /** A chunk has 2 to the power of this many slots, counted as if they were of the smallest class. */
  readonly #chunkShift: number;
  /** Blocks above this size are not cached. */
  readonly blockBytesMax: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #chunkClass: Uint8Array;
  readonly #classes: SizeClass[] = [];
  /** By slot: whose block it holds, and the clock's bits. */
  readonly #file: Float64Array;
  readonly #offset: Uint32Array;
  readonly #chances: Int8Array;
  /** Open addressing with linear probing: slot + 1, or 0. */
  readonly #table: Int32Array;
  readonly #mask: number;
  /** What {@link wasAskedFor} notes: one block a place, the latest. */
  readonly #askedFor = new Int32Array(ASKED_FOR);
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /**
   * @param budgetBytes for the buffers, rounded down to whole MiB, below one to a power of two; one slot of 4 KiB at least, for a block must be
   * somewhere while it is read. The bookkeeping takes some 1 % more.
   */
  constructor(readonly budgetBytes: number) {
    let chunkBytes = SLOT_BYTES_MIN;
    while (chunkBytes * 2 <= budgetBytes && chunkBytes < CHUNK_BYTES_MAX) chunkBytes *= 2;
    this.#chunkBytes = chunkBytes;
    this.#chunkShift = Math.log2(chunkBytes / SLOT_BYTES_MIN);
    this.#chunkCount = Math.max(1, Math.floor(budgetBytes / chunkBytes));
    this.blockBytesMax = Math.min(CACHED_BLOCK_BYTES_MAX, chunkBytes);
    const slots = this.#chunkCount << this.#chunkShift;
    for (let i = 0; i < CLASSES; i++) this.#classes.push(new SizeClass(chunkBytes / (SLOT_BYTES_MIN << i)));
    this.#chunkClass = new Uint8Array(this.#chunkCount);
    this.#file = new Float64Array(slots).fill(FREE);
    this.#offset = new Uint32Array(slots);
    this.#chances = new Int8Array(slots);
    let size = 64;
    while (size < slots * 2) size *= 2;
    this.#table = new Int32Array(size);
    this.#mask = size - 1;
  }

  /** True when the block is here; counts nothing. */
  has(file: number, offset: number): boolean {
    const table = this.#table;
    for (let at = this.#home(file, offset);; at = (at + 1) & this.#mask) {
      const slot = (table[at] as number) - 1;
      if (slot < 0) return false;
      if (this.#offset[slot] === offset && this.#file[slot] === file) return true;
    }
  }

  /** The slot that holds a block; -1 when none does. */
  find(file: number, offset: number): number {
    const table = this.#table;
    for (let at = this.#home(file, offset);; at = (at + 1) & this.#mask) {
      const slot = (table[at] as number) - 1;
      if (slot < 0) {
        this.#misses++;
        return -1;
      }
      if (this.#offset[slot] === offset && this.#file[slot] === file) {
        this.#hits++;
        this.#chances[slot] = 1;
        return slot;
      }
    }
  }

  /**
   * A slot for a block that is not there, to be filled by the caller at once; `release` gives it back if that fails.
   * REQUIRES: `sizeBytes` is at most {@link blockBytesMax}.
   */
  reserve(file: number, offset: number, sizeBytes: number): number {
    let order = 0;
    while (SLOT_BYTES_MIN << order < sizeBytes) order++;
    const sizeClass = this.#classes[order];
    assert(sizeClass !== undefined && sizeBytes <= this.blockBytesMax, "a block of a size that is cached");
    const slot = sizeClass.free.pop() ?? this.#room(sizeClass, order);
    this.#file[slot] = file;
    this.#offset[slot] = offset;
    this.#chances[slot] = 0;
    let at = this.#home(file, offset);
    while (this.#table[at] !== 0) at = (at + 1) & this.#mask;
    this.#table[at] = slot + 1;
    return slot;
  }

  /**
   * True when a block that is not here was asked for before, not long ago; notes that it was asked for now. A block that is read for one entry, which
   * goes into the entry cache, need not push out another.
   */
  wasAskedFor(file: number, offset: number): boolean {
    const at = this.#home(file, offset) & (ASKED_FOR - 1);
    const tag = Math.imul(file, 0x85ebca77) ^ offset;
    if (this.#askedFor[at] === tag) return true;
    this.#askedFor[at] = tag;
    return false;
  }

  /** Empties a slot. */
  release(slot: number): void {
    this.#forget(slot);
    const order = this.#chunkClass[slot >> this.#chunkShift] as number;
    (this.#classes[order] as SizeClass).free.push(slot);
  }

  /** The buffer that a slot is part of. */
  buffer(slot: number): Uint8Array {
    return this.#chunks[slot >> this.#chunkShift] as Uint8Array;
  }

  /** Where in {@link buffer} a slot begins. */
  start(slot: number): number {
    const chunk = slot >> this.#chunkShift;
    return (slot - (chunk << this.#chunkShift)) * (SLOT_BYTES_MIN << (this.#chunkClass[chunk] as number));
  }

  /** Figures for metrics. */
  statistics(): BlockCacheStatistics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      usedBytes: this.#chunks.length * this.#chunkBytes,
      budgetBytes: this.#chunkCount * this.#chunkBytes,
    };
  }

  #home(file: number, offset: number): number {
    let hash = Math.imul(offset ^ Math.imul(file, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    return Math.imul(hash, 0xc2b2ae35) >>> 7 & this.#mask;
  }

  #room(sizeClass: SizeClass, order: number): number {
    if (this.#chunks.length < this.#chunkCount) {
      this.#chunks.push(new Uint8Array(this.#chunkBytes));
      return this.#give(this.#chunks.length - 1, sizeClass, order);
    }
    if (sizeClass.chunks.length > 0) return this.#evict(sizeClass);
    const richest = this.#classes.reduce((most, one) => one.chunks.length > most.chunks.length ? one : most);
    return this.#give(this.#take(richest), sizeClass, order);
  }

  /** Gives a chunk to a class; returns its first slot and notes the others as free. */
  #give(chunk: number, sizeClass: SizeClass, order: number): number {
    this.#chunkClass[chunk] = order;
    sizeClass.chunks.push(chunk);
    const first = chunk << this.#chunkShift;
    for (let slot = first + sizeClass.slotsPerChunk - 1; slot > first; slot--) sizeClass.free.push(slot);
    return first;
  }

  /** Takes a class's oldest chunk away, with all that is in it. */
  #take(sizeClass: SizeClass): number {
    const chunk = sizeClass.chunks.shift() as number;
    const first = chunk << this.#chunkShift;
    for (let slot = first; slot < first + sizeClass.slotsPerChunk; slot++) {
      if (this.#file[slot] === FREE) continue;
      this.#forget(slot);
      this.#evictions++;
    }
    const end = first + (1 << this.#chunkShift);
    const kept = sizeClass.free.filter((slot) => slot < first || slot >= end);
    sizeClass.free.length = 0;
    sizeClass.free.push(...kept);
    sizeClass.hand = 0;
    return chunk;
  }

  #evict(sizeClass: SizeClass): number {
    const perChunk = sizeClass.slotsPerChunk;
    const total = sizeClass.chunks.length * perChunk;
    for (;;) {
      const chunk = sizeClass.chunks[(sizeClass.hand / perChunk) | 0] as number;
      const slot = (chunk << this.#chunkShift) + (sizeClass.hand % perChunk);
      sizeClass.hand = (sizeClass.hand + 1) % total;
      const chances = this.#chances[slot] as number;
      if (chances > 0) {
        this.#chances[slot] = chances - 1;
        continue;
      }
      this.#forget(slot);
      this.#evictions++;
      return slot;
    }
  }

  /** Takes a slot's block out of the hash table, closing the gap (D. E. Knuth, TAOCP 6.4, algorithm R). */
  #forget(slot: number): void {
    const table = this.#table;
    let gap = this.#home(this.#file[slot] as number, this.#offset[slot] as number);
    while (table[gap] !== slot + 1) gap = (gap + 1) & this.#mask;
    this.#file[slot] = FREE;
    for (let at = (gap + 1) & this.#mask; table[at] !== 0; at = (at + 1) & this.#mask) {
      const other = (table[at] as number) - 1;
      const home = this.#home(this.#file[other] as number, this.#offset[other] as number);
      const between = gap <= at ? gap < home && home <= at : gap < home || home <= at;
      if (between) continue;
      table[gap] = other + 1;
      gap = at;
    }
    table[gap] = 0;
  }
}
