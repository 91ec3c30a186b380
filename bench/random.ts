/**
 * Randomness that its seed determines, and hashes that spread numbers: the same requests and the same texts in every run.
 *
 * @module
 */

/** The generator splitmix32: one word of state, the same stream for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = mix32(seed);
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix32(this.#state);
  }

  /** A number from 0 up to, but not including, 1; with 53 random bits. */
  unit(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }
}

/** Spreads 32 bits over 32 bits; different numbers stay different. */
export function mix32(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

const FNV_PRIME_LOW = 435;
const FNV_BASIS_LOW = 0x84222325;
const FNV_BASIS_HIGH = 0xcbf29ce4;

/**
 * The 64-bit FNV hash with which YCSB scatters its zipfian numbers, modulo `limit`. Two 32-bit halves do what 64-bit arithmetic would: the
 * prime is 2^40 + 435. YCSB takes the absolute value of the signed hash, and so does this.
 *
 * REQUIRES: `value` is whole, from 0 to 2^53 - 1; `limit` is whole, from 1 to 2^26.
 */
export function fnvBelow(value: number, limit: number): number {
  let low = FNV_BASIS_LOW;
  let high = FNV_BASIS_HIGH;
  let restLow = value >>> 0;
  let restHigh = Math.floor(value / 2 ** 32);
  for (let octet = 0; octet < 8; octet++) {
    low = (low ^ (restLow & 0xff)) >>> 0;
    restLow = ((restLow >>> 8) | (restHigh << 24)) >>> 0;
    restHigh >>>= 8;
    const product = low * FNV_PRIME_LOW;
    high = (Math.imul(high, FNV_PRIME_LOW) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  if (high >= 2 ** 31) {
    low = -low >>> 0;
    high = (~high + (low === 0 ? 1 : 0)) >>> 0;
  }
  return ((high % limit) * (2 ** 32 % limit) + low) % limit;
}
