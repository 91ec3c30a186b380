/**
 * The parts of the benchmark on which its figures rest: the same data and requests from the same seed, hashes and percentiles that are right.
 *
 * @module
 */

import { expect, test } from "vitest";
import { checkAims } from "../../bench/aims.ts";
import { DataSet } from "../../bench/documents.ts";
import { Histogram } from "../../bench/histogram.ts";
import { fnvBelow, Random } from "../../bench/random.ts";
import { makeChooser, zipfian } from "../../bench/requests.ts";
import { spreadOf } from "../../bench/statistics.ts";
import { formatNumber, formatSpread, formatUs, renderTable } from "../../bench/table.ts";

/** The hash as YCSB has it, in arithmetic that needs no halves. */
function fnvReference(value: number, limit: number): number {
  let rest = BigInt(value);
  let hash = 0xcbf29ce484222325n;
  for (let octet = 0; octet < 8; octet++) {
    hash = BigInt.asUintN(64, (hash ^ (rest & 0xffn)) * 1099511628211n);
    rest >>= 8n;
  }
  const signed = BigInt.asIntN(64, hash);
  return Number((signed < 0n ? -signed : signed) % BigInt(limit));
}

test("fnvBelow is YCSB's hash", () => {
  const random = new Random(1);
  for (let round = 0; round < 5000; round++) {
    const value = round < 300 ? round : random.below(2 ** 53);
    const limit = 1 + random.below(2 ** 26);
    expect(fnvBelow(value, limit)).toBe(fnvReference(value, limit));
  }
});

test("zipfian ranks lie where their probabilities say", () => {
  const zeta = 26.46902820178302;
  expect(zipfian(0)).toBe(0);
  expect(zipfian(0.99 / zeta)).toBe(0);
  expect(zipfian(1.01 / zeta)).toBe(1);
  expect(zipfian(1 - 2 ** -53)).toBeLessThanOrEqual(1e10);
});

test("zipfian requests have favourites, uniform ones none, and both stay among the rows", () => {
  const counts = (distribution: "zipfian" | "uniform"): number[] => {
    const found = new Array<number>(1000).fill(0);
    const chooser = makeChooser(distribution, found.length, 7);
    for (let draw = 0; draw < 50_000; draw++) (found[chooser.next()] as number)++;
    expect(found).toHaveLength(1000);
    return found.sort((a, b) => b - a);
  };
  // The first rank has one request in 26.5, about 1,890 of these.
  expect(counts("zipfian")[0]).toBeGreaterThan(1500);
  expect(counts("uniform")[0]).toBeLessThan(150);
});

test("the same seed gives the same documents, another seed others", () => {
  const [one, again, other] = [new DataSet(100, 1000, 3), new DataSet(100, 1000, 3), new DataSet(100, 1000, 4)];
  for (const row of [0, 1, 99, 1000]) {
    expect(again.id(row)).toBe(one.id(row));
    expect(again.document(row)).toEqual(one.document(row));
    expect(other.id(row)).not.toBe(one.id(row));
    expect(other.document(row)).not.toEqual(one.document(row));
  }
  expect(again.nextDocument(5)).toEqual(one.nextDocument(5));
  expect(one.nextDocument(5)).not.toEqual(one.nextDocument(5));
});

test("ids are 24 digits, all different, and absent ones are absent", () => {
  const data = new DataSet(20_000, 1000, 9);
  const ids = new Set(Array.from({ length: 20_000 }, (_, row) => data.id(row)));
  expect(ids.size).toBe(20_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
  for (let number = 0; number < 20_000; number++) expect(ids.has(data.absentId(number))).toBe(false);
});

test.each([10, 100, 1000, 2345])("a document of %i characters has the bytes that are said", (characters) => {
  const data = new DataSet(10, characters, 1);
  for (let row = 0; row < 10; row++) {
    const document = data.document(row);
    expect(Object.keys(document)).toHaveLength(10);
    expect(data.id(row).length + JSON.stringify(document).length).toBe(data.userBytes);
  }
});

test("Histogram tells percentiles to 1 %", () => {
  const random = new Random(2);
  const values = Array.from({ length: 20_000 }, () => 10 ** (random.unit() * 8 - 4));
  const histogram = new Histogram();
  for (const value of values) histogram.addMs(value);
  values.sort((a, b) => a - b);
  for (const share of [0.001, 0.01, 0.5, 0.9, 0.99, 0.999]) {
    const exact = values[Math.ceil(share * values.length) - 1] as number * 1000;
    expect(Math.abs(histogram.percentileUs(share) / exact - 1)).toBeLessThan(0.01);
  }
  expect(histogram.percentileUs(1)).toBeCloseTo(values.at(-1) as number * 1000, 2);
});

test("Histogram takes nothing, one value, and the longest waits", () => {
  const histogram = new Histogram();
  expect(histogram.latency()).toBe(undefined);
  histogram.addMs(0.25);
  expect(histogram.latency()).toEqual({ count: 1, p50: 250, p99: 250, max: 250 });
  histogram.addMs(24 * 3600 * 1000);
  expect(histogram.latency()?.max).toBe(24 * 3600 * 1e6);
});

test("spreadOf takes medians of what is there", () => {
  expect(spreadOf([])).toBe(undefined);
  expect(spreadOf([undefined])).toBe(undefined);
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
  expect(spreadOf([4, undefined, 10])).toEqual({ median: 7, least: 4, most: 10 });
});

test("aims are not measured where their sides are missing", () => {
  expect(checkAims([], "always", "Bun 1.4.5").map(({ met }) => met)).toEqual(new Array(5).fill(undefined));
});

test("tables are aligned, numbers can be read", () => {
  expect(renderTable(["", "a"], [["one", "1"], ["three", "12,345"]])).toBe(
    [
      "|       |      a |",
      "| ----- | -----: |",
      "| one   |      1 |",
      "| three | 12,345 |",
    ].join("\n"),
  );
  expect(formatNumber(1234567.891, 1)).toBe("1,234,567.9");
  expect(formatNumber(undefined)).toBe("-");
  expect(formatUs(12.34)).toBe("12.3");
  expect(formatUs(1234.5)).toBe("1,235");
  expect(formatSpread({ median: 2, least: 1, most: 3 }, 1)).toBe("2.0 (1.0 to 3.0)");
});
