/**
 * Records of one collection: put, get, has, delete, count, what ids and versions may be, sequences, and who sees what when.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Bench, Gate, isSettled, openStore } from "../support/stores.ts";

/** Expects `operation` to be refused as `invalid`, with nothing changed. */
async function expectRefused(store: Store, operation: () => unknown): Promise<string> {
  const { sequence } = store;
  const collections = store.collections();
  const { message } = await expectCode("invalid", operation);
  expect([store.sequence, store.collections()]).toEqual([sequence, collections]);
  return message;
}

/** A store whose log is synced only while the gate is open. */
async function gatedStore(): Promise<{ gate: Gate; store: Store }> {
  const bench = new Bench();
  const gate = new Gate(bench.platform);
  return { gate, store: await bench.open({ platform: gate.platform }) };
}

describe("records", () => {
  it("are put, read, replaced and deleted", async () => {
    const store = await openStore();
    const books = store.collection("books");
    expect([books.get("dune"), books.has("dune"), await books.count()]).toEqual([undefined, false, 0]);
    expect(await books.put("dune", { title: "Dune" })).toBe(1);
    expect(books.get("dune")).toMatchObject({ id: "dune", data: { title: "Dune" }, version: null, sequence: 1 });
    expect(await books.put("dune", { title: "Dune", year: 1965 })).toBe(2);
    expect(books.get("dune")).toMatchObject({ data: { title: "Dune", year: 1965 }, sequence: 2, deleted: false });
    expect([books.has("dune"), await books.count()]).toEqual([true, 1]);
    expect(await books.delete("dune")).toBe(true);
    expect([books.get("dune"), books.has("dune"), await books.count()]).toEqual([undefined, false, 0]);
    expect(store.sequence).toBe(3);
  });

  it("are the same after the store was opened again, from the log as from tables", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("a").put("x", [1, "zwei", null, true], { version: "v1" });
    const before = store.collection("a").get("x");
    store = await bench.reopen(store);
    expect(store.collection("a").get("x")).toEqual(before);
    await store.collection("a").put("y", 2);
    const killed = await bench.open({ platform: bench.machine.reboot({ survival: "drop" }) });
    expect([...killed.collection("a").scan()].map(({ id, json }) => [id, json])).toEqual([
      ["x", `[1,"zwei",null,true]`],
      ["y", "2"],
    ]);
  });

  it("of one collection are not those of another, nor do their ids meet", async () => {
    const store = await openStore();
    await store.collection("a").put("x", 1);
    await store.collection("b").put("x", 2);
    expect([store.collection("a").get("x")?.data, store.collection("b").get("x")?.data]).toEqual([1, 2]);
    expect(await store.collection("a").delete("x")).toBe(true);
    expect([store.collection("a").has("x"), store.collection("b").has("x")]).toEqual([false, true]);
  });

  it("have a form for responses, with the members that clients know", async () => {
    const store = await openStore();
    await store.collection("a").put("x", { n: 1 }, { version: "7" });
    expect(JSON.stringify(store.collection("a").get("x"))).toBe(
      `{"id":"x","data":{"n":1},"version":"7","sequence":1,"deleted":false}`,
    );
  });

  it("tell when they were committed, by the platform's clock, which never goes back for them", async () => {
    const bench = new Bench();
    let nowMs = Date.UTC(2026, 5, 1);
    const clock = { ...bench.platform.clock, nowMs: () => nowMs };
    const store = await bench.open({ platform: { ...bench.platform, clock } });
    const times: number[] = [];
    for (const ms of [nowMs, nowMs + 1, nowMs - 1000, 2 ** 47]) {
      nowMs = ms;
      await store.collection("a").put("x", 1);
      times.push(store.collection("a").get("x")?.committedAtMs ?? NaN);
    }
    const start = Date.UTC(2026, 5, 1);
    expect(times).toEqual([start, start + 1, start + 1, 2 ** 47]);
    await store.collection("a").delete("x");
    expect([...store.collection("a").history("x")][0]?.committedAtMs).toBe(2 ** 47);
  });
});

