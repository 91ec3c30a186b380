/**
 * What abstract-level's own suite does not ask of a level: keeping data, folders, sizes, other runtimes, writes beside reads.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FountainError } from "../../src/base/errors.ts";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { FountainLevel, FountainLevelError, type FountainLevelOptions } from "../../src/level/mod.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { capture } from "../../tools/suite/process.mjs";
import { findRuntimes } from "../../tools/suite/runtimes.mjs";

const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);
/** Small enough that a few thousand keys go to tables on several levels. */
const SMALL = { memoryBytes: 4 << 20, memtableBytes: 64 << 10, tableBytes: 64 << 10, level1Bytes: 128 << 10 };

let base = "";
const opened: FountainLevel<unknown, unknown>[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "fountainstore-level-"));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((level) => level.close()));
  rmSync(base, { recursive: true, force: true });
});

/** An open level that is closed after the test. */
async function open<K = string, V = string>(
  name = "a",
  options: FountainLevelOptions<K, V> = {},
): Promise<FountainLevel<K, V>> {
  const level = new FountainLevel<K, V>(join(base, name), { memoryBytes: 8 << 20, ...options });
  await level.open();
  opened.push(level as FountainLevel<unknown, unknown>);
  return level;
}

/** The error that opening fails with, as abstract-level's own has it for its cause. */
async function openError(name: string, options: FountainLevelOptions = {}): Promise<Error & { code?: string }> {
  const error = await new FountainLevel(join(base, name), options).open().then(() => undefined, (error) => error);
  expect(error?.code).toBe("LEVEL_DATABASE_NOT_OPEN");
  return error.cause;
}

function keyOf(number: number): string {
  return String(number).padStart(6, "0");
}

async function fill(level: FountainLevel, count: number, value: (number: number) => string): Promise<void> {
  for (let start = 0; start < count; start += 500) {
    const batch = level.batch();
    for (let at = start; at < Math.min(count, start + 500); at++) batch.put(keyOf(at), value(at));
    await batch.write();
  }
}

describe("folders", () => {
  test("keep their data", async () => {
    const level = await open();
    await level.put("a", "1");
    await level.batch([{ type: "put", key: "b", value: "2" }, { type: "put", key: "", value: "empty key" }]);
    await level.close();
    expect(() => level.getSync("a")).toThrow(expect.objectContaining({ code: "LEVEL_DATABASE_NOT_OPEN" }));
    await level.open();
    expect(await level.iterator().all()).toEqual([["", "empty key"], ["a", "1"], ["b", "2"]]);
    await level.close();
    expect(await (await open()).get("b")).toBe("2");
  });

  test("are open once", async () => {
    const level = await open();
    const error = await openError("a");
    expect(error).toBeInstanceOf(FountainLevelError);
    expect(error.code).toBe("LEVEL_LOCKED");
    expect(error.cause).toBeInstanceOf(FountainError);
    await level.close();
    await open();
  });

  test("are not made when they shall not be", async () => {
    expect((await openError("a", { createIfMissing: false })).message).toContain("does not exist");
    expect(existsSync(join(base, "a"))).toBe(false);
    await (await open()).close();
    expect((await openError("a", { errorIfExists: true })).message).toContain("exists already");
    await open("a", { createIfMissing: false });
  });

  test("of document stores are refused", async () => {
    const engine = await Engine.open(currentPlatform(), join(base, "a"), WORKER_URL, { memoryBytes: 8 << 20 });
    const batch = new Batch();
    batch.put(new Uint8Array([0, 0x63, 0x78]), new Uint8Array([0x7b, 0x7d]));
    await engine.commit(batch);
    await engine.close();
    expect(await openError("a")).toMatchObject({ code: "LEVEL_NOT_SUPPORTED" });
    // And it was given free.
    await (await Engine.open(currentPlatform(), join(base, "a"), WORKER_URL)).close();
  });

  test("that are damaged say so", async () => {
    const level = await open();
    await fill(level, 1000, (number) => `value ${number}`);
    await level.close();
    const tables = join(base, "a", "tables");
    for (const name of readdirSync(tables)) {
      const bytes = readFileSync(join(tables, name));
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(join(tables, name), bytes);
    }
    await level.open();
    const expected = expect.objectContaining({ code: "LEVEL_CORRUPTION", cause: expect.any(FountainError) });
    await expect(level.get(keyOf(1))).rejects.toEqual(expected);
    expect(() => level.getSync(keyOf(1))).toThrow(expected);
    await expect(level.getMany([keyOf(1)])).rejects.toEqual(expected);
    await expect(level.iterator().all()).rejects.toEqual(expected);
    await expect(level.keys().next()).rejects.toEqual(expected);
    await expect(level.clear()).rejects.toEqual(expected);
  });

  test("and settings that make no sense are refused", async () => {
    expect(() => new FountainLevel("")).toThrow(TypeError);
    const error = await openError("a", { memoryBytes: 1 });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain("memoryBytes");
  });
});

