/**
 * Failing disks: what was not answered is not seen, what was stays, and nothing is tried as if nothing had happened.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import type { FountainError } from "../../src/base/errors.ts";
import type { Fault } from "../../src/platform/simulated.ts";
import { expectCode } from "../support/check.ts";
import { fill, get, keyName, listAll, put, puts, SimulatedStore, SMALL } from "../support/engines.ts";

type Match = Fault["match"];

const isLog = (kind: string): Match => (operation) => operation.kind === kind && operation.path.endsWith(".log");
const isTable = (kind: string): Match => (operation) => operation.kind === kind && operation.path.endsWith(".sst.new");
const isManifest = (kind: string): Match => (operation) =>
  operation.kind === kind && operation.path.endsWith("MANIFEST.new");

/** A store with a hundred keys, half of them in tables. */
async function openFilled(): Promise<SimulatedStore> {
  const store = await new SimulatedStore({ ...SMALL, memtableBytes: 1 << 20 }).open();
  await fill(store.engine, 50, (at) => `value ${at}`);
  await store.engine.flush();
  await store.engine.commit(puts(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [keyName(50 + at), "v"]))));
  return store;
}

describe("a log that cannot be synced", () => {
  test("makes the store read-only: the commit and all after it are refused, and nothing of them is seen", async () => {
    const store = await openFilled();
    const { engine } = store;
    const sequence = engine.sequence;
    store.machine.failOperation({ match: isLog("sync"), error: "EIO" });
    const commits = ["a", "b", "c"].map((key) => put(engine, key, "lost"));
    const errors: FountainError[] = [];
    for (const commit of commits) errors.push(await expectCode("read-only", () => commit));
    errors.push(await expectCode("read-only", () => put(engine, "d", "lost")));
    expect(new Set(errors)).toEqual(new Set([engine.failure]));
    expect(engine.failure?.cause).toMatchObject({ code: "io" });
    expect(engine.sequence).toBe(sequence);
    expect([get(engine, "a"), get(engine, "d"), get(engine, keyName(70))]).toEqual([undefined, undefined, "v"]);
    await engine.close();
  });

  test("refuses flushes and merges too, and reads and views go on", async () => {
    const store = await openFilled();
    const { engine } = store;
    store.machine.failOperation({ match: isLog("sync"), error: "EIO" });
    await expectCode("read-only", () => put(engine, "a", "lost"));
    for (const work of [() => engine.flush(), () => engine.compact("tick"), () => engine.compact("full")]) {
      await expectCode("read-only", work);
    }
    expect(listAll(engine).length).toBe(100);
    expect((await engine.verify()).ok).toBe(true);
    await engine.close();
  });

  test("is read-only until it is reopened, and has then all that was answered", async () => {
    for (const survival of ["drop", "random", "keep"] as const) {
      const store = await openFilled();
      const before = listAll(store.engine);
      store.machine.failOperation({ match: isLog("sync"), error: "EIO" });
      await expectCode("read-only", () => store.engine.commit(puts({ "key 0001": "torn", "zz": "torn" })));
      await store.engine.close();
      await store.crash({ survival }).open();
      const after = listAll(store.engine);
      const whole = before.map(([key, value]) => [key, key === "key 0001" ? "torn" : value]).concat([["zz", "torn"]]);
      expect([JSON.stringify(before), JSON.stringify(whole)]).toContain(JSON.stringify(after));
      await put(store.engine, "after", "v");
      await store.engine.close();
    }
  });

  test("lets nothing of it into a table, though memtables were full and waited for their flush", async () => {
    const store = await new SimulatedStore({ ...SMALL, memtableBytes: 4000 }).open();
    store.machine.failOperation({ match: isLog("sync"), error: "EIO" });
    const commits = Array.from({ length: 200 }, (_, at) => put(store.engine, keyName(at), "x".repeat(100)));
    for (const commit of commits) await expectCode("read-only", () => commit);
    await store.engine.close();
    expect(store.list("tables")).toEqual([]);
    await store.crash({ survival: "drop" }).open();
    expect(listAll(store.engine)).toEqual([]);
    await store.engine.close();
  });

  test("refuses a writer whose condition failed on what is lost now", async () => {
    const store = await openFilled();
    store.machine.failOperation({ match: isLog("sync"), error: "EIO" });
    const commit = put(store.engine, "a", "lost");
    const refused = store.engine.commit(puts({ b: "x" }), () => {
      throw new Error("a is there already");
    });
    await expectCode("read-only", () => refused);
    await expectCode("read-only", () => commit);
    await store.engine.close();
  });
});

