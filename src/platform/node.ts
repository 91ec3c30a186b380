/**
 * FountainStore on Node: a host for tests. Two things are less than on Bun and Deno: a worker runs on the caller's own
 * thread, so that `stop` does not interrupt its handler, and the folder lock needs the command `flock`.
 *
 * @module
 */

import process from "node:process";
import { host } from "./host.ts";
import { startInProcessWorker } from "./in_process_worker.ts";
import { tryFlockNode } from "./lock/flock_node.ts";
import { folderLock } from "./lock/folder_lock.ts";
import { createNodeFiles } from "./node_files.ts";
import type { Platform } from "./platform.ts";

/** The machine that Node runs on. */
export function nodePlatform(): Platform {
  const platform: Platform = {
    ...host,
    name: "node",
    version: process.versions.node,
    files: createNodeFiles({ lock: folderLock(tryFlockNode) }),
    startWorker: (code) => startInProcessWorker(code.handler(platform), { cross: () => host.clock.sleep(0) }),
  };
  return platform;
}
