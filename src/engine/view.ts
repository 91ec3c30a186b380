/**
 * A view: the whole store as it is at one sequence, for as long as the view is open.
 *
 * A view is a pinned sequence and nothing else: flushes and merges leave what readers at it see, wherever they move it. So a view that is
 * open for hours costs no memory and keeps no file of the past, only the versions that it sees, and it stops nobody.
 *
 * A view of a past sequence may find some spaces whole and others not: each has its own retention. `keeps` tells which; it is decided when the
 * view is opened, for from then on the pin holds what is there.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Sequence, SpaceId } from "../base/types.ts";
import { type KeyVersion, versionsOf, VisibleCursor } from "./iterate.ts";
import type { KeyRange } from "./merged_entries.ts";
import type { FoundValue } from "./read.ts";
import type { EngineState } from "./state.ts";

/** Which spaces can be read at some past sequence. */
export interface KeptSpaces {
  /** Whether those without a floor of their own can. */
  readonly byDefault: boolean;
  readonly own: ReadonlyMap<SpaceId, boolean>;
}

/** All of them. */
export const ALL_KEPT: KeptSpaces = { byDefault: true, own: new Map() };

/** See the module. */
export class View {
  readonly #state: EngineState;
  readonly #kept: KeptSpaces;
  readonly #whole: boolean;
  #open = true;

  /** REQUIRES: what readers at `sequence` see of the spaces `kept` is still there */
  constructor(state: EngineState, readonly sequence: Sequence, kept: KeptSpaces = ALL_KEPT) {
    this.#state = state;
    this.#kept = kept;
    this.#whole = kept.byDefault && ![...kept.own.values()].includes(false);
    state.pin(sequence, this.#whole);
  }

  /** True when the space can be read as it was; without one, those without a retention of their own, the catalog among them. */
  keeps(space?: SpaceId): boolean {
    return (space === undefined ? undefined : this.#kept.own.get(space)) ?? this.#kept.byDefault;
  }

  /** The value of `key[0, keyBytes)`; good until the next read of the engine. @param caches see `PointFinder` */
  find(key: Uint8Array, keyBytes: number = key.length, caches = true): FoundValue | undefined {
    this.#check();
    return this.#state.finder.find(this.#state.latest, key, keyBytes, this.sequence, caches);
  }

  /** A cursor over a range of keys; to be closed before the view is. */
  iterate(range: KeyRange): VisibleCursor {
    this.#check();
    return new VisibleCursor(this.#state, this.sequence, range);
  }

  /** The kept versions of a key up to this view's sequence, and before `before`, newest first. */
  versions(key: Uint8Array, before = Infinity): Generator<KeyVersion, void, void> {
    this.#check();
    return versionsOf(this.#state, key, this.sequence, before);
  }

  /** Another view of the same, with a life of its own. */
  share(): View {
    this.#check();
    return new View(this.#state, this.sequence, this.#kept);
  }

  /** Unpins the sequence; a second call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#state.unpin(this.sequence, this.#whole);
  }

  #check(): void {
    if (!this.#open) throw new FountainError("closed", "Cannot read: the view was closed");
  }
}
