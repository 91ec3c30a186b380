/**
 * Reading inside one block whose checksum holds: find a key by its restarts, then walk.
 *
 * A `BlockReader` stands on one entry. It rebuilds keys in a buffer of its own, because they are stored without the prefix that
 * they share with the key before; values are seen in place. A malformed block behind a good checksum can only come from a bug,
 * but it is reported as damage all the same: nothing is trusted from disk.
 *
 * @module
 */

import { corruption } from "../../base/errors.ts";
import { compareInternal, TRAILER_BYTES } from "../../encoding/internal_key.ts";
import { readUint32 } from "../../encoding/fixed.ts";
import { readVarint, varintBytes } from "../../encoding/varint.ts";
import { NO_BYTES } from "../../structure/cursor.ts";

/** See the module. */
export class BlockReader {
  #buffer: Uint8Array = NO_BYTES;
  #start = 0;
  /** Where the entries end and the restarts begin. */
  #entriesEnd = 0;
  #restartCount = 0;
  #dense = false;
  #restartKeyBytes = 0;
  #file = "";
  #place = 0;

  /** True while it stands on an entry. */
  valid = false;
  /** The internal key of the entry: `key[0, keyBytes)`. */
  key = new Uint8Array(64);
  keyBytes = 0;
  /** The value: bytes of {@link buffer}. */
  valueStart = 0;
  valueEnd = 0;
  #entryStart = 0;

  /** The buffer that the block is in. */
  get buffer(): Uint8Array {
    return this.#buffer;
  }

