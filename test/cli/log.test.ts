/**
 * The log: one line for each event, as text or as JSON, whatever stands in its fields.
 *
 * @module
 */

import { expect, test } from "vitest";
import { corruption, FountainError } from "../../src/base/errors.ts";
import { createLog, type LogFormat } from "../../src/cli/log.ts";
import type { Log } from "../../src/http/server.ts";
import { currentPlatform } from "../../src/platform/current.ts";

const { clock } = currentPlatform();

function linesOf(format: LogFormat, say: (log: Log) => void): string[] {
  let written = "";
  say(createLog(format, clock, (line) => written += line));
  expect(written.endsWith("\n")).toBe(true);
  return written.slice(0, -1).split("\n");
}

const DAMAGE = corruption({ file: "t.sst", offset: 7, expected: "crc 1", found: "crc 2" });
const FAILED = new FountainError("read-only", "Cannot write: the disk failed", { cause: new Error("EIO") });
const BUG = new Error("line one\nline two");

function say(log: Log): void {
  log.info("started");
  log.info("stopping", { signal: "SIGTERM", note: "a b\n=c", count: 7, none: undefined });
  log.error("request failed", { operation: "putRecord", error: FAILED });
  log.error("request failed", { error: BUG });
  log.error("request failed", { error: DAMAGE });
  log.error("request failed", { error: "only a text" });
}

test("JSON lines have time, level and event, and errors with what an operator needs", () => {
  const lines = linesOf("json", say).map((line) => JSON.parse(line) as Record<string, unknown>);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(lines).toEqual([
    { time, level: "info", event: "started" },
    { time, level: "info", event: "stopping", signal: "SIGTERM", note: "a b\n=c", count: 7 },
    {
      time,
      level: "error",
      event: "request failed",
      operation: "putRecord",
      error: { code: "read-only", message: "Cannot write: the disk failed", cause: "EIO" },
    },
    { time, level: "error", event: "request failed", error: { message: BUG.message, stack: BUG.stack } },
    {
      time,
      level: "error",
      event: "request failed",
      error: { code: "corruption", message: DAMAGE.message, damage: DAMAGE.damage },
    },
    { time, level: "error", event: "request failed", error: "only a text" },
  ]);
});

test("text lines are one line each, with values that can be told apart", () => {
  const lines = linesOf("text", say).map((line) => line.replace(/^\S+Z /, ""));
  expect(lines.slice(0, 3)).toEqual([
    "info started",
    `info stopping signal=SIGTERM note="a b\\n=c" count=7 none=null`,
    `error request failed operation=putRecord error="Cannot write: the disk failed"`,
  ]);
  expect(lines[3]).toMatch(/^error request failed error="Error: line one\\nline two\\n.*"$/);
  expect(lines).toHaveLength(6);
});
