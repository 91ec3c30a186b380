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

/** See the module. */
export interface QuerySource<R extends QueryRecord> {
  readonly view: View;
  /** What begins the keys of the records. */
  readonly prefix: Uint8Array;
  readonly indexes: readonly QueryIndex[];
  /** The time read at, for what expires: milliseconds since 1970. */
  readonly nowMs: number;
  /** About how many keys there are between two. */
  approximateKeys(from: Uint8Array, to: Uint8Array): number;
  /** The record under a cursor over records; undefined when readers do not see it. */
  recordAt(cursor: VisibleCursor): R | undefined;
  /** The record of that id, whose UTF-8 this is. */
  record(idBytes: Uint8Array): R | undefined;
  /** The same record with another text: what was selected of it. */
  withJson(record: R, json: string): R;
  giveWay(): Promise<void>;
}

/** What reading has cost so far. */
export class Effort {
  /** Index entries, and records met by scanning. */
  entriesRead = 0;
  recordsFetched = 0;
}
