/**
 * The picker: which merge comes next.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence, asSpaceId } from "../../../src/base/types.ts";
import type { TableMeta } from "../../../src/encoding/table_properties.ts";
import {
  debtBytes,
  garbageEntries,
  levelBytesMax,
  type LevelLimits,
  type Pick,
  pickCompaction,
  pickFromLevel,
  pickLevel0,
  rewrite,
} from "../../../src/engine/compaction/picker.ts";
import type { RetentionRules } from "../../../src/engine/compaction/retention.ts";
import { compareUserKeys, LEVELS, Version } from "../../../src/engine/manifest/version.ts";
import { tableMeta } from "../../support/metas.ts";
import { forSeeds, type Random } from "../../support/random.ts";

const LIMITS: LevelLimits = { level0Tables: 4, level1Bytes: 1000 };
const RULES: RetentionRules = {
  pins: [],
  present: 1000,
  byDefault: { versions: 1, currentSince: Infinity },
  bySpace: [],
  dropped: [],
  cut: [],
  deepest: false,
};
const NONE: ReadonlySet<number> = new Set();

type Given = Parameters<typeof tableMeta>[0];

/** A version of tables that are numbered as they come. */
function versionOf(...tables: Given[]): Version {
  return new Version(tables.map((table, at) => tableMeta({ number: at + 1, ...table })));
}

/** `count` tables in L0, each over all keys. */
function level0(count: number, rest: Partial<Given> = {}): Given[] {
  return Array.from({ length: count }, (_, at) => ({
    level: 0,
    smallest: 0,
    largest: 99,
    maxSequence: asSequence(500 + at),
    ...rest,
  }));
}

function pick(version: Version, given: Partial<RetentionRules> = {}, avoid = NONE): string {
  return shown(pickCompaction(version, LIMITS, { ...RULES, ...given }, avoid));
}

/** A pick as text: its runs by table numbers, where they go, and whether nothing can lie below. */
function shown(picked: Pick | undefined): string {
  if (picked === undefined) return "nothing";
  const runs = picked.runs.map((run) => run.map(({ number }) => number).join(" "));
  return `${runs.join(" | ")} -> L${picked.targetLevel}${picked.deepest ? " deepest" : ""}`;
}

describe("L0", () => {
  test("is left alone below its limit, and taken whole, each table a run, from there on", () => {
    expect(pick(versionOf(...level0(3)))).toBe("nothing");
    expect(pick(versionOf(...level0(4)))).toBe("4 | 3 | 2 | 1 -> L1 deepest");
  });

  test("goes with what it overlaps in L1, and is not deepest when something below overlaps", () => {
    const tables = [...level0(4, { smallest: 10, largest: 30 })];
    const level1 = [[0, 9], [10, 12], [28, 40], [41, 50]].map(([smallest, largest]) => ({
      level: 1,
      smallest: smallest as number,
      largest: largest as number,
      sizeBytes: 10,
    }));
    expect(pick(versionOf(...tables, ...level1))).toBe("4 | 3 | 2 | 1 | 6 7 -> L1 deepest");
    const below = { level: 3, smallest: 35, largest: 36, sizeBytes: 10 };
    expect(pick(versionOf(...tables, ...level1, below))).toBe("4 | 3 | 2 | 1 | 6 7 -> L1");
  });

  test("comes before a level that is far above its size", () => {
    const large = { level: 1, smallest: 0, largest: 9, sizeBytes: 90_000 };
    expect(pick(versionOf(...level0(4), large))).toBe("4 | 3 | 2 | 1 | 5 -> L1 deepest");
  });

  test("is taken below its limit when somebody asks for it, unless it is empty", () => {
    expect(shown(pickLevel0(versionOf(...level0(1)), NONE))).toBe("1 -> L1 deepest");
    expect(shown(pickLevel0(versionOf(), NONE))).toBe("nothing");
  });
});

