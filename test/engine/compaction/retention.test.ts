/**
 * The judge of versions against brute force: whoever may read must read the same after a merge as before it.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSpaceId } from "../../../src/base/types.ts";
import { KIND_DELETE, KIND_PUT } from "../../../src/encoding/internal_key.ts";
import { type RetentionRules, type SpaceRetention, VersionJudge } from "../../../src/engine/compaction/retention.ts";
import { forSeeds, type Random } from "../../support/random.ts";

const SPACE = asSpaceId(7);
const LAST = 24;

const LATEST: SpaceRetention = { versions: 1, currentSince: Infinity };
const ALL: SpaceRetention = { versions: Infinity, currentSince: Infinity };

/** A version of the one key that these tests have. */
interface KeyVersion {
  readonly sequence: number;
  readonly deleted: boolean;
}

/** What a merge is given: newest first. What is above and below it is in other tables and stays. */
interface Case {
  readonly above: readonly KeyVersion[];
  readonly merged: readonly KeyVersion[];
  readonly below: readonly KeyVersion[];
  readonly rules: RetentionRules;
}

/** What a reader at `sequence` sees: the sequence of the version, or undefined. */
function read(history: readonly KeyVersion[], sequence: number, droppedAt = Infinity): number | undefined {
  const seen = history.find((version) => version.sequence <= sequence);
  if (seen === undefined || seen.deleted) return undefined;
  return droppedAt <= sequence && seen.sequence < droppedAt ? undefined : seen.sequence;
}

/** What a merge leaves of the versions, as its writer applies the verdicts. */
function merge(versions: readonly KeyVersion[], rules: RetentionRules, space: number = SPACE): KeyVersion[] {
  const judge = new VersionJudge(rules);
  judge.beginKey(space);
  const kept: KeyVersion[] = [];
  let held: KeyVersion[] = [];
  for (const version of versions) {
    const verdict = judge.judge(version.sequence, version.deleted ? KIND_DELETE : KIND_PUT);
    if (verdict === "drop") continue;
    held.push(version);
    if (verdict === "hold") continue;
    kept.push(...held);
    held = [];
  }
  return kept;
}

function rulesOf(given: Partial<RetentionRules>): RetentionRules {
  return { pins: [], present: LAST, byDefault: LATEST, bySpace: [], dropped: [], cut: [], deepest: true, ...given };
}

function droppedAt(rules: RetentionRules): number | undefined {
  return rules.dropped.find(([space]) => space === SPACE)?.[1];
}

function randomCase(random: Random, byDefault: SpaceRetention): Case {
  const sequences = random.shuffled(Array.from({ length: LAST }, (_, at) => at + 1)).slice(0, random.below(10));
  const versions = sequences.sort((a, b) => b - a).map((sequence) => ({ sequence, deleted: random.chance(0.3) }));
  const deepest = random.chance(0.5);
  const [first, last] = [random.below(versions.length + 1), random.below(versions.length + 1)].sort((a, b) => a - b);
  const above = random.chance(0.5) ? 0 : first as number;
  const below = deepest ? versions.length : last as number;
  const pins = Array.from({ length: random.below(4) }, () => random.below(LAST + 1)).sort((a, b) => a - b);
  const dropped = random.chance(0.3) ? [[SPACE, random.between(1, LAST + 1)] as const] : [];
  return {
    above: versions.slice(0, above),
    merged: versions.slice(above, below),
    below: versions.slice(below),
    rules: rulesOf({ pins, present: random.chance(0.6) ? LAST : random.below(LAST), byDefault, dropped, deepest }),
  };
}

/** Fails unless each of `readers` sees the same before and after. */
function expectSameReads(one: Case, readers: readonly number[]): void {
  const { above, merged, below, rules } = one;
  const before = [...above, ...merged, ...below];
  const after = [...above, ...merge(merged, rules), ...below];
  for (const reader of readers) {
    const [was, is] = [before, after].map((history) => read(history, reader, droppedAt(rules)));
    if (was !== is) throw new Error(`reader ${reader} saw ${was}, sees ${is}: ${JSON.stringify({ ...one, after })}`);
  }
}

const from = (sequence: number): number[] => Array.from({ length: LAST + 2 - sequence }, (_, at) => sequence + at);

describe("whoever may read sees the same before and after", () => {
  const settings: [string, (random: Random) => SpaceRetention][] = [
    ["latest", () => LATEST],
    ["last N", (random) => ({ versions: random.between(1, 5), currentSince: Infinity })],
    ["age", (random) => ({ versions: 1, currentSince: random.below(LAST) })],
    ["all", () => ALL],
  ];
  test.each(settings)("with retention %s: at every pin and from the present on", async (_, make) => {
    await forSeeds(3000, (random) => {
      const one = randomCase(random, make(random));
      expectSameReads(one, [...one.rules.pins, ...from(one.rules.present)]);
    });
  });

  test("with retention by age: at every sequence of that time", async () => {
    await forSeeds(3000, (random) => {
      const currentSince = random.below(LAST);
      expectSameReads(randomCase(random, { versions: 1, currentSince }), from(currentSince));
    });
  });

  test("with retention of all: at every sequence", async () => {
    await forSeeds(3000, (random) => expectSameReads(randomCase(random, ALL), from(0)));
  });
});

