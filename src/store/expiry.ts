/**
 * Expiry: what ends by itself at a time.
 *
 * ```
 *   record's bytes        ... expires at ...          decides, at the instant, for every reader: nothing has to be written for that
 *   00 65 | time | key    a queue, ordered by time    tells the sweeper what to delete, so that space and indexes are given back
 *                                                     and the change feed tells of it
 * ```
 *
 * An entry of the queue is written with what it is about and says no more than "look at this key then": when the record was written anew
 * since, the sweeper finds another time in it and only takes the entry away. Keys of the system space (answers kept for repeated requests)
 * wait in the same queue.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { readUint48BE, writeUint48BE } from "../encoding/fixed.ts";
import { TIME_MS_MAX } from "../encoding/rfc3339.ts";
import type { Batch } from "../engine/batch.ts";
import type { View } from "../engine/view.ts";
import type { ExpireWrite } from "./operations.ts";

const TAG = [0x00, 0x65] as const;
const KEY_START = 8;
const NOTHING = new Uint8Array(0);

/** Where the queue begins, for the sweeper: what was swept leaves deletes behind that nobody shall read again and again. */
export class ExpiryQueue {
  /** Nothing that is due before this is waiting. */
  sinceMs = 0;

  /** Adds an entry to `batch`: at `dueMs` it is time to look at `key[0, keyBytes)`. REQUIRES: the batch is sequenced in this turn. */
  add(batch: Batch, dueMs: number, key: Uint8Array, keyBytes: number): void {
    if (dueMs < this.sinceMs) this.sinceMs = dueMs;
    batch.put(queueKey(dueMs, key, keyBytes), NOTHING);
  }
}

/** Takes an entry out. */
export function removeFromQueue(batch: Batch, { dueMs, key }: ExpireWrite): void {
  batch.delete(queueKey(dueMs, key, key.length));
}

/** What is due from `sinceMs` to `nowMs`, earliest first; at most so many. */
export function dueEntries(view: View, sinceMs: number, nowMs: number, most: number): ExpireWrite[] {
  const due: ExpireWrite[] = [];
  const cursor = view.iterate({
    from: queueKey(sinceMs, NOTHING, 0),
    to: queueKey(Math.min(nowMs, TIME_MS_MAX) + 1, NOTHING, 0),
  });
  try {
    while (due.length < most && cursor.next()) {
      const { keyBuffer, keyEnd } = cursor;
      due.push({
        op: "expire",
        dueMs: readUint48BE(keyBuffer, TAG.length),
        key: keyBuffer.slice(KEY_START, keyEnd),
      });
    }
    return due;
  } finally {
    cursor.close();
  }
}

function queueKey(dueMs: number, key: Uint8Array, keyBytes: number): Uint8Array {
  const entry = new Uint8Array(KEY_START + keyBytes);
  entry.set(TAG);
  writeUint48BE(entry, TAG.length, dueMs);
  entry.set(key.subarray(0, keyBytes), KEY_START);
  return entry;
}

/** When a write that is committed at `nowMs` expires; null: never. */
export function expiryOf(
  { expiresAtMs, ttlMs }: { readonly expiresAtMs?: number | null | undefined; readonly ttlMs?: number | undefined },
  nowMs: number,
): number | null {
  if (ttlMs !== undefined) return Math.min(nowMs + ttlMs, TIME_MS_MAX);
  return expiresAtMs ?? null;
}

/** @throws FountainError `invalid` */
export function checkExpiry(expiresAtMs: number | null | undefined, ttlMs: number | undefined): void {
  const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= TIME_MS_MAX;
  if (expiresAtMs !== undefined && expiresAtMs !== null && ttlMs !== undefined) {
    throw invalid("Cannot store the record: it expires at expiresAtMs or after ttlMs, not both");
  }
  if (expiresAtMs !== undefined && expiresAtMs !== null && !isTime(expiresAtMs)) {
    throw invalid(`Cannot store the record: expiresAtMs must be milliseconds since 1970, not ${expiresAtMs}`);
  }
  if (ttlMs !== undefined && !(isTime(ttlMs) && ttlMs > 0)) {
    throw invalid(`Cannot store the record: ttlMs must be a whole number above 0, not ${ttlMs}`);
  }
}
