/**
 * Bodies: JSON texts whose records are taken out as they stand, and whose other members are checked.
 *
 * @module
 */

import { parseTime, TIME_MS_MAX } from "../encoding/rfc3339.ts";
import { skipSpace, skipValue, walkMembers } from "../encoding/json_slices.ts";
import { checkId, checkVersion } from "../store/names.ts";
import { checked, invalidBody, invalidField, ProblemError } from "./problems.ts";

/** A record as a body holds it. */
export interface RecordPart {
  /** Undefined when it is left out or null. */
  readonly id: string | undefined;
  /** The text of `data`, as it was sent. */
  readonly json: string;
  readonly version: string | null;
  /** When it expires, in milliseconds since 1970, or how long after the commit; at most one of them is there. */
  readonly expiresAtMs: number | undefined;
  readonly ttlMs: number | undefined;
}

/** The value of a JSON text. @throws ProblemError when it is none */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw invalidBody(text === "" ? "The request has no body: it must be JSON" : "The request body is not valid JSON");
  }
}

/** The object in a JSON text. @throws ProblemError when it is none */
export function parseObject(text: string): Record<string, unknown> {
  const value = parseBody(text);
  if (isObject(value)) return value;
  throw invalidBody("The request body must be a JSON object", [{ pointer: "#", detail: "must be an object" }]);
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The record that a body is. @throws ProblemError 400, or 413 when its JSON is over `bytesMax` */
export function recordPart(text: string, bytesMax: number): RecordPart {
  const value = parseObject(text);
  const [json] = sliceData(text, skipSpace(text, 0), "#");
  return checkedRecord(value, json, "#", bytesMax);
}

/** The text of the member `data` of the object that begins at `at`, and where the object ends. @param pointer of the object */
export function sliceData(text: string, at: number, pointer: string): [json: string | undefined, end: number] {
  let json: string | undefined;
  const end = walkMembers(text, at, (name, start) => {
    const stop = skipChecked(text, start, `${pointer}/${name}`);
    if (name === "data") json = text.slice(start, stop);
    return stop;
  });
  return [json, end];
}

/** {@link skipValue}, whose refusal of deep nesting becomes a problem. */
export function skipChecked(text: string, at: number, pointer: string): number {
  return checked(pointer, skipValue, text, at);
}

/** The parts of the record that `value` is, with `json` its data. @throws ProblemError */
export function checkedRecord(
  value: Record<string, unknown>,
  json: string | undefined,
  pointer: string,
  bytesMax: number,
): RecordPart {
  if (json === undefined) throw invalidField(`${pointer}/data`, "is required");
  checkSize(json, pointer, bytesMax);
  const { id, version } = value;
  if (id !== undefined && id !== null && typeof id !== "string") {
    throw invalidField(`${pointer}/id`, "must be a string");
  }
  return {
    id: id ?? undefined,
    json,
    version: checkedVersion(version, `${pointer}/version`),
    ...checkedTerm(value, pointer),
  };
}

/** The longest term, a hundred years: far enough for every calendar, near enough for every clock. */
export const TTL_SECONDS_MAX = 3_155_760_000;

/** When a record expires: at `expiresAt`, or after `ttlSeconds`. @param pointer of the object that holds them @throws ProblemError */
export function checkedTerm(
  { expiresAt, ttlSeconds }: Record<string, unknown>,
  pointer: string,
): Pick<RecordPart, "expiresAtMs" | "ttlMs"> {
  const hasTime = expiresAt !== undefined && expiresAt !== null;
  const hasTerm = ttlSeconds !== undefined && ttlSeconds !== null;
  if (hasTime && hasTerm) throw invalidField(`${pointer}/ttlSeconds`, "must be left out beside expiresAt");
  const expiresAtMs = typeof expiresAt === "string" ? parseTime(expiresAt) : undefined;
  if (hasTime && (expiresAtMs === undefined || expiresAtMs < 0 || expiresAtMs > TIME_MS_MAX)) {
    throw invalidField(`${pointer}/expiresAt`, "must be a time such as 2026-03-01T12:00:00Z, from 1970 on");
  }
  if (!hasTerm) return { expiresAtMs, ttlMs: undefined };
  if (typeof ttlSeconds === "number" && ttlSeconds > 0 && ttlSeconds <= TTL_SECONDS_MAX) {
    return { expiresAtMs, ttlMs: Math.max(1, Math.round(ttlSeconds * 1000)) };
  }
  throw invalidField(`${pointer}/ttlSeconds`, `must be a number above 0, at most ${TTL_SECONDS_MAX}`);
}

/** An id in a body, or in a query when `pointer` says so. @throws ProblemError */
export function checkedId(value: unknown, pointer: string): string {
  checked(pointer, checkId, value as string);
  return value as string;
}

/** A version mark. @throws ProblemError */
export function checkedVersion(version: unknown, pointer: string): string | null {
  if (version === undefined || version === null) return null;
  checked(pointer, checkVersion, version as string);
  return version as string;
}

const TEXT_ENCODER = new TextEncoder();

function checkSize(json: string, pointer: string, bytesMax: number): void {
  // No text has more bytes than three times its length: most are not measured.
  if (json.length * 3 <= bytesMax || TEXT_ENCODER.encode(json).length <= bytesMax) return;
  const detail = `is over ${bytesMax} bytes`;
  throw new ProblemError("payload-too-large", `The record ${detail}`, {
    errors: [{ pointer: `${pointer}/data`, detail }],
  });
}
