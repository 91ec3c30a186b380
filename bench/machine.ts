/**
 * The machine and the programs that a run was made with, as the system tells them.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** See the module. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  /** Kind of file system that holds the data. */
  readonly fileSystem: string;
  readonly runtime: string;
  /** Which state of the source was measured. */
  readonly revision: string;
  readonly date: string;
  /** Load average over one minute when the run began. */
  readonly loadAtStart: number;
}

/** Looks at the machine. @param folder where the data will be */
export function describeMachine(folder: string): Machine {
  const { bun, deno, node } = process.versions;
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    fileSystem: fileSystemOf(resolve(folder)),
    runtime: bun !== undefined ? `Bun ${bun}` : deno !== undefined ? `Deno ${deno}` : `Node ${node}`,
    revision: revisionOf(fileURLToPath(new URL("../", import.meta.url))),
    date: new Date().toISOString(),
    loadAtStart: loadavg()[0] ?? 0,
  };
}

/** The machine in a line of a report. */
export function machineLine({ processor, cores, memoryBytes, kernel, fileSystem, loadAtStart }: Machine): string {
  const gibibytes = (memoryBytes / 2 ** 30).toFixed(1);
  return `- machine: ${processor}, ${cores} cores, ${gibibytes} GiB, ${kernel}, ${fileSystem}; ` +
    `load average ${loadAtStart.toFixed(2)} at the start`;
}

/** Lines for a report whose data was not on a disk. */
export function memoryWarning({ fileSystem }: Machine): string[] {
  return fileSystem === "tmpfs" ? ["", "**The data is on tmpfs, which is memory: nothing here is durable.**"] : [];
}

/** The file system of the mount that holds the folder: the one with the longest path. */
function fileSystemOf(folder: string): string {
  let found = { path: "", kind: "unknown" };
  for (const line of readOrEmpty("/proc/self/mounts").split("\n")) {
    const [, path = "", kind = ""] = line.split(" ");
    const within = path === "/" || folder === path || folder.startsWith(`${path}/`);
    if (within && path.length >= found.path.length) found = { path, kind };
  }
  return found.kind;
}

function revisionOf(folder: string): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const revision = git("rev-parse", "--short", "HEAD");
    return git("status", "--porcelain", "--", "src", "mod.ts", "bench") === "" ? revision : `${revision} with changes`;
  } catch {
    return "unknown";
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
