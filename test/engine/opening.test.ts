/**
 * Opening: what is found, what is put aside, what is refused, and what it costs.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence } from "../../src/base/types.ts";
import { writeUint32 } from "../../src/encoding/fixed.ts";
import { Batch } from "../../src/engine/batch.ts";
import { bytesOf, expectCode, expectDamage, textOf } from "../support/check.ts";
import { fill, get, keyName, listAll, put, SimulatedStore, SMALL, STORE } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";
import { readSegment } from "../support/segments.ts";

const LOG = `${STORE}/log`;

const logPath = (number: number): string => `${LOG}/${String(number).padStart(12, "0")}.log`;

/** Settings with which nothing is flushed by itself and the log has many segments. */
const UNFLUSHED = { ...SMALL, memtableBytes: 1 << 20, walSegmentBytes: 1000 };

/** A store whose hundred keys are in the log alone, cut off from power. */
async function crashed(settings = UNFLUSHED): Promise<SimulatedStore> {
  const store = await new SimulatedStore(settings).open();
  for (let at = 0; at < 100; at++) await put(store.engine, keyName(at), `value ${at}`);
  return store.crash({ survival: "drop" });
}

/** A text in the manifest, replaced; the checksum is made good. */
function editManifest(store: SimulatedStore, from: string | RegExp, to: string): void {
  const path = `${STORE}/MANIFEST`;
  const payload = bytesOf(textOf(store.machine.readFile(path).subarray(16)).replace(from, to));
  const bytes = new Uint8Array([...bytesOf("FSMANIF1"), ...new Uint8Array(8), ...payload]);
  writeUint32(bytes, 8, payload.length);
  writeUint32(bytes, 12, store.platform.crc32(payload));
  store.machine.writeFile(path, bytes);
}

describe("a new folder", () => {
  test("becomes an empty store, and is one again after a power cut at any operation", async () => {
    const whole = await new SimulatedStore().open();
    expect([whole.engine.sequence, listAll(whole.engine)]).toEqual([0, []]);
    const operations = whole.machine.operations;
    await whole.engine.close();
    for (let operation = 1; operation <= operations; operation++) {
      const store = new SimulatedStore();
      store.machine.cutPowerAfter(operation);
      await store.open().catch(() => {});
      await store.crash({ seed: operation }).open();
      await put(store.engine, "k", "v");
      await store.engine.close();
    }
  });
});

describe("strangers in tables/", () => {
  test("are moved to quarantine/ with what is in them, and what is left of the store's own work is removed", async () => {
    const store = await new SimulatedStore().open();
    for (let round = 0; round < 3; round++) {
      await fill(store.engine, 50, () => `round ${round}`);
      await store.engine.compact("full");
    }
    await store.engine.close();
    const own = store.list("tables");
    const strangers = ["notes.txt", "000000000001.sst", "12.sst", "000000000001.sst.bak", ".hidden"];
    for (const name of strangers) store.machine.writeFile(`${STORE}/tables/${name}`, bytesOf(`I am ${name}`));
    for (const name of ["000000009999.sst", "000000000077.sst.new"]) {
      store.machine.writeFile(`${STORE}/tables/${name}`, bytesOf("half a table"));
    }
    await store.open();
    expect(store.list("tables")).toEqual(own);
    expect(store.list("quarantine")).toEqual([...strangers].sort());
    for (const name of strangers) {
      expect(textOf(store.machine.readFile(`${STORE}/quarantine/${name}`))).toBe(`I am ${name}`);
    }
    expect(get(store.engine, keyName(7))).toBe("round 2");
    await store.engine.close();
  });

  test("of the same name are kept side by side", async () => {
    const store = await new SimulatedStore().open();
    for (const content of ["first", "second", "third"]) {
      await store.engine.close();
      store.machine.writeFile(`${STORE}/tables/notes.txt`, bytesOf(content));
      await store.open();
    }
    const kept = ["notes.txt", "notes.txt.1", "notes.txt.2"];
    expect(store.list("quarantine")).toEqual(kept);
    const contents = kept.map((name) => textOf(store.machine.readFile(`${STORE}/quarantine/${name}`)));
    expect(contents).toEqual(["first", "second", "third"]);
    await store.engine.close();
  });

  test("are not what a power cut in the middle of any work leaves", async () => {
    for (let operation = 60; operation < 900; operation += 70) {
      const store = await new SimulatedStore().open();
      store.machine.cutPowerAfter(operation);
      const work = async () => {
        for (let round = 0; round < 6; round++) {
          await fill(store.engine, 60, () => `round ${round}`);
          await store.engine.compact("full");
        }
      };
      await work().catch(() => {});
      for (let again = 0; again < 3; again++) await store.crash({ seed: operation + again }).open();
      expect(store.list("quarantine")).toEqual([]);
      await store.engine.close();
    }
  });
});

