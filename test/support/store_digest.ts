/**
 * All that can be read of a store, in a few lines: two runtimes that read the same folder must come to the same.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { CollectionReader, RecordVersion, Store, StoredRecord } from "../../mod.ts";

/** What is compared. */
export interface StoreDigest {
  readonly storeId: string;
  readonly sequence: number;
  /** One line for each collection: name, version, records, hash of the records, hash of their histories. */
  readonly collections: readonly string[];
  /** One line for each snapshot: id, sequence, terms, and for each of its collections name, records, hash. */
  readonly snapshots: readonly string[];
}

/** Reads everything in the store, by scans both ways, by id, and by history. */
export function digestOf(store: Store): StoreDigest {
  const past = store.snapshots().map(({ id }) => store.openSnapshot(id));
  const collections = store.collections().map(({ name, version }) => {
    const records = store.collection(name);
    // Deleted records have a history too.
    const ids = [records, ...past.map((snapshot) => snapshot.collection(name))].flatMap(idsOf);
    return `${name} ${version} ${recordsOf(records)} ${historiesOf(records, new Set(ids))}`;
  });
  const snapshots = store.snapshots().map(({ id, sequence, createdAtMs, expiresAtMs }) => {
    const snapshot = store.openSnapshot(id);
    const names = snapshot.collections().map((name) => `${name} ${recordsOf(snapshot.collection(name))}`);
    return [id, sequence, createdAtMs, expiresAtMs, ...names].join(" ");
  });
  return { storeId: store.storeId, sequence: store.sequence, collections, snapshots };
}

function recordsOf(records: CollectionReader): string {
  const scanned = [...records.scan()].map(show);
  const backwards = [...records.scan({ reverse: true })].map(show).reverse();
  const looked = [...records.scan()].map(({ id }) => show(records.get(id)));
  if (scanned.join() !== backwards.join()) throw new Error(`${records.name} reads otherwise in reverse`);
  if (scanned.join() !== looked.join()) throw new Error(`${records.name} reads otherwise by id`);
  return `${scanned.length} ${hash(scanned)}`;
}

function idsOf(records: CollectionReader): string[] {
  return [...records.scan()].map(({ id }) => id);
}

function historiesOf(records: CollectionReader, ids: ReadonlySet<string>): string {
  return hash([...ids].flatMap((id) => [...records.history(id)].map(showVersion)));
}

function show(record: StoredRecord | undefined): string {
  if (record === undefined) return "none";
  const { id, json, version, sequence, committedAtMs, data } = record;
  return JSON.stringify([id, json, version, sequence, committedAtMs, data]);
}

function showVersion({ sequence, deleted, record, committedAtMs }: RecordVersion): string {
  return `${sequence} ${deleted} ${show(record)} ${committedAtMs}`;
}

function hash(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}
