/**
 * Verification: it reads all that is on disk, as it is on disk now, and says what is wrong with it.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { readUint32, readUint64 } from "../../src/encoding/fixed.ts";
import { FOOTER_BYTES, tableFileName } from "../../src/engine/sstable/format.ts";
import { readManifest } from "../../src/engine/manifest/manifest.ts";
import { fill, get, keyName, listAll, put, SimulatedStore, SMALL, STORE } from "../support/engines.ts";

const tablePath = (number: number): string => `${STORE}/tables/${tableFileName(number)}`;

/** An open store with tables in L0 and below; all that was read once is cached. */
async function openStore(): Promise<{ store: SimulatedStore; tables: number[] }> {
  const store = await new SimulatedStore().open();
  await fill(store.engine, 300, (at) => `value ${at}`.padEnd(100, "x"));
  await store.engine.compact("full");
  await put(store.engine, "in L0", "v");
  await store.engine.flush();
  listAll(store.engine);
  for (let at = 0; at < 300; at++) get(store.engine, keyName(at));
  const manifest = readManifest(store.platform.files, STORE, store.platform.crc32);
  return { store, tables: (manifest?.tables ?? []).map(({ number }) => number) };
}

test("a store without damage is found to be so, with what was read", async () => {
  const { store, tables } = await openStore();
  const report = await store.engine.verify();
  expect(report).toEqual({
    ok: true,
    tables: tables.length,
    entries: 301,
    bytes: tables.reduce((sum, number) => sum + store.machine.readFile(tablePath(number)).length, 0),
    errors: [],
  });
  await store.engine.close();
});

describe("damage on disk is found in a store that is open, though all of the table was read and cached before:", () => {
  const parts: [string, (bytes: Uint8Array) => number][] = [
    ["in the first data block", () => 3],
    ["in the index, before the filter", (bytes) => readUint64(footerOf(bytes), 24) - 10],
    ["in the filter", (bytes) => readUint64(footerOf(bytes), 24) + 2000],
    ["in the properties", (bytes) => readUint64(footerOf(bytes), 12) + 5],
    ["in the top index", (bytes) => readUint64(footerOf(bytes), 0) + readUint32(footerOf(bytes), 8) - 3],
    ["in the footer", (bytes) => bytes.length - 30],
    ["in the magic number", (bytes) => bytes.length - 1],
  ];

  function footerOf(bytes: Uint8Array): Uint8Array {
    return bytes.subarray(bytes.length - FOOTER_BYTES);
  }

  test.each(parts)("%s", async (_, place) => {
    const { store, tables } = await openStore();
    for (const number of tables.slice(0, 2)) {
      const path = tablePath(number);
      const at = place(store.machine.readFile(path));
      store.machine.flipByte(path, at);
      const { ok, errors, tables: read } = await store.engine.verify();
      expect([ok, errors.length, read]).toEqual([false, 1, tables.length]);
      expect(errors[0]?.damage?.file).toBe(`tables/${tableFileName(number)}`);
      expect(errors[0]?.damage?.offset).toBeLessThanOrEqual(at);
      store.machine.flipByte(path, at);
    }
    expect((await store.engine.verify()).ok).toBe(true);
    await store.engine.close();
  });
});

test("several damaged tables are all told, and the manifest too, and the rest is read", async () => {
  const { store, tables } = await openStore();
  for (const number of tables.slice(0, 3)) store.machine.flipByte(tablePath(number), 3);
  store.machine.flipByte(`${STORE}/MANIFEST`, 30);
  store.platform.files.remove(tablePath(tables[3] as number));
  expect(tables.length).toBeGreaterThan(5);
  const { ok, errors, entries } = await store.engine.verify();
  expect(ok).toBe(false);
  expect(errors.map(({ damage }) => damage?.file)).toEqual([
    "MANIFEST",
    ...tables.slice(0, 4).map((number) => `tables/${tableFileName(number)}`),
  ]);
  expect(entries).toBeGreaterThan(0);
  store.machine.flipByte(`${STORE}/MANIFEST`, 30);
  await store.engine.close();
});

test("a table that is whole but not the one that the manifest describes is told", async () => {
  const { store, tables } = await openStore();
  await store.engine.close();
  const other = await openStore();
  await other.store.engine.close();
  const number = tables[0] as number;
  const manifest = readManifest(store.platform.files, STORE, store.platform.crc32);
  const meta = manifest?.tables.find((table) => table.number === number);
  const shorter = await new SimulatedStore({ ...SMALL, memtableBytes: 1 << 20 }).open();
  await put(shorter.engine, "another", "store");
  while (shorter.list("tables").length === 0 || !shorter.list("tables").includes(tableFileName(number))) {
    await put(shorter.engine, "another", "store");
    await shorter.engine.flush();
    if (shorter.list("tables").length > 50) break;
  }
  expect(shorter.list("tables")).toContain(tableFileName(number));
  store.machine.writeFile(tablePath(number), shorter.machine.readFile(tablePath(number)));
  await shorter.engine.close();
  await store.open();
  const { errors } = await store.engine.verify();
  expect(errors.length).toBe(1);
  expect(errors[0]?.damage?.expected).toBe(`${meta?.sizeBytes} bytes`);
  await store.engine.close();
});

test("writes, flushes and merges go on beside it", async () => {
  const { store } = await openStore();
  const { engine } = store;
  const verified = engine.verify();
  for (let round = 0; round < 4; round++) {
    await fill(engine, 100, () => `round ${round}`);
    await engine.compact("full");
  }
  const { ok, entries } = await verified;
  expect([ok, entries]).toEqual([true, 301]);
  expect(get(engine, keyName(5))).toBe("round 3");
  await engine.close();
});

test("it leaves the block cache and the filters' figures to those who read", async () => {
  const { store } = await openStore();
  const before = store.engine.statistics();
  await store.engine.verify();
  const after = store.engine.statistics();
  expect([after.cache, after.filters]).toEqual([before.cache, before.filters]);
  await store.engine.close();
});
