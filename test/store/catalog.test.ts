/**
 * Collections: their names, making them, dropping them, thousands of them, and many writers who need the same one at once.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Store } from "../../mod.ts";
import { expectCode, expectIs } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";
import { Bench, Gate, isSettled, openStore, TINY } from "../support/stores.ts";

function namesOf(store: Store): string[] {
  return store.collections().map(({ name }) => name);
}

function putX(store: Store): Promise<number> {
  return store.collection("a").put("x", 1);
}

async function batchX(store: Store): Promise<number> {
  return (await store.batch([{ op: "put", collection: "a", id: "x", data: 1 }])).committedSequence;
}

/** Has a write wait for a flush, and another one come before it when that flush has ended and those who wait are not awake yet. */
async function overtake<W, O>(
  wait: (store: Store) => Promise<W>,
  come: (store: Store) => Promise<O>,
): Promise<{ bench: Bench; store: Store; waiting: W; overtaking: O | undefined }> {
  const bench = new Bench();
  const gate = new Gate(bench.platform, (path) => path.endsWith("MANIFEST.new"));
  const { files } = gate.platform;
  let overtaking: Promise<O> | undefined;
  // Segments of the log are removed in between.
  const remove = (path: string): void => {
    files.remove(path);
    overtaking ??= come(store);
  };
  const platform = { ...gate.platform, files: { ...files, remove } };
  const store = await bench.open({ memtableBytes: 512, walSegmentBytes: 256, platform });
  gate.shut();
  const filler = "x".repeat(400);
  for (let at = 0; at < 3; at++) await store.collection("a").put(`k${at}`, filler);
  const waiting = wait(store);
  expect(await isSettled(waiting, platform)).toBe(false);
  gate.open();
  return { bench, store, waiting: await waiting, overtaking: await overtaking };
}

describe("names of collections", () => {
  it("may be 1 to 128 letters, digits, dots, underscores and hyphens", async () => {
    const bench = new Bench();
    let store = await bench.open();
    const names = ["a", "...", "-", "_", ".a", "A.b-c_9", "constructor", "__proto__", "x".repeat(128)];
    for (const name of names) await store.collection(name).put("x", name);
    store = await bench.reopen(store);
    expect(namesOf(store)).toEqual([...names].sort());
    for (const name of names) expect(store.collection(name).get("x")?.data).toBe(name);
  });

  it.each(["", ".", "..", "a/b", "a b", "ü", "a\n", "\na", "a\0", "x".repeat(129), "\u017f", 5, null, undefined])(
    "may not be %j",
    async (wrong) => {
      const name = wrong as string;
      const store = await new Bench().open();
      const view = store.view();
      const operations = [
        () => store.collection(name),
        () => store.createCollection(name),
        () => store.dropCollection(name),
        () => store.batch([{ op: "put", collection: name, id: "x", data: 1 }]),
        () => store.batch([{ op: "delete", collection: { name }, id: "x" }]),
        () => view.collection(name),
      ];
      for (const operation of operations) await expectCode("invalid", operation);
      expect([store.sequence, namesOf(store)]).toEqual([0, []]);
    },
  );

  it("that differ in case only are different collections", async () => {
    const store = await new Bench().open();
    await store.collection("A").put("x", 1);
    await store.collection("a").put("x", 2);
    expect([namesOf(store), store.collection("A").get("x")?.data]).toEqual([["A", "a"], 1]);
  });
});

