/**
 * FountainStore on Deno.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { runtimeGlobals } from "./globals.ts";
import { host } from "./host.ts";
import { tryFlockDeno } from "./lock/flock_deno.ts";
import { folderLock } from "./lock/folder_lock.ts";
import { createNodeFiles } from "./node_files.ts";
import type { Platform } from "./platform.ts";
import { startWebWorker } from "./web_worker.ts";

/** The machine that Deno runs on. */
export function denoPlatform(): Platform {
  return {
    ...host,
    name: "deno",
    version: present(runtimeGlobals.Deno, "Deno").version.deno,
    files: createNodeFiles({ lock: folderLock(tryFlockDeno) }),
    startWorker: (code) => startWebWorker(code.url),
  };
}
