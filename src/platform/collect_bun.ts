/**
 * Garbage on Bun, collected in time.
 *
 * JavaScriptCore lets garbage grow to as much as is alive before it collects, and it counts caches and memtables, which never become garbage, as
 * alive: beside 224 MiB of them a reader of JSON made the process grow by 300 MiB. With what is young collected after each MiB of text it
 * grows by 20, and it is quicker, because the same memory is used again while it is in the processor's cache.
 *
 * @module
 */

import process from "node:process";
import { present } from "../base/assert.ts";
import { type BunEngine, runtimeGlobals } from "./globals.ts";

/** After so much text read and written, what became garbage since is collected. */
const COLLECT_EVERY_BYTES = 1 << 20;

/** The engine below Bun; asked for at run time, so that no other runtime and no bundler meets the name. */
let engine: BunEngine | undefined;
let garbageBytes = 0;

/** See `Platform.noteGarbage`. */
export function noteGarbage(bytes: number): void {
  garbageBytes += bytes;
  if (garbageBytes < COLLECT_EVERY_BYTES) return;
  garbageBytes = 0;
  bunEngine().edenGC();
}

/** Collects all garbage of this thread, on Bun. */
export function collectAll(): void {
  if (runtimeGlobals.Bun !== undefined) bunEngine().fullGC();
}

function bunEngine(): BunEngine {
  return engine ??= present<unknown>(process.getBuiltinModule("bun:jsc"), "bun:jsc") as BunEngine;
}
