/**
 * The catalog: which collections there are, at which sequences.
 *
 * Each collection has a space of its own in the engine, a new one every time it is created: so dropping it is one write, and what
 * was in it can neither come back nor be confused with its namesake's records. The catalog itself is keys of the system space; the
 * present is held in memory as well, the past is looked up.
 *
 * @module
 */

import { corruption, invalid } from "../base/errors.ts";
import { asSequence, asSpaceId, type Sequence, type SpaceId } from "../base/types.ts";
import { spacePrefix } from "../encoding/internal_key.ts";
import { readVarint, varintBytes, writeVarint } from "../encoding/varint.ts";
import { afterPrefix } from "../encoding/bytes.ts";
import type { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { Retention } from "../engine/settings.ts";
import type { View } from "../engine/view.ts";
import { dropIndex, type IndexEntry, isDefined, listIndexes, makeIndex, writeIndex } from "./index_catalog.ts";
import type { IndexDefinition } from "../index/definition.ts";
import { keyOf } from "./names.ts";

const COLLECTION_PREFIX = new Uint8Array([0x00, 0x63]);
const NEXT_SPACE_KEY = new Uint8Array([0x00, 0x6e]);
/** Marks a folder of `fountainstore/level`, whose keys are no records. */
const LEVEL_KEY = new Uint8Array([0x00, 0x6c]);
const TEXT_DECODER = new TextDecoder();
const TEXT_ENCODER = new TextEncoder();

/** One collection, from its creation to its drop. */
export interface CollectionEntry {
  readonly name: string;
  readonly space: SpaceId;
  /** What begins the keys of its records. */
  readonly prefix: Uint8Array;
  /** The caller's own mark; null when none was given. */
  readonly version: string | null;
  /** Which past versions of its records are kept; null: as the store's setting says. */
  retention: Retention | null;
  /** It is there from this sequence on. */
  readonly createdSequence: Sequence;
  /** And up to, not including, this one; Infinity while it lives. */
  droppedSequence: number;
  /** Its indexes; dropped ones too, until their drop is visible to all. */
  readonly indexes: IndexEntry[];
}

/** True when a reader at `sequence` sees the collection. */
export function isThere(entry: CollectionEntry, sequence: number): boolean {
  return entry.createdSequence <= sequence && sequence < entry.droppedSequence;
}

/** See the module. */
export class Catalog {
  /** By name, the newest last; a dropped one stays until its drop is visible to all. */
  readonly #entries = new Map<string, CollectionEntry[]>();
  /** The same, by space. */
  readonly #spaces = new Map<SpaceId, CollectionEntry>();
  #nextSpace = 1;

  /** Reads the present catalog. @throws FountainError `invalid` when the folder is not a document store's */
  constructor(view: View) {
    if (view.find(LEVEL_KEY) !== undefined) {
      throw invalid("Cannot open: the folder holds a level, not a document store; open it by fountainstore/level");
    }
    const indexes = listIndexes(view);
    for (const entry of listInView(view)) {
      entry.indexes.push(...indexes.get(entry.space) ?? []);
      this.add(entry);
    }
    const next = view.find(NEXT_SPACE_KEY);
    if (next === undefined) return;
    this.#nextSpace = readVarint(next.buffer, next.start, next.end);
  }

  /** The collection of that name at `sequence`, which must not be older than what readers see now. */
  find(name: string, sequence: number): CollectionEntry | undefined {
    const entries = this.#entries.get(name);
    if (entries === undefined) return undefined;
    // Every read comes through here: a loop, not a closure.
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at] as CollectionEntry;
      if (isThere(entry, sequence)) return entry;
    }
    return undefined;
  }

  /** The collection that has the space at `sequence`; as for {@link find}. */
  inSpace(space: SpaceId, sequence: number): CollectionEntry | undefined {
    const entry = this.#spaces.get(space);
    return entry !== undefined && isThere(entry, sequence) ? entry : undefined;
  }

  /** All collections at `sequence`, by name; as for {@link find}. */
  list(sequence: number): CollectionEntry[] {
    const all = [...this.#entries.values()].flatMap((entries) => entries.filter((entry) => isThere(entry, sequence)));
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A collection that is created at `created`, in a space that was never used; spaces that are not used after all are lost, which does no harm. */
  make(name: string, version: string | null, retention: Retention | null, created: Sequence): CollectionEntry {
    return makeEntry(name, version, retention, asSpaceId(this.#nextSpace++), created);
  }

  /** Adds an entry's creation to a batch. */
  create(batch: Batch, entry: CollectionEntry): void {
    Catalog.write(batch, entry, entry.retention);
    this.#writeNextSpace(batch);
  }

  /** An index that is defined at `created`, in a space that was never used. */
  makeIndex(entry: CollectionEntry, definition: IndexDefinition, created: Sequence): IndexEntry {
    return makeIndex(definition, entry.prefix, asSpaceId(this.#nextSpace++), created);
  }

  /** Adds an index's definition to a batch. */
  createIndex(batch: Batch, index: IndexEntry, ready: boolean): void {
    writeIndex(batch, index, ready);
    this.#writeNextSpace(batch);
  }

  #writeNextSpace(batch: Batch): void {
    const next = new Uint8Array(varintBytes(this.#nextSpace));
    writeVarint(next, 0, this.#nextSpace);
    batch.put(NEXT_SPACE_KEY, next);
  }

  /** Adds an entry as it is, but for its retention, to a batch. */
  static write(
    batch: Batch,
    { name, space, version, createdSequence }: CollectionEntry,
    retention: Retention | null,
  ): void {
    const json = { space, version, created: createdSequence, ...retention === null ? {} : { retention } };
    batch.put(keyOf(COLLECTION_PREFIX, name), TEXT_ENCODER.encode(JSON.stringify(json)));
  }

  /** Notes a creation. REQUIRES: its commit is sequenced in this turn. */
  add(entry: CollectionEntry): void {
    this.#spaces.set(entry.space, entry);
    this.#entries.set(entry.name, [...this.#entries.get(entry.name) ?? [], entry]);
  }

  /** Adds an entry's drop to a batch. @param indexes that it has by now */
  static drop(batch: Batch, entry: CollectionEntry, indexes: readonly IndexEntry[]): void {
    batch.delete(keyOf(COLLECTION_PREFIX, entry.name));
    batch.dropSpace(entry.prefix);
    for (const index of indexes) dropIndex(batch, index);
  }

  /** Forgets entries whose drop everybody sees. */
  forgetDropped(published: Sequence): void {
    for (const [name, entries] of this.#entries) {
      const rest = entries.filter((entry) => entry.droppedSequence > published);
      for (const entry of entries) if (!rest.includes(entry)) this.#spaces.delete(entry.space);
      if (rest.length === 0) this.#entries.delete(name);
      else if (rest.length < entries.length) this.#entries.set(name, rest);
      for (const { indexes } of rest) {
        const kept = indexes.filter(({ droppedSequence }) => droppedSequence > published);
        if (kept.length < indexes.length) indexes.splice(0, indexes.length, ...kept);
      }
    }
  }
}

/** The collection of that name as `view` sees it; for the past. */
export function findInView(view: View, name: string): CollectionEntry | undefined {
  const found = view.find(keyOf(COLLECTION_PREFIX, name));
  if (found === undefined) return undefined;
  const entry = readEntry(name, found.buffer.subarray(found.start, found.end), found.sequence);
  entry.indexes.push(...listIndexes(view, entry.prefix).get(entry.space) ?? []);
  return entry;
}

/** The indexes that a reader or a writer at `sequence` has to do with, by name. */
export function indexesAt(entry: CollectionEntry, sequence: number): IndexEntry[] {
  return entry.indexes.filter((index) => isDefined(index, sequence)).sort((a, b) =>
    a.definition.name < b.definition.name ? -1 : 1
  );
}

/** The one of them with that name. */
export function indexNamed(entry: CollectionEntry, sequence: number, name: string): IndexEntry | undefined {
  return entry.indexes.find((index) => index.definition.name === name && isDefined(index, sequence));
}

/** All collections as `view` sees them, by name; for the past. */
export function listInView(view: View): CollectionEntry[] {
  const entries: CollectionEntry[] = [];
  const cursor = view.iterate({ from: COLLECTION_PREFIX, to: afterPrefix(COLLECTION_PREFIX) });
  try {
    while (cursor.next()) {
      const name = TEXT_DECODER.decode(cursor.keyBuffer.subarray(COLLECTION_PREFIX.length, cursor.keyEnd));
      entries.push(readEntry(name, cursor.valueBuffer.subarray(cursor.valueStart, cursor.valueEnd), cursor.sequence));
    }
  } finally {
    cursor.close();
  }
  return entries;
}

function makeEntry(
  name: string,
  version: string | null,
  retention: Retention | null,
  space: SpaceId,
  createdSequence: Sequence,
): CollectionEntry {
  const prefix = spacePrefix(space);
  return { name, space, prefix, version, retention, createdSequence, droppedSequence: Infinity, indexes: [] };
}

function readEntry(name: string, value: Uint8Array, sequence: Sequence): CollectionEntry {
  const json = JSON.parse(TEXT_DECODER.decode(value)) as Record<string, unknown>;
  const { space, version, created = sequence, retention = null } = json;
  if (typeof space !== "number" || typeof created !== "number") {
    throw corruption({
      file: "catalog",
      offset: 0,
      expected: "a collection",
      found: "other bytes behind a good checksum",
    });
  }
  return makeEntry(
    name,
    typeof version === "string" ? version : null,
    retention as Retention | null,
    asSpaceId(space),
    asSequence(created),
  );
}

/** Tells the engine which past versions are kept in the spaces of a living collection: its records' and its indexes'. */
export function applyRetention(engine: Engine, { space, retention, indexes }: CollectionEntry): void {
  const living = indexes.filter(({ droppedSequence }) => droppedSequence === Infinity);
  for (const each of [space, ...living.map((index) => index.space)]) engine.setRetention(each, retention ?? undefined);
}
