/**
 * Single JSON values as bytes that sort as the values do, and that say themselves where they end, so that several can stand in one key.
 *
 * ```
 *   nothing   08                                     a part of a compound key that a record has no value for
 *   null      10
 *   false     20        true      21
 *   number    30 | double, 8 bytes, ordered | 80                                  the double says all of it
 *             30 | double | 40 or c0 | exponent, 8 bytes, ordered | digits + 1 | 00    less or more than the double says
 *   string    40 | UTF-8 with 00 written as 00 ff | 00 01
 * ```
 *
 * Doubles are ordered by turning over the sign bit, and all other bits too when it was set. What a double lost is compared by
 * the exact decimal: rounding never changes an order, so it decides between numbers with the same nearest double only. A descending part is
 * the same with all bits turned over.
 *
 * @module
 */

import { copyBytes } from "./bytes.ts";
import { compareParts, Decimal, type DecimalParts, decimalParts, partsToText } from "./decimal.ts";

/** What can be a key: a value that is neither an object nor a list. */
export type Scalar = null | boolean | number | string | Decimal;

export const TAG_NOTHING = 0x08;
export const TAG_NULL = 0x10;
export const TAG_FALSE = 0x20;
export const TAG_TRUE = 0x21;
export const TAG_NUMBER = 0x30;
export const TAG_STRING = 0x40;
const SHORT_LENGTH_MAX = 40;
const LESS = 0x40;
const SAME = 0x80;
const MORE = 0xc0;

const TEXT_ENCODER = new TextEncoder();
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
/** Texts without these sort by UTF-16 as they do by UTF-8. */
const HIGH_UNITS = /[\ud800-\uffff]/;
const scratch = new DataView(new ArrayBuffer(8));

/** Writes keys into one buffer, over and over. */
export class KeyWriter {
  bytes: Uint8Array = new Uint8Array(256);
  length = 0;

  /** A copy of what was written from `start` on. */
  slice(start = 0): Uint8Array {
    return this.bytes.slice(start, this.length);
  }

  /** Adds bytes as they are. */
  raw(from: Uint8Array): void {
    this.#room(from.length);
    copyBytes(from, 0, from.length, this.bytes, this.length);
    this.length += from.length;
  }

  /** Adds the UTF-8 of a text that has one. */
  text(text: string): void {
    if (this.#ascii(text)) return;
    this.#room(text.length * 3);
    this.length += TEXT_ENCODER.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Adds a value's ordered bytes; undefined: there is none. */
  value(value: Scalar | undefined): void {
    if (value === undefined) this.#byte(TAG_NOTHING);
    else if (value === null) this.#byte(TAG_NULL);
    else if (typeof value === "boolean") this.#byte(value ? TAG_TRUE : TAG_FALSE);
    else if (typeof value === "string") this.#string(value);
    else this.#number(value);
  }

  /** Turns over all bits from `start` on: what was ascending is descending. */
  turnOver(start: number): void {
    for (let at = start; at < this.length; at++) this.bytes[at] = ~(this.bytes[at] as number);
  }

  /** Adds the bytes of all strings that begin with `prefix`, as far as they are the same. */
  stringStart(prefix: string): void {
    this.#byte(TAG_STRING);
    this.#escaped(prefix);
  }

  #string(value: string): void {
    this.#byte(TAG_STRING);
    this.#escaped(value);
    this.#room(2);
    this.bytes[this.length++] = 0;
    this.bytes[this.length++] = 1;
  }

  /** Adds a short text of ASCII without zeros, as most keys are: a loop beats the calls that others need. False when it is another one. */
  #ascii(text: string): boolean {
    if (text.length > SHORT_LENGTH_MAX) return false;
    this.#room(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80 || code === 0) return false;
      bytes[at++] = code;
    }
    this.length = at;
    return true;
  }

  #escaped(value: string): void {
    if (this.#ascii(value)) return;
    this.#room(value.length * 3);
    const start = this.length;
    if (value.isWellFormed()) {
      this.length += TEXT_ENCODER.encodeInto(value, this.bytes.subarray(start)).written;
    } else this.#unpaired(value);
    if (value.includes("\0")) this.#escapeZeros(start);
  }

  /** Halves of surrogate pairs have no UTF-8; here they get the three bytes that they would have, so that no two strings are one key. */
  #unpaired(value: string): void {
    for (const character of value) {
      const code = character.codePointAt(0) as number;
      if (code < 0xd800 || code > 0xdfff) {
        this.length += TEXT_ENCODER.encodeInto(character, this.bytes.subarray(this.length)).written;
      } else {
        this.bytes[this.length++] = 0xed;
        this.bytes[this.length++] = 0x80 | ((code >> 6) & 0x3f);
        this.bytes[this.length++] = 0x80 | (code & 0x3f);
      }
    }
  }

  #escapeZeros(start: number): void {
    const plain = this.bytes.slice(start, this.length);
    this.#room(plain.length * 2);
    this.length = start;
    for (const byte of plain) {
      this.bytes[this.length++] = byte;
      if (byte === 0) this.bytes[this.length++] = 0xff;
    }
  }

  #number(value: number | Decimal): void {
    this.#byte(TAG_NUMBER);
    const double = Number(value) + 0;
    this.#double(double);
    if (typeof value === "number") return this.#byte(SAME);
    const parts = decimalParts(value.text);
    const rest = Number.isFinite(double) ? compareParts(parts, decimalParts(String(double))) : double > 0 ? -1 : 1;
    if (rest === 0) return this.#byte(SAME);
    this.#byte(rest < 0 ? LESS : MORE);
    const start = this.length;
    this.#double(parts.exponent);
    this.#room(parts.digits.length + 1);
    for (let at = 0; at < parts.digits.length; at++) this.bytes[this.length++] = parts.digits.charCodeAt(at) - 0x2f;
    this.bytes[this.length++] = 0;
    if (parts.negative) this.turnOver(start);
  }

  #double(value: number): void {
    this.#room(8);
    scratch.setFloat64(0, value);
    const turned = scratch.getUint8(0) >= 0x80 ? 0xff : 0;
    this.bytes[this.length] = scratch.getUint8(0) ^ (turned | 0x80);
    for (let at = 1; at < 8; at++) this.bytes[this.length + at] = scratch.getUint8(at) ^ turned;
    this.length += 8;
  }

  #byte(byte: number): void {
    this.#room(1);
    this.bytes[this.length++] = byte;
  }

  #room(moreBytes: number): void {
    if (this.length + moreBytes <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + moreBytes) * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

