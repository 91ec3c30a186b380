/**
 * Many tables walked as one.
 *
 * @module
 */

import { expect, test } from "vitest";
import { compareBytes } from "../../../src/encoding/bytes.ts";
import { internalKey, KIND_PUT } from "../../../src/encoding/internal_key.ts";
import type { TableMeta } from "../../../src/encoding/table_properties.ts";
import { RunCursor } from "../../../src/engine/sstable/run_cursor.ts";
import { expectDamageNow } from "../../support/check.ts";
import {
  checkCursor,
  type Entry,
  entry,
  entryUnder,
  probes,
  randomEntries,
  showEntry,
  strollCursor,
  userKey,
  userPart,
} from "../../support/entries.ts";
import { forSeeds, type Random } from "../../support/random.ts";
import { TableBench, tablePath } from "../../support/tables.ts";

/** Cuts sorted entries into tables, with all versions of a key in one. */
function buildRun(bench: TableBench, entries: readonly Entry[], random: Random, chance = 0.1): TableMeta[] {
  const run: TableMeta[] = [];
  let gathered: Entry[] = [];
  for (const [at, one] of entries.entries()) {
    gathered.push(one);
    const next = entries[at + 1];
    const [user, other] = [userPart(one.key), userPart(next?.key ?? new Uint8Array(9))];
    const ends = next === undefined || compareBytes(user, 0, user.length, other, 0, other.length) !== 0;
    if (!ends || (next !== undefined && !random.chance(chance))) continue;
    run.push(bench.build(run.length + 1, gathered, 256));
    gathered = [];
  }
  return run;
}

const shape = { entries: 150, keyBytes: [1, 4], valueBytes: [0, 30], letters: 5 } as const;

test("a run is walked and sought like one sorted array, whatever its cuts", async () => {
  await forSeeds(6, (random) => {
    const bench = new TableBench();
    const entries = randomEntries(random, shape);
    const run = buildRun(bench, entries, random, random.pick([0, 0.1, 1]));
    checkCursor(new RunCursor(run, bench.set), entries);
    strollCursor(new RunCursor(run, bench.set), entries, random, 500);
  });
});

test("an empty run has nothing, from whatever side", () => {
  const cursor = new RunCursor([], new TableBench().set);
  checkCursor(cursor, [], [internalKey(userKey(1, "a"), 1, KIND_PUT)]);
});

test("one table is open at a time, and none is in use after close", async () => {
  await forSeeds(3, (random) => {
    const bench = new TableBench();
    const entries = randomEntries(random, shape);
    const run = buildRun(bench, entries, random);
    const users = (): number => run.reduce((sum, table) => sum + bench.set.reader(table).users, 0);
    const cursor = new RunCursor(run, bench.set);
    expect(users()).toBe(0);
    for (const target of random.shuffled(probes(entries)).slice(0, 30)) {
      cursor.seek(target);
      expect(users()).toBe(cursor.valid ? 1 : 0);
    }
    cursor.seekFirst();
    cursor.close();
    expect(users()).toBe(0);
    expect(cursor.valid).toBe(false);
    cursor.close();
    expect(users()).toBe(0);
  });
});

test("a damaged table stops the walk there, and the tables behind it can still be sought", () => {
  const bench = new TableBench();
  const [a, b, c] = ["a", "b", "c"].map((rest, at) => entry(userKey(1, rest), at + 1, `value ${rest}`));
  const run = [a, b, c].map((one, at) => bench.build(at + 1, [one as Entry]));
  bench.machine.flipByte(tablePath(2), 5);
  const cursor = new RunCursor(run, bench.set);
  cursor.seekFirst();
  expect(entryUnder(cursor)).toBe(showEntry(a as Entry));
  expect(expectDamageNow(() => cursor.next()).file).toBe("tables/000000000002.sst");
  expect(cursor.valid).toBe(false);
  cursor.seek((c as Entry).key);
  expect(entryUnder(cursor)).toBe(showEntry(c as Entry));
  cursor.close();
});
