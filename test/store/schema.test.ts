/**
 * Schemas: validators of three libraries check what is put and give the types; what they make of it is stored.
 *
 * The expectations of types are checked by tsc and `deno check`, not when the tests run.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import type { Collection, JsonValue, StoredRecord } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench } from "../support/stores.ts";

interface Person {
  name: string;
  age: number;
  home: { city: string };
}

const PERSON: Person = { name: "Ada", age: 36, home: { city: "London" } };
/** What each member is wrong in, and the path that the message has to name. */
const WRONG: [string, unknown, string][] = [
  ["a missing member", { name: "Ada", age: 36 }, "home"],
  ["a member of another type", { ...PERSON, age: "36" }, ".age: "],
  ["a member further inside", { ...PERSON, home: { city: 5 } }, ".home.city: "],
];

const schemas: [string, StandardSchemaV1<Person>][] = [
  ["zod", z.object({ name: z.string(), age: z.number(), home: z.object({ city: z.string() }) })],
  ["valibot", v.object({ name: v.string(), age: v.number(), home: v.object({ city: v.string() }) })],
  ["arktype", type({ name: "string", age: "number", home: { city: "string" } })],
];

describe.each(schemas)("a schema of %s", (_, schema) => {
  it("lets through what fits", async () => {
    const store = await new Bench().open();
    const people = store.collection("people", { schema });
    expect(await people.put("ada", PERSON)).toBe(1);
    expect(people.get("ada")?.data).toEqual(PERSON);
    await people.putJson("text", ` {"name":"Ada", "age":3.60e1, "home":{"city":"London"}}`);
    expect(people.get("text")?.json).toBe(` {"name":"Ada", "age":3.60e1, "home":{"city":"London"}}`);
    await store.batch([{ op: "put", collection: people, id: "batch", data: PERSON }]);
    expect(people.get("batch")?.data).toEqual(PERSON);
  });

  it.each(WRONG)("refuses %s, names the place, and changes nothing", async (_, data, path) => {
    const store = await new Bench().open();
    const people = store.collection("people", { schema });
    await people.put("ada", PERSON);
    const operations = [
      () => people.put("ada", data as Person),
      () => people.putJson("ada", JSON.stringify(data)),
      () => store.batch([{ op: "put", collection: people, id: "ada", data }]),
      () => store.batch([{ op: "put", collection: people, id: "ada", json: JSON.stringify(data) }]),
    ];
    for (const operation of operations) {
      const { message } = await expectCode("invalid", operation);
      expect(message).toContain("does not fit the schema");
      expect(message).toContain(path);
    }
    expect([store.sequence, people.get("ada")?.data]).toEqual([1, PERSON]);
  });

  it("is asked by this collection only: a name alone knows none", async () => {
    const store = await new Bench().open();
    store.collection("people", { schema });
    await store.collection("people").put("x", "no person");
    await store.batch([{ op: "put", collection: "people", id: "y", data: 1 }]);
    expect(await store.collection("people", { schema }).count()).toBe(2);
  });
});

describe("what a schema makes of a value", () => {
  const transforms: [string, StandardSchemaV1<{ n: string; at?: string | undefined }, { n: number; at: string }>][] = [
    ["zod", z.object({ n: z.string().transform(Number), at: z.string().default("home") })],
    ["valibot", v.object({ n: v.pipe(v.string(), v.transform(Number)), at: v.optional(v.string(), "home") })],
    ["arktype", type({ n: type("string").pipe(Number), at: "string = 'home'" })],
  ];

  it.each(transforms)("is what is stored, with %s", async (_, schema) => {
    const store = await new Bench().open();
    const records = store.collection("a", { schema });
    await records.put("x", { n: "12" });
    expect(records.get("x")?.json).toBe(`{"n":12,"at":"home"}`);
    await store.batch([{ op: "put", collection: records, id: "y", data: { n: "1", at: "work" } }]);
    expect(records.get("y")?.data).toEqual({ n: 1, at: "work" });
    await records.putJson("z", `{"n":"0012"}`);
    expect(records.get("z")?.json).toBe(`{"n":"0012"}`);
  });

  it("must be JSON itself", async () => {
    const store = await new Bench().open();
    const records = store.collection("a", { schema: z.string().transform((text) => BigInt(text)) });
    await expectCode("invalid", () => records.put("x", "12"));
    expect(store.sequence).toBe(0);
  });
});

