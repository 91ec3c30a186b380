/**
 * Plans of finds: which indexes they take, where their positions go on, and what is refused for want of an index.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Collection, FilterSpec, FindOptions, JsonValue } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { openStore } from "../support/stores.ts";

interface Row {
  readonly id: string;
  readonly a: number;
  readonly b: number;
}

/** The ids of all pages. */
async function idsOf(collection: Collection, options: FindOptions): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await collection.find({ ...options, after });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}

describe("a position", () => {
  it("holds for the index and the collection that it came from, not for others of their names", async () => {
    const store = await openStore();
    const c = store.collection<{ a: number }>("c");
    const fill = async (): Promise<void> => {
      for (let at = 0; at < 100; at++) await c.put(`id${at}`, { a: at % 50 });
    };
    await fill();
    await c.createIndex("i", { kind: "multi", keyPath: ".a" });
    const found = (after?: string) => c.find({ filter: { a: { $gte: 45 } }, pageSize: 3, requireIndex: true, after });
    const ranged = (after?: string) => c.indexRange("i", { gte: 45 }).page({ pageSize: 3, after });
    const scanned = (after?: string) => c.find({ pageSize: 3, after });
    const before = [await found(), await ranged(), await scanned()].map(({ next }) => next);
    for (const [at, page] of [found, ranged, scanned].entries()) {
      expect((await page(before[at])).items.length).toBe(3);
    }
    await c.dropIndex("i");
    await c.createIndex("i", { kind: "multi", keyPaths: [{ ".a": "desc" }] });
    await expectCode("conflict", () => found(before[0]));
    await expectCode("conflict", () => ranged(before[1]));
    expect((await scanned(before[2])).items.length).toBe(3);
    await store.dropCollection("c");
    await fill();
    await expectCode("conflict", () => scanned(before[2]));
  });

  it("goes on by the condition on a list that the page before went by", async () => {
    const store = await openStore();
    const c = store.collection("c");
    await store.batch(Array.from({ length: 600 }, (_, at) => {
      return { op: "put", collection: "c", id: `id${at}`, data: { t: at < 40 ? [at, 1000 + at] : [500, 1000 + at] } };
    }));
    await c.createIndex("t", { kind: "multi", keyPath: ".t[]" });
    const ids = await idsOf(c, { filter: { "t[]": { $gte: 30, $lt: 60 } }, pageSize: 10, requireIndex: true });
    expect(ids.sort()).toEqual(Array.from({ length: 40 }, (_, at) => `id${at}`).sort());
  });
});

