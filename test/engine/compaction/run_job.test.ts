/**
 * Jobs as the worker does them, on the real disk of the runtime that the tests run on.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { kindOf, sequenceOf } from "../../../src/encoding/internal_key.ts";
import type { TableMeta } from "../../../src/encoding/table_properties.ts";
import type { FlushJob, MergeJob } from "../../../src/engine/compaction/jobs.ts";
import type { RetentionRules } from "../../../src/engine/compaction/retention.ts";
import { runJob } from "../../../src/engine/compaction/run_job.ts";
import { Memtable } from "../../../src/engine/memtable/memtable.ts";
import { tableFileName } from "../../../src/engine/sstable/format.ts";
import { currentPlatform } from "../../../src/platform/current.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import { simulatedMachine } from "../../../src/platform/simulated.ts";
import { expectDamage } from "../../support/check.ts";
import {
  compareEntries,
  type Entry,
  entry,
  randomEntries,
  showEntry,
  userKey,
  userPart,
} from "../../support/entries.ts";
import { forSeeds, type Random } from "../../support/random.ts";
import { buildTable, readTable } from "../../support/tables.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const KEEP_ALL: RetentionRules = {
  pins: [],
  present: Number.MAX_SAFE_INTEGER,
  byDefault: { versions: Infinity, currentSince: Infinity },
  bySpace: [],
  dropped: [],
  cut: [],
  deepest: true,
};
const LATEST: RetentionRules = { ...KEEP_ALL, byDefault: { versions: 1, currentSince: Infinity } };

const real = currentPlatform();

/** A new data folder with an empty `tables/`. */
function newStore(platform: Platform = real): string {
  const folder = platform === real ? tempFolder() : "/store";
  platform.files.makeFolder(`${folder}/tables`);
  return folder;
}

function mergeJob(folder: string, runs: readonly (readonly TableMeta[])[], given: Partial<MergeJob> = {}): MergeJob {
  return {
    kind: "merge",
    runs,
    output: { folder, blockBytes: 512, tableBytes: 20_000, firstNumber: 100, lastNumber: 999 },
    rules: KEEP_ALL,
    bytesPerSecond: 0,
    cancel: new SharedArrayBuffer(4),
    ...given,
  };
}

/** A frozen memtable with these entries. */
function memtableOf(entries: readonly Entry[]): SharedArrayBuffer {
  const memtable = new Memtable(new SharedArrayBuffer(1 << 20), true);
  for (const { key, value } of entries) {
    const user = userPart(key);
    const bytes = new Uint8Array([...user, ...value]);
    memtable.insert(bytes, 0, user.length, bytes.length, sequenceOf(key, key.length), kindOf(key, key.length));
  }
  return memtable.buffer;
}

const shape = { entries: 300, keyBytes: [1, 6], valueBytes: [0, 200], letters: 4 } as const;

describe("a flush", () => {
  const job = (folder: string, entries: readonly Entry[], rules: RetentionRules): FlushJob => ({
    kind: "flush",
    memtable: memtableOf(entries),
    output: { folder, blockBytes: 4096, tableBytes: Infinity, firstNumber: 7, lastNumber: 7 },
    rules,
  });

  test("writes all of a memtable as one table", async () => {
    await forSeeds(3, async (random) => {
      const folder = newStore();
      const entries = randomEntries(random, shape);
      const { tables, writtenBytes, cancelled } = await runJob(real, job(folder, entries, KEEP_ALL));
      expect(tables.map(({ number }) => number)).toEqual([7]);
      expect(cancelled).toBe(false);
      expect(writtenBytes).toBe(tables[0]?.sizeBytes);
      expect(readTable(real, folder, { number: 7 }).map(showEntry)).toEqual(entries.map(showEntry));
      expect(real.files.list(`${folder}/tables`)).toEqual([tableFileName(7)]);
    });
  });

  test("leaves out what the rules say, and makes no table of nothing", async () => {
    const folder = newStore();
    const versions = [3, 2, 1].map((sequence) => entry(userKey(1, "k"), sequence, `v${sequence}`));
    const { tables } = await runJob(real, job(folder, versions, LATEST));
    expect(tables[0]).toMatchObject({ entries: 1, minSequence: 3 });
    const empty = newStore();
    const gone = [entry(userKey(1, "k"), 4, "", 2)];
    expect(await runJob(real, job(empty, gone, LATEST))).toMatchObject({ tables: [], writtenBytes: 0 });
    expect(real.files.list(`${empty}/tables`)).toEqual([]);
  });
});

