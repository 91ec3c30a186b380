/**
 * Explicit snapshots: an engine's view behind abstract-level's interface.
 *
 * @module
 */

import { AbstractSnapshot } from "abstract-level";
import type { View } from "../engine/view.ts";

/** What abstract-level gives and wants: the database that closes the snapshot. */
export interface SnapshotOptions {
  readonly owner: object;
}

/** abstract-level's types leave out the constructor, which is part of what implementations are to call. */
const SnapshotBase = AbstractSnapshot as new (options: SnapshotOptions) => AbstractSnapshot;

/** See the module. */
export class FountainSnapshot extends SnapshotBase {
  /** @param keyspace where it was taken: it is good for no other */
  constructor(options: SnapshotOptions, readonly keyspace: object, readonly view: View) {
    super(options);
  }

  /** Called by abstract-level when nobody reads from it any more. */
  protected async _close(): Promise<void> {
    this.view.close();
  }
}
