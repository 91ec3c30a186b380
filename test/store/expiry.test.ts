/**
 * Expiry: gone at the instant for every reader, a real delete soon after, at no cost to those who do not expire.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";
import { Bench, openStore, TINY, TINY_WITH_CHANGES } from "../support/stores.ts";

const MINUTE_MS = 60_000;

/** What changes tell, as `4:x` or `5:-x`. */
async function changesOf(store: Store, since = 0): Promise<string[]> {
  const seen: string[] = [];
  for await (const change of store.changes({ since, live: false })) {
    if ("id" in change) seen.push(`${change.sequence}:${change.deleted ? "-" : ""}${change.id}`);
  }
  return seen;
}

describe("a record that expires", () => {
  it("is there until that instant, and then for no reader, whatever was swept or compacted", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY_WITH_CHANGES);
    const a = store.collection("a");
    await a.put("k0", 0);
    await a.put("k1", 1, { ttlMs: MINUTE_MS });
    await a.put("k2", 2, { expiresAtMs: bench.platform.clock.nowMs() + MINUTE_MS });
    await a.put("k3", 3);
    const view = store.view();
    const snapshot = await store.snapshot();
    const ids = (): string[] => [...a.scan()].map(({ id }) => id);
    expect([ids(), await a.count(), a.get("k1")?.data]).toEqual([["k0", "k1", "k2", "k3"], 4, 1]);
    expect(a.get("k1")?.expiresAtMs).toBeGreaterThan(bench.platform.clock.nowMs());
    expect(a.get("k1")?.toJSON().expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(a.get("k0")?.toJSON()).not.toHaveProperty("expiresAt");

    bench.machine.shiftClock(MINUTE_MS);
    expect([ids(), await a.count(), a.get("k1"), a.has("k2")]).toEqual([["k0", "k3"], 2, undefined, false]);
    expect([...a.scan({ limit: 2 })].length).toBe(2);
    // Those who read the past see it as it was then.
    for (const past of [view.collection("a"), snapshot.collection("a")]) expect(await past.count()).toBe(4);
    // For writers it is not there any more, either.
    expect(await a.delete("k1")).toBe(false);
    await expectCode("not-found", () => a.patch("k2", {}));
    await expectCode("precondition-failed", () => a.put("k2", 1, { ifSequence: 3 }));
    expect(await a.put("k2", "again", { ifSequence: 0 })).toBeGreaterThan(5);

    await store.sweep();
    expect(ids()).toEqual(["k0", "k2", "k3"]);
    expect((await changesOf(store, 5)).map((text) => text.replace(/^\d+:/, ""))).toEqual(["k2", "-k1"]);
    await store.compact();
    expect([ids(), await snapshot.collection("a").count()]).toEqual([["k0", "k2", "k3"], 4]);
    view.close();
  });

  it("is deleted by itself, with nobody calling", async () => {
    const store = await openStore();
    await store.collection("a").put("x", 1, { ttlMs: 50 });
    const seen: boolean[] = [];
    for await (const change of store.changes({ since: 0, limit: 2 })) seen.push("deleted" in change && change.deleted);
    expect(seen).toEqual([false, true]);
    expect(store.collection("a").has("x")).toBe(false);
  });

  it("stays when it is put again without a term, and goes at the later of two", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY_WITH_CHANGES);
    const a = store.collection("a");
    for (const id of ["kept", "later"]) await a.put(id, 1, { ttlMs: MINUTE_MS });
    await a.put("kept", 2);
    await a.put("later", 2, { ttlMs: 3 * MINUTE_MS });
    bench.machine.shiftClock(2 * MINUTE_MS);
    await store.sweep();
    expect([a.get("kept")?.data, a.get("later")?.data]).toEqual([2, 2]);
    bench.machine.shiftClock(2 * MINUTE_MS);
    await store.sweep();
    expect([a.get("kept")?.data, a.has("later")]).toEqual([2, false]);
    expect((await changesOf(store)).filter((text) => text.includes("-")).length).toBe(1);
  });

  it("may be over before it began", async () => {
    const bench = new Bench();
    const store = await bench.open();
    await store.collection("a").put("x", 1);
    await store.sweep();
    await store.collection("a").put("x", 2, { expiresAtMs: 1 });
    expect(store.collection("a").has("x")).toBe(false);
    await store.sweep();
    expect((await changesOf(store)).map((text) => text.replace(/^\d+:/, ""))).toEqual(["x", "x", "-x"]);
  });

  it("gives its space back", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY);
    for (let at = 0; at < 500; at++) await store.collection("a").put(`k${at}`, "x".repeat(200), { ttlMs: MINUTE_MS });
    await store.compact();
    const before = bench.tableBytes();
    bench.machine.shiftClock(MINUTE_MS);
    await store.sweep();
    await store.compact();
    for (let turn = 0; turn < 100; turn++) await bench.platform.clock.sleep(1);
    expect(bench.tableBytes()).toBeLessThan(before / 20);
  });

  it("refuses terms that are none", async () => {
    const a = (await new Bench().open()).collection("a");
    for (const options of [{ ttlMs: 0 }, { ttlMs: 1.5 }, { expiresAtMs: -1 }, { expiresAtMs: 1, ttlMs: 1 }]) {
      await expectCode("invalid", () => a.put("x", 1, options));
    }
  });

  it("goes with its snapshot's pin: a snapshot whose term is over is released without a call", async () => {
    const bench = new Bench();
    const store = await bench.open();
    await store.snapshot({ ttlMs: MINUTE_MS });
    bench.machine.shiftClock(MINUTE_MS);
    const { sequence } = store;
    await store.sweep();
    expect([store.snapshots(), store.sequence]).toEqual([[], sequence + 1]);
  });
});

it("through crashes at any moment, what is over is over, and each is deleted once in the end", async () => {
  await forSeeds(12, async (random) => {
    const bench = new Bench(random.seed);
    const settings = { ...TINY_WITH_CHANGES, durability: "always" } as const;
    let store = await bench.open(settings);
    const wanted = new Map<string, number>();
    for (let round = 0; round < 6; round++) {
      const writes = Array.from({ length: 20 }, async (_, at) => {
        const id = `r${round}k${at}`;
        const ttlMs = random.pick([MINUTE_MS, 5 * MINUTE_MS]);
        await store.collection("a").put(id, at, { ttlMs });
        wanted.set(id, bench.platform.clock.nowMs() + ttlMs);
      });
      await Promise.all(writes);
      bench.machine.shiftClock(random.pick([0, 2 * MINUTE_MS]));
      const sweeping = store.sweep().then(undefined, () => {});
      for (let turns = random.below(6); turns > 0; turns--) await bench.platform.clock.sleep(0);
      if (random.chance(0.7)) {
        bench.cutPower();
        store = await bench.open(settings);
      } else await sweeping;
      const nowMs = bench.platform.clock.nowMs();
      for (const [id, endMs] of wanted) {
        // Within ten seconds of its end a record may have been given another time by the stalls of the machine.
        if (Math.abs(endMs - nowMs) > 10_000) expect(store.collection("a").has(id)).toBe(endMs > nowMs);
      }
    }
    bench.machine.shiftClock(10 * MINUTE_MS);
    await store.sweep();
    expect(await store.collection("a").count()).toBe(0);
    const deletes = (await changesOf(store)).filter((text) => text.includes("-")).map((text) => text.split("-")[1]);
    expect([deletes.length, new Set(deletes).size]).toEqual([wanted.size, wanted.size]);
  });
});
