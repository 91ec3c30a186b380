/**
 * Conditions and patches: judged on the state that the write follows, with nothing in between; a refused transaction changes nothing.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type BatchOperation, FountainError, type Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench, TINY } from "../support/stores.ts";

async function filled(): Promise<Store> {
  const store = await new Bench().open();
  await store.collection("a").put("x", 1);
  await store.collection("a").put("y", 2, { version: "v" });
  return store;
}

describe("ifSequence", () => {
  it("lets a write through when the record has that sequence, 0 when it has none", async () => {
    const a = (await filled()).collection("a");
    expect(await a.put("x", 3, { ifSequence: 1 })).toBe(3);
    expect(await a.put("new", 4, { ifSequence: 0 })).toBe(4);
    expect(await a.delete("x", { ifSequence: 3 })).toBe(true);
    expect(await a.put("x", 5, { ifSequence: 0 })).toBe(6);
  });

  it("refuses it otherwise, with the present sequence, and changes nothing", async () => {
    const store = await filled();
    const a = store.collection("a");
    const refused: [number, () => Promise<unknown>][] = [
      [1, () => a.put("x", 9, { ifSequence: 2 })],
      [1, () => a.put("x", 9, { ifSequence: 0 })],
      [0, () => a.put("none", 9, { ifSequence: 1 })],
      [0, () => store.collection("new").put("x", 9, { ifSequence: 1 })],
      [2, () => a.delete("y", { ifSequence: 1 })],
      [2, () => a.patch("y", {}, { ifSequence: 1 })],
    ];
    for (const [currentSequence, write] of refused) {
      expect(await expectCode("precondition-failed", write)).toMatchObject({ currentSequence });
    }
    expect([store.sequence, store.collections().length, a.get("x")?.data]).toEqual([2, 1, 1]);
    await expectCode("invalid", () => a.put("x", 1, { ifSequence: -1 }));
  });

  it("lets one of many that read the same through, however they come", async () => {
    const store = await new Bench().open();
    const counter = store.collection<number>("counter");
    await counter.put("n", 0);
    let refused = 0;
    const client = async (): Promise<void> => {
      for (let done = 0; done < 100;) {
        const { data, sequence } = counter.get("n") ?? expect.fail("the counter is there");
        try {
          await counter.put("n", data + 1, { ifSequence: sequence });
          done++;
        } catch (error) {
          if (!(error instanceof FountainError && error.code === "precondition-failed")) throw error;
          refused++;
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    expect(counter.get("n")?.data).toBe(1600);
    expect(refused).toBeGreaterThan(0);
  });
});

describe("a batch with conditions", () => {
  it("is about the state before it, names all that failed, and is all or nothing", async () => {
    const store = await filled();
    const operations: BatchOperation[] = [
      { op: "put", collection: "a", id: "x", data: 7, ifSequence: 1 },
      { op: "put", collection: "a", id: "x", data: 8, ifSequence: 1 },
      { op: "check", collection: "a", id: "y", ifSequence: 1 },
      { op: "delete", collection: "a", id: "none", ifSequence: 4 },
    ];
    const error = await expectCode("precondition-failed", () => store.batch(operations));
    expect(error.failures?.map(({ opIndex, error }) => [opIndex, error.code, error.currentSequence])).toEqual([
      [2, "precondition-failed", 2],
      [3, "precondition-failed", 0],
    ]);
    expect(error.failures?.map(({ error: { message } }) => message.split(":")[0])).toEqual([
      "The check of the record failed",
      "Cannot write the record",
    ]);
    expect(store.sequence).toBe(2);
    expect(await store.batch(operations.slice(0, 2))).toEqual({ committedSequence: 4, sequences: [3, 4] });
    expect(store.collection("a").get("x")?.data).toBe(8);
  });

  it("gives each check a sequence of its own, and none at all when nothing changes", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    await store.collection("a").put("x", 1);
    const check = { op: "check", collection: "a", id: "x", ifSequence: 1 } as const;
    expect(await store.batch([check, check])).toEqual({ committedSequence: 1, sequences: [1, 1] });
    const put = { op: "put", collection: "a", id: "y", data: 2 } as const;
    expect(await store.batch([check, put, check])).toEqual({ committedSequence: 4, sequences: [2, 3, 4] });
    expect([store.sequence, store.collection("a").get("y")?.sequence]).toEqual([4, 3]);
    bench.cutPower();
    store = await bench.open(TINY);
    expect([store.sequence, store.collection("a").get("y")?.sequence]).toEqual([4, 3]);
  });
});

describe("a patch", () => {
  it("changes what it names, keeps the rest as it was written, the version and the term too", async () => {
    const store = await new Bench().open();
    const a = store.collection("a");
    const expiresAtMs = 4e12;
    await a.putJson("x", `{"n": 1.10,"big":12345678901234567890,"t":{"b":1}}`, { version: "v", expiresAtMs });
    const record = await a.patch("x", { t: { c: 2 } });
    expect(record).toMatchObject({ version: "v", sequence: 2, expiresAtMs });
    expect(record.json).toBe(`{"n":1.10,"big":12345678901234567890,"t":{"b":1,"c":2}}`);
    expect(a.get("x")).toEqual(record);
    await a.patch("x", [{ op: "test", path: "/n", value: 1.1 }, { op: "remove", path: "/t" }]);
    expect(a.get("x")?.json).toBe(`{"n":1.10,"big":12345678901234567890}`);
  });

  it("of a record that is not there is refused, and so are failing tests and malformed patches", async () => {
    const store = await filled();
    const a = store.collection("a");
    await expectCode("not-found", () => a.patch("none", {}));
    await expectCode("not-found", () => store.collection("none").patch("x", {}));
    await expectCode("conflict", () => a.patch("x", [{ op: "test", path: "", value: 2 }]));
    await expectCode("conflict", () => a.patch("x", [{ op: "add", path: "/no/where", value: 2 }]));
    await expectCode("invalid", () => a.patch("x", [{ op: "nonsense", path: "" }]));
    expect(store.sequence).toBe(2);
  });

  it("in a batch sees what earlier operations made of the record", async () => {
    const store = await filled();
    await store.batch([
      { op: "put", collection: "a", id: "x", data: { n: 1 } },
      { op: "patch", collection: "a", id: "x", patch: { m: 2 } },
      { op: "patch", collection: "a", id: "x", patch: [{ op: "replace", path: "/n", value: 3 }] },
      { op: "put", collection: "new", id: "z", data: [] },
      { op: "patch", collection: "new", id: "z", patch: [{ op: "add", path: "/-", value: 1 }] },
    ]);
    expect(store.collection("a").get("x")).toMatchObject({ sequence: 5, json: `{"n":3,"m":2}` });
    expect(store.collection("new").get("z")?.json).toBe("[1]");
    const error = await expectCode("not-found", () =>
      store.batch([
        { op: "delete", collection: "a", id: "x" },
        { op: "patch", collection: "a", id: "x", patch: {} },
      ]));
    expect(error.failures?.map(({ opIndex }) => opIndex)).toEqual([1]);
  });

  it("must fit the schema, at once, and the limit of a record", async () => {
    const store = await new Bench().open({ recordBytesMax: 40 });
    const people = store.collection("people", { schema: z.object({ age: z.number() }) });
    await people.put("ada", { age: 36 });
    expect((await people.patch("ada", { age: 37 })).data).toEqual({ age: 37 });
    await expectCode("invalid", () => people.patch("ada", { age: "old" }));
    const slow = store.collection("people", { schema: z.object({ age: z.number() }).refine(async () => true) });
    await expectCode("invalid", () => slow.patch("ada", { age: 38 }));
    await expectCode("invalid", () => store.collection("people").patch("ada", { text: "ä".repeat(20) }));
    expect(people.get("ada")?.data).toEqual({ age: 37 });
  });
});