describe("a level above its size", () => {
  test("is the one that is above it most, in proportion", () => {
    const version = versionOf(
      { level: 1, smallest: 0, largest: 9, sizeBytes: 1500 },
      { level: 2, smallest: 50, largest: 60, sizeBytes: 25_000 },
      { level: 3, smallest: 90, largest: 95, sizeBytes: 99_000 },
    );
    expect(pick(version)).toBe("2 -> L3 deepest");
  });

  test("gives the table that overlaps the next level least for its size, with what it overlaps", () => {
    const version = versionOf(
      { level: 1, smallest: 0, largest: 9, sizeBytes: 1000 },
      { level: 1, smallest: 10, largest: 19, sizeBytes: 2000 },
      { level: 1, smallest: 20, largest: 29, sizeBytes: 100 },
      { level: 2, smallest: 0, largest: 12, sizeBytes: 3000 },
      { level: 2, smallest: 15, largest: 17, sizeBytes: 10 },
      { level: 2, smallest: 25, largest: 40, sizeBytes: 500 },
    );
    expect(pick(version)).toBe("2 | 4 5 -> L2 deepest");
  });

  test("is not the last one, which has no limit", () => {
    const last = { level: LEVELS - 1, smallest: 0, largest: 9, sizeBytes: 1e15 };
    expect(pick(versionOf(last))).toBe("nothing");
  });

  test("is none when all are within their sizes", () => {
    expect(pick(versionOf({ level: 1, smallest: 0, largest: 9, sizeBytes: 1000 }))).toBe("nothing");
    expect(pick(versionOf({ level: 1, smallest: 0, largest: 9, sizeBytes: 1001 }))).toBe("1 -> L2 deepest");
  });
});

describe("tables to avoid", () => {
  test("hold L0 up as a whole, whether they are in it or below it, and the levels go on", () => {
    const large = { level: 1, smallest: 200, largest: 209, sizeBytes: 5000 };
    const below = { level: 1, smallest: 50, largest: 60, sizeBytes: 10 };
    const version = versionOf(...level0(4), below, large);
    expect(pick(version, {}, new Set([2, 5]))).toBe("6 -> L2 deepest");
    expect(pick(version, {}, new Set([5]))).toBe("6 -> L2 deepest");
    expect(pick(version, {}, new Set([6]))).toBe("4 | 3 | 2 | 1 | 5 -> L1 deepest");
  });

  test("are passed by, and so are those that overlap them", () => {
    const version = versionOf(
      { level: 1, smallest: 0, largest: 9, sizeBytes: 5000 },
      { level: 1, smallest: 10, largest: 19, sizeBytes: 5000 },
      { level: 1, smallest: 20, largest: 29, sizeBytes: 100 },
      { level: 2, smallest: 10, largest: 12, sizeBytes: 10 },
      { level: 2, smallest: 22, largest: 23, sizeBytes: 5000 },
    );
    expect(pick(version, {}, new Set([1, 4]))).toBe("3 | 5 -> L2 deepest");
  });

  test("in the level that is most above its size do not hold up the other levels", () => {
    const version = versionOf(
      { level: 1, smallest: 0, largest: 9, sizeBytes: 90_000 },
      { level: 2, smallest: 50, largest: 60, sizeBytes: 25_000 },
    );
    expect(pick(version, {}, NONE)).toBe("1 -> L2 deepest");
    expect(pick(version, {}, new Set([1]))).toBe("2 -> L3 deepest");
  });

  test("leave nothing to do when they are all there is", () => {
    const version = versionOf({ level: 1, smallest: 0, largest: 9, sizeBytes: 90_000 });
    expect(pick(version, {}, new Set([1]))).toBe("nothing");
  });
});

