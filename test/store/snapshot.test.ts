/**
 * Snapshots and views: the store as it was, whatever happens to it afterwards.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { CollectionReader, Snapshot, Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";
import type { Readable } from "../support/store_model.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

const HOUR_MS = 3_600_000;

/** All that can be read of a state. */
function contentOf(source: Readable, names: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => {
    return [name, [...source.collection(name).scan()].map(({ id, json, sequence }) => `${id}=${json}@${sequence}`)];
  }));
}

async function fill(store: Store, collection: string, count: number, value: unknown): Promise<void> {
  await store.batch(
    Array.from({ length: count }, (_, at) => ({ op: "put", collection, id: `k${at + 100}`, data: value })),
  );
}

describe("a snapshot", () => {
  it("reads what there was when it was taken: records, missing ones, deleted ones, collections", async () => {
    const store = await openStore();
    const records = store.collection("a");
    await records.put("changed", 1, { version: "v1" });
    await records.put("deleted", 1);
    const snapshot = await store.snapshot();
    expect([snapshot.sequence, store.sequence]).toEqual([2, 3]);
    await records.put("changed", 2);
    await records.delete("deleted");
    await records.put("new", 1);
    await store.collection("new").put("x", 1);
    const past = snapshot.collection("a");
    expect(past.get("changed")).toMatchObject({ data: 1, version: "v1", sequence: 1 });
    expect([past.has("deleted"), past.has("new"), await past.count()]).toEqual([true, false, 2]);
    expect([...past.scan({ reverse: true })].map(({ id }) => id)).toEqual(["deleted", "changed"]);
    expect([...past.history("changed")].map(({ sequence }) => sequence)).toEqual([1]);
    expect([snapshot.collections(), snapshot.collection("new").has("x")]).toEqual([["a"], false]);
    expect([...snapshot.collection("new").scan()]).toEqual([]);
    expect(records.get("changed")?.data).toBe(2);
  });

  it("of nothing reads as nothing", async () => {
    const store = await new Bench().open();
    const snapshot = await store.snapshot();
    await fill(store, "a", 10, 1);
    expect([snapshot.sequence, snapshot.collections(), await snapshot.collection("a").count()]).toEqual([0, [], 0]);
  });

  it("is there after the store was opened again, and after the power failed", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    await fill(store, "a", 100, "old");
    const taken = await store.snapshot({ ttlMs: null });
    const before = contentOf(taken, ["a"]);
    await fill(store, "a", 100, "new");
    store = await bench.reopen(store, TINY);
    await store.compact();
    expect(contentOf(store.openSnapshot(taken.id), ["a"])).toEqual(before);
    const { id, sequence, createdAtMs, expiresAtMs } = taken;
    expect(store.snapshots()).toEqual([{ id, sequence, createdAtMs, expiresAtMs: null }]);
    expect(expiresAtMs).toBeNull();
    const second = await store.snapshot();
    const after = await bench.open({ ...TINY, platform: bench.machine.reboot({ survival: "drop" }) });
    expect(after.snapshots().map((info) => info.id)).toEqual([id, second.id]);
    await after.compact();
    expect(contentOf(after.openSnapshot(id), ["a"])).toEqual(before);
    expect(contentOf(after.openSnapshot(second.id), ["a"])).toEqual(contentOf(after, ["a"]));
  });

  it("is not found when nobody took it, or it was released", async () => {
    const bench = new Bench();
    let store = await bench.open();
    await store.collection("a").put("x", 1);
    for (const id of ["", "none", "__proto__"]) await expectCode("not-found", () => store.openSnapshot(id));
    const snapshot = await store.snapshot();
    const past = snapshot.collection("a");
    const missing = snapshot.collection("none");
    expect([past.has("x"), missing.has("x")]).toEqual([true, false]);
    expect([await snapshot.release(), await snapshot.release(), store.snapshots()]).toEqual([true, false, []]);
    const reads: (() => unknown)[] = [
      () => past.get("x"),
      () => past.has("x"),
      () => [...past.scan()],
      () => past.count(),
    ];
    reads.push(() => [...past.history("x")], () => missing.get("x"), () => [...missing.scan()]);
    reads.push(() => snapshot.collections(), () => snapshot.collection("other").get("x"));
    for (const read of reads) await expectCode("not-found", read);
    await expectCode("not-found", () => store.openSnapshot(snapshot.id));
    store = await bench.reopen(store);
    await expectCode("not-found", () => store.openSnapshot(snapshot.id));
  });

  it("is released at the end of a block that uses it", async () => {
    const store = await new Bench().open();
    {
      await using snapshot = await store.snapshot();
      expect(store.snapshots().map(({ id }) => id)).toEqual([snapshot.id]);
    }
    expect(store.snapshots()).toEqual([]);
  });

  it("that could not be released is still there", async () => {
    const bench = new Bench();
    const store = await bench.open();
    await store.collection("a").put("x", 1);
    const snapshot = await store.snapshot();
    bench.machine.failOperation({ match: ({ kind }) => kind === "sync", error: "EIO" });
    await expectCode("read-only", () => snapshot.release());
    expect([store.snapshots().length, snapshot.collection("a").get("x")?.data]).toEqual([1, 1]);
  });
});

