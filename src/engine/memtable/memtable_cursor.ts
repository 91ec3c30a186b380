/**
 * A cursor over a memtable. Entries may be added while it is open; those behind its place will be met.
 *
 * @module
 */

import type { Cursor } from "../../structure/cursor.ts";
import type { Memtable } from "./memtable.ts";

/** See the module. */
export class MemtableCursor implements Cursor {
  readonly #memtable: Memtable;
  #node = 0;
  valid = false;
  readonly keyBuffer: Uint8Array;
  keyStart = 0;
  keyEnd = 0;
  readonly valueBuffer: Uint8Array;
  valueStart = 0;
  valueEnd = 0;

  constructor(memtable: Memtable) {
    this.#memtable = memtable;
    this.keyBuffer = memtable.bytes;
    this.valueBuffer = memtable.bytes;
  }

  seekFirst(): void {
    this.#stand(this.#memtable.first());
  }

  seekLast(): void {
    this.#stand(this.#memtable.last());
  }

  seek(target: Uint8Array): void {
    this.#stand(this.#memtable.find(target, 0, target.length));
  }

  seekBefore(target: Uint8Array): void {
    this.#stand(this.#memtable.findBefore(target, 0, target.length));
  }

  next(): void {
    this.#stand(this.#memtable.after(this.#node));
  }

  previous(): void {
    this.#stand(this.#memtable.findBefore(this.keyBuffer, this.keyStart, this.keyEnd));
  }

  close(): void {
    this.valid = false;
  }

  #stand(node: number): void {
    this.#node = node;
    this.valid = node !== 0;
    if (node === 0) return;
    this.keyStart = this.#memtable.keyStart(node);
    this.keyEnd = this.keyStart + this.#memtable.keyBytes(node);
    this.valueStart = this.keyEnd;
    this.valueEnd = this.keyEnd + this.#memtable.valueBytes(node);
  }
}
