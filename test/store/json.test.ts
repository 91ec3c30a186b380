/**
 * JSON: texts come back as they were given, and what is no JSON is refused.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { JsonValue, Store } from "../../mod.ts";
import { checkJsonText, JSON_DEPTH_MAX, toJsonText } from "../../src/encoding/json.ts";
import { expectCode } from "../support/check.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

/** Texts that a careless store would change. */
const TEXTS = [
  "null",
  "true",
  "0",
  "-0",
  "-0.0",
  "1e400",
  "-1E+400",
  "1e-400",
  "1.10",
  "1.0",
  "1e0",
  "12345678901234567890",
  "12345678901234567891",
  "0.1000000000000000055511151231257827",
  `""`,
  `"\\u0041\\n\\/\\\\\\""`,
  `"/"`,
  `"\\/"`,
  `"\\ud83d"`,
  `"\\udc00\\ud83d"`,
  `"\\ud83d\\ude00"`,
  `"😀"`,
  `"\u2028\u2029\u007f"`,
  `"\uFEFFa mark first"`,
  `"\\u0000"`,
  `{"b":1,"a":2,"10":3,"9":4,"":5}`,
  `{"a":1,"a":2}`,
  `{"__proto__":{"x":1},"constructor":2,"toString":3}`,
  ` \t\r\n{ "a" : [ 1 , 2 ] }\n`,
  `[]`,
  `{}`,
  `[[],{},[{}]]`,
];

const DEEP = [
  (levels: number) => "[".repeat(levels) + "]".repeat(levels),
  (levels: number) => `{"a":`.repeat(levels - 1) + "{}" + "}".repeat(levels - 1),
  (levels: number) => `[{"a":`.repeat(levels / 2) + (levels % 2 === 0 ? "1" : "[]") + "}]".repeat(levels / 2),
];

async function expectRefused(store: Store, operation: () => unknown): Promise<string> {
  const { sequence } = store;
  const { message } = await expectCode("invalid", operation);
  expect([store.sequence, store.collections().map(({ name }) => name)]).toEqual([sequence, ["a"]]);
  return message;
}

/** A store with a collection that has one record. */
async function storeWithOne(): Promise<Store> {
  const store = await new Bench().open();
  await store.collection("a").put("there", 1);
  return store;
}

describe("a JSON text", () => {
  it("comes back as it was put, byte for byte, from memory, from tables, from a scan and from history", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    await store.batch(TEXTS.map((json, at) => ({ op: "put", collection: "a", id: `k${at + 100}`, json })));
    const check = (): void => {
      const records = store.collection("a");
      expect([...records.scan()].map(({ json }) => json)).toEqual(TEXTS);
      expect([...records.scan({ reverse: true })].map(({ json }) => json)).toEqual([...TEXTS].reverse());
      for (const [at, json] of TEXTS.entries()) {
        expect(records.get(`k${at + 100}`)?.json).toBe(json);
        expect([...records.history(`k${at + 100}`)][0]?.record?.json).toBe(json);
      }
    };
    check();
    for (const [at, json] of TEXTS.entries()) await store.collection("a").putJson(`k${at + 100}`, json);
    check();
    store = await bench.reopen(store, TINY);
    check();
    await store.compact();
    check();
  });

  it("is read as what JSON.parse makes of it, the last of two members that share a name", async () => {
    const store = await openStore();
    const records = store.collection("a");
    for (const json of TEXTS) {
      await records.putJson("x", json);
      expect(records.get("x")?.data).toEqual(JSON.parse(json));
    }
    await records.putJson("x", `{"a":1,"b":2,"a":3}`);
    expect(records.get("x")?.data).toEqual({ a: 3, b: 2 });
  });

  it("of a value is what JSON.stringify makes of it", async () => {
    const store = await openStore();
    const records = store.collection<unknown>("a");
    const values = [null, false, 0.1, "\ud83d", "\u2028", [1, [2]], { b: 1, a: [{}] }, new Date(0), [NaN, undefined]];
    for (const value of [...values, { gone: undefined, kept: 1 }, { toJSON: () => "made" }]) {
      await records.put("x", value);
      expect(records.get("x")?.json).toBe(JSON.stringify(value));
    }
  });

  it("of a megabyte, of any characters, survives", async () => {
    const store = await openStore();
    const text = 'a😀é\uffff"\\\n\u0000'.repeat(100_000);
    await store.collection("a").put("x", { text });
    expect((store.collection("a").get("x")?.data as { text: string }).text === text).toBe(true);
  });
});

