/**
 * Aggregates: keys and figures have every digit, by an index as by records; held against sums of big integers.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { AggregateOptions, AggregateResult, Collection } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { forSeeds, type Random } from "../support/random.ts";
import { openStore } from "../support/stores.ts";

/** `mantissa * 10^exponent`, the mantissa without zeros at its end. */
interface Oracle {
  readonly mantissa: bigint;
  readonly exponent: number;
}

function normal(mantissa: bigint, exponent: number): Oracle {
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  return mantissa % 10n === 0n ? normal(mantissa / 10n, exponent + 1) : { mantissa, exponent: exponent + 0 };
}

/** What a number of a JSON text is. */
function read(text: string): Oracle {
  const [, whole = "", fraction = "", power = "0"] = /^(-?\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  return normal(BigInt(whole + fraction), Number(power) - fraction.length);
}

function at({ mantissa, exponent }: Oracle, places: number): bigint {
  return mantissa * 10n ** BigInt(exponent + places);
}

function placesOf(numbers: readonly Oracle[]): number {
  return Math.max(0, ...numbers.map(({ exponent }) => -exponent));
}

function sum(numbers: readonly Oracle[]): Oracle {
  const places = placesOf(numbers);
  return normal(numbers.reduce((total, each) => total + at(each, places), 0n), -places);
}

function compare(a: Oracle, b: Oracle): number {
  const places = placesOf([a, b]);
  const difference = at(a, places) - at(b, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The number in one of the ways in which it can be written. */
function writtenBy(random: Random, { mantissa, exponent }: Oracle): string {
  const zeros = random.below(3);
  const digits = `${mantissa * 10n ** BigInt(zeros)}`;
  const power = exponent - zeros;
  const lengthOfSign = mantissa < 0n ? 1 : 0;
  const point = digits.length - lengthOfSign - 1;
  if (point > 0 && random.chance(0.4)) {
    const head = digits.slice(0, lengthOfSign + 1);
    return `${head}.${digits.slice(lengthOfSign + 1)}${random.pick(["e", "E"])}${power + point}`;
  }
  if (power === 0) return digits;
  return power > 0 && power < 30 && random.chance(0.5) ? digits + "0".repeat(power) : `${digits}e${power}`;
}

function numberBy(random: Random): Oracle {
  const sign = random.chance(0.3) ? -1n : 1n;
  switch (random.below(5)) {
    case 0:
      return normal(sign * BigInt(random.below(5)), 0);
    case 1:
      return normal(sign * BigInt(random.below(100)), -random.below(4));
    case 2:
      return normal(sign * (12345678901234567890n + BigInt(random.below(3))), 0);
    case 3:
      return normal(sign * (2n ** 53n + BigInt(random.below(4))), random.pick([0, -3]));
    default:
      return normal(sign * BigInt(random.between(1, 3)), random.pick([400, 308, -400, -324, 21, 22]));
  }
}

async function collectionOf(texts: readonly string[]): Promise<Collection> {
  const collection = (await openStore()).collection("c");
  for (const [at, json] of texts.entries()) await collection.putJson(`r${at}`, json);
  return collection;
}

const FIGURES: AggregateOptions["metrics"] = {
  n: { count: "*" },
  sum: { sum: ".n" },
  min: { min: ".n" },
  max: { max: ".n" },
};

/** Groups with their numbers as they are written. */
function textsOf({ json }: AggregateResult): Record<string, string>[] {
  return [...json.matchAll(/\{"key":\[(.*?)\],"metrics":\{(.*?)\}\}/g)].map(([, key = "", metrics = ""]) => ({
    key,
    ...Object.fromEntries([...metrics.matchAll(/"(\w+)":([^,]+)/g)].map(([, name = "", value = ""]) => [name, value])),
  }));
}

/** What the groups have to be, by the numbers of each key. */
function expectedOf(rows: readonly (readonly [key: Oracle, n: Oracle])[]): unknown[] {
  const groups = new Map<string, readonly (readonly [Oracle, Oracle])[]>();
  for (const row of rows) {
    const name = `${row[0].mantissa}e${row[0].exponent}`;
    groups.set(name, [...groups.get(name) ?? [], row]);
  }
  return [...groups].map(([name, members]) => {
    const numbers = members.map(([, n]) => n).sort(compare);
    return {
      key: read(name),
      n: read(`${members.length}`),
      sum: sum(numbers),
      min: numbers[0],
      max: numbers.at(-1),
    };
  }).sort((a, b) => compare(a.key, b.key));
}

describe("exact", () => {
  it("groups, sums, least and greatest are those of big integers, by an index as by records", async () => {
    await forSeeds(30, async (random) => {
      const rows = Array.from({ length: random.between(1, 40) }, () => [numberBy(random), numberBy(random)] as const);
      const collection = await collectionOf(rows.map(([key, n]) => {
        return `{"k":${writtenBy(random, key)},"n":${writtenBy(random, n)}}`;
      }));
      const options = { groupBy: [".k"], metrics: FIGURES, explain: true };
      const byRecords = await collection.aggregate(options);
      await collection.createIndex("i", { kind: "multi", keyPaths: [".k", { ".n": random.pick(["asc", "desc"]) }] });
      const byEntries = await collection.aggregate(options);
      expect([byRecords.explain?.plan, byEntries.explain?.index]).toEqual(["scan", "i"]);
      expect(byEntries.json).toBe(byRecords.json);
      const groups = textsOf(byRecords).map((group) => {
        return Object.fromEntries(Object.entries(group).map(([name, text]) => [name, read(text)]));
      });
      expect(groups).toEqual(expectedOf(rows));
      expect(byRecords.groups).toEqual(JSON.parse(byRecords.json));
    });
  });

  it("a value is one group however it is written, and its text is the same", async () => {
    const collection = await collectionOf(["1", "1.0", "1e0", "10E-1", "-0", "0.0", `"1"`, "true", "null"]);
    const { json } = await collection.aggregate({ groupBy: ["."], metrics: { n: { count: "*" } } });
    expect(json).toBe(
      `[{"key":[null],"metrics":{"n":1}},{"key":[true],"metrics":{"n":1}},{"key":[0],"metrics":{"n":2}},` +
        `{"key":[1],"metrics":{"n":4}},{"key":["1"],"metrics":{"n":1}}]`,
    );
  });

  it.each([
    [["0.1", "0.2"], "0.3"],
    [["12345678901234567890", "1"], "12345678901234567891"],
    [["9007199254740991", "9007199254740991", "1"], "18014398509481983"],
    [["1e400", "1", "-1e400"], "1"],
    [["1e400"], "1e+400"],
    [["-1.5e-400"], "-1.5e-400"],
    [["5e999999", "7E+999999"], "1.2e+1000000"],
    [["1e22", "1"], "10000000000000000000001"],
    [
      ["123456789012345678901234567890", "0.000000000000000000001"],
      "123456789012345678901234567890.000000000000000000001",
    ],
    [["0.1", `"0.2"`, "null", "[1]"], "0.1"],
    [["null"], "0"],
  ])("the sum of %s is %s", async (texts, expected) => {
    const collection = await collectionOf(texts);
    expect((await collection.aggregate({ metrics: { sum: { sum: "." } } })).json).toBe(
      `[{"key":[],"metrics":{"sum":${expected}}}]`,
    );
  });

  it.each([
    [["1", "2"], "1.5"],
    [["0.1", "0.2"], "0.15"],
    [["12345678901234567890", "12345678901234567891"], "12345678901234567890.5"],
    [["1", "1", "0"], "0.6666666666666666666666666666666667"],
    [["-1", "-1", "0"], "-0.6666666666666666666666666666666667"],
    [["1e400", "3e400"], "2e+400"],
    // Exactly between two numbers of 34 digits: the even one.
    [["1000000000000000000000000000000000.5", "1000000000000000000000000000000000.5"], "1e+33"],
    [
      ["1000000000000000000000000000000001.5", "1000000000000000000000000000000001.5"],
      "1000000000000000000000000000000002",
    ],
    [["1000000000000000000000000000000000.50001"], "1000000000000000000000000000000001"],
    [["null"], "null"],
    [["0", "0"], "0"],
  ])("the mean of %s is %s", async (texts, expected) => {
    const collection = await collectionOf(texts);
    expect((await collection.aggregate({ metrics: { mean: { avg: "." } } })).json).toBe(
      `[{"key":[],"metrics":{"mean":${expected}}}]`,
    );
  });

  it("exponents beyond all sense are keys too, and no sums", async () => {
    const huge = ["1e9007199254740993", "-1e30000000000000000000000", `1e-${"9".repeat(400)}`, `2e${"9".repeat(400)}`];
    const collection = await collectionOf(huge);
    await collection.createIndex("i", { kind: "multi", keyPath: "." });
    const { json, groups, explain } = await collection.aggregate({
      groupBy: ["."],
      metrics: { n: { count: "*" } },
      explain: true,
    });
    expect(explain?.index).toBe("i");
    expect(groups.map(({ key }) => key)).toEqual([[-Infinity], [0], [Infinity], [Infinity]]);
    expect(JSON.parse(json)).toEqual(groups);
    await expectCode("invalid", () => collection.aggregate({ metrics: { sum: { sum: "." } } }));
  });
});

describe("a figure", () => {
  it("is of one kind, as its type says", async () => {
    const collection = await collectionOf(["1"]);
    const figures = async (metrics: AggregateOptions["metrics"]): Promise<void> => {
      await expectCode("invalid", () => collection.aggregate({ metrics }));
    };
    // @ts-expect-error: no kind
    await figures({ none: {} });
    // @ts-expect-error: two kinds
    await figures({ two: { min: ".", max: "." } });
    // @ts-expect-error: no such kind
    await figures({ other: { median: "." } });
  });
});

describe("limits", () => {
  it("a sum that could have more than 10,000 digits is refused, in whatever order its numbers come", async () => {
    for (const texts of [["1e9000", "1e-1001"], ["1e-1001", "1e9000"], ["1", "1e10000"], [`0.${"1".repeat(10_001)}`]]) {
      const collection = await collectionOf(texts);
      await expect(collection.aggregate({ metrics: { sum: { sum: "." } } })).rejects.toThrow(/more than 10000 digits/);
      await expectCode("invalid", () => collection.aggregate({ metrics: { mean: { avg: "." } } }));
    }
    const { json } = await (await collectionOf(["1e9000", "1e-999"])).aggregate({ metrics: { sum: { sum: "." } } });
    expect(json).toBe(`[{"key":[],"metrics":{"sum":1${"0".repeat(9000)}.${"0".repeat(998)}1}}]`);
  });

  it("keys, least and greatest values, and names have at most 16 Mi characters", async () => {
    const collection = (await openStore()).collection("c");
    for (let at = 0; at < 20; at++) await collection.put(`${at}`, { n: at, s: `${at}`.padEnd(1 << 20, "x") });
    const n = { count: "*" };
    const few = { n: { $lt: 10 } };
    for (
      const options of [
        { groupBy: [".s"], metrics: { n } },
        { groupBy: [".n"], metrics: { least: { min: ".s" } } },
        { groupBy: [".n"], metrics: { greatest: { max: ".s" } } },
        { groupBy: [".n"], metrics: { ["x".repeat(1 << 20)]: n } },
      ]
    ) {
      await expect(collection.aggregate(options)).rejects.toThrow(/fewer or shorter values/);
      expect((await collection.aggregate({ ...options, filter: few })).groups.length).toBe(10);
    }
    expect((await collection.aggregate({ metrics: { s: { max: ".s" } } })).groups).toEqual([
      { key: [], metrics: { s: "9".padEnd(1 << 20, "x") } },
    ]);
  });

  it("more than 10,000 groups are refused before a record's combinations fill the memory", async () => {
    const list = JSON.stringify(Array.from({ length: 1000 }, (_, at) => at));
    const collection = await collectionOf([`{"a":${list},"b":${list},"c":${list},"d":${list}}`]);
    const groupBy = [".a[]", ".b[]", ".c[]", ".d[]"];
    await expect(collection.aggregate({ groupBy, metrics: { n: { count: "*" } } })).rejects.toThrow(
      /more than 10000 groups/,
    );
  });
});
