/**
 * Find: what filters mean, that every plan gives what a plain scan gives, pages, sorts and selections.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Collection, FilterSpec, FindOptions, StoredRecord } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { openStore } from "../support/stores.ts";

async function all(collection: Collection, options: FindOptions): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  let after: string | undefined;
  for (;;) {
    const { items, next } = await collection.find({ pageSize: 3, ...options, after });
    found.push(...items);
    if (next === undefined) return found;
    after = next;
  }
}

async function idsOf(collection: Collection, options: FindOptions): Promise<string[]> {
  return (await all(collection, options)).map(({ id }) => id);
}

const RECORDS: Record<string, string> = {
  a: `{"n":1,"s":"apple","t":["x","y"],"o":{"p":1},"b":true}`,
  b: `{"n":2.0,"s":"avocado","t":["y","z",5],"o":{"p":null},"b":false}`,
  c: `{"n":null,"s":"Banana","t":[],"o":{}}`,
  d: `{"s":null,"t":"x","o":[1,2]}`,
  e: `{"n":12345678901234567890,"t":[{"k":1},{"k":2}]}`,
  f: `{"n":12345678901234567891,"t":[null]}`,
  g: `{"n":"2","s":"cherry","t":[["x"]],"o":{"p":1e0}}`,
  h: `{"n":-5,"s":"app","t":[1,10,100],"o":{"q":2}}`,
};

/** What each filter lets through, as MongoDB has it. */
const MEANINGS: readonly (readonly [FilterSpec, string])[] = [
  [{}, "abcdefgh"],
  [{ n: 2 }, "b"],
  [{ ".n": { $eq: 2 } }, "b"],
  [{ n: null }, "cd"],
  [{ n: { $ne: 2 } }, "acdefgh"],
  [{ n: { $ne: null } }, "abefgh"],
  [{ n: { $gt: 1 } }, "bef"],
  [{ n: { $gte: 1, $lt: 12345678901234567891n } }, "abe"],
  [{ n: 12345678901234567890n }, "e"],
  [{ n: { $lt: "a" } }, "g"],
  [{ n: { $lte: 1 } }, "ah"],
  [{ n: { $gt: null } }, ""],
  [{ n: { $gte: null } }, "cd"],
  [{ n: { $in: [1, "2", null] } }, "acdg"],
  [{ n: { $nin: [1, "2", null] } }, "befh"],
  [{ n: { $in: [] } }, ""],
  [{ n: { $exists: true } }, "abcefgh"],
  [{ n: { $exists: false } }, "d"],
  [{ s: { $prefix: "app" } }, "ah"],
  [{ s: { $prefix: "" } }, "abcgh"],
  [{ s: { $gte: "a", $lt: "b" } }, "abh"],
  [{ b: { $gt: false } }, "a"],
  [{ b: true }, "a"],
  [{ "o.p": 1 }, "ag"],
  [{ "o.p": { $exists: true } }, "abg"],
  [{ "o.p": null }, "bcdefh"],
  [{ o: { p: 1 } }, "ag"],
  [{ o: { $eq: [1, 2] } }, "d"],
  [{ t: "x" }, "d"],
  [{ "t[]": "x" }, "a"],
  [{ "t[]": { $ne: "x" } }, "bcdefgh"],
  [{ "t[]": null }, "cdf"],
  [{ "t[]": { $gt: 5, $lt: 50 } }, "h"],
  [{ "t[]": { $gt: 50, $lt: 5 } }, "h"],
  [{ "t[]": { $in: ["y", 100] } }, "abh"],
  [{ "t[]": { $exists: false } }, "cd"],
  [{ "t[].k": 2 }, "e"],
  [{ "t[][]": "x" }, "g"],
  [{ $or: [{ n: 1 }, { s: { $prefix: "av" } }] }, "ab"],
  [{ $or: [{ n: 1 }, { "t[]": "y" }, { "t[]": "x" }] }, "ab"],
  [{ $or: [{ n: 1 }, { "t[]": "y" }], s: { $prefix: "av" } }, "b"],
  [{ $and: [{ n: { $gt: 0 } }, { n: { $lt: 2 } }] }, "a"],
  [
    { $or: [{ $or: [{ n: 1 }, { $and: [{ n: 2 }, { $and: [{ b: false }] }] }] }, { $or: [{ s: null, id: "d" }] }] },
    "abd",
  ],
  [{ $or: [{}, { n: 1 }] }, "abcdefgh"],
  [{ $and: [{ $and: [{ $or: [{ $or: [{ n: 1 }, { n: 2 }] }] }] }, {}] }, "ab"],
  [{ $not: { $or: [{ $or: [{ n: 1 }, { n: 2 }] }] } }, "cdefgh"],
  [{ $not: { n: { $gt: 0 } } }, "cdgh"],
  [{ n: { $not: { $gt: 0 } } }, "cdgh"],
  [{ id: { $in: ["a", "zz"] } }, "a"],
  [{ id: { $prefix: "c" } }, "c"],
  [{ id: { $gt: "f" } }, "gh"],
  [{ id: "b", n: 2 }, "b"],
  [{ version: "v1" }, "a"],
];

