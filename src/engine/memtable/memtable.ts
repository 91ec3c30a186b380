/**
 * The memtable: sorted internal keys in one shared buffer.
 *
 * ```
 *   words 0..7   used words, entries, ...
 *   words 8..11  the node before the first: no key, one link
 *   then nodes   [key bytes][value bytes][hash][link] [internal key][value][pad to 4]
 *
 *   links        head ---> a ---> b ---> c ---> nil           each to the next key
 * ```
 *
 * A link is the word where a node begins; 0 is nil. Nodes only come, they never change or go, so a cursor stays right while writes go on.
 * Because all of it is in a `SharedArrayBuffer`, a frozen memtable is flushed by the worker from where it is: nothing is copied across
 * the thread boundary. The worker follows the links.
 *
 * Two things are with the thread that writes, beside the buffer. The order of the nodes (`node_order.ts`) finds a place among them. A hash table
 * leads from a user key to the newest node that has it: a point look-up costs one or two probes instead of some seventeen comparisons,
 * and most of all when the key is not there.
 *
 * @module
 */

import { assert, present } from "../../base/assert.ts";
import {
  compareInternal,
  type Kind,
  KIND_PUT,
  kindOf,
  TRAILER_BYTES,
  writeTrailer,
} from "../../encoding/internal_key.ts";
import { compareBytes, copyBytes } from "../../encoding/bytes.ts";
import { hashKey } from "../../structure/bloom.ts";
import { NodeOrder, ORDER_BYTES_PER_NODE } from "./node_order.ts";

