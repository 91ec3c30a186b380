/**
 * A record as it goes over the wire: its JSON text spliced into a few members, never parsed.
 *
 * @module
 */

import { formatTime } from "../encoding/rfc3339.ts";
import type { StoredRecord } from "../store/record.ts";

/** `{"id", "data", "version", "sequence", "deleted": false}` of a stored record, and `expiresAt` when it has a term. */
export function recordText({ id, json, version, sequence, expiresAtMs }: StoredRecord<unknown>): string {
  return textOf(id, json, version, sequence, expiresAtMs);
}

/** The same from its parts. */
export function textOf(
  id: string,
  json: string,
  version: string | null,
  sequence: number,
  expiresAtMs: number | null = null,
): string {
  const mark = version === null ? "null" : JSON.stringify(version);
  const end = expiresAtMs === null ? "" : `,"expiresAt":"${formatTime(expiresAtMs)}"`;
  return `{"id":${quoted(id)},"data":${json},"version":${mark},"sequence":${sequence},"deleted":false${end}}`;
}

/** `JSON.stringify` of a text; most ids have nothing to escape, and a look at each character is quicker than the call. */
function quoted(text: string): string {
  if (text.length > 64) return JSON.stringify(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c || code > 0x7e) return JSON.stringify(text);
  }
  return `"${text}"`;
}
