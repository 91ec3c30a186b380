/**
 * Covering indexes: what their entries carry is the record as a point read gives it, whatever wrote the entry, and reads fetch nothing.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { BatchOperation, Collection, CollectionReader, FilterSpec, JsonValue, StoredRecord } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

const MINUTE_MS = 60_000;

/** All that a record says of itself. */
function whole(record: StoredRecord<unknown> | undefined): readonly unknown[] {
  if (record === undefined) return [];
  const { id, json, version, sequence, committedAtMs, expiresAtMs } = record;
  return [id, json, version, sequence, committedAtMs, expiresAtMs];
}

/** Every record that the index gives is what a point read gives. @returns their ids */
function holdEntries(reader: CollectionReader, index: string): string {
  const given = [...reader.indexRange(index)];
  expect(given.map(whole)).toEqual(given.map(({ id }) => whole(reader.get(id))));
  return given.map(({ id }) => id).join(" ");
}

/** How many records a find by an index has fetched, and by which. */
async function fetched<T>(reader: CollectionReader<T>, filter: FilterSpec): Promise<readonly unknown[]> {
  const { plan, index, recordsFetched } = await reader.explain({ filter, requireIndex: true });
  return [plan, index, recordsFetched];
}

describe("a covering index", () => {
  it("is shown as such, and by default an index is none", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("c").put("a", { n: 1 });
    const info = await store.collection("c").createIndex("n", { kind: "multi", keyPath: ".n", covering: true });
    expect(info.covering).toBe(true);
    await store.collection("c").createIndex("m", { kind: "multi", keyPath: ".m", covering: false });
    await store.collection("c").createIndex("o", { kind: "multi", keyPath: ".o", options: { covering: true } });
    store = await bench.reopen(store);
    expect(store.collection("c").indexes().map(({ name, covering }) => [name, covering])).toEqual([
      ["m", false],
      ["n", true],
      ["o", false],
    ]);
    const bad = { kind: "multi", keyPath: ".x", covering: 1 } as unknown as { kind: "multi" };
    await expectCode("invalid", () => store.collection("c").createIndex("x", bad));
    await store.close();
  });

  it("carries records that were there before it, those of its own transaction, and those that are built in", async () => {
    for (const indexAtOnceMax of [2000, 0]) {
      const store = await openStore({ ...TINY, indexAtOnceMax });
      const put = (id: string, n: number): BatchOperation => ({ op: "put", collection: "c", id, data: { n } });
      await store.batch([put("a", 3), put("b", 1)]);
      await store.collection("c").put("v", { n: 2, long: "é".repeat(300) }, { version: "v1", ttlMs: MINUTE_MS });
      await store.batch([
        put("b", 5),
        put("d", 4),
        {
          op: "defineIndex",
          collection: "c",
          index: { name: "n", kind: "multi", keyPath: ".n", covering: true },
        },
        put("d", 0),
        put("e", 9),
      ]);
      const c = store.collection("c");
      for (let turn = 0; c.index("n")?.state === "building"; turn++) await c.put("a", { n: 3, turn });
      expect(holdEntries(c, "n")).toBe("d v a b e");
      await store.compact();
      expect(holdEntries(c, "n")).toBe("d v a b e");
    }
  });

  it("is built in the background while records change, and goes on after a power cut", async () => {
    const bench = new Bench();
    const store = await bench.open({ ...TINY, durability: "os" });
    const id = (at: number): string => `id${String(at % 3000).padStart(4, "0")}`;
    for (let at = 0; at < 3000; at += 500) {
      await store.batch(Array.from({ length: 500 }, (_, n): BatchOperation => {
        return { op: "put", collection: "c", id: id(at + n), data: { n: (at + n) % 100 }, version: `v${at}` };
      }));
    }
    await store.collection("c").createIndex(
      "n",
      { kind: "multi", keyPath: ".n", covering: true },
      { wait: false },
    );
    for (let at = 0; (store.collection("c").index("n")?.progress ?? 0) < 0.4; at++) {
      await store.collection("c").patch(id(at * 379), { at });
    }
    await store.flush();
    bench.cutPower();
    const again = await bench.open(TINY);
    const c = again.collection("c");
    for (let at = 0; c.index("n")?.state === "building"; at++) {
      await c.put(id(at * 379), { n: 7, at });
      await c.delete(id(at * 977));
    }
    expect(holdEntries(c, "n").split(" ").length).toBe(await c.count());
    expect(await fetched(c, { n: 7 })).toEqual(["index", "n", 0]);
    await again.close();
  });

  it("follows a record through changes that leave its key alone", async () => {
    const bench = new Bench();
    const store = await bench.open({ retention: { keep: "all" } });
    const c = store.collection("c");
    await c.put("a", { n: 1, t: ["x", "y"] });
    await c.createIndex("n", { kind: "unique", keyPath: ".n", covering: true });
    await c.createIndex("t", { kind: "multi", keyPath: ".t[]", covering: true });
    const writes: readonly (() => Promise<unknown>)[] = [
      () => c.put("a", { n: 1, t: ["x", "y"], more: true }),
      () => c.patch("a", { more: null }),
      () => c.putJson("a", ` {"n":1.0,"t":["y","x"]}`, { version: "v2" }),
      () => c.put("a", { n: 1, t: ["x"] }, { ttlMs: MINUTE_MS }),
      () => c.put("a", { n: 1, t: ["x", "z"] }, { ttlMs: 2 * MINUTE_MS }),
      () => c.patch("a", { n: 2 }),
      () => c.delete("a"),
      () => c.put("a", { n: 2, t: ["y"] }),
    ];
    const states = [store.sequence];
    for (const write of writes) {
      await write();
      states.push(store.sequence);
    }
    const listed = async (): Promise<readonly string[]> => {
      await store.compact();
      return states.map((sequence) => {
        using past = store.at({ sequence });
        return `${holdEntries(past.collection("c"), "n")},${holdEntries(past.collection("c"), "t")}`;
      });
    };
    const expected = ["a,a a", "a,a a", "a,a a", "a,a a", "a,a", "a,a a", "a,a a", ",", "a,a"];
    expect(await listed()).toEqual(expected);
    await store.close();
  });

  it("hides a record from the instant on at which it expires, from every reader", async () => {
    const bench = new Bench();
    const store = await bench.open();
    const c = store.collection("c");
    for (const [id, minutes] of [["a", 1], ["b", 3], ["c", 0]] as const) {
      await c.put(id, { u: id, n: 1 }, minutes === 0 ? {} : { ttlMs: minutes * MINUTE_MS });
    }
    await c.createIndex("u", { kind: "unique", keyPath: ".u", covering: true });
    await c.createIndex("n", { kind: "multi", keyPath: ".n", covering: true });
    const seen = async (): Promise<readonly unknown[]> => {
      const { items } = await c.find({ filter: { n: 1 }, requireIndex: true });
      const { groups, explain } = await c.aggregate({
        filter: { n: 1 },
        metrics: { n: { count: "*" } },
        explain: true,
      });
      return [holdEntries(c, "n"), items.map(({ id }) => id).join(" "), groups[0]?.metrics["n"], explain?.plan];
    };
    expect(await seen()).toEqual(["a b c", "a b c", 3, "index"]);
    await expectCode("unique-violation", () => c.put("d", { u: "a" }));
    await bench.platform.clock.sleep(2 * MINUTE_MS);
    expect(await seen()).toEqual(["b c", "b c", 2, "index"]);
    await c.put("d", { u: "a" });
    await store.close();
  });

  it("stays unique: records swap keys, and change without a clash", async () => {
    const store = await openStore();
    const c = store.collection("c");
    await c.put("a", { u: 1 });
    await c.put("b", { u: 2 });
    await c.createIndex("u", { kind: "unique", keyPath: ".u", covering: true });
    const put = (id: string, u: number, more = 0): BatchOperation => {
      return { op: "put", collection: "c", id, data: { u, more } };
    };
    await store.batch([put("a", 1, 1), put("a", 2), put("b", 1), put("b", 1, 5)]);
    expect(holdEntries(c, "u")).toBe("b a");
    const error = await expectCode("unique-violation", () => store.batch([put("a", 2, 7), put("d", 3), put("e", 2)]));
    expect(error.failures?.map(({ opIndex }) => opIndex)).toEqual([2]);
    await c.put("d", { u: 3, v: 1 });
    await c.put("e", { u: 4, v: 1 });
    await expectCode("unique-violation", () => c.createIndex("v", { kind: "unique", keyPath: ".v", covering: true }));
    expect(holdEntries(c, "u")).toBe("b a d e");
  });

  it("does not carry a record whose list would store it too often, and gives it all the same", async () => {
    const bench = new Bench();
    const store = await bench.open();
    const c = store.collection("c");
    const list = (length: number): JsonValue => ({ t: Array.from({ length }, (_, at) => at), note: "x".repeat(1000) });
    await c.put("short", list(10));
    await c.put("long", list(2000), { ttlMs: MINUTE_MS });
    await c.createIndex("t", { kind: "multi", keyPath: ".t[]", covering: true });
    const check = async (): Promise<void> => {
      expect(holdEntries(c, "t").split(" ").length).toBe(2010);
      expect(await fetched(c, { "t[]": 1999 })).toEqual(["index", "t", 1]);
      // Two records, of which one has to be fetched.
      expect(await fetched(c, { "t[]": 5 })).toEqual(["index", "t", 1]);
    };
    await check();
    await c.put("long", { t: [1999], small: true });
    expect(await fetched(c, { "t[]": 1999 })).toEqual(["index", "t", 0]);
    await c.put("long", list(2000), { ttlMs: MINUTE_MS });
    await store.compact();
    expect(bench.tableBytes()).toBeLessThan(1_000_000);
    await check();
    await bench.platform.clock.sleep(2 * MINUTE_MS);
    expect(holdEntries(c, "t").split(" ").length).toBe(10);
    await store.close();
  });

  it("carries nothing more in a transaction that has grown to 64 MiB", async () => {
    const store = await openStore();
    const data = { t: Array.from({ length: 100 }, (_, at) => at), note: "x".repeat(2000) };
    await store.createCollection("c");
    const c = store.collection("c");
    await c.createIndex("t", { kind: "multi", keyPath: ".t[]", covering: true });
    await store.batch(Array.from({ length: 400 }, (_, at): BatchOperation => {
      return { op: "put", collection: "c", id: `id${at}`, data };
    }));
    const { items, explain } = await c.find({
      filter: { "t[]": 7 },
      pageSize: 1000,
      explain: true,
      requireIndex: true,
    });
    expect([items.length, explain?.index]).toEqual([400, "t"]);
    expect(explain?.recordsFetched).toBeGreaterThan(50);
    expect(explain?.recordsFetched).toBeLessThan(200);
    expect(items.map(whole)).toEqual([...c.scan()].map(whole));
  });
});

