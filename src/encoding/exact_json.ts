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

/** A JSON value whose numbers are exact. */
export type ExactValue = null | boolean | number | string | Decimal | readonly ExactValue[] | {
  readonly [name: string]: ExactValue;
};

/** Sixteen digits in a row, perhaps with a point among them, or an exponent of three digits. */
const PERHAPS_INEXACT = /[0-9.]{16}|[0-9][eE][-+]?[0-9]{3}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

/** The value of a JSON text. REQUIRES: the text is JSON and not nested deeper than the stack goes, as stored texts are */
export function parseExact(text: string): ExactValue {
  if (!PERHAPS_INEXACT.test(text)) return JSON.parse(text) as ExactValue;
  return new Parser(text).value();
}

/** True for an object: neither a list nor a number with many digits. */
export function isObject(value: ExactValue | undefined): value is { readonly [name: string]: ExactValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** The place behind the string that begins at `start` with its quote. REQUIRES: the text is JSON */
export function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1);; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes++;
    if (quote < 0 || slashes % 2 === 0) return quote < 0 ? text.length : quote + 1;
  }
}

/** Reads a text that `JSON.parse` would take. */
class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): ExactValue {
    this.#space();
    const value = this.#value();
    this.#space();
    return value;
  }

  #value(): ExactValue {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case '"':
        return JSON.parse(this.#string()) as string;
      case "t":
        this.#at += 4;
        return true;
      case "f":
        this.#at += 5;
        return false;
      case "n":
        this.#at += 4;
        return null;
      default:
        return exactNumber(this.#take(NUMBER));
    }
  }

  #object(): ExactValue {
    const object: Record<string, ExactValue> = {};
    this.#at++;
    for (this.#space(); this.#text[this.#at] !== "}"; this.#space()) {
      if (this.#text[this.#at] === ",") {
        this.#at++;
        this.#space();
      }
      const name = JSON.parse(this.#string()) as string;
      this.#space();
      this.#at++;
      const value = this.value();
      // As `JSON.parse` does it: the last of a name counts, and `__proto__` is a name like any other.
      if (name !== "__proto__") object[name] = value;
      else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    }
    this.#at++;
    return object;
  }

  #list(): ExactValue {
    const list: ExactValue[] = [];
    this.#at++;
    for (this.#space(); this.#text[this.#at] !== "]"; this.#space()) {
      if (this.#text[this.#at] === ",") this.#at++;
      list.push(this.value());
    }
    this.#at++;
    return list;
  }

  #string(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, start);
    return this.#text.slice(start, this.#at);
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #take(what: RegExp): string {
    what.lastIndex = this.#at;
    const found = what.exec(this.#text);
    if (found === null) throw new SyntaxError(`no JSON at ${this.#at}`);
    this.#at += found[0].length;
    return found[0];
  }
}
