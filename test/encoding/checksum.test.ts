/**
 * Checksums: CRC-32 by tables, and seeds that hold a unit to its place.
 *
 * @module
 */

import { expect, test } from "vitest";
import { placeSeed, showCrc } from "../../src/encoding/checksum.ts";
import { crc32ByTables } from "../../src/encoding/crc32.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { bytesOf } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";

const { crc32 } = currentPlatform();

test("the check value of CRC-32 is the published one", () => {
  expect(crc32ByTables(bytesOf("123456789"))).toBe(0xcbf43926);
  expect(crc32(bytesOf("123456789"))).toBe(0xcbf43926);
  expect(crc32ByTables(new Uint8Array())).toBe(0);
});

test("the tables agree with the runtime's own CRC-32 at every length, alignment and seed", async () => {
  await forSeeds(10, (random) => {
    const bytes = random.bytes(300);
    for (let i = 0; i < 300; i++) {
      const start = random.below(16);
      const run = bytes.subarray(start, start + random.below(280));
      const seed = random.chance(0.3) ? 0 : random.uint32();
      expect(crc32ByTables(run, seed)).toBe(crc32(run, seed));
    }
  });
});

test("a checksum continued from that of the first part is that of the whole", () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 7);
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(crc32ByTables(bytes.subarray(cut), crc32ByTables(bytes.subarray(0, cut)))).toBe(crc32ByTables(bytes));
  }
});

test("the same bytes at another offset or in another file have another checksum", () => {
  const bytes = bytesOf("the same bytes");
  const places = [1, 2, 3, 1000].flatMap((number) => [0, 1, 20, 4096, 2 ** 31].map((offset) => [number, offset]));
  const sums = places.map(([number, offset]) => crc32(bytes, placeSeed(number as number, offset as number)));
  expect(new Set(sums).size).toBe(places.length);
});

test("seeds are unsigned numbers of 32 bits", () => {
  for (const [number, offset] of [[0, 0], [1, 0], [2 ** 32 + 5, 2 ** 31], [2 ** 40, 2 ** 32 - 1]] as const) {
    const seed = placeSeed(number, offset);
    expect(seed).toBe(seed >>> 0);
  }
});

test("a checksum is shown with all eight digits", () => {
  expect(showCrc(0x1c)).toBe("crc 0000001c");
  expect(showCrc(0xffffffff)).toBe("crc ffffffff");
});
