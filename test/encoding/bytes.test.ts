/**
 * Runs of bytes: their order, and what lies behind a prefix.
 *
 * @module
 */

import { expect, test } from "vitest";
import { afterPrefix, compareBytes, compareWhole, copyBytes, fromHex, toHex } from "../../src/encoding/bytes.ts";
import { expectIs } from "../support/check.ts";
import { forSeeds, type Random } from "../support/random.ts";

/** The order by definition, through hexadecimal texts: two digits a byte sort as the bytes do, a prefix first. */
function definedOrder(a: Uint8Array, b: Uint8Array): number {
  const [left, right] = [toHex(a), toHex(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Runs that are often equal, prefixes of one another, or different late. */
function randomRun(random: Random): Uint8Array {
  const bytes = random.bytes(random.below(8), 3);
  return bytes.map((byte) => byte === 2 ? 255 : byte);
}

test("runs are in the order of their bytes, a prefix before what it begins", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 500; i++) {
      const [a, b] = [randomRun(random), randomRun(random)];
      expectIs(Math.sign(compareWhole(a, b)), definedOrder(a, b));
    }
  });
});

test("runs are compared between their bounds only", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 200; i++) {
      const [a, b] = [randomRun(random), randomRun(random)];
      const [left, right] = [random.bytes(24), random.bytes(24)];
      const [leftAt, rightAt] = [random.below(16), random.below(16)];
      left.set(a, leftAt);
      right.set(b, rightAt);
      const order = compareBytes(left, leftAt, leftAt + a.length, right, rightAt, rightAt + b.length);
      expectIs(Math.sign(order), definedOrder(a, b));
    }
  });
});

test("bytes of 128 and more are behind those below", () => {
  expect(compareWhole(new Uint8Array([0x7f]), new Uint8Array([0x80]))).toBeLessThan(0);
  expect(compareWhole(new Uint8Array([0xff]), new Uint8Array([0x00]))).toBeGreaterThan(0);
});

test("copies of short and long runs leave the bytes around them alone", () => {
  for (const length of [0, 1, 64, 65, 200]) {
    const from = Uint8Array.from({ length: length + 4 }, (_, i) => i % 251 + 1);
    const into = new Uint8Array(length + 4);
    copyBytes(from, 2, 2 + length, into, 3);
    expect([...into]).toEqual([0, 0, 0, ...from.subarray(2, 2 + length), 0]);
  }
});

test("the run after a prefix is behind all that the prefix begins and not behind anything else", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 500; i++) {
      const [prefix, run] = [randomRun(random), randomRun(random)];
      const after = afterPrefix(prefix);
      const begins = run.length >= prefix.length && prefix.every((byte, at) => byte === run[at]);
      if (after === undefined) expect(prefix.every((byte) => byte === 0xff)).toBe(true);
      else expect(compareWhole(run, after) < 0).toBe(begins || compareWhole(run, prefix) < 0);
    }
  });
});

test("there is nothing after a prefix of ff bytes alone, nor after the empty one", () => {
  expect(afterPrefix(new Uint8Array())).toBeUndefined();
  expect(afterPrefix(new Uint8Array([0xff, 0xff]))).toBeUndefined();
  expect([...(afterPrefix(new Uint8Array([1, 0xff, 0xff])) ?? [])]).toEqual([2]);
});

test("the run after a prefix does not change the prefix", () => {
  const prefix = new Uint8Array([1, 2, 0xff]);
  afterPrefix(prefix);
  expect([...prefix]).toEqual([1, 2, 0xff]);
});

test("hexadecimal shows every byte and reads it again", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(toHex(all)).toBe([...all].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  expect(fromHex(toHex(all))).toEqual(all);
  expect(fromHex("")).toEqual(new Uint8Array());
});

test("what is not hexadecimal is refused", () => {
  for (const text of ["0", "abc", "0g", "AB", " 00", "00\n", "0x00", "-1"]) expect(fromHex(text)).toBeUndefined();
});

test("hexadecimal says the bytes, of millions too, and nothing else is hexadecimal", () => {
  const all = Uint8Array.from({ length: 2_200_000 }, (_, at) => at * 7);
  expect(compareWhole(fromHex(toHex(all)) ?? all.subarray(1), all)).toBe(0);
  for (const text of ["0", "0g", "g0", "0A", "a ", "é0", "/0", ":0", "`0"]) expect(fromHex(text)).toBeUndefined();
  expect(fromHex("")).toEqual(new Uint8Array(0));
});
