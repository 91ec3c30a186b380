/**
 * Indexes in the catalog: their definitions, their spaces, and how far they are.
 *
 * ```
 *   defined ──> building ──────────────────> ready ──> dropped          each at a sequence
 *               its own writes keep it up,   serves readers from
 *               the build adds the rest      here on
 * ```
 *
 * A definition is a key of the system space, beside that of its collection, by the collection's space: a new collection of the same
 * name has none of the old one's indexes. Readers of the past read the definition as it was then: an index serves them when it was ready.
 *
 * @module
 */

import { corruption } from "../base/errors.ts";
import { asSpaceId, type Sequence, type SpaceId } from "../base/types.ts";
import { afterPrefix, joined } from "../encoding/bytes.ts";
import { spaceOf, spacePrefix } from "../encoding/internal_key.ts";
import type { Batch } from "../engine/batch.ts";
import type { View } from "../engine/view.ts";
import { defineIndex, type IndexDefinition, type IndexSpec } from "../index/definition.ts";
import { keyOf } from "./names.ts";

const INDEX_PREFIX = new Uint8Array([0x00, 0x69]);
const TEXT_DECODER = new TextDecoder();
const TEXT_ENCODER = new TextEncoder();

/** How far a build is. */
export interface BuildPosition {
  /** The last record that was looked at; null: none yet. */
  after: string | null;
  /** How many were looked at. */
  done: number;
}

/** One index, from its definition to its drop. */
export interface IndexEntry {
  readonly definition: IndexDefinition;
  /** What begins the keys of its collection's records. */
  readonly collection: Uint8Array;
  readonly space: SpaceId;
  /** What begins the keys of its entries. */
  readonly prefix: Uint8Array;
  /** It is there from this sequence on. */
  readonly createdSequence: Sequence;
  /** It serves readers from this one on; Infinity while it is built. */
  readySequence: number;
  /** It is gone from this one on; Infinity while it lives. */
  droppedSequence: number;
  readonly build: BuildPosition;
}

/** What is stored of an index. */
interface StoredIndex extends IndexSpec {
  readonly space: number;
  readonly ready: boolean;
}

/** An index in a space that was never used. */
export function makeIndex(
  definition: IndexDefinition,
  collection: Uint8Array,
  space: SpaceId,
  createdSequence: Sequence,
): IndexEntry {
  return {
    definition,
    collection,
    space,
    prefix: spacePrefix(space),
    createdSequence,
    readySequence: Infinity,
    droppedSequence: Infinity,
    build: { after: null, done: 0 },
  };
}

/** True when a reader, or a writer, at `sequence` has to do with the index. */
export function isDefined(index: IndexEntry, sequence: number): boolean {
  return index.createdSequence <= sequence && sequence < index.droppedSequence;
}

/** Adds an index's definition to a batch. */
export function writeIndex(batch: Batch, index: IndexEntry, ready: boolean): void {
  const { definition, collection, space } = index;
  const stored: StoredIndex = { ...definition.spec, space, ready };
  batch.put(indexKey(collection, definition.name), TEXT_ENCODER.encode(JSON.stringify(stored)));
}

/**
 * Adds to a batch how far a build is. It stands in the index's own space, before all entries: so what a build writes has keys of that space
 * only, and merging it touches no other tables.
 */
export function writeBuild(batch: Batch, { prefix, build: { after, done } }: IndexEntry): void {
  batch.put(buildKey(prefix), TEXT_ENCODER.encode(JSON.stringify({ after, done })));
}

/** Adds to a batch that the build has ended: the index is ready. */
export function endBuild(batch: Batch, index: IndexEntry): void {
  writeIndex(batch, index, true);
  batch.delete(buildKey(index.prefix));
}

/** What begins the keys of an index's entries, and not the one of its build. */
export function firstEntry(prefix: Uint8Array): Uint8Array {
  return joined(prefix, Uint8Array.of(0x01));
}

function buildKey(prefix: Uint8Array): Uint8Array {
  return joined(prefix, Uint8Array.of(0x00));
}

/** Adds an index's drop to a batch. Its past goes with it: finds in the past can do without, and the space is wanted back. */
export function dropIndex(batch: Batch, { definition, collection, prefix }: IndexEntry): void {
  batch.delete(indexKey(collection, definition.name));
  batch.dropSpace(prefix, true);
}

/** All indexes as `view` sees them, by the spaces of their collections, each list by name. */
export function listIndexes(view: View, collection: Uint8Array = new Uint8Array(0)): Map<SpaceId, IndexEntry[]> {
  const found = new Map<SpaceId, IndexEntry[]>();
  const from = joined(INDEX_PREFIX, collection);
  const cursor = view.iterate({ from, to: afterPrefix(from) });
  try {
    while (cursor.next()) {
      const key = cursor.keyBuffer.subarray(0, cursor.keyEnd);
      const space = spaceOf(key, INDEX_PREFIX.length);
      const name = TEXT_DECODER.decode(key.subarray(INDEX_PREFIX.length + 1 + (key[INDEX_PREFIX.length] as number)));
      const value = cursor.valueBuffer.subarray(cursor.valueStart, cursor.valueEnd);
      const list = found.get(space) ?? [];
      list.push(readIndex(name, spacePrefix(space), TEXT_DECODER.decode(value), cursor.sequence));
      found.set(space, list);
    }
  } finally {
    cursor.close();
  }
  for (const index of [...found.values()].flat()) if (index.readySequence === Infinity) readBuild(view, index);
  return found;
}

function readBuild(view: View, { prefix, build }: IndexEntry): void {
  const found = view.find(buildKey(prefix));
  if (found === undefined) return;
  const { after, done } = JSON.parse(
    TEXT_DECODER.decode(found.buffer.subarray(found.start, found.end)),
  ) as BuildPosition;
  build.after = after;
  build.done = done;
}

function readIndex(name: string, collection: Uint8Array, value: string, sequence: Sequence): IndexEntry {
  const { space, ready, ...spec } = JSON.parse(value) as StoredIndex;
  if (typeof space !== "number" || typeof ready !== "boolean") {
    throw corruption({
      file: "catalog",
      offset: 0,
      expected: "an index",
      found: "other bytes behind a good checksum",
    });
  }
  const index = makeIndex(defineIndex(name, spec), collection, asSpaceId(space), sequence);
  if (ready) index.readySequence = sequence;
  return index;
}

function indexKey(collection: Uint8Array, name: string): Uint8Array {
  return keyOf(joined(INDEX_PREFIX, collection), name);
}
