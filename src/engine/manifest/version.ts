/**
 * A version: the tables that make up the store at one moment, level by level. It never changes; an edit makes a new one.
 *
 * ```
 *   L0   [ a........z ] [ a........z ] [ c...x ]     as flushed, newest first, overlapping
 *   L1   [a..d][e..k][l..q][r..z]                    sorted, no two overlap
 *   L2   [a][b..c][d..e] ......                      the same, ten times larger
 * ```
 *
 * All versions of a user key in one level are in one table, and what is above is newer than what is below, so a look-up ends at
 * the first level that has the key.
 *
 * Readers hold a version while they read it. A table's file goes when no version that is held, nor the current one, names it.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { compareBytes } from "../../encoding/bytes.ts";
import { compareInternal, TRAILER_BYTES } from "../../encoding/internal_key.ts";
import type { TableMeta } from "../../encoding/table_properties.ts";

/** Levels of a store, L0 included. */
export const LEVELS = 7;

/** See the module. */
export class Version {
  readonly levels: readonly (readonly TableMeta[])[];
  /** Entries in all tables, older versions and deletes included. */
  readonly entries: number;
  readonly #levelBytes: readonly number[];

  constructor(tables: readonly TableMeta[]) {
    const levels: TableMeta[][] = Array.from({ length: LEVELS }, () => []);
    for (const table of tables) {
      const level = levels[table.level];
      assert(level !== undefined, `level ${table.level} is one of ${LEVELS}`);
      level.push(table);
    }
    levels[0]?.sort((a, b) => b.maxSequence - a.maxSequence);
    for (const level of levels.slice(1)) {
      level.sort((a, b) => compareKeys(a.smallest, b.smallest));
      for (let i = 1; i < level.length; i++) {
        const before = level[i - 1] as TableMeta;
        assert(
          compareUserKeys(before.largest, (level[i] as TableMeta).smallest) < 0,
          "tables of a level do not overlap",
        );
      }
    }
    this.levels = levels;
    this.entries = tables.reduce((sum, table) => sum + table.entries, 0);
    this.#levelBytes = levels.map((level) => level.reduce((sum, table) => sum + table.sizeBytes, 0));
  }

  /** All tables. */
  tables(): TableMeta[] {
    return this.levels.flat();
  }

  /** The version after some tables went and others came. */
  edited(removed: ReadonlySet<number>, added: readonly TableMeta[]): Version {
    return new Version([...this.tables().filter((table) => !removed.has(table.number)), ...added]);
  }

  /** Bytes of a level's tables. */
  levelBytes(level: number): number {
    return this.#levelBytes[level] ?? 0;
  }

  /** The tables of a level that hold user keys between two internal keys, both included. */
  overlapping(level: number, smallest: Uint8Array, largest: Uint8Array): TableMeta[] {
    return (this.levels[level] ?? []).filter((table) =>
      compareUserKeys(table.largest, smallest) >= 0 && compareUserKeys(table.smallest, largest) <= 0
    );
  }

  /** The deepest level that has tables; 0 for an empty store. */
  deepestLevel(): number {
    for (let level = LEVELS - 1; level > 0; level--) if ((this.levels[level] ?? []).length > 0) return level;
    return 0;
  }
}

/** The order of whole internal keys. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareInternal(a, 0, a.length, b, 0, b.length);
}

/** The order of the user keys in internal keys. */
export function compareUserKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length - TRAILER_BYTES, b, 0, b.length - TRAILER_BYTES);
}