describe("the planner", () => {
  async function people(options: { readonly requireIndex?: boolean } = {}): Promise<Collection> {
    const store = await openStore(options);
    const c = store.collection("people");
    for (let at = 0; at < 3000; at += 1000) {
      await store.batch(Array.from({ length: 1000 }, (_, n) => {
        const i = at + n;
        const data: JsonValue = {
          city: `c${i % 100}`,
          age: i % 90,
          vip: i % 1000 === 0,
          tags: [`t${i % 7}`, `u${i % 50}`],
        };
        return { op: "put", collection: "people", id: `p${i}`, data };
      }));
    }
    await c.createIndex("city", { kind: "multi", keyPath: ".city" });
    await c.createIndex("age", { kind: "multi", keyPath: ".age" });
    await c.createIndex("vip", { kind: "multi", keyPath: ".vip" });
    await c.createIndex("tags", { kind: "multi", keyPath: ".tags[]" });
    return c;
  }

  it("takes the index that leaves least, two of them, or one for each branch", async () => {
    const c = await people();
    const plan = async (filter: FilterSpec): Promise<readonly unknown[]> => {
      const { plan, indexes } = await c.explain({ filter, pageSize: 1000 });
      return [plan, ...indexes];
    };
    expect(await plan({ city: "c5", age: { $gte: 10 } })).toEqual(["index", "city"]);
    expect(await plan({ vip: true, city: { $prefix: "c" } })).toEqual(["index", "vip"]);
    expect(await plan({ city: { $in: ["c1", "c2"] } })).toEqual(["index", "city"]);
    expect(await plan({ $or: [{ city: "c1" }, { vip: true }] })).toEqual(["union", "city", "vip"]);
    expect(await plan({ vip: false, other: { $ne: 1 } })).toEqual(["scan"]);
    expect(await plan({ $or: [{ city: "c1" }, { other: true }] })).toEqual(["scan"]);
    expect(await plan({ age: { $lt: 6 }, "tags[]": "t3" })).toEqual(["intersection", "tags", "age"]);
    const or = { $or: [{ city: "c1" }, { vip: true }] };
    for (
      const nested of [
        { $or: [or] },
        { $or: [{ $or: [{ city: "c1" }] }, { $or: [{ vip: true }] }] },
        { $and: [{ $and: [or] }] },
        { $and: [{ $and: [{ other: { $ne: 1 } }, or] }, {}] },
      ]
    ) expect(await plan(nested)).toEqual(["union", "city", "vip"]);
    const { entriesRead, recordsFetched } = await c.explain({ filter: { city: "c5" } });
    expect([entriesRead, recordsFetched]).toEqual([30, 30]);
  });

  it("refuses what no index serves when one is required, and says which would help", async () => {
    const c = await people({ requireIndex: true });
    const refused = async (options: FindOptions): Promise<string> => {
      return (await expectCode("invalid", () => c.find(options))).message;
    };
    expect(await refused({ filter: { name: "x" } })).toContain(`an index on ".name" would help`);
    expect(await refused({ filter: { name: "x", size: { $gt: 5 } }, sort: [{ ".born": "desc" }] }))
      .toContain(`an index on keyPaths [".name",{".born":"desc"}] would help`);
    expect(await refused({ sort: [".name"] })).toContain(`an index on ".name" would help`);
    expect(await refused({ filter: { ".t[]": 1, ".l[].d": 1, size: 1 } }))
      .toContain(`an index on keyPaths [".t[]",".size"] would help`);
    expect(await refused({ filter: { name: { $exists: false } }, sort: [".born", "id"] }))
      .toContain(`an index on keyPaths [".name",".born"] would help`);
    expect(await refused({ filter: { name: "x" }, sort: [".t[]"] })).toContain(`an index on ".name" would help`);
    expect(await refused({ filter: { $or: [{ name: "x" }, { size: { $ne: 1 } }], born: { $gt: 1 } } }))
      .toContain(`an index on ".born" would help`);
    expect(await refused({ sort: [".tags[]"] })).toMatch(/no index has the order of a path with \[\]; add a condition/);
    for (
      const condition of [
        { $ne: "c1" },
        { $nin: ["c1"] },
        { $not: { $gt: "c1" } },
        { $exists: true },
        { $eq: { a: 1 } },
        { $in: Array.from({ length: 501 }, (_, at) => at) },
      ]
    ) {
      for (const filter of [{ city: condition }, { $or: [{ city: condition }, { vip: true }] }]) {
        expect(await refused({ filter })).toMatch(
          /no index serves \$ne.*; add a condition that compares an indexed path/,
        );
      }
      expect((await c.find({ filter: { city: condition, vip: true } })).items.length).toBeLessThan(4);
    }
    expect(await refused({ filter: { $or: [{ name: "x" }, { size: 1 }] } })).toContain(
      `".name" with an index on ".size"`,
    );
    expect((await c.explain({ filter: { vip: false } })).index).toBe("vip");
    expect((await c.find({ filter: { id: { $prefix: "p1" } } })).items.length).toBe(100);
    expect((await c.find({})).items.length).toBe(100);
    expect((await c.find({ filter: { name: "x" }, requireIndex: false })).items).toEqual([]);
  });

  it("refuses nothing of a collection that is not there", async () => {
    const c = (await openStore({ requireIndex: true })).collection("c");
    const options: FindOptions = { filter: { a: 1 }, sort: [".b"] };
    expect((await c.find(options)).items).toEqual([]);
    expect((await c.aggregate({ filter: { a: 1 }, groupBy: [".a"], metrics: { n: { count: "*" } } })).groups).toEqual(
      [],
    );
    await c.put("1", {});
    await expectCode("invalid", () => c.find(options));
  });

  it("has a sort that ends with the id from an index whose entries end so", async () => {
    const store = await openStore();
    const c = store.collection<{ a: number; b: number }>("c");
    for (let at = 0; at < 200; at++) await c.put(`${at}`, { a: at % 5, b: at % 7 });
    const records = [...c.scan()].map(({ id, data }) => ({ id, ...data }));
    await c.createIndex("a", { kind: "multi", keyPath: ".a" });
    await c.createIndex("ab", { kind: "multi", keyPaths: [".a", { ".b": "desc" }] });
    for (
      const [filter, sort, index, order] of [
        [{}, [".a", "id"], "a", (one, other) => one.a - other.a],
        [{}, [{ ".a": "desc" }, "id"], "a", (one, other) => other.a - one.a],
        [{ a: 2 }, ["id"], "a", () => 0],
        [{ a: 2 }, [".b", "id"], "ab", (one, other) => one.b - other.b],
        [{}, [{ ".a": "desc" }, ".b", "id"], "ab", (one, other) => other.a - one.a || one.b - other.b],
      ] as readonly (readonly [FilterSpec, FindOptions["sort"], string, (one: Row, other: Row) => number])[]
    ) {
      const options: FindOptions = { filter, ...(sort === undefined ? {} : { sort }), pageSize: 9, requireIndex: true };
      expect(await c.explain(options)).toMatchObject({ plan: "index", index, sort: "index" });
      const expected = records.filter(({ a }) => filter["a"] === undefined || a === filter["a"]).toSorted(order);
      expect(await idsOf(c as Collection<never>, options)).toEqual(expected.map(({ id }) => id));
    }
    for (const sort of [[".a", { id: "desc" }], ["id", ".a"], [".b", "id"]] as const) {
      await expectCode("invalid", () => c.find({ sort, requireIndex: true }));
    }
    const byId: FindOptions = { filter: { a: 2 }, sort: ["id"] };
    const { items, next } = await c.find({ ...byId, pageSize: 30, requireIndex: true });
    await c.dropIndex("a");
    await c.dropIndex("ab");
    const rest = await c.find({ ...byId, after: next });
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(
      records.filter(({ a }) => a === 2).map(({ id }) => id),
    );
  });
});
