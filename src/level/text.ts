/**
 * Keys and values in the two forms that a level takes and gives: text and bytes. Text goes from the string into the engine's buffers and
 * back without an array between; every other encoding of abstract-level is made of these two.
 *
 * A byte order mark is a character like any other here: taken away, a key would not be found under the name it was given.
 *
 * @module
 */

import { copyBytes } from "../encoding/bytes.ts";

/** Encoded by abstract-level, in one of the forms of {@link Format}. */
export type Encoded = string | Uint8Array;

/** abstract-level's names of the forms. */
export type Format = "utf8" | "view";

/** A copy of `buffer[start, end)` in some form, the caller's own. */
export type Reader = (buffer: Uint8Array, start: number, end: number) => Encoded;

/** Up to so many bytes a loop beats the encoder and the decoder, most keys being short and ASCII. */
const SHORT_BYTES = 16;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** What gives the form `format`. */
export function readerOf(format: Format): Reader {
  return format === "utf8" ? textOf : copyOf;
}

/** The bytes of what abstract-level gives as bytes: its encoding "view" lets every kind of view through. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  if (view instanceof Uint8Array) return view;
  if (ArrayBuffer.isView(view)) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  throw new TypeError("Cannot use what the encoding made: it is neither a string nor a view of bytes");
}

/** The UTF-8 of a text, or the bytes as they are. */
export function encoded(data: Encoded): Uint8Array {
  return typeof data === "string" ? ENCODER.encode(data) : bytesOf(data);
}

/** Bytes that `text` may take in UTF-8. */
export function textBytesMax(text: string): number {
  return text.length * 3;
}

/** Writes a text in UTF-8; returns the position behind it. REQUIRES: there is room for {@link textBytesMax}. */
export function writeText(text: string, into: Uint8Array, at: number): number {
  if (text.length > SHORT_BYTES) return at + ENCODER.encodeInto(text, into.subarray(at)).written;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return at + ENCODER.encodeInto(text, into.subarray(at)).written;
    into[at + i] = code;
  }
  return at + text.length;
}

function copyOf(buffer: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start);
  copyBytes(buffer, start, end, copy, 0);
  return copy;
}

function textOf(buffer: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_BYTES) return decode(buffer, start, end);
  let text = "";
  for (let at = start; at < end; at++) {
    const byte = buffer[at] as number;
    if (byte >= 0x80) return decode(buffer, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

const unshared = new Uint8Array(4096);

/** Decoders copy what is shared between threads, as memtables are; Deno's does so at ten times the price of a copy here. */
function decode(buffer: Uint8Array, start: number, end: number): string {
  const part = buffer.subarray(start, end);
  if (!(buffer.buffer instanceof SharedArrayBuffer)) return DECODER.decode(part);
  const bytes = end - start;
  if (bytes > unshared.length) return DECODER.decode(new Uint8Array(part));
  unshared.set(part);
  return DECODER.decode(unshared.subarray(0, bytes));
}
