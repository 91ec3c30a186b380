/**
 * Encodes groups for one place in the log: a growing run of frames that will be written in one call.
 *
 * A frame's crc depends on where it will lie, so a writer is bound to a segment and an offset when it is begun.
 *
 * @module
 */

import { assert } from "../../base/assert.ts";
import { type Crc32, placeSeed } from "../../encoding/checksum.ts";
import { readUint32, writeUint32, writeUint64 } from "../../encoding/fixed.ts";
import {
  BEGIN_BYTES,
  COMMIT_BYTES,
  FRAME_BEGIN,
  FRAME_COMMIT,
  FRAME_HEADER_BYTES,
  FRAME_SEAL,
  GROUP_OVERHEAD_BYTES,
  LOG_MAGIC,
  SEGMENT_HEADER_BYTES,
} from "./format.ts";
import type { OperationFrames } from "./log.ts";

const BYTES_FIRST = 64 << 10;

/** See the module. */
export class FrameRun {
  readonly #crc32: Crc32;
  readonly #keptBytesMax: number;
  #bytes = new Uint8Array(BYTES_FIRST);
  #used = 0;
  #segment = 0;
  #offset = 0;

  /** @param keptBytesMax a larger buffer is not kept for the next run */
  constructor(crc32: Crc32, keptBytesMax: number = BYTES_FIRST) {
    this.#crc32 = crc32;
    this.#keptBytesMax = keptBytesMax;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }
  get usedBytes(): number {
    return this.#used;
  }
  /** The segment that it is bound to. */
  get segment(): number {
    return this.#segment;
  }
  /** The offset in the segment that it is bound to. */
  get offset(): number {
    return this.#offset;
  }

  /** Begins anew, for `offset` of `segment`; offset 0 begins with the segment's header. */
  begin(segment: number, offset: number): void {
    if (this.#bytes.length > Math.max(BYTES_FIRST, this.#keptBytesMax)) this.#bytes = new Uint8Array(BYTES_FIRST);
    this.#used = 0;
    this.#segment = segment;
    this.#offset = offset;
    if (offset > 0) return;
    for (let i = 0; i < LOG_MAGIC.length; i++) this.#bytes[i] = LOG_MAGIC.charCodeAt(i);
    writeUint64(this.#bytes, 8, segment);
    writeUint32(this.#bytes, 16, this.#crc32(this.#bytes.subarray(0, 16)));
    this.#used = SEGMENT_HEADER_BYTES;
  }

  /** Adds a group. @param syncedTo see `docs/FORMATS.md` */
  addGroup(frames: OperationFrames, first: number, last: number, timeMs: number, syncedTo: number): void {
    this.#grow(GROUP_OVERHEAD_BYTES + frames.usedBytes);
    const bytes = this.#bytes;
    const begin = this.#used + FRAME_HEADER_BYTES;
    writeUint64(bytes, begin, first);
    writeUint32(bytes, begin + 8, frames.operationCount);
    writeUint64(bytes, begin + 12, timeMs);
    writeUint32(bytes, begin + 20, syncedTo);
    this.#frame(FRAME_BEGIN, BEGIN_BYTES);
    bytes.set(frames.bytes.subarray(0, frames.usedBytes), this.#used);
    const end = this.#used + frames.usedBytes;
    while (this.#used < end) this.#close(readUint32(bytes, this.#used));
    assert(this.#used === end, "operation frames fill their batch");
    const commit = this.#used + FRAME_HEADER_BYTES;
    writeUint32(bytes, commit, frames.operationCount);
    writeUint64(bytes, commit + 4, last);
    this.#frame(FRAME_COMMIT, COMMIT_BYTES);
  }

  /** Adds the frame that ends a segment. */
  addSeal(): void {
    this.#grow(FRAME_HEADER_BYTES);
    this.#frame(FRAME_SEAL, 0);
  }

  #frame(kind: number, payloadBytes: number): void {
    writeUint32(this.#bytes, this.#used, payloadBytes);
    this.#bytes[this.#used + 8] = kind;
    this.#close(payloadBytes);
  }

  /** Fills in the crc of the frame that begins here and goes behind it. */
  #close(payloadBytes: number): void {
    const start = this.#used;
    const end = start + FRAME_HEADER_BYTES + payloadBytes;
    const seed = placeSeed(this.#segment, this.#offset + start);
    writeUint32(this.#bytes, start + 4, this.#crc32(this.#bytes.subarray(start + 8, end), seed));
    this.#used = end;
  }

  #grow(moreBytes: number): void {
    const needed = this.#used + moreBytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, Math.floor(this.#bytes.length * 1.5)));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}