describe("what nobody needs goes", () => {
  test("with retention latest and no pins, one version remains at most, and none of a key that is deleted", async () => {
    await forSeeds(2000, (random) => {
      const { merged, rules } = randomCase(random, LATEST);
      const kept = merge(merged, { ...rules, pins: [], present: LAST });
      expect(kept.length).toBeLessThanOrEqual(1);
      if (rules.deepest) expect(kept.filter(({ deleted }) => deleted)).toEqual([]);
    });
  });

  test("each pin keeps one version more at most", async () => {
    await forSeeds(2000, (random) => {
      const { merged, rules } = randomCase(random, LATEST);
      const kept = merge(merged, { ...rules, present: LAST });
      expect(kept.length).toBeLessThanOrEqual(1 + new Set(rules.pins).size);
    });
  });

  test("of a dropped space nothing remains but what pins before the drop see", async () => {
    await forSeeds(2000, (random) => {
      const { merged, rules } = randomCase(random, LATEST);
      const kept = merge(merged, { ...rules, present: LAST + 1, dropped: [[SPACE, LAST + 1]] });
      expect(kept.length).toBeLessThanOrEqual(new Set(rules.pins).size);
    });
  });

  test("with retention by age, what was superseded before that time goes", async () => {
    await forSeeds(2000, (random) => {
      const { merged, rules } = randomCase(random, { versions: 1, currentSince: random.below(LAST) });
      const kept = merge(merged, { ...rules, pins: [], present: LAST, dropped: [] });
      const old = kept.filter(({ sequence }) => sequence <= rules.byDefault.currentSince);
      expect(old.length).toBeLessThanOrEqual(1);
    });
  });
});

describe("the newest N versions", () => {
  test("stay, deletes among them when N is more than one, and no others do", async () => {
    await forSeeds(2000, (random) => {
      const versions = random.between(2, 5);
      const { merged, rules } = randomCase(random, { versions, currentSince: Infinity });
      const kept = merge(merged, { ...rules, pins: [], present: LAST, dropped: [] });
      expect(kept).toEqual(merged.slice(0, versions));
    });
  });

  test("of all are all, deletes and dropped spaces included", async () => {
    await forSeeds(1000, (random) => {
      const { merged, rules } = randomCase(random, ALL);
      expect(merge(merged, rules)).toEqual(merged);
    });
  });
});

describe("one by one", () => {
  const put = (sequence: number): KeyVersion => ({ sequence, deleted: false });
  const gone = (sequence: number): KeyVersion => ({ sequence, deleted: true });
  const kept = (versions: readonly KeyVersion[], rules: Partial<RetentionRules>, space: number = SPACE): number[] =>
    merge(versions, rulesOf({ present: 100, ...rules }), space).map(({ sequence }) => sequence);

  test("the drawing at the head of the module holds", () => {
    expect(kept([put(90), put(70), gone(40), put(10)], { pins: [20, 75] })).toEqual([90, 70, 10]);
  });

  test("a delete stays above the deepest place, for what may lie below it", () => {
    expect(kept([gone(40), put(10)], { deepest: false })).toEqual([40]);
    expect(kept([gone(40), put(10)], { deepest: true })).toEqual([]);
  });

  test("a delete at the deepest place stays while an older version does", () => {
    expect(kept([gone(40), put(10)], { pins: [20] })).toEqual([40, 10]);
    expect(kept([gone(40), gone(30), put(10)], { pins: [20, 35] })).toEqual([40, 30, 10]);
  });

  test("what supersedes but is not published yet counts for nothing", () => {
    expect(kept([put(120), put(90)], { present: 100 })).toEqual([120, 90]);
    expect(kept([gone(120), put(90)], { present: 100 })).toEqual([120, 90]);
    expect(kept([put(120), put(90)], { present: 120 })).toEqual([120]);
  });

  test("a drop that is not published yet counts for nothing", () => {
    expect(kept([put(90)], { dropped: [[SPACE, 110]], present: 100 })).toEqual([90]);
    expect(kept([put(90)], { dropped: [[SPACE, 95]], present: 100 })).toEqual([]);
  });

  test("a drop of one space is none of another", () => {
    expect(kept([put(90)], { dropped: [[asSpaceId(8), 95]] })).toEqual([90]);
  });

  test("a space may have a setting of its own", () => {
    const bySpace = [[SPACE, { versions: 2, currentSince: Infinity }]] as const;
    expect(kept([put(3), put(2), put(1)], { bySpace })).toEqual([3, 2]);
    expect(kept([put(3), put(2), put(1)], { bySpace }, 8)).toEqual([3]);
  });

  test("the store's own space has no setting of its own: readers of the past look into the past catalog", () => {
    expect(kept([put(3), put(2)], {}, 0)).toEqual([3]);
    expect(kept([put(3), put(2)], { byDefault: ALL }, 0)).toEqual([3, 2]);
  });

  test("one judge serves key after key, of one space or several", () => {
    const latest = { versions: 1, currentSince: Infinity };
    const rules = { present: 100, byDefault: ALL, bySpace: [[asSpaceId(3), latest]], dropped: [[SPACE, 50]] } as const;
    const judge = new VersionJudge(rulesOf(rules));
    const verdicts = [[SPACE, 40], [3, 30], [3, 30], [9, 30]].map(([space, sequence]) => {
      judge.beginKey(space as number);
      return [judge.judge(sequence as number, KIND_PUT), judge.judge((sequence as number) - 1, KIND_PUT)];
    });
    expect(verdicts).toEqual([["keep", "keep"], ["keep", "drop"], ["keep", "drop"], ["keep", "keep"]]);
  });
});
