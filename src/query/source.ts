/**
 * What a query reads: one collection as a view sees it. Records and their indexes belong to the rooms above and beside, so they come as
 * arguments.
 *
 * @module
 */

import type { VisibleCursor } from "../engine/iterate.ts";
import type { View } from "../engine/view.ts";
import type { IndexDefinition } from "../index/definition.ts";

/** What of a record a query has to know. */
export interface QueryRecord {
  readonly id: string;
  readonly version: string | null;
  readonly json: string;
}

/** An index that is ready for readers of the view. */
export interface QueryIndex {
  readonly definition: IndexDefinition;
  /** What begins the keys of its entries. */
  readonly prefix: Uint8Array;
}

/** Where the value of an index entry is: a cursor that stands there, until its next step, or a copy. */
export type EntryValue = Pick<VisibleCursor, "valueBuffer" | "valueStart" | "valueEnd">;

/** See the module. */
export interface QuerySource<R extends QueryRecord> {
  readonly view: View;
  /** False when there is no such collection, so that there is nothing to read. */
  readonly exists: boolean;
  /** What begins the keys of the records. */
  readonly prefix: Uint8Array;
  readonly indexes: readonly QueryIndex[];
  /** About how many keys there are between two. */
  approximateKeys(from: Uint8Array, to: Uint8Array): number;
  /** The record under a cursor over records; undefined when readers do not see it. */
  recordAt(cursor: VisibleCursor): R | undefined;
  /** Whether the record of an index entry has expired for readers of the view. */
  isExpired(entry: EntryValue): boolean;
  /**
   * The record of an id; undefined when readers do not see it.
   * @param key has the id's UTF-8 at `[idStart, idEnd)`
   * @param effort counts the record, when it has to be fetched
   * @param entry its entry in an index, which may carry it
   */
  record(key: Uint8Array, idStart: number, idEnd: number, effort: Effort, entry?: EntryValue): R | undefined;
  /** The same record with another text: what was selected of it. */
  withJson(record: R, json: string): R;
  giveWay(): Promise<void>;
}

/** What reading has cost so far. */
export class Effort {
  /** Index entries, and records met by scanning. */
  entriesRead = 0;
  /** Records met by scanning, and those that an index has led to; not those that an entry of a covering index carried. */
  recordsFetched = 0;
}