describe("a version", () => {
  it("is kept with the record, and goes with the next put that has none", async () => {
    const store = await openStore();
    const records = store.collection("a");
    for (const version of ["", "v1", "ü \uFEFF 😀", "\uFEFFbegins with a mark", "x".repeat(512)]) {
      await records.put("x", 1, { version });
      expect(records.get("x")?.version).toBe(version);
    }
    await records.put("x", 1);
    expect(records.get("x")?.version).toBeNull();
    await records.putJson("x", "1", { version: "again" });
    await records.put("x", 1, { version: null });
    expect(records.get("x")?.version).toBeNull();
  });

  it("is refused when it is too long, half a surrogate pair or no string", async () => {
    const store = await openStore();
    for (const version of ["x".repeat(513), "\ud800", 5 as unknown]) {
      const options = { version: version as string };
      expect(await expectRefused(store, () => store.collection("a").put("x", 1, options))).toContain("version");
      const put = { op: "put", collection: "a", id: "x", data: 1, ...options } as const;
      expect(await expectRefused(store, () => store.batch([put]))).toContain("version");
    }
  });
});

describe("ids", () => {
  const fine = [
    ["one character", "x"],
    ["slashes and dots", "a/../b/./c"],
    ["spaces", "  a b  "],
    ["three dots", "..."],
    ["a byte order mark", "\uFEFF"],
    ["a zero", "a\0b"],
    ["controls and a line end", "\u0001\n\t\u007f"],
    ["512 letters", "x".repeat(512)],
    ["512 characters of four bytes", "😀".repeat(512)],
    ["41 letters and an umlaut", "x".repeat(41) + "ü"],
    ["39 letters and an umlaut", "x".repeat(39) + "ü"],
    ["what looks like an escape", "%2F&#47;\\u002f"],
    ["names of an object's prototype", "__proto__"],
  ] as const;

  it.each(fine)("may be %s", async (_, id) => {
    const store = await new Bench().open();
    const records = store.collection("a");
    await records.put(id, { id });
    expect(records.get(id)).toMatchObject({ id, data: { id } });
    expect([...records.scan()].map((record) => record.id)).toEqual([id]);
    expect([...records.history(id)].length).toBe(1);
    expect([await records.delete(id), records.has(id)]).toEqual([true, false]);
  });

  it("that differ in a byte order mark or a normal form are different records", async () => {
    const store = await new Bench().open();
    const ids = ["x", "\uFEFFx", "x\uFEFF", "é", "e\u0301"];
    for (const id of ids) await store.collection("a").put(id, id);
    for (const id of ids) expect(store.collection("a").get(id)?.data).toBe(id);
  });

  const refused = ["", ".", "..", "x".repeat(513), "😀".repeat(513), "\ud800", "a\udc00b", "\udc00\ud800", 5, null];

  it.each(refused.map((id) => [JSON.stringify(id).slice(0, 20), id as string] as const))(
    "may not be %s",
    async (_, id) => {
      const store = await new Bench().open();
      const records = store.collection("a");
      await records.put("there", 1);
      const operations = [
        () => records.put(id, 1),
        () => records.putJson(id, "1"),
        () => records.get(id),
        () => records.has(id),
        () => records.delete(id),
        () => [...records.history(id)],
        () => records.scan({ startAfter: id }),
        () => store.batch([{ op: "put", collection: "a", id, data: 1 }]),
        () => store.batch([{ op: "delete", collection: "a", id }]),
        () => store.view().collection("a").get(id),
      ];
      for (const operation of operations) await expectRefused(store, operation);
    },
  );
});

describe("sequences", () => {
  it("rise by one with each put and delete, and a delete of nothing writes nothing", async () => {
    const store = await openStore();
    const records = store.collection("a");
    expect(store.sequence).toBe(0);
    expect(await records.delete("x")).toBe(false);
    expect([await records.put("x", 1), await records.put("x", 1), await records.put("y", 1)]).toEqual([1, 2, 3]);
    expect([await records.delete("z"), store.sequence]).toEqual([false, 3]);
    expect([await records.delete("x"), store.sequence]).toEqual([true, 4]);
    expect([await records.delete("x"), store.sequence]).toEqual([false, 4]);
    expect(await records.put("x", 1)).toBe(5);
  });

  it("are used by no refused write, and go on after the store was opened again", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("a").put("x", 1);
    await expectRefused(store, () => store.collection("a").put("", 1));
    await expectRefused(store, () => store.collection("a").putJson("x", "{"));
    store = await bench.reopen(store);
    expect([store.sequence, await store.collection("a").put("y", 1)]).toEqual([1, 2]);
  });

  it("of concurrent puts are each one's own, in the order of the calls", async () => {
    const store = await openStore();
    const records = store.collection("a");
    await records.put("first", 0);
    const sequences = await Promise.all(Array.from({ length: 300 }, (_, at) => records.put(`k${at % 7}`, at)));
    expect(sequences).toEqual(Array.from({ length: 300 }, (_, at) => at + 2));
    for (const { data, sequence } of records.scan({ prefix: "k" })) expect(sequence).toBe(Number(data) + 2);
    expect([...records.scan({ prefix: "k" })].map(({ data }) => data)).toEqual([294, 295, 296, 297, 298, 299, 293]);
  });

  it("decide between concurrent deletes and puts of one record", async () => {
    const store = await openStore();
    const records = store.collection("a");
    await records.put("x", 0);
    const answers = await Promise.all([
      records.delete("x"),
      records.delete("x"),
      records.put("x", 1),
      records.delete("x"),
    ]);
    expect(answers).toEqual([true, false, 3, true]);
    expect([store.sequence, records.has("x")]).toEqual([4, false]);
  });
});

