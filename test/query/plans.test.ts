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
  it("goes on by the $or that the page before went by", async () => {
    const store = await openStore();
    const c = store.collection("c");
    await store.batch(Array.from({ length: 400 }, (_, at) => {
      return { op: "put", collection: "c", id: `id${at}`, data: { a: at % 100 } };
    }));
    await c.createIndex("a", { kind: "multi", keyPath: "a" });
    const ors = [
      { $or: [{ a: { $gt: 90 } }, { a: { $lt: 5 } }] },
      { $or: [{ a: { $gte: 1, $lt: 2 } }, { a: { $gte: 95, $lt: 96 } }] },
    ];
    for (const $and of [ors, ors.toReversed()]) {
      expect((await c.find({ filter: { $and }, explain: true })).explain?.plan).toBe("union");
      const ids = await idsOf(c, { filter: { $and }, pageSize: 2 });
      expect([ids.length, new Set(ids).size]).toEqual([8, 8]);
    }
  });

  it("holds for its plan whatever writes make that cost", async () => {
    const store = await openStore();
    const c = store.collection("c");
    const put = (from: number, to: number, data: (at: number) => JsonValue) =>
      store.batch(Array.from({ length: to - from }, (_, at) => {
        return { op: "put", collection: "c", id: `id${String(from + at).padStart(6, "0")}`, data: data(from + at) };
      }));
    await put(0, 4000, (at) => ({ a: at % 10, b: at % 10, c: at % 25 }));
    for (const path of ["a", "b", "c"]) await c.createIndex(path, { kind: "multi", keyPath: path });
    const filters: [string, FilterSpec][] = [
      ["intersection", { a: 1, b: 1 }],
      ["union", { $or: [{ a: 1, b: 1 }, { c: 2 }] }],
    ];
    const all = (filter: FilterSpec) =>
      new Set(
        [...c.scan()].filter(({ data }) => {
          const { a, b, c } = data as Record<string, number>;
          return (a === 1 && b === 1) || ("$or" in filter && c === 2);
        }).map(({ id }) => id),
      );
    const before = filters.map(([, filter]) => all(filter));
    const pages = [];
    for (const [plan, filter] of filters) {
      const page = await c.find({ filter, pageSize: 133, explain: true });
      expect(page.explain?.plan).toBe(plan);
      pages.push(page);
    }
    // First more of one, then more of the other.
    for (const [round, data] of [{ a: 1, b: 0, c: 0 }, { a: 0, b: 1, c: 0 }].entries()) {
      await put(10_000 + round * 3000, 11_500 + round * 3000, () => data);
      for (const [at, [, filter]] of filters.entries()) {
        const ids = pages[at]?.items.map(({ id }) => id) ?? [];
        for (let after = pages[at]?.next; after !== undefined;) {
          const page = await c.find({ filter, pageSize: 133, after });
          ids.push(...page.items.map(({ id }) => id));
          after = page.next;
        }
        expect(new Set(ids)).toEqual(before[at]);
        expect(ids.length).toBe(before[at]?.size);
      }
    }
  });

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
        { $in: ["c1", ["c2"]] },
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

