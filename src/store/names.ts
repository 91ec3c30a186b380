/**
 * Names of collections, ids of records and versions of both: what is allowed, and the keys that they make.
 *
 * ```
 *   key of a record   space id of its collection | id in UTF-8
 * ```
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { joined } from "../encoding/bytes.ts";

const NAME_LENGTH_MAX = 128;
const ID_CODE_POINTS_MAX = 512;
const VERSION_CODE_POINTS_MAX = 512;
const TEXT_ENCODER = new TextEncoder();

/** @throws FountainError `invalid` when `name` cannot name a collection */
export function checkCollectionName(name: string): void {
  if (typeof name === "string" && isName(name)) return;
  throw invalid(
    `Cannot use ${JSON.stringify(name)} as a collection name: it must be 1 to 128 of A-Z a-z 0-9 . _ - and not . or ..`,
  );
}

/** @throws FountainError `invalid` when `name` cannot name an index */
export function checkIndexName(name: string): void {
  if (typeof name === "string" && isName(name)) return;
  throw invalid(
    `Cannot use ${JSON.stringify(name)} as an index name: it must be 1 to 128 of A-Z a-z 0-9 . _ - and not . or ..`,
  );
}

/** Every request comes through here: a loop is quicker than a regular expression. */
function isName(name: string): boolean {
  if (name.length < 1 || name.length > NAME_LENGTH_MAX) return false;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const isDigit = code >= 0x30 && code <= 0x39;
    const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
    if (!isDigit && !isLetter && code !== 0x2e && code !== 0x5f && code !== 0x2d) return false;
  }
  return name !== "." && name !== "..";
}

/** @throws FountainError `invalid` when `id` cannot be a record's */
export function checkId(id: string): void {
  if (typeof id === "string" && id.length > 0 && id.isWellFormed() && id !== "." && id !== "..") {
    if (hasAtMost(id, ID_CODE_POINTS_MAX)) return;
  }
  throw invalid(
    `Cannot use the id: it must be a string of 1 to ${ID_CODE_POINTS_MAX} Unicode characters, without half surrogate pairs, and not . or ..`,
  );
}

/** @throws FountainError `invalid` when `version` cannot be a record's or a collection's */
export function checkVersion(version: string | null): void {
  if (version === null) return;
  if (typeof version === "string" && hasAtMost(version, VERSION_CODE_POINTS_MAX) && version.isWellFormed()) return;
  throw invalid(
    `Cannot use the version: it must be null or a string of at most ${VERSION_CODE_POINTS_MAX} Unicode characters, without half surrogate pairs`,
  );
}

/** Whether `text` has at most `max` code points; it is counted only where its length does not tell. */
function hasAtMost(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && [...text].length <= max);
}

/** Builds keys in one buffer, over and over. */
export class KeyScratch {
  bytes: Uint8Array = new Uint8Array(16 + 4 * ID_CODE_POINTS_MAX);
  /** Bytes of the key built last. */
  length = 0;

  /** Builds the key of a record. REQUIRES: `id` is checked. */
  record(prefix: Uint8Array, id: string): void {
    const { bytes } = this;
    for (let i = 0; i < prefix.length; i++) bytes[i] = prefix[i] as number;
    let at = prefix.length;
    // Most ids are short and ASCII: a loop beats the call and the view that it needs.
    if (id.length <= 40) {
      for (let i = 0; i < id.length; i++) {
        const code = id.charCodeAt(i);
        if (code >= 0x80) return this.#encode(prefix.length, id);
        bytes[at++] = code;
      }
      this.length = at;
      return;
    }
    this.#encode(at, id);
  }

  #encode(at: number, id: string): void {
    this.length = at + TEXT_ENCODER.encodeInto(id, this.bytes.subarray(at)).written;
  }
}

/** `prefix` and the UTF-8 of `text`, as a key of its own. */
export function keyOf(prefix: Uint8Array, text: string): Uint8Array {
  return joined(prefix, TEXT_ENCODER.encode(text));
}
