/**
 * FountainStore on Bun.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { present } from "../base/assert.ts";
import { noteGarbage, noteText } from "./collect_bun.ts";
import { runtimeGlobals } from "./globals.ts";
import { host } from "./host.ts";
import { tryFlockBun } from "./lock/flock_bun.ts";
import { folderLock } from "./lock/folder_lock.ts";
import { createNodeFiles } from "./node_files.ts";
import type { Platform } from "./platform.ts";
import { startWebWorker } from "./web_worker.ts";

/** Buffer's own decoder, which takes any Uint8Array as `this`; Node's type declarations leave it out. */
const { utf8Slice } = Buffer.prototype as typeof Buffer.prototype & {
  utf8Slice(this: Uint8Array, start: number, end: number): string;
};

/** The machine that Bun runs on. */
export function bunPlatform(): Platform {
  return {
    ...host,
    name: "bun",
    version: present(runtimeGlobals.Bun, "Bun").version,
    files: createNodeFiles({ lock: folderLock(tryFlockBun) }),
    // A third quicker than a TextDecoder here, and without a view.
    decodeUtf8(bytes, start, end) {
      noteText(end - start);
      return utf8Slice.call(bytes, start, end);
    },
    noteGarbage,
    startWorker: (code) => startWebWorker(code.url),
  };
}