describe("reading beside writing", () => {
  test("an iterator sees the moment it was made, whatever is written, flushed and merged meanwhile", async () => {
    const level = await open("a", SMALL);
    await fill(level, 3000, (number) => `old ${number}`);
    const iterator = level.iterator();
    const snapshot = level.snapshot();
    const seen: [string, string][] = [];
    for (let round = 0; round < 6; round++) {
      seen.push(...await iterator.nextv(400));
      await fill(level, 3500, (number) => `round ${round} of ${number}`);
      await level.clear({ gte: keyOf(2500) });
    }
    seen.push(...await iterator.all());
    expect(seen).toEqual(Array.from({ length: 3000 }, (_, number) => [keyOf(number), `old ${number}`]));
    expect(await level.get(keyOf(2999), { snapshot })).toBe("old 2999");
    expect(level.getSync(keyOf(2999), { snapshot })).toBe("old 2999");
    expect(await level.hasMany([keyOf(0), keyOf(3200)], { snapshot })).toEqual([true, false]);
    expect(await level.getMany([keyOf(0), keyOf(2999)])).toEqual(["round 5 of 0", undefined]);
    await snapshot.close();
  });

  test("a key that is put while a range is cleared stays", async () => {
    const level = await open("a", SMALL);
    await fill(level, 12_000, () => "old");
    const cleared = level.clear();
    await Promise.all([1, 6000, 11_999].map((number) => level.put(keyOf(number), "new")));
    await cleared;
    expect(await level.iterator().all()).toEqual([1, 6000, 11_999].map((number) => [keyOf(number), "new"]));
  });

  test("a clear that the level's end interrupts says so, and what it did not reach is there", async () => {
    const level = await open("a", SMALL);
    await fill(level, 20_000, String);
    const cleared = level.clear();
    await Promise.all([expect(cleared).rejects.toMatchObject({ code: "LEVEL_DATABASE_NOT_OPEN" }), level.close()]);
    await level.open();
    const left = await level.keys().all();
    expect(left.length).toBeGreaterThan(0);
    expect(left.at(-1)).toBe(keyOf(19_999));
  });

  test("long reads give way to the event loop", async () => {
    const level = await open();
    await fill(level, 10_000, (number) => String(number));
    const turnsOf = async (read: () => Promise<unknown>): Promise<number> => {
      let turns = 0;
      let done = false;
      const tick = (): void => {
        turns++;
        if (!done) setImmediate(tick);
      };
      setImmediate(tick);
      await read();
      done = true;
      return turns;
    };
    expect(await turnsOf(() => level.iterator().all())).toBeGreaterThan(5);
    expect(await turnsOf(() => level.values().nextv(10_000))).toBeGreaterThan(5);
    const loop = async (): Promise<void> => {
      let count = 0;
      for await (const key of level.keys()) expect(key).toBe(keyOf(count++));
      expect(count).toBe(10_000);
    };
    expect(await turnsOf(loop)).toBeGreaterThan(5);
  });

  test("closing the level closes what reads from it, and the folder is free", async () => {
    const level = await open();
    await fill(level, 3000, String);
    const iterator = level.iterator();
    const snapshot = level.snapshot();
    const other = level.keys({ snapshot });
    await other.next();
    const all = level.values().all();
    await snapshot.close();
    await expect(other.next()).rejects.toMatchObject({ code: "LEVEL_SNAPSHOT_NOT_OPEN" });
    expect(() => level.keys({ snapshot })).toThrow(expect.objectContaining({ code: "LEVEL_SNAPSHOT_NOT_OPEN" }));
    await level.close();
    expect(await all).toHaveLength(3000);
    await expect(iterator.next()).rejects.toMatchObject({ code: "LEVEL_ITERATOR_NOT_OPEN" });
    await open();
  });

  test("a snapshot is good for its own level only", async () => {
    const [one, two] = [await open("one"), await open("two")];
    const snapshot = one.snapshot();
    await expect(two.get("a", { snapshot })).rejects.toThrow(TypeError);
    await snapshot.close();
  });

  test("an abort is seen between two turns of a read", async () => {
    const level = await open();
    await fill(level, 5000, String);
    const aborter = new AbortController();
    const iterator = level.keys({ signal: aborter.signal });
    expect(await iterator.nextv(10)).toHaveLength(10);
    const rest = iterator.all();
    setImmediate(() => aborter.abort());
    await expect(rest).rejects.toMatchObject({ code: "LEVEL_ABORTED", name: "AbortError" });
  });
});