const INDEXES: Record<string, Parameters<Collection["createIndex"]>[1]> = {
  n: { kind: "multi", keyPath: ".n" },
  s: { kind: "multi", keyPath: ".s" },
  t: { kind: "multi", keyPath: ".t[]" },
  op: { kind: "multi", keyPath: ".o.p" },
  b: { kind: "multi", keyPath: ".b", options: { sparse: true } },
  bn: { kind: "multi", keyPaths: [".b", { ".n": "desc" }] },
  tn: { kind: "multi", keyPaths: [{ ".t[]": "desc" }, ".n"] },
  v: { kind: "multi", keyPath: "version" },
};

async function filled(): Promise<Collection> {
  const store = await openStore();
  const things = store.collection("things");
  for (const [id, json] of Object.entries(RECORDS)) {
    await things.putJson(id, json, { version: id === "a" ? "v1" : null });
  }
  return things;
}

describe("a filter", () => {
  it("means what it means in MongoDB, whatever indexes there are", async () => {
    const things = await filled();
    const check = async (): Promise<void> => {
      for (const [filter, expected] of MEANINGS) {
        const found = (await idsOf(things, { filter })).sort().join("");
        expect([filter, found]).toEqual([filter, expected]);
      }
    };
    await check();
    for (const [name, spec] of Object.entries(INDEXES)) {
      await things.createIndex(name, spec);
      await check();
    }
    for (const name of Object.keys(INDEXES)) {
      await things.dropIndex(name);
      await check();
    }
  });

  it("compares whole characters, by an index as by records", async () => {
    const store = await openStore();
    const c = store.collection("c");
    const values = ["\ud83d", "\ud83dx", "\ud83d\ude00", "\ud83d\ude00!", "\ude00", "\uffff", "a\ud83d\ude01"];
    for (const [at, value] of values.entries()) await c.putJson(`${at}`, JSON.stringify({ s: value }));
    for (const id of ["\ud83d\ude00", "\uffff", "a\ud83d\ude01"]) await c.put(id, {});
    const check = async (): Promise<void> => {
      for (
        const [filter, expected] of [
          [{ s: { $prefix: "\ud83d" } }, ["0", "1"]],
          [{ s: { $prefix: "\ud83d\ude00" } }, ["2", "3"]],
          [{ s: { $prefix: "\ude00" } }, ["4"]],
          [{ s: { $prefix: "a\ud83d" } }, []],
          [{ s: { $gt: "\ud83dx", $lt: "\uffff" } }, ["4"]],
          [{ id: { $prefix: "a\ud83d" } }, []],
          [{ id: { $gt: "\ud83d" } }, ["\uffff", "\ud83d\ude00"]],
          [{ id: { $gte: "b", $lt: "\ud83d" } }, []],
          [{ id: "\ud83d" }, []],
        ] as const
      ) expect([filter, await idsOf(c, { filter })]).toEqual([filter, expected]);
    };
    await check();
    await c.createIndex("s", { kind: "multi", keyPath: ".s" });
    await c.createIndex("id", { kind: "multi", keyPath: "id" });
    await check();
  });

  it("is refused when it is none", async () => {
    const things = await filled();
    const bad: readonly unknown[] = [
      [],
      "n",
      { $nor: [] },
      { $and: [] },
      { $or: {} },
      { n: { $regex: "x" } },
      { n: { $gt: [1] } },
      { n: { $gt: {} } },
      { n: { $in: 1 } },
      { n: { $exists: 1 } },
      { n: { $prefix: 1 } },
      { n: { $gt: 1, x: 2 } },
      { n: NaN },
      { n: undefined },
      { "n..m": 1 },
      { n: () => 1 },
    ];
    for (const filter of bad) await expectCode("invalid", () => things.find({ filter: filter as FilterSpec }));
    const noValues = [new Date(0), new Map([["p", 1]]), new Set([1]), /x/, new (class Point {})(), new Uint8Array(1)];
    for (const value of noValues) {
      for (const filter of [{ o: value }, { o: { $in: [value] } }, { o: { $ne: value } }, { o: { p: [value] } }]) {
        const { message } = await expectCode("invalid", () => things.find({ filter }));
        expect(message).toMatch(/it must be a string, a number, .* or a plain object/);
      }
      await expectCode("invalid", () => things.find({ filter: value as unknown as FilterSpec }));
    }
    const bare = Object.assign(Object.create(null), { p: 1 }) as FilterSpec;
    expect(await idsOf(things, { filter: { o: bare } })).toEqual(["a", "g"]);
    let deep: FilterSpec = { n: 1 };
    for (let at = 0; at < 100; at++) deep = { $not: deep };
    await expectCode("invalid", () => things.find({ filter: deep }));
    for (const pageSize of [0, 1001, 1.5]) await expectCode("invalid", () => things.find({ pageSize }));
    await expectCode("invalid", () => things.find({ after: "nonsense" }));
    await expectCode("invalid", () => things.find({ sort: [{ ".n": "up" }] as never }));
    await expectCode("invalid", () => things.find({ sort: [".n", "n"] }));
    await expectCode("invalid", () => things.find({ select: [] }));
  });
});

