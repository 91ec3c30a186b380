/**
 * The three kinds of iterators of abstract-level over one {@link Scan}. What they give are copies: the engine's buffers are used again.
 *
 * @module
 */

import { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } from "abstract-level";
import type { VisibleCursor } from "../engine/iterate.ts";
import { copyOf, type EncodedRange, PREFIX_BYTES } from "./keys.ts";
import { Scan, type ScanSource } from "./scan.ts";

/** The options that abstract-level hands to an iterator. */
export interface IteratorOptions extends EncodedRange {
  readonly limit?: number;
  readonly keys?: boolean;
  readonly values?: boolean;
  readonly signal?: AbortSignal;
}

type Entry = [key: Uint8Array | undefined, value: Uint8Array | undefined];

function takeKey(cursor: VisibleCursor): Uint8Array {
  return copyOf(cursor.keyBuffer, PREFIX_BYTES, cursor.keyEnd);
}

function takeValue(cursor: VisibleCursor): Uint8Array {
  return copyOf(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd);
}

function takerOf({ keys, values }: IteratorOptions): (cursor: VisibleCursor) => Entry {
  if (keys === false) return (cursor) => [undefined, values === false ? undefined : takeValue(cursor)];
  return (cursor) => [takeKey(cursor), values === false ? undefined : takeValue(cursor)];
}

/** Entries. */
export class FountainIterator extends AbstractIterator<object, Uint8Array, Uint8Array> {
  readonly #scan: Scan<Entry>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, takerOf(options));
  }

  protected _next(): Entry | undefined | Promise<Entry | undefined> {
    return this.#scan.one();
  }

  protected _nextv(size: number): Promise<Entry[]> {
    return this.#scan.upTo(size);
  }

  protected _all(): Promise<Entry[]> {
    return this.#scan.upTo(this.limit - this.count);
  }

  protected _seek(target: Uint8Array): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}

/** Keys. */
export class FountainKeyIterator extends AbstractKeyIterator<object, Uint8Array> {
  readonly #scan: Scan<Uint8Array>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, takeKey);
  }

  protected _next(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return this.#scan.one();
  }

  protected _nextv(size: number): Promise<Uint8Array[]> {
    return this.#scan.upTo(size);
  }

  protected _all(): Promise<Uint8Array[]> {
    return this.#scan.upTo(this.limit - this.count);
  }

  protected _seek(target: Uint8Array): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}

/** Values. */
export class FountainValueIterator extends AbstractValueIterator<object, Uint8Array, Uint8Array> {
  readonly #scan: Scan<Uint8Array>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, takeValue);
  }

  protected _next(): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return this.#scan.one();
  }

  protected _nextv(size: number): Promise<Uint8Array[]> {
    return this.#scan.upTo(size);
  }

  protected _all(): Promise<Uint8Array[]> {
    return this.#scan.upTo(this.limit - this.count);
  }

  protected _seek(target: Uint8Array): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}
