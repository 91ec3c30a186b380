/**
 * Views and their cursors: what a sequence sees stays what it sees, whatever is written, flushed and merged meanwhile.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence, type Sequence } from "../../src/base/types.ts";
import { compareWhole } from "../../src/encoding/bytes.ts";
import { Batch } from "../../src/engine/batch.ts";
import type { VisibleCursor } from "../../src/engine/iterate.ts";
import type { KeyRange } from "../../src/engine/merged_entries.ts";
import type { EngineSettings } from "../../src/engine/settings.ts";
import type { View } from "../../src/engine/view.ts";
import { bytesOf, expectCode, expectIs, textOf } from "../support/check.ts";
import { fill, get, keyName, list, put, remove, SimulatedStore, SMALL, tableCounts } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";
import { forSeeds, type Random } from "../support/random.ts";

type Pairs = [key: string, value: string][];

/** A plain map beside a store, with what it was at any sequence that is asked for. */
class Model {
  readonly #versions = new Map<string, [sequence: number, value: string | undefined][]>();
  /** Sorted by their bytes. */
  #keys: { readonly key: string; readonly bytes: Uint8Array }[] = [];

  note(key: string, sequence: number, value: string | undefined): void {
    let versions = this.#versions.get(key);
    if (versions === undefined) {
      this.#versions.set(key, versions = []);
      this.#keys.push({ key, bytes: userKey(1, key) });
      this.#keys.sort((a, b) => compareWhole(a.bytes, b.bytes));
    }
    versions.push([sequence, value]);
    versions.sort(([a], [b]) => b - a);
  }

  get(key: string, sequence: number): string | undefined {
    return this.#versions.get(key)?.find(([at]) => at <= sequence)?.[1];
  }

  /** The keys and values in a range, in its direction. */
  list(sequence: number, { from, to, reverse }: KeyRange = {}): Pairs {
    const pairs: Pairs = [];
    for (const { key, bytes } of this.#keys) {
      if (from !== undefined && compareWhole(bytes, from) < 0) continue;
      if (to !== undefined && compareWhole(bytes, to) >= 0) continue;
      const value = this.get(key, sequence);
      if (value !== undefined) pairs.push([key, value]);
    }
    return reverse === true ? pairs.reverse() : pairs;
  }
}

const KEYS = ["", "a", "aa", "ab", "b", "ba", "baa", "c", "\u0000", "a\u0000", "z"];

function randomKey(random: Random): string {
  return random.pick(KEYS) + (random.chance(0.5) ? String(random.below(30)) : "");
}

function randomRange(random: Random): KeyRange {
  const bound = (): Uint8Array | undefined => random.chance(0.5) ? userKey(1, randomKey(random)) : undefined;
  return { from: bound() ?? userKey(1, ""), to: bound() ?? userKey(2, ""), reverse: random.chance(0.5) };
}

/** Writes some batches into both. */
async function writeSome(store: SimulatedStore, model: Model, random: Random, batches: number): Promise<void> {
  await Promise.all(Array.from({ length: batches }, async () => {
    const batch = new Batch();
    const changes: [part: number, key: string, value: string | undefined][] = [];
    for (let parts = random.between(1, 3); parts > 0; parts--) {
      if (batch.sequenceCount > 0) batch.next();
      const keys = new Set([1, 2, 3].map(() => randomKey(random)));
      for (const key of keys) {
        const value = random.chance(0.3) ? undefined : `${random.uint32()}`.padEnd(random.below(200), "x");
        if (value === undefined) batch.delete(userKey(1, key));
        else batch.put(userKey(1, key), bytesOf(value));
        changes.push([batch.sequenceCount, key, value]);
      }
    }
    const last = await store.engine.commit(batch);
    for (const [part, key, value] of changes) model.note(key, last - batch.sequenceCount + part, value);
  }));
}

/** Compares what a view gives with the model, in some ranges and for some keys. */
function compareView(view: View, model: Model, random: Random): void {
  const whole = { from: userKey(1, ""), to: userKey(2, "") };
  for (const range of [whole, { ...whole, reverse: true }, randomRange(random), randomRange(random)]) {
    const [found, expected] = [list(view, range), model.list(view.sequence, range)];
    if (String(found) !== String(expected)) expect(found).toEqual(expected);
  }
  for (let i = 0; i < 20; i++) {
    const key = randomKey(random);
    expectIs(get(view, key), model.get(key, view.sequence));
  }
}