describe("the term of a snapshot", () => {
  it("is a day unless set, and when it is over the snapshot is gone", async () => {
    const bench = new Bench();
    const store = await bench.open();
    const day = await store.snapshot();
    const hour = await store.snapshot({ ttlMs: HOUR_MS });
    const unending = await store.snapshot({ ttlMs: null });
    expect([day.expiresAtMs, hour.expiresAtMs]).toEqual([day.createdAtMs + 24 * HOUR_MS, hour.createdAtMs + HOUR_MS]);
    const idsAfter = (ms: number): string[] => {
      bench.machine.shiftClock(ms);
      return store.snapshots().map(({ id }) => id);
    };
    expect(idsAfter(HOUR_MS - 10_000)).toEqual([day.id, hour.id, unending.id]);
    expect(idsAfter(20_000)).toEqual([day.id, unending.id]);
    await expectCode("not-found", () => hour.collections());
    await expectCode("not-found", () => store.openSnapshot(hour.id));
    expect(idsAfter(23 * HOUR_MS - 60_000)).toEqual([day.id, unending.id]);
    expect(idsAfter(120_000)).toEqual([unending.id]);
    expect(idsAfter(10_000 * HOUR_MS)).toEqual([unending.id]);
  });

  it("ends while the store is closed, too", async () => {
    const bench = new Bench();
    let store = await bench.open();
    const snapshot = await store.snapshot({ ttlMs: HOUR_MS });
    await store.close();
    bench.machine.shiftClock(2 * HOUR_MS);
    store = await bench.open();
    expect(store.snapshots()).toEqual([]);
    bench.machine.shiftClock(-2 * HOUR_MS);
    store = await bench.reopen(store);
    await expectCode("not-found", () => store.openSnapshot(snapshot.id));
  });

  it("does not come back when the clock is set back", async () => {
    const bench = new Bench();
    const store = await bench.open();
    await store.snapshot({ ttlMs: HOUR_MS });
    bench.machine.shiftClock(2 * HOUR_MS);
    expect(store.snapshots()).toEqual([]);
    bench.machine.shiftClock(-2 * HOUR_MS);
    expect(store.snapshots()).toEqual([]);
  });

  it("frees what only the snapshot saw at the next full compaction", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY);
    await fill(store, "a", 200, "x".repeat(200));
    await store.snapshot({ ttlMs: HOUR_MS });
    await store.dropCollection("a");
    await store.compact();
    expect(bench.tableBytes()).toBeGreaterThan(40_000);
    bench.machine.shiftClock(2 * HOUR_MS);
    await store.compact();
    await store.close();
    expect(bench.tableBytes()).toBeLessThan(10_000);
  });

  it("must be a whole number of milliseconds above 0, or null", async () => {
    const store = await new Bench().open();
    for (const ttlMs of [0, -1, 1.5, NaN, Infinity, "1" as unknown as number]) {
      expect((await expectCode("invalid", () => store.snapshot({ ttlMs }))).message).toContain("ttlMs");
    }
    expect([store.sequence, store.snapshots()]).toEqual([0, []]);
  });
});

