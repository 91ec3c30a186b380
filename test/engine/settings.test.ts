/**
 * Settings: defaults, and messages that name what is wrong.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { checkRetention, completeSettings, type EngineSettings, type Retention } from "../../src/engine/settings.ts";
import { expectCode } from "../support/check.ts";

const MIB = 1 << 20;
const GIB = 1024 * MIB;

describe("defaults", () => {
  test("share out a quarter of the memory, at most 1 GiB", () => {
    expect(completeSettings({}, 512 * MIB)).toMatchObject({
      memoryBytes: 128 * MIB,
      memtableBytes: 16 * MIB,
      cacheBytes: 56 * MIB,
      level1Bytes: 64 * MIB,
    });
    expect(completeSettings({}, 64 * GIB)).toMatchObject({
      memoryBytes: GIB,
      memtableBytes: 64 * MIB,
      cacheBytes: 448 * MIB,
    });
  });

  test("are those that the interface states", () => {
    expect(completeSettings({}, GIB)).toMatchObject({
      durability: "always",
      syncIntervalMs: 100,
      retention: { keep: "latest" },
      walSegmentBytes: 4 * MIB,
      blockBytes: 4096,
      tableBytes: 32 * MIB,
      level0Tables: 4,
      compactionBytesPerSecond: 0,
      openFilesMax: 512,
    });
  });

  test("give way to what is given", () => {
    const given = { memoryBytes: 8 * MIB, blockBytes: 1024, retention: { keep: "last", versions: 3 } } as const;
    expect(completeSettings(given, GIB)).toMatchObject({ ...given, memtableBytes: MIB, cacheBytes: 3.5 * MIB });
  });
});

describe("refused, with a message that names the setting,", () => {
  const wrong: [keyof EngineSettings, number][] = [
    ["memoryBytes", 4 * MIB],
    ["syncIntervalMs", 1],
    ["walSegmentBytes", 256],
    ["memtableBytes", 512],
    ["cacheBytes", 0],
    ["blockBytes", 128],
    ["tableBytes", 256],
    ["level0Tables", 1],
    ["level1Bytes", 1],
    ["compactionBytesPerSecond", 0],
    ["openFilesMax", 1],
  ];

  test.each(wrong)("is a %s below %i, a broken number, and what is no number", async (name, least) => {
    expect(completeSettings({ [name]: least }, GIB)[name]).toBe(least);
    for (const value of [least - 1, least + 0.5, NaN, Infinity, "7"]) {
      const { message } = await expectCode("invalid", () => completeSettings({ [name]: value }, GIB));
      expect(message).toBe(`Cannot open: ${name} must be a whole number from ${least} on, not ${String(value)}`);
    }
  });

  test("is a durability that there is not", async () => {
    const given = { durability: "sometimes" } as unknown as Partial<EngineSettings>;
    const { message } = await expectCode("invalid", () => completeSettings(given, GIB));
    expect(message).toBe('Cannot open: durability must be always, interval or os, not "sometimes"');
  });

  test("is a retention that is malformed", async () => {
    const malformed: unknown[] = [
      {},
      { keep: "some" },
      { keep: "last" },
      { keep: "last", versions: 0 },
      { keep: "last", versions: 1.5 },
      { keep: "age" },
      { keep: "age", ageMs: -1 },
      { keep: "age", ageMs: Infinity },
    ];
    for (const retention of malformed) {
      const { message } = await expectCode(
        "invalid",
        () => completeSettings({ retention: retention as Retention }, GIB),
      );
      expect(message).toContain("Cannot set retention");
    }
  });
});

test("every well-formed retention is taken", () => {
  const wellFormed: Retention[] = [
    { keep: "latest" },
    { keep: "all" },
    { keep: "last", versions: 1 },
    { keep: "age", ageMs: 0 },
  ];
  for (const retention of wellFormed) expect(() => checkRetention(retention)).not.toThrow();
});
