/**
 * Several sorted cursors as one: a binary heap of those that stand on an entry, the next one to give on top.
 *
 * The direction is fixed when it is made (a heap serves one end). Internal keys never repeat between cursors, for
 * sequences are unique, so the order of equal keys does not matter.
 *
 * @module
 */

import { compareInternal } from "../encoding/internal_key.ts";
import type { Cursor } from "./cursor.ts";

/** See the module. Moving against `direction` is a bug. */
export class MergeCursor {
  readonly #all: readonly Cursor[];
  readonly #heap: Cursor[] = [];
  readonly #sign: 1 | -1;

  /** @param cursors are closed with this one */
  constructor(cursors: readonly Cursor[], direction: "forward" | "reverse") {
    this.#all = cursors;
    this.#sign = direction === "forward" ? 1 : -1;
  }

  /** The cursor whose entry comes next; undefined at the end. */
  get top(): Cursor | undefined {
    return this.#heap[0];
  }

  /** To the first entry (the last, in reverse). */
  seekStart(): void {
    for (const cursor of this.#all) {
      if (this.#sign > 0) cursor.seekFirst();
      else cursor.seekLast();
    }
    this.#build();
  }

  /** To the first entry not before `target` (the last before it, in reverse). */
  seek(target: Uint8Array): void {
    for (const cursor of this.#all) {
      if (this.#sign > 0) cursor.seek(target);
      else cursor.seekBefore(target);
    }
    this.#build();
  }

  /** To the next entry in the direction. REQUIRES: there is a top. */
  next(): void {
    const heap = this.#heap;
    const top = heap[0] as Cursor;
    if (this.#sign > 0) top.next();
    else top.previous();
    if (!top.valid) {
      const last = heap.pop() as Cursor;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    this.#sink(0);
  }

  /** Closes all cursors. */
  close(): void {
    for (const cursor of this.#all) cursor.close();
    this.#heap.length = 0;
  }

  #build(): void {
    this.#heap.length = 0;
    for (const cursor of this.#all) if (cursor.valid) this.#heap.push(cursor);
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #before(a: Cursor, b: Cursor): boolean {
    const order = compareInternal(a.keyBuffer, a.keyStart, a.keyEnd, b.keyBuffer, b.keyStart, b.keyEnd);
    return order * this.#sign < 0;
  }

  #sink(at: number): void {
    const heap = this.#heap;
    const sinking = heap[at] as Cursor;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1] as Cursor, heap[child] as Cursor)) child++;
      if (!this.#before(heap[child] as Cursor, sinking)) break;
      heap[at] = heap[child] as Cursor;
      at = child;
    }
    heap[at] = sinking;
  }
}
