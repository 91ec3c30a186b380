/**
 * A store's life: opening and what prevents it, closing and what comes after it.
 *
 * @module
 */

import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { open, type OpenOptions, type Store } from "../../mod.ts";
import { crc32 } from "../../src/platform/crc32.ts";
import { expectCode } from "../support/check.ts";
import { Bench, Gate, isSettled, openStore, TINY } from "../support/stores.ts";
import { tempFolder } from "../support/temp_folder.ts";

/** A store that was closed, with what was taken from it while it was open. */
async function closedStore(): Promise<[what: string, operation: () => unknown][]> {
  const store = await new Bench().open();
  const records = store.collection("a");
  await records.put("x", 1);
  const view = store.view();
  const snapshot = await store.snapshot();
  const [inView, inSnapshot, scan] = [view.collection("a"), snapshot.collection("a"), records.scan()];
  inView.get("missing collections are remembered");
  const [noneInView, noneInSnapshot] = [view.collection("none"), snapshot.collection("none")];
  expect([noneInView.has("x"), noneInSnapshot.has("x")]).toEqual([false, false]);
  await store.close();
  const none = store.collection("none");
  return [
    ["get", () => records.get("x")],
    ["has", () => records.has("x")],
    ["scan", () => [...records.scan()]],
    ["a scan made before", () => [...scan]],
    ["count", () => records.count()],
    ["history", () => [...records.history("x")]],
    ["get where there is no collection", () => none.get("x")],
    ["scan where there is no collection", () => [...none.scan()]],
    ["count where there is no collection", () => none.count()],
    ["history where there is no collection", () => [...none.history("x")]],
    ["put", () => records.put("x", 1)],
    ["put into a new collection", () => none.put("x", 1)],
    ["putJson", () => records.putJson("x", "1")],
    ["delete", () => records.delete("x")],
    ["delete of what is not there", () => records.delete("none")],
    ["delete where there is no collection", () => none.delete("x")],
    ["batch", () => store.batch([{ op: "put", collection: "a", id: "x", data: 1 }])],
    [
      "batch that deletes where there is no collection",
      () => store.batch([{ op: "delete", collection: "none", id: "x" }]),
    ],
    ["collections", () => store.collections()],
    ["createCollection", () => store.createCollection("b")],
    ["createCollection of one that exists", () => store.createCollection("a")],
    ["dropCollection", () => store.dropCollection("a")],
    ["dropCollection of none", () => store.dropCollection("none")],
    ["snapshot", () => store.snapshot()],
    ["snapshots", () => store.snapshots()],
    ["openSnapshot", () => store.openSnapshot(snapshot.id)],
    ["get in a snapshot", () => inSnapshot.get("x")],
    ["get in a snapshot where there is no collection", () => noneInSnapshot.get("x")],
    ["scan in a snapshot", () => [...inSnapshot.scan()]],
    ["collections of a snapshot", () => snapshot.collections()],
    ["release", () => snapshot.release()],
    ["view", () => store.view()],
    ["get in a view", () => inView.get("x")],
    ["get in a view where there is no collection", () => noneInView.get("x")],
    ["scan in a view", () => [...inView.scan()]],
    ["history in a view", () => [...inView.history("x")]],
    ["collections of a view", () => view.collections()],
    ["flush", () => store.flush()],
    ["compact", () => store.compact()],
    ["tick", () => store.compact("tick")],
    ["verify", () => store.verify()],
  ];
}

