/**
 * Snapshots: an engine's view, held by whoever reads from it.
 *
 * An explicit snapshot and the iterators made from it share one view. It is given back when the last of them is closed, so that an
 * iterator that is still open when its snapshot closes never stands in tables that are gone (it may not be read any more, but
 * it may be closed late).
 *
 * @module
 */

import { AbstractSnapshot } from "abstract-level";
import type { View } from "../engine/view.ts";

/** A view with a count of its holders; made with one. */
export class HeldView {
  #holders = 1;

  constructor(readonly view: View) {}

  /** Holds it once more. */
  hold(): this {
    this.#holders++;
    return this;
  }

  /** Lets it go; the last one closes the view. */
  release(): void {
    if (--this.#holders === 0) this.view.close();
  }
}

/** What abstract-level gives and wants: the database that closes the snapshot. */
export interface SnapshotOptions {
  readonly owner: object;
}

/** abstract-level's types leave out the constructor, which is part of what implementations are to call. */
const SnapshotBase = AbstractSnapshot as new (options: SnapshotOptions) => AbstractSnapshot;

/** An explicit snapshot. */
export class FountainSnapshot extends SnapshotBase {
  /** @param keyspace where it was taken: it is good for no other */
  constructor(options: SnapshotOptions, readonly keyspace: object, readonly held: HeldView) {
    super(options);
  }

  /** Called by abstract-level when nobody reads from it any more. */
  protected async _close(): Promise<void> {
    this.held.release();
  }
}
