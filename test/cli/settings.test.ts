/**
 * What the settings of `serve` that have a form of their own are read as.
 *
 * @module
 */

import { expect, test } from "vitest";
import { serveSettings } from "../../src/cli/settings.ts";
import { UsageError } from "../../src/cli/usage.ts";
import type { Retention } from "../../src/engine/settings.ts";

/** Nothing is set but by flags. */
const PROGRAM = {
  environment: () => undefined,
  readText: (): never => {
    throw new Error("no file is read");
  },
};
const DAY_MS = 24 * 60 * 60 * 1000;

test.each<[string, Retention]>([
  ["latest", { keep: "latest" }],
  ["all", { keep: "all" }],
  ["last:1", { keep: "last", versions: 1 }],
  ["last:250", { keep: "last", versions: 250 }],
  ["age:0s", { keep: "age", ageMs: 0 }],
  ["age:90s", { keep: "age", ageMs: 90_000 }],
  ["age:5m", { keep: "age", ageMs: 300_000 }],
  ["age:24h", { keep: "age", ageMs: DAY_MS }],
  ["age:30d", { keep: "age", ageMs: 30 * DAY_MS }],
])("retention %s", (retention, read) => {
  expect(serveSettings({ retention }, PROGRAM).retention).toEqual(read);
});

test.each([
  "",
  "none",
  "Latest",
  "last",
  "last:0",
  "last:-1",
  "last:1.5",
  "last:2d",
  "last:99999999999999999",
  "age",
  "age:",
  "age:30",
  "age:d",
  "age:1w",
  "age:1.5h",
  "age:999999999999d",
  "all:1",
])("retention %j is refused, with what it may be", (retention) => {
  expect(() => serveSettings({ retention }, PROGRAM)).toThrow(UsageError);
  expect(() => serveSettings({ retention }, PROGRAM)).toThrow(/^--retention must be latest, last:N .* or all, not /);
});

test("changes kept are a number, or what a store keeps by itself", () => {
  expect(serveSettings({}, PROGRAM)).toMatchObject({ retention: { keep: "latest" }, changesKept: undefined });
  expect(serveSettings({ changesKept: "0" }, PROGRAM).changesKept).toBe(0);
  expect(serveSettings({ changesKept: "5000000" }, PROGRAM).changesKept).toBe(5_000_000);
  for (const changesKept of ["", "-1", "1.5", "many", "24h"]) {
    expect(() => serveSettings({ changesKept }, PROGRAM)).toThrow(/^--changes-kept must be a whole number/);
  }
});
