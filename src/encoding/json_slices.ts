/**
 * Slices of JSON texts: where a member or an element stands, without reading what is in it.
 *
 * ```
 *   {"id": "a", "data": {"n": 1.10, …}, "version": null}
 *                       `------------'  this text, as it was sent: never parsed into a value and written again
 * ```
 *
 * All of it REQUIRES a text that `JSON.parse` has accepted: then brackets and quotes are all there is to look for.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { JSON_DEPTH_MAX } from "./json.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Told where a value begins; answers where it ends, having walked through it itself or by {@link skipValue}. */
export type ValueVisitor = (at: number) => number;

/** Walks through the object that begins at `at`. @returns the offset behind it */
export function walkMembers(text: string, at: number, visit: (name: string, at: number) => number): number {
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = skipString(text, at);
    const name = nameOf(text, at, nameEnd);
    at = skipSpace(text, visit(name, skipSpace(text, skipSpace(text, nameEnd) + 1)));
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/** Walks through the array that begins at `at`. @returns the offset behind it */
export function walkElements(text: string, at: number, visit: ValueVisitor): number {
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACKET) {
    at = skipSpace(text, visit(at));
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/**
 * The raw text of a member of the object that `text` is: of one named twice, the last; undefined when there is none, or the text is no object.
 * It takes half the time of {@link walkMembers}, for it cuts out no names and calls nobody.
 */
export function memberSlice(text: string, name: string): string | undefined {
  let at = skipSpace(text, 0);
  if (!isObjectAt(text, at)) return undefined;
  let start = 0;
  let end = 0;
  at = skipSpace(text, at + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const nameEnd = skipString(text, at);
    const valueAt = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const valueEnd = skipValue(text, valueAt);
    if (isName(text, at, nameEnd, name)) {
      start = valueAt;
      end = valueEnd;
    }
    at = skipSpace(text, valueEnd);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return end === 0 ? undefined : text.slice(start, end);
}

/** True when the string at `text[start, end)`, quotes included, is `name`. */
function isName(text: string, start: number, end: number, name: string): boolean {
  const writtenLength = end - start - 2;
  if (writtenLength < name.length) return false;
  // What has a backslash is longer written than read.
  if (writtenLength === name.length) return text.startsWith(name, start + 1) && !name.includes("\\");
  for (let at = start + 1; at < end; at++) {
    if (text.charCodeAt(at) === BACKSLASH) return nameOf(text, start, end) === name;
  }
  return false;
}

/** The raw texts of the members of the object that `text` is, by name: of one named twice, the last. */
export function memberSlices(text: string): Map<string, string> {
  const members = new Map<string, string>();
  walkMembers(text, skipSpace(text, 0), (name, at) => {
    const end = skipValue(text, at);
    members.set(name, text.slice(at, end));
    return end;
  });
  return members;
}

/** True when the value that begins at `at` is an object. */
export function isObjectAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === OPEN_BRACE;
}

/** True when the value that begins at `at` is an array. */
export function isArrayAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === OPEN_BRACKET;
}

function nameOf(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1);
  return name.includes("\\") ? JSON.parse(text.slice(start, end)) as string : name;
}

/**
 * The offset behind the value that begins at `at`.
 * @throws FountainError `invalid` when it is nested deeper than a record may be
 */
export function skipValue(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === QUOTE) return skipString(text, at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return skipNested(text, at);
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++;
  return at;
}

function skipNested(text: string, at: number): number {
  let depth = 0;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    at++;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > JSON_DEPTH_MAX) {
        throw invalid(`Cannot store the value: it is nested deeper than ${JSON_DEPTH_MAX} levels`);
      }
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (--depth === 0) return at;
    }
  }
}

/** The offset behind the string that begins at `at`. */
function skipString(text: string, at: number): number {
  for (let quote = text.indexOf('"', at + 1);; quote = text.indexOf('"', quote + 1)) {
    if (text.charCodeAt(quote - 1) !== BACKSLASH) return quote + 1;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

/** The offset of the first character from `at` on that is no white space. */
export function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function endsScalar(code: number): boolean {
  return code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code === COLON || isSpace(code);
}
