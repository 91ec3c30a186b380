/**
 * What an index does not take, what stands in its way, and what does not.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Collection, JsonValue, Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { openStore } from "../support/stores.ts";

const LONG = "x".repeat(33_000);
const MANY = Array.from({ length: 10_001 }, (_, at) => at);
/** Each may be a key, all of them together may not. */
const MUCH = Array.from({ length: 40 }, (_, at) => `${at}${"y".repeat(30_000)}`);

/** A collection with more records than are indexed at once. */
async function filled(store: Store): Promise<Collection<JsonValue>> {
  const things = store.collection<JsonValue>("things");
  await store.batch(Array.from({ length: 3000 }, (_, at) => {
    return { op: "put", collection: "things", id: `a${at}`, data: { s: at } };
  }));
  return things;
}

describe("an index does not take", () => {
  it.each([["a long key", LONG], ["many values", MANY], ["many long values", MUCH]])("%s", async (_, s) => {
    const store = await openStore();
    const things = store.collection<JsonValue>("things");
    await things.put("a", { s: ["short"] });
    await things.createIndex("s", { kind: "multi", keyPath: ".s[]" });
    const { sequence } = store;
    const long = { s: typeof s === "string" ? [s] : s };
    const { message } = await expectCode("invalid", () => things.put("a", long));
    expect(message).toBe(
      'Cannot write the record: the index "s" takes at most 10,000 values of a record, keys of at most 32 KiB, and 1 MiB of them altogether',
    );
    await expectCode("invalid", () => things.patch("a", long));
    await expectCode("invalid", () => store.batch([{ op: "put", collection: "things", id: "b", data: long }]));
    expect([store.sequence, things.get("a")?.data]).toEqual([sequence, { s: ["short"] }]);
    await things.dropIndex("s");
    await things.put("a", long);
    expect(things.get("a")?.json).toBe(JSON.stringify(long));
  });

  it.each([[true], [false]])("records that are there; at once: %s", async (atOnce) => {
    const store = await openStore();
    const things = atOnce ? store.collection<JsonValue>("things") : await filled(store);
    await things.put("long", { s: LONG });
    const error = await expectCode("conflict", () => things.createIndex("s", { kind: "multi", keyPath: ".s" }));
    expect(error.message).toContain('the record "long" is too much for it');
    expect(things.indexes()).toEqual([]);
    expect(things.indexRefusal("s")?.code).toBe(atOnce ? undefined : "conflict");
    await things.createIndex("other", { kind: "multi", keyPath: ".other" });
    await things.put("long", { s: "short" });
    await things.createIndex("s", { kind: "multi", keyPath: ".s" });
    expect(things.indexRefusal("s")).toBeUndefined();
    expect([...things.indexEquals("s", "short")].map(({ id }) => id)).toEqual(["long"]);
    await things.dropIndex("s");
    expect(things.indexRefusal("s")).toBeUndefined();
  });

  it("more than 64 MiB of keys in one write", async () => {
    const store = await openStore();
    await store.createCollection("things");
    const things = store.collection<JsonValue>("things");
    await things.createIndex("s", { kind: "multi", keyPath: ".s[]" });
    await things.createIndex("same", { kind: "multi", keyPath: ".s[]" });
    const s = MUCH.slice(0, 30);
    const puts = Array.from({ length: 50 }, (_, at) => {
      return { op: "put", collection: "things", id: `a${at}`, data: { s } } as const;
    });
    const { message } = await expectCode("invalid", () => store.batch(puts));
    expect(message).toContain("write it in several parts");
    await store.batch(puts.slice(0, 30));
    expect(await things.indexRange("s").count()).toBe(900);
  });
});

it("a number is as long as its digits, however it is written", async () => {
  const store = await openStore();
  const things = store.collection<JsonValue>("things");
  await things.putJson("a", "{}");
  await things.createIndex("n", { kind: "multi", keyPath: ".n" });
  for (const [id, n] of [["b", "1e40000"], ["c", `1${"0".repeat(40_000)}`], ["d", `1.${"0".repeat(40_000)}`]]) {
    await things.putJson(id as string, `{"n":${n}}`);
  }
  await expectCode("invalid", () => things.putJson("e", `{"n":${"7".repeat(40_000)}}`));
  expect((await things.find({ filter: { n: { $gt: 1 } }, requireIndex: true })).items.map(({ id }) => id)).toEqual([
    "b",
    "c",
  ]);
});

it("many entries are built behind the definition, also when records are few", async () => {
  const store = await openStore();
  const things = store.collection<JsonValue>("things");
  for (let at = 0; at < 3; at++) await things.put(`a${at}`, { s: MANY.slice(1).map((n) => n * 3 + at) });
  await things.createIndex("few", { kind: "multi", keyPath: ".none" }, { wait: false });
  expect(things.index("few")?.state).toBe("ready");
  await things.createIndex("s", { kind: "unique", keyPath: ".s[]" }, { wait: false });
  expect(things.index("s")?.state).toBe("building");
  while (things.index("s")?.state === "building") await things.put("b", { s: [1] });
  expect(await things.indexRange("s").count()).toBe(30_001);
});

describe("a record whose time is over", () => {
  it("stands in the way of no unique index, and of no other record", async () => {
    const store = await openStore();
    const things = store.collection<JsonValue>("things");
    const expiresAtMs = Date.now() - 1000;
    await things.put("dead", { k: 1 }, { expiresAtMs });
    await things.put("live", { k: 1 });
    await things.createIndex("k", { kind: "unique", keyPath: ".k" });
    expect([...things.indexEquals("k", 1)].map(({ id }) => id)).toEqual(["live"]);
    await things.put("dead2", { k: 1 }, { expiresAtMs });
    await store.batch([
      { op: "put", collection: "things", id: "x", data: { k: 2 } },
      { op: "put", collection: "things", id: "y", data: { k: 2 }, expiresAtMs },
    ]);
    await expectCode("unique-violation", () => things.put("z", { k: 2 }));
  });
});
