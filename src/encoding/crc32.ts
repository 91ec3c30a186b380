/**
 * CRC-32 (IEEE 802.3, as in zlib, gzip and PNG) by tables, for a runtime that has none of its own (`platform/crc32.ts`).
 *
 * The tables are "slicing by 8": entry `256 k + b` is the effect of byte `b` followed by `k` zero bytes, so that eight
 * bytes are taken in by eight look-ups that do not wait for one another.
 *
 * @module
 */

const POLYNOMIAL = 0xedb88320;
const SLICES = 8;

let table: Uint32Array | undefined;

/** CRC-32 of `bytes`, continued from `seed` (a CRC; default 0), by tables. Unsigned. */
export function crc32ByTables(bytes: Uint8Array, seed = 0): number {
  const slices = table ??= makeTable();
  const entry = (slice: number, byte: number) => slices[(slice << 8) | (byte & 0xff)] as number;
  let crc = ~seed;
  let i = 0;
  for (; i + SLICES <= bytes.length; i += SLICES) {
    const low = crc ^ uint32At(bytes, i);
    const high = uint32At(bytes, i + 4);
    crc = entry(7, low) ^ entry(6, low >>> 8) ^ entry(5, low >>> 16) ^ entry(4, low >>> 24) ^
      entry(3, high) ^ entry(2, high >>> 8) ^ entry(1, high >>> 16) ^ entry(0, high >>> 24);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ entry(0, crc ^ (bytes[i] as number));
  return ~crc >>> 0;
}

function uint32At(bytes: Uint8Array, i: number): number {
  return (bytes[i] as number) | (bytes[i + 1] as number) << 8 | (bytes[i + 2] as number) << 16 |
    (bytes[i + 3] as number) << 24;
}

function makeTable(): Uint32Array {
  const made = new Uint32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let slice = 0; slice < SLICES; slice++) {
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      made[(slice << 8) | byte] = crc;
    }
  }
  return made;
}
