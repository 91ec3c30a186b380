/**
 * Sums of numbers by their decimal value: `0.1 + 0.2` is `0.3`, and the order of adding does not matter.
 *
 * Whole numbers are added as such while doubles hold them; what is not whole, or too large, goes to a big integer with a fixed number of decimal
 * places, which grows when a number has more.
 *
 * @module
 */

import { type Decimal, decimalParts } from "../encoding/decimal.ts";

/** Numbers with exponents beyond are added as doubles: their digits would fill the memory. */
const EXPONENT_MAX = 400;

/** See the module. */
export class ExactSum {
  #whole = 0;
  #scaled = 0n;
  /** Decimal places of {@link #scaled}. */
  #places = 0;
  #rough = 0;

  /** Adds one. */
  add(value: number | Decimal): void {
    if (typeof value === "number" && Number.isSafeInteger(value)) {
      const sum = this.#whole + value;
      if (Number.isSafeInteger(sum)) {
        this.#whole = sum;
        return;
      }
    }
    this.#addParts(value);
  }

  #addParts(value: number | Decimal): void {
    const { negative, digits, exponent } = decimalParts(String(value));
    if (digits === "") return;
    if (Math.abs(exponent) > EXPONENT_MAX) {
      this.#rough += Number(value);
      return;
    }
    const places = Math.max(0, digits.length - exponent);
    if (places > this.#places) {
      this.#scaled *= 10n ** BigInt(places - this.#places);
      this.#places = places;
    }
    const scaled = BigInt(digits) * 10n ** BigInt(this.#places - digits.length + exponent);
    this.#scaled += negative ? -scaled : scaled;
  }

  /** The double nearest to the sum. */
  value(): number {
    if (this.#scaled === 0n) return this.#whole + this.#rough;
    const total = this.#scaled + BigInt(this.#whole) * 10n ** BigInt(this.#places);
    return Number(`${total}e-${this.#places}`) + this.#rough;
  }
}
