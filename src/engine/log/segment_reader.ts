/**
 * Reads one segment, group by group, and says how it ends.
 *
 * ```
 *   header  BEGIN OP OP COMMIT  BEGIN OP COMMIT  SEAL          sealed
 *   header  BEGIN OP OP COMMIT  0 0 0 0 ...                    open: nothing more was written
 *   header  BEGIN OP OP COMMIT  BEGIN OP 7#q..                 broken at the last BEGIN: torn, or damaged?
 * ```
 *
 * Torn or damaged: a frame written later says up to where the segment was on disk at that time (`synced-to`). If any valid BEGIN
 * behind the break claims the broken place, what broke had been on disk: damage. So does the manifest's durable
 * position. Otherwise the break lies in the last write, which was never acknowledged: a torn tail.
 *
 * @module
 */

import type { Crc32 } from "../../encoding/checksum.ts";
import { placeSeed, showCrc } from "../../encoding/checksum.ts";
import { readUint32, readUint64 } from "../../encoding/fixed.ts";
import {
  BEGIN_BYTES,
  COMMIT_BYTES,
  FRAME_BEGIN,
  FRAME_COMMIT,
  FRAME_HEADER_BYTES,
  FRAME_OPERATION,
  FRAME_SEAL,
  LOG_MAGIC,
  SEGMENT_HEADER_BYTES,
} from "./format.ts";

/** One transaction in a segment. */
export interface LoggedGroup {
  readonly first: number;
  readonly last: number;
  readonly timeMs: number;
  readonly operationCount: number;
  /** Its OP frames: `bytes[framesStart, framesEnd)`. */
  readonly bytes: Uint8Array;
  readonly framesStart: number;
  readonly framesEnd: number;
}

/** How a segment ends. */
export type SegmentEnd =
  | { readonly kind: "sealed"; readonly offset: number }
  | { readonly kind: "open"; readonly offset: number }
  | {
    readonly kind: "broken";
    /** Where the first group that is not whole begins. */
    readonly offset: number;
    /** Where it broke, and how. */
    readonly breakOffset: number;
    readonly expected: string;
    readonly found: string;
    /** True when something later proves that it had been on disk. */
    readonly wasSynced: boolean;
  };

interface Break {
  readonly breakOffset: number;
  readonly expected: string;
  readonly found: string;
}

/** Reads a segment's bytes. */
export class SegmentReader {
  readonly #bytes: Uint8Array;
  readonly #number: number;
  readonly #crc32: Crc32;

  constructor(bytes: Uint8Array, number: number, crc32: Crc32) {
    this.#bytes = bytes;
    this.#number = number;
    this.#crc32 = crc32;
  }

  /** Gives each whole group, in order; returns how the segment ends. */
  *groups(): Generator<LoggedGroup, SegmentEnd, void> {
    const header = this.#headerBreak();
    if (header !== undefined) return this.#broken(0, header);
    let at = SEGMENT_HEADER_BYTES;
    for (;;) {
      if (this.#isEnd(at)) return this.#open(at);
      const broken = this.#frameBreak(at);
      if (broken !== undefined) return this.#broken(at, broken);
      if (this.#bytes[at + 8] === FRAME_SEAL) return this.#sealed(at);
      const group = this.#group(at);
      if ("breakOffset" in group) return this.#broken(at, group);
      yield group;
      at = group.framesEnd + FRAME_HEADER_BYTES + COMMIT_BYTES;
    }
  }

  #headerBreak(): Break | undefined {
    const bytes = this.#bytes;
    if (bytes.length < SEGMENT_HEADER_BYTES) {
      return { breakOffset: 0, expected: "a segment header", found: `${bytes.length} bytes` };
    }
    const crc = this.#crc32(bytes.subarray(0, 16));
    const expected = readUint32(bytes, 16);
    if (crc !== expected) return { breakOffset: 0, expected: showCrc(expected), found: showCrc(crc) };
    const magic = String.fromCharCode(...bytes.subarray(0, LOG_MAGIC.length));
    if (magic === LOG_MAGIC && readUint64(bytes, 8) === this.#number) return undefined;
    return { breakOffset: 0, expected: `segment ${this.#number}`, found: `segment ${readUint64(bytes, 8)}` };
  }

  /** True when what begins at `at` is the zeros ahead of the writer, or nothing. */
  #isEnd(at: number): boolean {
    const bytes = this.#bytes;
    const most = Math.min(bytes.length, at + FRAME_HEADER_BYTES);
    for (let i = at; i < most; i++) if (bytes[i] !== 0) return false;
    return true;
  }

  /** Zeros to the end, and nothing else, may stand behind the last frame. */
  #restBreak(at: number): Break | undefined {
    const bytes = this.#bytes;
    for (let i = at; i < bytes.length; i++) {
      if (bytes[i] !== 0) return { breakOffset: i, expected: "zeros behind the last frame", found: `byte ${bytes[i]}` };
    }
    return undefined;
  }