describe("a schema that takes its time", () => {
  const known = new Set(["ada"]);
  const schema = z.object({ name: z.string().refine(async (name) => known.has(name), "nobody knows this name") });

  it("is waited for", async () => {
    const store = await new Bench().open();
    const people = store.collection("people", { schema });
    await people.put("x", { name: "ada" });
    await people.putJson("y", `{"name":"ada"}`);
    const { message } = await expectCode("invalid", () => people.put("z", { name: "alan" }));
    expect(message).toContain(".name: nobody knows this name");
    await expectCode("invalid", () => people.putJson("z", `{"name":"alan"}`));
    expect([...people.scan()].map(({ id }) => id)).toEqual(["x", "y"]);
  });

  it("finds the store closed when it is done too late", async () => {
    const store = await new Bench().open();
    const putting = store.collection("people", { schema }).put("x", { name: "ada" });
    const closed = store.close();
    await expectCode("closed", () => putting);
    await closed;
  });
});

describe("messages", () => {
  it("list every place, with names and places in lists, and say so when it is the value as a whole", async () => {
    const store = await new Bench().open();
    const list = store.collection("a", { schema: z.object({ tags: z.array(z.string()), "odd name": z.null() }) });
    const { message } = await expectCode("invalid", () => list.putJson("x", `{"tags":["a",1,{}],"odd name":1}`));
    expect(message).toMatch(/\.tags\.1: .*; \.tags\.2: .*; \.odd name: /);
    const number = store.collection("b", { schema: z.number() });
    expect((await expectCode("invalid", () => number.putJson("x", "null"))).message).toContain("(the value: ");
  });

  it("come from any validator that speaks Standard Schema, whatever form its paths have", async () => {
    const path = [{ key: "list" }, 0, { key: Symbol("mark") }];
    const schema: StandardSchemaV1<unknown> = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ issues: [{ message: "no", path }] }) },
    };
    const store = await new Bench().open();
    const { message } = await expectCode("invalid", () => store.collection("a", { schema }).put("x", 1));
    expect(message).toContain(".list.0.Symbol(mark): no");
  });
});

describe("types", () => {
  it("are the schema's: its input for what is put, its output for what is read", async () => {
    const store = await new Bench().open();
    const records = store.collection("a", {
      schema: z.object({ n: z.string().transform(Number), s: z.string().optional() }),
    });
    expectTypeOf(records.put).parameter(1).toEqualTypeOf<{ n: string; s?: string | undefined }>();
    expectTypeOf(records.get("x")).toEqualTypeOf<StoredRecord<{ n: number; s?: string | undefined }> | undefined>();
    for (const { data } of records.scan()) expectTypeOf(data.n).toEqualTypeOf<number>();
    for (const { record } of records.history("x")) expectTypeOf(record?.data.n).toEqualTypeOf<number | undefined>();

    const some = store.collection("b", {
      schema: v.object({ at: v.pipe(v.string(), v.transform((text) => text.length)) }),
    });
    expectTypeOf(some.put).parameter(1).toEqualTypeOf<{ at: string }>();
    expectTypeOf(some.get).returns.toEqualTypeOf<StoredRecord<{ at: number }> | undefined>();

    const other = store.collection("c", { schema: type({ tag: "'a' | 'b'", "n?": "number" }) });
    expectTypeOf(other.put).parameter(1).toEqualTypeOf<{ tag: "a" | "b"; n?: number }>();
    expectTypeOf(other.get).returns.toEqualTypeOf<StoredRecord<{ tag: "a" | "b"; n?: number }> | undefined>();
  });

  it("are any JSON without a schema, or what the caller says", async () => {
    const store = await new Bench().open();
    expectTypeOf(store.collection("a")).toEqualTypeOf<Collection<JsonValue>>();
    expectTypeOf(store.collection("a").put).parameter(1).toEqualTypeOf<JsonValue>();
    const people = store.collection<Person>("people");
    expectTypeOf(people.put).parameter(1).toEqualTypeOf<Person>();
    expectTypeOf(people.get("x")?.data).toEqualTypeOf<Person | undefined>();
    expectTypeOf(store.view().collection<Person>("people").get).returns.toEqualTypeOf<
      StoredRecord<Person> | undefined
    >();
  });
});