describe("a store that has lost its manifest", () => {
  test("is refused as damaged, whether it has tables or a log", async () => {
    const store = await crashed();
    store.platform.files.remove(`${STORE}/MANIFEST`);
    expect(await expectDamage(() => store.open())).toMatchObject({
      file: "MANIFEST",
      expected: "the manifest of what is in log/",
      found: "no such file",
    });
    const flushed = await new SimulatedStore().open();
    await fill(flushed.engine, 100, () => "v");
    await flushed.engine.close();
    flushed.platform.files.remove(`${STORE}/MANIFEST`);
    expect((await expectDamage(() => flushed.open())).expected).toBe("the manifest of what is in tables/");
    expect(flushed.list("tables").length).toBeGreaterThan(0);
  });

  test("or whose manifest is damaged is refused, and opens once that is mended", async () => {
    const store = await crashed();
    store.machine.flipByte(`${STORE}/MANIFEST`, 40);
    expect((await expectDamage(() => store.open())).file).toBe("MANIFEST");
    store.machine.flipByte(`${STORE}/MANIFEST`, 40);
    await store.open();
    expect(listAll(store.engine).length).toBe(100);
    await store.engine.close();
  });

  test("or was written by a later program is refused as unsupported", async () => {
    const store = await crashed();
    editManifest(store, '"formatVersion":1', '"formatVersion":2');
    expect((await expectCode("unsupported", () => store.open())).message).toContain("format version 2");
  });
});

describe("the log", () => {
  test("that breaks off in its newest segment is cut there, and takes writes again", async () => {
    const store = await crashed();
    const newest = store.list("log").length;
    const bytes = store.machine.readFile(logPath(newest));
    const { end, groups } = readSegment(bytes, newest);
    store.machine.writeFile(logPath(newest), new Uint8Array([...bytes.subarray(0, end.offset), 24, 0, 0, 0, 7, 7, 7]));
    await store.open();
    expect(listAll(store.engine).length).toBe(100);
    expect(readSegment(store.machine.readFile(logPath(newest)), newest)).toMatchObject({
      groups: groups.map(({ first }) => ({ first })),
      end: { kind: "sealed" },
    });
    await put(store.engine, "after", "v");
    await store.crash().open();
    expect(get(store.engine, "after")).toBe("v");
    await store.engine.close();
  });

  test("that is damaged in any segment but the newest is refused with the place", async () => {
    const store = await crashed();
    const offset = 200;
    store.machine.flipByte(logPath(3), offset);
    const damage = await expectDamage(() => store.open());
    expect(damage.file).toBe("log/000000000003.log");
    expect(damage.offset).toBeLessThanOrEqual(offset);
    store.machine.flipByte(logPath(3), offset);
    await store.open();
    expect(listAll(store.engine).length).toBe(100);
    await store.engine.close();
  });

  test("that lacks a segment in its middle, or the seal of one, is refused", async () => {
    const store = await crashed();
    const bytes = store.machine.readFile(logPath(3));
    store.machine.writeFile(logPath(3), bytes.subarray(0, bytes.length - 9));
    expect(await expectDamage(() => store.open())).toMatchObject({
      file: "log/000000000003.log",
      expected: "the seal of a segment",
    });
    store.platform.files.remove(logPath(3));
    expect((await expectDamage(() => store.open())).expected).toMatch(/^a group from sequence \d+$/);
  });

  test("that is damaged in its newest segment where a later group proves it was on disk is refused", async () => {
    const store = await crashed({ ...UNFLUSHED, walSegmentBytes: 1 << 20 });
    store.machine.flipByte(logPath(1), 300);
    expect((await expectDamage(() => store.open())).file).toBe("log/000000000001.log");
  });

  test("of which the manifest says that more was on disk than there is, is refused", async () => {
    const store = await new SimulatedStore({ ...UNFLUSHED, walSegmentBytes: 1 << 20 }).open();
    await fill(store.engine, 10, () => "flushed");
    await store.engine.flush();
    const flushedEnd = readSegment(store.machine.readFile(logPath(1))).end.offset;
    for (let at = 0; at < 10; at++) await put(store.engine, keyName(at), "in the log");
    await store.engine.compact("tick");
    store.crash({ survival: "keep" });
    const whole = store.machine.readFile(logPath(1));

    store.machine.writeFile(logPath(1), whole.subarray(0, flushedEnd));
    expect(await expectDamage(() => store.open())).toMatchObject({ file: "log/000000000001.log", offset: flushedEnd });

    store.machine.writeFile(logPath(1), whole.slice().fill(0, flushedEnd));
    expect(await expectDamage(() => store.open())).toMatchObject({ file: "log/000000000001.log", offset: flushedEnd });

    const torn = whole.subarray(0, readSegment(whole).end.offset - 5);
    store.machine.writeFile(logPath(1), torn);
    expect(readSegment(torn).end).toMatchObject({ kind: "broken", wasSynced: false });
    expect((await expectDamage(() => store.open())).file).toBe("log/000000000001.log");

    store.platform.files.remove(logPath(1));
    expect((await expectDamage(() => store.open())).found).toBe("no such file");

    store.machine.writeFile(logPath(1), whole);
    await store.open();
    expect(get(store.engine, keyName(9))).toBe("in the log");
    await store.engine.close();
  });

  test("that is damaged in the last group of a segment before the one that the manifest names is refused", async () => {
    const store = await new SimulatedStore({ ...UNFLUSHED, walSegmentBytes: 1 << 20 }).open();
    await fill(store.engine, 10, () => "flushed");
    await store.engine.flush();
    await fill(store.engine, 10, () => "in the log");
    await store.crash({ survival: "drop" }).open();
    await store.engine.compact("tick");
    store.crash({ survival: "keep" });
    const offset = readSegment(store.machine.readFile(logPath(1))).end.offset - 20;
    store.machine.flipByte(logPath(1), offset);
    expect((await expectDamage(() => store.open())).file).toBe("log/000000000001.log");
    store.machine.flipByte(logPath(1), offset);
    await store.open();
    expect(get(store.engine, keyName(9))).toBe("in the log");
    await store.engine.close();
  });

  test("of which a torn segment was removed does not look damaged when the power is cut before that is on disk", async () => {
    const store = await (await crashed()).open();
    const torn = store.list("log").length + 1;
    store.crash({ survival: "drop" });
    store.machine.writeFile(logPath(torn), bytesOf("FSLOG1"));
    await store.open();
    await store.engine.flush();
    await store.crash({ survival: "drop" }).open();
    expect(listAll(store.engine).length).toBe(100);
    await store.engine.close();
  });

  test("of which an unsynced segment was removed by a close does not look damaged after a later power cut", async () => {
    const store = await new SimulatedStore({ ...UNFLUSHED, walSegmentBytes: 1 << 20 }).open({ durability: "os" });
    await fill(store.engine, 10, () => "one");
    await store.engine.flush();
    await fill(store.engine, 10, () => "two");
    await store.reopen();
    await store.engine.compact("full");
    await store.crash({ survival: "drop" }).open();
    expect(get(store.engine, keyName(1))).toBe("two");
    await store.engine.close();
  });

  test("may hold files of others, which are left alone", async () => {
    const store = await crashed();
    store.machine.writeFile(`${LOG}/notes.txt`, bytesOf("mine"));
    await store.open();
    expect(store.list("log")).toContain("notes.txt");
    expect(listAll(store.engine).length).toBe(100);
    await store.engine.close();
  });
});

