/**
 * Batches: all of their operations or none, over any collections, each with a sequence of its own.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { BatchOperation, ErrorCode, Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";
import { Bench, Gate, isSettled, openStore, TINY } from "../support/stores.ts";

function put(collection: string, id: string, data: unknown): BatchOperation {
  return { op: "put", collection, id, data };
}

function remove(collection: string, id: string): BatchOperation {
  return { op: "delete", collection, id };
}

/** Everything in the store, as text. */
function contentOf(store: Store): string[] {
  return store.collections().flatMap(({ name }) =>
    [...store.collection(name).scan()].map(({ id, json, sequence }) => `${name}/${id} = ${json} @${sequence}`)
  );
}

const even = z.object({ n: z.number().refine((n) => n % 2 === 0, "is odd") });
const evenLater = z.object({ n: z.number().refine(async (n) => n % 2 === 0, "is odd") });

describe("a batch", () => {
  it("commits puts and deletes over several collections, each with its own sequence", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("b").put("gone", 0);
    const result = await store.batch([
      put("a", "x", 1),
      { op: "put", collection: "b", id: "x", json: "1.0", version: "v" },
      remove("b", "gone"),
      remove("b", "never there"),
      { op: "put", collection: store.collection("c"), id: "x", data: [3] },
      { op: "delete", collection: { name: "a" }, id: "none" },
    ]);
    expect(result).toEqual({ committedSequence: 7, sequences: [2, 3, 4, 5, 6, 7] });
    const content = ["a/x = 1 @2", "b/x = 1.0 @3", "c/x = [3] @6"];
    expect([contentOf(store), store.sequence, store.collection("b").get("x")?.version]).toEqual([content, 7, "v"]);
    store = await bench.reopen(store);
    expect([contentOf(store), store.sequence]).toEqual([content, 7]);
  });

  it("that names a record twice leaves it as the last operation has it, and the others in its history", async () => {
    const store = await new Bench().open({ retention: { keep: "all" } });
    await store.batch([
      put("a", "x", 1),
      put("a", "x", 2),
      remove("a", "x"),
      put("a", "x", 3),
      put("a", "y", 1),
      remove("a", "y"),
    ]);
    expect(contentOf(store)).toEqual(["a/x = 3 @4"]);
    const history = [...store.collection("a").history("x")].map(({ sequence, record }) => [sequence, record?.data]);
    expect(history).toEqual([[4, 3], [3, undefined], [2, 2], [1, 1]]);
    await store.compact();
    expect([...store.collection("a").history("x")].length).toBe(4);
  });

  it("is seen whole or not at all, by reads and views taken meanwhile", async () => {
    const store = await openStore();
    const ids = Array.from({ length: 50 }, (_, at) => `k${at}`);
    await store.batch(ids.map((id) => put("a", id, 0)));
    for (let round = 1; round <= 20; round++) {
      const writing = store.batch(ids.map((id) => put("a", id, round)));
      let done = false;
      const end = writing.then(() => done = true);
      while (!done) {
        const view = store.view();
        const seen = new Set([...view.collection("a").scan()].map(({ data }) => data));
        view.close();
        expect([...seen]).toEqual([seen.has(round) ? round : round - 1]);
        expect(new Set(ids.map((id) => store.collection("a").get(id)?.data)).size).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await end;
      expect(store.collection("a").get("k49")?.data).toBe(round);
    }
  });

  it("may have ten thousand operations, and not one more", async () => {
    const store = await openStore({ memoryBytes: 32 << 20 });
    const operations = Array.from({ length: 10_000 }, (_, at) => put(`c${at % 3}`, `k${at}`, { at }));
    const { committedSequence, sequences } = await store.batch(operations);
    expect([committedSequence, sequences.length, sequences[0], sequences[9999]]).toEqual([10_000, 10_000, 1, 10_000]);
    expect([await store.collection("c0").count(), store.collection("c1").get("k9997")?.sequence]).toEqual([3334, 9998]);
    await expectCode("invalid", () => store.batch([...operations, put("c0", "one more", 1)]));
    await expectCode("invalid", () => store.batch([]));
    expect([store.sequence, store.collection("c0").has("one more")]).toEqual([10_000, false]);
  });

  it("may be larger than a memtable and a log segment", async () => {
    const bench = new Bench();
    let store = await bench.open({ ...TINY, memtableBytes: 512, walSegmentBytes: 256 });
    const operations = Array.from({ length: 500 }, (_, at) => put("a", `k${at + 1000}`, "x".repeat(at)));
    await store.batch(operations);
    const content = contentOf(store);
    expect(content.length).toBe(500);
    store = await bench.reopen(store);
    expect(contentOf(store)).toEqual(content);
  });

  it("counts in the store's metrics", async () => {
    const store = await new Bench().open();
    await store.batch([put("a", "x", 1), put("a", "y", 1), remove("a", "x")]);
    await store.collection("a").put("z", 1);
    store.collection("a").get("z");
    expect(store.metrics().operations).toEqual({
      puts: 3,
      gets: 1,
      deletes: 1,
      scans: 0,
      batches: 1,
      histories: 0,
      indexLookups: 0,
      queries: 0,
    });
  });
});

