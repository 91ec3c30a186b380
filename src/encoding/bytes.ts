/**
 * Runs of bytes, compared and shown. A run is a buffer with a start and an end, so that nothing has to be cut out first.
 *
 * @module
 */

/**
 * Below 0, 0 or above 0 as `a[aStart, aEnd)` sorts before, equals or sorts behind `b[bStart, bEnd)`: bytewise, a
 * prefix before what it begins.
 */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const aBytes = aEnd - aStart;
  const bBytes = bEnd - bStart;
  const shared = aBytes < bBytes ? aBytes : bBytes;
  for (let i = 0; i < shared; i++) {
    const difference = (a[aStart + i] as number) - (b[bStart + i] as number);
    if (difference !== 0) return difference;
  }
  return aBytes - bBytes;
}

/** {@link compareBytes} over whole arrays. */
export function compareWhole(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length);
}

/**
 * Copies a short run. A loop beats `into.set(from.subarray(…))` up to some 60 bytes, because the view costs more than
 * the bytes.
 */
export function copyBytes(from: Uint8Array, start: number, end: number, into: Uint8Array, at: number): void {
  if (end - start > 64) into.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) into[at++] = from[i] as number;
}

/** The smallest run that sorts behind every run beginning with `prefix`; undefined when there is none (all bytes ff). */
export function afterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const byte = prefix[at] as number;
    if (byte === 0xff) continue;
    const after = prefix.slice(0, at + 1);
    after[at] = byte + 1;
    return after;
  }
  return undefined;
}

/** Two runs as one, a copy. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The smallest run that sorts behind `key`. */
export function nextKey(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** Bytes as lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}

/** The bytes that {@link toHex} showed; undefined when `text` is not hexadecimal. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigit(text.charCodeAt(at * 2));
    const low = hexDigit(text.charCodeAt(at * 2 + 1));
    // No pattern of the whole text instead: Bun's say no to some million characters, whatever they are.
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

/** What a digit from 0 to f stands for; -1 when it is none. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x61 + 10 : -1;
}
