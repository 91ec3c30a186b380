/**
 * Walks the tables of one run (sorted, not overlapping) as if they were one, with one of them open at a time.
 *
 * @module
 */

import { findTable, type TableMeta } from "../../encoding/table_properties.ts";
import { type Cursor, NO_BYTES } from "../../structure/cursor.ts";
import type { TableCursor } from "./table_cursor.ts";
import type { TableSet } from "./table_set.ts";

/** See the module. */
export class RunCursor implements Cursor {
  readonly #run: readonly TableMeta[];
  readonly #tables: TableSet;
  readonly #expectedBytes: number | undefined;
  #at = -1;
  #cursor: TableCursor | undefined;

  /** @param expectedBytes of the run about so many will be read, where that is known */
  constructor(run: readonly TableMeta[], tables: TableSet, expectedBytes?: number) {
    this.#run = run;
    this.#tables = tables;
    this.#expectedBytes = expectedBytes;
  }

  get valid(): boolean {
    return this.#cursor !== undefined && this.#cursor.valid;
  }
  get keyBuffer(): Uint8Array {
    return this.#cursor?.keyBuffer ?? NO_BYTES;
  }
  get keyStart(): number {
    return 0;
  }
  get keyEnd(): number {
    return this.#cursor?.keyEnd ?? 0;
  }
  get valueBuffer(): Uint8Array {
    return this.#cursor?.valueBuffer ?? NO_BYTES;
  }
  get valueStart(): number {
    return this.#cursor?.valueStart ?? 0;
  }
  get valueEnd(): number {
    return this.#cursor?.valueEnd ?? 0;
  }

  seekFirst(): void {
    this.#open(0)?.seekFirst();
  }

  seekLast(): void {
    this.#open(this.#run.length - 1)?.seekLast();
  }

  seek(target: Uint8Array): void {
    this.#open(findTable(this.#run, target, 0, target.length))?.seek(target);
    this.#skipForward();
  }

  seekBefore(target: Uint8Array): void {
    this.#open(Math.min(findTable(this.#run, target, 0, target.length), this.#run.length - 1))?.seekBefore(target);
    this.#skipBack();
  }

  next(): void {
    this.#cursor?.next();
    this.#skipForward();
  }

  previous(): void {
    this.#cursor?.previous();
    this.#skipBack();
  }

  close(): void {
    this.#open(-1);
  }

  #skipForward(): void {
    if (this.#cursor !== undefined && !this.#cursor.valid) this.#open(this.#at + 1)?.seekFirst();
  }

  #skipBack(): void {
    if (this.#cursor !== undefined && !this.#cursor.valid) this.#open(this.#at - 1)?.seekLast();
  }

  /** Opens a table of the run; none when `at` is outside. */
  #open(at: number): TableCursor | undefined {
    if (at === this.#at) return this.#cursor;
    this.#cursor?.close();
    this.#cursor = undefined;
    this.#at = -1;
    const table = this.#run[at];
    if (table === undefined) return undefined;
    this.#cursor = this.#tables.cursor(table, this.#expectedBytes);
    this.#at = at;
    return this.#cursor;
  }
}
