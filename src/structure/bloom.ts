/**
 * A bloom filter in pages: "surely not here" or "perhaps here", from about ten bits a key.
 *
 * ```
 *   key --hash--> a, b        page = (a * pages) >> 32        one page of 4092 bytes, not the whole filter, is read
 *                             bit i of 7 = (b + i * (a | 1)) mod 32736
 * ```
 *
 * The filter of a large table is some 40 KiB and more; cut into pages, each fits a slot of the block cache, and a look-up
 * touches one. Keys are unevenly many per page, which costs a little of the rate: about 1 % of absent keys pass.
 * Double hashing: A. Kirsch, M. Mitzenmacher, "Less hashing, same performance", 2006. The hash is two lanes of
 * MurmurHash3's 32-bit function (A. Appleby, public domain) with different seeds, taken in one pass.
 *
 * @module
 */

/** Bytes of bits in a page. */
export const FILTER_PAGE_BYTES = 4092;
const PAGE_BITS = FILTER_PAGE_BYTES * 8;
const PROBES = 7;
const BITS_PER_KEY = 10;

/** The second lane of the latest {@link hashKey}; a pair would have to be allocated. */
let secondLane = 0;

/** The first hash of a run of bytes; {@link secondHash} then gives the second. Unsigned. */
export function hashKey(bytes: Uint8Array, start: number, end: number): number {
  let a = 0x9747b28c;
  let b = 0x3c6ef372;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    let k = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    k = Math.imul(k, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    a ^= k;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    b ^= Math.imul(k, 0x85ebca77);
    b = (Math.imul((b << 11) | (b >>> 21), 5) + 0x38495ab5) | 0;
  }
  let tail = 0;
  for (let shift = 0; at < end; at++, shift += 8) tail |= (bytes[at] as number) << shift;
  tail = Math.imul(tail, 0xcc9e2d51);
  tail = Math.imul((tail << 15) | (tail >>> 17), 0x1b873593);
  a = finish(a ^ tail ^ (end - start));
  secondLane = finish(b ^ Math.imul(tail, 0x85ebca77) ^ (end - start));
  return a;
}

/** The second hash of the run that {@link hashKey} took last. Unsigned. */
export function secondHash(): number {
  return secondLane;
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How many pages a filter over `keys` keys has. */
export function filterPages(keys: number): number {
  return Math.max(1, Math.ceil((keys * BITS_PER_KEY) / PAGE_BITS));
}

/** The page that holds a key, by its first hash. */
export function filterPage(a: number, pages: number): number {
  return Math.floor((a * pages) / 0x100000000);
}

/** Marks a key in its page, which begins at `start` of `bits`. */
export function markKey(bits: Uint8Array, start: number, a: number, b: number): void {
  const stride = ((a | 1) >>> 0) % PAGE_BITS;
  let bit = b % PAGE_BITS;
  for (let probe = 0; probe < PROBES; probe++) {
    const at = start + (bit >>> 3);
    bits[at] = (bits[at] as number) | (1 << (bit & 7));
    bit += stride;
    if (bit >= PAGE_BITS) bit -= PAGE_BITS;
  }
}

/** False when the key was surely never marked in the page that begins at `start` of `bits`. */
export function mayHaveKey(bits: Uint8Array, start: number, a: number, b: number): boolean {
  const stride = ((a | 1) >>> 0) % PAGE_BITS;
  let bit = b % PAGE_BITS;
  for (let probe = 0; probe < PROBES; probe++) {
    if (((bits[start + (bit >>> 3)] as number) & (1 << (bit & 7))) === 0) return false;
    bit += stride;
    if (bit >= PAGE_BITS) bit -= PAGE_BITS;
  }
  return true;
}
