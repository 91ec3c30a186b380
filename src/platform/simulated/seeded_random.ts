/**
 * Randomness that a seed determines: the generator "sfc32" (Chris Doty-Humphrey, PractRand), 128 bits of state, quick
 * and of good quality. Each purpose has its own stream, so that a draw more for one changes nothing for the others.
 *
 * @module
 */

/** A stream of random numbers. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #counter = 1;

  /** @param purpose tells the streams of one seed apart. */
  constructor(seed: number, purpose: string) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    for (let i = 0; i < purpose.length; i++) this.#c = Math.imul(this.#c ^ purpose.charCodeAt(i), 0x01000193);
    // The first outputs still resemble the seed.
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }
}
