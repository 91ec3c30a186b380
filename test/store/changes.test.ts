/**
 * The change feed, reads of the past and kept answers: complete, in order and right, through compactions, crashes and openings.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";
import { Bench, TINY, TINY_WITH_CHANGES } from "../support/stores.ts";

/** All changes behind `since`, as `4 a/x=1`, `5 a/x-` or `6 a!`. */
async function feedOf(store: Store, since = 0): Promise<string[]> {
  const seen: string[] = [];
  for await (const change of store.changes({ since, live: false })) {
    const { sequence, collection } = change;
    if ("dropped" in change) seen.push(`${sequence} ${collection}!`);
    else seen.push(`${sequence} ${collection}/${change.id}${change.deleted ? "-" : `=${change.record?.json}`}`);
  }
  return seen;
}

/** Lets files that are out of use go. */
async function settled(bench: Bench): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await bench.platform.clock.sleep(1);
}

describe("the change feed", () => {
  it("tells of every write once, in order, whatever became of the record and its collection", async () => {
    await forSeeds(6, async (random) => {
      const bench = new Bench(random.seed);
      let store = await bench.open(TINY_WITH_CHANGES);
      const wanted: string[] = [];
      for (let step = 0; step < 150; step++) {
        const [name, id] = [random.pick(["a", "b"]), `k${random.below(8)}`];
        const there = store.collections().some((each) => each.name === name);
        if (random.chance(0.03) && there) {
          await store.dropCollection(name);
          wanted.push(`${store.sequence} ${name}!`);
        } else if (random.chance(0.2)) {
          if (await store.collection(name).delete(id)) wanted.push(`${store.sequence} ${name}/${id}-`);
        } else wanted.push(`${await store.collection(name).put(id, step)} ${name}/${id}=${step}`);
        if (random.chance(0.05)) await store.compact(random.pick(["tick", "full"]));
        if (random.chance(0.03)) {
          if (random.chance(0.5)) bench.cutPower();
          else await store.close();
          store = await bench.open(TINY_WITH_CHANGES);
        }
        if (step % 30 === 0) expect(await feedOf(store)).toEqual(wanted);
      }
      const since = random.below(store.sequence);
      const rest = wanted.filter((text) => Number.parseInt(text, 10) > since);
      expect(await feedOf(store, since)).toEqual(rest);
    });
  });

  it("wakes its readers, each at its own pace, and ends by limit, signal or closing", async () => {
    const store = await new Bench().open();
    const reader = async (options: object): Promise<number[]> => {
      const seen: number[] = [];
      for await (const { sequence } of store.changes(options)) seen.push(sequence);
      return seen;
    };
    const left = new AbortController();
    const all = reader({ since: 0, limit: 3 });
    const others = reader({ collection: "b", limit: 1 });
    const stopped = reader({ signal: left.signal });
    const closed = expectCode("closed", () => reader({}));
    await store.collection("a").put("x", 1);
    await store.collection("b").put("x", 1);
    await store.collection("a").put("y", 1);
    expect([await all, await others]).toEqual([[1, 2, 3], [2]]);
    left.abort();
    expect(await stopped).toEqual([1, 2, 3]);
    await store.close();
    await closed;
  });

  it("forgets what is beyond its bounds, gives the space back, and says so, also after an opening", async () => {
    const bench = new Bench();
    const bounded = { ...TINY, changesKept: { sequences: 50, ageMs: Infinity, bytes: Infinity } };
    let store = await bench.open(bounded);
    const churn = async (): Promise<void> => {
      for (let n = 0; n < 1000; n++) await store.collection("a").put(`k${n % 10}`, "x".repeat(200));
      await store.compact();
    };
    await churn();
    const { sequence } = store;
    await expectCode("gone", () => feedOf(store, sequence - 51));
    expect((await feedOf(store, sequence - 50)).length).toBe(50);
    await settled(bench);
    expect(bench.tableBytes()).toBeLessThan(80 * 250 + 20_000);
    // A wider bound cannot bring back what is gone.
    store = await bench.reopen(store, TINY_WITH_CHANGES);
    await expectCode("gone", () => feedOf(store, 0));
    await store.collection("a").put("new", 1);
    expect((await feedOf(store, store.sequence - 1)).length).toBe(1);
    // What is written while changes are not kept is not in the feed, and nobody is told that it is.
    const before = store.sequence;
    store = await bench.reopen(store, TINY);
    await store.collection("a").put("unseen", 1);
    await expectCode("gone", () => feedOf(store, before));
    store = await bench.reopen(store, TINY_WITH_CHANGES);
    await expectCode("gone", () => feedOf(store, before));
    expect(await feedOf(store, store.sequence)).toEqual([]);
  });

  it("is bounded by bytes and by age too", async () => {
    const bench = new Bench();
    const ofBytes = { ...TINY, changesKept: { sequences: Infinity, ageMs: Infinity, bytes: 40_000 } };
    let store = await bench.open(ofBytes);
    for (let n = 0; n < 1000; n++) await store.collection("a").put("k", "x".repeat(200));
    await store.compact();
    await settled(bench);
    expect(bench.tableBytes()).toBeLessThan(100_000);
    await expectCode("gone", () => feedOf(store, 0));
    store = await bench.reopen(store, { ...TINY, changesKept: { sequences: 1e6, ageMs: 60_000, bytes: Infinity } });
    const { sequence } = store;
    await store.collection("a").put("k", 1);
    bench.machine.shiftClock(120_000);
    await store.collection("a").put("k", 2);
    await expectCode("gone", () => feedOf(store, sequence));
  });
});