describe("many values of a path", () => {
  async function numbers(): Promise<Collection> {
    const store = await openStore();
    await store.batch(Array.from({ length: 3000 }, (_, at) => {
      return { op: "put", collection: "c", id: `id${String(at).padStart(4, "0")}`, data: { n: at, t: [at, -at - 1] } };
    }));
    return store.collection("c");
  }
  const wanted = Array.from({ length: 1000 }, (_, at) => at * 7);
  const found = wanted.filter((n) => n < 3000);

  it("are looked up one by one, said as $in or as $or", async () => {
    const c = await numbers();
    await c.createIndex("n", { kind: "unique", keyPath: "n" });
    await c.createIndex("t", { kind: "multi", keyPath: "t[]" });
    for (
      const [filter, index] of [
        [{ n: { $in: wanted } }, "n"],
        [{ $or: wanted.map((n) => ({ n })) }, "n"],
        [{ $or: [{ n: { $in: wanted.slice(500) } }, { n: { $in: wanted.slice(0, 500) } }, { n: 0 }] }, "n"],
        [{ "t[]": { $in: [...wanted, ...wanted.map((n) => -n - 1)] } }, "t"],
      ] as [FilterSpec, string][]
    ) {
      const { items, explain } = await c.find({ filter, pageSize: 1000, explain: true, requireIndex: true });
      expect(items.map(({ data }) => (data as { n: number }).n).sort((a, b) => a - b)).toEqual(found);
      expect([explain?.plan, explain?.index]).toEqual(["index", index]);
      expect(new Set(await idsOf(c, { filter, pageSize: 50 })).size).toBe(found.length);
    }
  });

  it("are one list where two are said, and as many as an index can walk", async () => {
    const c = await numbers();
    await c.createIndex("nt", { kind: "multi", keyPaths: ["n", "t[]"] });
    const all = Array.from({ length: 10_000 }, (_, at) => at);
    const twice = { $and: [{ n: { $in: all } }, { n: { $in: wanted } }, { n: { $in: all.toReversed() } }] };
    const { items, explain } = await c.find({ filter: twice, pageSize: 1000, explain: true, requireIndex: true });
    expect([items.length, explain?.index]).toEqual([found.length, "nt"]);
    // The parts together would have a million ranges: those of the first one are walked.
    const many = { n: { $in: wanted }, "t[]": { $in: wanted } };
    const both = await c.find({ filter: many, pageSize: 1000, explain: true, requireIndex: true });
    expect([both.items.length, both.explain?.index]).toEqual([found.length, "nt"]);
  });

  it("of several paths in an $or are one branch for each of them", async () => {
    const c = await numbers();
    await c.createIndex("n", { kind: "multi", keyPath: "n" });
    await c.createIndex("t", { kind: "multi", keyPath: "t[]" });
    const $or = wanted.flatMap((n) => [{ n }, { "t[]": -n - 2 }]);
    const filter = { $or: [...$or, { n: { $gt: 2998 } }] };
    const { explain } = await c.find({ filter, explain: true, requireIndex: true });
    expect([explain?.plan, explain?.indexes.toSorted()]).toEqual(["union", ["n", "t"]]);
    const ids = await idsOf(c, { filter, pageSize: 100, requireIndex: true });
    const right = [...c.scan()].filter(({ data }) => {
      const { n } = data as { n: number };
      return n % 7 === 0 || (n - 1) % 7 === 0 || n > 2998;
    });
    expect(ids.length).toBe(right.length);
    expect(new Set(ids)).toEqual(new Set(right.map(({ id }) => id)));
  });

  it("beside as many other conditions are planned without looking at each of them for each", async () => {
    const c = await numbers();
    await c.createIndex("n", { kind: "multi", keyPath: "n" });
    const $and = wanted.map(() => ({ n: { $gte: 0 } }));
    const $or = wanted.map((n) => ({ n: { $gte: n, $lt: n + 1 } }));
    const { explain } = await c.find({ filter: { $and, $or }, explain: true, pageSize: 1 });
    expect(explain?.plan).not.toBe("union");
  });

  it("are a set where records are looked at", async () => {
    const c = await numbers();
    const odd = [null, true, "5", 5, 10n ** 30n, { a: [1] }, [1, 2]];
    await c.putJson("big", `{"n":${"1".padEnd(31, "0")}}`);
    await c.put("object", { n: { a: [1] } });
    await c.put("list", { n: [1, 2] });
    await c.put("none", {});
    const { items } = await c.find({ filter: { n: { $in: odd } } });
    expect(items.map(({ id }) => id)).toEqual(["big", "id0005", "list", "none", "object"]);
    const rest = await c.find({ filter: { n: { $nin: odd } }, pageSize: 1 });
    expect(rest.items[0]?.id).toBe("id0000");
  });

  it("are ids, too, and then only those are read", async () => {
    const c = await numbers();
    const ids = ["id0100", "none", "id0007", "id2999", "\ud83d", 5];
    const list = ["id0007", "id0100", "id2999"];
    for (
      const filter of [{ id: { $in: ids } }, { $or: ids.map((id) => ({ id })) }, {
        $and: [{ id: { $in: ids } }, { id: { $in: list } }],
      }]
    ) {
      const { items, explain } = await c.find({ filter, explain: true, requireIndex: true });
      expect(items.map(({ id }) => id)).toEqual(list);
      expect(explain?.entriesRead).toBe(3);
      expect(await idsOf(c, { filter, pageSize: 1 })).toEqual(list);
      expect(await idsOf(c, { filter, pageSize: 1, sort: [{ id: "desc" }] })).toEqual(list.toReversed());
    }
    const bounded = await c.find({ filter: { id: { $in: ids, $gt: "id0007", $lt: "id2" } }, requireIndex: true });
    expect(bounded.items.map(({ id }) => id)).toEqual(["id0100"]);
    expect((await c.find({ filter: { id: { $in: [] } }, requireIndex: true })).items).toEqual([]);
  });
});
