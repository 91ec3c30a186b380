/**
 * Indexes through the library: definition, upkeep, unique, builds, look-ups, snapshots.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { BatchOperation, Collection, CollectionReader, JsonValue, Store, StoredRecord } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

function ids(records: Iterable<StoredRecord<unknown>>): string[] {
  return [...records].map((record) => record.id);
}

async function fill(collection: Collection, records: Record<string, JsonValue>): Promise<void> {
  for (const [id, data] of Object.entries(records)) await collection.put(id, data);
}

describe("an index", () => {
  it("is defined, shown, used and dropped", async () => {
    const store = await openStore();
    const cities = store.collection("cities");
    await fill(cities, { a: { country: "DE", n: 3 }, b: { country: "FR", n: 1 }, c: { country: "DE", n: 2 }, d: {} });
    const info = await cities.createIndex("by_country", { kind: "multi", keyPath: ".country", options: { note: [1] } });
    const expected = {
      name: "by_country",
      kind: "multi",
      keyPath: ".country",
      covering: false,
      options: { note: [1] },
      state: "ready",
      progress: 1,
    };
    expect(info).toEqual({ ...expected, entries: 3 });
    expect(cities.indexes()).toEqual([info]);
    expect(ids(cities.indexEquals("by_country", "DE"))).toEqual(["a", "c"]);
    await cities.put("e", { country: "DE" });
    await cities.put("a", { country: "ES" });
    await cities.delete("c");
    expect(ids(cities.indexEquals("by_country", "DE"))).toEqual(["e"]);
    expect(ids(cities.indexRange("by_country"))).toEqual(["e", "a", "b"]);
    expect(ids(cities.indexRange("by_country", { reverse: true }))).toEqual(["b", "a", "e"]);
    await expectCode("conflict", () => cities.createIndex("by_country", { kind: "unique", keyPath: ".n" }));
    await cities.dropIndex("by_country");
    expect(cities.index("by_country")).toBe(undefined);
    await expectCode("not-found", () => ids(cities.indexEquals("by_country", "DE")));
    await expectCode("not-found", () => cities.dropIndex("by_country"));
  });

  it("refuses what is no definition, and what no record answers", async () => {
    const store = await openStore();
    const things = store.collection("things");
    await expectCode("not-found", () => things.createIndex("x", { kind: "multi", keyPath: ".a" }));
    await things.put("1", {});
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const bad: readonly object[] = [
      { kind: "multi" },
      { kind: 1n, keyPath: ".a" },
      { kind: "multi", keyPath: ".a", options: circle },
      { kind: "multi", keyPath: ".a", options: { size: 1n } },
      { kind: "other", keyPath: ".a" },
      { kind: "fts", keyPath: ".a" },
      { kind: "multi", keyPath: ".a..b" },
      { kind: "multi", keyPath: ".a[0]" },
      { kind: "multi", keyPath: "" },
      { kind: "multi", keyPaths: [] },
      { kind: "multi", keyPaths: [".a[]", ".b[]"] },
      { kind: "multi", keyPaths: [".a", "a"] },
      { kind: "multi", keyPaths: [{ ".a": "up" }] },
      { kind: "multi", keyPath: ".a", keyPaths: [".b"] },
      { kind: "multi", keyPath: ".a", options: [] },
      { kind: "multi", keyPath: ".a", options: { sparse: 1 } },
    ];
    for (const spec of bad) await expectCode("invalid", () => things.createIndex("x", spec as { kind: "multi" }));
    await expectCode("invalid", () => things.createIndex("a/b", { kind: "multi", keyPath: ".a" }));
    await things.createIndex("a_b", { kind: "multi", keyPaths: [".a", { ".b": "desc" }] });
    await expectCode("invalid", () => ids(things.indexEquals("a_b", "x")));
    await expectCode("invalid", () => ids(things.indexRange("a_b", { gt: 1, gte: 1 })));
    await expectCode("invalid", () => ids(things.indexRange("a_b", { gt: ["x", 1], lt: ["y", 1] })));
    await expectCode("invalid", () => ids(things.indexRange("a_b", { gt: NaN })));
    await expectCode("invalid", () => things.indexRange("a_b").page({ after: "?" }));
    await expectCode("invalid", () => things.indexRange("a_b").page({ pageSize: 0 }));
  });

  it("orders keys across types, with lists, by exact value", async () => {
    const store = await openStore();
    const things = store.collection("things");
    await things.createIndex("k", { kind: "multi", keyPath: ".k[]" }).catch(() => undefined);
    const texts: Record<string, string> = {
      a: `{"k":[null,"x",2,2.0]}`,
      b: `{"k":[12345678901234567891,true]}`,
      c: `{"k":[12345678901234567890,1e400]}`,
      d: `{"k":"x"}`,
      e: `{"k":[{"deep":1},[1]]}`,
      f: `{"k":[false,"xy"]}`,
    };
    for (const [id, json] of Object.entries(texts)) await things.putJson(id, json);
    await things.createIndex("k", { kind: "multi", keyPath: ".k[]" });
    expect(ids(things.indexRange("k"))).toEqual(["a", "f", "b", "a", "c", "b", "c", "a", "f"]);
    expect(ids(things.indexEquals("k", 12345678901234567890n))).toEqual(["c"]);
    expect(ids(things.indexEquals("k", 2))).toEqual(["a"]);
    expect(ids(things.indexEquals("k", null))).toEqual(["a"]);
    expect(ids(things.indexRange("k", { prefix: "x" }))).toEqual(["a", "f"]);
    expect(ids(things.indexRange("k", { gte: 2, lt: "x" }))).toEqual(["a", "c", "b", "c"]);
    expect(ids(things.indexRange("k", { gt: false, lte: 2, reverse: true }))).toEqual(["a", "b"]);
    expect(ids(things.indexRange("k", { gt: 5, lt: 4 }))).toEqual([]);
  });

  it("keeps a range's pages right while records come and go", async () => {
    const store = await openStore();
    const things = store.collection<{ n: number }>("things");
    for (let n = 0; n < 50; n++) await things.put(`id${n}`, { n });
    await things.createIndex("n", { kind: "multi", keyPath: ".n" });
    const seen: number[] = [];
    let after: string | undefined;
    for (let page = 0;; page++) {
      const { items, next } = await things.indexRange("n", { gte: 5, reverse: true }).page({ pageSize: 7, after });
      seen.push(...items.map(({ data }) => data.n));
      if (next === undefined) break;
      after = next;
      await things.put(`new${page}`, { n: 100 + page });
      await things.delete(`id${seen.at(-1)}`);
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, at) => 49 - at));
  });

  it("compares compound keys part by part, up and down", async () => {
    const store = await openStore();
    const cities = store.collection("cities");
    await fill(cities, {
      a: { c: "DE", p: 5 },
      b: { c: "DE", p: 9 },
      c: { c: "DE" },
      d: { c: "AT", p: 7 },
      e: { p: 8 },
      f: { c: "DE", p: 9 },
      g: { c: "D", p: "\0" },
    });
    await cities.createIndex("cp", { kind: "multi", keyPaths: [".c", { ".p": "desc" }] });
    expect(ids(cities.indexRange("cp"))).toEqual(["d", "g", "b", "f", "a", "c"]);
    expect(ids(cities.indexEquals("cp", ["DE", 9]))).toEqual(["b", "f"]);
    expect(ids(cities.indexRange("cp", { gte: ["DE", 6] }))).toEqual(["b", "f"]);
    expect(ids(cities.indexRange("cp", { gt: ["DE", 5], lt: ["DE", 9] }))).toEqual([]);
    expect(ids(cities.indexRange("cp", { prefix: "D" }))).toEqual(["g", "b", "f", "a", "c"]);
    expect(ids(cities.indexRange("cp", { gt: "AT", lte: "D" }))).toEqual(["g"]);
  });

  it("may be on id and version, and holds long keys", async () => {
    const store = await openStore();
    const things = store.collection("things");
    const long = "x".repeat(32_000);
    await things.put("a", { s: `${long}a` }, { version: "v1" });
    await things.put("b", { s: `${long}b` }, { version: "v2" });
    await things.createIndex("s", { kind: "unique", keyPath: ".s" });
    await things.createIndex("v", { kind: "multi", keyPath: "version" });
    await things.createIndex("i", { kind: "multi", keyPath: "id" });
    await store.flush();
    expect(ids(things.indexEquals("s", `${long}b`))).toEqual(["b"]);
    expect(ids(things.indexRange("s", { prefix: long }))).toEqual(["a", "b"]);
    expect(ids(things.indexEquals("v", "v1"))).toEqual(["a"]);
    expect(ids(things.indexRange("i", { gt: "a" }))).toEqual(["b"]);
    await expectCode("unique-violation", () => things.put("c", { s: `${long}b` }));
    await store.compact();
    expect((await store.verify()).errors).toEqual([]);
    expect(ids(things.indexEquals("s", `${long}a`))).toEqual(["a"]);
  });
});

describe("a unique index", () => {
  async function users(store: Store): Promise<Collection> {
    const users = store.collection("users");
    await users.put("ada", { email: "ada@x", tags: ["one", "two"] });
    await users.put("bob", { email: "bob@x", tags: ["three"] });
    await users.createIndex("email", { kind: "unique", keyPath: ".email" });
    await users.createIndex("tag", { kind: "unique", keyPath: ".tags[]" });
    return users;
  }

  it("refuses a second record with a key, in any write", async () => {
    const store = await openStore();
    const people = await users(store);
    await expectCode("unique-violation", () => people.put("eve", { email: "ada@x" }));
    await expectCode("unique-violation", () => people.put("bob", { email: "bob@x", tags: ["two", "three"] }));
    await people.put("bob", { email: "bob@x", tags: ["four"] });
    await people.put("ada", { email: "ada@x", name: "Ada" });
    await people.put("eve", { email: "eve@x", tags: ["one"] });
    await people.delete("ada");
    await people.put("bob", { email: "ada@x" });
    expect(ids(people.indexEquals("email", "ada@x"))).toEqual(["bob"]);
    expect(people.get("eve")?.data).toEqual({ email: "eve@x", tags: ["one"] });
  });

  it("lets nulls and missing values be many", async () => {
    const store = await openStore();
    const people = await users(store);
    for (const id of ["1", "2"]) await people.put(id, { email: null });
    for (const id of ["3", "4"]) await people.put(id, {});
    expect(ids(people.indexEquals("email", null))).toEqual(["1", "2"]);
  });

  it("judges a transaction by its outcome and names all that fail", async () => {
    const store = await openStore();
    const people = await users(store);
    const put = (id: string, email: string): BatchOperation => ({
      op: "put",
      collection: "users",
      id,
      data: { email },
    });
    await store.batch([put("ada", "bob@x"), put("bob", "ada@x")]);
    expect(ids(people.indexEquals("email", "ada@x"))).toEqual(["bob"]);
    await store.batch([put("x", "same"), put("y", "same"), put("x", "other")]);
    const error = await expectCode(
      "unique-violation",
      () =>
        store.batch([
          put("n1", "bob@x"),
          put("ok", "fresh"),
          put("n2", "twice"),
          put("n3", "twice"),
          put("n4", "ada@x"),
        ]),
    );
    expect(error.failures?.map(({ opIndex, error: { code } }) => [opIndex, code])).toEqual([
      [0, "unique-violation"],
      [3, "unique-violation"],
      [4, "unique-violation"],
    ]);
    expect(people.has("ok")).toBe(false);
    await store.batch([put("n1", "bob@x"), { op: "delete", collection: "users", id: "ada" }]);
    expect(ids(people.indexEquals("email", "bob@x"))).toEqual(["n1"]);
  });

  it("holds when many write at once", async () => {
    const store = await openStore();
    const people = await users(store);
    const writes = Array.from({ length: 200 }, (_, at) => people.put(`w${at}`, { email: `e${at % 50}` }));
    const settled = await Promise.allSettled(writes);
    expect(settled.filter(({ status }) => status === "fulfilled").length).toBe(50);
    for (let at = 0; at < 50; at++) expect(ids(people.indexEquals("email", `e${at}`))).toEqual([`w${at}`]);
  });

  it("is not made over records that have the same key, and nothing of it remains", async () => {
    const store = await openStore();
    const people = store.collection("people");
    await fill(people, { a: { n: 1 }, b: { n: 2 }, c: { n: 1.0 } });
    await expectCode("unique-violation", () => people.createIndex("n", { kind: "unique", keyPath: ".n" }));
    expect(people.indexes()).toEqual([]);
    await people.put("d", { n: 2 });
  });
});

describe("a transaction", () => {
  it("defines an index that sees what it has written", async () => {
    const store = await openStore();
    const put = (id: string, n: number): BatchOperation => ({ op: "put", collection: "new", id, data: { n } });
    const define: BatchOperation = {
      op: "defineIndex",
      collection: "new",
      index: { name: "n", kind: "unique", keyPath: "n" },
    };
    await expectCode("not-found", () => store.batch([define]));
    const error = await expectCode("unique-violation", () => store.batch([put("a", 1), put("b", 1), define]));
    expect(error.failures?.map(({ opIndex }) => opIndex)).toEqual([2]);
    expect(store.collections()).toEqual([]);
    await store.batch([put("a", 1), put("a", 2), define, put("b", 1), { op: "delete", collection: "new", id: "a" }]);
    expect(ids(store.collection("new").indexRange("n"))).toEqual(["b"]);
    await expectCode("unique-violation", () => store.batch([put("c", 1)]));
  });

  it("drops a collection with its indexes, whose names are free again", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("c").put("a", { n: 1 });
    await store.collection("c").createIndex("n", { kind: "unique", keyPath: ".n" });
    await store.dropCollection("c");
    await store.collection("c").put("b", { n: 1 });
    await store.collection("c").put("d", { n: 1 });
    expect(store.collection("c").indexes()).toEqual([]);
    store = await bench.reopen(store);
    expect(store.collection("c").indexes()).toEqual([]);
    await store.collection("c").createIndex("n", { kind: "multi", keyPath: ".n" });
    expect(ids(store.collection("c").indexEquals("n", 1))).toEqual(["b", "d"]);
    await store.close();
  });
});

describe("the past", () => {
  it("has the indexes that it had", async () => {
    const bench = new Bench();
    let store = await bench.open();
    const things = store.collection("things");
    await fill(things, { a: { n: 1 }, b: { n: 2 } });
    const before = await store.snapshot();
    await things.createIndex("n", { kind: "multi", keyPath: ".n" });
    const between = await store.snapshot();
    await things.put("a", { n: 2 });
    await things.dropIndex("n");
    await store.compact();
    store = await bench.reopen(store);
    const old: CollectionReader = store.openSnapshot(between.id).collection("things");
    expect(ids(old.indexEquals("n", 1))).toEqual(["a"]);
    expect(old.index("n")?.entries).toBe(2);
    const older = store.openSnapshot(before.id).collection("things");
    await expectCode("not-found", () => ids(older.indexEquals("n", 1)));
    await store.collection("things").createIndex("n", { kind: "multi", keyPath: ".n" });
    await expectCode("conflict", () => ids(older.indexEquals("n", 1)));
    expect((await older.find({ filter: { n: 1 }, explain: true })).explain?.plan).toBe("scan");
    expect(ids((await older.find({ filter: { n: 1 } })).items)).toEqual(["a"]);
    await store.close();
  });
});

describe("a build in the background", () => {
  const many = 5000;

  async function filled(bench: Bench): Promise<Store> {
    const store = await bench.open({ ...TINY, durability: "os" });
    for (let at = 0; at < many; at += 500) {
      await store.batch(Array.from({ length: 500 }, (_, n): BatchOperation => {
        return { op: "put", collection: "c", id: `id${String(at + n).padStart(5, "0")}`, data: { n: (at + n) % 100 } };
      }));
    }
    return store;
  }

  it("does not stop writes, shows how far it is, and is right in the end", async () => {
    const bench = new Bench();
    const store = await filled(bench);
    const c = store.collection<{ n: number }>("c");
    const info = await c.createIndex("n", { kind: "multi", keyPath: ".n" }, { wait: false });
    expect(info.state).toBe("building");
    await expectCode("conflict", () => ids(c.indexEquals("n", 1)));
    expect((await c.find({ filter: { n: 1 }, explain: true })).explain?.plan).toBe("scan");
    const progress: number[] = [];
    for (let at = 0; c.index("n")?.state === "building"; at++) {
      progress.push(c.index("n")?.progress ?? 0);
      await c.put(`id${String((at * 379) % many).padStart(5, "0")}`, { n: 1000 });
      await c.put(`new${at}`, { n: 7 });
      await c.delete(`id${String((at * 977) % many).padStart(5, "0")}`);
      if (at === 2) await store.flush();
    }
    expect(progress.filter((each) => each > 0 && each < 1).length).toBeGreaterThan(0);
    const scanned = [...c.scan()].map(({ id, data }) => ({ id, n: data.n })).sort((a, b) =>
      a.n - b.n || (a.id < b.id ? -1 : 1)
    );
    expect(ids(c.indexRange("n"))).toEqual(scanned.map(({ id }) => id));
    await store.close();
  });

  it("goes on after a power cut where it was", async () => {
    const bench = new Bench();
    const store = await filled(bench);
    const c = store.collection<{ n: number }>("c");
    await c.createIndex("n", { kind: "multi", keyPath: ".n" }, { wait: false });
    while ((c.index("n")?.progress ?? 0) < 0.3) await c.put("x", { n: 5 });
    await store.flush();
    const machine = bench.machine.powerCut({ survival: "drop", seed: 3 });
    const { open } = await import("../../mod.ts");
    const platform = machine.platform();
    const again = await open({ platform, path: "/store", ...TINY });
    const after = again.collection<{ n: number }>("c");
    expect(after.index("n")?.state).toBe("building");
    expect(after.index("n")?.progress).toBeGreaterThanOrEqual(0.25);
    while (after.index("n")?.state === "building") await platform.clock.sleep(1);
    expect(ids(after.indexEquals("n", 5))).toEqual(
      [...after.scan()].filter(({ data }) => data.n === 5).map(({ id }) => id),
    );
    expect(await after.indexRange("n").count()).toBe(await after.count());
    await again.close();
  });

  it("of a unique index names those with the same key, and leaves nothing", async () => {
    const bench = new Bench();
    const store = await filled(bench);
    const c = store.collection<{ n: number }>("c");
    const error = await expectCode("unique-violation", () => c.createIndex("n", { kind: "unique", keyPath: ".n" }));
    expect(error.message.match(/ and "/g)?.length).toBe(10);
    expect(c.indexes()).toEqual([]);
    await c.put("more", { n: 1 });
    await store.compact();
    const bytes = bench.tableBytes();
    await c.createIndex("n", { kind: "multi", keyPath: ".n" });
    await store.compact();
    expect(bench.tableBytes()).toBeGreaterThan(bytes * 1.2);
    await c.dropIndex("n");
    await store.compact();
    expect(bench.tableBytes()).toBeLessThan(bytes * 1.05);
    await store.close();
  });

  it("ends when the index or the collection is dropped, or the store is closed", async () => {
    const bench = new Bench();
    const store = await filled(bench);
    const c = store.collection("c");
    const first = c.createIndex("n", { kind: "multi", keyPath: ".n" });
    while (c.index("n") === undefined) await bench.platform.clock.sleep(0);
    await c.dropIndex("n");
    await expectCode("conflict", () => first);
    const second = c.createIndex("n", { kind: "multi", keyPath: ".n" });
    while (c.index("n") === undefined) await bench.platform.clock.sleep(0);
    await store.dropCollection("c");
    await expectCode("conflict", () => second);
    await c.put("a", { n: 1 });
    expect(c.indexes()).toEqual([]);
    await store.close();
  });
});
