/**
 * A record as it goes over the wire: its JSON text spliced into a few members, never parsed.
 *
 * @module
 */

import type { StoredRecord } from "../store/record.ts";

/** `{"id", "data", "version", "sequence", "deleted": false}` of a stored record. */
export function recordText({ id, json, version, sequence }: StoredRecord<unknown>): string {
  return textOf(id, json, version, sequence);
}

/** The same from its parts. */
export function textOf(id: string, json: string, version: string | null, sequence: number): string {
  const mark = version === null ? "null" : JSON.stringify(version);
  return `{"id":${JSON.stringify(id)},"data":${json},"version":${mark},"sequence":${sequence},"deleted":false}`;
}
