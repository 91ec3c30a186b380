/**
 * What the entries of an index say of their record: nothing, when it expires, or, in a covering index, the record itself.
 *
 * ```
 *   plain      | nothing |   or   | expires at, 6 bytes |
 *   carrying   | sequence of the record, varint | the record as it is kept, see record.ts |        at least 9 bytes
 * ```
 *
 * Which it is is seen from the length. An entry of a covering index is plain, too, when carrying would cost too much: a record with a
 * long list would be stored once for each element. Of a plain entry the record is fetched.
 *
 * @module
 */

import { asSequence } from "../base/types.ts";
import { readUint48BE, writeUint48BE } from "../encoding/fixed.ts";
import { readVarint, varintBytes, writeVarint } from "../encoding/varint.ts";
import type { Batch } from "../engine/batch.ts";
import type { IndexDefinition } from "../index/definition.ts";
import type { Platform } from "../platform/platform.ts";
import type { EntryValue } from "../query/source.ts";
import {
  expiresAt,
  malformedRecord,
  readRecord,
  recordBytesMax,
  type RecordContent,
  type StoredRecord,
  writeRecordBytes,
} from "./record.ts";

const NO_VALUE = new Uint8Array(0);
const TIME_BYTES = 6;
/** Characters of JSON that a record's entries in one index carry altogether. */
const CARRIED_LENGTH_MAX = 256 << 10;
/** Entries in a batch that has grown so large carry nothing. */
const BATCH_BYTES_MAX = 64 << 20;

/** A record as it was committed. */
export interface CommittedRecord extends RecordContent {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly committedAtMs: number;
}

/** The value of a record's entries in an index. @param entries how many it has there @param batch that they will be put into */
export function entryValue(
  { covering }: IndexDefinition,
  record: CommittedRecord,
  entries: number,
  batch: Batch,
): Uint8Array {
  if (!covering || record.json.length * entries > CARRIED_LENGTH_MAX || batch.usedBytes > BATCH_BYTES_MAX) {
    return plainValue(record);
  }
  const bytes = new Uint8Array(varintBytes(record.sequence) + recordBytesMax(record));
  const start = writeVarint(bytes, 0, record.sequence);
  return bytes.subarray(0, writeRecordBytes(bytes, start, record, record.committedAtMs));
}

function plainValue({ expiresAtMs }: RecordContent): Uint8Array {
  if (expiresAtMs === null) return NO_VALUE;
  const value = new Uint8Array(TIME_BYTES);
  writeUint48BE(value, 0, expiresAtMs);
  return value;
}

function carries({ valueStart, valueEnd }: EntryValue): boolean {
  return valueEnd - valueStart > TIME_BYTES;
}

/** When the record of an entry expires: milliseconds since 1970; Infinity: never. @throws FountainError `corruption` */
export function entryExpiresAt(value: EntryValue): number {
  const { valueBuffer, valueStart, valueEnd } = value;
  if (valueEnd === valueStart) return Infinity;
  if (!carries(value)) return readUint48BE(valueBuffer, valueStart);
  return expiresAt(valueBuffer, valueStart + varintBytes(sequenceOf(value)));
}

/**
 * The record that an entry carries; undefined when it carries none.
 * @param key has the record's id at `[idStart, idEnd)`
 * @throws FountainError `corruption`
 */
export function carriedRecord<T>(
  key: Uint8Array,
  idStart: number,
  idEnd: number,
  value: EntryValue,
  decodeUtf8: Platform["decodeUtf8"],
): StoredRecord<T> | undefined {
  if (!carries(value)) return undefined;
  const sequence = sequenceOf(value);
  const start = value.valueStart + varintBytes(sequence);
  const id = decodeUtf8(key, idStart, idEnd);
  return readRecord<T>(id, value.valueBuffer, start, value.valueEnd, asSequence(sequence), decodeUtf8);
}

function sequenceOf({ valueBuffer, valueStart, valueEnd }: EntryValue): number {
  const sequence = readVarint(valueBuffer, valueStart, valueEnd);
  if (Number.isNaN(sequence)) throw malformedRecord(valueStart);
  return sequence;
}