describe("what is no JSON", () => {
  const texts = ["", " ", "{", "[1,]", "{a:1}", "'a'", "01", "1.", ".5", "+1", "NaN", "Infinity", "undefined", "1 2"];
  texts.push(`"\n"`, `"\\x41"`, `"\\u12"`, "tru", "\uFEFF1", "// 1", "[1}", `{"a"}`, `{"a":1,}`, "\u00a01");

  it.each(texts.map((text) => [JSON.stringify(text), text] as const))("as a text, %s, is refused", async (_, text) => {
    const store = await storeWithOne();
    await expectRefused(store, () => store.collection("a").putJson("x", text));
    await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "x", json: text }]));
    await expectRefused(store, () => store.collection("new").putJson("x", text));
  });

  it("as a text of half a surrogate pair is refused, which has no UTF-8", async () => {
    const store = await storeWithOne();
    for (const json of [`"\ud83d"`, `"a\udc00"`, `{"\udc00\ud83d":1}`]) {
      expect(await expectRefused(store, () => store.collection("a").putJson("x", json))).toContain("surrogate");
    }
  });

  it("as a text that is no string is refused", async () => {
    const store = await storeWithOne();
    for (const text of [1, null, true, ["1"], { toString: () => "1" }, new Uint8Array([49])] as unknown[]) {
      await expectRefused(store, () => store.collection("a").putJson("x", text as string));
      await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "x", json: text as string }]));
    }
  });

  const circle: unknown[] = [];
  circle.push({ circle });
  const values: [string, unknown][] = [
    ["undefined", undefined],
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a BigInt", 1n],
    ["a BigInt inside", { a: [1n] }],
    ["a circle", circle],
    ["a value whose toJSON throws", { toJSON: () => expect.fail("as asked") }],
    ["a value whose toJSON gives nothing", { toJSON: () => undefined }],
    ["nested thousands of levels deep", nested(20_000)],
  ];

  it.each(values)("as a value, %s, is refused", async (_, value) => {
    const store = await storeWithOne();
    const data = value as JsonValue;
    await expectRefused(store, () => store.collection("a").put("x", data));
    await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "x", data }]));
    await expectRefused(store, () => store.collection("new").put("x", data));
  });

  it("as an operation of a batch without data is refused", async () => {
    const store = await storeWithOne();
    await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "x" }]));
  });
});

/** A list in a list in a list. */
function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}

describe("nesting", () => {
  it.each(DEEP.map((make, at) => [["lists", "objects", "both"][at], make] as const))(
    "of %s may be 256 levels deep, not 257",
    async (_, make) => {
      const store = await storeWithOne();
      const records = store.collection("a");
      const deepest = make(JSON_DEPTH_MAX);
      await records.putJson("x", deepest);
      await records.put("y", JSON.parse(deepest));
      expect([records.get("x")?.json, records.get("y")?.json]).toEqual([deepest, deepest]);
      const deeper = `[${deepest}]`;
      expect(await expectRefused(store, () => records.putJson("x", deeper))).toContain("256");
      await expectRefused(store, () => records.put("x", [JSON.parse(deepest)]));
      await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "x", json: deeper }]));
      await expectRefused(store, () => records.putJson("x", make(100_000)));
    },
  );

  it("is what is open at once, not how many brackets there are, nor those in strings", () => {
    const wide = `[${Array.from({ length: 1000 }, () => `[{"a":[]}]`).join()}]`;
    const brackets = "[{".repeat(400);
    const texts = [wide, JSON.stringify(brackets), JSON.stringify({ [brackets]: [`\\"${brackets}`, `"`, brackets] })];
    for (const text of texts) expect(() => checkJsonText(text)).not.toThrow();
    const inner = "[".repeat(255) + `"]]]\\"]]]\\\\"` + "]".repeat(255);
    expect(() => checkJsonText(`[${inner}]`)).not.toThrow();
    expect(() => checkJsonText(`[[${inner}]]`)).toThrow("256 levels");
  });

  it("is counted in values as in texts", () => {
    expect(toJsonText(nested(256))).toBe(DEEP[0]?.(256));
    expect(() => toJsonText(nested(257))).toThrow("256 levels");
    expect(() => toJsonText({ a: nested(256) })).toThrow("256 levels");
  });
});