describe("against a model", () => {
  test.each<Partial<EngineSettings>>([
    SMALL,
    { ...SMALL, memtableBytes: 4000, tableBytes: 3000, level1Bytes: 30_000 },
    { ...SMALL, memtableBytes: 1 << 20, retention: { keep: "last", versions: 3 } },
  ])("every view gives the same at every time, forwards and backwards", async (settings) => {
    await forSeeds(2, async (random) => {
      const store = await new SimulatedStore(settings).open();
      const model = new Model();
      let views: View[] = [];
      for (let round = 0; round < 10; round++) {
        await writeSome(store, model, random, random.between(1, 25));
        views.push(store.engine.view());
        const choice = random.below(4);
        if (choice === 0) await store.engine.flush();
        if (choice === 1) await store.engine.compact("full");
        if (choice === 2) await store.engine.compact("tick");
        for (const view of views) compareView(view, model, random);
        views = views.filter((view) => random.chance(0.6) || view.close());
      }
      for (const view of views) view.close();
      await store.engine.close();
    });
  });

  test("a cursor walks on while beneath it everything is flushed and merged, and jumps where it is told", async () => {
    await forSeeds(6, async (random) => {
      const store = await new SimulatedStore().open();
      const model = new Model();
      await writeSome(store, model, random, 60);
      const view = store.engine.view();
      const range = random.chance(0.5)
        ? { from: userKey(1, ""), to: userKey(2, ""), reverse: random.chance(0.5) }
        : randomRange(random);
      const cursor = view.iterate(range);
      let expected = model.list(view.sequence, range);
      for (let step = 0; step < 120; step++) {
        const choice = random.below(20);
        if (choice === 0) await writeSome(store, model, random, 10);
        if (choice === 1) await store.engine.flush();
        if (choice === 2) await store.engine.compact("full");
        if (choice === 3 || expected.length === 0) {
          const key = randomKey(random);
          cursor.seek(userKey(1, key));
          expected = seekIn(model.list(view.sequence, range), key, range.reverse === true);
        }
        const next = expected.shift();
        expectIs(String(cursor.next() ? pairUnder(cursor) : "the end"), String(next ?? "the end"));
        if (random.chance(0.1)) {
          await store.engine.flush();
          if (next !== undefined) expect(pairUnder(cursor)).toEqual(next);
        }
      }
      cursor.close();
      view.close();
      await store.engine.close();
    });
  });

  test.each([false, true])(
    "what a cursor shows stays good while all beneath it is written over (reverse: %s)",
    async (reverse) => {
      const { engine } = await new SimulatedStore().open();
      await fill(engine, 200, (at) => `in a table ${at} `.padEnd(150, "a"));
      await engine.compact("full");
      await fill(engine, 20, (at) => `in memory ${at} `.padEnd(150, "b"));
      const view = engine.view();
      for (const at of [5, 150]) {
        const cursor = view.iterate({ from: userKey(1, ""), to: userKey(2, ""), reverse });
        cursor.seek(userKey(1, keyName(at)));
        expect(cursor.next()).toBe(true);
        const seen = pairUnder(cursor);
        expect(seen).toEqual([keyName(at), get(view, keyName(at))]);
        for (let round = 0; round < 4; round++) {
          await fill(engine, 200, () => "written over ".padEnd(150, "c"));
          await engine.compact("full");
          expect(list(view, { from: userKey(1, "") }).length).toBe(200);
          expect(pairUnder(cursor)).toEqual(seen);
        }
        const next = keyName(reverse ? at - 1 : at + 1);
        expect(cursor.next()).toBe(true);
        expect(pairUnder(cursor)).toEqual([next, get(view, next)]);
        cursor.close();
      }
      view.close();
      await engine.close();
    },
  );

  /** What is left of a list from a key on, or up to it in reverse. */
  function seekIn(pairs: Pairs, key: string, reverse: boolean): Pairs {
    return pairs.filter(([other]) => {
      const order = compareWhole(userKey(1, other), userKey(1, key));
      return reverse ? order <= 0 : order >= 0;
    });
  }
});

function pairUnder(cursor: VisibleCursor): [string, string] {
  const key = textOf(cursor.keyBuffer.slice(2, cursor.keyEnd));
  return [key, textOf(cursor.valueBuffer.slice(cursor.valueStart, cursor.valueEnd))];
}