describe("a sort", () => {
  const SORTS: readonly (readonly [NonNullable<FindOptions["sort"]>, string])[] = [
    [[".n"], "dchabefg"],
    [[{ ".n": "desc" }], "gfebahcd"],
    [[".b", { ".n": "desc" }], "gfehcdba"],
    [[{ ".b": "desc" }, ".n"], "abdchefg"],
    [[{ ".s": "desc" }, ".n"], "gbahcdef"],
    [[".t[]"], "cdegfhba"],
    [[{ ".t[]": "desc" }], "bahfcdeg"],
    [["id"], "abcdefgh"],
    [[{ id: "desc" }], "hgfedcba"],
  ];

  it("has nothing first, is by id within, and the same from an index as from memory", async () => {
    const things = await filled();
    const check = async (): Promise<void> => {
      for (const [sort, expected] of SORTS) {
        for (const pageSize of [1, 2, 3, 100]) {
          expect([sort, (await idsOf(things, { sort, pageSize })).join("")]).toEqual([sort, expected]);
        }
      }
    };
    await check();
    for (const [name, spec] of Object.entries(INDEXES)) {
      await things.createIndex(name, spec);
      await check();
    }
  });

  it("goes on by another plan, and behind records that have changed", async () => {
    const store = await openStore();
    const c = store.collection<{ n: number }>("c");
    for (let at = 0; at < 300; at++) await c.put(`id${String(at).padStart(3, "0")}`, { n: at % 7 });
    await c.createIndex("n", { kind: "multi", keyPath: ".n" });
    const expected = [...c.scan()].map(({ id, data }) => ({ id, n: data.n })).sort((a, b) =>
      b.n - a.n || (a.id < b.id ? -1 : 1)
    );
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0;; page++) {
      const { items, next, explain } = await c.find({ sort: [{ ".n": "desc" }], pageSize: 20, after, explain: true });
      expect(explain?.sort).toBe(page % 2 === 0 ? "index" : "memory");
      seen.push(...items.map(({ id }) => id));
      if (next === undefined) break;
      after = next;
      const last = items.at(-1);
      if (last !== undefined) await c.put(last.id, { n: 100 });
      if (page % 2 === 0) await c.dropIndex("n");
      else await c.createIndex("n", { kind: "multi", keyPath: ".n" });
    }
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  it("by an index backwards turns groups of any size, and pages begin anywhere in them", async () => {
    const store = await openStore();
    const c = store.collection<{ n: number; m: string }>("c");
    await store.batch(Array.from({ length: 700 }, (_, at) => {
      const n = at < 200 ? 1 : at < 264 ? 2 : at < 328 ? 3 : at < 330 ? 4 : at;
      return {
        op: "put",
        collection: "c",
        id: `id${String((at * 389) % 700).padStart(3, "0")}`,
        data: { n, m: `m${at % 3}` },
      };
    }));
    await c.createIndex("n", { kind: "multi", keyPath: ".n" });
    await c.createIndex("mn", { kind: "multi", keyPaths: [".m", { ".n": "desc" }] });
    for (
      const [filter, sort, index] of [
        [{}, [{ ".n": "desc" }], "n"],
        [{ n: { $lt: 500 } }, [{ ".n": "desc" }], "n"],
        [{ m: "m1" }, [{ ".n": "desc" }], "mn"],
        [{ m: "m1" }, [".n"], "mn"],
        [{ m: "m1", n: { $gte: 2 } }, [".n"], "mn"],
        [{}, [{ ".m": "desc" }, ".n"], "mn"],
      ] as const
    ) {
      const records = [...c.scan()].map(({ id, data }) => ({ id, ...data })).filter(({ n, m }) => {
        if ("m" in filter && m !== filter.m) return false;
        if (!("n" in filter)) return true;
        return "$lt" in filter.n ? n < filter.n.$lt : n >= filter.n.$gte;
      });
      const up = typeof sort.at(-1) === "string" ? 1 : -1;
      records.sort((a, b) => {
        const groups = sort.length > 1 ? (a.m < b.m ? 1 : a.m > b.m ? -1 : 0) : 0;
        return groups || up * (a.n - b.n) || (a.id < b.id ? -1 : 1);
      });
      for (const pageSize of [1000, 50, 7]) {
        const first = await c.find({ filter, sort, pageSize, explain: true, requireIndex: true });
        expect(first.explain).toMatchObject({ plan: "index", index, sort: "index" });
        expect((await all(c as Collection<never>, { filter, sort, pageSize, requireIndex: true })).map(({ id }) => id))
          .toEqual(
            records.map(({ id }) => id),
          );
      }
    }
    const top = await c.find({ sort: [{ ".n": "desc" }], pageSize: 10, explain: true });
    expect(top.explain?.entriesRead).toBeLessThan(20);
  });
});

describe("a sort in memory", () => {
  it("holds 16 MiB of values, and is refused when a page has more", async () => {
    const store = await openStore();
    const c = store.collection("c");
    for (let at = 0; at < 20; at++) await c.put(`${at}`, { s: `${at % 7}`.padEnd(1 << 20, "x"), n: at });
    const options: FindOptions = { sort: [".s", ".n"], select: [".n"] };
    const { message } = await expectCode("invalid", () => c.find(options));
    expect(message).toMatch(/smaller pageSize.*index/);
    const found = await all(c, { ...options, pageSize: 12 });
    expect(found.map(({ data }) => (data as { n: number }).n)).toEqual(
      Array.from({ length: 20 }, (_, at) => at).sort((a, b) => a % 7 - b % 7 || a - b),
    );
  });
});

describe("a page", () => {
  it("selects parts of the data as they are written", async () => {
    const store = await openStore();
    const c = store.collection("c");
    await c.putJson(
      "a",
      ` {"n": 1.10, "o": {"x": 1e400, "y": [ {"k":1,"v":[2, 3]}, 5, {"v":0} ]}, "s":"\\u00e9", "n": 2.20 }`,
    );
    const select = async (...paths: string[]): Promise<string | undefined> =>
      (await c.find({ select: paths })).items[0]?.json;
    expect(await select(".n")).toBe(`{"n":2.20}`);
    expect(await select(".o.x", ".s")).toBe(`{"o":{"x":1e400},"s":"\\u00e9"}`);
    expect(await select(".o.y[].v")).toBe(`{"o":{"y":[{"v":[2, 3]},{"v":0}]}}`);
    expect(await select(".o.y")).toBe(`{"o":{"y":[ {"k":1,"v":[2, 3]}, 5, {"v":0} ]}}`);
    expect(await select(".none", "id")).toBe("{}");
    expect(await select(".")).toBe(
      `{"n": 1.10, "o": {"x": 1e400, "y": [ {"k":1,"v":[2, 3]}, 5, {"v":0} ]}, "s":"\\u00e9", "n": 2.20 }`,
    );
  });

  it("has a next one only when there is more, and reads one state", async () => {
    const things = await filled();
    const page = await things.find({ pageSize: 8 });
    expect(page.next).toBe(undefined);
    expect((await things.find({ pageSize: 7 })).next).toBeTypeOf("string");
    const found = things.find({ sort: [".n"], pageSize: 100 });
    await things.delete("a");
    expect((await found).items.length).toBe(8);
  });

  it("of a plan whose index is gone is refused with conflict", async () => {
    const things = await filled();
    await things.createIndex("n", { kind: "multi", keyPath: ".n" });
    const { next } = await things.find({ filter: { n: { $in: [1, 2, -5] } }, pageSize: 1, requireIndex: true });
    await things.dropIndex("n");
    await expectCode("conflict", () => things.find({ filter: { n: { $in: [1, 2, -5] } }, pageSize: 1, after: next }));
  });
});
