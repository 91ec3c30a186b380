/**
 * The open tables of a store: opened when first read, closed again when too many are open.
 *
 * Opening a store touches no table, so it takes no longer for ten million records than for none.
 *
 * @module
 */

import { corruption, FountainError } from "../../base/errors.ts";
import type { Files } from "../../platform/platform.ts";
import { join } from "@std/path";
import { tableFileName } from "./format.ts";
import { TableCursor, WindowPool } from "./table_cursor.ts";
import { TableReader, type TableResources } from "./table_reader.ts";

const IDLE_CURSORS_MAX = 32;

/** See the module. */
export class TableSet {
  readonly #files: Files;
  readonly #folder: string;
  readonly #readers = new Map<number, TableReader>();
  readonly #windows = new WindowPool();
  readonly #idleCursors: TableCursor[] = [];

  /**
   * @param folder that holds `tables/`
   * @param openFilesMax tables open at once; cursors may hold more
   */
  constructor(files: Files, folder: string, readonly resources: TableResources, readonly openFilesMax: number) {
    this.#files = files;
    this.#folder = folder;
  }

  /** The reader of a table. @throws FountainError `corruption` when the file is missing or damaged */
  reader(meta: { readonly number: number }): TableReader {
    const open = this.#readers.get(meta.number);
    if (open !== undefined) {
      open.recentlyUsed = true;
      return open;
    }
    if (this.#readers.size >= this.openFilesMax) this.#closeIdle();
    const name = `tables/${tableFileName(meta.number)}`;
    const reader = this.#open(meta.number, name);
    this.#readers.set(meta.number, reader);
    return reader;
  }

  #open(number: number, name: string): TableReader {
    let file;
    try {
      file = this.#files.open(join(this.#folder, "tables", tableFileName(number)), "read");
    } catch (error) {
      if (!(error instanceof FountainError && error.code === "not-found")) throw error;
      throw corruption({ file: name, offset: 0, expected: "a table that the manifest names", found: "no such file" });
    }
    try {
      return new TableReader(file, number, name, this.resources);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** A cursor over a table. @param expectedBytes about so many will be read, where that is known */
  cursor(meta: { readonly number: number }, expectedBytes?: number): TableCursor {
    const reader = this.reader(meta);
    const cursor = this.#idleCursors.pop() ?? new TableCursor(this.#windows, (closed) => this.#idle(closed));
    return cursor.open(reader, expectedBytes);
  }

  #idle(cursor: TableCursor): void {
    if (this.#idleCursors.length < IDLE_CURSORS_MAX) this.#idleCursors.push(cursor);
  }

  /** Closes a table that is no longer part of the store. */
  forget(number: number): void {
    this.#readers.get(number)?.close();
    this.#readers.delete(number);
  }

  /** Closes all tables. */
  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  /** Closes what was not used since the last sweep and no cursor stands in. */
  #closeIdle(): void {
    for (const [number, reader] of this.#readers) {
      if (reader.users === 0 && !reader.recentlyUsed) {
        reader.close();
        this.#readers.delete(number);
      }
      reader.recentlyUsed = false;
    }
  }
}