describe("a view", () => {
  test("sees what was published when it was opened and nothing that was under way", async () => {
    const { engine } = await new SimulatedStore().open();
    await put(engine, "k", "old");
    const commit = put(engine, "k", "new");
    const view = engine.view();
    expect([view.sequence, get(view, "k")]).toEqual([1, "old"]);
    await commit;
    expect(get(view, "k")).toBe("old");
    expect(get(engine, "k")).toBe("new");
    view.close();
  });

  test("does not keep writers, flushes or merges waiting", async () => {
    const { engine } = await new SimulatedStore().open();
    const view = engine.view();
    for (let round = 0; round < 5; round++) {
      await fill(engine, 100, (at) => `value ${at} of ${round}`);
      await engine.compact("full");
    }
    expect(tableCounts(engine)[0]).toBe(0);
    expect(list(view, { from: userKey(1, "") })).toEqual([]);
    view.close();
  });

  test("that is closed gives what it kept free for the next merge", async () => {
    const { engine } = await new SimulatedStore({ ...SMALL, tableBytes: 1 << 20 }).open();
    const valueOf = (round: number) => (at: number): string => `${round} ${at}`.padEnd(200, "x");
    await fill(engine, 100, valueOf(1));
    await engine.compact("full");
    const once = engine.statistics().diskBytes;
    const view = engine.view();
    await fill(engine, 100, valueOf(2));
    await engine.compact("full");
    expect(engine.statistics().diskBytes).toBeGreaterThan(once * 1.5);
    expect(get(view, keyName(3))).toBe(valueOf(1)(3));
    view.close();
    await engine.compact("full");
    expect(engine.statistics().diskBytes).toBeLessThan(once * 1.2);
  });

  test("that is closed refuses to be read, and may be closed again", async () => {
    const { engine } = await new SimulatedStore().open();
    await put(engine, "k", "v");
    const [view, other] = [engine.view(), engine.view()];
    view.close();
    view.close();
    for (const read of [() => get(view, "k"), () => view.iterate({}), () => view.versions(userKey(1, "k"))]) {
      await expectCode("closed", read);
    }
    await fill(engine, 200, () => "x");
    await engine.compact("full");
    expect(get(other, "k")).toBe("v");
    other.close();
  });

  test("that is shared lives on for each of those who have it", async () => {
    const { engine } = await new SimulatedStore().open();
    await put(engine, "k", "old");
    const view = engine.view();
    const shared = view.share();
    await put(engine, "k", "new");
    view.close();
    await engine.compact("full");
    expect([shared.sequence, get(shared, "k")]).toEqual([1, "old"]);
    shared.close();
    await expectCode("closed", () => shared.share());
  });

  test("of an empty store is empty", async () => {
    const { engine } = await new SimulatedStore().open();
    const view = engine.view();
    expect([view.sequence, list(view), list(view, { reverse: true })]).toEqual([0, [], []]);
    view.close();
  });

  test("left open does not hold up the closing of the store", async () => {
    const store = await new SimulatedStore().open();
    await fill(store.engine, 100, () => "v");
    const view = store.engine.view();
    const cursor = view.iterate({});
    cursor.next();
    await store.engine.close();
    await expectCode("closed", () => cursor.next());
    cursor.close();
    view.close();
    await store.open();
    expect(get(store.engine, keyName(1))).toBe("v");
  });
});

describe("a pinned sequence", () => {
  test("can be viewed until it is unpinned as often as it was pinned", async () => {
    const { engine } = await new SimulatedStore().open();
    const at = await put(engine, "k", "old");
    engine.pin(at);
    engine.pin(at);
    await put(engine, "k", "new");
    await remove(engine, "k");
    const read = (): string | undefined => {
      const view = engine.view(at);
      try {
        return get(view, "k");
      } finally {
        view.close();
      }
    };
    await engine.compact("full");
    expect(read()).toBe("old");
    engine.unpin(at);
    await engine.compact("full");
    expect(read()).toBe("old");
    engine.unpin(at);
    await expectCode("gone", read);
  });

  test("keeps one version of each key, and not those between", async () => {
    const { engine } = await new SimulatedStore().open();
    let at: Sequence = asSequence(0);
    for (let round = 0; round < 20; round++) {
      await fill(engine, 20, () => `round ${round}`);
      if (round !== 7) continue;
      at = engine.sequence;
      engine.pin(at);
    }
    await engine.compact("full");
    const view = engine.view(at);
    expect(list(view, { from: userKey(1, "") }).map(([, value]) => value)).toEqual(Array(20).fill("round 7"));
    const versions = [...view.versions(userKey(1, keyName(3)))];
    expect(versions.map(({ value }) => textOf(value))).toEqual(["round 7"]);
    view.close();
    const now = engine.view();
    expect([...now.versions(userKey(1, keyName(3)))].map(({ value }) => textOf(value))).toEqual([
      "round 19",
      "round 7",
    ]);
    now.close();
  });
});
