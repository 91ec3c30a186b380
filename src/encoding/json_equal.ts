/**
 * When two JSON values are the same: numbers by their exact decimal value, strings by what they stand for, objects whatever their order.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import type { JsonNode } from "./json_node.ts";

/** True when the two are the same value. */
export function sameJson(a: JsonNode, b: JsonNode): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "null":
      return true;
    case "boolean":
      return a.toText() === b.toText();
    case "number":
      return sameNumber(a.toText(), b.toText());
    case "string":
      return a.string === b.string;
    case "array":
      return sameElements(a.elements(), b.elements());
    case "object":
      return sameMembers(a, b);
  }
}

function sameElements(a: readonly JsonNode[], b: readonly JsonNode[]): boolean {
  return a.length === b.length && a.every((element, at) => sameJson(element, present(b[at], "an element")));
}

function sameMembers(a: JsonNode, b: JsonNode): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a.members()) {
    const other = b.member(name);
    if (other === undefined || !sameJson(value, other)) return false;
  }
  return true;
}

/** True when two JSON numbers have one value: `1`, `1.0` and `10e-1` do. REQUIRES: both are JSON numbers */
export function sameNumber(a: string, b: string): boolean {
  return a === b || canonicalNumber(a) === canonicalNumber(b);
}

/** One text for each value: digits without zeros at either end, then the power of ten. */
function canonicalNumber(text: string): string {
  const negative = text.startsWith("-");
  const [mantissa = "", exponent = "0"] = text.slice(negative ? 1 : 0).split(/[eE]/);
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  let start = 0;
  while (digits[start] === "0") start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === "0") end--;
  if (start === end) return "0";
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - end);
  return `${negative ? "-" : ""}${digits.slice(start, end)}e${power}`;
}
