/**
 * Building indexes on collections that have records already, behind everything else.
 *
 * ```
 *   slice ──> one commit: in its turn, the next records as they are then ──> entries, and how far the build is
 *     `── gives way ── slice ── ... ── last ──> unique: are there two records with one key? ──> ready, or dropped
 * ```
 *
 * From its definition on every write keeps the index up, so a slice that looks at records in the very turn in which it is sequenced, and
 * puts entries of those, leaves nothing out and nothing too much: whatever is written to these records later changes the
 * entries again. How far it is is written with the slice, so a restart goes on from there.
 *
 * Keys that several records have are found at the end: from then on all entries are there, and writes are refused that would make
 * another one.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import { asSequence } from "../base/types.ts";
import { afterPrefix, compareBytes } from "../encoding/bytes.ts";
import { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import { collides, entryKeys, idStart } from "../index/ordered/entries.ts";
import type { Platform } from "../platform/platform.ts";
import type { Catalog, CollectionEntry } from "./catalog.ts";
import { dropIndex, endBuild, firstEntry, type IndexEntry, writeBuild } from "./index_catalog.ts";
import { type Duplicates, DUPLICATES_NAMED_MAX, duplicatesError, tooMuchIn } from "./obstacles.ts";
import { entryExpiresAt, entryValue } from "./entry_value.ts";
import { keyOf } from "./names.ts";
import { readRecord } from "./record.ts";
import { indexed } from "./record_states.ts";

const SLICE_RECORDS_MAX = 512;
const SLICE_BYTES_MAX = 512 << 10;
/** Slices whose commits are under way at once. */
const SLICES_AHEAD = 3;
/** Failed builds that are remembered. */
const REFUSED_MAX = 100;
const CHECKED_PER_TURN = 2048;
const TEXT_DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** What builds are made of. */
export interface BuildParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly decodeUtf8: Platform["decodeUtf8"];
  readonly giveWay: () => Promise<void>;
}

