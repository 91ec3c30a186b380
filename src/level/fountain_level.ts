/**
 * The level itself: what abstract-level asks of a database, answered by a {@link Keyspace}.
 *
 * The methods whose names begin with `_` are called by abstract-level, with keys and values encoded and states checked.
 *
 * @module
 */

import { resolve } from "@std/path";
import { type AbstractDatabaseOptions, AbstractLevel, type AbstractSnapshot } from "abstract-level";
import type { EngineSettings } from "../engine/settings.ts";
import type { View } from "../engine/view.ts";
import { currentPlatform } from "../platform/current.ts";
import { FountainChainedBatch } from "./chained_batch.ts";
import { FountainLevelError } from "./errors.ts";
import { FountainIterator, FountainKeyIterator, FountainValueIterator, type IteratorOptions } from "./iterators.ts";
import { type EncodedRange, fullRange } from "./keys.ts";
import { Keyspace, type OpenOptions } from "./keyspace.ts";
import type { ScanSource } from "./scan.ts";
import { FountainSnapshot, type SnapshotOptions } from "./snapshot.ts";
import { type Encoded, type Format, readerOf } from "./text.ts";

/**
 * Options of a level: abstract-level's (`keyEncoding`, `valueEncoding`, `createIfMissing`, `errorIfExists`), and the settings of
 * the engine, of which `memoryBytes` and `durability` matter most. With durability `always`, the default, a write is on
 * disk when its promise resolves; there is no `sync` option, and one that is given does nothing.
 */
export interface FountainLevelOptions<KDefault = string, VDefault = string>
  extends AbstractDatabaseOptions<KDefault, VDefault>, Partial<Omit<EngineSettings, "retention">> {}

interface ReadOptions {
  readonly snapshot?: AbstractSnapshot;
}

interface GetOptions extends ReadOptions {
  readonly valueEncoding: Format;
}

interface RangeReadOptions extends IteratorOptions, ReadOptions {}

interface ClearOptions extends EncodedRange, ReadOptions {
  readonly limit: number;
}

type Operation =
  | { readonly type: "put"; readonly key: Encoded; readonly value: Encoded }
  | { readonly type: "del"; readonly key: Encoded };

/** A new one each time: abstract-level adds to it. */
function manifest() {
  return {
    // Others are transcoded to these.
    encodings: { utf8: true, view: true },
    implicitSnapshots: true,
    explicitSnapshots: true,
    has: true,
    getSync: true,
    seek: true,
    permanence: true,
    createIfMissing: true,
    errorIfExists: true,
    signals: { iterators: true },
  };
}

/**
 * A FountainStore behind the interface of [abstract-level](https://github.com/Level/abstract-level): for programs that are written
 * for `classic-level` and its kin.
 *
 * It has a data folder of its own, which one process at a time may open, on Bun or on Deno. Writes are on disk when they are
 * answered; batches are atomic, across sublevels too; iterators read from the state of the moment they were made, and
 * `snapshot()` gives such a state to hold on to. Close it when you are done: iterators and snapshots close with it.
 *
 * Errors have abstract-level's codes, see {@link FountainLevelError}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FountainLevel } from "fountainstore/level";
 *
 * const db = new FountainLevel<string, { age: number }>("./example-level", { valueEncoding: "json" });
 * await db.put("ada", { age: 36 });
 * await db.batch([
 *   { type: "put", key: "grace", value: { age: 85 } },
 *   { type: "put", key: "alan", value: { age: 41 } },
 *   { type: "del", key: "ada" },
 * ]);
 * assert.equal(await db.get("ada"), undefined);
 * assert.deepEqual(await db.keys({ gte: "a", lt: "h" }).all(), ["alan", "grace"]);
 *
 * const before = db.snapshot();
 * await db.clear();
 * assert.deepEqual(await db.get("alan", { snapshot: before }), { age: 41 });
 * assert.equal(db.getSync("alan"), undefined);
 * await db.close();
 * ```
 *
 * @typeParam KDefault type of the keys, as `keyEncoding` gives them
 * @typeParam VDefault type of the values, as `valueEncoding` gives them
 */
export class FountainLevel<KDefault = string, VDefault = string> extends AbstractLevel<Encoded, KDefault, VDefault> {
  readonly #platform = currentPlatform();
  readonly #location: string;
  readonly #folder: string;
  #keyspace: Keyspace | undefined;

