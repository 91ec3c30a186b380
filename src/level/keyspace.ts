/**
 * The keys of a level in an engine: reads, writes and views, in the level's own terms and with its errors.
 *
 * A folder says whom it belongs to, so that a level never takes a document store's records for its own:
 *
 * ```
 *   00 6c ("l")   empty: space 1 holds the keys of a level
 *   00 6e ("n")   next space id, as in every store: 2, so that nobody else takes space 1
 * ```
 *
 * @module
 */

import { join } from "@std/path";
import { FountainError } from "../base/errors.ts";
import { KIND_DELETE, KIND_PUT } from "../encoding/internal_key.ts";
import { writeVarint } from "../encoding/varint.ts";
import { Batch } from "../engine/batch.ts";
import { Engine } from "../engine/engine.ts";
import { MANIFEST_NAME } from "../engine/manifest/manifest.ts";
import type { FoundValue } from "../engine/read.ts";
import type { EngineSettings } from "../engine/settings.ts";
import type { View } from "../engine/view.ts";
import type { Clock, Files, Platform } from "../platform/platform.ts";
import { clearRange } from "./clear.ts";
import { levelError } from "./errors.ts";
import { type FullRange, KeyBuffer, NEXT_SPACE } from "./keys.ts";
import { bytesOf, type Encoded, type Reader, textBytesMax } from "./text.ts";

const WORKER_URL = new URL("../worker.ts", import.meta.url);
const OWNER_KEY = new Uint8Array([0x00, 0x6c]);
const NEXT_SPACE_KEY = new Uint8Array([0x00, 0x6e]);
/** Batches are kept for the next writes up to so many bytes: enough for a thousand puts at once. */
const IDLE_BYTES_MAX = 2 << 20;

/** How to open a folder. */
export interface OpenOptions extends Partial<EngineSettings> {
  readonly createIfMissing: boolean;
  readonly errorIfExists: boolean;
}

/** See the module. */
export class Keyspace {
  readonly #engine: Engine;
  readonly #key = new KeyBuffer();
  readonly #idle: Batch[] = [];
  #idleBytes = 0;

  private constructor(engine: Engine, readonly clock: Clock) {
    this.#engine = engine;
  }

  /** Opens the folder. @throws FountainLevelError, TypeError for a setting out of its bounds */
  static async open(platform: Platform, folder: string, options: OpenOptions): Promise<Keyspace> {
    try {
      checkExistence(platform.files, folder, options);
      // There is no way to ask a level for its past, so keeping it would only cost.
      const engine = await Engine.open(platform, folder, WORKER_URL, { ...options, retention: { keep: "latest" } });
      try {
        await claim(engine);
        engine.start();
        return new Keyspace(engine, platform.clock);
      } catch (error) {
        await engine.close();
        throw error;
      }
    } catch (error) {
      throw levelError(error);
    }
  }

  /** The value of a key, now or in a view, as `reader` gives it. */
  get(key: Encoded, view: View | undefined, reader: Reader): Encoded | undefined {
    try {
      const found = this.#find(key, view);
      return found === undefined ? undefined : reader(found.buffer, found.start, found.end);
    } catch (error) {
      throw levelError(error);
    }
  }

  /** True when a key has a value, now or in a view. */
  has(key: Encoded, view: View | undefined): boolean {
    try {
      return this.#find(key, view) !== undefined;
    } catch (error) {
      throw levelError(error);
    }
  }

