/**
 * Ordered values: bytes sort as values do, by exact decimal, both ways round, and are read back.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { compareWhole } from "../../src/encoding/bytes.ts";
import { Decimal, exactNumber } from "../../src/encoding/decimal.ts";
import { parseExact } from "../../src/encoding/exact_json.ts";
import { compareScalars, KeyWriter, readValue, type Scalar, valueEnd } from "../../src/encoding/ordered_value.ts";
import { forSeeds, type Random } from "../support/random.ts";

/** JSON texts of values, each below the next one. */
const RISING = [
  "null",
  "false",
  "true",
  "-1e999999999999999999",
  "-10e400",
  "-1e400",
  "-1.7976931348623157e308",
  "-12345678901234567891",
  "-12345678901234567890",
  "-9007199254740993",
  "-9007199254740992",
  "-1.5",
  "-1.00000000000000000001",
  "-1",
  "-0.99999999999999999999",
  "-1e-400",
  "-1e-401",
  "0",
  "1e-401",
  "1e-400",
  "5e-324",
  "0.1",
  "0.10000000000000000000001",
  "0.30000000000000004",
  "0.99999999999999999999",
  "1",
  "1.00000000000000000001",
  "1.00000000000000000002",
  "1.1",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "12345678901234567890",
  "12345678901234567891",
  "123456789012345678910",
  "1e308",
  "1e400",
  "10e400",
  "1e999999999999999999",
  '""',
  '"\\u0000"',
  '"\\u0000\\u0000"',
  '"\\u0000a"',
  '"a"',
  '"a\\u0000"',
  '"a\\u0001"',
  '"ab"',
  '"é"',
  '"\\ud800"',
  '"\\udc00"',
  '"\\ue000"',
  '"\\ufeff"',
  '"\\uffff"',
  '"\\ud83d\\ude00"',
];

function bytesOf(value: Scalar | undefined, descending = false): Uint8Array {
  const writer = new KeyWriter();
  writer.value(value);
  if (descending) writer.turnOver(0);
  return writer.slice();
}

function scalar(text: string): Scalar {
  return parseExact(text) as Scalar;
}

function show(value: Scalar | undefined): string {
  return value instanceof Decimal ? `decimal ${value.text}` : `${typeof value} ${JSON.stringify(value)}`;
}

function drawNumber(random: Random): string {
  const digits = Array.from({ length: random.between(1, 25) }, () => random.below(10)).join("").replace(
    /^0+(?=\d)/,
    "",
  );
  const fraction = random.chance(0.5)
    ? `.${Array.from({ length: random.between(1, 25) }, () => random.below(10)).join("")}`
    : "";
  const exponent = random.chance(0.4) ? `e${random.between(-340, 340)}` : "";
  return `${random.chance(0.5) ? "-" : ""}${digits}${fraction}${exponent}`;
}

/** The exact order of two JSON numbers, by big integers. */
function exactOrder(a: string, b: string): number {
  const scale = 800;
  const scaled = (text: string): bigint => {
    const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e(-?\d+))?$/.exec(text) ?? [];
    const value = BigInt(whole + fraction) * 10n ** BigInt(scale + Number(power) - fraction.length);
    return sign === "-" ? -value : value;
  };
  const difference = scaled(a) - scaled(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

describe("ordered values", () => {
  it("sort as the values do, ascending and descending", () => {
    for (const [at, text] of RISING.entries()) {
      for (const [other, behind] of RISING.entries()) {
        const order = Math.sign(at - other);
        const [a, b] = [scalar(text), scalar(behind)];
        const label = `${text} and ${behind}`;
        expect([label, Math.sign(compareWhole(bytesOf(a), bytesOf(b)))]).toEqual([label, order]);
        expect([label, Math.sign(compareWhole(bytesOf(b, true), bytesOf(a, true)))]).toEqual([label, order]);
        expect([label, Math.sign(compareScalars(a, b))]).toEqual([label, order]);
      }
    }
  });

  it("say where they end, and are read back", () => {
    for (const text of RISING) {
      for (const descending of [false, true]) {
        const value = scalar(text);
        const key = new Uint8Array([7, ...bytesOf(value, descending), 0x00, 0x01, 0xff, 0xfe]);
        expect([text, valueEnd(key, 1, descending)]).toEqual([text, key.length - 4]);
        const read = readValue(key, 1, descending);
        expect([text, compareScalars(read, value)]).toEqual([text, 0]);
        if (!(value instanceof Decimal)) expect(read).toBe(value);
      }
    }
    expect(readValue(bytesOf(undefined), 0, false)).toBe(undefined);
  });

  it("are the same for the same number, however it is written", () => {
    for (
      const [a, b] of [
        ["1", "1.0"],
        ["1", "1e0"],
        ["10", "1E1"],
        ["-0", "0"],
        ["-0.0e5", "0"],
        ["0.1", "1e-1"],
        [
          "1e400",
          "10.0e399",
        ],
        ["12345678901234567890", "1234567890123456789e1"],
        ["9007199254740993", "9007199254740993.0"],
      ]
    ) {
      expect([a, bytesOf(scalar(a as string))]).toEqual([a, bytesOf(scalar(b as string))]);
    }
  });

  it("of random numbers sort by decimal value", async () => {
    await forSeeds(400, (random) => {
      const a = drawNumber(random);
      // Near ones, too: the same with a digit more.
      const b = random.chance(0.5)
        ? drawNumber(random)
        : a.includes("e")
        ? a.replace("e", `${a.includes(".") ? "" : "."}1e`)
        : `${a}1`;
      const order = exactOrder(a, b);
      expect([a, b, Math.sign(compareWhole(bytesOf(exactNumber(a)), bytesOf(exactNumber(b))))]).toEqual([a, b, order]);
      expect([a, b, Math.sign(compareScalars(exactNumber(a), exactNumber(b)))]).toEqual([a, b, order]);
      const read = readValue(bytesOf(exactNumber(a), true), 0, true);
      expect([a, show(read), compareScalars(read, exactNumber(a))]).toEqual([a, show(read), 0]);
    });
  });
});

describe("exact JSON", () => {
  it("is what JSON.parse gives, but for digits", () => {
    const text =
      `{"a": [1, -2.50, 12345678901234567890123, "x\\"y\\\\", {"__proto__": true, "b": null, "b": []}], "": 1e-7 , "c":false}`;
    const exact = parseExact(text);
    expect(JSON.parse(JSON.stringify(exact))).toEqual(JSON.parse(text));
    const { a } = exact as { readonly a: readonly unknown[] };
    expect(a[2]).toEqual(new Decimal("12345678901234567890123"));
    expect(Object.hasOwn(a[4] as object, "__proto__")).toBe(true);
  });

  it("takes long strings and many escapes", () => {
    const value = { n: 1, s: `${'\\"'.repeat(300_000)}end`, big: "1234567890123456" };
    const text = JSON.stringify(value).replace("1,", "123456789012345678901,");
    expect((parseExact(text) as { s: string }).s).toBe(value.s);
  });
});
