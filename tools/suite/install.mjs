/**
 * Gets a fresh clone ready: installs the packages that the lock file names, by npm, else Bun, else Deno.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, ROOT } from "./process.mjs";

const WAYS = [
  ["npm", "ci"],
  ["bun", "install", "--frozen-lockfile"],
  ["deno", "install", "--allow-scripts=npm:bun,npm:deno"],
];

/**
 * Installs when node_modules is absent. One that is there but does not fit package.json is reported, not replaced:
 * something else may be running from it. Resolves with `{ ok, seconds, how, output }`.
 */
export async function installMissing() {
  if (existsSync(join(ROOT, "node_modules"))) {
    const missing = unfitPackages();
    if (missing.length === 0) return { ok: true };
    return { ok: false, output: `node_modules does not fit package.json (${missing.join(", ")}): run npm ci` };
  }
  let output = "";
  for (const command of WAYS) {
    const { exitCode, output: said, seconds } = await capture(command);
    if (exitCode === 0) return { ok: true, seconds, how: command.join(" ") };
    output += said;
    // 127: not on this machine, so try the next. Any other failure is worth seeing, not covering up.
    if (exitCode !== 127) break;
  }
  return { ok: false, output };
}

/** The packages that package.json pins and node_modules lacks, or holds in another version. */
function unfitPackages() {
  const { dependencies, devDependencies } = readJson("package.json");
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name, version]) => {
      const found = readJson(`node_modules/${name}/package.json`)?.version;
      return found === undefined || (/^\d/.test(version) && found !== version);
    })
    .map(([name]) => name);
}

function readJson(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
