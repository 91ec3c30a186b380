/**
 * FountainStore on Bun.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { runtimeGlobals } from "./globals.ts";
import { host } from "./host.ts";
import { tryFlockBun } from "./lock/flock_bun.ts";
import { folderLock } from "./lock/folder_lock.ts";
import { createNodeFiles } from "./node_files.ts";
import type { Platform } from "./platform.ts";
import { startWebWorker } from "./web_worker.ts";

/** The machine that Bun runs on. */
export function bunPlatform(): Platform {
  return {
    ...host,
    name: "bun",
    version: present(runtimeGlobals.Bun, "Bun").version,
    files: createNodeFiles({ lock: folderLock(tryFlockBun) }),
    startWorker: (code) => startWebWorker(code.url),
  };
}