  /**
   * A level in the folder `location`. It opens by itself in the next turn, or by `open()`, which tells whether that went well;
   * operations that come earlier wait for it.
   */
  constructor(location: string, options?: FountainLevelOptions<KDefault, VDefault>) {
    if (typeof location !== "string" || location === "") {
      throw new TypeError("Cannot make a level: location must be a string that is not empty");
    }
    super(manifest(), options);
    this.#location = location;
    // The current folder of the process may be another one when it opens.
    this.#folder = resolve(location);
  }

  /** The folder, as it was given. */
  get location(): string {
    return this.#location;
  }

  protected async _open(options: OpenOptions): Promise<void> {
    this.#keyspace = await Keyspace.open(this.#platform, this.#folder, options);
  }

  protected async _close(): Promise<void> {
    const keyspace = this.#keyspace;
    // Whatever comes of it, this engine is done for: a second attempt finds nothing left to close.
    this.#keyspace = undefined;
    await keyspace?.close();
  }

  protected _get(key: Encoded, options: GetOptions): Encoded | undefined {
    return this._getSync(key, options);
  }

  protected _getSync(key: Encoded, options: GetOptions): Encoded | undefined {
    return this.#opened().get(key, this.#viewOf(options), readerOf(options.valueEncoding));
  }

  protected _getMany(keys: readonly Encoded[], options: GetOptions): (Encoded | undefined)[] {
    const keyspace = this.#opened();
    const view = this.#viewOf(options);
    const reader = readerOf(options.valueEncoding);
    return keys.map((key) => keyspace.get(key, view, reader));
  }

  protected _has(key: Encoded, options: ReadOptions): boolean {
    return this.#opened().has(key, this.#viewOf(options));
  }

  protected _hasMany(keys: readonly Encoded[], options: ReadOptions): boolean[] {
    const keyspace = this.#opened();
    const view = this.#viewOf(options);
    return keys.map((key) => keyspace.has(key, view));
  }

  protected _put(key: Encoded, value: Encoded): Promise<void> {
    const keyspace = this.#opened();
    const batch = keyspace.batch();
    keyspace.addPut(batch, key, value);
    return keyspace.commit(batch);
  }

  protected _del(key: Encoded): Promise<void> {
    const keyspace = this.#opened();
    const batch = keyspace.batch();
    keyspace.addDelete(batch, key);
    return keyspace.commit(batch);
  }

  protected _batch(operations: readonly Operation[]): Promise<void> {
    const keyspace = this.#opened();
    const batch = keyspace.batch();
    for (const operation of operations) {
      if (operation.type === "put") keyspace.addPut(batch, operation.key, operation.value);
      else keyspace.addDelete(batch, operation.key);
    }
    return keyspace.commit(batch);
  }

  protected _chainedBatch(): FountainChainedBatch {
    return new FountainChainedBatch(this, this.#opened());
  }

  protected _clear(options: ClearOptions): Promise<void> {
    const limit = options.limit < 0 ? Infinity : options.limit;
    return this.#opened().clear(fullRange(options), limit, this.#viewOf(options));
  }

  protected _iterator(options: RangeReadOptions): FountainIterator {
    return new FountainIterator(this, options, this.#source(options));
  }

  protected _keys(options: RangeReadOptions): FountainKeyIterator {
    return new FountainKeyIterator(this, options, this.#source(options));
  }

  protected _values(options: RangeReadOptions): FountainValueIterator {
    return new FountainValueIterator(this, options, this.#source(options));
  }

  protected _snapshot(options: SnapshotOptions): FountainSnapshot {
    const keyspace = this.#opened();
    return new FountainSnapshot(options, keyspace, keyspace.view());
  }

  /** What an iterator reads: its snapshot's view, or one of now. */
  #source(options: RangeReadOptions): ScanSource {
    const keyspace = this.#opened();
    const range = fullRange(options);
    // Throws what abstract-level wants to be thrown when the snapshot is closed.
    options.snapshot?.ref();
    options.snapshot?.unref();
    const view = this.#viewOf(options)?.share() ?? keyspace.view();
    return { view, range, clock: keyspace.clock, signal: options.signal };
  }

  /** The view of an explicit snapshot. */
  #viewOf({ snapshot }: ReadOptions): View | undefined {
    if (snapshot === undefined || snapshot === null) return undefined;
    if (snapshot instanceof FountainSnapshot && snapshot.keyspace === this.#keyspace) return snapshot.view;
    throw new TypeError("Cannot read from the snapshot: it is not one of this level");
  }

  #opened(): Keyspace {
    if (this.#keyspace !== undefined) return this.#keyspace;
    throw new FountainLevelError("LEVEL_DATABASE_NOT_OPEN", "Database is not open");
  }
}
