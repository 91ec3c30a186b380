/**
 * Where the runtimes are on this machine, and how each one starts a program.
 *
 * The pinned ones in node_modules come first, so that everybody tests with the same versions; npm may have left their
 * install scripts out, hence the several places. A runtime counts as found only when it ran and told its version.
 *
 * @module
 */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { capture, ROOT } from "./process.mjs";

const EXE = process.platform === "win32" ? ".exe" : "";

/** For each runtime: where it may be, how it tells its version, how it runs a program of the project. */
const RUNTIMES = {
  node: {
    places: () => [process.versions.bun || process.versions.deno ? `node${EXE}` : process.execPath],
    run: [],
  },
  bun: {
    places: () => ["node_modules/bun/bin/bun.exe", ...inScope("@oven", `bin/bun${EXE}`), `bun${EXE}`],
    run: ["--bun"],
  },
  deno: {
    places: () => [`node_modules/deno/deno${EXE}`, ...inScope("@deno", `deno${EXE}`), `deno${EXE}`],
    run: ["run", "-A"],
  },
};

export const RUNTIME_NAMES = Object.keys(RUNTIMES);

/** `{ node, bun, deno }`, each `{ path, version, run }`, or undefined where the machine cannot run it. */
export async function findRuntimes() {
  const found = await Promise.all(RUNTIME_NAMES.map(find));
  return Object.fromEntries(RUNTIME_NAMES.map((name, at) => [name, found[at]]));
}

async function find(name) {
  for (const place of RUNTIMES[name].places()) {
    const path = place.includes("/") && !place.startsWith("/") ? join(ROOT, place) : place;
    const { exitCode, output } = await capture([path, "--version"], { limitMs: 30_000 });
    const version = /\d+\.\d+\.\d+/.exec(output)?.[0];
    if (exitCode === 0 && version !== undefined) return { path, version, run: RUNTIMES[name].run };
  }
  return undefined;
}

/** Paths of `file` in the packages of a scope, for example of `@oven/bun-linux-x64`. */
function inScope(scope, file) {
  const folder = join(ROOT, "node_modules", scope);
  return existsSync(folder) ? readdirSync(folder).map((each) => `node_modules/${scope}/${each}/${file}`) : [];
}

/** How this very process would start a JavaScript program, for tools that any runtime can run. */
export function thisRuntime() {
  return process.versions.deno ? [process.execPath, "run", "-A"] : [process.execPath];
}
