/**
 * The entry cache: the newest entries of keys that were read one by one, whole, found by one look-up.
 *
 * ```
 *   hash ──> bucket of 4 slots   [tag, place] [tag, place] [tag, place] [ free ]
 *                                       |
 *   ring      | chunk 0 | chunk 1 | chunk 2 |        one entry behind the other, no gaps but at the ends
 *               ^ filled next: what was asked for since its last turn moves to the front, the rest goes
 *
 *   entry     hash | key bytes | value bytes | asked | sequence (2 words) | user key | value | pad to 8
 * ```
 *
 * A block of 4 KiB holds the one record that is read again and again beside three that nobody asks for, and the way to it is a filter, an
 * index and the block for each table that may have the key. So the same bytes hold several times as many hot entries here as in the block
 * cache, and finding one costs a probe. Blocks stay in the block cache, for what is not hot.
 *
 * It knows nothing of sequences and tables: whoever fills it sees to it that an entry in it is what the newest one in any table is, and
 * forgets a key's entry when a newer one comes (see `engine/read.ts`). Forgetting by the hash alone may forget another key's entry too,
 * which does no harm.
 *
 * What is found is good until the next `add`. Clock with a turn per chunk: F. J. Corbató, "A paging experiment with the Multics system", 1968.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";

const CHUNK_BYTES_MAX = 256 << 10;
/** Below this the ring would hold next to nothing: there is none. */
const CHUNK_BYTES_MIN = 4 << 10;
const CHUNKS_MIN = 4;
/** An entry takes no more than this share of a chunk. */
const ENTRY_SHARE = 4;
const WAYS = 4;
/** Bytes of the ring for each slot of a bucket. */
const BYTES_PER_SLOT = 256;
const HEADER_WORDS = 6;
const WORD_HASH = 0;
const WORD_KEY_BYTES = 1;
const WORD_VALUE_BYTES = 2;
const WORD_ASKED = 3;
const WORD_SEQUENCE = 4;
const HIGH = 0x100000000;
/** What stays of a chunk when its turn comes: at most this share, so that there is always room for what is new. */
const KEPT_SHARE = 0.75;

/** Figures of a cache since it was made. */
export interface EntryCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  /** Bytes of buffers taken so far, at most the budget. */
  readonly usedBytes: number;
  readonly budgetBytes: number;
}

/** See the module. */
export class EntryCache {
  readonly #chunkBytes: number;
  readonly #chunkCount: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #words: Int32Array[] = [];
  /** Where each chunk's entries end. */
  readonly #ends: Int32Array;
  /** By slot: the hash of a key, and where its entry is, in units of 8 bytes from the start of the ring, plus 1; 0 when the slot is free. */
  readonly #tags: Int32Array;
  readonly #places: Uint32Array;
  readonly #bucketMask: number;
  /** The chunk that is filled, and where it goes on. */
  #filling = 0;
  #at = 0;
  #hits = 0;
  #misses = 0;

  /** The entry that {@link find} found: `buffer[valueStart, valueEnd)`, with its key in front of it. */
  buffer: Uint8Array = new Uint8Array(0);
  valueStart = 0;
  valueEnd = 0;
  sequence: Sequence = asSequence(0);

  /** @param budgetBytes for everything; with less than 16 KiB nothing is cached */
  constructor(readonly budgetBytes: number) {
    let slots = WAYS;
    while (slots * 2 * BYTES_PER_SLOT <= budgetBytes) slots *= 2;
    const ringBytes = budgetBytes - slots * 8;
    const chunkBytes = Math.min(CHUNK_BYTES_MAX, Math.floor(ringBytes / CHUNKS_MIN / 8) * 8);
    this.#chunkBytes = chunkBytes;
    this.#chunkCount = chunkBytes < CHUNK_BYTES_MIN ? 0 : Math.floor(ringBytes / chunkBytes);
    this.#ends = new Int32Array(this.#chunkCount);
    this.#tags = new Int32Array(slots);
    this.#places = new Uint32Array(slots);
    this.#bucketMask = slots / WAYS - 1;
  }