describe("nothing of a batch is done", () => {
  const cases: [string, ErrorCode, (store: Store) => BatchOperation[], number?][] = [
    ["a bad id", "invalid", () => [put("a", "y", 1), put("a", "", 1), put("a", "z", 1)]],
    ["a bad id to delete", "invalid", () => [put("a", "y", 1), remove("a", "..")]],
    ["a bad name", "invalid", () => [put("a", "y", 1), put("a/b", "y", 1)]],
    ["a value that is no JSON", "invalid", () => [put("a", "y", 1), put("a", "z", undefined)]],
    ["a text that is no JSON", "invalid", () => [put("a", "y", 1), { op: "put", collection: "a", id: "z", json: "{" }]],
    [
      "a bad version",
      "invalid",
      () => [put("a", "y", 1), { ...put("a", "z", 1), version: "\ud800" } as BatchOperation],
    ],
    ["a record that is too large", "invalid", () => [put("a", "y", 1), put("a", "z", "x".repeat(1001))]],
    ["an unknown operation", "invalid", () => [put("a", "y", 1), { op: "patch", collection: "a", id: "x" } as never]],
    ["a schema", "invalid", (store) => [
      put("a", "y", 1),
      { op: "put", collection: store.collection("b", { schema: even }), id: "x", data: { n: 3 } },
    ]],
    ["an asynchronous schema", "invalid", (store) => [
      put("a", "y", 1),
      { op: "put", collection: store.collection("b", { schema: evenLater }), id: "x", data: { n: 3 } },
      put("a", "z", 1),
    ]],
    ["a schema and a text", "invalid", (store) => [
      { op: "put", collection: store.collection("b", { schema: even }), id: "x", json: `{"n":3}` },
    ]],
    ["a collection that is not there to delete from", "not-found", () => [put("a", "y", 1), remove("new", "x")]],
    ["too high a sequence asked for", "sequence-too-low", () => [put("a", "y", 1)], 2],
  ];

  it.each(cases)("because of %s", async (_, code, operations, requireSequenceAtLeast) => {
    const store = await new Bench().open({ recordBytesMax: 1000 });
    await store.collection("a").put("x", "there");
    const options = requireSequenceAtLeast === undefined ? {} : { requireSequenceAtLeast };
    await expectCode(code, () => store.batch(operations(store), options));
    expect([store.sequence, contentOf(store)]).toEqual([1, [`a/x = "there" @1`]]);
    expect(store.collections().map(({ name }) => name)).toEqual(["a"]);
    expect((await store.batch([put("b", "y", 1)])).committedSequence).toBe(2);
  });

  it("because of a missing collection, without auto-create", async () => {
    const store = await new Bench().open({ autoCreate: false });
    await store.createCollection("a");
    await expectCode("not-found", () => store.batch([put("a", "x", 1), put("new", "x", 1), put("a", "y", 1)]));
    expect([store.sequence, contentOf(store), store.collections().length]).toEqual([1, [], 1]);
  });

  it("because the power failed before it was on disk, whatever survives of the log", async () => {
    const outcomes = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const bench = new Bench(seed);
      const store = await bench.open({ memoryBytes: 4 << 20 });
      await store.batch([put("a", "x", 0), put("b", "x", 0)]);
      bench.machine.cutPowerAfter(1 + seed % 3);
      const writing = store.batch([
        put("a", "x", 1),
        put("b", "x", "y".repeat(5000)),
        put("c", "x", 1),
        remove("a", "z"),
      ]);
      await writing.catch(() => undefined);
      const after = await bench.open({ platform: bench.machine.reboot({ seed }) });
      expect([[2, 2], [6, 3]]).toContainEqual([after.sequence, contentOf(after).length]);
      outcomes.add(after.sequence);
    }
    expect(outcomes.size).toBe(2);
  });
});

