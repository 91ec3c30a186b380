/**
 * The memtables of an engine: one takes writes, the full ones before it wait for their flush.
 *
 * ```
 *   writes -> [active]   [frozen, frozen] -> flush, oldest first -> table in L0
 * ```
 *
 * Buffers are used again, since a fresh one costs a page fault every 4 KiB: whoever may read from one lets go of it before it is dropped.
 *
 * @module
 */

import { assert, present } from "../base/assert.ts";
import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import { Memtable, memtableBytesFor, type OnKey } from "./memtable/memtable.ts";

/** A memtable with what the engine knows of it. */
export interface MemtableSlot {
  readonly memtable: Memtable;
  /** Of what is in it; 0 while empty. */
  lastSequence: Sequence;
  /** Settles when all that is in it is as safe as the durability setting says. */
  durable: Promise<void>;
  /** About how many keys it adds to each space, less those that it takes away. */
  readonly counts: Map<SpaceId, number>;
}

/** See the module. */
export class Memtables {
  readonly #bufferBytes: number;
  readonly #onKey: OnKey | undefined;
  readonly #idle: SharedArrayBuffer[] = [];
  #active: MemtableSlot;
  #frozen: MemtableSlot[] = [];
  /** All of them, newest first, as readers want them. */
  #readable: readonly Memtable[] = [];

  /** @param onKey hears of the keys that are written */
  constructor(bufferBytes: number, onKey?: OnKey) {
    this.#bufferBytes = bufferBytes;
    this.#onKey = onKey;
    this.#active = this.#make(bufferBytes);
    this.#list();
  }

  get active(): MemtableSlot {
    return this.#active;
  }
  /** Full ones, oldest first. */
  get frozen(): readonly MemtableSlot[] {
    return this.#frozen;
  }
  /** Newest first. */
  get readable(): readonly Memtable[] {
    return this.#readable;
  }
  /** All of them, with what is known of each. */
  *slots(): Generator<MemtableSlot, void, void> {
    yield this.#active;
    yield* this.#frozen;
  }
  /** Bytes in use. */
  get usedBytes(): number {
    return this.#frozen.reduce((sum, slot) => sum + slot.memtable.usedBytes, this.#active.memtable.usedBytes);
  }

  /** About how many keys of each space are here and not in a table. */
  countKeys(): Map<SpaceId, number> {
    const keys = new Map(this.#active.counts);
    for (const { counts } of this.#frozen) {
      for (const [space, count] of counts) keys.set(space, (keys.get(space) ?? 0) + count);
    }
    return keys;
  }

  /** Freezes the active one and begins another that holds at least `entries` with `bytes` of keys and values. */
  freeze(entries: number, bytes: number): void {
    assert(this.#active.memtable.entries > 0, "an empty memtable is not frozen");
    this.#frozen.push(this.#active);
    this.#active = this.#make(Math.max(this.#bufferBytes, memtableBytesFor(entries, bytes)));
    this.#list();
  }

  /** Begins a larger active one. REQUIRES: the active one is empty. */
  enlarge(entries: number, bytes: number): void {
    assert(this.#active.memtable.entries === 0, "only an empty memtable is replaced");
    this.#active = this.#make(memtableBytesFor(entries, bytes));
    this.#list();
  }

  /** Lets the oldest frozen one go: a table has it now. REQUIRES: cursors are detached. */
  dropOldest(): void {
    const slot = present(this.#frozen.shift(), "a frozen memtable");
    this.#list();
    this.#reuse(slot);
  }

  #reuse({ memtable }: MemtableSlot): void {
    if (this.#idle.length < 2 && memtable.buffer.byteLength === this.#bufferBytes) this.#idle.push(memtable.buffer);
  }

  #make(bytes: number): MemtableSlot {
    const idle = bytes === this.#bufferBytes ? this.#idle.pop() : undefined;
    const memtable = new Memtable(idle ?? new SharedArrayBuffer(bytes), true, this.#onKey);
    return { memtable, lastSequence: asSequence(0), durable: Promise.resolve(), counts: new Map() };
  }

  #list(): void {
    this.#readable = [this.#active, ...[...this.#frozen].reverse()].map((slot) => slot.memtable);
  }
}
