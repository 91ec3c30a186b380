/**
 * Errors as users of abstract-level know them: a code that begins with `LEVEL_`, and what FountainStore said as `cause`.
 *
 * ```
 *   FountainError   locked        corruption        read-only       io, storage-full   unsupported
 *   code            LEVEL_LOCKED  LEVEL_CORRUPTION  LEVEL_READONLY  LEVEL_IO_ERROR     LEVEL_NOT_SUPPORTED
 * ```
 *
 * A wrong argument is a `TypeError`, as everywhere in abstract-level. What is wrong with opening arrives as the `cause` of
 * abstract-level's own `LEVEL_DATABASE_NOT_OPEN`.
 *
 * @module
 */

import { type ErrorCode, FountainError } from "../base/errors.ts";

/** Codes of {@link FountainLevelError}; abstract-level describes them. */
export type FountainLevelErrorCode =
  | "LEVEL_ABORTED"
  | "LEVEL_CORRUPTION"
  | "LEVEL_DATABASE_NOT_OPEN"
  | "LEVEL_IO_ERROR"
  | "LEVEL_LOCKED"
  | "LEVEL_NOT_SUPPORTED"
  | "LEVEL_READONLY";

const CODES: Readonly<Partial<Record<ErrorCode, FountainLevelErrorCode>>> = {
  closed: "LEVEL_DATABASE_NOT_OPEN",
  corruption: "LEVEL_CORRUPTION",
  locked: "LEVEL_LOCKED",
  "read-only": "LEVEL_READONLY",
  unsupported: "LEVEL_NOT_SUPPORTED",
};

/**
 * What a level throws when reading, writing or opening failed. `cause` is the `FountainError`, with the place of a damage,
 * the system's error and so on.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FountainLevel, FountainLevelError } from "fountainstore/level";
 *
 * const first = new FountainLevel("./locked-level");
 * await first.open();
 * const second = new FountainLevel("./locked-level");
 * await assert.rejects(second.open(), (error: Error) => {
 *   assert(error.cause instanceof FountainLevelError);
 *   assert.equal(error.cause.code, "LEVEL_LOCKED");
 *   return true;
 * });
 * await first.close();
 * ```
 */
export class FountainLevelError extends Error {
  override readonly name: string;

  /** Errors are made by the level. */
  constructor(readonly code: FountainLevelErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    // What web platforms call it, and abstract-level too.
    this.name = code === "LEVEL_ABORTED" ? "AbortError" : "FountainLevelError";
  }
}

/** What the caller of a level gets for `error`. */
export function levelError(error: unknown): unknown {
  if (!(error instanceof FountainError)) return error;
  if (error.code === "invalid") return new TypeError(error.message, { cause: error });
  return new FountainLevelError(CODES[error.code] ?? "LEVEL_IO_ERROR", error.message, error);
}
