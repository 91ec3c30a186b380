/**
 * A record: a JSON text with an id, a sequence and an optional version of the caller's, and the bytes it is kept as.
 *
 * ```
 *   | flags | committed at, 6 bytes | [expires at, 6 bytes] | [version bytes, version] | JSON text as it was given |
 * ```
 *
 * The text is parsed when somebody asks for `data`, not before: listing or forwarding records parses nothing.
 *
 * @module
 */

import { corruption } from "../base/errors.ts";
import type { Sequence } from "../base/types.ts";
import { readUint48BE, writeUint48BE } from "../encoding/fixed.ts";
import type { JsonValue } from "../encoding/json.ts";
import { formatTime } from "../encoding/rfc3339.ts";
import { KIND_PUT } from "../encoding/internal_key.ts";
import { readVarint, varintBytes, writeVarint } from "../encoding/varint.ts";
import type { Batch } from "../engine/batch.ts";
import type { Platform } from "../platform/platform.ts";

const FLAG_VERSION = 1;
const FLAG_EXPIRES = 2;
const FLAGS_ALL = FLAG_VERSION | FLAG_EXPIRES;
const TIME_BYTES = 6;
const TEXT_ENCODER = new TextEncoder();

/** What a record is, apart from its name and place. */
export interface RecordContent {
  readonly json: string;
  readonly version: string | null;
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAtMs: number | null;
}

/** True for a record whose time is over. */
export function isExpired({ expiresAtMs }: Pick<RecordContent, "expiresAtMs">, nowMs: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= nowMs;
}

/**
 * One record, as it was at a sequence.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * await using store = await open({ path: "./record-example" });
 * const cities = store.collection("cities");
 * await cities.putJson("paris", `{"name":"Paris","population":2102650,"area":105.40}`);
 * const paris = cities.get("paris");
 * assert.deepEqual(paris?.data, { name: "Paris", population: 2102650, area: 105.4 });
 * assert.equal(paris?.json, `{"name":"Paris","population":2102650,"area":105.40}`);
 * ```
 */
export class StoredRecord<T = JsonValue> {
  /** The record's name within its collection. */
  readonly id: string;
  /** Its JSON text, exactly as it was given. */
  readonly json: string;
  /** The caller's own mark of the content; null when none was given. */
  readonly version: string | null;
  /** The place of the write that made it in the order of all writes. */
  readonly sequence: number;
  /** When that write was made: milliseconds since 1970. */
  readonly committedAtMs: number;
  /** From when on it is gone: milliseconds since 1970; null: it does not expire. */
  readonly expiresAtMs: number | null;
  /** False: a deleted record is not given; it is here because responses have it. */
  readonly deleted = false;
  #data: T | undefined;

  /** Records are made by the store. */
  constructor(
    id: string,
    json: string,
    version: string | null,
    sequence: number,
    committedAtMs: number,
    expiresAtMs: number | null = null,
  ) {
    this.id = id;
    this.json = json;
    this.version = version;
    this.sequence = sequence;
    this.committedAtMs = committedAtMs;
    this.expiresAtMs = expiresAtMs;
  }

  /** The value that {@link json} is the text of; parsed at the first use. */
  get data(): T {
    return this.#data ??= JSON.parse(this.json) as T;
  }

  /** The form of a record in responses. */
  toJSON(): {
    id: string;
    data: T;
    version: string | null;
    sequence: number;
    deleted: false;
    expiresAt?: string;
  } {
    const { id, data, version, sequence, deleted, expiresAtMs } = this;
    const common = { id, data, version, sequence, deleted } as const;
    return expiresAtMs === null ? common : { ...common, expiresAt: formatTime(expiresAtMs) };
  }
}

/** One version of a record in its history. */
export interface RecordVersion<T = JsonValue> {
  readonly sequence: number;
  /** True when the record was deleted at `sequence`; then it has neither data nor version. */
  readonly deleted: boolean;
  readonly record: StoredRecord<T> | undefined;
  /** Milliseconds since 1970. */
  readonly committedAtMs: number;
}

