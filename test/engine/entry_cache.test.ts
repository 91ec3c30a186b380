/**
 * Point reads through the entry cache: it must never show what a reader must not see, whatever was read before.
 *
 * @module
 */

import { expect, test } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { spacePrefix } from "../../src/encoding/internal_key.ts";
import { asSpaceId } from "../../src/base/types.ts";
import { userKey } from "../support/entries.ts";
import { get, openReal, put, remove, SMALL } from "../support/engines.ts";

const SETTINGS = { ...SMALL, cacheBytes: 1 << 20 };

/** A value that was read from a table once, so that it is in the entry cache. */
async function cached(key: string, value: string): Promise<Engine> {
  const engine = await openReal(SETTINGS);
  await put(engine, key, value);
  await engine.flush();
  expect(get(engine, key)).toBe(value);
  const before = engine.statistics().entryCache.hits;
  expect(get(engine, key)).toBe(value);
  expect(engine.statistics().entryCache.hits).toBe(before + 1);
  return engine;
}

test("a key that is written again shows its new value, in memory and in tables", async () => {
  const engine = await cached("a", "1");
  await put(engine, "a", "2");
  expect(get(engine, "a")).toBe("2");
  await engine.flush();
  expect(get(engine, "a")).toBe("2");
  expect(get(engine, "a")).toBe("2");
  await engine.compact("full");
  expect(get(engine, "a")).toBe("2");
});

test("a key that is deleted is gone, in memory, in tables and after all is merged", async () => {
  const engine = await cached("a", "1");
  await remove(engine, "a");
  expect(get(engine, "a")).toBeUndefined();
  await engine.flush();
  expect(get(engine, "a")).toBeUndefined();
  await engine.compact("full");
  expect(get(engine, "a")).toBeUndefined();
});

test("a reader of the past sees the past, and leaves nothing behind for readers of now", async () => {
  const engine = await cached("a", "1");
  const past = engine.view();
  await put(engine, "a", "2");
  expect(get(past, "a")).toBe("1");
  await engine.flush();
  for (let round = 0; round < 3; round++) {
    expect(get(past, "a")).toBe("1");
    expect(get(engine, "a")).toBe("2");
  }
  past.close();
});

test("what was read while a write was on its way does not outlive it", async () => {
  const engine = await openReal(SETTINGS);
  await put(engine, "a", "1");
  await engine.flush();
  const writing = put(engine, "a", "2");
  // In the memtable from the end of this turn on, and not on disk yet.
  while (engine.pendingSequence === engine.sequence) await Promise.resolve();
  expect(get(engine, "a")).toBe("1");
  expect(get(engine, "a")).toBe("1");
  await writing;
  expect(get(engine, "a")).toBe("2");
  await engine.flush();
  expect(get(engine, "a")).toBe("2");
});

test("a dropped space is empty, also when its drop is forgotten", async () => {
  const engine = await cached("a", "1");
  const batch = new Batch();
  batch.dropSpace(spacePrefix(asSpaceId(1)));
  await engine.commit(batch);
  expect(get(engine, "a")).toBeUndefined();
  await engine.flush();
  await engine.compact("full");
  expect(get(engine, "a")).toBeUndefined();
  await put(engine, "a", "again");
  await engine.flush();
  expect(get(engine, "a")).toBe("again");
});

test("what is read with many others, or about to be replaced, is not kept", async () => {
  const engine = await openReal(SETTINGS);
  await put(engine, "a", "1");
  await engine.flush();
  const key = userKey(1, "a");
  const view = engine.view();
  const { hits } = engine.statistics().entryCache;
  for (let round = 0; round < 3; round++) {
    expect(view.find(key, key.length, false)).toBeDefined();
    expect(engine.find(key, key.length, engine.sequence, false)).toBeDefined();
  }
  expect(engine.statistics().entryCache.hits).toBe(hits);
  expect(get(engine, "a")).toBe("1");
  expect(view.find(key, key.length, false)).toBeDefined();
  expect(engine.statistics().entryCache.hits).toBe(hits + 1);
  view.close();
});
