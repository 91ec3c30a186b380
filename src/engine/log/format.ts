/**
 * The numbers of the log format; `docs/FORMATS.md` has the whole of it.
 *
 * ```
 *   | payload bytes u32 | crc u32 | kind u8 | payload |
 *   BEGIN  first sequence u64, operations u32, time u64, synced-to u32
 *   OP     kind u8, sequence offset varint, key bytes varint, key, value
 *   COMMIT operations u32, last sequence u64
 *   SEAL   -
 * ```
 *
 * @module
 */

import { readVarint, varintBytes } from "../../encoding/varint.ts";
import type { Kind } from "../../encoding/internal_key.ts";

/** Begins every segment. */
export const LOG_MAGIC = "FSLOG1\r\n";
/** Bytes of a segment's header: magic, number, crc. */
export const SEGMENT_HEADER_BYTES = 20;
/** Bytes of a frame before its payload. */
export const FRAME_HEADER_BYTES = 9;

export const FRAME_BEGIN = 1;
export const FRAME_OPERATION = 2;
export const FRAME_COMMIT = 3;
export const FRAME_SEAL = 4;

export const BEGIN_BYTES = 24;
export const COMMIT_BYTES = 12;

/** Bytes of a group around its operations. */
export const GROUP_OVERHEAD_BYTES = 2 * FRAME_HEADER_BYTES + BEGIN_BYTES + COMMIT_BYTES;

/** Name of a segment's file in `log/`. */
export function segmentFileName(number: number): string {
  return `${String(number).padStart(12, "0")}.log`;
}

/** An OP frame's payload, taken apart without copying; one is used again and again. */
export class Operation {
  kind: Kind = 1;
  /** Sequence of the operation less the first of its group. */
  sequenceOffset = 0;
  keyStart = 0;
  /** The key ends and the value begins here. */
  keyEnd = 0;
  valueEnd = 0;

  /** Reads the payload at `[start, end)`; false when it is malformed. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.kind = bytes[start] as Kind;
    let at = start + 1;
    this.sequenceOffset = readVarint(bytes, at, end);
    at += varintBytes(this.sequenceOffset);
    const keyBytes = readVarint(bytes, at, end);
    this.keyStart = at + varintBytes(keyBytes);
    this.keyEnd = this.keyStart + keyBytes;
    this.valueEnd = end;
    // False for NaN too.
    return this.kind >= 1 && this.kind <= 3 && keyBytes > 0 && this.keyEnd <= end && this.sequenceOffset >= 0;
  }
}
