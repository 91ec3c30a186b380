/**
 * The writer of judged entries: what it leaves out, what it holds back, and where it begins another table.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSpaceId } from "../../../src/base/types.ts";
import { type Kind, KIND_DELETE, KIND_DROP_SPACE, KIND_PUT, sequenceOf } from "../../../src/encoding/internal_key.ts";
import type { WrittenTable } from "../../../src/engine/compaction/jobs.ts";
import type { RetentionRules } from "../../../src/engine/compaction/retention.ts";
import { TableWriter } from "../../../src/engine/compaction/table_writer.ts";
import { BuilderBuffers } from "../../../src/engine/sstable/table_builder.ts";
import { simulatedMachine } from "../../../src/platform/simulated.ts";
import { textOf } from "../../support/check.ts";
import { type Entry, entry, randomEntries, showEntry, userKey, userPart } from "../../support/entries.ts";
import { forSeeds } from "../../support/random.ts";
import { readTable } from "../../support/tables.ts";

const RULES: RetentionRules = {
  pins: [],
  present: 1000,
  byDefault: { versions: 1, currentSince: Infinity },
  bySpace: [],
  dropped: [],
  cut: [],
  deepest: true,
};
const ALL: Partial<RetentionRules> = { byDefault: { versions: Infinity, currentSince: Infinity } };

class Bench {
  readonly machine = simulatedMachine({ seed: 1 });
  readonly platform = this.machine.platform();

  constructor() {
    this.platform.files.makeFolder("/store/tables");
  }

  writer(rules: Partial<RetentionRules> = {}, tableBytes = 1 << 20, numbers = 1000): TableWriter {
    const output = { folder: "/store", blockBytes: 256, tableBytes, firstNumber: 5, lastNumber: 4 + numbers };
    return new TableWriter(this.platform, output, { ...RULES, ...rules }, new BuilderBuffers());
  }

  names(): string[] {
    return this.platform.files.list("/store/tables");
  }

  read(tables: readonly WrittenTable[]): Entry[] {
    return tables.flatMap((table) => readTable(this.platform, "/store", table));
  }
}

async function add(writer: TableWriter, { key, value }: Entry): Promise<void> {
  if (writer.wantsNewTable(key, 0, key.length)) await writer.finishTable();
  writer.add(key, 0, key.length, value, 0, value.length);
}

/** Writes entries by `rules`; gives what is in the tables, as `key@sequence`. */
async function written(entries: readonly Entry[], rules: Partial<RetentionRules> = {}): Promise<string[]> {
  const bench = new Bench();
  const writer = bench.writer(rules);
  for (const one of entries) await add(writer, one);
  return bench.read(await writer.finish()).map(({ key }) =>
    `${textOf(userPart(key).subarray(2))}@${sequenceOf(key, key.length)}`
  );
}

const put = (rest: string, sequence: number): Entry => entry(userKey(1, rest), sequence, "v", KIND_PUT);
const gone = (rest: string, sequence: number): Entry => entry(userKey(1, rest), sequence, "", KIND_DELETE);