describe("garbage", () => {
  const mostly = { level: 2, smallest: 0, largest: 9, entries: 10, keys: 5, maxSequence: asSequence(50) };

  test("a table that is half garbage is rewritten where it is, when nothing else is due", () => {
    expect(pick(versionOf(mostly))).toBe("1 -> L2 deepest");
    expect(pick(versionOf({ ...mostly, keys: 6 }))).toBe("nothing");
    expect(pick(versionOf({ ...mostly, keys: 10, deletes: 5 }))).toBe("1 -> L2 deepest");
  });

  test("it stays while something below overlaps it, or a merge has met damage in it", () => {
    expect(pick(versionOf(mostly, { level: 3, smallest: 9, largest: 12 }))).toBe("nothing");
    expect(pick(versionOf(mostly), {}, new Set([1]))).toBe("nothing");
  });

  test("it stays while a pin or the retention may want some of it, or some of it is not published", () => {
    expect(pick(versionOf(mostly), { pins: [49] })).toBe("nothing");
    expect(pick(versionOf(mostly), { pins: [50] })).toBe("1 -> L2 deepest");
    expect(pick(versionOf(mostly), { present: 49 })).toBe("nothing");
    expect(pick(versionOf(mostly), { byDefault: { versions: 2, currentSince: Infinity } })).toBe("nothing");
    expect(pick(versionOf(mostly), { byDefault: { versions: 1, currentSince: 7 } })).toBe("nothing");
    expect(pick(versionOf(mostly), { byDefault: { versions: 1, currentSince: 50 } })).toBe("1 -> L2 deepest");
    const bySpace = [[asSpaceId(3), { versions: 5, currentSince: Infinity }]] as const;
    expect(pick(versionOf({ ...mostly, spaces: [[asSpaceId(3), 10, 0]] }), { bySpace })).toBe("nothing");
    expect(pick(versionOf({ ...mostly, spaces: [[asSpaceId(4), 10, 0]] }), { bySpace })).toBe("1 -> L2 deepest");
  });

  test("a table of nothing but cut entries is garbage, whatever is pinned", () => {
    const cut = [[asSpaceId(3), 50]] as const;
    const given = { cut, pins: [10], byDefault: { versions: Infinity, currentSince: Infinity } };
    const whole = { ...mostly, keys: 10, spaces: [[asSpaceId(3), 10, 0]] } as const;
    expect(pick(versionOf(whole), given)).toBe("1 -> L2 deepest");
    expect(pick(versionOf({ ...whole, maxSequence: asSequence(51) }), given)).toBe("nothing");
    expect(pick(versionOf({ ...whole, spaces: [[asSpaceId(3), 9, 0], [asSpaceId(4), 1, 0]] }), given)).toBe("nothing");
  });

  test("entries of dropped spaces count, unless a pin is before the drop", () => {
    const [kept, gone] = [asSpaceId(1), asSpaceId(2)];
    const table = tableMeta({ smallest: 0, largest: 9, spaces: [[kept, 4, 0], [gone, 5, 1]], deletes: 1 });
    const count = (given: Partial<RetentionRules>): number => garbageEntries(table, { ...RULES, ...given });
    expect(count({})).toBe(1);
    expect(count({ dropped: [[gone, 60]] })).toBe(6);
    expect(count({ dropped: [[gone, 60]], pins: [59] })).toBe(1);
    expect(count({ dropped: [[gone, 60]], pins: [60] })).toBe(6);
    expect(count({ dropped: [[gone, 1001]] })).toBe(1);
    expect(count({ dropped: [[asSpaceId(9), 60]] })).toBe(1);
  });

  test("a tenth of dropped entries is reason enough, in any place, unless a pin or the retention wants some", () => {
    const spaces = [[asSpaceId(1), 9, 0], [asSpaceId(2), 1, 0]] as const;
    const table = { ...mostly, keys: 10, spaces, minSequence: asSequence(20) };
    const below = { level: 3, smallest: 9, largest: 12 };
    const dropped = [[asSpaceId(2), 60]] as const;
    expect(pick(versionOf(table, below), { dropped })).toBe("1 -> L2");
    expect(pick(versionOf({ ...table, entries: 11 }, below), { dropped })).toBe("nothing");
    expect(pick(versionOf(table, below), { dropped, pins: [19, 60] })).toBe("1 -> L2");
    for (const pin of [20, 59]) expect(pick(versionOf(table, below), { dropped, pins: [pin] })).toBe("nothing");
    expect(pick(versionOf(table, below), { dropped, present: 59 })).toBe("nothing");
    expect(pick(versionOf(table, below), { dropped, byDefault: { versions: 1, currentSince: 59 } })).toBe("nothing");
    const all = { versions: Infinity, currentSince: Infinity };
    expect(pick(versionOf(table, below), { dropped, byDefault: all })).toBe("nothing");
    const bySpace = [[asSpaceId(2), { versions: 1, currentSince: 60 }]] as const;
    expect(pick(versionOf(table, below), { dropped, byDefault: all, bySpace })).toBe("1 -> L2");
    expect(pick(versionOf(table, below), { dropped }, new Set([1]))).toBe("nothing");
    expect(pick(versionOf(...level0(2, { ...table, level: 0 })), { dropped })).toBe("1 | 2 -> L1 deepest");
  });
});