/** The place behind the value at `at`; `turned` when it is descending. REQUIRES: there is one */
export function valueEnd(key: Uint8Array, at: number, turned: boolean): number {
  const flip = turned ? 0xff : 0;
  const tag = (key[at] as number) ^ flip;
  if (tag === TAG_STRING) {
    for (let from = at + 1;;) {
      const zero = key.indexOf(flip, from);
      if (zero < 0 || (((key[zero + 1] as number) ^ flip) === 1)) return zero < 0 ? key.length : zero + 2;
      from = zero + 2;
    }
  }
  if (tag !== TAG_NUMBER) return at + 1;
  if (((key[at + 9] as number) ^ flip) === SAME) return at + 10;
  const zero = flip ^ (isNegative(key, at, flip) ? 0xff : 0);
  return key.indexOf(zero, at + 18) + 1;
}

/** The value at `at` of a key; undefined when there is none for this part. */
export function readValue(key: Uint8Array, at: number, turned: boolean): Scalar | undefined {
  const end = valueEnd(key, at, turned);
  const bytes = key.slice(at, end);
  if (turned) { for (let i = 0; i < bytes.length; i++) bytes[i] = ~(bytes[i] as number); }
  switch (bytes[0]) {
    case TAG_NULL:
      return null;
    case TAG_FALSE:
      return false;
    case TAG_TRUE:
      return true;
    case TAG_NUMBER:
      return readNumber(bytes);
    case TAG_STRING:
      return readString(bytes);
    default:
      return undefined;
  }
}

function readNumber(bytes: Uint8Array): number | Decimal {
  if (bytes[9] === SAME) return readDouble(bytes, 1);
  const negative = isNegative(bytes, 0, 0);
  const rest = bytes.slice(10);
  if (negative) { for (let i = 0; i < rest.length; i++) rest[i] = ~(rest[i] as number); }
  let digits = "";
  for (let at = 8; at < rest.length - 1; at++) digits += String.fromCharCode((rest[at] as number) + 0x2f);
  const parts: DecimalParts = { negative, digits, exponent: readDouble(rest, 0) };
  return new Decimal(partsToText(parts));
}

/**
 * Whether the digits behind a double are turned over: those of negative numbers. Zero stands for what is too small for a double on either side,
 * and is told by the mark.
 */
function isNegative(key: Uint8Array, at: number, flip: number): boolean {
  const first = (key[at + 1] as number) ^ flip;
  if (first < 0x80) return true;
  const isZero = first === 0x80 && (key[at + 2] as number ^ flip) === 0 && (key[at + 3] as number ^ flip) === 0;
  return isZero && readDouble(turnedBack(key, at + 1, flip), 0) === 0 && ((key[at + 9] as number) ^ flip) === LESS;
}

function turnedBack(key: Uint8Array, at: number, flip: number): Uint8Array {
  return key.slice(at, at + 8).map((byte) => byte ^ flip);
}

function readDouble(bytes: Uint8Array, at: number): number {
  const turned = (bytes[at] as number) < 0x80 ? 0xff : 0;
  scratch.setUint8(0, (bytes[at] as number) ^ (turned | 0x80));
  for (let i = 1; i < 8; i++) scratch.setUint8(i, (bytes[at + i] as number) ^ turned);
  return scratch.getFloat64(0);
}

function readString(bytes: Uint8Array): string {
  const inside = bytes.subarray(1, bytes.length - 2);
  if (!inside.includes(0)) return decodeText(inside);
  const plain = new Uint8Array(inside.length);
  let length = 0;
  for (let at = 0; at < inside.length; at++) {
    plain[length++] = inside[at] as number;
    if (inside[at] === 0) at++;
  }
  return decodeText(plain.subarray(0, length));
}

/** UTF-8, and halves of surrogate pairs as they were written. */
function decodeText(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const second = bytes[at + 1] as number;
    if (second < 0xa0) continue;
    text += TEXT_DECODER.decode(bytes.subarray(start, at));
    text += String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | ((bytes[at + 2] as number) & 0x3f));
    start = at + 3;
  }
  return text + TEXT_DECODER.decode(bytes.subarray(start));
}

/** The order of keys, over values. */
export function compareScalars(a: Scalar | undefined, b: Scalar | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  if (a === b) return 0;
  if (typeof a === "string" && typeof b === "string" && !HIGH_UNITS.test(a) && !HIGH_UNITS.test(b)) {
    return a < b ? -1 : 1;
  }
  const [writerA, writerB] = [comparing[0], comparing[1]];
  writerA.length = writerB.length = 0;
  writerA.value(a);
  writerB.value(b);
  const shared = Math.min(writerA.length, writerB.length);
  for (let at = 0; at < shared; at++) {
    const difference = (writerA.bytes[at] as number) - (writerB.bytes[at] as number);
    if (difference !== 0) return difference;
  }
  return writerA.length - writerB.length;
}

const comparing = [new KeyWriter(), new KeyWriter()] as const;
