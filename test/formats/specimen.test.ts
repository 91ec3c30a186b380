/**
 * Stores that earlier versions left behind: they are opened and read as they were.
 *
 * @module
 */

import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type EngineSettings, open, type Store } from "../../mod.ts";
import type { Readable } from "../support/store_model.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { type ExpectedState, type ExpectedVersion, readSpecimen, type Specimen, specimenFolder } from "./specimen.ts";

/** So nothing of the past goes while the test looks at it. */
const KEEP: Partial<EngineSettings> = { memoryBytes: 8 << 20, retention: { keep: "all" } };

/** A copy of a specimen, opened. */
async function openCopy(formatVersion: number, settings = KEEP): Promise<{ store: Store; path: string }> {
  const path = join(tempFolder(), "store");
  cpSync(specimenFolder(formatVersion), path, { recursive: true });
  const store = await open({ ...settings, path });
  onTestFinished(() => store.close());
  return { store, path };
}

function stateOf(source: Readable, names: readonly string[]): ExpectedState {
  return Object.fromEntries(names.map((name) => {
    return [
      name,
      [...source.collection(name).scan()].map((r) => [r.id, r.json, r.version, r.sequence, r.committedAtMs] as const),
    ];
  }));
}

function historyOf(store: Store, name: string, id: string): ExpectedVersion[] {
  return [...store.collection(name).history(id)].map((
    { sequence, record, committedAtMs },
  ) => [sequence, record?.json ?? null, committedAtMs]);
}

/** Expects everything that the specimen has. @param atLeast the sequence may have risen since */
function expectSpecimen(store: Store, specimen: Specimen, atLeast = false): void {
  const names = specimen.collections.map(([name]) => name);
  expect(store.storeId).toBe(specimen.storeId);
  if (atLeast) expect(store.sequence).toBeGreaterThanOrEqual(specimen.sequence);
  else expect(store.sequence).toBe(specimen.sequence);
  expect(store.collections().map(({ name, version }) => [name, version])).toEqual(specimen.collections);
  expect(stateOf(store, names)).toEqual(specimen.state);
  for (const [name, records] of Object.entries(specimen.state)) {
    for (const [id, json] of records) expect(store.collection(name).get(id)?.json).toBe(json);
  }
  expect(store.snapshots().map(({ id, sequence, createdAtMs }) => ({ id, sequence, createdAtMs }))).toEqual(
    specimen.snapshots.map(({ id, sequence, createdAtMs }) => ({ id, sequence, createdAtMs })),
  );
  for (const { id, state } of specimen.snapshots) {
    const snapshot = store.openSnapshot(id);
    expect(snapshot.collections()).toEqual(Object.keys(state));
    expect(stateOf(snapshot, Object.keys(state))).toEqual(state);
  }
}

function expectHistories(store: Store, specimen: Specimen): void {
  for (const [name, histories] of Object.entries(specimen.histories)) {
    for (const [id, versions] of Object.entries(histories)) {
      expect([name, id, historyOf(store, name, id)]).toEqual([name, id, versions]);
    }
  }
}

describe("the specimen of format version 1", () => {
  const specimen = readSpecimen(1);

  it("has every kind of thing that a folder can have", () => {
    expect(readdirSync(specimenFolder(1)).sort()).toEqual(["LOCK", "MANIFEST", "log", "tables"]);
    expect(readdirSync(join(specimenFolder(1), "log")).length).toBeGreaterThan(2);
    expect(readdirSync(join(specimenFolder(1), "tables")).length).toBeGreaterThan(4);
    const versions = Object.values(specimen.histories).flatMap((histories) => Object.values(histories));
    expect(versions.some((history) => history.some(([, json]) => json === null))).toBe(true);
    expect(specimen.snapshots.map(({ state }) => Object.keys(state).length)).toEqual([5, 5]);
  });

  it("opens, verifies, and reads as it was: records, histories, snapshots", async () => {
    const { store } = await openCopy(1);
    const report = await store.verify();
    expect([report.errors, report.tables]).toEqual([[], 5]);
    expectSpecimen(store, specimen);
    expectHistories(store, specimen);
  });

  it("stays so when it is closed and opened again, compacted, and written to", async () => {
    const { store, path } = await openCopy(1);
    await store.close();
    const second = await open({ ...KEEP, path });
    onTestFinished(() => second.close());
    expectSpecimen(second, specimen);
    await second.compact();
    expectSpecimen(second, specimen);
    expectHistories(second, specimen);
    await second.collection("another").put("x", 1);
    await second.dropCollection("another");
    await second.close();
    const third = await open({ ...KEEP, path });
    onTestFinished(() => third.close());
    expect((await third.verify()).errors).toEqual([]);
    expectSpecimen(third, specimen, true);
  });

  it("keeps what its snapshots see when nothing else of the past is kept", async () => {
    const { store } = await openCopy(1, { memoryBytes: 8 << 20, retention: { keep: "latest" }, changesKept: { sequences: 0, ageMs: 0, bytes: 0 } });
    await store.compact();
    expectSpecimen(store, specimen);
  });

  it("gives a new collection a space that none ever had", async () => {
    const { store } = await openCopy(1);
    for (const name of ["one", "two", "three"]) await store.collection(name).put("only", name);
    for (const name of ["one", "two", "three"]) {
      expect([...store.collection(name).scan()].map(({ data }) => data)).toEqual([name]);
    }
    expect(store.collection("empty").has("x")).toBe(false);
  });
});