describe("order and bounds", () => {
  test("10000 keys, read both ways within bounds, are what a sorted array says", async () => {
    const level = await open("a", SMALL);
    const model: [string, string][] = [];
    await fill(level, 10_000, (number) => `value ${number}`);
    // Tables, memtable, overwritten and deleted keys together.
    for (let number = 0; number < 10_000; number++) {
      if (number % 3 === 0) await (number % 300 === 0 ? level.del(keyOf(number)) : undefined);
      if (number % 300 !== 0) model.push([keyOf(number), number % 500 === 1 ? "again" : `value ${number}`]);
    }
    for (let number = 1; number < 10_000; number += 500) await level.put(keyOf(number), "again");
    expect(await level.iterator({ reverse: true }).all()).toEqual([...model].reverse());

    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 40; round++) {
      const reverse = random(4) > 0;
      const lower = { [random(2) ? "gt" : "gte"]: keyOf(random(11_000)).slice(0, 3 + random(4)) };
      const upper = { [random(2) ? "lt" : "lte"]: keyOf(random(11_000)).slice(0, 3 + random(4)) };
      const limit = random(3) ? -1 : random(3000);
      const range: { gt?: string; gte?: string; lt?: string; lte?: string } = { ...lower, ...upper };
      const within = model.filter(([key]) => isWithin(key, range));
      if (reverse) within.reverse();
      const expected = limit < 0 ? within : within.slice(0, limit);
      const iterator = level.iterator({ ...range, reverse, limit });
      const found: [string, string][] = [];
      for (let next = await iterator.nextv(1 + random(700)); next.length > 0;) {
        found.push(...next);
        next = await iterator.nextv(1 + random(700));
      }
      await iterator.close();
      expect(found, JSON.stringify({ range, reverse, limit })).toEqual(expected);
    }
  }, 120_000);

  test("a seek within the bounds goes there, one outside ends the iterator until the next seek", async () => {
    const level = await open();
    await fill(level, 100, String);
    for (const reverse of [false, true]) {
      const iterator = level.keys({ gt: keyOf(20), lte: keyOf(50), reverse });
      const nextAt = async (target: string): Promise<string | undefined> => {
        iterator.seek(target);
        return await iterator.next();
      };
      expect(await nextAt(keyOf(30))).toBe(keyOf(30));
      expect(await nextAt(`${keyOf(30)}x`)).toBe(keyOf(reverse ? 30 : 31));
      expect(await nextAt(keyOf(20))).toBeUndefined();
      expect(await nextAt(keyOf(50))).toBe(keyOf(50));
      expect(await nextAt(keyOf(51))).toBeUndefined();
      expect(await nextAt(keyOf(21))).toBe(keyOf(21));
      expect(await iterator.next()).toBe(reverse ? undefined : keyOf(22));
      await iterator.close();
    }
  });

  test("a range is cleared up to its limit, from either end", async () => {
    const level = await open("a", SMALL);
    await fill(level, 9000, String);
    await level.clear({ gte: keyOf(100), lt: keyOf(8000), limit: 5000 });
    await level.clear({ reverse: true, limit: 900 });
    await level.clear({ gt: "x" });
    const left = [...Array(100).keys(), ...[...Array(3000).keys()].map((number) => number + 5100)];
    expect(await level.keys().all()).toEqual(left.map(keyOf));
  });
});

function isWithin(key: string, range: { gt?: string; gte?: string; lt?: string; lte?: string }): boolean {
  const { gt, gte, lt, lte } = range;
  return (gt === undefined || key > gt) && (gte === undefined || key >= gte) && (lt === undefined || key < lt) &&
    (lte === undefined || key <= lte);
}

/** vitest takes half a minute to compare mebibytes. */
function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

