/**
 * The memtable: a skip list of internal keys in one shared buffer.
 *
 * ```
 *   words 0..7   used words, height, entries, ...
 *   words 8..24  the node before the first: no key, all twelve links
 *   then nodes   [key bytes][value bytes][height][start, 2 words][hash][link 0]..[link h-1] [internal key][value][pad to 4]
 *
 *   level 2   head ------------------------> c --------------------------> nil
 *   level 1   head ----------> b ----------> c ----------> e ------------> nil
 *   level 0   head ---> a ---> b ---> ... -> c ---> d ---> e ---> f -----> nil
 * ```
 *
 * A link is the word where a node begins; 0 is nil. `start` is the first eight bytes of the user key (zeros where it is shorter) as two
 * numbers: most comparisons end there. Nodes only come, they never change or go, so a cursor stays right while writes go on.
 * Because everything is in a `SharedArrayBuffer`, a frozen memtable is flushed by the worker from where it is: nothing is copied across
 * the thread boundary.
 *
 * Beside the list, a hash table of the thread that writes leads from a user key to the newest node that has it: a point look-up costs one or
 * two probes instead of some fifteen comparisons, and most of all when the key is not there.
 *
 * Skip list: W. Pugh, "Skip lists: a probabilistic alternative to balanced trees", CACM 33(6), 1990; p = 1/4.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { compareInternal, TRAILER_BYTES, writeTrailer } from "../../encoding/internal_key.ts";
import type { Kind } from "../../encoding/internal_key.ts";
import { compareBytes, copyBytes } from "../../encoding/bytes.ts";
import { hashKey } from "../../structure/bloom.ts";

const HEIGHT_MAX = 12;
/** A level with so many nodes in a range tells how many there are on the lowest. */
const SAMPLE_MIN = 150;
const WORD_USED = 0;
const WORD_HEIGHT = 1;
const WORD_ENTRIES = 2;
const HEAD = 8;
/** Words of a node before its links. */
const NODE_WORDS = 6;
/** Turns an unsigned word into a signed one of the same order. */
const SIGN = 0x80000000 | 0;
const HASH_SLOTS_FIRST = 1024;
const FIRST_NODE = HEAD + NODE_WORDS + HEIGHT_MAX;
/** Words that a node can take beyond its key and value. */
const NODE_OVERHEAD_BYTES = (NODE_WORDS + HEIGHT_MAX) * 4 + TRAILER_BYTES + 4;

/** What {@link Memtable.findVersion} gives when the key is here, but only at sequences above the one that is asked for. */
export const ONLY_NEWER = -1;

/** Hears of the hash of each user key that an entry comes for. */
export type OnKey = (hash: number) => void;

/** Bytes of buffer that surely hold `entries` entries with `bytes` of user keys and values. */
export function memtableBytesFor(entries: number, bytes: number): number {
  return FIRST_NODE * 4 + bytes + entries * NODE_OVERHEAD_BYTES;
}

/** A sorted set of entries in memory. See the module. */
export class Memtable {
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  /** The last node before the place of the latest search, a level each. */
  readonly #path = new Int32Array(HEIGHT_MAX);
  /** The last node of each level. */
  readonly #tail = new Int32Array(HEIGHT_MAX).fill(HEAD);
  #random: number;
  /** Open addressing with linear probing: the newest node of a user key, or 0; at most half full. */
  #slots = new Int32Array(0);
  #slotsUsed = 0;
  readonly #onKey: OnKey;

  /**
   * @param buffer what holds it; given as `fresh`, it is emptied, otherwise it holds a memtable already (in the worker)
   * @param seed of the heights
   * @param onKey hears of each entry
   */
  constructor(readonly buffer: SharedArrayBuffer, fresh: boolean, seed = 1, onKey: OnKey = () => {}) {
    this.#onKey = onKey;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
    this.#random = seed | 1;
    if (!fresh) return;
    this.#slots = new Int32Array(HASH_SLOTS_FIRST);
    this.#words.fill(0, 0, FIRST_NODE);
    this.#words[WORD_USED] = FIRST_NODE;
    this.#words[WORD_HEIGHT] = 1;
  }

  /** Entries in it. */
  get entries(): number {
    return this.#words[WORD_ENTRIES] as number;
  }

