/**
 * From the system's error to the store's: one place decides which code a failed operation gets.
 *
 * @module
 */

import { type ErrorCode, FountainError } from "../base/errors.ts";

/** The last part of a path: messages name a file, never where it lies. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}

/** The system's name of an error (`ENOENT`), or `""`. */
export function systemCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/**
 * The store's error for a failed operation. @param action what was tried, as a verb: `open`, `write`
 * @param cause the system's error
 */
export function systemError(action: string, path: string, cause: unknown): FountainError {
  const code = systemCode(cause);
  const reason = code === "" ? String(cause) : code;
  return new FountainError(errorCode(code), `Cannot ${action} ${baseName(path)}: ${reason}`, { cause });
}

function errorCode(code: string): ErrorCode {
  if (code === "ENOENT") return "not-found";
  if (code === "ENOSPC" || code === "EDQUOT") return "storage-full";
  return "io";
}