describe("debt", () => {
  test("is L0 from its limit on, and what is above each level's size", () => {
    expect(debtBytes(versionOf(...level0(3, { sizeBytes: 70 })), LIMITS)).toBe(0);
    expect(debtBytes(versionOf(...level0(4, { sizeBytes: 70 })), LIMITS)).toBe(280);
    const version = versionOf(
      { level: 1, smallest: 0, largest: 9, sizeBytes: 1500 },
      { level: 2, smallest: 0, largest: 9, sizeBytes: 9000 },
      { level: 3, smallest: 0, largest: 9, sizeBytes: 100_300 },
      { level: LEVELS - 1, smallest: 0, largest: 9, sizeBytes: 1e12 },
    );
    expect(debtBytes(version, LIMITS)).toBe(800);
    expect([1, 2, 3].map((level) => levelBytesMax(LIMITS, level))).toEqual([1000, 10_000, 100_000]);
  });
});

describe("any pick of any version", () => {
  function randomVersion(random: Random): Version {
    const tables: TableMeta[] = [];
    for (let level = 0; level < LEVELS; level++) {
      if (random.chance(0.4)) continue;
      const bounds = [...new Set(Array.from({ length: random.below(14) }, () => random.below(250)))];
      bounds.sort((a, b) => a - b);
      for (let at = 0; at + 1 < bounds.length; at += 2) {
        const [smallest, largest] = bounds.slice(at, at + 2) as [number, number];
        const sizeBytes = random.between(1, 10 ** random.between(1, 6));
        tables.push(
          tableMeta({ number: tables.length + 1, level, smallest, largest, sizeBytes, keys: random.below(11) }),
        );
      }
    }
    return new Version(tables);
  }

  test("takes from its target level all that it overlaps, and says deepest exactly when nothing below overlaps", async () => {
    let picks = 0;
    await forSeeds(800, (random) => {
      const version = randomVersion(random);
      const avoid = new Set(version.tables().map(({ number }) => number).filter(() => random.chance(0.05)));
      const level = random.between(1, LEVELS - 2);
      for (
        const picked of [
          pickCompaction(version, LIMITS, RULES, avoid),
          pickLevel0(version, avoid),
          pickFromLevel(version, level, avoid),
          ...version.tables().filter((table) => table.level > 0).slice(0, 2).map((table) => rewrite(version, table)),
        ]
      ) {
        if (picked === undefined) continue;
        picks++;
        checkPick(version, picked);
        const rewritten = picked.runs.flat().every((table) => table.level === picked.targetLevel);
        if (!rewritten) expect(picked.runs.flat().filter(({ number }) => avoid.has(number))).toEqual([]);
      }
    });
    expect(picks).toBeGreaterThan(600);
  });

  function checkPick(version: Version, { runs, targetLevel, deepest }: Pick): void {
    const inputs = runs.flat();
    const taken = new Set(inputs.map(({ number }) => number));
    expect(taken.size).toBe(inputs.length);
    const smallest = inputs.map((table) => table.smallest).reduce((a, b) => compareUserKeys(a, b) <= 0 ? a : b);
    const largest = inputs.map((table) => table.largest).reduce((a, b) => compareUserKeys(a, b) >= 0 ? a : b);
    const left = version.overlapping(targetLevel, smallest, largest).filter(({ number }) => !taken.has(number));
    expect(left).toEqual([]);
    const below = version.levels.slice(targetLevel + 1).flat().filter((table) =>
      compareUserKeys(table.largest, smallest) >= 0 && compareUserKeys(table.smallest, largest) <= 0
    );
    expect(deepest).toBe(below.length === 0);
    for (const run of runs) {
      for (let at = 1; at < run.length; at++) {
        expect(compareUserKeys((run[at - 1] as TableMeta).largest, (run[at] as TableMeta).smallest)).toBeLessThan(0);
      }
    }
  }
});
