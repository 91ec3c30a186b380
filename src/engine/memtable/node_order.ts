/**
 * The order of a memtable's nodes, for finding a place among them: a sorted list, cut into leaves.
 *
 * ```
 *   tops      | b.. | k.. | r.. |                the first key of each leaf, cut to twelve bytes
 *   leaves    [b c e f] [k l] [r s t]            for each node the same twelve bytes, and the node
 * ```
 *
 * A search halves the tops and then one leaf: some seventeen comparisons of numbers that lie side by side, so it waits for memory three or four
 * times, where a skip list waits at nearly every step. Only keys that begin with the same twelve bytes are compared where they lie. A
 * full leaf is halved; one that is full because keys only rise is left full, and another begun.
 *
 * It belongs to the thread that inserts. Nodes do not move when leaves do, so cursors stand on nodes and follow their links.
 *
 * A sorted list of lists of bounded length: D. Knuth, The Art of Computer Programming, volume 3, 6.2.4 (B-trees, here of two levels).
 *
 * @module
 */

import { TRAILER_BYTES } from "../../encoding/internal_key.ts";

const LEAF = 128;
/** Leaves that there is room for at first. */
const LEAVES_FIRST = 16;
/** A list of nodes has four parts, as long as it has room for nodes: three words of each key, and the nodes. */
const PARTS = 4;
const NODE_PART = 3;
/** Turns an unsigned word into a signed one of the same order. */
const SIGN = 0x80000000 | 0;
/** Memory for each node, with leaves three quarters full. */
export const ORDER_BYTES_PER_NODE = 24;

/** Below 0, 0 or above 0 as the internal key of a node sorts before, equals or sorts behind the one that is looked for. */
export type CompareNode = (node: number, key: Uint8Array, start: number, end: number) => number;

/** See the module. */
export class NodeOrder {
  readonly #compare: CompareNode;
  /** Each a list of nodes with room for {@link LEAF}. */
  readonly #leaves: Int32Array[] = [new Int32Array(PARTS * LEAF)];
  #counts = new Int32Array(LEAVES_FIRST);
  /** The first node of each leaf: a list of nodes with as much room as {@link #counts}. */
  #tops = new Int32Array(PARTS * LEAVES_FIRST);
  /** The place that the latest search has found: the first node that is not before the key would be `#at` in leaf `#leaf`. */
  #leaf = 0;
  #at = 0;
  /** The words of the key that was looked for. */
  #first = 0;
  #second = 0;
  #third = 0;

  constructor(compare: CompareNode) {
    this.#compare = compare;
  }

