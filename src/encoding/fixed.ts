/**
 * Whole numbers of fixed width, little-endian unless the name says big-endian. 64-bit fields hold values below 2^53.
 *
 * @module
 */

const HIGH = 0x100000000;

/** Writes `value` as four bytes, little-endian. */
export function writeUint32(into: Uint8Array, position: number, value: number): void {
  into[position] = value;
  into[position + 1] = value >>> 8;
  into[position + 2] = value >>> 16;
  into[position + 3] = value >>> 24;
}

/** Reads four bytes, little-endian. */
export function readUint32(from: Uint8Array, position: number): number {
  return ((from[position] as number) | ((from[position + 1] as number) << 8) |
    ((from[position + 2] as number) << 16) | ((from[position + 3] as number) << 24)) >>> 0;
}

/** Writes `value` as eight bytes, little-endian. */
export function writeUint64(into: Uint8Array, position: number, value: number): void {
  writeUint32(into, position, value % HIGH);
  writeUint32(into, position + 4, Math.floor(value / HIGH));
}

/** Reads eight bytes, little-endian; not exact from 2^53 on, which callers refuse. */
export function readUint64(from: Uint8Array, position: number): number {
  return readUint32(from, position) + readUint32(from, position + 4) * HIGH;
}

/** Writes `value` (below 2^48) as six bytes, big-endian. */
export function writeUint48BE(into: Uint8Array, position: number, value: number): void {
  let low = value % HIGH;
  const high = Math.floor(value / HIGH);
  into[position] = high >>> 8;
  into[position + 1] = high;
  for (let at = position + 5; at > position + 1; at--) {
    into[at] = low;
    low >>>= 8;
  }
}

/** Reads six bytes, big-endian. */
export function readUint48BE(from: Uint8Array, position: number): number {
  const high = ((from[position] as number) << 8) | (from[position + 1] as number);
  const low = (((from[position + 2] as number) << 24) | ((from[position + 3] as number) << 16) |
    ((from[position + 4] as number) << 8) | (from[position + 5] as number)) >>> 0;
  return high * HIGH + low;
}
