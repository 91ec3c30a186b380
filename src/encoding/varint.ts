/**
 * Variable-length whole numbers (LEB128): seven bits a byte, low group first, the top bit set on all but the last.
 * Values stay below 2^53, hence at most eight bytes. Above 2^31 JavaScript's bit operators do not hold, so the upper
 * groups are taken by division.
 *
 * @module
 */

/** How many bytes {@link writeVarint} takes for `value`. */
export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  let bytes = 5;
  for (let rest = Math.floor(value / 0x800000000); rest > 0; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** Writes `value` at `position`; returns the position behind it. */
export function writeVarint(into: Uint8Array, position: number, value: number): number {
  while (value >= 0x80) {
    if (value < 0x80000000) {
      into[position++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    } else {
      into[position++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
  }
  into[position++] = value;
  return position;
}

/**
 * The number at `position`; what follows it stands `varintBytes(value)` further. NaN when there is none: it runs over
 * `end`, is longer than eight bytes or 2^53 and more, or is not in shortest form (so that this rule about the length
 * holds).
 */
export function readVarint(from: Uint8Array, position: number, end: number): number {
  if (position >= end) return NaN;
  let byte = from[position] as number;
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  let scale = 0x80;
  for (let at = position + 1; at < end && at < position + 8; at++) {
    byte = from[at] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return byte === 0 || value > Number.MAX_SAFE_INTEGER ? NaN : value;
    scale *= 0x80;
  }
  return NaN;
}