describe("writing", () => {
  test("a chained batch is one change, and may change a key twice", async () => {
    const level = await open();
    await level.put("c", "3");
    const batch = level.batch().put("a", "1").put("b", "2").del("a").put("b", "two").del("c");
    expect(batch.length).toBe(5);
    expect(await level.keys().all()).toEqual(["c"]);
    await batch.write();
    expect(await level.iterator().all()).toEqual([["b", "two"]]);

    await level.batch().put("x", "1").clear().put("y", "2").write();
    await level.batch().put("z", "1").close();
    expect(await level.keys().all()).toEqual(["b", "y"]);
    await level.batch([{ type: "put", key: "b", value: "3" }, { type: "del", key: "b" }]);
    expect(await level.keys().all()).toEqual(["y"]);
  });

  test("sublevels share batches and nothing else", async () => {
    const level = await open();
    const people = level.sublevel<string, { age: number }>("people", { valueEncoding: "json" });
    const names = level.sublevel("names");
    await level.batch<string, unknown>([
      { type: "put", sublevel: people, key: "1", value: { age: 36 } },
      { type: "put", sublevel: names, key: "ada", value: "1" },
    ], {});
    await level.put("own", "x");
    expect(await people.iterator().all()).toEqual([["1", { age: 36 }]]);
    expect(await level.keys().all()).toEqual(["!names!ada", "!people!1", "own"]);
    const snapshot = names.snapshot();
    await names.clear();
    expect(await names.keys().all()).toEqual([]);
    expect(await names.keys({ snapshot }).all()).toEqual(["ada"]);
    await snapshot.close();
    expect(await people.getMany(["1", "2"])).toEqual([{ age: 36 }, undefined]);
  });

  test("bytes of every kind and size are kept as they are, and are the reader's own", async () => {
    const level = await open<Uint8Array, Uint8Array>("a", { keyEncoding: "view", valueEncoding: "view" });
    const key = new Uint8Array([0, 0xff, 0x80, 0]);
    const value = new Uint8Array(3 << 20).map((_, at) => at * 7);
    await level.put(key, value);
    await level.put(new Uint8Array(5000).fill(1), new Uint8Array(0));
    const found = await level.get(key);
    expect(sameBytes(found, value)).toBe(true);
    found?.fill(0);
    expect(sameBytes(level.getSync(key), value)).toBe(true);
    expect((await level.values().all()).map((each) => each.length)).toEqual([value.length, 0]);
    const view = new DataView(new Uint8Array([9, 1, 2, 9]).buffer, 1, 2);
    await level.put(new Uint8Array([5]), view as never);
    expect(await level.get(new DataView(new Uint8Array([5]).buffer) as never)).toEqual(new Uint8Array([1, 2]));
    const buffer = await level.get(key, { valueEncoding: "buffer" });
    expect(Buffer.isBuffer(buffer)).toBe(true);
  });

  test("text of every kind and length comes back as it was, from memory and from tables", async () => {
    const level = await open();
    const texts = [
      "",
      "a",
      "\ufeffmark",
      "é",
      "sixteen letters!",
      "seventeen letters",
      "日本語".repeat(7),
      "😀",
      "x".repeat(4097),
    ];
    texts.push("ü".repeat(5000), "\ufeff", "\u0000\uffff");
    for (const text of texts) await level.put(text, text);
    for (let round = 0; round < 2; round++) {
      for (const text of texts) expect([await level.get(text), level.getSync(text)]).toEqual([text, text]);
      expect(await level.getMany(texts)).toEqual(texts);
      expect(await level.keys().all()).toEqual(await level.values().all());
      expect(new Set(await level.keys().all())).toEqual(new Set(texts));
      expect(await level.keys({ gte: "\ufeff", lte: "\ufeffz" }).all()).toEqual(["\ufeff", "\ufeffmark"]);
      const bytes = await level.get("é", { valueEncoding: "view" });
      expect(bytes).toEqual(new Uint8Array([0xc3, 0xa9]));
      await level.close();
      await level.open();
    }
  });

  test("what an encoding makes must be text or bytes; nothing is written otherwise", async () => {
    const level = await open();
    const bad = { name: "bad", format: "utf8" as const, encode: () => 7 as never, decode: String };
    await expect(level.put("a", "b", { valueEncoding: bad })).rejects.toThrow(TypeError);
    await expect(level.put("a", "b", { keyEncoding: bad })).rejects.toThrow(TypeError);
    const batch = level.batch().put("c", "1");
    expect(() => batch.put("a", "b", { valueEncoding: bad })).toThrow(TypeError);
    await batch.put("d", "2").write();
    expect(await level.iterator().all()).toEqual([["c", "1"], ["d", "2"]]);
  });

  test("writes that were not waited for are all there", async () => {
    const level = await open();
    await Promise.all(Array.from({ length: 500 }, (_, number) => level.put(keyOf(number), String(number))));
    expect(await level.values().all()).toEqual(Array.from({ length: 500 }, (_, number) => String(number)));
  });
});

test("Bun and Deno open each other's folders in turn", async () => {
  const program = fileURLToPath(new URL("visitor.ts", import.meta.url));
  const { bun, deno } = await findRuntimes();
  for (const [visit, runtime] of [bun, deno, bun, deno].entries()) {
    if (runtime === undefined) return expect.fail("Bun and Deno are needed: see tools/suite/runtimes.mjs");
    const { exitCode, output } = await capture([runtime.path, ...runtime.run, program, join(base, "a"), String(visit)]);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: `found ${visit * 2000}\n` });
  }
  const level = await open();
  expect((await level.keys().all()).length).toBe(8000);
  expect(await level.get("visit 3, key 1999")).toBe("value 1999");
}, 120_000);
