/**
 * Which sequence was the last at a given time: samples, at most one a second, kept as keys of the system space.
 *
 * A sample rides in the batch of an ordinary commit. Retention by age asks here what "ten minutes ago" means as a sequence; the answer may
 * be up to a second too old, which keeps a little more than asked, never less.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";
import { readVarint, varintBytes, writeVarint } from "../encoding/varint.ts";
import type { Batch } from "./batch.ts";
import type { View } from "./view.ts";

const RESOLUTION_MS = 1000;
const SYSTEM_SPACE = 0x00;
const TIME_TAG = 0x74;
const KEY_BYTES = 10;

function timeKey(timeMs: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  key[0] = SYSTEM_SPACE;
  key[1] = TIME_TAG;
  let rest = timeMs;
  for (let at = KEY_BYTES - 1; at > 1; at--) {
    key[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return key;
}

/** Decides when a sample is due. */
export class Timeline {
  #sampledMs = -Infinity;

  /** Adds a sample to `batch`, whose last sequence will be `last`, when one is due. */
  stamp(batch: Batch, last: Sequence, nowMs: number): void {
    if (nowMs - this.#sampledMs < RESOLUTION_MS) return;
    this.#sampledMs = nowMs;
    const value = new Uint8Array(varintBytes(last));
    writeVarint(value, 0, last);
    batch.put(timeKey(nowMs), value);
  }
}

/** The last sequence known to be committed by `timeMs`; 0 when nothing is known of that time. */
export function sequenceAt(view: View, timeMs: number): Sequence {
  const cursor = view.iterate({ from: timeKey(0), to: timeKey(Math.max(0, timeMs) + 1), reverse: true });
  try {
    if (!cursor.next()) return asSequence(0);
    return asSequence(readVarint(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd));
  } finally {
    cursor.close();
  }
}

/** Deletes the samples that answer only for sequences before `floor`; at most `most` of them. */
export function forgetSamples(view: View, batch: Batch, floor: Sequence, most: number): void {
  const cursor = view.iterate({ from: timeKey(0), to: timeKey(Number.MAX_SAFE_INTEGER) });
  try {
    let previous: Uint8Array | undefined;
    while (batch.operationCount < most && cursor.next()) {
      if (readVarint(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd) > floor) return;
      if (previous !== undefined) batch.delete(previous);
      previous = cursor.keyBuffer.slice(0, cursor.keyEnd);
    }
  } finally {
    cursor.close();
  }
}