describe("a guard", () => {
  it("lets a batch through from its sequence on", async () => {
    const store = await new Bench().open();
    await store.collection("a").put("x", 1);
    for (const requireSequenceAtLeast of [0, 1]) {
      await store.batch([put("a", "x", 2)], { requireSequenceAtLeast });
    }
    const { message } = await expectCode(
      "sequence-too-low",
      () => store.batch([put("a", "x", 3)], { requireSequenceAtLeast: 4 }),
    );
    expect(message).toContain("sequence 3, 4 is required");
    expect(store.sequence).toBe(3);
  });

  it("counts writes that come before it but are not on disk yet, and waits for them when it refuses", async () => {
    const bench = new Bench();
    const gate = new Gate(bench.platform);
    const store = await bench.open({ platform: gate.platform });
    gate.shut();
    const first = store.collection("a").put("x", 1);
    const through = store.batch([put("a", "y", 1)], { requireSequenceAtLeast: 1 });
    const refused = expectCode(
      "sequence-too-low",
      () => store.batch([put("a", "z", 1)], { requireSequenceAtLeast: 9 }),
    );
    expect(await isSettled(Promise.race([first, through, refused]), gate.platform)).toBe(false);
    gate.open();
    expect([await first, (await through).committedSequence]).toEqual([1, 2]);
    await refused;
    expect(contentOf(store)).toEqual(["a/x = 1 @1", "a/y = 1 @2"]);
  });
});

describe("concurrent batches", () => {
  it("follow one another whole, with no sequence used twice or left out", async () => {
    await forSeeds(10, async (random) => {
      const store = await new Bench(random.seed).open({ ...TINY, memtableBytes: 2048 });
      const ids = ["p", "q", "r", "s"];
      const batches = Array.from({ length: 40 }, (_, at) => {
        const operations = random.shuffled(ids).slice(0, random.between(1, 4)).map((id) => put("a", id, `batch ${at}`));
        operations.push(put("b", `only ${at}`, "x".repeat(random.below(300))));
        return store.batch(operations).then((result) => ({ operations, result }));
      });
      const answers = await Promise.all(batches);
      const used = answers.flatMap(({ result }) => result.sequences).sort((a, b) => a - b);
      expect(used).toEqual(Array.from({ length: used.length }, (_, at) => at + 1));
      const model = new Map<string, unknown>();
      for (const { operations } of answers.sort((a, b) => a.result.committedSequence - b.result.committedSequence)) {
        for (const operation of operations) if (operation.op === "put") model.set(operation.id, operation.data);
      }
      for (const id of ids) expect(store.collection("a").get(id)?.data).toBe(model.get(id));
      expect(await store.collection("b").count()).toBe(40);
    });
  });
});
