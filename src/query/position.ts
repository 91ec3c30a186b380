/**
 * Positions: where a page ended, as an opaque text. It says which plan was walked and where, or, of a sort, the values and the id of
 * the last record; never how many records there were, so that it stays right while records come and go.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { fromHex, toHex } from "../encoding/bytes.ts";
import type { SortPosition } from "./sorted.ts";
import type { WalkPosition } from "./walk.ts";

/** Where the next page begins. */
export type Position =
  | { readonly plan: string; readonly walk: WalkPosition }
  | { readonly sorted: SortPosition };

const TEXT_DECODER = new TextDecoder();
const TEXT_ENCODER = new TextEncoder();

/** The text of a position. */
export function writePosition(position: Position): string {
  const fields = "plan" in position
    ? ["p", position.plan, position.walk.branch, toHex(position.walk.key)]
    : ["s", toHex(position.sorted.key), position.sorted.id];
  let bytes = "";
  for (const byte of TEXT_ENCODER.encode(JSON.stringify(fields))) bytes += String.fromCharCode(byte);
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The position of a text. @throws FountainError `invalid` */
export function readPosition(text: string): Position {
  const fields = parseFields(text);
  if (fields[0] === "p" && fields.length === 4) {
    const [, plan, branch, hex] = fields;
    const key = typeof hex === "string" ? fromHex(hex) : undefined;
    if (typeof plan === "string" && typeof branch === "number" && key !== undefined) {
      return { plan, walk: { branch, key } };
    }
  }
  if (fields[0] === "s" && fields.length === 3) {
    const [, hex, id] = fields;
    const key = typeof hex === "string" ? fromHex(hex) : undefined;
    if (typeof id === "string" && key !== undefined) return { sorted: { key, id } };
  }
  throw invalid("Cannot go on from this position: it is not one that a page has given");
}

function parseFields(text: string): unknown[] {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]+$/.test(text)) return [];
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0));
    const fields: unknown = JSON.parse(TEXT_DECODER.decode(bytes));
    return Array.isArray(fields) ? fields : [];
  } catch {
    // Whatever it is, it is no position, which the caller is told.
    return [];
  }
}
