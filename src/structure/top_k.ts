/**
 * The first k of many, in memory for k: a heap with the last of them on top, which goes when a better one comes.
 *
 * @module
 */

/** See the module. */
export class TopK<T> {
  readonly #k: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #heap: T[] = [];

  /** @param compare below 0 when `a` comes first */
  constructor(k: number, compare: (a: T, b: T) => number) {
    this.#k = k;
    this.#compare = compare;
  }

  /** Whether `item` would be kept now. */
  wants(item: T): boolean {
    return this.#heap.length < this.#k || this.#compare(item, this.#heap[0] as T) < 0;
  }

  /** Offers one. Gives what does not stay for it: one that was kept, or `item` itself; undefined while there is room. */
  add(item: T): T | undefined {
    const heap = this.#heap;
    if (heap.length < this.#k) {
      heap.push(item);
      this.#up(heap.length - 1);
      return undefined;
    }
    const last = heap[0];
    if (last === undefined || this.#compare(item, last) >= 0) return item;
    heap[0] = item;
    this.#down();
    return last;
  }

  /** Those that were kept, in order. */
  sorted(): T[] {
    return this.#heap.toSorted(this.#compare);
  }

  #up(at: number): void {
    const heap = this.#heap;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(heap[at] as T, heap[parent] as T) <= 0) return;
      [heap[at], heap[parent]] = [heap[parent] as T, heap[at] as T];
      at = parent;
    }
  }

  #down(): void {
    const heap = this.#heap;
    for (let at = 0;;) {
      let last = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#compare(heap[child] as T, heap[last] as T) > 0) last = child;
      }
      if (last === at) return;
      [heap[at], heap[last]] = [heap[last] as T, heap[at] as T];
      at = last;
    }
  }
}