describe("a collection", () => {
  it("is made once, with a version that is listed", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.createCollection("b", { version: "v1" });
    await store.createCollection("a");
    await expectCode("conflict", () => store.createCollection("b", { version: "v2" }));
    expect(store.sequence).toBe(2);
    const listed = [
      { name: "a", version: null, retention: null, recordsApprox: 0 },
      { name: "b", version: "v1", retention: null, recordsApprox: 0 },
    ];
    expect(store.collections()).toEqual(listed);
    store = await bench.reopen(store);
    expect(store.collections()).toEqual(listed);
    await expectCode("conflict", () => store.createCollection("a"));
  });

  it("is not made with a version that could not be kept", async () => {
    const store = await new Bench().open();
    for (const version of ["x".repeat(513), "\ud800", 5, {}] as unknown[]) {
      await expectCode("invalid", () => store.createCollection("a", { version: version as string }));
    }
    expect([store.sequence, namesOf(store)]).toEqual([0, []]);
  });

  it("is made by one of many who ask at once", async () => {
    const store = await openStore();
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => store.createCollection("a")));
    expect(asked.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect([store.sequence, namesOf(store)]).toEqual([1, ["a"]]);
  });

  it("is not called taken before the one who took it has it on disk", async () => {
    const bench = new Bench();
    const gate = new Gate(bench.platform);
    const store = await bench.open({ platform: gate.platform });
    gate.shut();
    const first = store.createCollection("a");
    const second = expectCode("conflict", () => store.createCollection("a"));
    expect(await isSettled(Promise.race([first, second]), gate.platform)).toBe(false);
    expect(namesOf(store)).toEqual([]);
    gate.open();
    await Promise.all([first, second]);
  });

  it("is made by its first put, unless the store was told not to", async () => {
    const store = await openStore({ autoCreate: false });
    const records = store.collection("a");
    await expectCode("not-found", () => records.put("x", 1));
    await expectCode("not-found", () => records.putJson("x", "1"));
    await expectCode("not-found", () => store.batch([{ op: "put", collection: "a", id: "x", data: 1 }]));
    expect([store.sequence, namesOf(store), await records.delete("x")]).toEqual([0, [], false]);
    await store.createCollection("a");
    expect([await records.put("x", 1), records.get("x")?.data]).toEqual([2, 1]);
  });

  it("that is not there reads as empty, and reading does not make it", async () => {
    const store = await openStore();
    const records = store.collection("a");
    expect([records.get("x"), records.has("x"), [...records.scan()], [...records.history("x")]]).toEqual(
      [undefined, false, [], []],
    );
    expect([await records.count(), await records.delete("x"), namesOf(store), store.sequence]).toEqual([
      0,
      false,
      [],
      0,
    ]);
  });

  it("counts about how many records it has", async () => {
    const store = await new Bench().open(TINY);
    for (let at = 0; at < 300; at++) await store.collection("a").put(`k${at}`, at);
    for (let at = 0; at < 100; at++) await store.collection("a").delete(`k${at}`);
    await store.compact();
    expect(store.collections()).toEqual([{ name: "a", version: null, retention: null, recordsApprox: 200 }]);
  });
});

describe("many writers who need a collection that is not there", () => {
  it("all write into the one that the first of them makes", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    const puts = Array.from({ length: 200 }, (_, at) => store.collection("a").put(`k${at}`, at));
    const batches = Array.from({ length: 50 }, (_, at) =>
      store.batch([
        { op: "put", collection: "a", id: `b${at}`, data: at },
        { op: "put", collection: "b", id: `b${at}`, data: at },
      ]));
    expect(new Set(await Promise.all(puts)).size).toBe(200);
    await Promise.all(batches);
    const check = async (): Promise<void> => {
      expect([namesOf(store), store.sequence]).toEqual([["a", "b"], 300]);
      expect([await store.collection("a").count(), await store.collection("b").count()]).toEqual([250, 50]);
    };
    await check();
    store = await bench.reopen(store, TINY);
    await check();
  });

  it("never share a space with others, even when they go on in another order than they came", async () => {
    const { bench, store, waiting, overtaking } = await overtake(
      (store) => store.collection("waiting").put("x", "waiting"),
      (store) => store.collection("overtaking").put("x", "overtaking"),
    );
    expect(overtaking).toBeLessThan(waiting);
    const again = await bench.reopen(store);
    await again.collection("new").put("y", "new");
    const found = ["overtaking", "waiting", "new"].map((name) =>
      [...again.collection(name).scan()].map(({ data }) => data)
    );
    expect(found).toEqual([["overtaking"], ["waiting"], ["new"]]);
  });
});

describe("a writer who waits for its turn", () => {
  it("writes into the collection's next life when it is dropped meanwhile", async () => {
    for (const write of [putX, batchX]) {
      const { store, waiting } = await overtake(write, (store) => store.dropCollection("a"));
      expect([...store.collection("a").scan()].map(({ id, sequence }) => [id, sequence])).toEqual([["x", waiting]]);
      expect(store.collections().length).toBe(1);
    }
  });

  it("writes into the collection that is made meanwhile", async () => {
    const { store, waiting } = await overtake(
      (store) => store.collection("new").put("x", 1),
      (store) => store.createCollection("new", { version: "made meanwhile" }),
    );
    expect(store.collection("new").get("x")?.sequence).toBe(waiting);
    expect(store.collections().find(({ name }) => name === "new")?.version).toBe("made meanwhile");
  });

  it("deletes what is there when its turn comes", async () => {
    const { store, waiting } = await overtake(
      (store) => store.collection("a").delete("x"),
      (store) => store.collection("a").put("x", 1),
    );
    expect([waiting, store.collection("a").has("x")]).toEqual([true, false]);
  });
});

