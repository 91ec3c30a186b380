/**
 * Reading JSON texts for their values, with every digit.
 *
 * `JSON.parse` is the quickest by far and loses digits beyond a double's. So a text is first searched for what could be such a number; only
 * then it is read by the parser below, which gives these as {@link Decimal}s. The search may be wrong in one direction only: it may send
 * a harmless text the slow way.
 *
 * @module
 */

import { Decimal, exactNumber } from "./decimal.ts";
import { isArrayAt, isObjectAt, memberSlice, skipSpace, skipValue, walkElements, walkMembers } from "./json_slices.ts";

const QUOTE = 0x22;

/** A JSON value whose numbers are exact. */
export type ExactValue = null | boolean | number | string | Decimal | readonly ExactValue[] | {
  readonly [name: string]: ExactValue;
};

/** Sixteen digits in a row, perhaps with a point among them, or an exponent of three digits. */
const PERHAPS_INEXACT = /[0-9.]{16}|[0-9][eE][-+]?[0-9]{3}/;

/** The value of a JSON text. REQUIRES: the text is JSON and not nested deeper than the stack goes, as stored texts are */
export function parseExact(text: string): ExactValue {
  if (!PERHAPS_INEXACT.test(text)) return JSON.parse(text) as ExactValue;
  return new Parser(text).value(skipSpace(text, 0));
}

/** The value of a member of the object that a JSON text is; undefined when there is none, or no object. Nothing else of the text is read. */
export function parseMember(text: string, name: string): ExactValue | undefined {
  const slice = memberSlice(text, name);
  if (slice?.charCodeAt(0) !== QUOTE) return slice === undefined ? undefined : parseExact(slice);
  return slice.includes("\\") ? JSON.parse(slice) as string : slice.slice(1, -1);
}

/** True for an object: neither a list nor a number with many digits. */
export function isObject(value: ExactValue | undefined): value is { readonly [name: string]: ExactValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** Reads a text that `JSON.parse` would take. */
class Parser {
  readonly #text: string;
  /** Behind the value that was read last. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(at: number): ExactValue {
    const text = this.#text;
    if (isObjectAt(text, at)) return this.#object(at);
    if (isArrayAt(text, at)) return this.#list(at);
    this.#end = skipValue(text, at);
    const written = text.slice(at, this.#end);
    const isNumber = written[0] === "-" || (written[0] !== undefined && written[0] >= "0" && written[0] <= "9");
    return isNumber ? exactNumber(written) : JSON.parse(written) as ExactValue;
  }

  #object(start: number): ExactValue {
    const object: Record<string, ExactValue> = {};
    this.#end = walkMembers(this.#text, start, (name, at) => {
      const value = this.value(at);
      // As `JSON.parse` does it: the last of a name counts, and `__proto__` is a name like any other.
      if (name !== "__proto__") object[name] = value;
      else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      return this.#end;
    });
    return object;
  }

  #list(start: number): ExactValue {
    const list: ExactValue[] = [];
    this.#end = walkElements(this.#text, start, (at) => {
      list.push(this.value(at));
      return this.#end;
    });
    return list;
  }
}