describe("a write", () => {
  it("is seen by every read once it is answered, and by none before it is on disk", async () => {
    const { gate, store } = await gatedStore();
    const records = store.collection("a");
    await records.put("x", "old");
    gate.shut();
    const before = store.view();
    const writing = [records.put("x", "new"), records.put("y", "new"), records.put("z", "new", { version: "1" })];
    expect(await isSettled(Promise.race(writing), gate.platform)).toBe(false);
    expect([store.sequence, records.get("x")?.data, records.has("y")]).toEqual([1, "old", false]);
    expect([...records.scan()].map(({ id }) => id)).toEqual(["x"]);
    expect([await records.count(), [...records.history("x")].length]).toEqual([1, 1]);
    gate.open();
    expect(await Promise.all(writing)).toEqual([2, 3, 4]);
    expect([store.sequence, records.get("x")?.data, records.has("y")]).toEqual([4, "new", true]);
    expect([...records.scan()].map(({ id }) => id)).toEqual(["x", "y", "z"]);
    expect(before.collection("a").get("x")?.data).toBe("old");
    before.close();
  });

  it("becomes visible with its own answer, not with a later one's", async () => {
    const store = await openStore();
    const records = store.collection("a");
    for (let round = 0; round < 20; round++) {
      const first = records.put("x", round);
      const second = records.put("y", round);
      expect(await first).toBeLessThanOrEqual(store.sequence);
      expect(records.get("x")?.data).toBe(round);
      await second;
      expect(records.get("y")?.data).toBe(round);
    }
  });

  it("that depends on another waits until that one is on disk", async () => {
    const { gate, store } = await gatedStore();
    const records = store.collection("a");
    await records.put("x", 1);
    gate.shut();
    const deleting = records.delete("x");
    const again = records.delete("x");
    expect(await isSettled(Promise.race([deleting, again]), gate.platform)).toBe(false);
    expect(records.has("x")).toBe(true);
    gate.open();
    expect(await Promise.all([deleting, again])).toEqual([true, false]);
  });
});

describe("the size of a record", () => {
  it("is 16 MiB of JSON at most, unless set otherwise", async () => {
    const store = await openStore({ memoryBytes: 64 << 20, durability: "os" });
    const records = store.collection("a");
    const text = `"${"x".repeat((16 << 20) - 2)}"`;
    await records.putJson("x", text);
    expect(records.get("x")?.json === text).toBe(true);
    await expectRefused(store, () => records.putJson("x", `${text} `));
    await expectRefused(store, () => records.put("x", "x".repeat((16 << 20) - 1)));
  });

  it("counts bytes of UTF-8, not characters", async () => {
    const store = await openStore({ recordBytesMax: 12 });
    const records = store.collection("a");
    for (const fits of ["0123456789", "üüüüü", "€€€a", "😀😀ab"]) await records.put("x", fits);
    for (const over of ["0123456789a", "üüüüüa", "€€€ab", "😀😀abc"]) {
      expect(await expectRefused(store, () => records.put("x", over))).toContain("12 bytes");
      await expectRefused(store, () => store.batch([{ op: "put", collection: "a", id: "y", data: over }]));
    }
    expect(records.get("x")?.data).toBe("😀😀ab");
  });

  it("may be larger than a memtable, a block and a log segment", async () => {
    const bench = new Bench();
    const sizes = { memoryBytes: 4 << 20, memtableBytes: 512, walSegmentBytes: 256, blockBytes: 512, tableBytes: 256 };
    let store = await bench.open(sizes);
    const texts = [0, 1, 500, 5000, 300_000].map((length) => "ab".repeat(length));
    for (const [at, text] of texts.entries()) await store.collection("a").put(String(at), text);
    const check = (): void => expect([...store.collection("a").scan()].map(({ data }) => data)).toEqual(texts);
    check();
    store = await bench.reopen(store, sizes);
    check();
    await store.compact();
    check();
  });
});
