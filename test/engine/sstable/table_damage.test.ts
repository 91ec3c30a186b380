/**
 * Damaged tables: every changed byte is noticed by whoever reads it, and named.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { writeUint32 } from "../../../src/encoding/fixed.ts";
import type { TableMeta } from "../../../src/encoding/table_properties.ts";
import { BlockReader } from "../../../src/engine/sstable/block.ts";
import { FOOTER_BYTES } from "../../../src/engine/sstable/format.ts";
import { BlockPlace } from "../../../src/engine/sstable/table_reader.ts";
import type { TableSet } from "../../../src/engine/sstable/table_set.ts";
import { expectCode, expectDamage, expectDamageNow, expectIs } from "../../support/check.ts";
import { type Entry, entry, entryUnder, randomEntries, showEntry, userKey } from "../../support/entries.ts";
import { forSeeds, Random } from "../../support/random.ts";
import { lookUp, lookUpIn, TableBench, tablePath } from "../../support/tables.ts";

const NAME = "tables/000000000001.sst";

/** Reads all of a table: footer, properties, filter, index and data. */
function readAll(set: TableSet, meta: { readonly number: number }): string[] {
  const reader = set.reader(meta);
  reader.properties();
  reader.verifyFilter();
  const cursor = set.cursor(meta);
  const met: string[] = [];
  try {
    for (cursor.seekFirst(); cursor.valid; cursor.next()) met.push(entryUnder(cursor));
  } finally {
    cursor.close();
  }
  return met;
}

/** A bench with one small table of several blocks and partitions. */
function smallTable(): { readonly bench: TableBench; readonly entries: Entry[]; readonly meta: TableMeta } {
  const bench = new TableBench();
  const entries = randomEntries(new Random(1), { entries: 60, keyBytes: [2, 8], valueBytes: [0, 20] });
  return { bench, entries, meta: bench.build(1, entries, 256) };
}

describe("a change of any byte of a table", () => {
  test("is noticed by reading all of it, and told with the file and a place at or before the byte", () => {
    const { bench, meta } = smallTable();
    const random = new Random(2);
    for (let at = 0; at < meta.sizeBytes; at++) {
      const mask = 1 << random.below(8);
      bench.machine.flipByte(tablePath(1), at, mask);
      const damage = expectDamageNow(() => readAll(bench.fresh(), meta));
      expectIs(damage.file, NAME);
      expectIs(damage.offset <= at, true);
      bench.machine.flipByte(tablePath(1), at, mask);
    }
    expect(readAll(bench.fresh(), meta).length).toBe(meta.entries);
  });

  test("is noticed by a look-up that passes it, which gives the right entry or none at all", async () => {
    const { bench, entries, meta } = smallTable();
    let thrown = 0;
    await forSeeds(300, (random) => {
      const at = random.below(meta.sizeBytes);
      bench.machine.flipByte(tablePath(1), at, 0xff);
      try {
        const set = bench.fresh();
        for (const { key } of random.shuffled(entries).slice(0, 10)) {
          try {
            expectIs(lookUp(set.reader(meta), key), lookUpIn(entries, key));
          } catch (error) {
            expect(error).toMatchObject({ code: "corruption", damage: { file: NAME } });
            thrown++;
          }
        }
      } finally {
        bench.machine.flipByte(tablePath(1), at, 0xff);
      }
    });
    expect(thrown).toBeGreaterThan(100);
  });
});

test("damage of one data block leaves the entries of all others readable", () => {
  const bench = new TableBench();
  const entries = Array.from({ length: 200 }, (_, at) => entry(userKey(1, `key ${1000 + at}`), at + 1, "x".repeat(50)));
  const meta = bench.build(1, entries, 512);
  bench.machine.flipByte(tablePath(1), 700);
  const reader = bench.fresh().reader(meta);
  const lost = entries.filter(({ key }) => {
    try {
      expectIs(lookUp(reader, key), lookUpIn(entries, key));
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: "corruption" });
      return true;
    }
  });
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThan(15);
  const cursor = bench.fresh().cursor(meta);
  cursor.seek((lost.at(-1) as Entry).key.slice().fill(0xff, 10));
  let read = 0;
  for (; cursor.valid; cursor.next()) read++;
  expect(read).toBe(entries.length - entries.indexOf(lost.at(-1) as Entry) - 1);
});

