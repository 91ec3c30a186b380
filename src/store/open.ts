/**
 * Opening a store.
 *
 * @module
 */

import { resolve } from "@std/path";
import { invalid } from "../base/errors.ts";
import { Engine } from "../engine/engine.ts";
import type { ChangesKept, EngineSettings } from "../engine/settings.ts";
import { currentPlatform } from "../platform/current.ts";
import type { Platform } from "../platform/platform.ts";
import { Store } from "./store.ts";

const MIB = 1024 * 1024;
/** Enough for a reader of changes that was away for a while, and no burden: see `docs/OPERATIONS.md`. */
const CHANGES_KEPT: ChangesKept = { sequences: 100_000, ageMs: 24 * 60 * 60 * 1000, bytes: 128 * MIB };
const BATCH_LIMITS = { batchOperationsMax: 10_000, batchLengthMax: 64 * MIB };

/** Options of {@link open}; all but `path` have defaults. */
export interface OpenOptions extends Partial<EngineSettings> {
  /** The data folder; made when it is not there. */
  readonly path: string;
  /** Whether a put into a collection that is not there creates it. Default true. */
  readonly autoCreate?: boolean;
  /** The largest JSON text of a record, in bytes of UTF-8. Default 16 MiB. */
  readonly recordBytesMax?: number;
  /** Whether a find that would read all records for want of an index is refused. Default false. */
  readonly requireIndex?: boolean;
  /** A collection of at most so many records is indexed within the write that defines an index, a larger one in the background. Default 2000. */
  readonly indexAtOnceMax?: number;
  /** The machine to run on; for tests. Default: that of the present runtime. */
  readonly platform?: Platform;
  /** The module of the engine's worker, `src/worker.ts`; for bundles, in which it lies elsewhere. Default: where it lies in the source. */
  readonly workerUrl?: URL;
}

/**
 * Opens the store in a folder, or makes one there. One process at a time can have it open.
 *
 * @throws FountainError `invalid` for a malformed option, `locked` when another process has it open, `corruption` when what opening must read
 * is damaged, `unsupported` when a newer FountainStore wrote it, `io`, `storage-full`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * const store = await open({ path: "./open-example", memoryBytes: 64 * 1024 * 1024 });
 * await store.collection("greetings").put("hello", { text: "Hello, world" });
 * await store.close();
 *
 * const again = await open({ path: "./open-example" });
 * assert.deepEqual(again.collection("greetings").get("hello")?.data, { text: "Hello, world" });
 * await again.close();
 * ```
 */
export async function open(options: OpenOptions): Promise<Store> {
  const { path, autoCreate = true, requireIndex = false, indexAtOnceMax = 2000, ...more } = options;
  const { recordBytesMax = 16 * MIB, ...rest } = more;
  const { platform = currentPlatform(), workerUrl = new URL("../worker.ts", import.meta.url), ...settings } = rest;
  if (typeof path !== "string" || path === "") throw invalid("Cannot open: path must name a folder");
  if (!Number.isSafeInteger(recordBytesMax) || recordBytesMax < 1) {
    throw invalid(`Cannot open: recordBytesMax must be a whole number from 1 on, not ${recordBytesMax}`);
  }
  if (!Number.isSafeInteger(indexAtOnceMax) || indexAtOnceMax < 0) {
    throw invalid(`Cannot open: indexAtOnceMax must be a whole number from 0 on, not ${indexAtOnceMax}`);
  }
  const folder = platform.name === "simulated" ? path : resolve(path);
  const engine = await Engine.open(platform, folder, workerUrl, { changesKept: CHANGES_KEPT, ...settings });
  try {
    const store = new Store(engine, platform, {
      autoCreate,
      requireIndex,
      indexAtOnceMax,
      recordBytesMax,
      ...BATCH_LIMITS,
    });
    engine.start();
    // A write that fails makes the store read-only; what it holds can be read all the same.
    await store.sweep().then(undefined, () => {});
    store.startSweeping();
    store.resumeBuilds();
    return store;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
