/**
 * Builds one block: entries with shared key prefixes, then the restarts.
 *
 * ```
 *   | shared unshared value-bytes | key suffix | value | ... | restart offsets | count |
 *     3 varints                     ^ from the key before it; whole at a restart
 * ```
 *
 * @module
 */

import { writeUint32 } from "../../encoding/fixed.ts";
import { varintBytes, writeVarint } from "../../encoding/varint.ts";
import { copyBytes } from "../../encoding/bytes.ts";

/** See the module. One builder is used for block after block. */
export class BlockBuilder {
  #content: Uint8Array;
  #used = 0;
  #restarts: number[] = [];
  #sinceRestart = 0;
  #entries = 0;
  #lastKey = new Uint8Array(256);
  #lastKeyBytes = 0;

  /** @param restartInterval entries from one whole key to the next */
  constructor(readonly restartInterval: number, sizeBytes: number) {
    this.#content = new Uint8Array(sizeBytes * 2);
  }

  /** Entries since the block was begun. */
  get entries(): number {
    return this.#entries;
  }

  /** Bytes of the block if it were finished now. */
  get sizeBytes(): number {
    return this.#used + this.#restarts.length * 4 + 4;
  }

  /** At most so many bytes would an entry add. */
  static entryBytesMax(keyBytes: number, valueBytes: number): number {
    return 2 * varintBytes(keyBytes) + varintBytes(valueBytes) + keyBytes + valueBytes + 4;
  }

  /** The latest key, as a view that the next `add` changes. */
  get lastKey(): Uint8Array {
    return this.#lastKey.subarray(0, this.#lastKeyBytes);
  }

  /** Adds an entry. REQUIRES: its key sorts behind the latest. */
  add(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const keyBytes = keyEnd - keyStart;
    const valueBytes = valueEnd - valueStart;
    let shared = 0;
    if (this.#entries > 0 && this.#sinceRestart < this.restartInterval) {
      const most = Math.min(keyBytes, this.#lastKeyBytes);
      while (shared < most && this.#lastKey[shared] === key[keyStart + shared]) shared++;
      this.#sinceRestart++;
    } else {
      this.#restarts.push(this.#used);
      this.#sinceRestart = 1;
    }
    this.#grow(this.#used + BlockBuilder.entryBytesMax(keyBytes, valueBytes));
    let at = writeVarint(this.#content, this.#used, shared);
    at = writeVarint(this.#content, at, keyBytes - shared);
    at = writeVarint(this.#content, at, valueBytes);
    copyBytes(key, keyStart + shared, keyEnd, this.#content, at);
    at += keyBytes - shared;
    copyBytes(value, valueStart, valueEnd, this.#content, at);
    this.#used = at + valueBytes;
    this.#entries++;
    if (this.#lastKey.length < keyBytes) {
      const longer = new Uint8Array(keyBytes * 2);
      longer.set(this.#lastKey.subarray(0, shared));
      this.#lastKey = longer;
    }
    copyBytes(key, keyStart + shared, keyEnd, this.#lastKey, shared);
    this.#lastKeyBytes = keyBytes;
  }

  /** Writes the restarts; returns the content, as a view good until the block is begun anew with {@link reset}. */
  finish(): Uint8Array {
    this.#grow(this.sizeBytes);
    let at = this.#used;
    for (const restart of this.#restarts) {
      writeUint32(this.#content, at, restart);
      at += 4;
    }
    writeUint32(this.#content, at, this.#restarts.length);
    return this.#content.subarray(0, at + 4);
  }

  /** Begins the next block. */
  reset(): void {
    this.#used = 0;
    this.#restarts.length = 0;
    this.#sinceRestart = 0;
    this.#entries = 0;
    this.#lastKeyBytes = 0;
  }

  #grow(sizeBytes: number): void {
    if (sizeBytes <= this.#content.length) return;
    const larger = new Uint8Array(sizeBytes * 2);
    larger.set(this.#content.subarray(0, this.#used));
    this.#content = larger;
  }
}