const WORD_USED = 0;
const WORD_ENTRIES = 1;
const HEAD = 8;
const NODE_WORDS = 4;
const WORD_HASH = 2;
const WORD_LINK = 3;
const HASH_SLOTS_FIRST = 1024;
const FIRST_NODE = HEAD + NODE_WORDS;
/** Bytes that a node can take beyond its key and value, its share of the order included. */
const NODE_OVERHEAD_BYTES = NODE_WORDS * 4 + TRAILER_BYTES + 4 + ORDER_BYTES_PER_NODE;

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
  readonly #order: NodeOrder | undefined;
  /** Open addressing with linear probing: the newest node of a user key, or 0; at most half full. */
  #slots = new Int32Array(0);
  #slotsUsed = 0;
  readonly #onKey: OnKey;

  /**
   * @param buffer what holds it; given as `fresh`, it is emptied, otherwise it holds a memtable already (in the worker), which can be walked
   * @param onKey hears of each entry
   */
  constructor(readonly buffer: SharedArrayBuffer, fresh: boolean, onKey: OnKey = () => {}) {
    this.#onKey = onKey;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
    if (!fresh) return;
    this.#order = new NodeOrder((node, key, start, end) => {
      const at = this.keyStart(node);
      return compareInternal(this.#bytes, at, at + this.keyBytes(node), key, start, end);
    });
    this.#slots = new Int32Array(HASH_SLOTS_FIRST);
    this.#words.fill(0, 0, FIRST_NODE);
    this.#words[WORD_USED] = FIRST_NODE;
  }

  /** Entries in it. */
  get entries(): number {
    return this.#words[WORD_ENTRIES] as number;
  }

  /** Bytes in use, those of the order included. */
  get usedBytes(): number {
    return (this.#words[WORD_USED] as number) * 4 + this.entries * ORDER_BYTES_PER_NODE;
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
   * @returns how many keys there are more with it: 1, 0 or -1. A key that is new here is taken for a new one when it is put, and for one of
   * the tables when it is deleted
   */
  insert(
    from: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueEnd: number,
    sequence: number,
    kind: Kind,
  ): number {
    const words = this.#words;
    const bytes = this.#bytes;
    const node = words[WORD_USED] as number;
    const keyBytes = keyEnd - keyStart + TRAILER_BYTES;
    const valueBytes = valueEnd - keyEnd;
    const keyAt = (node + NODE_WORDS) * 4;
    const end = keyAt + keyBytes + valueBytes;
    assert(end <= bytes.length, "a memtable's entry has room");
    words[node] = keyBytes;
    words[node + 1] = valueBytes;
    copyBytes(from, keyStart, keyEnd, bytes, keyAt);
    writeTrailer(bytes, keyAt + keyBytes - TRAILER_BYTES, sequence, kind);
    if (valueBytes > 0) copyBytes(from, keyEnd, valueEnd, bytes, keyAt + keyBytes);
    words[WORD_USED] = (end + 3) >>> 2;
    this.#link(node, keyAt, keyAt + keyBytes);
    const hash = hashKey(from, keyStart, keyEnd) | 0;
    words[node + WORD_HASH] = hash;
    const before = this.#enter(node);
    this.#onKey(hash);
    words[WORD_ENTRIES] = (words[WORD_ENTRIES] as number) + 1;
    const isPut = kind === KIND_PUT;
    const wasPut = before === 0 ? !isPut : kindOf(bytes, this.keyStart(before) + this.keyBytes(before)) === KIND_PUT;
    if (wasPut === isPut) return 0;
    return isPut ? 1 : -1;
  }

  /** Leads the node's user key to it; gives the node that had it, or 0. */
  #enter(node: number): number {
    if (this.#slotsUsed * 2 >= this.#slots.length) this.#growSlots();
    const at = this.#slotOf(node);
    const before = this.#slots[at] as number;
    if (before === 0) this.#slotsUsed++;
    this.#slots[at] = node;
    return before;
  }

  /** The slot that has the node's user key, or the free one where it belongs. */
  #slotOf(node: number): number {
    const start = this.keyStart(node);
    return this.#findSlot(
      this.#words[node + WORD_HASH] as number,
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
      if (words[node + WORD_HASH] === hash && this.#hasUserKey(node, key, start, end)) return at;
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

  #link(node: number, keyStart: number, keyEnd: number): void {
    const words = this.#words;
    const order = this.#seek(this.#bytes, keyStart, keyEnd);
    const before = order.before === 0 ? HEAD : order.before;
    words[node + WORD_LINK] = words[before + WORD_LINK] as number;
    words[before + WORD_LINK] = node;
    order.insert(node);
  }

  /** The order, at the place of the internal key. */
  #seek(key: Uint8Array, keyStart: number, keyEnd: number): NodeOrder {
    const order = present(this.#order, "the order of a memtable's nodes, in the thread that made it");
    order.seek(key, keyStart, keyEnd);
    return order;
  }

  /** The first node whose key is not before the internal key; 0 when there is none. */
  find(key: Uint8Array, keyStart: number, keyEnd: number): number {
    return this.#seek(key, keyStart, keyEnd).node;
  }

  /** The last node whose key is before the internal key; 0 when there is none. */
  findBefore(key: Uint8Array, keyStart: number, keyEnd: number): number {
    return this.#seek(key, keyStart, keyEnd).before;
  }

  /** How many nodes there are from the internal key `from` on and before `to`. */
  countBetween(from: Uint8Array, to: Uint8Array): number {
    return this.#seek(to, 0, to.length).rank() - this.#seek(from, 0, from.length).rank();
  }

  /** The first node; 0 when there is none. */
  first(): number {
    return this.after(HEAD);
  }

  /** The last node; 0 when there is none. */
  last(): number {
    return present(this.#order, "the order of a memtable's nodes, in the thread that made it").last;
  }

  /** The node behind `node`; 0 when it is the last. */
  after(node: number): number {
    return this.#words[node + WORD_LINK] as number;
  }

  /** Where the internal key of `node` begins in {@link bytes}. */
  keyStart(node: number): number {
    return (node + NODE_WORDS) * 4;
  }

  /** Bytes of the internal key of `node`. */
  keyBytes(node: number): number {
    return this.#words[node] as number;
  }

  /** Bytes of the value of `node`, which stands behind its key. */
  valueBytes(node: number): number {
    return this.#words[node + 1] as number;
  }
}
