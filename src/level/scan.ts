/**
 * A scan: what the three kinds of iterators have in common.
 *
 * Reading an entry is synchronous and takes about a microsecond, so a scan reads on as long as nobody else would have to wait,
 * and gives way to the event loop between turns:
 *
 * ```
 *   next next next ... | give way | next next ...        a turn: a thousand entries, or a mebibyte copied
 * ```
 *
 * @module
 */

import type { VisibleCursor } from "../engine/iterate.ts";
import type { View } from "../engine/view.ts";
import type { Clock } from "../platform/platform.ts";
import { FountainLevelError, levelError } from "./errors.ts";
import { engineKey, type FullRange, isWithin } from "./keys.ts";
import type { Encoded } from "./text.ts";

/** What a turn may spend: an entry costs one, and one more for each KiB of its value. */
const TURN = 1000;

/** What to read. */
export interface ScanSource {
  /** Closed by the scan. */
  readonly view: View;
  readonly range: FullRange;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** See the module. `T` is what `take` makes of the entry that the cursor stands on. */
export class Scan<T> {
  readonly #source: ScanSource;
  readonly #cursor: VisibleCursor;
  readonly #take: (cursor: VisibleCursor) => T;
  #left = TURN;
  /** The target of the last seek was outside the range: there is nothing. */
  #outside = false;
  #closed = false;

  constructor(source: ScanSource, take: (cursor: VisibleCursor) => T) {
    this.#source = source;
    this.#cursor = source.view.iterate(source.range);
    this.#take = take;
  }

  /** The next entry; undefined at the end. A promise only when it is time to give way. */
  one(): T | undefined | Promise<T | undefined> {
    return this.#left > 0 && this.#source.signal === undefined ? this.#read() : this.#oneLater();
  }

  async #oneLater(): Promise<T | undefined> {
    await this.#giveWay();
    return this.#read();
  }

  /** Up to `size` entries, fewer only at the end. */
  async upTo(size: number): Promise<T[]> {
    const items: T[] = [];
    while (items.length < size) {
      await this.#giveWay();
      while (items.length < size && this.#left > 0) {
        const item = this.#read();
        if (item === undefined) return items;
        items.push(item);
      }
    }
    return items;
  }

  /** Goes to the first entry not before `target` (in reverse: not behind it). */
  seek(target: Encoded): void {
    if (this.#closed) return;
    const key = engineKey(target);
    this.#outside = !isWithin(key, this.#source.range);
    if (!this.#outside) this.#cursor.seek(key);
  }

  /** Gives back what it holds. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cursor.close();
    this.#source.view.close();
  }

  #read(): T | undefined {
    try {
      if (this.#outside || !this.#cursor.next()) return undefined;
      this.#left -= 1 + ((this.#cursor.valueEnd - this.#cursor.valueStart) >>> 10);
      return this.#take(this.#cursor);
    } catch (error) {
      throw levelError(error);
    }
  }

  async #giveWay(): Promise<void> {
    const { clock, signal } = this.#source;
    if (this.#left <= 0) {
      await clock.sleep(0);
      this.#left = TURN;
    } else if (signal !== undefined) {
      // So that an abort in the same turn as the call is seen.
      await undefined;
    }
    if (signal?.aborted) {
      throw new FountainLevelError("LEVEL_ABORTED", "The read was aborted by its signal", signal.reason);
    }
  }
}
