/**
 * Checked operations: what the library, the server and everything else that writes hand to the writer.
 *
 * Whoever makes one has checked names, ids, versions and texts; what is left to be checked is the state of the store, and that is
 * looked at in the turn in which the write is sequenced (see `transaction.ts`).
 *
 * @module
 */

import type { IndexDefinition } from "../index/definition.ts";

/** Puts a record. */
export interface PutWrite {
  readonly op: "put";
  readonly collection: string;
  readonly id: string;
  readonly json: string;
  readonly version: string | null;
  /** Whether the outcome says what was there before, which costs a read. */
  readonly looksUp?: boolean;
}

/** Deletes a record. */
export interface DeleteWrite {
  readonly op: "delete";
  readonly collection: string;
  readonly id: string;
  /** Whether it is refused with `not-found` when the record is not there. */
  readonly mustExist?: boolean;
}

/** Creates a collection. */
export interface CreateWrite {
  readonly op: "create";
  readonly collection: string;
  readonly version: string | null;
}

/** Drops a collection. */
export interface DropWrite {
  readonly op: "drop";
  readonly collection: string;
}

/** Defines an index. */
export interface DefineIndexWrite {
  readonly op: "defineIndex";
  readonly collection: string;
  readonly definition: IndexDefinition;
}

/** Drops an index. */
export interface DropIndexWrite {
  readonly op: "dropIndex";
  readonly collection: string;
  readonly name: string;
}

/** A checked operation. */
export type WriteOperation = PutWrite | DeleteWrite | CreateWrite | DropWrite | DefineIndexWrite | DropIndexWrite;

/** What one operation did. */
export interface WriteOutcome {
  /** Of the record that it replaced or deleted; 0 when there was none, or nobody looked. */
  readonly replacedSequence: number;
}
