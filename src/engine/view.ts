/**
 * A view: the whole store as it is at one sequence, for as long as the view is open.
 *
 * Opening one is cheap (it holds what there is: memtables and a version of the tables) and stops nobody. Writes, flushes and merges go on
 * beside it; the tables that it reads stay on disk until it is closed.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Sequence } from "../base/types.ts";
import { type KeyRange, type KeyVersion, versionsOf, VisibleCursor } from "./iterate.ts";
import type { FoundValue, PointFinder, ReadSource } from "./read.ts";

/** See the module. */
export class View {
  readonly #source: ReadSource;
  readonly #finder: PointFinder;
  readonly #release: () => void;
  readonly #holders: { count: number };
  #open = true;

  /** @param release is called once, when all who share the view have closed it */
  constructor(
    source: ReadSource,
    readonly sequence: Sequence,
    finder: PointFinder,
    release: () => void,
    holders: { count: number } = { count: 1 },
  ) {
    this.#holders = holders;
    this.#source = source;
    this.#finder = finder;
    this.#release = release;
  }

  /** The value of `key[0, keyBytes)`; good until the next read of the engine. */
  find(key: Uint8Array, keyBytes: number = key.length): FoundValue | undefined {
    this.#check();
    return this.#finder.find(this.#source, key, keyBytes, this.sequence);
  }

  /** A cursor over a range of keys; to be closed before the view is. */
  iterate(range: KeyRange): VisibleCursor {
    this.#check();
    return new VisibleCursor(this.#source, this.sequence, range);
  }

  /** The kept versions of a key up to this view's sequence, newest first. */
  versions(key: Uint8Array): Generator<KeyVersion, void, void> {
    this.#check();
    return versionsOf(this.#source, key, this.sequence);
  }

  /** The same view for somebody else, who closes it too; what it holds is given back with the last of them. */
  share(): View {
    this.#check();
    this.#holders.count++;
    return new View(this.#source, this.sequence, this.#finder, this.#release, this.#holders);
  }

  /** Gives back what the view holds; a second call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (--this.#holders.count === 0) this.#release();
  }

  #check(): void {
    if (!this.#open) throw new FountainError("closed", "Cannot read: the view was closed");
  }
}
