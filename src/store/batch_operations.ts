/**
 * The operations of a batch, as callers of the library give them, and their way to checked operations.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { checkJsonText, toJsonText } from "../encoding/json.ts";
import { type PatchKind, readPatch } from "../encoding/json_patch.ts";
import type { IndexSpec } from "../index/definition.ts";
import { checkIfSequence } from "./conditions.ts";
import { checkExpiry } from "./expiry.ts";
import { checkId, checkVersion } from "./names.ts";
import type { PatchWrite, PutWrite } from "./operations.ts";
import { isLonger } from "./transaction.ts";

/** Options of a put. */
export interface PutOptions {
  /** The caller's own mark of the content, given back with the record; at most 512 characters. Default: none. */
  readonly version?: string | null;
  /** From when on the record is gone: milliseconds since 1970. Default: never. */
  readonly expiresAtMs?: number | null;
  /** The same, counted from the write: milliseconds. */
  readonly ttlMs?: number;
  /** Refuse the write unless the record has this sequence; 0: unless there is none. */
  readonly ifSequence?: number;
}

/** An operation of a batch that puts a record. */
export interface PutOperation extends PutOptions {
  readonly op: "put";
  /** Name of the collection, or the collection itself: then its schema checks the data. */
  readonly collection: string | { readonly name: string };
  readonly id: string;
  /** The value; or `json`. */
  readonly data?: unknown;
  /** The value's JSON text, to be kept as it is. */
  readonly json?: string;
}

/** An operation of a batch that deletes a record; one that is not there is no error. */
export interface DeleteOperation {
  readonly op: "delete";
  readonly collection: string | { readonly name: string };
  readonly id: string;
  /** Refuse the batch unless the record has this sequence; 0: unless there is none. */
  readonly ifSequence?: number;
}

/** An operation of a batch that patches a record, which must be there. */
export interface PatchOperation extends PatchOptions {
  readonly op: "patch";
  readonly collection: string | { readonly name: string };
  readonly id: string;
  /** A merge patch (RFC 7396) or, when it is a list, a JSON Patch (RFC 6902). */
  readonly patch: unknown;
}

/** An operation of a batch that changes nothing and refuses the batch unless the record has this sequence; 0: unless there is none. */
export interface CheckOperation {
  readonly op: "check";
  readonly collection: string | { readonly name: string };
  readonly id: string;
  readonly ifSequence: number;
}

/** An operation of a batch. */
export type BatchOperation = PutOperation | DeleteOperation | PatchOperation | CheckOperation | DefineIndexOperation;

/** An operation of a batch that defines an index; see `Collection.createIndex`. */
export interface DefineIndexOperation {
  readonly op: "defineIndex";
  readonly collection: string | { readonly name: string };
  readonly index: IndexSpec & { readonly name: string };
}

/** Options of a patch. */
export interface PatchOptions {
  /** Which kind it is. Default: a list is a JSON Patch, anything else a merge patch. */
  readonly kind?: PatchKind;
  /** Refuse the write unless the record has this sequence. */
  readonly ifSequence?: number;
}

/** What a batch did. */
export interface BatchResult {
  /** The sequence of the last operation: the first that sees them all. */
  readonly committedSequence: number;
  /** The sequence of each operation, in order; when nothing was changed, all are the committed one. */
  readonly sequences: readonly number[];
}

/** A put of checked parts. REQUIRES: `json` is JSON */
export function makePut(
  collection: string,
  id: string,
  json: string,
  { version = null, expiresAtMs, ttlMs, ifSequence }: PutOptions,
  bytesMax: number,
): PutWrite {
  checkId(id);
  if (isLonger(json, bytesMax)) throw invalid(`Cannot store the record: its JSON is over ${bytesMax} bytes`);
  checkVersion(version);
  if (expiresAtMs === undefined && ttlMs === undefined && ifSequence === undefined) {
    return { op: "put", collection, id, json, version };
  }
  checkExpiry(expiresAtMs, ttlMs);
  checkIfSequence(ifSequence);
  return { op: "put", collection, id, json, version, expiresAtMs, ttlMs, ifSequence };
}

/** A patch of checked parts. */
export function makePatch(
  collection: string,
  id: string,
  patch: unknown,
  { kind, ifSequence }: PatchOptions,
  bytesMax: number,
  check?: (json: string) => void,
): PatchWrite {
  checkId(id);
  checkIfSequence(ifSequence);
  const read = readPatch(toJsonText(patch), kind);
  const write: PatchWrite = { op: "patch", collection, id, patch: read, bytesMax, ifSequence };
  return check === undefined ? write : { ...write, check };
}

/** The JSON text of a put's data. */
export function putText({ data, json }: PutOperation): string {
  if (json === undefined) return toJsonText(data);
  checkJsonText(json);
  return json;
}