  #open(at: number): SegmentEnd {
    const rest = this.#restBreak(at);
    return rest === undefined ? { kind: "open", offset: at } : this.#broken(at, rest);
  }

  /** With something behind it the seal at `at` counts for nothing: its own write was interrupted, and it is to be written anew. */
  #sealed(at: number): SegmentEnd {
    const end = at + FRAME_HEADER_BYTES;
    const rest = this.#restBreak(end);
    return rest === undefined ? { kind: "sealed", offset: end } : this.#broken(at, rest);
  }

  #frameBreak(at: number): Break | undefined {
    const bytes = this.#bytes;
    const end = at + FRAME_HEADER_BYTES + (at + 4 <= bytes.length ? readUint32(bytes, at) : 0);
    if (at + FRAME_HEADER_BYTES > bytes.length || end > bytes.length) {
      return { breakOffset: at, expected: `a frame up to offset ${end}`, found: `${bytes.length} bytes` };
    }
    const crc = this.#crc32(bytes.subarray(at + 8, end), placeSeed(this.#number, at));
    const expected = readUint32(bytes, at + 4);
    return crc === expected ? undefined : { breakOffset: at, expected: showCrc(expected), found: showCrc(crc) };
  }

  /** The group whose valid first frame is at `at`. */
  #group(at: number): LoggedGroup | Break {
    const bytes = this.#bytes;
    if (bytes[at + 8] !== FRAME_BEGIN || readUint32(bytes, at) !== BEGIN_BYTES) {
      return { breakOffset: at, expected: "BEGIN", found: `frame kind ${bytes[at + 8]}` };
    }
    const begin = at + FRAME_HEADER_BYTES;
    const operationCount = readUint32(bytes, begin + 8);
    const framesStart = begin + BEGIN_BYTES;
    let end = framesStart;
    for (let i = 0; i <= operationCount; i++) {
      const broken = this.#frameBreak(end);
      if (broken !== undefined) return broken;
      const wanted = i < operationCount ? FRAME_OPERATION : FRAME_COMMIT;
      if (bytes[end + 8] !== wanted) {
        return { breakOffset: end, expected: `frame kind ${wanted}`, found: `frame kind ${bytes[end + 8]}` };
      }
      if (i < operationCount) end += FRAME_HEADER_BYTES + readUint32(bytes, end);
    }
    const commit = end + FRAME_HEADER_BYTES;
    if (readUint32(bytes, end) !== COMMIT_BYTES || readUint32(bytes, commit) !== operationCount) {
      return { breakOffset: end, expected: `COMMIT of ${operationCount}`, found: "another COMMIT" };
    }
    return {
      first: readUint64(bytes, begin),
      last: readUint64(bytes, commit + 4),
      timeMs: readUint64(bytes, begin + 12),
      operationCount,
      bytes,
      framesStart,
      framesEnd: end,
    };
  }

  #broken(offset: number, how: Break): SegmentEnd {
    return { kind: "broken", offset, ...how, wasSynced: this.#provenSynced(offset) };
  }

  /**
   * True when a valid BEGIN anywhere behind `place`, where a group ought to begin, says that the segment was on disk
   * beyond it: groups are synced whole, so all of that one was. Lengths cannot be trusted behind a break, so every
   * offset is tried; the kind and the length of a BEGIN are tested first, which makes that cheap.
   */
  #provenSynced(place: number): boolean {
    const bytes = this.#bytes;
    const last = bytes.length - FRAME_HEADER_BYTES - BEGIN_BYTES;
    for (let at = place + 1; at <= last; at++) {
      if (bytes[at] !== BEGIN_BYTES || bytes[at + 8] !== FRAME_BEGIN) continue;
      if (readUint32(bytes, at) !== BEGIN_BYTES || this.#frameBreak(at) !== undefined) continue;
      if (readUint32(bytes, at + FRAME_HEADER_BYTES + 20) > place) return true;
    }
    return false;
  }
}
