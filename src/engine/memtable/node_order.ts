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
/** Where in a leaf's words the second and third words of keys begin, and the nodes. */
const SECOND = LEAF;
const THIRD = 2 * LEAF;
const NODES = 3 * LEAF;
/** Turns an unsigned word into a signed one of the same order. */
const SIGN = 0x80000000 | 0;
/** Memory for each node, with leaves three quarters full. */
export const ORDER_BYTES_PER_NODE = 24;

/** Below 0, 0 or above 0 as the internal key of a node sorts before, equals or sorts behind the one that is looked for. */
export type CompareNode = (node: number, key: Uint8Array, start: number, end: number) => number;

/** See the module. */
export class NodeOrder {
  readonly #compare: CompareNode;
  readonly #leaves: Int32Array[] = [new Int32Array(4 * LEAF)];
  #counts = new Int32Array(16);
  /** For each leaf the words of its first key, and its first node. */
  #tops: [Int32Array, Int32Array, Int32Array, Int32Array] = [
    new Int32Array(16),
    new Int32Array(16),
    new Int32Array(16),
    new Int32Array(16),
  ];
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
    if (lastCount > 0 && this.#isBefore(this.#leaves[last] as Int32Array, lastCount - 1, key, start, end)) {
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
      if (this.#isBefore(leaf, middle, key, start, end)) low = middle + 1;
      else high = middle;
    }
    this.#at = low;
  }

  /** The last leaf whose first key is before the one looked for; the first leaf when there is none. */
  #leafOf(key: Uint8Array, start: number, end: number): number {
    const [firsts, seconds, thirds, nodes] = this.#tops;
    let low = 1;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      let order = (firsts[middle] as number) - this.#first;
      if (order === 0) order = (seconds[middle] as number) - this.#second;
      if (order === 0) order = (thirds[middle] as number) - this.#third;
      if (order === 0) order = this.#compare(nodes[middle] as number, key, start, end);
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #isBefore(leaf: Int32Array, at: number, key: Uint8Array, start: number, end: number): boolean {
    let order = (leaf[at] as number) - this.#first;
    if (order === 0) order = (leaf[SECOND + at] as number) - this.#second;
    if (order === 0) order = (leaf[THIRD + at] as number) - this.#third;
    if (order === 0) order = this.#compare(leaf[NODES + at] as number, key, start, end);
    return order < 0;
  }

  /** The node at the place that was found; 0 at the end. */
  get node(): number {
    if (this.#at < (this.#counts[this.#leaf] as number)) {
      return (this.#leaves[this.#leaf] as Int32Array)[NODES + this.#at] as number;
    }
    return this.#leaf + 1 < this.#leaves.length ? this.#tops[3][this.#leaf + 1] as number : 0;
  }

  /** The node before the place that was found; 0 when there is none. */
  get before(): number {
    if (this.#at > 0) return (this.#leaves[this.#leaf] as Int32Array)[NODES + this.#at - 1] as number;
    return this.#leaf > 0 ? this.#lastOf(this.#leaf - 1) : 0;
  }

  /** The last node; 0 when there is none. */
  get last(): number {
    return this.#lastOf(this.#leaves.length - 1);
  }

  #lastOf(leaf: number): number {
    const count = this.#counts[leaf] as number;
    return count === 0 ? 0 : (this.#leaves[leaf] as Int32Array)[NODES + count - 1] as number;
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
    if (at < count) {
      for (let part = 0; part < 4 * LEAF; part += LEAF) leaf.copyWithin(part + at + 1, part + at, part + count);
    }
    leaf[at] = this.#first;
    leaf[SECOND + at] = this.#second;
    leaf[THIRD + at] = this.#third;
    leaf[NODES + at] = node;
    this.#counts[this.#leaf] = count + 1;
    if (at === 0) this.#noteTop(this.#leaf);
  }

  /** Makes room in the full leaf of the place that was found. */
  #split(): void {
    const kept = this.#at === LEAF ? LEAF : LEAF / 2;
    const full = this.#leaves[this.#leaf] as Int32Array;
    const fresh = new Int32Array(4 * LEAF);
    for (let part = 0; part < 4 * LEAF; part += LEAF) fresh.set(full.subarray(part + kept, part + LEAF), part);
    this.#openGap(this.#leaf + 1);
    this.#leaves.splice(this.#leaf + 1, 0, fresh);
    this.#counts[this.#leaf] = kept;
    this.#counts[this.#leaf + 1] = LEAF - kept;
    if (kept < LEAF) this.#noteTop(this.#leaf + 1);
    if (this.#at < kept || (this.#at === kept && kept < LEAF)) return;
    this.#leaf++;
    this.#at -= kept;
  }

  /** Notes of a leaf what it begins with. */
  #noteTop(leaf: number): void {
    const words = this.#leaves[leaf] as Int32Array;
    for (const [part, top] of this.#tops.entries()) top[leaf] = words[part * LEAF] as number;
  }

  /** Moves what is noted of the leaves from `at` on by one. */
  #openGap(at: number): void {
    const leaves = this.#leaves.length;
    if (leaves === this.#counts.length) {
      this.#counts = longer(this.#counts);
      const [firsts, seconds, thirds, nodes] = this.#tops;
      this.#tops = [longer(firsts), longer(seconds), longer(thirds), longer(nodes)];
    }
    for (const list of [this.#counts, ...this.#tops]) list.copyWithin(at + 1, at, leaves);
  }
}

function longer(list: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2);
  longer.set(list);
  return longer;
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
