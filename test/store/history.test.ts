/**
 * History: the versions of a record that the retention setting and snapshots keep, newest first, deletes included.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { RecordVersion, Retention, Store } from "../../mod.ts";
import { forSeeds } from "../support/random.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

/** A history as `4:data`, `3:-` for a delete. */
function show(versions: Iterable<RecordVersion>): string[] {
  return [...versions].map(({ sequence, deleted, record }) => `${sequence}:${deleted ? "-" : record?.json}`);
}

function historyOf(store: Store, id: string): string[] {
  return show(store.collection("a").history(id));
}

/** Writes a record's life: a number puts it, "-" deletes it. */
async function live(store: Store, id: string, life: readonly (number | "-")[]): Promise<void> {
  for (const step of life) {
    if (step === "-") await store.collection("a").delete(id);
    else await store.collection("a").put(id, step);
  }
}

describe("a history", () => {
  it("lists versions newest first, with deletes, and ends with the first write", async () => {
    const store = await openStore({ retention: { keep: "all" } });
    await live(store, "x", [1, 2, "-", 3, "-"]);
    await live(store, "y", [1]);
    expect(historyOf(store, "x")).toEqual(["5:-", "4:3", "3:-", "2:2", "1:1"]);
    expect(historyOf(store, "y")).toEqual(["6:1"]);
    expect(historyOf(store, "xy")).toEqual([]);
    const [deleted, put] = [...store.collection("a").history("x")];
    expect(deleted).toEqual({ sequence: 5, deleted: true, record: undefined, committedAtMs: deleted?.committedAtMs });
    expect(put?.record).toMatchObject({ id: "x", data: 3, version: null, sequence: 4 });
    expect(put?.committedAtMs).toBe(put?.record?.committedAtMs);
  });

  it("tells when each version was committed, deletes too", async () => {
    const bench = new Bench();
    let store = await bench.open({ retention: { keep: "all" } });
    const startMs = bench.platform.clock.nowMs();
    for (const step of [1, "-", 2, "-"] as const) {
      await live(store, "x", [step]);
      bench.machine.shiftClock(60_000);
    }
    const check = (): void => {
      const minutes = [...store.collection("a").history("x")].map((version) =>
        Math.floor((version.committedAtMs - startMs) / 60_000)
      );
      expect(minutes).toEqual([3, 2, 1, 0]);
    };
    check();
    await store.compact();
    check();
    store = await bench.reopen(store, { retention: { keep: "all" } });
    check();
  });

  it("is of one record, though ids begin alike or end in a zero", async () => {
    const store = await new Bench().open({ ...TINY, retention: { keep: "all" } });
    const ids = ["a", "a\0", "a\0\0", "aa", "\0", "b", "\u{10ffff}"];
    for (let round = 0; round < 3; round++) for (const id of ids) await live(store, id, [round]);
    const check = (): void => {
      for (const id of ids) {
        expect([...store.collection("a").history(id)].map(({ record }) => [record?.id, record?.data])).toEqual(
          [[id, 2], [id, 1], [id, 0]],
        );
      }
    };
    check();
    await store.flush();
    check();
    await store.compact();
    check();
  });

  it("keeps what it began with when more is written while it is read", async () => {
    const store = await new Bench().open({ ...TINY, retention: { keep: "all" } });
    await live(store, "x", Array.from({ length: 50 }, (_, at) => at));
    const versions = store.collection("a").history("x");
    const seen = [versions.next().value?.record?.data];
    await live(store, "x", Array.from({ length: 50 }, (_, at) => 100 + at));
    await store.compact();
    for (const { record } of versions) seen.push(record?.data);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, at) => 49 - at));
  });

  it("of a view or a snapshot ends where they stand", async () => {
    const store = await new Bench().open({ retention: { keep: "all" } });
    await live(store, "x", [1, "-", 2]);
    const view = store.view();
    const snapshot = await store.snapshot();
    await live(store, "x", [3, "-"]);
    expect(show(view.collection("a").history("x"))).toEqual(["3:2", "2:-", "1:1"]);
    expect(show(snapshot.collection("a").history("x"))).toEqual(["3:2", "2:-", "1:1"]);
    view.close();
  });

  it("ends with the collection: its next life begins anew", async () => {
    const store = await new Bench().open({ retention: { keep: "all" } });
    await live(store, "x", [1, 2]);
    await store.dropCollection("a");
    expect(historyOf(store, "x")).toEqual([]);
    await live(store, "x", [3]);
    expect(historyOf(store, "x")).toEqual(["4:3"]);
  });
});

