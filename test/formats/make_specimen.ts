/**
 * Made the specimen of format version 1, once: a small store as version 0.1.0 left it, and what is to be read from it.
 *
 * It runs on the simulated machine, so the same program makes the same bytes. A later version of the store makes others: then this program
 * is of no use for version 1 any more, and the specimen is what stays. For a new format version, make another folder beside it.
 *
 * Usage: bun test/formats/make_specimen.ts
 *
 * @module
 */

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CollectionReader, open, type Store } from "../../mod.ts";
import { simulatedMachine } from "../../src/platform/simulated.ts";
import type { Readable } from "../support/store_model.ts";
import type { ExpectedRecord, ExpectedState, Specimen } from "./specimen.ts";

const FOLDER = fileURLToPath(new URL("./version_1/", import.meta.url));
const SETTINGS = {
  memoryBytes: 4 << 20,
  memtableBytes: 16 << 10,
  blockBytes: 1024,
  tableBytes: 2 << 10,
  level0Tables: 4,
  level1Bytes: 64 << 10,
  walSegmentBytes: 2 << 10,
  retention: { keep: "last", versions: 3 },
} as const;

/** Texts that a careless reader would change. */
const TEXTS = [
  `{"n":12345678901234567890,"m":1.10,"e":1e400,"z":-0}`,
  `{"b":1,"a":2,"b":3}`,
  ` [ "\\ud83d" , "\\u0041" , "😀" , "\uffff" ] `,
  `null`,
  `""`,
];
const IDS = ["a", "a/b c", "a\0", "é", "\uFEFFmark", "\uffff", "😀"];

/** First life: what ends up in the tables of two levels. */
async function fillTables(store: Store): Promise<void> {
  const cities = store.collection("cities");
  await store.createCollection("empty", { version: "made first" });
  for (let at = 0; at < 60; at++) {
    await cities.put(`city ${String(at).padStart(3, "0")}`, { name: `City ${at}`, population: at * 1000 });
  }
  await store.batch(
    IDS.map((id, at) => ({ op: "put", collection: "ids", id, json: TEXTS[at % 5] ?? "0", version: `v${at}` })),
  );
  for (let at = 0; at < 20; at++) await store.collection("gone").put(`g${at}`, { at });
  await store.collection("large").put("x", { text: "large 😀 ".repeat(500) });
  await store.snapshot({ ttlMs: null });
  await store.compact("full");
  for (let at = 0; at < 60; at += 3) {
    await cities.put(`city ${String(at).padStart(3, "0")}`, { name: `City ${at}`, population: at * 1001, grown: true });
  }
  for (let at = 1; at < 60; at += 7) await cities.delete(`city ${String(at).padStart(3, "0")}`);
  await store.dropCollection("gone");
  await store.flush();
  await store.collection("ids").delete("é");
  await store.collection("gone").put("g1", "of another life");
  for (let version = 0; version < 5; version++) await cities.put("city 002", { version });
  await store.snapshot({ ttlMs: null });
  await store.flush();
}

/** Second life: what stays in the log. */
async function fillLog(store: Store): Promise<void> {
  const cities = store.collection("cities");
  await store.batch([
    { op: "put", collection: "cities", id: "city 002", data: "in the log" },
    { op: "delete", collection: "cities", id: "city 003" },
    { op: "put", collection: "new", id: "x", json: TEXTS[0] ?? "0", version: "of a batch" },
  ]);
  for (let at = 0; at < 25; at++) await cities.put(`late ${at}`, { filler: "z".repeat(at * 10) });
  await store.dropCollection("empty");
  await cities.delete("late 7");
}

function stateOf(source: Readable, names: readonly string[]): ExpectedState {
  return Object.fromEntries(names.map((name) => [name, recordsOf(source.collection(name))]));
}

function recordsOf(records: CollectionReader): ExpectedRecord[] {
  return [...records.scan()].map(({ id, json, version, sequence, committedAtMs }) => {
    return [id, json, version, sequence, committedAtMs];
  });
}

function historiesOf(store: Store, names: readonly string[]): Specimen["histories"] {
  const ids = ["city 000", "city 001", "city 002", "city 003", "late 7", "x", "g1", ...IDS];
  return Object.fromEntries(names.map((name) => [
    name,
    Object.fromEntries(ids.map((id) => [
      id,
      [...store.collection(name).history(id)].map(({ sequence, deleted, record, committedAtMs }) =>
        [sequence, deleted ? null : record?.json ?? null, committedAtMs] as const
      ),
    ])),
  ]));
}

function describe(store: Store): Specimen {
  const names = store.collections().map(({ name }) => name);
  return {
    storeId: store.storeId,
    sequence: store.sequence,
    collections: store.collections().map(({ name, version }) => [name, version]),
    state: stateOf(store, names),
    histories: historiesOf(store, names),
    snapshots: store.snapshots().map(({ id, sequence, createdAtMs }) => {
      const snapshot = store.openSnapshot(id);
      return { id, sequence, createdAtMs, state: stateOf(snapshot, snapshot.collections()) };
    }),
  };
}

const machine = simulatedMachine({ seed: 1 });
const store = await open({ ...SETTINGS, path: "/store", platform: machine.platform() });
await fillTables(store);
machine.shiftClock(60_000);
await fillLog(store);
const specimen = describe(store);

// What was put can be said without the store.
assert.equal(specimen.state["cities"]?.length, 60 - 9 - 1 + 24);
assert.deepEqual(specimen.state["cities"]?.find(([id]) => id === "city 002")?.[1], `"in the log"`);
assert.deepEqual(specimen.state["ids"]?.map(([id]) => id), ["a", "a\0", "a/b c", "\uFEFFmark", "\uffff", "😀"]);
assert.deepEqual(specimen.collections.map(([name]) => name), ["cities", "gone", "ids", "large", "new"]);
assert.equal(specimen.snapshots[0]?.state["gone"]?.length, 20);
assert.equal(specimen.snapshots[1]?.state["gone"]?.length, 1);

rmSync(FOLDER, { recursive: true, force: true });
// The store is not closed: that would empty the log.
for (const { path } of machine.listFiles()) {
  const file = join(FOLDER, path.replace("/store/", ""));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, machine.readFile(path));
}
writeFileSync(fileURLToPath(new URL("./version_1.json", import.meta.url)), `${JSON.stringify(specimen)}\n`);
for (const { path, sizeBytes } of machine.listFiles()) console.log(path, sizeBytes);
console.log(JSON.stringify(store.metrics().engine.levels));