describe("a closed store", () => {
  it("refuses every read and write, of itself, its views and its snapshots", async () => {
    const answers: string[] = [];
    const operations = await closedStore();
    for (const [what, operation] of operations) {
      const answer = await Promise.resolve().then(operation).then((value) => value, (error) => error.code ?? error);
      if (answer !== "closed") answers.push(`${what}: ${String(answer)}`);
    }
    expect(answers).toEqual([]);
  });

  it("lets its views and snapshots be closed, tells its figures, and may be closed again", async () => {
    const store = await openStore();
    const view = store.view();
    await store.collection("a").put("x", 1);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    view.close();
    expect([store.sequence, store.storeId.length, store.metrics().sequence]).toEqual([1, 32, 1]);
  });

  it("ends the scans that were under way", async () => {
    const store = await openStore(TINY);
    const operations = Array.from(
      { length: 300 },
      (_, at) => ({ op: "put", collection: "a", id: `k${at}`, data: at }) as const,
    );
    await store.batch(operations);
    await store.compact();
    const scans = [store.collection("a").scan(), store.view().collection("a").scan({ reverse: true })].map((scan) =>
      scan[Symbol.iterator]()
    );
    for (const scan of scans) expect(scan.next().done).toBe(false);
    await store.close();
    for (const scan of scans) await expectCode("closed", () => scan.next());
  });

  it("is what a block that uses a store leaves behind", async () => {
    const path = tempFolder();
    let kept: Store | undefined;
    {
      await using store = await open({ path });
      await store.collection("a").put("x", 1);
      kept = store;
    }
    await expectCode("closed", () => kept?.collection("a").get("x"));
    const again = await openStore({ path });
    expect(again.collection("a").get("x")?.data).toBe(1);
  });
});

describe("closing", () => {
  it("waits for the writes under way, which are answered", async () => {
    const bench = new Bench();
    const gate = new Gate(bench.platform);
    const store = await bench.open({ platform: gate.platform });
    gate.shut();
    const writing = [
      store.collection("a").put("x", 1),
      store.batch([{ op: "put", collection: "b", id: "x", data: 1 }]),
    ];
    const closing = store.close();
    await expectCode("closed", () => store.collection("a").put("late", 1));
    expect(await isSettled(Promise.race([closing, ...writing]), gate.platform)).toBe(false);
    gate.open();
    expect(await Promise.all(writing)).toEqual([1, { committedSequence: 2, sequences: [2] }]);
    await closing;
    const again = await bench.open();
    expect([again.sequence, again.collection("a").has("x"), again.collection("a").has("late")]).toEqual([
      2,
      true,
      false,
    ]);
  });

  it("refuses those who still wait for their turn, and keeps none of theirs", async () => {
    const bench = new Bench();
    const gate = new Gate(bench.platform, (path) => path.endsWith("MANIFEST.new"));
    const settings = { memtableBytes: 512 };
    const store = await bench.open({ ...settings, platform: gate.platform });
    gate.shut();
    const filler = "x".repeat(400);
    for (let at = 0; at < 3; at++) await store.collection("a").put(`k${at}`, filler);
    // Two memtables wait for their flush: who comes now has to wait.
    const waiting = [store.collection("a").put("late", filler), store.createCollection("late")];
    expect(await isSettled(Promise.race(waiting), gate.platform)).toBe(false);
    const closing = store.close();
    for (const each of waiting) await expectCode("closed", () => each);
    gate.open();
    await closing;
    const again = await bench.open(settings);
    expect([...again.collection("a").scan()].map(({ id }) => id)).toEqual(["k0", "k1", "k2"]);
    expect(again.collections().length).toBe(1);
  });

  it("in the middle of many writes answers each of them, and those it accepted are there", async () => {
    const path = tempFolder();
    for (let round = 0; round < 4; round++) {
      const store = await open({ path, ...TINY });
      const ids = Array.from({ length: 200 }, (_, at) => `r${round}-${at}`);
      const accepted: string[] = [];
      const writes = ids.map(async (id, at) => {
        if (at % 3 === 0) await new Promise((resolve) => setTimeout(resolve, at / 20));
        await store.collection("a").put(id, "x".repeat(100));
        accepted.push(id);
      });
      await new Promise((resolve) => setTimeout(resolve, round));
      const closing = store.close();
      const refused = (await Promise.allSettled(writes)).filter((each) => each.status === "rejected");
      for (const { reason } of refused) expect(reason.code).toBe("closed");
      await closing;
      const again = await open({ path, ...TINY });
      const there = [...again.collection("a").scan({ prefix: `r${round}-` })].map(({ id }) => id);
      await again.close();
      expect(there).toEqual(accepted.sort());
      expect(there.length + refused.length).toBe(200);
    }
  });
});

