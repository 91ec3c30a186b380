/**
 * FountainStore on Bun.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { present } from "../base/assert.ts";
import { type BunEngine, runtimeGlobals } from "./globals.ts";
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

/** After so much text read or written, what became garbage since is collected. */
const COLLECT_EVERY_BYTES = 1 << 20;

/** The engine below Bun; asked for at run time, so that no other runtime and no bundler meets the name. */
let engine: BunEngine | undefined;
let garbageBytes = 0;

/**
 * JavaScriptCore lets garbage grow to as much as is alive before it collects, and it counts caches and memtables, which never become garbage,
 * as alive: beside 224 MiB of them a reader of JSON made the process grow by 300 MiB; collecting what is young now and then, by 20. It is
 * quicker too, because the same memory is used again while it is in the processor's cache.
 */
function noteGarbage(bytes: number): void {
  garbageBytes += bytes;
  if (garbageBytes < COLLECT_EVERY_BYTES) return;
  garbageBytes = 0;
  engine ??= present<unknown>(process.getBuiltinModule("bun:jsc"), "bun:jsc") as BunEngine;
  engine.edenGC();
}

/** The machine that Bun runs on. */
export function bunPlatform(): Platform {
  return {
    ...host,
    name: "bun",
    version: present(runtimeGlobals.Bun, "Bun").version,
    files: createNodeFiles({ lock: folderLock(tryFlockBun) }),
    // A third quicker than a TextDecoder here, and without a view.
    decodeUtf8(bytes, start, end) {
      noteGarbage(end - start);
      return utf8Slice.call(bytes, start, end);
    },
    noteGarbage,
    startWorker: (code) => startWebWorker(code.url),
  };
}