  /** Finds the place of the internal key `key[start, end)`. */
  seek(key: Uint8Array, start: number, end: number): void {
    const userEnd = end - TRAILER_BYTES;
    this.#first = startWord(key, start, userEnd);
    this.#second = startWord(key, start + 4, userEnd);
    this.#third = startWord(key, start + 8, userEnd);
    const last = this.#leaves.length - 1;
    // Keys that only rise (the change feed's, a bulk load's) belong behind all others.
    const lastCount = this.#counts[last] as number;
    if (lastCount > 0 && this.#isBefore(this.#leaves[last] as Int32Array, LEAF, lastCount - 1, key, start, end)) {
      this.#leaf = last;
      this.#at = lastCount;
      return;
    }
    this.#leaf = this.#leafOf(key, start, end);
    const leaf = this.#leaves[this.#leaf] as Int32Array;
    let low = 0;
    let high = this.#counts[this.#leaf] as number;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(leaf, LEAF, middle, key, start, end)) low = middle + 1;
      else high = middle;
    }
    this.#at = low;
  }

  /** The last leaf whose first key is before the one looked for; the first leaf when there is none. */
  #leafOf(key: Uint8Array, start: number, end: number): number {
    let low = 1;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(this.#tops, this.#counts.length, middle, key, start, end)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Whether the key at `at` of a list of nodes with so much room is before the one looked for. */
  #isBefore(list: Int32Array, room: number, at: number, key: Uint8Array, start: number, end: number): boolean {
    let order = (list[at] as number) - this.#first;
    if (order === 0) order = (list[room + at] as number) - this.#second;
    if (order === 0) order = (list[2 * room + at] as number) - this.#third;
    if (order === 0) order = this.#compare(list[NODE_PART * room + at] as number, key, start, end);
    return order < 0;
  }

  /** The node at the place that was found; 0 at the end. */
  get node(): number {
    if (this.#at < (this.#counts[this.#leaf] as number)) return this.#nodeAt(this.#leaf, this.#at);
    return this.#leaf + 1 < this.#leaves.length ? this.#nodeAt(this.#leaf + 1, 0) : 0;
  }

  /** The node before the place that was found; 0 when there is none. */
  get before(): number {
    if (this.#at > 0) return this.#nodeAt(this.#leaf, this.#at - 1);
    return this.#leaf > 0 ? this.#lastOf(this.#leaf - 1) : 0;
  }

  /** The last node; 0 when there is none. */
  get last(): number {
    return this.#lastOf(this.#leaves.length - 1);
  }

  #lastOf(leaf: number): number {
    const count = this.#counts[leaf] as number;
    return count === 0 ? 0 : this.#nodeAt(leaf, count - 1);
  }

  #nodeAt(leaf: number, at: number): number {
    return (this.#leaves[leaf] as Int32Array)[NODE_PART * LEAF + at] as number;
  }

  /** How many nodes stand before the place that was found. */
  rank(): number {
    let rank = this.#at;
    for (let leaf = 0; leaf < this.#leaf; leaf++) rank += this.#counts[leaf] as number;
    return rank;
  }

  /** Puts in a node at the place that was found for its key. */
  insert(node: number): void {
    if (this.#counts[this.#leaf] === LEAF) this.#split();
    const leaf = this.#leaves[this.#leaf] as Int32Array;
    const at = this.#at;
    const count = this.#counts[this.#leaf] as number;
    openGap(leaf, LEAF, at, count);
    leaf[at] = this.#first;
    leaf[LEAF + at] = this.#second;
    leaf[2 * LEAF + at] = this.#third;
    leaf[NODE_PART * LEAF + at] = node;
    this.#counts[this.#leaf] = count + 1;
    if (at === 0) this.#noteTop(this.#leaf);
  }

  /** Makes room in the full leaf of the place that was found. */
  #split(): void {
    const kept = this.#at === LEAF ? LEAF : LEAF / 2;
    const full = this.#leaves[this.#leaf] as Int32Array;
    const fresh = new Int32Array(PARTS * LEAF);
    for (let part = 0; part < PARTS; part++) {
      fresh.set(full.subarray(part * LEAF + kept, (part + 1) * LEAF), part * LEAF);
    }
    this.#addLeaf(this.#leaf + 1, fresh);
    this.#counts[this.#leaf] = kept;
    this.#counts[this.#leaf + 1] = LEAF - kept;
    if (kept < LEAF) this.#noteTop(this.#leaf + 1);
    if (this.#at < kept || (this.#at === kept && kept < LEAF)) return;
    this.#leaf++;
    this.#at -= kept;
  }

  #addLeaf(at: number, leaf: Int32Array): void {
    const leaves = this.#leaves.length;
    if (leaves === this.#counts.length) {
      this.#counts = withTwiceTheRoom(this.#counts, 1);
      this.#tops = withTwiceTheRoom(this.#tops, PARTS);
    }
    this.#counts.copyWithin(at + 1, at, leaves);
    openGap(this.#tops, this.#counts.length, at, leaves);
    this.#leaves.splice(at, 0, leaf);
  }

  /** Notes of a leaf what it begins with. */
  #noteTop(leaf: number): void {
    const words = this.#leaves[leaf] as Int32Array;
    const room = this.#counts.length;
    for (let part = 0; part < PARTS; part++) this.#tops[part * room + leaf] = words[part * LEAF] as number;
  }
}

/** Moves what a list of `count` nodes with so much room has from `at` on by one. */
function openGap(list: Int32Array, room: number, at: number, count: number): void {
  if (at === count) return;
  for (let part = 0; part < PARTS * room; part += room) list.copyWithin(part + at + 1, part + at, part + count);
}

function withTwiceTheRoom(list: Int32Array, parts: number): Int32Array<ArrayBuffer> {
  const room = list.length / parts;
  const larger = new Int32Array(list.length * 2);
  for (let part = 0; part < parts; part++) larger.set(list.subarray(part * room, (part + 1) * room), part * room * 2);
  return larger;
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
