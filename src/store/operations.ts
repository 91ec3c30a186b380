/**
 * Checked operations: what the library, the server and everything else that writes hand to the writer.
 *
 * Whoever makes one has checked names, ids, versions and texts; what is left to be checked is the state of the store, and that is
 * looked at in the turn in which the write is sequenced (see `transaction.ts`).
 *
 * @module
 */

import type { IndexDefinition } from "../index/definition.ts";
import type { JsonPatch } from "../encoding/json_patch.ts";
import type { Conditions } from "./conditions.ts";
import type { RecordContent } from "./record.ts";
import type { Retention } from "../engine/settings.ts";

/** Puts a record. */
export interface PutWrite extends Conditions {
  readonly op: "put";
  readonly collection: string;
  readonly id: string;
  readonly json: string;
  readonly version: string | null;
  /** When it expires, in milliseconds since 1970; null or left out: never. */
  readonly expiresAtMs?: number | null | undefined;
  /** The same, counted from the commit. */
  readonly ttlMs?: number | undefined;
  /** Whether the outcome says what was there before, which costs a read. */
  readonly looksUp?: boolean;
}

/** Deletes a record. */
export interface DeleteWrite extends Conditions {
  readonly op: "delete";
  readonly collection: string;
  readonly id: string;
  /** Whether it is refused with `not-found` when the record is not there. */
  readonly mustExist?: boolean;
}

/** Patches a record, which must be there; its version and expiry stay. */
export interface PatchWrite extends Conditions {
  readonly op: "patch";
  readonly collection: string;
  readonly id: string;
  readonly patch: JsonPatch;
  /** The outcome may have so many bytes. */
  readonly bytesMax: number;
  /** Looks at the outcome and throws to refuse it. */
  readonly check?: (json: string) => void;
}

/** Changes nothing, and refuses the transaction when a condition does not hold. */
export interface CheckWrite extends Conditions {
  readonly op: "check";
  readonly collection: string;
  readonly id: string;
}

/** Ends what was to end at `dueMs`, if it still is: see `expiry.ts`. */
export interface ExpireWrite {
  readonly op: "expire";
  readonly dueMs: number;
  /** Of what expires. */
  readonly key: Uint8Array;
}

/** Creates a collection. */
export interface CreateWrite {
  readonly op: "create";
  readonly collection: string;
  readonly version: string | null;
  /** Which past versions are kept; null or left out: as the store's setting says. */
  readonly retention?: Retention | null;
}

/** Gives a collection another retention. */
export interface RetainWrite {
  readonly op: "retain";
  readonly collection: string;
  readonly retention: Retention | null;
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
export type WriteOperation =
  | PutWrite
  | DeleteWrite
  | PatchWrite
  | CheckWrite
  | ExpireWrite
  | CreateWrite
  | RetainWrite
  | DropWrite
  | DefineIndexWrite
  | DropIndexWrite;

/** What one operation did. */
export interface WriteOutcome {
  /** Of the record that it replaced or deleted; 0 when there was none, or nobody looked. */
  readonly replacedSequence: number;
  /** What the record is now, where the operation alone does not tell: a patch, a put with a term. */
  readonly content?: RecordContent;
}