test("opening reads no table, however many there are", async () => {
  const store = await new SimulatedStore().open();
  for (let round = 0; round < 5; round++) await fill(store.engine, 400, (at) => `${round} ${at} `.padEnd(50, "x"));
  await store.engine.close();
  expect(store.list("tables").length).toBeGreaterThan(3);
  const before = store.machine.trace.length;
  store.engine = (await store.open({}, () => {
    const opened = store.machine.trace.slice(before).filter((line) => /\b(open|read) .*\.sst/.test(line));
    expect(opened).toEqual([]);
  })).engine;
  expect(get(store.engine, keyName(1))).toBe("4 1 ".padEnd(50, "x"));
  expect(store.machine.trace.slice(before).some((line) => /\bread .*\.sst/.test(line))).toBe(true);
  await store.engine.close();
});

test("what is flushed while the log is replayed keeps all versions, for nobody knows yet what snapshots need", async () => {
  const store = await new SimulatedStore(UNFLUSHED).open();
  const batch = new Batch();
  batch.put(userKey(0, "catalog"), bytesOf("old"));
  batch.put(userKey(1, "record"), bytesOf("old"));
  const old = await store.engine.commit(batch);
  for (let at = 0; at < 200; at++) await put(store.engine, keyName(at), "x".repeat(100));
  const after = new Batch();
  after.put(userKey(0, "catalog"), bytesOf("new"));
  after.delete(userKey(1, "record"));
  await store.engine.commit(after);
  for (let at = 0; at < 200; at++) await put(store.engine, keyName(at), "y".repeat(100));
  await store.crash({ survival: "drop" }).open({ memtableBytes: 2000 }, (engine) => engine.pin(asSequence(old)));
  await store.engine.compact("full");
  const view = store.engine.view(asSequence(old));
  const read = (space: number, rest: string): string | undefined => {
    const found = view.find(userKey(space, rest));
    return found === undefined ? undefined : textOf(found.buffer.slice(found.start, found.end));
  };
  expect([read(0, "catalog"), read(1, "record")]).toEqual(["old", "old"]);
  view.close();
  expect(get(store.engine, "record")).toBeUndefined();
  await store.engine.close();
});