describe("a merge", () => {
  /** Tables with the entries of some random histories: one run a history. */
  function inputs(folder: string, random: Random): { runs: TableMeta[][]; entries: Entry[] } {
    const entries = randomEntries(random, shape);
    const hands: Entry[][] = [[], [], [], []];
    for (const one of entries) random.pick(hands).push(one);
    let number = 0;
    const runs = hands.filter((hand) => hand.length > 0).map((hand) => [buildTable(real, folder, ++number, hand, 512)]);
    return { runs, entries };
  }

  test("gives all entries of its runs, in order, in tables that do not overlap", async () => {
    await forSeeds(4, async (random) => {
      const folder = newStore();
      const { runs, entries } = inputs(folder, random);
      const { tables, readBytes, writtenBytes } = await runJob(real, mergeJob(folder, runs));
      const written = tables.flatMap((table) => readTable(real, folder, table));
      expect(written.map(showEntry)).toEqual(entries.map(showEntry));
      expect(readBytes).toBe(entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0));
      expect(writtenBytes).toBe(tables.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      expect(tables.length).toBeGreaterThan(1);
      const left = real.files.list(`${folder}/tables`);
      expect(left.length).toBe(runs.length + tables.length);
    });
  });

  test("keeps the latest version of each key and nothing of deleted ones, when that is the rule", async () => {
    await forSeeds(4, async (random) => {
      const folder = newStore();
      const { runs, entries } = inputs(folder, random);
      const { tables } = await runJob(real, mergeJob(folder, runs, { rules: LATEST }));
      const latest = new Map<string, Entry>();
      for (const one of entries.toReversed()) latest.set(String(userPart(one.key)), one);
      const expected = [...latest.values()].filter(({ key }) => kindOf(key, key.length) === 1).sort(compareEntries);
      const written = tables.flatMap((table) => readTable(real, folder, table));
      expect(written.map(showEntry)).toEqual(expected.map(showEntry));
    });
  });

  test("walks runs of several tables", async () => {
    const folder = newStore();
    const entries = Array.from({ length: 90 }, (_, at) => entry(userKey(1, `k${100 + at}`), at + 1, "x".repeat(100)));
    const odd = entries.filter((_, at) => at % 2 === 1);
    const even = entries.filter((_, at) => at % 2 === 0);
    const runs = [even, odd].map((run, at) =>
      [0, 1, 2].map((part) => buildTable(real, folder, at * 3 + part + 1, run.slice(part * 15, part * 15 + 15), 512))
    );
    const { tables } = await runJob(real, mergeJob(folder, runs));
    const written = tables.flatMap((table) => readTable(real, folder, table));
    expect(written.map(showEntry)).toEqual(entries.map(showEntry));
  });

  const large = (count: number): Entry[] =>
    Array.from({ length: count }, (_, at) => entry(userKey(1, `k${1000 + at}`), at + 1, new Uint8Array(10_000)));

  test("that is cancelled leaves no file and no result", async () => {
    const folder = newStore();
    const runs = [[buildTable(real, folder, 1, large(400))]];
    const cancel = new SharedArrayBuffer(4);
    Atomics.store(new Int32Array(cancel), 0, 1);
    const result = await runJob(real, mergeJob(folder, runs, { cancel }));
    expect(result).toEqual({ tables: [], readBytes: 0, writtenBytes: 0, cancelled: true });
    expect(real.files.list(`${folder}/tables`)).toEqual([tableFileName(1)]);
  });

  test("of a damaged table rejects with its place and leaves no file", async () => {
    const folder = newStore();
    const meta = buildTable(real, folder, 1, large(100));
    const file = real.files.open(`${folder}/tables/${tableFileName(1)}`, "write");
    file.write(new Uint8Array([99]), 0, 1, 600_000);
    file.close();
    const damage = await expectDamage(() => runJob(real, mergeJob(folder, [[meta]])));
    expect(damage.file).toBe(`tables/${tableFileName(1)}`);
    expect(damage.offset).toBeLessThanOrEqual(600_000);
    expect(damage.offset).toBeGreaterThan(580_000);
    expect(real.files.list(`${folder}/tables`)).toEqual([tableFileName(1)]);
  });

  test("of a table that is missing rejects with damage", async () => {
    const folder = newStore();
    const meta = buildTable(real, folder, 1, large(3));
    expect((await expectDamage(() => runJob(real, mergeJob(folder, [[{ ...meta, number: 2 }]])))).found).toBe(
      "no such file",
    );
  });

  test("gives way between slices, so that a flush is done in its middle", async () => {
    const machine = simulatedMachine({ seed: 1 });
    const platform = machine.platform();
    const folder = newStore(platform);
    const runs = [[buildTable(platform, folder, 1, large(1000))]];
    const order: string[] = [];
    const flush: FlushJob = {
      kind: "flush",
      memtable: memtableOf([entry(userKey(1, "k"), 1, "v")]),
      output: { folder, blockBytes: 512, tableBytes: Infinity, firstNumber: 50, lastNumber: 50 },
      rules: KEEP_ALL,
    };
    await Promise.all([
      runJob(platform, mergeJob(folder, runs)).then(() => order.push("merge")),
      runJob(platform, flush).then(() => order.push("flush")),
    ]);
    expect(order).toEqual(["flush", "merge"]);
  });

  test("reads no faster than it may", async () => {
    const duration = async (bytesPerSecond: number): Promise<number> => {
      const platform = simulatedMachine({ seed: 1 }).platform();
      const folder = newStore(platform);
      const runs = [[buildTable(platform, folder, 1, large(500))]];
      const startedMs = platform.clock.monotonicMs();
      await runJob(platform, mergeJob(folder, runs, { bytesPerSecond }));
      return platform.clock.monotonicMs() - startedMs;
    };
    expect(await duration(0)).toBeLessThan(1000);
    const slowMs = await duration(1 << 20);
    expect(slowMs).toBeGreaterThan(3500);
    expect(slowMs).toBeLessThan(6000);
  });
});

test("a removal removes the tables that are there and passes by those that are not", async () => {
  const folder = newStore();
  for (const number of [1, 2, 3]) buildTable(real, folder, number, [entry(userKey(1, "k"), 1, "v")]);
  await runJob(real, { kind: "remove", folder, numbers: [3, 9, 1] });
  expect(real.files.list(`${folder}/tables`)).toEqual([tableFileName(2)]);
});
