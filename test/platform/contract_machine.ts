/**
 * Contract cases of time, randomness, checksums and figures of the machine.
 *
 * @module
 */

import { expect } from "vitest";
import { crc32ByTables } from "../../src/encoding/crc32.ts";
import type { Case } from "./contract.ts";
import { bytesOf } from "./support.ts";

/** Every case about the machine itself. */
export const machineCases: readonly Case[] = [
  {
    name: "nowMs is a whole number of this century",
    run({ platform: { clock } }) {
      const now = clock.nowMs();
      expect(Number.isInteger(now)).toBe(true);
      expect(now).toBeGreaterThan(Date.UTC(2020));
      expect(now).toBeLessThan(Date.UTC(2100));
    },
  },
  {
    name: "monotonicMs never goes backwards, and goes on by a sleep",
    async run({ platform: { clock } }) {
      let last = clock.monotonicMs();
      for (let i = 0; i < 1000; i++) {
        const next = clock.monotonicMs();
        expect(next).toBeGreaterThanOrEqual(last);
        last = next;
      }
      await clock.sleep(20);
      // Timers count whole milliseconds and may begin in the middle of one.
      expect(clock.monotonicMs() - last).toBeGreaterThanOrEqual(19);
      await clock.sleep(5, true);
      expect(clock.monotonicMs() - last).toBeGreaterThanOrEqual(23);
    },
  },
  {
    name: "sleep(0) lets a sync end",
    async run({ platform: { clock, files }, newFolder }) {
      const file = files.open(`${newFolder()}/a`, "create");
      let synced = false;
      file.write(new Uint8Array(10), 0, 10, 0);
      const sync = file.sync().then(() => synced = true);
      const start = clock.monotonicMs();
      while (!synced && clock.monotonicMs() - start < 30_000) await clock.sleep(0);
      expect(synced).toBe(true);
      await sync;
      file.close();
    },
  },
  {
    name: "sleep(0) is no microtask: everything that is ready runs first",
    async run({ platform: { clock } }) {
      let steps = 0;
      const chain = (async () => {
        for (; steps < 50; steps++) await undefined;
      })();
      await clock.sleep(0);
      expect(steps).toBe(50);
      await chain;
    },
  },
  {
    name: "uint32 gives whole numbers over the whole range",
    run({ platform: { random } }) {
      const numbers = Array.from({ length: 1000 }, () => random.uint32());
      expect(numbers.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true);
      expect(new Set(numbers).size).toBeGreaterThan(990);
      for (const quarter of [0, 1, 2, 3]) {
        expect(numbers.filter((n) => n >>> 30 === quarter).length).toBeGreaterThan(150);
      }
    },
  },
  {
    name: "bytes gives as many random bytes as are asked for",
    run({ platform: { random } }) {
      expect(random.bytes(0).length).toBe(0);
      const bytes = random.bytes(200_000);
      expect(bytes.length).toBe(200_000);
      // Whichever part is looked at, all 256 values are in it.
      for (const start of [0, 65_536, 131_072, 190_000]) {
        expect(new Set(bytes.subarray(start, start + 10_000)).size).toBe(256);
      }
      expect(random.bytes(16)).not.toEqual(random.bytes(16));
    },
  },
  {
    name: "crc32 is zlib's, goes on from a seed, and minds the bounds of a view",
    run({ platform }) {
      const digits = bytesOf("123456789");
      expect(platform.crc32(digits)).toBe(0xcbf43926);
      expect(platform.crc32(new Uint8Array(0))).toBe(0);
      expect(platform.crc32(digits.subarray(4), platform.crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
      expect(platform.crc32(bytesOf("x123456789x").subarray(1, 10), 0)).toBe(0xcbf43926);
    },
  },
  {
    name: "crc32 by tables is the same",
    run({ platform: { crc32, random } }) {
      for (let lengthBytes = 0; lengthBytes < 64; lengthBytes++) {
        const bytes = random.bytes(lengthBytes);
        const seed = random.uint32();
        expect(crc32ByTables(bytes)).toBe(crc32(bytes));
        expect(crc32ByTables(bytes, seed)).toBe(crc32(bytes, seed));
      }
    },
  },
  {
    name: "memory: resident within the limit",
    run({ platform }) {
      expect(platform.residentBytes()).toBeGreaterThan(1 << 20);
      expect(platform.memoryLimitBytes()).toBeGreaterThan(platform.residentBytes());
      expect(Number.isFinite(platform.memoryLimitBytes())).toBe(true);
    },
  },
  {
    name: "it tells its version",
    run({ platform }) {
      expect(platform.version).toMatch(/^\d+(\.\d+)*$/);
    },
  },
];
