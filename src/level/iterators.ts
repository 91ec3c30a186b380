/**
 * The three kinds of iterators of abstract-level over one {@link Scan}. What they give are copies: the engine's buffers are used again.
 *
 * @module
 */

import { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } from "abstract-level";
import type { VisibleCursor } from "../engine/iterate.ts";
import { type EncodedRange, PREFIX_BYTES } from "./keys.ts";
import { Scan, type ScanSource } from "./scan.ts";
import { type Encoded, type Format, readerOf } from "./text.ts";

/** The options that abstract-level hands to an iterator. */
export interface IteratorOptions extends EncodedRange {
  readonly keyEncoding: Format;
  readonly valueEncoding: Format;
  readonly limit?: number;
  readonly keys?: boolean;
  readonly values?: boolean;
  readonly signal?: AbortSignal;
}

type Entry = [key: Encoded | undefined, value: Encoded | undefined];
type Taker<T> = (cursor: VisibleCursor) => T;

function keyTaker({ keyEncoding }: IteratorOptions): Taker<Encoded> {
  const read = readerOf(keyEncoding);
  return (cursor) => read(cursor.keyBuffer, PREFIX_BYTES, cursor.keyEnd);
}

function valueTaker({ valueEncoding }: IteratorOptions): Taker<Encoded> {
  const read = readerOf(valueEncoding);
  return (cursor) => read(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd);
}

function entryTaker(options: IteratorOptions): Taker<Entry> {
  const nothing = (): undefined => undefined;
  const key = options.keys === false ? nothing : keyTaker(options);
  const value = options.values === false ? nothing : valueTaker(options);
  return (cursor) => [key(cursor), value(cursor)];
}

/** Entries. */
export class FountainIterator extends AbstractIterator<object, Encoded, Encoded> {
  readonly #scan: Scan<Entry>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, entryTaker(options));
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

  protected _seek(target: Encoded): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}

/** Keys. */
export class FountainKeyIterator extends AbstractKeyIterator<object, Encoded> {
  readonly #scan: Scan<Encoded>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, keyTaker(options));
  }

  protected _next(): Encoded | undefined | Promise<Encoded | undefined> {
    return this.#scan.one();
  }

  protected _nextv(size: number): Promise<Encoded[]> {
    return this.#scan.upTo(size);
  }

  protected _all(): Promise<Encoded[]> {
    return this.#scan.upTo(this.limit - this.count);
  }

  protected _seek(target: Encoded): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}

/** Values. */
export class FountainValueIterator extends AbstractValueIterator<object, Encoded, Encoded> {
  readonly #scan: Scan<Encoded>;

  constructor(db: object, options: IteratorOptions, source: ScanSource) {
    super(db, options);
    this.#scan = new Scan(source, valueTaker(options));
  }

  protected _next(): Encoded | undefined | Promise<Encoded | undefined> {
    return this.#scan.one();
  }

  protected _nextv(size: number): Promise<Encoded[]> {
    return this.#scan.upTo(size);
  }

  protected _all(): Promise<Encoded[]> {
    return this.#scan.upTo(this.limit - this.count);
  }

  protected _seek(target: Encoded): void {
    this.#scan.seek(target);
  }

  protected async _close(): Promise<void> {
    this.#scan.close();
  }
}