describe("entries", () => {
  test("are written as they are when nothing may be left out, in as many tables as it takes", async () => {
    await forSeeds(8, async (random) => {
      const bench = new Bench();
      const entries = randomEntries(random, { entries: 200, keyBytes: [0, 5], valueBytes: [0, 99], letters: 4 });
      const writer = bench.writer(ALL, random.pick([300, 2000, 1 << 20]));
      for (const one of entries) await add(writer, one);
      const tables = await writer.finish();
      expect(bench.read(tables).map(showEntry)).toEqual(entries.map(showEntry));
      expect(bench.names()).toEqual(tables.map(({ number }) => `${String(number).padStart(12, "0")}.sst`));
      expect(tables.map(({ number }) => number)).toEqual(tables.map((_, at) => 5 + at));
      expect(writer.writtenBytes).toBe(tables.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    });
  });

  test("that the judge drops are left out", async () => {
    expect(await written([put("a", 9), put("a", 5), put("b", 7), put("b", 2)])).toEqual(["a@9", "b@7"]);
    expect(await written([put("a", 9), put("a", 5)], { pins: [6] })).toEqual(["a@9", "a@5"]);
  });

  test("that drop a space are left out, for the manifest remembers them", async () => {
    const drop = entry(userKey(1, ""), 9, "", KIND_DROP_SPACE as Kind);
    expect(await written([drop, put("a", 5), put("b", 6)], ALL)).toEqual(["a@5", "b@6"]);
    const dropped = [[asSpaceId(1), 9]] as const;
    expect(await written([drop, put("a", 5), put("b", 12)], { dropped })).toEqual(["b@12"]);
  });

  test("may be none: then there is no table", async () => {
    const bench = new Bench();
    const writer = bench.writer();
    await add(writer, gone("a", 5));
    expect(await writer.finish()).toEqual([]);
    expect(bench.names()).toEqual([]);
  });
});

describe("a held delete", () => {
  test("is written before the older version that a pin keeps, and not without one", async () => {
    expect(await written([gone("a", 9), put("a", 5)], { pins: [5] })).toEqual(["a@9", "a@5"]);
    expect(await written([gone("a", 9), put("a", 5)], { pins: [4] })).toEqual([]);
  });

  test("does not go to the next key", async () => {
    expect(await written([gone("a", 9), put("b", 5)])).toEqual(["b@5"]);
    expect(await written([gone("a", 9), gone("b", 8), put("b", 5)], { pins: [5] })).toEqual(["b@8", "b@5"]);
  });

  test("is written with the others before it, in their order", async () => {
    const history = [gone("a", 9), gone("a", 7), put("a", 5)];
    expect(await written(history, { pins: [5, 8] })).toEqual(["a@9", "a@7", "a@5"]);
  });

  test("keeps its value", async () => {
    const bench = new Bench();
    const writer = bench.writer({ pins: [5] });
    const entries = [entry(userKey(1, "a"), 9, "note", KIND_DELETE), put("a", 5)];
    for (const one of entries) await add(writer, one);
    expect(bench.read(await writer.finish()).map(showEntry)).toEqual(entries.map(showEntry));
  });

  test("counts once as a key, with all its versions", async () => {
    const bench = new Bench();
    const writer = bench.writer({ pins: [5] });
    for (const one of [gone("a", 9), put("a", 5), put("b", 3)]) await add(writer, one);
    expect((await writer.finish())[0]).toMatchObject({ entries: 3, keys: 2, deletes: 1 });
  });
});

describe("another table", () => {
  test("is begun at the first new key beyond the size, never between two versions of a key", async () => {
    const bench = new Bench();
    const writer = bench.writer(ALL, 300);
    const entries = ["a", "b", "c"].flatMap((rest) =>
      Array.from({ length: 20 }, (_, at) => entry(userKey(1, rest), 500 - at, "x".repeat(50)))
    );
    for (const one of entries) await add(writer, one);
    const tables = await writer.finish();
    expect(tables.map(({ entries, keys }) => [entries, keys])).toEqual([[20, 1], [20, 1], [20, 1]]);
  });

  test("is not begun for a key of which nothing is written", async () => {
    const bench = new Bench();
    const writer = bench.writer({}, 100);
    await add(writer, entry(userKey(1, "a"), 5, "x".repeat(200)));
    await add(writer, gone("b", 6));
    expect((await writer.finish()).length).toBe(1);
  });

  test("beyond the numbers given is a bug", async () => {
    const bench = new Bench();
    const writer = bench.writer(ALL, 100, 1);
    await add(writer, entry(userKey(1, "a"), 5, "x".repeat(200)));
    await expect(add(writer, entry(userKey(1, "b"), 6, "x"))).rejects.toThrow("numbers");
  });
});

describe("a table under way", () => {
  async function half(): Promise<{ bench: Bench; writer: TableWriter }> {
    const bench = new Bench();
    const writer = bench.writer(ALL, 100);
    await add(writer, entry(userKey(1, "a"), 5, "x".repeat(200)));
    await add(writer, entry(userKey(1, "b"), 6, "x"));
    return { bench, writer };
  }

  test("has a name of its own until it is whole and synced", async () => {
    const { bench, writer } = await half();
    expect(bench.names()).toEqual(["000000000005.sst", "000000000006.sst.new"]);
    await writer.finish();
    expect(bench.names()).toEqual(["000000000005.sst", "000000000006.sst"]);
    const left = bench.machine.powerCut({ survival: "drop" });
    expect(left.platform().files.list("/store/tables")).toEqual(["000000000005.sst", "000000000006.sst"]);
    expect(left.readFile("/store/tables/000000000006.sst")).toEqual(
      bench.machine.readFile("/store/tables/000000000006.sst"),
    );
  });

  test("is never under its own name and cut short, wherever the power is cut", async () => {
    const { bench: whole, writer: last } = await half();
    const tables = await last.finish();
    for (let operation = 1; operation <= whole.machine.operations; operation++) {
      const bench = new Bench();
      bench.machine.cutPowerAfter(operation);
      const work = async () => {
        const writer = bench.writer(ALL, 100);
        await add(writer, entry(userKey(1, "a"), 5, "x".repeat(200)));
        await add(writer, entry(userKey(1, "b"), 6, "x"));
        await writer.finish();
      };
      await work().catch(() => {});
      const platform = bench.machine.reboot({ seed: operation });
      for (const { number } of tables) {
        if (!platform.files.exists(`/store/tables/${String(number).padStart(12, "0")}.sst`)) continue;
        expect(readTable(platform, "/store", { number }).length).toBe(1);
      }
    }
  });

  test("is removed by discard, with the tables before it", async () => {
    const { bench, writer } = await half();
    writer.discard();
    expect(bench.names()).toEqual([]);
    writer.close();
  });

  test("is left as it is by close", async () => {
    const { bench, writer } = await half();
    writer.close();
    expect(bench.names()).toEqual(["000000000005.sst", "000000000006.sst.new"]);
  });
});
