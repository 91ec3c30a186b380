/**
 * Reading the past: a snapshot that was taken, or a view that is held.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import { asSequence } from "../base/types.ts";
import type { JsonValue } from "../encoding/json.ts";
import type { Engine } from "../engine/engine.ts";
import type { View } from "../engine/view.ts";
import { type Catalog, type CollectionEntry, findInView, listInView } from "./catalog.ts";
import { lostPast } from "./missing.ts";
import { checkCollectionName } from "./names.ts";
import { CollectionReader, type ReadPoint } from "./reader.ts";
import type { SnapshotInfo, Snapshots } from "./snapshots.ts";

/** The collections of the past do not change: each is looked up once. */
class PastCatalog {
  readonly #known = new Map<string, CollectionEntry | undefined>();
  readonly #view: () => View;

  constructor(view: () => View) {
    this.#view = view;
  }

  find(name: string): CollectionEntry | undefined {
    if (!this.#known.has(name)) {
      const view = this.#view();
      this.#known.set(name, findInView(view, name));
      view.close();
    }
    return this.#known.get(name);
  }

  names(): string[] {
    const view = this.#view();
    const names = listInView(view).map((entry) => entry.name);
    view.close();
    return names;
  }
}

/**
 * A snapshot: the store as it was, also after a restart, until it is released or its term is over.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * let store = await open({ path: "./snapshot-example" });
 * await store.collection("prices").put("tea", 3);
 * const { id } = await store.snapshot({ ttlMs: null });
 * await store.collection("prices").put("tea", 4);
 * await store.close();
 *
 * store = await open({ path: "./snapshot-example" });
 * const before = store.openSnapshot(id);
 * assert.equal(before.collection("prices").get("tea")?.data, 3);
 * assert.equal(store.collection("prices").get("tea")?.data, 4);
 * await before.release();
 * await store.close();
 * ```
 */
export class Snapshot {
  readonly id: string;
  /** What it reads at. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAtMs: number | null;
  readonly #snapshots: Snapshots;
  readonly #catalog: PastCatalog;
  readonly #point: ReadPoint;

  /** Snapshots are made by the store. */
  constructor(info: SnapshotInfo, engine: Engine, snapshots: Snapshots, live: ReadPoint) {
    this.id = info.id;
    this.sequence = info.sequence;
    this.createdAtMs = info.createdAtMs;
    this.expiresAtMs = info.expiresAtMs;
    this.#snapshots = snapshots;
    const sequence = asSequence(info.sequence);
    const check = (): void => {
      live.check();
      snapshots.get(info.id);
    };
    const view = (): View => {
      check();
      return engine.view(sequence);
    };
    this.#catalog = new PastCatalog(view);
    this.#point = {
      ...live,
      check,
      sequence: () => sequence,
      nowMs: () => info.createdAtMs,
      entry: (name) => this.#catalog.find(name),
      find: (key, keyBytes) => engine.find(key, keyBytes, sequence),
      view,
    };
  }

  /** Reads a collection as it was. @throws FountainError `invalid` for a malformed name; its reads throw `not-found` once the snapshot is gone */
  collection<T = JsonValue>(name: string): CollectionReader<T> {
    checkCollectionName(name);
    return new CollectionReader<T>(name, this.#point);
  }

  /** The names of the collections that there were. */
  collections(): string[] {
    return this.#catalog.names();
  }

  /** Releases it, so that compaction may let go of what only it could see. @returns false when it was released before */
  async release(): Promise<boolean> {
    return await this.#snapshots.release(this.id);
  }

  /** `await using snapshot = …` releases it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

/**
 * The store as it was when the view was opened, or at a past moment that is kept, until it is closed; for one consistent state over several
 * reads.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * await using store = await open({ path: "./view-example" });
 * const stock = store.collection("stock");
 * await store.batch([
 *   { op: "put", collection: "stock", id: "here", data: 5 },
 *   { op: "put", collection: "stock", id: "there", data: 0 },
 * ]);
 * {
 *   using view = store.view();
 *   await store.batch([
 *     { op: "put", collection: "stock", id: "here", data: 4 },
 *     { op: "put", collection: "stock", id: "there", data: 1 },
 *   ]);
 *   const then = view.collection<number>("stock");
 *   assert.equal((then.get("here")?.data ?? 0) + (then.get("there")?.data ?? 0), 5);
 *   assert.equal(then.get("there")?.data, 0);
 * }
 * assert.equal(stock.get("there")?.data, 1);
 * ```
 */
export class StoreView {
  /** What it reads at. */
  readonly sequence: number;
  /** The moment it reads at, for what expires: milliseconds since 1970. */
  readonly asOfMs: number;
  readonly #view: View;
  readonly #catalog: PastCatalog;
  readonly #point: ReadPoint;
  #open = true;

  /** Views are made by the store. */
  constructor(view: View, live: ReadPoint, nowMs: number, catalog: Catalog) {
    this.sequence = view.sequence;
    this.asOfMs = nowMs;
    this.#view = view;
    const check = (): void => {
      live.check();
      if (!this.#open) throw new FountainError("closed", "Cannot read: the view was closed");
    };
    const lent = (): View => {
      check();
      return view.share();
    };
    this.#catalog = new PastCatalog(lent);
    this.#point = {
      ...live,
      check,
      sequence: () => view.sequence,
      nowMs: () => nowMs,
      entry: (name) => this.#entry(name, catalog),
      find: (key, keyBytes) => view.find(key, keyBytes),
      view: lent,
    };
  }

  /** Reads a collection as it was. @throws FountainError `invalid` for a malformed name; its reads throw `closed` once the view is */
  collection<T = JsonValue>(name: string): CollectionReader<T> {
    checkCollectionName(name);
    return new CollectionReader<T>(name, this.#point);
  }

  /** The names of the collections that there were. @throws FountainError `gone` when that is not kept, `closed` */
  collections(): string[] {
    this.#point.check();
    if (!this.#view.keeps()) throw lostPast("which collections there were", this.sequence);
    return this.#catalog.names();
  }

  /**
   * The collection as it was. Where the past of the catalog is not kept, that of a collection with a retention of its own may be: what still
   * lives is known all the same, though not the indexes that it had.
   * @throws FountainError `gone` when that past is not kept
   */
  #entry(name: string, catalog: Catalog): CollectionEntry | undefined {
    const view = this.#view;
    const entry = view.keeps() ? this.#catalog.find(name) : catalog.find(name, view.sequence);
    if (view.keeps(entry?.space)) return entry;
    throw lostPast(JSON.stringify(name), view.sequence);
  }

  /** Gives back what the view holds; a second call does nothing. */
  close(): void {
    this.#open = false;
    this.#view.close();
  }

  /** `using view = store.view()` closes it at the end of the block. */
  [Symbol.dispose](): void {
    this.close();
  }
}
