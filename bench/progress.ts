/**
 * What is being done now, in one line on a terminal; silent elsewhere.
 *
 * @module
 */

import process from "node:process";

/** Shows the text in place of the one before; nothing with an empty one. */
export function showProgress(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[2K${text}`);
}