test("a table cut off at any length is damage", () => {
  const { bench, meta } = smallTable();
  const whole = bench.machine.readFile(tablePath(1));
  for (let length = 0; length < whole.length; length += length < whole.length - 200 ? 61 : 1) {
    bench.machine.writeFile(tablePath(1), whole.subarray(0, length));
    expectDamageNow(() => bench.fresh().reader(meta));
  }
});

test("a file that shrinks while it is open is damage where it ends", () => {
  const { bench, meta } = smallTable();
  const cursor = bench.fresh().cursor(meta);
  bench.machine.writeFile(tablePath(1), bench.machine.readFile(tablePath(1)).subarray(0, 100));
  expect(expectDamageNow(() => cursor.seekFirst()).found).toMatch(/^\d+ bytes$/);
});

test("a table under the number of another is damage", async () => {
  const { bench } = smallTable();
  bench.machine.writeFile(tablePath(2), bench.machine.readFile(tablePath(1)));
  const damage = await expectDamage(() => bench.fresh().reader({ number: 2 }));
  expect(damage).toMatchObject({ file: "tables/000000000002.sst", expected: "table 2", found: "table 1" });
});

test("a table that is not there is damage, for the manifest names it", async () => {
  const damage = await expectDamage(() => new TableBench().set.reader({ number: 12 }));
  expect(damage).toMatchObject({ file: "tables/000000000012.sst", offset: 0, found: "no such file" });
});

test("blocks that changed places do not verify, nor do those of another table at their own place", () => {
  const value = new Uint8Array(100);
  const [bench, other] = [new TableBench(), new TableBench()];
  const entries = Array.from({ length: 40 }, (_, at) => entry(userKey(1, `key ${1000 + at}`), at + 1, value));
  const meta = bench.build(1, entries, 512);
  other.build(2, entries, 512);
  const [whole, theirs] = [bench.machine.readFile(tablePath(1)), other.machine.readFile(tablePath(2))];
  const [first, second] = blockLengths(bench, meta) as [number, number];
  expect(first).toBe(second);

  const swapped = whole.slice();
  swapped.copyWithin(0, first, first + second);
  swapped.set(whole.subarray(0, first), first);
  bench.machine.writeFile(tablePath(1), swapped);
  expect(expectDamageNow(() => readAll(bench.fresh(), meta)).offset).toBe(0);

  const mixed = whole.slice();
  mixed.set(theirs.subarray(0, first));
  bench.machine.writeFile(tablePath(1), mixed);
  expect(expectDamageNow(() => readAll(bench.fresh(), meta)).offset).toBe(0);

  bench.machine.writeFile(tablePath(1), whole);
  expect(readAll(bench.fresh(), meta)).toEqual(entries.map(showEntry));
});

/** Bytes of the data blocks, as the first index partition has them. */
function blockLengths(bench: TableBench, meta: TableMeta): number[] {
  const reader = bench.set.reader(meta);
  const [top, place, partition] = [new BlockReader(), new BlockPlace(), new BlockReader()];
  reader.openTop(top);
  top.first();
  reader.readHandle(top, place);
  partition.open(place.buffer, place.start, place.end, NAME, 0, true);
  const lengths: number[] = [];
  for (let more = (partition.first(), true); more; more = partition.next()) {
    lengths.push(reader.handleBytes(partition, reader.handleOffset(partition)));
  }
  return lengths;
}

test("a table of a format that is not known is refused as unsupported, not as damage", async () => {
  const { bench, meta } = smallTable();
  const bytes = bench.machine.readFile(tablePath(1));
  const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
  writeUint32(footer, 44, 2);
  writeUint32(footer, 48, bench.platform.crc32(footer.subarray(0, 48)));
  bench.machine.writeFile(tablePath(1), bytes);
  const { message } = await expectCode("unsupported", () => bench.fresh().reader(meta));
  expect(message).toContain("table format 2");
});
