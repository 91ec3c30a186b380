/**
 * Indexes in the past: one that was dropped since answers to snapshots and views from before its drop, and is never taken for whole where its
 * entries may be gone.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { CollectionReader, JsonValue, OpenOptions, Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench, TINY, TINY_WITH_CHANGES } from "../support/stores.ts";

const RECORDS = 300;
/** Half of the records. */
const EVEN = { filter: { n: { $lt: 50 } }, pageSize: 1000 };

/** Records with `n` from 0 to 99, an index over it, then updates of all; the index is dropped. Gives the sequence before the updates. */
async function filled(store: Store): Promise<number> {
  const c = store.collection("c");
  const put = (at: number, n: number) => c.put(`r${at}`, { n, text: "x".repeat(60) });
  for (let at = 0; at < RECORDS; at++) await put(at, at % 100);
  await c.createIndex("byN", { kind: "multi", keyPath: ".n" });
  const { sequence } = store.metrics();
  for (let at = 0; at < RECORDS; at++) await put(at, 1000);
  await c.dropIndex("byN");
  return sequence;
}

/** What a reader sees by the index, and how it finds. */
async function seen(reader: CollectionReader<JsonValue>): Promise<unknown[]> {
  const { items, explain } = await reader.find({ ...EVEN, explain: true });
  const { groups } = await reader.aggregate({ metrics: { sum: { sum: ".n" } } });
  return [
    items.length,
    explain?.index,
    groups[0]?.metrics["sum"],
    [...reader.indexEquals("byN", 7)].map(({ id }) => id).sort(),
    await reader.indexRange("byN", { gte: 50, lt: 1000 }).count(),
    reader.indexes().map(({ name, state, entries }) => [name, state, entries]),
  ];
}

const ALL_SEEN = [150, "byN", 14850, ["r107", "r207", "r7"], 150, [["byN", "ready", RECORDS]]];

/** Everything that could go is gone. */
async function worn(bench: Bench, store: Store, options: Partial<OpenOptions>): Promise<Store> {
  await store.collection("other").put("a", 1);
  await store.dropCollection("other");
  await store.flush();
  await store.compact();
  const again = await bench.reopen(store, options);
  await again.compact();
  return again;
}

describe("an index that was dropped since is gone from a past that is kept: finds scan, look-ups are refused", () => {
  const kept: [string, Partial<OpenOptions>][] = [
    ["by the retention", { ...TINY, retention: { keep: "all" } }],
    ["by its age", { ...TINY, retention: { keep: "age", ageMs: 3_600_000 } }],
    ["by changesKept", TINY_WITH_CHANGES],
  ];
  it.each(kept)("%s", async (_, options) => {
    const bench = new Bench();
    let store = await bench.open(options);
    const sequence = await filled(store);
    for (let round = 0; round < 3; round++) {
      using view = store.at({ sequence });
      const c = view.collection("c");
      const { items, explain } = await c.find({ ...EVEN, explain: true });
      expect([items.length, explain?.plan, c.indexes()]).toEqual([150, "scan", []]);
      await expectCode("gone", () => [...c.indexEquals("byN", 7)]);
      await expectCode("gone", () => c.indexRange("byN").page());
      await expectCode("not-found", () => [...c.indexEquals("other", 7)]);
      await expectCode("not-found", () => [...store.collection("c").indexEquals("byN", 7)]);
      store = await worn(bench, store, options);
    }
  });

  it("and its space comes back by itself", async () => {
    const bench = new Bench();
    const store = await bench.open({ memtableBytes: 64 << 10, walSegmentBytes: 16 << 10 });
    const c = store.collection<{ n: number }>("c");
    for (let at = 0; at < RECORDS; at++) await c.put(`r${at}`, { n: at });
    await store.flush();
    const before = bench.tableBytes();
    await c.createIndex("byN", { kind: "multi", keyPath: ".n", covering: true });
    await store.flush();
    expect(bench.tableBytes()).toBeGreaterThan(before * 1.3);
    const { sequence } = store.metrics();
    await c.dropIndex("byN");
    await expect.poll(() => bench.tableBytes()).toBeLessThan(before * 1.1);
    using view = store.at({ sequence });
    expect((await view.collection("c").find({ filter: { n: { $lt: 9 } } })).items.length).toBe(9);
    await store.close();
  });
});