  /** Finds the entry of the user key `key[start, end)` with this hash; it is in the fields of this object then. */
  find(hash: number, key: Uint8Array, start: number, end: number): boolean {
    hash |= 0;
    const first = (hash & this.#bucketMask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#tags[slot] !== hash || this.#places[slot] === 0) continue;
      if (!this.#take(this.#places[slot] as number, key, start, end)) continue;
      this.#hits++;
      return true;
    }
    this.#misses++;
    return false;
  }

  /** Takes the entry at `place` as found, if it is the key's. */
  #take(place: number, key: Uint8Array, start: number, end: number): boolean {
    const position = (place - 1) * 8;
    const chunk = (position / this.#chunkBytes) | 0;
    const at = position - chunk * this.#chunkBytes;
    const words = this.#words[chunk] as Int32Array;
    const bytes = this.#chunks[chunk] as Uint8Array;
    const head = at >> 2;
    const keyBytes = end - start;
    if (words[head + WORD_KEY_BYTES] !== keyBytes) return false;
    const keyStart = at + HEADER_WORDS * 4;
    for (let i = 0; i < keyBytes; i++) if (bytes[keyStart + i] !== key[start + i]) return false;
    words[head + WORD_ASKED] = 1;
    const low = (words[head + WORD_SEQUENCE] as number) >>> 0;
    this.sequence = asSequence((words[head + WORD_SEQUENCE + 1] as number) * HIGH + low);
    this.buffer = bytes;
    this.valueStart = keyStart + keyBytes;
    this.valueEnd = this.valueStart + (words[head + WORD_VALUE_BYTES] as number);
    return true;
  }

  /** Puts in the entry of a key, unless it is too large. REQUIRES: the key has none in it. */
  add(
    hash: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
    sequence: Sequence,
  ): void {
    const keyBytes = keyEnd - keyStart;
    const valueBytes = valueEnd - valueStart;
    const entryBytes = entryBytesOf(keyBytes, valueBytes);
    if (entryBytes * ENTRY_SHARE > this.#chunkBytes || this.#chunkCount === 0) return;
    if (this.#at + entryBytes > this.#chunkBytes || this.#chunks.length === 0) this.#turn(entryBytes);
    const at = this.#at;
    const bytes = this.#chunks[this.#filling] as Uint8Array;
    const words = this.#words[this.#filling] as Int32Array;
    const head = at >> 2;
    words[head + WORD_HASH] = hash;
    words[head + WORD_KEY_BYTES] = keyBytes;
    words[head + WORD_VALUE_BYTES] = valueBytes;
    words[head + WORD_ASKED] = 0;
    words[head + WORD_SEQUENCE] = sequence % HIGH;
    words[head + WORD_SEQUENCE + 1] = Math.floor(sequence / HIGH);
    const keyAt = at + HEADER_WORDS * 4;
    for (let i = 0; i < keyBytes; i++) bytes[keyAt + i] = key[keyStart + i] as number;
    bytes.set(value.subarray(valueStart, valueEnd), keyAt + keyBytes);
    this.#at = this.#ends[this.#filling] = at + entryBytes;
    this.#enter(hash | 0, this.#placeOf(this.#filling, at));
  }

  /** Forgets the entry of the key with this hash, if there is one. */
  forget(hash: number): void {
    hash |= 0;
    const first = (hash & this.#bucketMask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) if (this.#tags[slot] === hash) this.#places[slot] = 0;
  }

  /** Forgets all entries. */
  clear(): void {
    this.#places.fill(0);
  }

  /** Figures for metrics. */
  statistics(): EntryCacheStatistics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      usedBytes: this.#chunks.length * this.#chunkBytes + this.#tags.length * 8,
      budgetBytes: this.budgetBytes,
    };
  }

  #placeOf(chunk: number, at: number): number {
    return (chunk * this.#chunkBytes + at) / 8 + 1;
  }

  /** Gives the key a slot of its bucket; when none is free, that of an entry that was not asked for, if there is one. */
  #enter(hash: number, place: number): void {
    const first = (hash & this.#bucketMask) * WAYS;
    let slot = first + (place % WAYS);
    for (let way = first; way < first + WAYS; way++) {
      const other = this.#places[way] as number;
      if (other === 0 || !this.#wasAsked(other)) slot = way;
      if (other === 0) break;
    }
    this.#tags[slot] = hash;
    this.#places[slot] = place;
  }

  #wasAsked(place: number): boolean {
    const position = (place - 1) * 8;
    const chunk = (position / this.#chunkBytes) | 0;
    return (this.#words[chunk] as Int32Array)[((position - chunk * this.#chunkBytes) >> 2) + WORD_ASKED] === 1;
  }

  /** Goes on to the next chunk, with room for `entryBytes` behind what stays in it. */
  #turn(entryBytes: number): void {
    const { length } = this.#chunks;
    if (length < this.#chunkCount) {
      this.#chunks.push(new Uint8Array(this.#chunkBytes));
      this.#words.push(new Int32Array((this.#chunks[length] as Uint8Array).buffer));
      this.#filling = length;
      this.#at = 0;
      return;
    }
    this.#filling = (this.#filling + 1) % length;
    this.#at = this.#keepAsked(Math.min(this.#chunkBytes * KEPT_SHARE, this.#chunkBytes - entryBytes));
  }

  /** Moves the entries of the chunk to be filled that were asked for to its front, up to `bytesMax`; forgets the others. */
  #keepAsked(bytesMax: number): number {
    const chunk = this.#filling;
    const words = this.#words[chunk] as Int32Array;
    const bytes = this.#chunks[chunk] as Uint8Array;
    let kept = 0;
    for (let at = 0; at < (this.#ends[chunk] as number);) {
      const head = at >> 2;
      const entryBytes = entryBytesOf(words[head + WORD_KEY_BYTES] as number, words[head + WORD_VALUE_BYTES] as number);
      const slot = this.#slotOf(words[head + WORD_HASH] as number, this.#placeOf(chunk, at));
      if (slot >= 0) {
        if (words[head + WORD_ASKED] === 1 && kept + entryBytes <= bytesMax) {
          words[head + WORD_ASKED] = 0;
          if (kept < at) bytes.copyWithin(kept, at, at + entryBytes);
          this.#places[slot] = this.#placeOf(chunk, kept);
          kept += entryBytes;
        } else this.#places[slot] = 0;
      }
      at += entryBytes;
    }
    return kept;
  }

  /** The slot that leads to a place; -1 when none does: the entry was forgotten, or another took its slot. */
  #slotOf(hash: number, place: number): number {
    const first = (hash & this.#bucketMask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) if (this.#places[slot] === place) return slot;
    return -1;
  }
}

function entryBytesOf(keyBytes: number, valueBytes: number): number {
  return (HEADER_WORDS * 4 + keyBytes + valueBytes + 7) & ~7;
}