/** See the module. One index is built at a time. */
export class IndexBuilds {
  readonly #parts: BuildParts;
  readonly #builds = new Map<IndexEntry, Promise<void>>();
  /** Why builds have failed, for who waits for them. */
  readonly #failures = new WeakMap<IndexEntry, unknown>();
  /** The same for who looks for the index later, by its collection's space and its name; the latest ones. */
  readonly #refused = new Map<string, FountainError>();
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: BuildParts) {
    this.#parts = parts;
  }

  /** Builds what of a collection is not built. */
  start(entry: CollectionEntry): void {
    for (const index of entry.indexes) {
      if (index.droppedSequence < Infinity || this.#builds.has(index)) continue;
      this.#refused.delete(refusedName(entry, index.definition.name));
      if (index.readySequence < Infinity) continue;
      const build = new IndexBuild(this.#parts, entry, index, () => this.#stopped);
      const running = this.#last.then(() => build.run());
      // Whoever waits for it hears of a failure; others find the index gone, or the store read-only.
      this.#last = running.then(undefined, (error) => this.#noteFailure(entry, index, error, build.refusal));
      this.#builds.set(index, running);
      this.#last.then(() => this.#builds.delete(index));
    }
  }

  /** Resolves when the index is ready. @throws FountainError `unique-violation` when it cannot be; `conflict` when it was dropped; `closed` */
  async finished(index: IndexEntry): Promise<void> {
    await this.#builds.get(index);
    if (this.#failures.has(index)) throw this.#failures.get(index);
  }

  #noteFailure(
    entry: CollectionEntry,
    index: IndexEntry,
    error: unknown,
    refusal: FountainError | undefined,
  ): void {
    this.#failures.set(index, error);
    if (refusal === undefined) return;
    this.#refused.set(refusedName(entry, index.definition.name), refusal);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > REFUSED_MAX && oldest !== undefined) this.#refused.delete(oldest);
  }

  /** Why the latest build of an index of that name failed, when records stood in its way; since the store was opened, and until there is one. */
  refusal(entry: CollectionEntry, name: string): FountainError | undefined {
    return this.#refused.get(refusedName(entry, name));
  }

  /** Ends builds between two slices. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#last;
  }
}

function refusedName({ space }: CollectionEntry, name: string): string {
  return `${space} ${name}`;
}

/** The build of one index. */
class IndexBuild {
  readonly #parts: BuildParts;
  readonly #entry: CollectionEntry;
  readonly #index: IndexEntry;
  readonly #isStopped: () => boolean;
  readonly #batch = new Batch();
  #atEnd = false;
  /** Why the index cannot be, when records stand in its way. */
  refusal: FountainError | undefined;

  constructor(parts: BuildParts, entry: CollectionEntry, index: IndexEntry, isStopped: () => boolean) {
    this.#parts = parts;
    this.#entry = entry;
    this.#index = index;
    this.#isStopped = isStopped;
  }

  async run(): Promise<void> {
    const { engine, giveWay } = this.#parts;
    const underWay: Promise<unknown>[] = [];
    try {
      while (!this.#atEnd) {
        this.#mustGoOn();
        if (underWay.length >= SLICES_AHEAD) await underWay.shift();
        const slice = engine.commit(this.#batch, () => this.#fillSlice(), SLICE_BYTES_MAX);
        slice.then(undefined, () => {});
        underWay.push(slice);
        await giveWay();
      }
    } finally {
      await Promise.allSettled(underWay);
      if (this.refusal !== undefined) await this.#drop();
    }
    for (const slice of underWay) await slice;
    const duplicates = this.#index.definition.kind === "unique" ? await this.#duplicates() : [];
    if (duplicates.length > 0) {
      this.refusal = duplicatesError(this.#index.definition, duplicates);
      await this.#drop();
      throw this.refusal;
    }
    await engine.commit(this.#batch, () => this.#becomeReady());
  }

  /** @throws FountainError `closed`, `conflict` */
  #mustGoOn(): void {
    if (this.#isStopped()) throw new FountainError("closed", "Cannot build the index: the store is closed");
    if (this.#isDropped()) throw dropped(this.#index);
  }

  #isDropped(): boolean {
    return this.#index.droppedSequence < Infinity || this.#entry.droppedSequence < Infinity;
  }

  /** The next records' entries. In the turn of its commit. */
  #fillSlice(): void {
    const batch = this.#batch;
    batch.clear();
    if (this.#isDropped()) throw dropped(this.#index);
    const { build } = this.#index;
    const { prefix } = this.#entry;
    const from = build.after === null ? prefix : keyOf(prefix, `${build.after}\0`);
    const cursor = this.#parts.engine.pendingCursor({ from, to: afterPrefix(prefix) });
    try {
      let bytes = 0;
      for (let records = 0; records < SLICE_RECORDS_MAX && bytes + batch.usedBytes < SLICE_BYTES_MAX; records++) {
        if (!cursor.next()) {
          this.#atEnd = true;
          break;
        }
        bytes += cursor.valueEnd - cursor.valueStart;
        build.after = this.#enter(cursor);
        build.done++;
      }
    } finally {
      cursor.close();
    }
    writeBuild(batch, this.#index);
  }

  #enter(cursor: VisibleCursor): string {
    const { keyBuffer, keyEnd, valueBuffer, valueStart, valueEnd, sequence } = cursor;
    const { definition, prefix } = this.#index;
    const id = TEXT_DECODER.decode(keyBuffer.subarray(this.#entry.prefix.length, keyEnd));
    const record = readRecord(id, valueBuffer, valueStart, valueEnd, sequence, this.#parts.decodeUtf8);
    const keys = entryKeys(definition, prefix, indexed(id, record));
    if (keys === undefined) throw this.refusal = tooMuchIn(definition, id);
    const value = entryValue(definition, record, keys.length, this.#batch);
    for (const key of keys) this.#batch.put(key, value);
    return id;
  }

  /** Some ids of records whose key another one has, too, each pair with its key's records. */
  async #duplicates(): Promise<Duplicates[]> {
    const { engine, giveWay } = this.#parts;
    const { definition, prefix } = this.#index;
    const found: Duplicates[] = [];
    const nowMs = engine.nowMs();
    const view = engine.view();
    const cursor = view.iterate({ from: firstEntry(prefix), to: afterPrefix(prefix) });
    let before = new Uint8Array(0);
    let beforeEnd = 0;
    try {
      for (let seen = 1; cursor.next() && found.length < DUPLICATES_NAMED_MAX; seen++) {
        if (entryExpiresAt(cursor) <= nowMs) continue;
        const key = cursor.keyBuffer.slice(0, cursor.keyEnd);
        const end = idStart(definition, prefix.length, key);
        if (compareBytes(before, 0, beforeEnd, key, 0, end) === 0 && collides(definition, prefix.length, key)) {
          found.push([TEXT_DECODER.decode(before.subarray(beforeEnd)), TEXT_DECODER.decode(key.subarray(end))]);
        }
        before = key;
        beforeEnd = end;
        if (seen % CHECKED_PER_TURN !== 0) continue;
        await giveWay();
        this.#mustGoOn();
      }
    } finally {
      cursor.close();
      view.close();
    }
    return found;
  }

  /** The index goes, and nothing of it is left. */
  async #drop(): Promise<void> {
    const { engine, catalog } = this.#parts;
    const index = this.#index;
    await engine.commit(this.#batch, () => {
      this.#batch.clear();
      if (this.#isDropped()) return;
      dropIndex(this.#batch, index);
      index.droppedSequence = engine.pendingSequence + 1;
      engine.setRetention(index.space, undefined);
    });
    catalog.forgetDropped(engine.sequence);
  }

  #becomeReady(): void {
    this.#batch.clear();
    if (this.#isDropped()) throw dropped(this.#index);
    endBuild(this.#batch, this.#index);
    this.#index.readySequence = asSequence(this.#parts.engine.pendingSequence + 1);
  }
}

function dropped({ definition: { name } }: IndexEntry): FountainError {
  return new FountainError("conflict", `Cannot build the index ${JSON.stringify(name)}: it was dropped meanwhile`);
}