  /** Bytes of the buffer in use. */
  get usedBytes(): number {
    return (this.#words[WORD_USED] as number) * 4;
  }

  /** True when `entries` more with `bytes` of user keys and values surely fit. */
  fits(entries: number, bytes: number): boolean {
    return this.usedBytes + bytes + entries * NODE_OVERHEAD_BYTES <= this.buffer.byteLength;
  }

  /** The buffers' words and bytes, for {@link MemtableCursor}. */
  get words(): Int32Array {
    return this.#words;
  }
  /** See {@link words}. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Adds an entry.
   * REQUIRES: it fits, it is made by the thread that made the memtable, and its sequence is above those of its user key.
   */
  insert(
    from: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueEnd: number,
    sequence: number,
    kind: Kind,
  ): void {
    const words = this.#words;
    const bytes = this.#bytes;
    const height = this.#height();
    const node = words[WORD_USED] as number;
    const keyBytes = keyEnd - keyStart + TRAILER_BYTES;
    const valueBytes = valueEnd - keyEnd;
    const keyAt = (node + NODE_WORDS + height) * 4;
    const end = keyAt + keyBytes + valueBytes;
    assert(end <= bytes.length, "a memtable's entry has room");
    words[node] = keyBytes;
    words[node + 1] = valueBytes;
    words[node + 2] = height;
    words[node + 3] = startWord(from, keyStart, keyEnd);
    words[node + 4] = startWord(from, keyStart + 4, keyEnd);
    copyBytes(from, keyStart, keyEnd, bytes, keyAt);
    writeTrailer(bytes, keyAt + keyBytes - TRAILER_BYTES, sequence, kind);
    if (valueBytes > 0) copyBytes(from, keyEnd, valueEnd, bytes, keyAt + keyBytes);
    words[WORD_USED] = (end + 3) >>> 2;
    this.#link(node, height, keyAt, keyAt + keyBytes);
    const hash = hashKey(from, keyStart, keyEnd) | 0;
    words[node + 5] = hash;
    this.#enter(node);
    this.#onKey(hash);
    words[WORD_ENTRIES] = (words[WORD_ENTRIES] as number) + 1;
  }

  /** Leads the node's user key to it. */
  #enter(node: number): void {
    if (this.#slotsUsed * 2 >= this.#slots.length) this.#growSlots();
    const at = this.#slotOf(node);
    if (this.#slots[at] === 0) this.#slotsUsed++;
    this.#slots[at] = node;
  }

  /** The slot that has the node's user key, or the free one where it belongs. */
  #slotOf(node: number): number {
    const start = this.keyStart(node);
    return this.#findSlot(
      this.#words[node + 5] as number,
      this.#bytes,
      start,
      start + this.keyBytes(node) - TRAILER_BYTES,
    );
  }

  #findSlot(hash: number, key: Uint8Array, start: number, end: number): number {
    const words = this.#words;
    const mask = this.#slots.length - 1;
    for (let at = hash & mask;; at = (at + 1) & mask) {
      const node = this.#slots[at] as number;
      if (node === 0) return at;
      if (words[node + 5] === hash && this.#hasUserKey(node, key, start, end)) return at;
    }
  }

  #hasUserKey(node: number, key: Uint8Array, start: number, end: number): boolean {
    const at = this.keyStart(node);
    return compareBytes(this.#bytes, at, at + this.keyBytes(node) - TRAILER_BYTES, key, start, end) === 0;
  }

