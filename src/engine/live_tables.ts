/**
 * Which tables may be read now, and which files may go.
 *
 * Readers read from the version of now and hold nothing (see `view.ts`). Who goes through all tables for long, as a verification does, holds the
 * version that it began with:
 *
 * ```
 *   current version  v7
 *                    v5 ---- held by a verification      table 12 is in v5 only: its file stays
 *                    v3      held by none: forgotten, and with it the tables that only v3 had
 * ```
 *
 * @module
 */

import { assert } from "../base/assert.ts";
import type { Version } from "./manifest/version.ts";

/** A version together with how many hold it. */
interface HeldVersion {
  readonly version: Version;
  holders: number;
}

/** See the module. */
export class LiveTables {
  #current: HeldVersion;
  #older: HeldVersion[] = [];
  readonly #onUnused: (numbers: readonly number[]) => void;
  /** Tables that are in no current version but in an older one that is held. */
  readonly #waiting = new Set<number>();

  /** @param onUnused is given the numbers of tables that nobody can read any more */
  constructor(version: Version, onUnused: (numbers: readonly number[]) => void) {
    this.#current = { version, holders: 0 };
    this.#onUnused = onUnused;
  }

  /** The version of now. */
  get current(): Version {
    return this.#current.version;
  }

  /** Tables whose files stay only for views that are open. */
  get waiting(): readonly number[] {
    return [...this.#waiting];
  }

  /** Holds the version of now until the returned function is called, once. */
  hold(): { readonly version: Version; readonly release: () => void } {
    const held = this.#current;
    held.holders++;
    const release = (): void => {
      assert(held.holders > 0, "a version is released as often as it is held");
      held.holders--;
      if (held.holders === 0 && held !== this.#current) this.#forget();
    };
    return { version: held.version, release };
  }

  /** Makes `version` the one of now. */
  install(version: Version): void {
    this.#older.push(this.#current);
    const present = new Set(version.tables().map((table) => table.number));
    for (const { number } of this.#current.version.tables()) if (!present.has(number)) this.#waiting.add(number);
    this.#current = { version, holders: 0 };
    this.#forget();
  }

  #forget(): void {
    this.#older = this.#older.filter((held) => held.holders > 0);
    if (this.#waiting.size === 0) return;
    const needed = new Set(this.#older.flatMap((held) => held.version.tables().map((table) => table.number)));
    const unused = [...this.#waiting].filter((number) => !needed.has(number));
    for (const number of unused) this.#waiting.delete(number);
    if (unused.length > 0) this.#onUnused(unused);
  }
}
