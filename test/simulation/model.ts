/**
 * The plain model: what the engine must be indistinguishable from, as a few lists in memory.
 *
 * ```
 *   key a:   put@3 "x"    put@7 "y"    delete@9          every version ever written, oldest first
 *   space 2: dropped@8                                   what is older in it is gone for readers from 8 on
 *   batches:   [1..3] [4..4] [5..9]                      a state may end at 3, 4 or 9, nowhere else
 *
 *   0 ......... durable ......... acknowledged ......... assigned
 *               survives a        survives the end       may or may not be there
 *               power cut         of a process           after either, whole batches only
 * ```
 *
 * It has no files, no levels, no time: reading at a sequence is a filter over the versions. A crash is `cutTo`.
 *
 * Keys are strings of one character a byte, which JavaScript compares as the engine compares bytes.
 *
 * @module
 */

import { assert } from "../../src/base/assert.ts";

/** One version of a key. */
export interface ModelVersion {
  readonly sequence: number;
  readonly deleted: boolean;
  /** The value, or the note of a delete. */
  readonly value: Uint8Array;
}

/** A change as it stands in a batch; `offset` is its sequence less the first of the batch. */
export interface ModelOperation {
  readonly kind: "put" | "delete" | "dropSpace";
  readonly key: string;
  readonly value: Uint8Array;
  readonly offset: number;
}

/** A key with the version that a reader sees. */
export interface ModelEntry {
  readonly key: string;
  readonly version: ModelVersion;
}

/** See the module. */
export class Model {
  readonly #versions = new Map<string, ModelVersion[]>();
  /** All keys ever written, sorted; undefined when one has come since. */
  #sorted: readonly string[] | undefined = [];
  readonly #drops = new Map<string, number>();
  /** Last sequences of batches, ascending, each with the time before it was sequenced. */
  #batches: { readonly last: number; readonly timeMs: number }[] = [{ last: 0, timeMs: -Infinity }];
  #acknowledged = 0;
  #durable = 0;
  /** Sequences that are pinned, as often as they are. */
  pins: number[] = [];

  /** The last sequence given to a batch. */
  get assigned(): number {
    return this.#batches.at(-1)?.last ?? 0;
  }
  /** Everything up to here was answered. */
  get acknowledged(): number {
    return this.#acknowledged;
  }
  /** Everything up to here survives a power cut. */
  get durable(): number {
    return this.#durable;
  }
  /** All keys ever written, sorted. */
  get keys(): readonly string[] {
    return this.#sorted ??= [...this.#versions.keys()].sort();
  }

  /** Takes a batch that follows everything before it. */
  add(first: number, last: number, operations: readonly ModelOperation[], timeMs: number): void {
    assert(first === this.assigned + 1, `a batch from ${this.assigned + 1}, not ${first}`);
    for (const { kind, key, value, offset } of operations) {
      const sequence = first + offset;
      if (kind === "dropSpace") {
        this.#drops.set(key, sequence);
        continue;
      }
      const version = { sequence, deleted: kind === "delete", value };
      const versions = this.#versions.get(key);
      if (versions !== undefined) versions.push(version);
      else {
        this.#versions.set(key, [version]);
        this.#sorted = undefined;
      }
    }
    this.#batches.push({ last, timeMs });
  }

  /** The engine answered the batch that ends at `sequence`. */
  acknowledge(sequence: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, sequence);
  }

  /** What is up to `sequence` is on disk. */
  settle(sequence: number): void {
    this.#durable = Math.max(this.#durable, sequence);
  }

  /** True when a whole number of batches ends at `sequence`. */
  isBoundary(sequence: number): boolean {
    return this.#batches.some(({ last }) => last === sequence);
  }

  /** The last sequence before the batch that ends at `sequence`. */
  boundaryBefore(sequence: number): number {
    return this.#batches.findLast(({ last }) => last < sequence)?.last ?? 0;
  }

  /** Before when `sequence` was surely the last: the time at which the next batch came; undefined when none did. */
  supersededMs(sequence: number): number | undefined {
    return this.#batches.find(({ last }) => last > sequence)?.timeMs;
  }

  /** Forgets everything behind `sequence`, which is on disk now. */
  cutTo(sequence: number): void {
    assert(this.isBoundary(sequence), `${sequence} ends a batch`);
    for (const [key, versions] of this.#versions) {
      const kept = versions.filter((version) => version.sequence <= sequence);
      if (kept.length > 0) this.#versions.set(key, kept);
      else this.#versions.delete(key);
    }
    for (const [space, at] of this.#drops) if (at > sequence) this.#drops.delete(space);
    this.#sorted = undefined;
    this.#batches = this.#batches.filter(({ last }) => last <= sequence);
    this.pins = this.pins.filter((pin) => pin <= sequence);
    this.#acknowledged = this.#durable = sequence;
  }

  /** What a reader at `sequence` sees of a key. */
  visible(key: string, sequence: number): ModelVersion | undefined {
    const version = this.#versions.get(key)?.findLast((each) => each.sequence <= sequence);
    if (version === undefined || version.deleted) return undefined;
    return version.sequence < this.dropFloor(key, sequence) ? undefined : version;
  }

  /** Versions of a key below this sequence are gone for a reader at `sequence`, because its space was dropped. */
  dropFloor(key: string, sequence: number): number {
    const at = this.#drops.get(key.slice(0, 1 + key.charCodeAt(0)));
    return at !== undefined && at <= sequence ? at : 0;
  }

  /** All that a reader at `sequence` sees from key `from` up to, not including, `to`, in order. */
  entries(sequence: number, from?: string, to?: string): ModelEntry[] {
    const entries: ModelEntry[] = [];
    for (const key of this.keys) {
      if ((from !== undefined && key < from) || (to !== undefined && key >= to)) continue;
      const version = this.visible(key, sequence);
      if (version !== undefined) entries.push({ key, version });
    }
    return entries;
  }

  /** All versions of a key up to `sequence`, newest first. */
  versions(key: string, sequence: number): ModelVersion[] {
    return (this.#versions.get(key) ?? []).filter((version) => version.sequence <= sequence).reverse();
  }
}

/** A key as the engine takes it. */
export function toBytes(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let at = 0; at < key.length; at++) bytes[at] = key.charCodeAt(at);
  return bytes;
}

/** `bytes[start, end)` as a key of the model. */
export function toKey(bytes: Uint8Array, start: number, end: number): string {
  let key = "";
  for (let at = start; at < end; at++) key += String.fromCharCode(bytes[at] as number);
  return key;
}
