/**
 * The set of open tables: opened when first read, closed again when too many are.
 *
 * @module
 */

import { expect, test } from "vitest";
import { expectCode, expectIs } from "../../support/check.ts";
import { type Entry, entry, showEntry, userKey } from "../../support/entries.ts";
import { forSeeds } from "../../support/random.ts";
import { lookUp, TableBench, tablePath } from "../../support/tables.ts";

/** A bench with tables 1 to `count`, of one entry each. */
function benchOf(count: number): { readonly bench: TableBench; readonly entries: Entry[] } {
  const bench = new TableBench();
  const entries = Array.from({ length: count }, (_, at) => entry(userKey(1, `key ${at}`), at + 1, `value ${at}`));
  for (const [at, one] of entries.entries()) bench.build(at + 1, [one]);
  bench.counting.take();
  return { bench, entries };
}

/** How many more files were opened than closed. */
function openedLess(operations: readonly string[]): number {
  const starting = (what: string): number => operations.filter((one) => one.startsWith(what)).length;
  return starting("open ") - starting("close ");
}

test("a table is opened at its first use and stays open for the next", () => {
  const { bench, entries } = benchOf(3);
  const set = bench.fresh();
  expect(bench.counting.take()).toEqual([]);
  for (let round = 0; round < 3; round++) {
    expect(lookUp(set.reader({ number: 2 }), (entries[1] as Entry).key)).not.toBe("none");
  }
  expect(bench.counting.take()).toEqual(["open 000000000002.sst"]);
});

test("with more tables than may be open all are still read, and about so many are open", async () => {
  await forSeeds(5, (random) => {
    const { bench, entries } = benchOf(40);
    const set = bench.fresh(8);
    let open = 0;
    let most = 0;
    for (let step = 0; step < 1000; step++) {
      const at = random.below(40);
      const { key } = entries[at] as Entry;
      expectIs(lookUp(set.reader({ number: at + 1 }), key), showEntry(entries[at] as Entry));
      open += openedLess(bench.counting.take());
      most = Math.max(most, open);
    }
    expect(most).toBeGreaterThanOrEqual(8);
    expect(most).toBeLessThanOrEqual(16);
  });
});

test("a table that a cursor stands in is not closed, however many others are opened", () => {
  const { bench, entries } = benchOf(20);
  const set = bench.fresh(2);
  const cursor = set.cursor({ number: 1 });
  for (let round = 0; round < 3; round++) {
    for (let number = 2; number <= 20; number++) set.reader({ number });
  }
  const closed = bench.counting.take().filter((one) => one.startsWith("close"));
  expect(closed).not.toContain("close 000000000001.sst");
  expect(closed.length).toBeGreaterThan(10);
  cursor.seek((entries[0] as Entry).key);
  expect(cursor.valid).toBe(true);
  cursor.close();
});

test("a table that is forgotten is closed, and one that never was open may be forgotten too", () => {
  const { bench } = benchOf(2);
  const set = bench.fresh();
  set.reader({ number: 1 });
  set.forget(1);
  set.forget(2);
  expect(bench.counting.take()).toEqual(["open 000000000001.sst", "close 000000000001.sst"]);
});

test("close closes all tables", () => {
  const { bench } = benchOf(5);
  const set = bench.fresh();
  for (let number = 1; number <= 5; number++) set.reader({ number });
  set.close();
  expect(openedLess(bench.counting.take())).toBe(0);
});

test("a table that could not be opened is closed again and tried anew at the next use", async () => {
  const { bench, entries } = benchOf(1);
  const set = bench.fresh();
  const { sizeBytes } = bench.set.reader({ number: 1 });
  bench.counting.take();
  bench.machine.flipByte(tablePath(1), sizeBytes - 20);
  await expectCode("corruption", () => set.reader({ number: 1 }));
  expect(openedLess(bench.counting.take())).toBe(0);
  bench.machine.flipByte(tablePath(1), sizeBytes - 20);
  expect(lookUp(set.reader({ number: 1 }), (entries[0] as Entry).key)).not.toBe("none");
});

test("an error of the system passes as it is", async () => {
  const { bench } = benchOf(1);
  const set = bench.fresh();
  bench.machine.failOperation({ match: ({ kind }) => kind === "open", error: "EIO" });
  await expectCode("io", () => set.reader({ number: 1 }));
});
