/**
 * Log segments made by hand: groups laid out in runs, and single frames with a good checksum around any content.
 *
 * @module
 */

import { type Crc32, placeSeed } from "../../src/encoding/checksum.ts";
import { writeUint32, writeUint64 } from "../../src/encoding/fixed.ts";
import { Batch } from "../../src/engine/batch.ts";
import {
  BEGIN_BYTES,
  COMMIT_BYTES,
  FRAME_BEGIN,
  FRAME_COMMIT,
  FRAME_HEADER_BYTES,
  FRAME_OPERATION,
} from "../../src/engine/log/format.ts";
import { type LoggedGroup, type SegmentEnd, SegmentReader } from "../../src/engine/log/segment_reader.ts";
import { FrameRun } from "../../src/engine/log/segment_writer.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { bytesOf } from "./check.ts";
import { userKey } from "./entries.ts";

/** The runtime's CRC-32. */
export const crc32: Crc32 = currentPlatform().crc32;

/** A segment in the making. */
export class SegmentMaker {
  readonly #parts: Uint8Array[] = [];
  readonly #number: number;
  #bytes = 0;
  #sequence: number;
  /** Where each group begins. */
  readonly starts: number[] = [];

  /** @param sequence of the first group */
  constructor(number: number, sequence = 1) {
    this.#number = number;
    this.#sequence = sequence;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  /** Adds some groups of one put each, written in one run; all before the run had been synced. */
  run(...values: string[]): this {
    return this.batches(values.map((value) => {
      const batch = new Batch();
      batch.put(userKey(1, `k${value.slice(0, 4)}`), bytesOf(value));
      return batch;
    }));
  }

  /** Adds batches as one run. @param syncedTo what its BEGINs claim; default: all before the run */
  batches(batches: readonly Batch[], syncedTo = this.#bytes): this {
    const run = this.#begin();
    for (const batch of batches) {
      const last = this.#sequence + batch.sequenceCount - 1;
      this.starts.push(this.#bytes + run.usedBytes);
      run.addGroup(batch, this.#sequence, last, 1_000_000 + this.#sequence, syncedTo);
      this.#sequence = last + 1;
    }
    return this.#end(run);
  }

  seal(): this {
    const run = this.#begin();
    run.addSeal();
    return this.#end(run);
  }

  /** Adds a frame with a good checksum. */
  frame(kind: number, payload: Uint8Array): this {
    const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
    writeUint32(frame, 0, payload.length);
    frame[8] = kind;
    frame.set(payload, FRAME_HEADER_BYTES);
    writeUint32(frame, 4, crc32(frame.subarray(8), placeSeed(this.#number, this.#bytes)));
    return this.raw(frame);
  }

  begin(first: number, operations: number, syncedTo = 0): this {
    this.starts.push(this.#bytes);
    const payload = new Uint8Array(BEGIN_BYTES);
    writeUint64(payload, 0, first);
    writeUint32(payload, 8, operations);
    writeUint32(payload, 20, syncedTo);
    return this.frame(FRAME_BEGIN, payload);
  }

  operation(rest: string, value: string): this {
    const key = userKey(1, rest);
    return this.frame(FRAME_OPERATION, new Uint8Array([1, 0, key.length, ...key, ...bytesOf(value)]));
  }

  commit(operations: number, last: number): this {
    const payload = new Uint8Array(COMMIT_BYTES);
    writeUint32(payload, 0, operations);
    writeUint64(payload, 4, last);
    return this.frame(FRAME_COMMIT, payload);
  }

  /** Adds bytes as they are. */
  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    return this;
  }

  /** The segment so far. */
  get bytes(): Uint8Array {
    const all = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #begin(): FrameRun {
    const run = new FrameRun(crc32);
    run.begin(this.#number, this.#bytes);
    return run;
  }

  #end(run: FrameRun): this {
    return this.raw(run.bytes.slice(0, run.usedBytes));
  }
}

/** What a segment's bytes are read as. */
export function readSegment(bytes: Uint8Array, number = 1): { groups: LoggedGroup[]; end: SegmentEnd } {
  const groups: LoggedGroup[] = [];
  const reader = new SegmentReader(bytes, number, crc32).groups();
  let step = reader.next();
  for (; step.done !== true; step = reader.next()) groups.push(step.value);
  return { groups, end: step.value };
}
