/**
 * Sums of numbers by their decimal value, with every digit: `0.1 + 0.2` is `0.3`, and the order of adding does not matter.
 *
 * Whole numbers are added as such while doubles hold them; what is not whole, or too large, goes to a big integer with as many decimal places
 * as the number that has most of them:
 *
 * ```
 *   1.25 + 0.5     125 + 50 at 2 places       1e400 + 3e399     10 + 3 at -399 places
 * ```
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { type Decimal, type DecimalParts, decimalParts, exactNumber, partsToText } from "../encoding/decimal.ts";

/** From the first digit of the largest number to the last digit of the finest one: what is further apart would fill the memory with zeros. */
const DIGITS_MAX = 10_000;
/** Of a mean, as decimal128 of IEEE 754 has them. */
const MEAN_DIGITS = 34;

/** A sum under way: `scaled * 10^-places`. */
interface Scaled {
  readonly scaled: bigint;
  readonly places: number;
}

/** See the module. */
export class ExactSum {
  #whole = 0;
  #scaled = 0n;
  /** Decimal places of {@link #scaled}; undefined while that has none. */
  #places: number | undefined;
  /** The largest exponent so far. */
  #top = -Infinity;

  /** How many digits it may have beyond those of a double. */
  get digits(): number {
    return this.#places === undefined ? 0 : this.#top + this.#places;
  }

  /** Adds one. @throws FountainError `invalid` when the sum could have more than 10,000 digits */
  add(value: number | Decimal): void {
    if (typeof value === "number" && Number.isSafeInteger(value)) {
      const sum = this.#whole + value;
      if (Number.isSafeInteger(sum)) {
        this.#whole = sum;
        return;
      }
    }
    this.#addParts(decimalParts(String(value)));
  }

  #addParts(parts: DecimalParts): void {
    const { negative, digits, exponent } = parts;
    if (digits === "") return;
    const finest = this.#places ?? digits.length - exponent;
    const places = Math.max(finest, digits.length - exponent);
    this.#top = Math.max(this.#top, exponent);
    if (!Number.isSafeInteger(exponent) || this.#top + places > DIGITS_MAX) throw tooFarApart(this.#top, places);
    if (places > finest) this.#scaled *= 10n ** BigInt(places - finest);
    this.#places = places;
    const scaled = BigInt(digits) * 10n ** BigInt(places - digits.length + exponent);
    this.#scaled += negative ? -scaled : scaled;
  }

  /** The sum. @throws as {@link add} */
  value(): number | Decimal {
    const { scaled, places } = this.#total();
    return exactNumber(`${scaled}e${-places}`);
  }

  /** The sum divided by `count`, exact when 34 digits say all of it, else rounded to these, half to even. @throws as {@link add} */
  mean(count: number): number | Decimal {
    const { scaled, places } = this.#total();
    const size = scaled < 0n ? -scaled : scaled;
    const shift = Math.max(0, MEAN_DIGITS + String(count).length - String(size).length);
    const dividend = size * 10n ** BigInt(shift);
    const beyond = Math.max(0, String(dividend / BigInt(count)).length - MEAN_DIGITS);
    const divisor = BigInt(count) * 10n ** BigInt(beyond);
    const down = dividend / divisor;
    const twice = 2n * (dividend % divisor);
    const rounded = twice > divisor || (twice === divisor && down % 2n === 1n) ? down + 1n : down;
    return exactNumber(`${scaled < 0n ? -rounded : rounded}e${beyond - shift - places}`);
  }

  #total(): Scaled {
    if (this.#places === undefined) return { scaled: BigInt(this.#whole), places: 0 };
    this.#addParts(decimalParts(String(this.#whole)));
    this.#whole = 0;
    return { scaled: this.#scaled, places: this.#places };
  }
}

function tooFarApart(top: number, places: number): Error {
  const [largest, finest] = [top, 1 - places].map((exponent) => {
    return partsToText({ negative: false, digits: "1", exponent });
  });
  return invalid(
    `Cannot add numbers from about ${largest} down to digits of ${finest}: their sum could have more than ${DIGITS_MAX} digits; narrow the filter`,
  );
}