describe("what a full compaction keeps", () => {
  const lives: Readonly<Record<string, readonly (number | "-")[]>> = {
    changed: [1, 2, 3, 4, 5],
    deleted: [1, 2, "-"],
    back: [1, "-", 2],
    once: [1],
  };
  const kept: [string, Retention, Record<string, string[]>][] = [
    ["the latest", { keep: "latest" }, { changed: ["5"], deleted: [], back: ["2"], once: ["1"] }],
    ["the last one", { keep: "last", versions: 1 }, { changed: ["5"], deleted: [], back: ["2"], once: ["1"] }],
    ["the last two", { keep: "last", versions: 2 }, {
      changed: ["5", "4"],
      deleted: ["-", "2"],
      back: ["2", "-"],
      once: ["1"],
    }],
    ["the last three", { keep: "last", versions: 3 }, {
      changed: ["5", "4", "3"],
      deleted: ["-", "2", "1"],
      back: ["2", "-", "1"],
      once: ["1"],
    }],
    ["all", { keep: "all" }, {
      changed: ["5", "4", "3", "2", "1"],
      deleted: ["-", "2", "1"],
      back: ["2", "-", "1"],
      once: ["1"],
    }],
  ];

  it.each(kept)("is %s, as the setting says", async (_, retention, expected) => {
    const bench = new Bench();
    let store = await bench.open({ ...TINY, retention });
    for (const [id, life] of Object.entries(lives)) await live(store, id, life);
    const find = (): Record<string, string[]> =>
      Object.fromEntries(
        Object.keys(lives).map((id) => [id, historyOf(store, id).map((text) => text.replace(/^\d+:/, ""))]),
      );
    const before = find();
    await store.flush();
    for (const id of Object.keys(lives)) expect(before[id]?.slice(0, find()[id]?.length)).toEqual(find()[id]);
    await store.compact();
    expect(find()).toEqual(expected);
    store = await bench.reopen(store, { ...TINY, retention });
    expect(find()).toEqual(expected);
    await store.compact();
    expect(find()).toEqual(expected);
    for (const [id, life] of Object.entries(lives)) {
      const last = life.at(-1);
      expect(store.collection("a").get(id)?.data).toBe(last === "-" ? undefined : last);
    }
  });

  it("is what was current at some moment of the last hour, with retention by age", async () => {
    const bench = new Bench();
    const settings = { ...TINY, retention: { keep: "age", ageMs: 3_600_000 } } as const;
    let store = await bench.open(settings);
    const later = (minutes: number): void => bench.machine.shiftClock(minutes * 60_000);
    for (let at = 0; at < 6; at++) {
      await live(store, "x", [at]);
      if (at === 1) await live(store, "gone", [1, "-"]);
      if (at === 4) await live(store, "gone lately", [1, "-"]);
      later(30);
    }
    // Put 180, 150, 120, 90, 60 and 30 minutes ago: an hour ago the fifth was current, or still the fourth.
    await store.compact();
    const dataOf = (id: string): unknown[] =>
      [...store.collection("a").history(id)].map(({ deleted, record }) => deleted ? "-" : record?.data);
    expect([[5, 4, 3], [5, 4]]).toContainEqual(dataOf("x"));
    expect([dataOf("gone"), dataOf("gone lately")]).toEqual([[], ["-", 1]]);
    store = await bench.reopen(store, settings);
    expect(dataOf("gone lately")).toEqual(["-", 1]);
    later(50);
    await live(store, "y", [1]);
    await store.compact();
    expect([dataOf("x"), dataOf("gone lately")]).toEqual([[5], []]);
  });

  it("is more while a snapshot needs it, and less again when it is released", async () => {
    const store = await new Bench().open(TINY);
    await live(store, "x", [1, 2]);
    await live(store, "gone", [1]);
    const snapshot = await store.snapshot();
    await live(store, "x", [3, 4, "-", 5, 6]);
    await live(store, "gone", [2, "-"]);
    await store.compact();
    const dataOf = (id: string): unknown[] => historyOf(store, id).map((text) => text.replace(/^\d+:/, ""));
    expect([dataOf("x"), dataOf("gone")]).toEqual([["6", "2"], ["-", "1"]]);
    expect(show(snapshot.collection("a").history("x"))).toEqual(["2:2"]);
    await snapshot.release();
    await store.compact();
    expect([dataOf("x"), dataOf("gone")]).toEqual([["6"], []]);
  });
});

describe("with all versions kept", () => {
  it("each history is the model's, through flushes, compactions and openings", async () => {
    await forSeeds(5, async (random) => {
      const bench = new Bench(random.seed);
      const settings = { ...TINY, retention: { keep: "all" } } as const;
      let store = await bench.open(settings);
      const model = new Map<string, string[]>();
      for (let step = 0; step < 400; step++) {
        const id = `k${random.below(12)}`;
        const versions = model.get(id) ?? [];
        if (random.chance(0.3)) {
          const there = await store.collection("a").delete(id);
          expect(there).toBe(versions.length > 0 && !versions[0]?.endsWith("-"));
          if (there) versions.unshift(`${store.sequence}:-`);
        } else {
          const sequence = await store.collection("a").put(id, step);
          versions.unshift(`${sequence}:${step}`);
        }
        model.set(id, versions);
        if (random.chance(0.02)) await store.compact(random.pick(["tick", "full"]));
        if (random.chance(0.01)) store = await bench.reopen(store, settings);
        if (step % 40 === 0) { for (const [each, wanted] of model) expect(historyOf(store, each)).toEqual(wanted); }
      }
      await store.compact();
      for (const [id, wanted] of model) expect(historyOf(store, id)).toEqual(wanted);
    });
  });
});