describe.each<[string, Match, Fault["error"]]>([
  ["a write of a table", isTable("append"), "EIO"],
  ["a short write of a table", isTable("append"), "short"],
  ["the sync of a table", isTable("sync"), "EIO"],
  ["the renaming of a table", isTable("rename"), "EIO"],
  ["the creation of a table", isTable("create"), "EIO"],
  ["a write of the manifest", isManifest("write"), "EIO"],
  ["the sync of the manifest", isManifest("sync"), "EIO"],
  ["the renaming of the manifest", isManifest("rename"), "EIO"],
  ["the sync of a folder", ({ kind }) => kind === "syncFolder", "EIO"],
])("a flush that fails at %s", (_, match, error) => {
  test("makes the store read-only, keeps everything readable, and everything is there after reopening", async () => {
    for (const survival of ["drop", "random"] as const) {
      const store = await openFilled();
      const before = listAll(store.engine);
      store.machine.failOperation({ match, error });
      await expectCode("read-only", () => store.engine.flush());
      await expectCode("read-only", () => put(store.engine, "a", "x"));
      expect(listAll(store.engine)).toEqual(before);
      await store.engine.close();
      await store.crash({ survival }).open();
      expect(listAll(store.engine)).toEqual(before);
      expect((await store.engine.verify()).errors).toEqual([]);
      expect(store.list("quarantine")).toEqual([]);
      await store.engine.flush();
      await store.engine.close();
    }
  });
});

test("a merge that fails makes the store read-only, and nothing is lost", async () => {
  const store = await openFilled();
  await store.engine.flush();
  const before = listAll(store.engine);
  store.machine.failOperation({ match: isTable("append"), error: "EIO" });
  await expectCode("read-only", () => store.engine.compact("full"));
  await expectCode("read-only", () => put(store.engine, "a", "x"));
  expect(listAll(store.engine)).toEqual(before);
  await store.engine.close();
  await store.crash({ survival: "drop" }).open();
  expect(listAll(store.engine)).toEqual(before);
  await store.engine.compact("full");
  expect(listAll(store.engine)).toEqual(before);
  await store.engine.close();
});

test("a read that fails is told as it is, and the store goes on", async () => {
  const store = await openFilled();
  await store.reopen();
  store.machine.failOperation({ match: ({ kind, path }) => kind === "read" && path.endsWith(".sst"), error: "EIO" });
  await expectCode("io", () => get(store.engine, keyName(1)));
  expect(get(store.engine, keyName(1))).toBe("value 1");
  await put(store.engine, "a", "x");
  expect(store.engine.failure).toBeUndefined();
  await store.engine.close();
});

describe("a full disk", () => {
  test("refuses commits as storage-full, and takes them again after space was made and the store reopened", async () => {
    const store = await openFilled();
    const before = listAll(store.engine);
    const usedBytes = store.machine.listFiles().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    store.machine.setCapacityBytes(usedBytes);
    const { message } = await expectCode("storage-full", async () => {
      for (;;) await put(store.engine, "large", "x".repeat(5000));
    });
    expect(message).toContain("free space");
    await expectCode("storage-full", () => put(store.engine, "small", "x"));
    expect(listAll(store.engine).filter(([key]) => key !== "large")).toEqual(before);
    await store.engine.close();
    store.machine.setCapacityBytes(2 ** 30);
    await store.open();
    await put(store.engine, "small", "x");
    expect(listAll(store.engine).filter(([key]) => key !== "large").length).toBe(101);
    await store.engine.close();
  });

  test("met by a flush refuses commits, keeps everything readable, and is mended by reopening with space", async () => {
    const store = await openFilled();
    const before = listAll(store.engine);
    store.machine.failOperation({ match: isTable("append"), error: "ENOSPC" });
    await expectCode("storage-full", () => store.engine.flush());
    await expectCode("storage-full", () => put(store.engine, "small", "x"));
    expect(listAll(store.engine)).toEqual(before);
    await store.reopen();
    expect(listAll(store.engine)).toEqual(before);
    await store.engine.flush();
    expect(store.list("tables").filter((name) => name.endsWith(".new"))).toEqual([]);
    await store.engine.close();
  });
});

test("writers who wait because merging is behind are refused when the store fails", async () => {
  const store = await new SimulatedStore({ ...SMALL, memtableBytes: 2000 }).open();
  store.machine.failOperation({ match: isTable("create"), error: "EIO" });
  const outcomes = await Promise.all(
    Array.from(
      { length: 300 },
      (_, at) =>
        put(store.engine, keyName(at), "x".repeat(100)).then(() => "written", (error: FountainError) => error.code),
    ),
  );
  expect(new Set(outcomes)).toEqual(new Set(["written", "read-only"]));
  await store.engine.close();
  await store.open();
  const there = new Set(listAll(store.engine).map(([key]) => key));
  for (const [at, outcome] of outcomes.entries()) if (outcome === "written") expect(there).toContain(keyName(at));
  await store.engine.close();
});

test("a store that failed gives its folder free when it is closed", async () => {
  const store = await openFilled();
  store.machine.failOperation({ match: isLog("write"), error: "EIO" });
  await expectCode("read-only", () => put(store.engine, "a", "x"));
  await store.engine.close();
  await expectCode("closed", () => put(store.engine, "a", "x"));
  await store.open();
  expect(listAll(store.engine).length).toBe(100);
  await store.engine.close();
});
