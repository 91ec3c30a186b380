/**
 * Numbers by their exact decimal value.
 *
 * JSON has no limit on digits, doubles have. A number of a JSON text is a `number` here when the double says all of it, as for
 * `1.10` or `9007199254740991`, and a {@link Decimal} when it does not, as for `12345678901234567891` or `1e400`:
 *
 * ```
 *   text ── canonical ── sign, digits, exponent          value = 0.digits * 10^exponent
 *     `──── nearest double, written shortest ── canonical    the same? then `number`, else `Decimal`
 * ```
 *
 * @module
 */

/** A number in its parts: the value is `0.digits * 10^exponent`. Zero has no digits. */
export interface DecimalParts {
  readonly negative: boolean;
  /** Without zeros at either end. */
  readonly digits: string;
  /** Whole; beyond 2^53 it is not exact, and such numbers are taken for equal when their digits are. */
  readonly exponent: number;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Every decimal of so many digits is told from its neighbours by a double. */
const DIGITS_SURE = 15;
/** More of them are written as an exponent. */
const ZEROS_MAX = 21;

/** A number that no double says exactly. */
export class Decimal {
  /** @param text as JSON writes it */
  constructor(readonly text: string) {}

  /** The nearest double. */
  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  /** Where only a double can go. */
  toJSON(): number {
    return Number(this.text);
  }
}

/** The number that a JSON text writes. REQUIRES: `text` is a JSON number */
export function exactNumber(text: string): number | Decimal {
  if (text.length <= DIGITS_SURE && !/[eE]/.test(text)) return Number(text) + 0;
  const double = Number(text);
  if (Number.isFinite(double) && sameParts(decimalParts(text), decimalParts(String(double)))) return double + 0;
  return new Decimal(text);
}

/** The parts of a JSON number, or of what `String` makes of a finite double. */
export function decimalParts(text: string): DecimalParts {
  const [, sign = "", whole = "", fraction = "", power = "0"] = NUMBER.exec(text) ?? [];
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { negative: false, digits: "", exponent: 0 };
  const digits = all.slice(first).replace(/0+$/, "");
  return { negative: sign !== "", digits, exponent: whole.length - first + Number(power) };
}

function sameParts(a: DecimalParts, b: DecimalParts): boolean {
  return a.digits === b.digits && a.exponent === b.exponent && a.negative === b.negative;
}

/** Below 0, 0 or above 0, as `a` is less, equal or more. */
export function compareParts(a: DecimalParts, b: DecimalParts): number {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs;
  const size = a.exponent !== b.exponent
    ? a.exponent - b.exponent
    : a.digits < b.digits
    ? -1
    : a.digits > b.digits
    ? 1
    : 0;
  return a.negative ? -size : size;
}

function signOf({ negative, digits }: DecimalParts): number {
  return digits === "" ? 0 : negative ? -1 : 1;
}

/**
 * The parts as a JSON number, the same for each value: `1234.5`, `12000`, `0.00012`; with an exponent, as in `1.2e+400`, where more than 21
 * zeros would have to be written.
 */
export function partsToText({ negative, digits, exponent }: DecimalParts): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  // Only this form is read with the same exponent again.
  if (!Number.isSafeInteger(exponent)) return `${sign}0.${digits}e${exponent < 0 ? "-" : "+"}${hugeText(exponent)}`;
  if (exponent > 0 && exponent <= digits.length + ZEROS_MAX) {
    const whole = digits.slice(0, exponent).padEnd(exponent, "0");
    return exponent < digits.length ? `${sign}${whole}.${digits.slice(exponent)}` : sign + whole;
  }
  if (exponent <= 0 && exponent > -ZEROS_MAX) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${sign}${digits.slice(0, 1)}${fraction}e${exponent > 0 ? "+" : ""}${exponent - 1}`;
}

/** The digits of a large exponent; for Infinity those of one that is read as Infinity. */
function hugeText(exponent: number): string {
  return Number.isFinite(exponent) ? String(BigInt(Math.abs(exponent))) : "9".repeat(310);
}

/** Below 0, 0 or above 0, as `a` is less, equal or more, by decimal value. */
export function compareNumbers(a: number | Decimal, b: number | Decimal): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  return compareParts(decimalParts(String(a)), decimalParts(String(b)));
}
