/**
 * A batch: the operations of one transaction, encoded once, as the log will hold them.
 *
 * ```
 *   put(a) put(index of a) next() delete(b)
 *   `------ sequence s ---'       `- s + 1
 * ```
 *
 * Keys and values are written straight into the frames of the log; the commit copies them into its run, and the memtable takes
 * them from there. Several changes may share a sequence (a record and its index entries); `next` begins another.
 *
 * @module
 */

import { assert } from "../base/assert.ts";
import { copyBytes } from "../encoding/bytes.ts";
import { type Kind, KIND_DELETE, KIND_DROP_SPACE, KIND_PUT } from "../encoding/internal_key.ts";
import { readUint32, writeUint32 } from "../encoding/fixed.ts";
import { varintBytes, writeVarint } from "../encoding/varint.ts";
import { FRAME_HEADER_BYTES, FRAME_OPERATION, Operation } from "./log/format.ts";
import type { OperationFrames } from "./log/log.ts";

const BYTES_AT_FIRST = 2048;
/** The value of a drop that takes the space's past along; other drops have none. */
const DROP_WITH_PAST = Uint8Array.of(1);
const TEXT_ENCODER = new TextEncoder();

/** See the module. May be used again after `clear`. */
export class Batch implements OperationFrames {
  bytes: Uint8Array = new Uint8Array(BYTES_AT_FIRST);
  usedBytes = 0;
  operationCount = 0;
  /** Of the sequence being filled, from 0. */
  #sequenceOffset = 0;
  /** Where the payload of the operation being written begins. */
  #payload = 0;

  /** Sequences it will take; a batch that changes nothing takes none. */
  get sequenceCount(): number {
    return this.operationCount === 0 ? 0 : this.#sequenceOffset + 1;
  }

  /** Begins the changes of the next sequence, of which there may be none. The first sequence needs no `next`. */
  next(): void {
    this.#sequenceOffset++;
  }

  /** `key` has `value` from this sequence on. */
  put(key: Uint8Array, value: Uint8Array): void {
    this.begin(KIND_PUT, key, key.length, value.length);
    this.append(value, 0, value.length);
    this.end();
  }

  /** `key` is gone from this sequence on. `note` is kept as the delete's value. */
  delete(key: Uint8Array, note?: Uint8Array): void {
    this.begin(KIND_DELETE, key, key.length, note?.length ?? 0);
    if (note !== undefined) this.append(note, 0, note.length);
    this.end();
  }

  /**
   * All keys of the space with this prefix are gone from this sequence on, for ever: its id is not used again.
   * @param withPast whether its past goes too, whatever the settings keep: only pins from before the drop hold it then
   */
  dropSpace(prefix: Uint8Array, withPast = false): void {
    this.begin(KIND_DROP_SPACE, prefix, prefix.length, DROP_WITH_PAST.length);
    if (withPast) this.append(DROP_WITH_PAST, 0, DROP_WITH_PAST.length);
    this.end();
  }

  /** Begins a change whose value is written in parts by `append…`, at most `valueBytesMax` in all. */
  begin(kind: Kind, key: Uint8Array, keyBytes: number, valueBytesMax: number): void {
    const offset = this.#sequenceOffset;
    this.#grow(FRAME_HEADER_BYTES + 1 + varintBytes(offset) + varintBytes(keyBytes) + keyBytes + valueBytesMax);
    this.bytes[this.usedBytes + 8] = FRAME_OPERATION;
    this.#payload = this.usedBytes + FRAME_HEADER_BYTES;
    this.bytes[this.#payload] = kind;
    const at = writeVarint(this.bytes, writeVarint(this.bytes, this.#payload + 1, offset), keyBytes);
    copyBytes(key, 0, keyBytes, this.bytes, at);
    this.usedBytes = at + keyBytes;
  }

  /** Adds bytes to the value. */
  append(from: Uint8Array, start: number, end: number): void {
    copyBytes(from, start, end, this.bytes, this.usedBytes);
    this.usedBytes += end - start;
  }

  /** Adds text to the value, in UTF-8. */
  appendText(text: string): void {
    this.usedBytes += TEXT_ENCODER.encodeInto(text, this.bytes.subarray(this.usedBytes)).written;
  }

  /** Ends the change. */
  end(): void {
    writeUint32(this.bytes, this.#payload - FRAME_HEADER_BYTES, this.usedBytes - this.#payload);
    this.operationCount++;
  }

  /** Empties it. */
  clear(): void {
    this.usedBytes = this.operationCount = this.#sequenceOffset = 0;
  }

  #grow(moreBytes: number): void {
    const needed = this.usedBytes + moreBytes;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.usedBytes));
    this.bytes = larger;
  }
}

/** Gives each OP frame in `bytes[start, end)` to `take`; the {@link Operation} is good during the call. */
export function eachOperation(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (operation: Operation) => void,
): void {
  const operation = new Operation();
  for (let at = start; at < end;) {
    const payload = at + FRAME_HEADER_BYTES;
    at = payload + readUint32(bytes, at);
    assert(operation.read(bytes, payload, at), "an operation that was checked is well-formed");
    take(operation);
  }
}
