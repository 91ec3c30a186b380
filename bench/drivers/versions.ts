/**
 * Versions of packages, as installed.
 *
 * @module
 */

import { readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

/** Version of this project. */
export function ownVersion(): string {
  return versionIn(new URL("package.json", ROOT));
}

/** Version of an installed package. */
export function packageVersion(name: string): string {
  return versionIn(new URL(`node_modules/${name}/package.json`, ROOT));
}

function versionIn(manifest: URL): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
