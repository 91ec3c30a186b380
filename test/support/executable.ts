/**
 * FountainStore's executable, where the build puts it.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { EXECUTABLE } from "../../bench/http/targets.ts";

/** The executable; undefined when it is not built. */
export function builtExecutable(): string | undefined {
  return existsSync(EXECUTABLE) ? EXECUTABLE : undefined;
}

/** The executable, for tests that are about it. @throws Error when it is not built */
export function executable(): string {
  const path = builtExecutable();
  if (path === undefined) throw new Error("dist/fountainstore is not built: run ./compile.sh");
  return path;
}
