/**
 * `@std/path` where JSR is not: the same names and meanings, served by the runtime's own `node:path`.
 *
 * Bun, npm and vitest take this folder through the `file:` dependency in package.json; Deno takes it through "links" in
 * deno.json, in place of `jsr:@std/path`. Names are re-exported one by one, because `export *` of a built-in module
 * breaks Bun's compiled executables ("node_path is not defined").
 *
 * @module
 */

import { delimiter, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export {
  basename,
  dirname,
  extname,
  format,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  toNamespacedPath,
} from "node:path";

/** What stands between the parts of a path: `/`, or `\` on Windows. */
export const SEPARATOR: string = sep;

/** What stands between the paths of a list such as `PATH`: `:`, or `;` on Windows. */
export const DELIMITER: string = delimiter;

/** The path that a `file:` URL names. */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  return pathToFileURL(path);
}