  /**
   * Takes a block's content (without crc) at `[start, end)` of `buffer`.
   * @param file for errors, with the block's offset in it
   * @param dense true when every entry is a restart, as in an index
   */
  open(buffer: Uint8Array, start: number, end: number, file: string, place: number, dense = false): void {
    this.#buffer = buffer;
    this.#dense = dense;
    this.#start = start;
    this.#file = file;
    this.#place = place;
    this.valid = false;
    this.#restartCount = end - start >= 8 ? readUint32(buffer, end - 4) : 0;
    this.#entriesEnd = end - 4 - this.#restartCount * 4;
    if (this.#restartCount < 1 || this.#entriesEnd <= start) this.#fail("a block with entries");
  }

  /** To the first entry not before `target`; false (and not valid) when all are before it. */
  seek(target: Uint8Array, targetStart: number, targetEnd: number): boolean {
    const restart = this.#firstRestartNotBefore(target, targetStart, targetEnd);
    if (this.#dense || restart === 0) {
      if (restart === this.#restartCount) return this.valid = false;
      this.#restart(restart);
      return true;
    }
    this.#restart(restart - 1);
    while (compareInternal(this.key, 0, this.keyBytes, target, targetStart, targetEnd) < 0) {
      if (!this.next()) return false;
    }
    return true;
  }

  /** To the last entry before `target`; false when there is none. */
  seekBefore(target: Uint8Array, targetStart: number, targetEnd: number): boolean {
    const restart = this.#firstRestartNotBefore(target, targetStart, targetEnd);
    if (restart === 0) return this.valid = false;
    this.#restart(restart - 1);
    for (;;) {
      const here = this.#entryStart;
      if (this.next() && compareInternal(this.key, 0, this.keyBytes, target, targetStart, targetEnd) < 0) continue;
      return this.#walkTo(restart - 1, here);
    }
  }

  /** Index of the first restart whose key is not before `target`; the count of restarts when there is none. */
  #firstRestartNotBefore(target: Uint8Array, targetStart: number, targetEnd: number): number {
    const buffer = this.#buffer;
    let low = 0;
    let high = this.#restartCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      // A restart's key is whole, so it is compared where it lies.
      const keyStart = this.#keyOfRestart(middle);
      if (compareInternal(buffer, keyStart, keyStart + this.#restartKeyBytes, target, targetStart, targetEnd) < 0) {
        low = middle + 1;
      } else high = middle;
    }
    return low;
  }

  /** Where the key of a restart begins; its length is in {@link #restartKeyBytes}. */
  #keyOfRestart(index: number): number {
    const buffer = this.#buffer;
    const at = this.#restartAt(index);
    const unshared = buffer[at + 1] as number;
    if ((buffer[at] as number) !== 0 || at + 3 > this.#entriesEnd) this.#fail("a restart");
    if (unshared < 0x80 && (buffer[at + 2] as number) < 0x80) {
      this.#restartKeyBytes = unshared;
      return this.#within(at + 3, unshared);
    }
    const keyBytes = readVarint(buffer, at + 1, this.#entriesEnd);
    const valueAt = at + 1 + varintBytes(keyBytes);
    const valueBytes = readVarint(buffer, valueAt, this.#entriesEnd);
    this.#restartKeyBytes = keyBytes;
    return this.#within(valueAt + varintBytes(valueBytes), keyBytes);
  }

  #within(keyStart: number, keyBytes: number): number {
    // Also false when a varint was NaN.
    if (!(keyBytes >= TRAILER_BYTES && keyStart + keyBytes <= this.#entriesEnd)) this.#fail("a key within its block");
    return keyStart;
  }

  /** To the first entry. */
  first(): void {
    this.#restart(0);
  }

  /** To the last entry. */
  last(): void {
    this.#restart(this.#restartCount - 1);
    while (this.valueEnd < this.#entriesEnd) this.#entry(this.valueEnd);
  }

  /** To the next entry; false (and not valid) at the end. */
  next(): boolean {
    if (this.valueEnd >= this.#entriesEnd) return this.valid = false;
    this.#entry(this.valueEnd);
    return true;
  }

  /** To the entry before; false (and not valid) at the start. */
  previous(): boolean {
    const here = this.#entryStart;
    if (here === this.#start) return this.valid = false;
    let low = 0;
    let high = this.#restartCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#restartAt(middle) < here) low = middle;
      else high = middle - 1;
    }
    this.#restart(low);
    while (this.valueEnd < here) this.#entry(this.valueEnd);
    return true;
  }

  #walkTo(restart: number, entryStart: number): boolean {
    this.#restart(restart);
    while (this.#entryStart < entryStart) this.#entry(this.valueEnd);
    return true;
  }

  #restartAt(index: number): number {
    return this.#start + readUint32(this.#buffer, this.#entriesEnd + index * 4);
  }

  #restart(index: number): void {
    this.keyBytes = 0;
    this.#entry(this.#restartAt(index));
  }

  /** Reads the entry at `at`; its key shares a prefix with the one in `key`. */
  #entry(at: number): void {
    const buffer = this.#buffer;
    const end = this.#entriesEnd;
    this.#entryStart = at;
    if (at >= end) this.#fail("an entry");
    let shared = buffer[at] as number;
    let unshared = buffer[at + 1] as number;
    let valueBytes = buffer[at + 2] as number;
    if ((shared | unshared | valueBytes) < 0x80) {
      at += 3;
    } else {
      shared = readVarint(buffer, at, end);
      at += varintBytes(shared);
      unshared = readVarint(buffer, at, end);
      at += varintBytes(unshared);
      valueBytes = readVarint(buffer, at, end);
      at += varintBytes(valueBytes);
    }
    const keyBytes = shared + unshared;
    this.valueStart = at + unshared;
    this.valueEnd = this.valueStart + valueBytes;
    // Also false when a varint was NaN.
    if (!(shared <= this.keyBytes && keyBytes >= TRAILER_BYTES && this.valueEnd <= end)) {
      this.#fail("an entry within its block");
    }
    if (keyBytes > this.key.length) this.#growKey(keyBytes, shared);
    const key = this.key;
    for (let i = shared; i < keyBytes; i++) key[i] = buffer[at++] as number;
    this.keyBytes = keyBytes;
    this.valid = true;
  }

  #growKey(keyBytes: number, keep: number): void {
    const longer = new Uint8Array(keyBytes * 2);
    longer.set(this.key.subarray(0, keep));
    this.key = longer;
  }

  #fail(expected: string): never {
    throw corruption({
      file: this.#file,
      offset: this.#place,
      expected,
      found: "something else behind a good checksum",
    });
  }
}
