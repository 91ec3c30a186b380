/**
 * The memory that Linux grants this process: the least limit of its control group and of the groups above it.
 *
 * `/proc/self/cgroup` names the group, as `0::/path` (version 2) or `4:memory:/path` (version 1). In a container that
 * path is often one that only the host can see, so the walk upwards ends at the root, which there is the container's own.
 *
 * @module
 */

import { readFileSync } from "node:fs";

/** The limit; infinite where there is none. @param read the text of a file, `""` when there is no such file */
export function cgroupLimitBytes(read: (path: string) => string): number {
  return Math.min(Infinity, ...limitPaths(read("/proc/self/cgroup")).map((path) => limitIn(read(path))));
}

/** The text of a file, `""` when it cannot be read: systems without control groups have none of these. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function limitPaths(groups: string): string[] {
  const paths: string[] = [];
  for (const line of groups.split("\n")) {
    const [, controllers, group] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
    if (controllers === undefined || group === undefined) continue;
    const version2 = controllers === "";
    if (!version2 && !controllers.split(",").includes("memory")) continue;
    const root = version2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const name = version2 ? "memory.max" : "memory.limit_in_bytes";
    const parts = group.split("/").filter((part) => part !== "");
    for (let length = parts.length; length >= 0; length--) {
      paths.push([root, ...parts.slice(0, length), name].join("/"));
    }
  }
  return paths;
}

/** A file holds a number of bytes, or `max`. */
function limitIn(text: string): number {
  const limit = Number.parseInt(text, 10);
  return limit > 0 ? limit : Infinity;
}