/** Adds a record's put to a batch. @param timeMs of the commit */
export function putRecord(
  batch: Batch,
  key: Uint8Array,
  keyBytes: number,
  content: RecordContent,
  timeMs: number,
): void {
  batch.begin(KIND_PUT, key, keyBytes, recordBytesMax(content));
  batch.usedBytes = writeRecordBytes(batch.bytes, batch.usedBytes, content, timeMs);
  batch.end();
}

/** At most so many bytes {@link writeRecordBytes} takes. */
export function recordBytesMax({ json, version }: RecordContent): number {
  return 1 + 2 * TIME_BYTES + (version === null ? 0 : 8 + version.length * 3) + json.length * 3;
}

/** Writes what a record is kept as from `at` on; returns where it ends. @param timeMs of its commit */
export function writeRecordBytes(
  bytes: Uint8Array,
  at: number,
  { json, version, expiresAtMs }: RecordContent,
  timeMs: number,
): number {
  bytes[at] = (version === null ? 0 : FLAG_VERSION) | (expiresAtMs === null ? 0 : FLAG_EXPIRES);
  writeUint48BE(bytes, at + 1, timeMs);
  let end = at + 1 + TIME_BYTES;
  if (expiresAtMs !== null) {
    writeUint48BE(bytes, end, expiresAtMs);
    end += TIME_BYTES;
  }
  if (version !== null) {
    const versionBytes = TEXT_ENCODER.encode(version);
    end = writeVarint(bytes, end, versionBytes.length);
    bytes.set(versionBytes, end);
    end += versionBytes.length;
  }
  return end + TEXT_ENCODER.encodeInto(json, bytes.subarray(end)).written;
}

/** Adds a record's delete to a batch. @param timeMs of the commit */
export function deleteRecord(batch: Batch, key: Uint8Array, keyBytes: number, timeMs: number): void {
  const note = new Uint8Array(TIME_BYTES);
  writeUint48BE(note, 0, timeMs);
  batch.delete(keyBytes === key.length ? key : key.subarray(0, keyBytes), note);
}

/** The record in `bytes[start, end)`. @throws FountainError `corruption` when they are not a record's */
export function readRecord<T>(
  id: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  sequence: Sequence,
  decodeUtf8: Platform["decodeUtf8"],
): StoredRecord<T> {
  const flags = bytes[start] as number;
  let at = start + 1 + TIME_BYTES;
  const expiresAtMs = (flags & FLAG_EXPIRES) === 0 ? null : readUint48BE(bytes, at);
  if (expiresAtMs !== null) at += TIME_BYTES;
  if (flags > FLAGS_ALL || at > end) throw malformedRecord(start);
  let version: string | null = null;
  if ((flags & FLAG_VERSION) !== 0) {
    const versionBytes = readVarint(bytes, at, end);
    at += varintBytes(versionBytes);
    if (!(at + versionBytes <= end)) throw malformedRecord(start);
    version = decodeUtf8(bytes, at, at + versionBytes);
    at += versionBytes;
  }
  const json = decodeUtf8(bytes, at, end);
  return new StoredRecord<T>(id, json, version, sequence, readUint48BE(bytes, start + 1), expiresAtMs);
}

/** When the record at `bytes[start]` expires; Infinity: never. Nearly all say so by one bit. */
export function expiresAt(bytes: Uint8Array, start: number): number {
  return ((bytes[start] as number) & FLAG_EXPIRES) === 0 ? Infinity : readUint48BE(bytes, start + 1 + TIME_BYTES);
}

/** The time in the note of a delete. */
export function readDeleteTime(note: Uint8Array): number {
  if (note.length !== TIME_BYTES) throw malformedRecord(0);
  return readUint48BE(note, 0);
}

/** Bytes that are no record, or no time of a delete, though their checksum is right. */
export function malformedRecord(offset: number): Error {
  return corruption({ file: "a table", offset, expected: "a record", found: "other bytes behind a good checksum" });
}