describe("an index that was dropped since answers in a past from before its drop", () => {
  it("by a snapshot, for the snapshot and for at", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    const c = store.collection("c");
    for (let at = 0; at < RECORDS; at++) await c.put(`r${at}`, { n: at % 100 });
    await c.createIndex("byN", { kind: "multi", keyPath: ".n" });
    const { id, sequence } = await store.snapshot();
    for (let at = 0; at < RECORDS; at++) await c.put(`r${at}`, { n: 1000 });
    await c.dropIndex("byN");
    store = await worn(bench, store, TINY);
    expect(await seen(store.openSnapshot(id).collection("c"))).toEqual(ALL_SEEN);
    {
      using view = store.at({ sequence });
      expect(await seen(view.collection("c"))).toEqual(ALL_SEEN);
    }
    // Without the snapshot nothing of that is kept.
    const withSnapshot = bench.tableBytes();
    await store.openSnapshot(id).release();
    await expect.poll(() => bench.tableBytes()).toBeLessThan(withSnapshot * 0.8);
    await store.compact();
    await expectCode("gone", () => store.at({ sequence }));
  });

  it("by a view, while another of the same name is there", async () => {
    const store = await new Bench().open(TINY);
    const c = store.collection("c");
    for (let at = 0; at < RECORDS; at++) await c.put(`r${at}`, { n: at % 100, m: "a" });
    await c.createIndex("byN", { kind: "multi", keyPath: ".n" });
    using view = store.view();
    await c.dropIndex("byN");
    await c.createIndex("byN", { kind: "multi", keyPath: ".m" });
    await store.flush();
    await store.compact();
    expect(await seen(view.collection("c"))).toEqual(ALL_SEEN);
    expect([...c.indexEquals("byN", 7)]).toEqual([]);
  });
});

describe("where its entries are not kept, finds scan and look-ups are refused", () => {
  it("when the collection keeps its past and the store does not: no definition is left", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    await store.createCollection("c", { retention: { keep: "all" } });
    const sequence = await filled(store);
    await store.collection("c").createIndex("later", { kind: "multi", keyPath: ".n" });
    for (let round = 0; round < 2; round++) {
      using view = store.at({ sequence });
      const c = view.collection("c");
      const { items, explain } = await c.find({ ...EVEN, explain: true });
      expect([items.length, explain?.plan, c.indexes()]).toEqual([150, "scan", []]);
      await expectCode("gone", () => [...c.indexEquals("byN", 7)]);
      await expectCode("gone", () => c.indexRange("byN").page());
      await expectCode("conflict", () => [...c.indexEquals("later", 7)]);
      store = await worn(bench, store, TINY);
    }
  });

  it("when the index is one of a time in which the collection kept the latest only", async () => {
    const options: Partial<OpenOptions> = { ...TINY, retention: { keep: "all" } };
    const bench = new Bench();
    let store = await bench.open(options);
    await store.createCollection("c", { retention: { keep: "latest" } });
    const sequence = await filled(store);
    await store.flush();
    await store.compact();
    await expectCode("gone", () => store.at({ sequence }).collection("c").get("r1"));
    store = await worn(bench, store, options);
    await expectCode("gone", () => store.at({ sequence }).collection("c").get("r1"));
    await expectCode("gone", () => [...store.at({ sequence }).collection("c").indexEquals("byN", 7)]);
  });

  it("when the collection itself was dropped since, and its records have not been kept", async () => {
    const options: Partial<OpenOptions> = { ...TINY, retention: { keep: "all" } };
    const bench = new Bench();
    let store = await bench.open(options);
    await store.createCollection("c", { retention: { keep: "latest" } });
    await store.collection("c").put("a", 1);
    const { sequence } = store.metrics();
    await store.collection("c").put("a", 2);
    await store.flush();
    await store.compact();
    const { sequence: last } = store.metrics();
    await store.dropCollection("c");
    for (let round = 0; round < 2; round++) {
      await expectCode("gone", () => store.at({ sequence }).collection("c").get("a"));
      expect(store.at({ sequence: last }).collection("c").get("a")?.data).toBe(2);
      store = await worn(bench, store, options);
    }
  });
});
