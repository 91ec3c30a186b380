/**
 * Checksums that hold a unit to its place: the same bytes read from another file or offset do not verify.
 *
 * @module
 */

/** CRC-32 as in zlib, continued from `seed`; each platform brings its own. */
export type Crc32 = (bytes: Uint8Array, seed?: number) => number;

/** The seed of a unit (frame, block) at `offset` of the file that bears `number`. The multiplier is 2^32 / golden ratio. */
export function placeSeed(number: number, offset: number): number {
  return (Math.imul(number, 0x9e3779b1) ^ offset) >>> 0;
}

/** A checksum as errors show it. */
export function showCrc(crc: number): string {
  return `crc ${crc.toString(16).padStart(8, "0")}`;
}