  #growSlots(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 4);
    for (const node of before) if (node !== 0) this.#slots[this.#slotOf(node)] = node;
  }

  /**
   * The newest node of the user key `target[start, end - 9)` at or below the sequence of the internal key `target[start, end)`; 0 when the key
   * is not here, {@link ONLY_NEWER} when it is, but not at such a sequence. @param hash of the user key, by `hashKey`
   */
  findVersion(target: Uint8Array, start: number, end: number, hash: number): number {
    const userEnd = end - TRAILER_BYTES;
    let node = this.#slots[this.#findSlot(hash | 0, target, start, userEnd)] as number;
    if (node === 0) return 0;
    // Older versions stand behind newer ones.
    while (node !== 0) {
      const at = this.keyStart(node);
      const keyEnd = at + this.keyBytes(node);
      if (compareBytes(this.#bytes, keyEnd - TRAILER_BYTES, keyEnd, target, userEnd, end) >= 0) return node;
      node = this.after(node);
      if (node !== 0 && !this.#hasUserKey(node, target, start, userEnd)) break;
    }
    return ONLY_NEWER;
  }

  #link(node: number, height: number, keyStart: number, keyEnd: number): void {
    const words = this.#words;
    const path = this.#path;
    for (let level = words[WORD_HEIGHT] as number; level < height; level++) path[level] = HEAD;
    if (height > (words[WORD_HEIGHT] as number)) words[WORD_HEIGHT] = height;
    // Keys that only rise (the change feed's, a bulk load's) belong behind all others: one comparison instead of a search.
    if (this.#isLast(node, keyStart, keyEnd)) path.set(this.#tail);
    else this.#search(this.#bytes, keyStart, keyEnd);
    for (let level = 0; level < height; level++) {
      const before = (path[level] as number) + NODE_WORDS + level;
      const after = words[before] as number;
      words[node + NODE_WORDS + level] = after;
      words[before] = node;
      if (after === 0) this.#tail[level] = node;
    }
  }

  /** True when the node, which is not linked yet, belongs behind the last one. */
  #isLast(node: number, keyStart: number, keyEnd: number): boolean {
    const words = this.#words;
    const last = this.#tail[0] as number;
    if (last === HEAD) return false;
    let order = (words[last + 3] as number) - (words[node + 3] as number);
    if (order === 0) order = (words[last + 4] as number) - (words[node + 4] as number);
    if (order !== 0) return order < 0;
    const at = this.keyStart(last);
    return compareInternal(this.#bytes, at, at + this.keyBytes(last), this.#bytes, keyStart, keyEnd) < 0;
  }

  /** The first node not before the internal key; leaves the nodes before it in the path. */
  #search(key: Uint8Array, keyStart: number, keyEnd: number): number {
    const words = this.#words;
    const bytes = this.#bytes;
    const userEnd = keyEnd - TRAILER_BYTES;
    const start0 = startWord(key, keyStart, userEnd);
    const start1 = startWord(key, keyStart + 4, userEnd);
    let before = HEAD;
    let next = 0;
    let known = 0;
    for (let level = (words[WORD_HEIGHT] as number) - 1; level >= 0; level--) {
      for (;;) {
        next = words[before + NODE_WORDS + level] as number;
        // The node that stopped the level above stops this one too, without another comparison.
        if (next === 0 || next === known) break;
        let order = (words[next + 3] as number) - start0;
        if (order === 0) order = (words[next + 4] as number) - start1;
        if (order === 0) {
          const at = (next + NODE_WORDS + (words[next + 2] as number)) * 4;
          order = compareInternal(bytes, at, at + (words[next] as number), key, keyStart, keyEnd);
        }
        if (order >= 0) {
          known = next;
          break;
        }
        before = next;
      }
      this.#path[level] = before;
    }
    return next;
  }

  /** The first node whose key is not before the internal key; 0 when there is none. */
  find(key: Uint8Array, keyStart: number, keyEnd: number): number {
    return this.#search(key, keyStart, keyEnd);
  }

  /** The last node whose key is before the internal key; 0 when there is none. */
  findBefore(key: Uint8Array, keyStart: number, keyEnd: number): number {
    this.#search(key, keyStart, keyEnd);
    const before = this.#path[0] as number;
    return before === HEAD ? 0 : before;
  }

  /** About how many nodes there are from the internal key `from` on and before `to`. */
  approximateBetween(from: Uint8Array, to: Uint8Array): number {
    this.#search(from, 0, from.length);
    const path = this.#path.slice();
    for (let level = (this.#words[WORD_HEIGHT] as number) - 1; level >= 0; level--) {
      let count = 0;
      for (let node = this.#behind(path[level] as number, level); node !== 0; node = this.#behind(node, level)) {
        const at = this.keyStart(node);
        if (compareInternal(this.#bytes, at, at + this.keyBytes(node), to, 0, to.length) >= 0) break;
        count++;
      }
      if (count >= SAMPLE_MIN) return count * 4 ** level;
      if (level === 0) return count;
    }
    return 0;
  }

  #behind(node: number, level: number): number {
    return this.#words[node + NODE_WORDS + level] as number;
  }

  /** The first node; 0 when there is none. */
  first(): number {
    return this.#words[HEAD + NODE_WORDS] as number;
  }

  /** The last node; 0 when there is none. */
  last(): number {
    const words = this.#words;
    let node = HEAD;
    for (let level = (words[WORD_HEIGHT] as number) - 1; level >= 0; level--) {
      for (let next = words[node + NODE_WORDS + level] as number; next !== 0;) {
        node = next;
        next = words[node + NODE_WORDS + level] as number;
      }
    }
    return node === HEAD ? 0 : node;
  }

  /** The node behind `node`; 0 when it is the last. */
  after(node: number): number {
    return this.#words[node + NODE_WORDS] as number;
  }

  /** Where the internal key of `node` begins in {@link bytes}. */
  keyStart(node: number): number {
    return (node + NODE_WORDS + (this.#words[node + 2] as number)) * 4;
  }

  /** Bytes of the internal key of `node`. */
  keyBytes(node: number): number {
    return this.#words[node] as number;
  }

  /** Bytes of the value of `node`, which stands behind its key. */
  valueBytes(node: number): number {
    return this.#words[node + 1] as number;
  }

  /** 1 plus a geometric number: xorshift32, two bits a level. */
  #height(): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    let height = 1;
    while (height < HEIGHT_MAX && (x & 3) === 0) {
      height++;
      x >>>= 2;
    }
    return height;
  }
}

/** Up to four bytes from `at`, as a number that sorts as they do. */
function startWord(key: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) {
    return SIGN ^ (((key[at] as number) << 24) | ((key[at + 1] as number) << 16) | ((key[at + 2] as number) << 8) |
      (key[at + 3] as number));
  }
  let word = 0;
  for (let i = 0; i < 4; i++) word = (word << 8) | (at + i < end ? key[at + i] as number : 0);
  return SIGN ^ word;
}