  #find(key: Encoded, view: View | undefined): FoundValue | undefined {
    const keyBytes = this.#key.build(key);
    return view === undefined ? this.#engine.find(this.#key.bytes, keyBytes) : view.find(this.#key.bytes, keyBytes);
  }

  /** A batch to be filled by {@link addPut} and {@link addDelete}, then given to {@link commit}. */
  batch(): Batch {
    const batch = this.#idle.pop();
    if (batch === undefined) return new Batch();
    this.#idleBytes -= batch.bytes.length;
    return batch;
  }

  /** Adds a put. Each operation has a sequence of its own, so that a batch may change a key twice. */
  addPut(batch: Batch, key: Encoded, value: Encoded): void {
    const keyBytes = this.#key.build(key);
    // What may throw comes first: a batch is not left with half an operation.
    const data = typeof value === "string" ? value : bytesOf(value);
    if (batch.operationCount > 0) batch.next();
    if (typeof data === "string") {
      batch.begin(KIND_PUT, this.#key.bytes, keyBytes, textBytesMax(data));
      batch.appendText(data);
    } else {
      batch.begin(KIND_PUT, this.#key.bytes, keyBytes, data.length);
      batch.append(data, 0, data.length);
    }
    batch.end();
  }

  /** Adds a delete. */
  addDelete(batch: Batch, key: Encoded): void {
    const keyBytes = this.#key.build(key);
    if (batch.operationCount > 0) batch.next();
    batch.begin(KIND_DELETE, this.#key.bytes, keyBytes, 0);
    batch.end();
  }

  /** Commits a batch, and takes it back. */
  async commit(batch: Batch): Promise<void> {
    try {
      await this.#engine.commit(batch);
    } catch (error) {
      throw levelError(error);
    } finally {
      this.giveBack(batch);
    }
  }

  /** Takes back a batch that is not used any more. */
  giveBack(batch: Batch): void {
    if (this.#idleBytes + batch.bytes.length > IDLE_BYTES_MAX) return;
    this.#idleBytes += batch.bytes.length;
    batch.clear();
    this.#idle.push(batch);
  }

  /** Deletes a range, at most `limit` of its keys: those that `view` has, or those that there are now. */
  async clear(range: FullRange, limit: number, view: View | undefined): Promise<void> {
    try {
      const source = view ?? this.#engine.view();
      try {
        const cursor = source.iterate(range);
        try {
          await clearRange(this.#engine, this.clock, cursor, limit);
        } finally {
          cursor.close();
        }
      } finally {
        if (source !== view) source.close();
      }
    } catch (error) {
      throw levelError(error);
    }
  }

  /** A view of now, to be closed. */
  view(): View {
    try {
      return this.#engine.view();
    } catch (error) {
      throw levelError(error);
    }
  }

  /** Ends everything under way and gives the folder free. */
  async close(): Promise<void> {
    try {
      await this.#engine.close();
    } catch (error) {
      throw levelError(error);
    }
  }
}

function checkExistence(files: Files, folder: string, { createIfMissing, errorIfExists }: OpenOptions): void {
  const exists = storeExists(files, folder);
  if (exists && errorIfExists) {
    throw new FountainError("conflict", "Cannot open: the store exists already (errorIfExists is true)");
  }
  if (!exists && !createIfMissing) {
    throw new FountainError("not-found", "Cannot open: the store does not exist (createIfMissing is false)");
  }
}

/** A store that has lost its manifest exists all the same: the engine says what is wrong with it. */
function storeExists(files: Files, folder: string): boolean {
  if (files.exists(join(folder, MANIFEST_NAME))) return true;
  return ["tables", "log"].some((name) => {
    const path = join(folder, name);
    return files.exists(path) && files.list(path).length > 0;
  });
}

/** Makes a new store a level's. @throws FountainError `unsupported` when it is something else already */
async function claim(engine: Engine): Promise<void> {
  if (isClaimed(engine)) return;
  if (engine.sequence > 0) {
    throw new FountainError("unsupported", "Cannot open: the folder holds a document store, not a level");
  }
  const nextSpace = new Uint8Array(1);
  writeVarint(nextSpace, 0, NEXT_SPACE);
  const batch = new Batch();
  batch.put(OWNER_KEY, new Uint8Array(0));
  batch.put(NEXT_SPACE_KEY, nextSpace);
  await engine.commit(batch);
}

/** Where the mark cannot be read, the rest shall be. */
function isClaimed(engine: Engine): boolean {
  try {
    return engine.find(OWNER_KEY) !== undefined;
  } catch (error) {
    if (error instanceof FountainError && error.code === "corruption") return true;
    throw error;
  }
}