describe("a folder", () => {
  it("is made with those above it, and may be named relatively", async () => {
    const folder = tempFolder();
    const deep = join(folder, "one", "two ü", "three");
    const store = await openStore({ path: deep });
    await store.collection("a").put("x", 1);
    await store.close();
    expect(readdirSync(deep).sort()).toEqual(["LOCK", "MANIFEST", "log", "tables"]);
    const again = await openStore({ path: relative(process.cwd(), `${deep}/../three/`) });
    expect(again.collection("a").get("x")?.data).toBe(1);
  });

  it("is open once at a time, in this process too", async () => {
    const path = tempFolder();
    const store = await openStore({ path });
    const { message } = await expectCode("locked", () => open({ path }));
    expect(message).toContain("open already");
    await store.collection("a").put("x", 1);
    await store.close();
    const again = await openStore({ path });
    expect(again.collection("a").has("x")).toBe(true);
  });

  it("opened by two at once goes to one of them", async () => {
    const path = tempFolder();
    const tries = await Promise.allSettled([1, 2, 3].map(() => openStore({ path })));
    expect(tries.map((each) => each.status === "fulfilled" ? "open" : each.reason.code).sort()).toEqual(
      ["locked", "locked", "open"],
    );
  });

  it("of a later format version is refused with that version in the message, and left as it is", async () => {
    const path = tempFolder();
    const payload = new TextEncoder().encode(JSON.stringify({ formatVersion: 7, unheardOf: true }));
    const manifest = new Uint8Array(16 + payload.length);
    manifest.set(new TextEncoder().encode("FSMANIF1"));
    new DataView(manifest.buffer).setUint32(8, payload.length, true);
    new DataView(manifest.buffer).setUint32(12, crc32(payload), true);
    manifest.set(payload, 16);
    writeFileSync(join(path, "MANIFEST"), manifest);
    const { message } = await expectCode("unsupported", () => open({ path }));
    expect(message).toMatch(/format version 7.*knows 1/);
    expect([existsSync(join(path, "log")), existsSync(join(path, "tables"))]).toEqual([false, false]);
    expect(statSync(join(path, "MANIFEST")).size).toBe(manifest.length);
    // The lock was given back.
    await expectCode("unsupported", () => open({ path }));
  });

  it("that is a file is refused", async () => {
    const path = join(tempFolder(), "file");
    writeFileSync(path, "text");
    await expectCode("io", () => open({ path }));
  });
});

describe("an option", () => {
  const wrong: [string, unknown[]][] = [
    ["path", ["", 5, undefined, null]],
    ["recordBytesMax", [0, -1, 1.5, NaN, "1", null]],
    ["memoryBytes", [0, 1 << 20, NaN, "8 MiB"]],
    ["durability", ["never", "", 1, true]],
    ["syncIntervalMs", [0, -1, Infinity]],
    ["retention", ["all", {}, { keep: "some" }, { keep: "last" }, { keep: "last", versions: 0 }, {
      keep: "age",
      ageMs: -1,
    }]],
    ["walSegmentBytes", [0, 1.5]],
    ["memtableBytes", [0, 2 ** 60]],
    ["cacheBytes", [-1, "1"]],
    ["blockBytes", [0, 64]],
    ["tableBytes", [0]],
    ["level0Tables", [0]],
    ["level1Bytes", [0]],
    ["compactionBytesPerSecond", [-1]],
    ["openFilesMax", [0]],
  ];

  it.each(wrong)("%s that is malformed is named in the message, before anything is made", async (name, values) => {
    const path = join(tempFolder(), "store");
    for (const value of values) {
      const { message } = await expectCode("invalid", () => open({ path, [name]: value } as OpenOptions));
      expect(message).toContain(name);
    }
    expect(existsSync(path)).toBe(false);
  });
});