describe("the past", () => {
  it("is right at twenty ages, while 2,000 updates and full compactions go on", async () => {
    const bench = new Bench();
    const store = await bench.open({ ...TINY_WITH_CHANGES });
    const a = store.collection<number>("a");
    const marks: { readonly sequence: number; readonly timeMs: number; readonly state: ReadonlyMap<string, number> }[] =
      [];
    const state = new Map<string, number>();
    for (let n = 0; n < 2000; n++) {
      const id = `k${n * 7 % 30}`;
      if (n % 11 === 0) {
        await a.delete(id);
        state.delete(id);
      } else {
        await a.put(id, n);
        state.set(id, n);
      }
      if (n % 100 !== 0) continue;
      marks.push({ sequence: store.sequence, timeMs: bench.platform.clock.nowMs(), state: new Map(state) });
      bench.machine.shiftClock(5000);
      if (n % 500 === 0) await store.compact();
    }
    for (const { sequence, timeMs, state: wanted } of marks) {
      for (const moment of [{ sequence }, { timeMs }]) {
        using view = store.at(moment);
        const found = [...view.collection<number>("a").scan()].map(({ id, data }) => [id, data]);
        expect(new Map(found as [string, number][])).toEqual(wanted);
      }
    }
  });

  it("is kept as each collection's own retention says, and reclaimed", async () => {
    const bench = new Bench();
    let store = await bench.open(TINY);
    await store.createCollection("all", { retention: { keep: "all" } });
    await store.createCollection("few", { retention: { keep: "last", versions: 2 } });
    const names = ["all", "few", "latest"];
    for (let n = 0; n < 50; n++) {
      for (const name of names) await store.collection(name).put("x", `${n} ${"y".repeat(200)}`);
    }
    await store.compact();
    const counts = (): number[] => names.map((name) => [...store.collection(name).history("x")].length);
    expect(counts()).toEqual([50, 2, 1]);
    store = await bench.reopen(store, TINY);
    await store.compact();
    expect(counts()).toEqual([50, 2, 1]);
    {
      using view = store.at({ sequence: 30 });
      expect(view.collection("all").get("x")?.sequence).toBeLessThanOrEqual(30);
      await expectCode("gone", () => view.collection("latest").get("x"));
    }
    await settled(bench);
    const before = bench.tableBytes();
    await store.setRetention("all", null);
    await store.compact();
    await settled(bench);
    expect(counts()).toEqual([1, 2, 1]);
    expect(bench.tableBytes()).toBeLessThan(before / 2);
    await expectCode("gone", () => store.at({ sequence: 30 }).collection("all").get("x"));
    // Keeping all from now on does not bring back what is gone.
    await store.setRetention("all", { keep: "all" });
    await expectCode("gone", () => store.at({ sequence: 30 }).collection("all").get("x"));
  });
});

describe("a kept answer", () => {
  it("is there exactly when its write is, through crashes at any moment, and forgotten after a day", async () => {
    await forSeeds(15, async (random) => {
      const bench = new Bench(random.seed);
      let store = await bench.open(TINY_WITH_CHANGES);
      const put = (n: number) =>
        store.commitChecked([{ op: "put", collection: "a", id: `k${n}`, json: String(n), version: null }], {
          idempotency: { key: `key ${n}`, fingerprint: String(n), answer: ({ last }) => `at ${last}` },
        });
      for (let n = 0; n < 20; n++) {
        const sent = put(n).then(({ answer }) => answer, () => undefined);
        for (let turns = random.below(5); turns > 0; turns--) await bench.platform.clock.sleep(0);
        if (random.chance(0.4)) {
          bench.cutPower();
          store = await bench.open(TINY_WITH_CHANGES);
        } else await sent;
        const again = await put(n);
        const { sequence } = store.collection("a").get(`k${n}`) ?? expect.fail("it was put");
        expect(again.answer).toBe(`at ${sequence}`);
        const puts = (await feedOf(store)).filter((text) => text.includes(`/k${n}=`));
        expect(puts.length).toBe(1);
      }
      await expectCode(
        "idempotency-mismatch",
        () =>
          store.commitChecked([{ op: "delete", collection: "a", id: "k0" }], {
            idempotency: { key: "key 0", fingerprint: "another", answer: () => "" },
          }),
      );
      bench.machine.shiftClock(25 * 3_600_000);
      await store.sweep();
      expect((await put(0)).repeated).toBe(false);
    });
  });
});
