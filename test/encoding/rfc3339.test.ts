/**
 * Times as texts: what is formatted is what `Date` says, and what is parsed comes back.
 *
 * @module
 */

import { expect, test } from "vitest";
import { formatTime, parseTime, TIME_MS_MAX } from "../../src/encoding/rfc3339.ts";
import { forSeeds } from "../support/random.ts";

test("a time is formatted as Date does, and read again", async () => {
  for (const timeMs of [0, 1, 951_782_400_000, 951_868_799_999, 4_107_542_399_999, TIME_MS_MAX]) {
    expect(formatTime(timeMs)).toBe(new Date(timeMs).toISOString());
  }
  await forSeeds(500, (random) => {
    const timeMs = Math.floor(random.uint32() / 2 ** 32 * TIME_MS_MAX);
    expect(formatTime(timeMs)).toBe(new Date(timeMs).toISOString());
    expect(parseTime(formatTime(timeMs))).toBe(timeMs);
  });
});

test("offsets, missing fractions and leap seconds are read; anything else is not a time", () => {
  expect(parseTime("1970-01-01T01:00:00+01:00")).toBe(0);
  expect(parseTime("1970-01-01t00:00:01z")).toBe(1000);
  expect(parseTime("2016-12-31T23:59:60Z")).toBe(Date.UTC(2017, 0, 1));
  for (const text of ["", "now", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z"]) {
    expect(parseTime(text)).toBeUndefined();
  }
});
