/**
 * Completes package-lock.json after `npm install`, and makes bun.lock from it.
 *
 * Packages such as `deno` name one optional package per platform. Where the registry at hand lacks some of them, npm
 * leaves those out of the lock file, and `npm ci` then refuses the file as out of step, on every machine. This adds
 * them by name and version. Their integrity is not known here; npm passes them over where `os` and `cpu` do not fit.
 *
 * Run it after each change of dependencies: `node tools/complete_lock.mjs`
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const LOCK = `${ROOT}package-lock.json`;
const OS = ["android", "darwin", "freebsd", "linux", "win32"];
const CPU = ["arm64", "arm", "ia32", "riscv64", "x64"];

const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const added = addMissing(lock.packages);
if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a < b ? -1 : 1));
  writeFileSync(LOCK, JSON.stringify(lock, null, 2) + "\n");
}
console.log(added.length === 0 ? "package-lock.json was complete" : `added to package-lock.json: ${added.join(", ")}`);

rmSync(`${ROOT}bun.lock`, { force: true });
const bun = spawnSync("node_modules/.bin/bun", ["install", "--lockfile-only"], { cwd: ROOT, stdio: "inherit" });
process.exit(bun.status ?? 1);

/** Enters what the packages of the lock file ask for and it does not hold. */
function addMissing(packages) {
  const added = [];
  for (const { optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      if (key in packages) continue;
      packages[key] = { version, ...platformOf(name), dev: true, optional: true };
      added.push(`${name}@${version}`);
    }
  }
  return added;
}

/** Where a package runs, which its name tells, for example `@deno/linux-arm64-glibc`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = OS.filter((each) => words.includes(each));
  const cpu = CPU.filter((each) => words.includes(each));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name} does not tell its platform: add it by hand`);
  return { cpu, os };
}