describe("queries by a covering index", () => {
  interface Person {
    readonly city: string;
    readonly age: number;
    readonly tags: readonly string[];
    readonly n: number;
  }

  async function people(): Promise<Collection<Person>> {
    const store = await openStore(TINY);
    await store.batch(Array.from({ length: 3000 }, (_, i): BatchOperation => {
      const data = { city: `c${i % 100}`, age: i % 90, tags: [`t${i % 7}`, `u${i % 50}`], n: i };
      return { op: "put", collection: "people", id: `p${i}`, data };
    }));
    return store.collection<Person>("people");
  }

  it("fetch nothing, and are planned as what costs less than fetching", async () => {
    const c = await people();
    await c.createIndex("age", { kind: "multi", keyPath: ".age" });
    await c.createIndex("city", { kind: "multi", keyPath: ".city" });
    // All but a few: fetching them costs more than a scan, reading entries that carry them costs less.
    const filter = { age: { $gte: 5 }, n: { $ne: 7 } };
    expect((await c.explain({ filter, sort: [".n"] })).plan).toBe("scan");
    await c.createIndex("ageCovering", { kind: "multi", keyPath: ".age", covering: true });
    expect(await c.explain({ filter, sort: [".n"], pageSize: 10 })).toMatchObject({
      plan: "index",
      index: "ageCovering",
      // Those of the page, and one more to know whether there is a next one.
      recordsFetched: 11,
    });
    expect(await fetched(c, { age: 40 })).toEqual(["index", "ageCovering", 0]);
    expect(await fetched(c, { city: "c5" })).toEqual(["index", "city", 30]);
    await c.createIndex("cityCovering", { kind: "multi", keyPath: ".city", covering: true });
    const union = await c.explain({ filter: { $or: [{ city: "c1" }, { age: 7 }] } });
    expect([union.plan, union.indexes, union.recordsFetched]).toEqual(["union", ["cityCovering", "ageCovering"], 0]);
  });

  it("are walked in an intersection, whatever the other index is", async () => {
    const c = await people();
    const filter = { age: { $lt: 9 }, "tags[]": "t3" };
    const expected = [...c.scan()].filter(({ data: { age, tags } }) => age < 9 && tags.includes("t3")).map(whole);
    for (const covering of [[false, false], [false, true], [true, false], [true, true]]) {
      await c.createIndex("age", { kind: "multi", keyPath: ".age", covering: covering[0] === true });
      await c.createIndex("tags", { kind: "multi", keyPath: ".tags[]", covering: covering[1] === true });
      const { items } = await c.find({ filter, pageSize: 1000, requireIndex: true });
      expect(items.map(whole).toSorted()).toEqual(expected.toSorted());
      for (const name of ["age", "tags"]) await c.dropIndex(name);
    }
  });

  it("give pages of whole records in the order of the index, either way, through groups of any size", async () => {
    const c = await people();
    await c.createIndex("age", { kind: "multi", keyPath: ".age", covering: true });
    await c.createIndex("vip", { kind: "multi", keyPaths: [".vip", { ".n": "desc" }], covering: true });
    await c.createIndex("tags", { kind: "multi", keyPaths: [".tags[]", { ".age": "desc" }], covering: true });
    const all = [...c.scan()].map((record) => ({ ...record.data, id: record.id }));
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number => a.id < b.id ? -1 : 1;
    for (
      const [sort, index, expected] of [
        [[{ ".age": "desc" }], "age", all.toSorted((a, b) => b.age - a.age || byId(a, b))],
        [[".age"], "age", all.toSorted((a, b) => a.age - b.age || byId(a, b))],
        [[{ ".vip": "desc" }, ".n"], "vip", all.toSorted((a, b) => a.n - b.n)],
      ] as const
    ) {
      for (const pageSize of [70, 1000]) {
        const given: StoredRecord<unknown>[] = [];
        let after: string | undefined;
        do {
          const page = await c.find({ sort, pageSize, after, explain: true });
          expect(page.explain).toMatchObject({ index, sort: "index", recordsFetched: 0 });
          given.push(...page.items);
          after = page.next;
        } while (after !== undefined);
        expect(given.map(whole)).toEqual(expected.map(({ id }) => whole(c.get(id))));
      }
    }
    const { items, next } = await c.indexRange("age", { gte: 10, reverse: true }).page({ pageSize: 1000 });
    const rest = await c.indexRange("age", { gte: 10, reverse: true }).page({ pageSize: 1000, after: next });
    expect([...items, ...rest.items].map(whole)).toEqual(
      all.filter(({ age }) => age >= 10).sort((a, b) => b.age - a.age || byId(b, a)).slice(0, 2000).map(({ id }) =>
        whole(c.get(id))
      ),
    );
    const found = await c.find({ filter: { "tags[]": { $in: ["t3", "u3"] } }, pageSize: 1000, explain: true });
    expect([found.explain?.index, found.explain?.recordsFetched]).toEqual(["tags", 0]);
    expect(found.items.length).toBe(all.filter(({ n }) => n % 7 === 3 || n % 50 === 3).length);
  });
});
