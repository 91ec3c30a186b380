/**
 * JSON texts: checked once, kept as they are.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
  readonly [name: string]: JsonValue;
};

/** Arrays and objects may be nested so deep; `[]` is one level. */
export const JSON_DEPTH_MAX = 256;

/** The text of a value. @throws FountainError `invalid` when the value has none, or is nested too deep */
export function toJsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw invalid(
      `Cannot store the value: it is not JSON (${error instanceof Error ? error.message.split("\n")[0] : error})`,
    );
  }
  if (text === undefined) throw invalid(`Cannot store the value: ${typeof value} is not JSON`);
  checkDepth(text);
  return text;
}

/**
 * Checks that `text` is one JSON value that can be stored and given back as it is.
 * @throws FountainError `invalid`
 */
export function checkJsonText(text: string, depthMax: number = JSON_DEPTH_MAX): void {
  if (typeof text !== "string") throw invalid(`Cannot store the text: it must be a string, not ${typeof text}`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalid(
      `Cannot store the text: it is not JSON (${error instanceof Error ? error.message.split("\n")[0] : error})`,
    );
  }
  // A lone surrogate outside an escape has no UTF-8.
  if (!text.isWellFormed()) {
    throw invalid("Cannot store the text: it holds half of a surrogate pair; write it as an escape");
  }
  checkDepth(text, depthMax);
}

/** REQUIRES: `text` is JSON. @throws FountainError `invalid` when it is nested deeper than `depthMax` */
export function checkDepth(text: string, depthMax: number = JSON_DEPTH_MAX): void {
  // Nearly every text has few brackets, and searching for them is much quicker than looking at each character.
  if (countUpTo(text, "[", depthMax + 1) + countUpTo(text, "{", depthMax + 1) <= depthMax) return;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > depthMax) {
        throw invalid(`Cannot store the value: it is nested deeper than ${JSON_DEPTH_MAX} levels`);
      }
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
}

function countUpTo(text: string, what: string, most: number): number {
  let count = 0;
  for (let at = text.indexOf(what); at >= 0 && count < most; at = text.indexOf(what, at + 1)) count++;
  return count;
}