describe("a view", () => {
  it("reads the present of its opening until it is closed, and writes nothing", async () => {
    const store = await openStore(TINY);
    await fill(store, "a", 50, "old");
    await store.collection("b").put("x", 1);
    const view = store.view();
    const before = contentOf(store, ["a", "b"]);
    await fill(store, "a", 100, "new");
    await store.dropCollection("b");
    await store.compact();
    expect([contentOf(view, ["a", "b"]), view.collections(), view.sequence]).toEqual([before, ["a", "b"], 51]);
    expect(view.collection("a").get("k100")?.data).toBe("old");
    const records = view.collection("a");
    const missing = view.collection("none");
    expect(missing.get("x")).toBeUndefined();
    view.close();
    view.close();
    const reads: (() => unknown)[] = [() => records.get("k100"), () => [...records.scan()], () => records.count()];
    reads.push(() => missing.get("x"));
    reads.push(() => [...records.history("k100")], () => view.collections(), () => view.collection("b").has("x"));
    for (const read of reads) await expectCode("closed", read);
    expect(store.sequence).toBe(152);
  });

  it("is closed at the end of a block that uses it", async () => {
    const store = await new Bench().open();
    let records: CollectionReader | undefined;
    {
      using view = store.view();
      records = view.collection("a");
      expect(records.has("x")).toBe(false);
    }
    await expectCode("closed", () => records?.get("x"));
  });

  it("lets a scan that was begun go on after it was closed", async () => {
    const store = await new Bench().open(TINY);
    await fill(store, "a", 60, "old");
    const view = store.view();
    const seen: unknown[] = [];
    for (const { data } of view.collection("a").scan()) {
      seen.push(data);
      if (seen.length !== 10) continue;
      view.close();
      await fill(store, "a", 60, "new");
      await store.compact();
    }
    expect(seen).toEqual(new Array(60).fill("old"));
  });
});

describe("what a snapshot sees", () => {
  it("stays through compactions, and its space is given back when it is released", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY);
    const big = "x".repeat(500);
    await fill(store, "a", 200, `old ${big}`);
    const snapshot = await store.snapshot();
    const before = contentOf(snapshot, ["a"]);
    await fill(store, "a", 200, "new");
    await store.collection("a").delete("k150");
    await store.compact();
    expect(contentOf(snapshot, ["a"])).toEqual(before);
    const held = bench.tableBytes();
    await snapshot.release();
    await store.compact();
    expect((await store.verify()).ok).toBe(true);
    await store.close();
    expect(held).toBeGreaterThan(100_000);
    expect(bench.tableBytes()).toBeLessThan(held / 4);
  });

  it("of a dropped collection stays, whether or not another has its name now", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    const lives: Snapshot[] = [];
    for (let life = 0; life < 5; life++) {
      await fill(store, "a", 30 + life, `life ${life}`);
      lives.push(await store.snapshot());
      if (life !== 2) await store.dropCollection("a");
      if (life % 2 === 0) await store.compact();
    }
    store = await bench.reopen(store, TINY);
    await store.compact();
    for (const [life, { id }] of lives.entries()) {
      const past = store.openSnapshot(id).collection("a");
      expect([...past.scan()].map(({ data }) => data)).toEqual(new Array(30 + life).fill(`life ${life}`));
      expect(past.get("k100")?.data).toBe(`life ${life}`);
    }
    expect(store.collection("a").has("k100")).toBe(false);
  });

  it("is right at 20 ages, through updates, deletes, drops, flushes, compactions and openings", async () => {
    await forSeeds(6, async (random) => {
      const bench = new Bench(random.seed);
      let store = await bench.open(TINY);
      const names = ["a", "b"];
      const ages: { id: string; content: Record<string, string[]> }[] = [];
      for (let age = 0; age < 20; age++) {
        for (let step = 0; step < 40; step++) {
          const records = store.collection(random.pick(names));
          const id = `k${random.below(25)}`;
          if (random.chance(0.25)) await records.delete(id);
          else await records.put(id, "y".repeat(random.below(150)));
        }
        if (random.chance(0.15)) await store.dropCollection("b").catch(() => undefined);
        const snapshot = await store.snapshot({ ttlMs: null });
        ages.push({ id: snapshot.id, content: contentOf(store, names) });
        if (random.chance(0.3)) await store.flush();
        if (random.chance(0.3)) await store.compact(random.pick(["tick", "full"]));
        if (random.chance(0.2)) store = await bench.reopen(store, TINY);
        const { id, content } = random.pick(ages);
        expect(contentOf(store.openSnapshot(id), names)).toEqual(content);
      }
      for (const { id } of random.shuffled(ages).slice(10)) {
        await store.openSnapshot(id).release();
        ages.splice(ages.findIndex((age) => age.id === id), 1);
        if (random.chance(0.5)) await store.compact();
      }
      for (const { id, content } of ages) expect(contentOf(store.openSnapshot(id), names)).toEqual(content);
    });
  });
});
