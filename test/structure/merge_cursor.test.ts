/**
 * The merge of cursors against one sorted array.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { MergeCursor } from "../../src/structure/merge_cursor.ts";
import {
  ArrayCursor,
  type Entry,
  entry,
  entryUnder,
  placeOf,
  probes,
  randomEntries,
  showEntry,
  userKey,
} from "../support/entries.ts";
import { expectIs } from "../support/check.ts";
import { forSeeds, type Random } from "../support/random.ts";

/** Deals entries to some cursors, of which a few stay empty. */
function deal(random: Random, entries: readonly Entry[]): ArrayCursor[] {
  const hands: Entry[][] = Array.from({ length: random.between(1, 9) }, () => []);
  const runs = random.chance(0.5);
  let at = 0;
  for (const one of entries) {
    if (!runs || random.chance(0.1)) at = random.below(hands.length);
    hands[at]?.push(one);
  }
  return hands.map((hand) => new ArrayCursor(hand));
}

/** What is left in the direction of the merge. */
function rest(merge: MergeCursor): string[] {
  const met: string[] = [];
  for (; merge.top !== undefined; merge.next()) met.push(entryUnder(merge.top));
  return met;
}

const shape = { entries: 60, keyBytes: [0, 5], valueBytes: [0, 9], letters: 3 } as const;

describe.each(["forward", "reverse"] as const)("%s", (direction) => {
  const inOrder = (entries: readonly Entry[]): string[] => {
    const shown = entries.map(showEntry);
    return direction === "forward" ? shown : shown.reverse();
  };
  const behind = (entries: readonly Entry[], target: Uint8Array): string[] => {
    const place = placeOf(entries, target);
    return inOrder(direction === "forward" ? entries.slice(place) : entries.slice(0, place));
  };

  test("all entries of all cursors come in one order", async () => {
    await forSeeds(40, (random) => {
      const entries = randomEntries(random, { ...shape, entries: random.below(80) });
      const merge = new MergeCursor(deal(random, entries), direction);
      merge.seekStart();
      expect(rest(merge)).toEqual(inOrder(entries));
    });
  });

  test("a seek stands where a seek in the whole would, from wherever it comes", async () => {
    await forSeeds(40, (random) => {
      const entries = randomEntries(random, shape);
      const merge = new MergeCursor(deal(random, entries), direction);
      for (const target of random.shuffled(probes(entries)).slice(0, 40)) {
        merge.seek(target);
        const expected = behind(entries, target);
        for (let step = random.below(6); step >= 0 && merge.top !== undefined; step--) {
          expectIs(entryUnder(merge.top), expected.shift());
          merge.next();
        }
        expectIs(entryUnder(merge.top), expected[0] ?? "none");
      }
    });
  });

  test("a start after the end begins anew", () => {
    const entries = [entry(userKey(1, "a"), 1, "x"), entry(userKey(1, "b"), 2, "y")];
    const merge = new MergeCursor(entries.map((one) => new ArrayCursor([one])), direction);
    for (let round = 0; round < 2; round++) {
      merge.seekStart();
      expect(rest(merge)).toEqual(inOrder(entries));
    }
  });
});

test("a merge of nothing, or of cursors without entries, has no top", () => {
  for (const cursors of [[], [new ArrayCursor([]), new ArrayCursor([])]]) {
    const merge = new MergeCursor(cursors, "forward");
    merge.seekStart();
    expect(merge.top).toBeUndefined();
    merge.seek(userKey(1, "abcdefghijk"));
    expect(merge.top).toBeUndefined();
  }
});

test("close closes all cursors, those at their end too", () => {
  const cursors = [new ArrayCursor([]), new ArrayCursor([entry(userKey(1, "a"), 1, "x")])];
  const merge = new MergeCursor(cursors, "reverse");
  merge.seekStart();
  merge.close();
  expect(cursors.map(({ closed }) => closed)).toEqual([true, true]);
  expect(merge.top).toBeUndefined();
});
