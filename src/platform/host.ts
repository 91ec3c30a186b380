/**
 * What Bun, Deno and Node share: time, randomness, checksums and figures of the machine.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import process from "node:process";
import { setImmediate, setTimeout } from "node:timers";
import { crc32 } from "./crc32.ts";
import type { Clock, Platform, Random } from "./platform.ts";

/** `crypto.getRandomValues` gives no more than this at once. */
const RANDOM_CHUNK_BYTES = 65_536;

const clock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, background = false) {
    // A timer of 0 ms waits a whole millisecond or two; an immediate lets I/O and messages in and comes back in microseconds.
    if (ms <= 0) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (background) timer.unref();
    });
  },
};

const random: Random = {
  uint32: () => Math.floor(Math.random() * 2 ** 32),
  bytes(lengthBytes) {
    const bytes = new Uint8Array(lengthBytes);
    for (let start = 0; start < lengthBytes; start += RANDOM_CHUNK_BYTES) {
      crypto.getRandomValues(bytes.subarray(start, start + RANDOM_CHUNK_BYTES));
    }
    return bytes;
  },
};

/** The parts of a platform that are the same on every real machine. */
export const host: Omit<Platform, "name" | "version" | "files" | "startWorker"> = {
  clock,
  random,
  crc32,
  memoryLimitBytes: () => Math.min(totalmem(), ...cgroupPaths().map(readLimitBytes)),
  residentBytes: () => process.memoryUsage.rss(),
};

/**
 * The files that may limit this process's memory: those of its control group and of the groups above it, in version 2
 * (`0::/path`) and version 1 (`4:memory:/path`). In a container the path is often one that only the host can see, so
 * the walk ends at the root, which is the container's own group there.
 */
function cgroupPaths(): string[] {
  const paths: string[] = [];
  for (const line of readText("/proc/self/cgroup").split("\n")) {
    const [, controllers, group] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
    if (controllers === undefined || group === undefined) continue;
    const second = controllers === "";
    if (!second && !controllers.split(",").includes("memory")) continue;
    const root = second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const name = second ? "memory.max" : "memory.limit_in_bytes";
    for (let path = group; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
      paths.push(`${root}${path === "/" ? "" : path}/${name}`);
    }
    paths.push(`${root}/${name}`);
  }
  return paths;
}

/** The limit that a file states; infinite when there is none (`max`, or no such file). */
function readLimitBytes(path: string): number {
  const limit = Number.parseInt(readText(path), 10);
  return limit > 0 ? limit : Infinity;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
