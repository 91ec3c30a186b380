/**
 * Folders on the real disk that go when the test ends.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new, empty folder, removed with all that is in it when the running test ends. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fountain-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
