/**
 * Idempotency: a request that is repeated under its key gets the answer of the first time, and changes nothing.
 *
 * ```
 *   00 61 name   ->   expires at, 6 bytes | fingerprint bytes, fingerprint | answer
 * ```
 *
 * The answer is kept by the very commit that it tells of, so there is no moment at which one is there without the other: not after a crash,
 * and not for a repetition that arrives while the first is still on its way to the disk, since both are judged in the turn in which they
 * are sequenced. Only what was done is kept: a refused request has changed nothing, and is judged anew when it comes again. The fingerprint says
 * what the request was; another request under the same key is refused.
 *
 * @module
 */

import { corruption, FountainError, invalid } from "../base/errors.ts";
import type { Sequence } from "../base/types.ts";
import { readUint48BE, writeUint48BE } from "../encoding/fixed.ts";
import { readVarint, varintBytes, writeVarint } from "../encoding/varint.ts";
import type { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { ExpiryQueue } from "./expiry.ts";
import { keyOf } from "./names.ts";

const PREFIX = new Uint8Array([0x00, 0x61]);
const TIME_BYTES = 6;
const KEY_LENGTH_MAX = 255;
/** Answers are kept for so long. */
const TERM_MS = 24 * 60 * 60 * 1000;
const TEXT_ENCODER = new TextEncoder();
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A request that may come again; `T` is what is known when its write is sequenced. */
export interface IdempotentRequest<T> {
  /** What the caller calls this request: 1 to 255 characters. */
  readonly key: string;
  /** What the request is; a text of the caller's, the same for the same request. */
  readonly fingerprint: string;
  /** The answer, to be kept and given again. */
  answer(written: T): string;
}

/** @throws FountainError `invalid` */
export function checkIdempotencyKey(key: string): void {
  if (typeof key === "string" && key.length >= 1 && key.length <= KEY_LENGTH_MAX && key.isWellFormed()) return;
  throw invalid(`Cannot use the idempotency key: it must be a string of 1 to ${KEY_LENGTH_MAX} Unicode characters`);
}

/**
 * The answer that was kept for the request; undefined when there is none.
 * @throws FountainError `idempotency-mismatch` when the key was used for another request
 */
export function findAnswer(
  engine: Engine,
  { key, fingerprint }: IdempotentRequest<never>,
  pending: Sequence,
  nowMs: number,
): string | undefined {
  const found = engine.find(keyOf(PREFIX, key), undefined, pending);
  if (found === undefined) return undefined;
  const { buffer, start, end } = found;
  if (answerExpiresAt(buffer, start) <= nowMs) return undefined;
  const bytes = readVarint(buffer, start + TIME_BYTES, end);
  const at = start + TIME_BYTES + varintBytes(bytes);
  if (!(at + bytes <= end)) {
    throw corruption({
      file: "catalog",
      offset: 0,
      expected: "an answer",
      found: "other bytes behind a good checksum",
    });
  }
  if (TEXT_DECODER.decode(buffer.subarray(at, at + bytes)) === fingerprint) {
    return TEXT_DECODER.decode(buffer.subarray(at + bytes, end));
  }
  throw new FountainError(
    "idempotency-mismatch",
    "Cannot repeat the request: its idempotency key was used for another one",
  );
}

/** Adds an answer to the batch of the write that it tells of. */
export function keepAnswer(
  batch: Batch,
  { key, fingerprint }: IdempotentRequest<never>,
  answer: string,
  nowMs: number,
  expiry: ExpiryQueue,
): void {
  const name = keyOf(PREFIX, key);
  const print = TEXT_ENCODER.encode(fingerprint);
  const text = TEXT_ENCODER.encode(answer);
  const value = new Uint8Array(TIME_BYTES + varintBytes(print.length) + print.length + text.length);
  writeUint48BE(value, 0, nowMs + TERM_MS);
  const at = writeVarint(value, TIME_BYTES, print.length);
  value.set(print, at);
  value.set(text, at + print.length);
  batch.put(name, value);
  expiry.add(batch, nowMs + TERM_MS, name, name.length);
}

/** When the answer at `bytes[start]` is forgotten. */
export function answerExpiresAt(bytes: Uint8Array, start: number): number {
  return readUint48BE(bytes, start);
}
