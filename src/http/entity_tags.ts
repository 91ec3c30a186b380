/**
 * Entity tags (RFC 9110): a record's is its sequence in quotes.
 *
 * @module
 */

import { invalidRequest } from "./problems.ts";

/** One tag of a header. */
export interface EntityTag {
  /** True for `W/"…"`. */
  readonly weak: boolean;
  /** What stands between the quotes. */
  readonly text: string;
}

/** The tag of a record at `sequence`. */
export function entityTag(sequence: number): string {
  return `"${sequence}"`;
}

/** The tags that a header lists, or `*` for any. @throws ProblemError when it is no list of entity tags */
export function readEntityTags(name: string, value: string): "*" | readonly EntityTag[] {
  if (value.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  const next = /[\t ]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?:,|$))/y;
  while (next.lastIndex < value.length) {
    const match = next.exec(value);
    if (match === null) break;
    tags.push({ weak: match[1] !== undefined, text: match[2] ?? "" });
    if (next.lastIndex === value.length) return tags;
  }
  const detail = `must be * or a list of entity tags such as "42"`;
  throw invalidRequest(`The header ${name} ${detail}`, [{ pointer: `#/header/${name}`, detail }]);
}

/**
 * Whether a reader with this `If-None-Match` has the record of `sequence` already. Weak tags match too: a reader does not mind.
 * @throws ProblemError when the header is malformed
 */
export function isKnown(ifNoneMatch: string | null, sequence: number): boolean {
  if (ifNoneMatch === null) return false;
  const tags = readEntityTags("If-None-Match", ifNoneMatch);
  return tags === "*" || tags.some(({ text }) => text === String(sequence));
}
