/**
 * Live tables: a file goes when nobody can read it any more, and not before.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { LiveTables } from "../../src/engine/live_tables.ts";
import { Version } from "../../src/engine/manifest/version.ts";
import { tableMeta } from "../support/metas.ts";
import { forSeeds } from "../support/random.ts";

/** A version of L0 tables with these numbers. */
function versionOf(...numbers: number[]): Version {
  return new Version(numbers.map((number) => tableMeta({ number, level: 0, smallest: 0, largest: 9 })));
}

function liveOf(...numbers: number[]): { live: LiveTables; gone: number[] } {
  const gone: number[] = [];
  return { live: new LiveTables(versionOf(...numbers), (unused) => gone.push(...unused)), gone };
}

describe("a table that is no longer part of the store", () => {
  test("goes at once when nobody holds a version that has it", () => {
    const { live, gone } = liveOf(1, 2);
    live.install(versionOf(2, 3));
    expect(gone).toEqual([1]);
    expect(live.waiting).toEqual([]);
  });

  test("stays while a version that has it is held, and goes with the last holder", () => {
    const { live, gone } = liveOf(1, 2);
    const [first, second] = [live.hold(), live.hold()];
    live.install(versionOf(3));
    expect([gone, live.waiting]).toEqual([[], [1, 2]]);
    first.release();
    expect(gone).toEqual([]);
    second.release();
    expect(gone.sort()).toEqual([1, 2]);
  });

  test("is told once, though several versions that had it are let go", () => {
    const { live, gone } = liveOf(1);
    const old = live.hold();
    live.install(versionOf(1, 2));
    const newer = live.hold();
    live.install(versionOf(3));
    old.release();
    expect(gone).toEqual([]);
    newer.release();
    expect(gone.sort()).toEqual([1, 2]);
  });

  test("does not go by a change of its level", () => {
    const { live, gone } = liveOf(1);
    live.install(new Version([tableMeta({ number: 1, level: 2, smallest: 0, largest: 9 })]));
    expect(gone).toEqual([]);
  });
});

test("whoever holds gets the version of that moment", () => {
  const { live } = liveOf(1);
  const held = live.hold();
  live.install(versionOf(2));
  expect(held.version.tables().map(({ number }) => number)).toEqual([1]);
  expect(live.current.tables().map(({ number }) => number)).toEqual([2]);
});

test("a version that is let go more often than it was held is a bug", () => {
  const { live } = liveOf(1);
  const held = live.hold();
  held.release();
  expect(() => held.release()).toThrow("as often as it is held");
});

test("under random holds and edits a file goes exactly when no current or held version names it", async () => {
  await forSeeds(50, (random) => {
    let current = [1, 2, 3];
    let next = 4;
    const { live, gone } = liveOf(...current);
    const held: { numbers: number[]; release: () => void }[] = [];
    const all = new Set(current);
    for (let step = 0; step < 100; step++) {
      const choice = random.below(3);
      if (choice === 0) held.push({ numbers: current, release: live.hold().release });
      else if (choice === 1) held.splice(random.below(held.length + 1), 1)[0]?.release();
      else {
        current = [...current.filter(() => random.chance(0.6)), next++];
        all.add(next - 1);
        live.install(versionOf(...current));
      }
      const named = new Set([...current, ...held.flatMap(({ numbers }) => numbers)]);
      const expected = [...all].filter((number) => !named.has(number));
      expect([...gone].sort((a, b) => a - b)).toEqual(expected);
      const waiting = [...named].filter((number) => !current.includes(number));
      expect([...live.waiting].sort((a, b) => a - b)).toEqual(waiting.sort((a, b) => a - b));
    }
  });
});
