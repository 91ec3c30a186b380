/**
 * Variable-length whole numbers.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { readVarint, varintBytes, writeVarint } from "../../src/encoding/varint.ts";
import { forSeeds } from "../support/random.ts";

/** The least numbers of each length, and the greatest of all. */
const BOUNDARIES = [0, ...[7, 14, 21, 28, 35, 42, 49].map((bits) => 2 ** bits), 2 ** 53 - 1];

function encode(value: number): Uint8Array {
  const bytes = new Uint8Array(16).fill(0xaa);
  return bytes.slice(0, writeVarint(bytes, 0, value));
}

test("the examples of LEB128 are encoded as everywhere", () => {
  expect([...encode(0)]).toEqual([0]);
  expect([...encode(127)]).toEqual([127]);
  expect([...encode(128)]).toEqual([0x80, 0x01]);
  expect([...encode(300)]).toEqual([0xac, 0x02]);
  expect([...encode(624485)]).toEqual([0xe5, 0x8e, 0x26]);
  expect([...encode(2 ** 53 - 1)]).toEqual([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
});

test("numbers around every boundary of length and of JavaScript's integers come back", () => {
  const edges = [...BOUNDARIES, 2 ** 31, 2 ** 32].flatMap((edge) => [edge - 1, edge, edge + 1]);
  for (const value of edges.filter((edge) => Number.isSafeInteger(edge) && edge >= 0)) {
    const bytes = encode(value);
    expect(readVarint(bytes, 0, bytes.length)).toBe(value);
    expect(bytes.length).toBe(varintBytes(value));
  }
});

test("each boundary takes one byte more than the number before it", () => {
  for (const [at, edge] of BOUNDARIES.slice(1, -1).entries()) {
    expect([varintBytes(edge - 1), varintBytes(edge)]).toEqual([at + 1, at + 2]);
  }
});

test("random numbers come back from among other bytes", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 200; i++) {
      const value = random.whole();
      const bytes = random.bytes(32);
      const start = random.below(16);
      const end = writeVarint(bytes, start, value);
      expect(end - start).toBe(varintBytes(value));
      expect(readVarint(bytes, start, bytes.length)).toBe(value);
      expect(readVarint(bytes, start, end)).toBe(value);
    }
  });
});

describe("refused", () => {
  test("is a number that is cut short, at every length", () => {
    for (const edge of [...BOUNDARIES, 300, 2 ** 40 + 7]) {
      const bytes = encode(edge);
      for (let end = 0; end < bytes.length; end++) expect(readVarint(bytes, 0, end)).toBeNaN();
    }
  });

  test("is a number that begins where the run ends, whatever stands there", () => {
    expect(readVarint(new Uint8Array([1, 2]), 1, 1)).toBeNaN();
  });

  test("is a number that is not in its shortest form", () => {
    expect(readVarint(new Uint8Array([0x80, 0x00]), 0, 2)).toBeNaN();
    expect(readVarint(new Uint8Array([0xac, 0x82, 0x00]), 0, 3)).toBeNaN();
    expect(readVarint(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00]), 0, 8)).toBeNaN();
  });

  test("is a number of more than eight bytes", () => {
    expect(readVarint(new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), 0, 9)).toBeNaN();
    expect(readVarint(new Uint8Array(12).fill(0xff), 0, 12)).toBeNaN();
  });

  test("is a number of eight bytes that is 2^53 or more", () => {
    expect(readVarint(new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]), 0, 8)).toBeNaN();
    expect(readVarint(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), 0, 8)).toBeNaN();
  });
});