describe("a dropped collection", () => {
  it("is gone at once with all its records, and is another one when it is made again", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    for (let at = 0; at < 200; at++) await store.collection("a").put(`k${at}`, "old");
    await store.collection("b").put("k1", "other");
    const snapshot = await store.snapshot();
    await store.dropCollection("a");
    const records = store.collection("a");
    expect([namesOf(store), records.has("k1"), await records.count(), [...records.history("k1")]]).toEqual(
      [["b"], false, 0, []],
    );
    await expectCode("not-found", () => store.dropCollection("a"));
    await records.put("k7", "new");
    const check = async (): Promise<void> => {
      expect([...store.collection("a").scan()].map(({ id, data }) => [id, data])).toEqual([["k7", "new"]]);
      expect(store.collection("a").has("k1")).toBe(false);
      expect([...store.collection("a").history("k7")].map(({ record }) => record?.data)).toEqual(["new"]);
      expect(store.collection("b").get("k1")?.data).toBe("other");
      const past = store.openSnapshot(snapshot.id).collection("a");
      expect([await past.count(), past.get("k1")?.data, past.get("k7")?.data]).toEqual([200, "old", "old"]);
    };
    await check();
    await store.compact();
    await check();
    store = await bench.reopen(store, TINY);
    await check();
    await store.compact();
    await check();
  });

  it("may be dropped and made again many times", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    for (let life = 0; life < 30; life++) {
      for (let at = 0; at < 20; at++) await store.collection("a").put(`k${at}`, life);
      if (life % 5 === 0) await store.flush();
      if (life % 7 === 0) store = await bench.reopen(store, TINY);
      expect([...store.collection("a").scan()].map(({ data }) => data)).toEqual(new Array(20).fill(life));
      await store.dropCollection("a");
      expect([await store.collection("a").count(), namesOf(store)]).toEqual([0, []]);
    }
    await store.compact();
    await store.collection("a").put("x", 1);
    expect(await store.collection("a").count()).toBe(1);
  });

  it("beside concurrent writes leaves each of them before the drop or in the collection's next life", async () => {
    await forSeeds(10, async (random) => {
      const store = await new Bench(random.seed).open({ ...TINY, memtableBytes: 1024 });
      await store.collection("a").put("x", "first");
      const work: Promise<unknown>[] = [];
      const written: Promise<[string, number]>[] = [];
      for (let step = 0; step < 40; step++) {
        const id = `k${step}`;
        if (random.chance(0.15)) work.push(store.dropCollection("a").catch(() => undefined));
        else written.push(store.collection("a").put(id, "x".repeat(300)).then((sequence) => [id, sequence]));
      }
      const answers = await Promise.all(written);
      await Promise.all(work);
      const there = new Map([...store.collection("a").scan()].map(({ id, sequence }) => [id, sequence]));
      for (const [id, sequence] of answers) if (there.has(id)) expect(there.get(id)).toBe(sequence);
      const first = Math.min(...there.values());
      const after = answers.filter(([, sequence]) => sequence >= first).map(([id]) => id);
      expect([...there.keys()].filter((id) => id !== "x").sort()).toEqual(after.sort());
    });
  });
});

describe("thousands of collections", () => {
  it("are listed, read, dropped and found again", async () => {
    const bench = new Bench();
    let store = await bench.open({ memoryBytes: 16 << 20 });
    const names = Array.from({ length: 3000 }, (_, at) => `c${String(at).padStart(4, "0")}`);
    await store.batch(names.slice(0, 2000).map((name) => ({ op: "put", collection: name, id: "x", data: name })));
    await Promise.all(names.slice(2000).map((name) => store.collection(name).put("x", name)));
    const check = (expected: readonly string[]): void => {
      expect(namesOf(store)).toEqual(expected);
      const there = new Set(expected);
      for (const name of names) expectIs(store.collection(name).get("x")?.data, there.has(name) ? name : undefined);
      // Where their spaces' numbers come to have a byte more, and the keys a longer prefix.
      for (const name of names.slice(240, 270)) {
        for (const reverse of [false, true]) {
          const found = [...store.collection(name).scan({ reverse })].map(({ data }) => data);
          expect(found).toEqual(there.has(name) ? [name] : []);
        }
      }
    };
    check(names);
    store = await bench.reopen(store);
    check(names);
    await Promise.all(names.filter((_, at) => at % 3 === 0).map((name) => store.dropCollection(name)));
    const rest = names.filter((_, at) => at % 3 !== 0);
    check(rest);
    await store.compact();
    store = await bench.reopen(store);
    check(rest);
  });

  it("can come into being in one batch of ten thousand operations", async () => {
    const store = await openStore({ memoryBytes: 64 << 20, durability: "os" });
    const operations = Array.from({ length: 10_000 }, (_, at) => (
      { op: "put", collection: `c${at}`, id: "x", data: at } as const
    ));
    expect((await store.batch(operations)).committedSequence).toBe(10_000);
    expect(store.collections().length).toBe(10_000);
    expect(store.collection("c9999").get("x")?.data).toBe(9999);
  });
});
