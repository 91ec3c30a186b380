/**
 * FountainStore on Deno.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { runtimeGlobals } from "./globals.ts";
import { decodeUtf8, host } from "./host.ts";
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
    // Decoding from shared memory is several times slower here than a copy and decoding that.
    decodeUtf8: (bytes, start, end) => {
      if (!(bytes.buffer instanceof SharedArrayBuffer)) return decodeUtf8(bytes, start, end);
      const copy = bytes.slice(start, end);
      return decodeUtf8(copy, 0, copy.length);
    },
    startWorker: (code) => startWebWorker(code.url),
  };
}
