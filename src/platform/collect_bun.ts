/**
 * Garbage on Bun, collected in time.
 *
 * JavaScriptCore lets garbage grow to as much as is alive before it collects, and it counts caches and memtables, which never become garbage, as
 * alive: beside 224 MiB of them a reader of JSON made the process grow by 300 MiB. So the engine below is told when to collect:
 *
 * ```
 *   heap  |                                            /|  what was alive at a young collection is old from then on,
 *         |           /|      /|      /|     /|     / / |  and stays when it dies: a full one, when that has come to much
 *         |   /| /|  / |_____/ |_____/ |____/ |____/    |__
 *         |__/ |/ |_/
 *         +------------------------------------------------> text read and written
 *             ^ young collections, after each MiB of text read
 * ```
 *
 * A young collection takes a tenth of a millisecond, and reads are quicker with them, because the same memory is used again while it is in the
 * processor's cache. Writers hold on to what they write until it is on disk: there they come less often, for what they find alive becomes old.
 *
 * @module
 */

import process from "node:process";
import { present } from "../base/assert.ts";
import { type BunEngine, runtimeGlobals } from "./globals.ts";

const MIB = 1 << 20;
/** What is young is collected after so much text was read, or so much else was noted. */
const TEXT_BYTES = MIB;
const NOTED_BYTES = 8 * MIB;
/** How large the heap is, which takes as long as a young collection to find out, is looked at after so much of either. */
const LOOK_BYTES = 8 * MIB;
/** All is collected when the heap has grown, since that was done last, by an eighth and so much more. */
const GROWN_SHARE = 1 / 8;
const GROWN_BYTES = 24 * MIB;

/** The engine below Bun; asked for at run time, so that no other runtime and no bundler meets the name. */
let engine: BunEngine | undefined;
/** At 1 the next young collection is due. */
let due = 0;
let unseenBytes = 0;
/** Size of the heap with no garbage in it, as far as is known. */
let cleanBytes = Infinity;

/** Tells that text was read, which callers parse and forget. */
export function noteText(bytes: number): void {
  unseenBytes += bytes;
  due += bytes / TEXT_BYTES;
  if (due >= 1) collectYoung();
}

/** See `Platform.noteGarbage`. */
export function noteGarbage(bytes: number): void {
  unseenBytes += bytes;
  due += bytes / NOTED_BYTES;
  if (due >= 1) collectYoung();
}

/** Collects all garbage of this thread, on Bun. */
export function collectAll(): void {
  if (runtimeGlobals.Bun === undefined) return;
  const jsc = bunEngine();
  jsc.fullGC();
  cleanBytes = jsc.heapSize();
}

function collectYoung(): void {
  due = 0;
  const jsc = bunEngine();
  jsc.edenGC();
  if (unseenBytes < LOOK_BYTES) return;
  unseenBytes = 0;
  const bytes = jsc.heapSize();
  if (bytes > cleanBytes * (1 + GROWN_SHARE) + GROWN_BYTES) collectAll();
  else if (bytes < cleanBytes) cleanBytes = bytes;
}

function bunEngine(): BunEngine {
  return engine ??= present<unknown>(process.getBuiltinModule("bun:jsc"), "bun:jsc") as BunEngine;
}
