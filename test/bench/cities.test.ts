/**
 * The script that sends the world's cities notices a broken promise: it is run against a server that keeps all of them, and against ones that
 * each break one. Against FountainStore's executable it is run in `test/executable/cities.test.ts`.
 *
 * @module
 */

import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { inIdOrder, readCities } from "../../bench/http/cities/data.ts";
import { findRuntimes } from "../../tools/suite/runtimes.mjs";
import { BENCH_LIMIT_MS, runBench } from "../support/bench.ts";
import { tempFolder } from "../support/temp_folder.ts";

const STAND_IN = fileURLToPath(new URL("../support/stand_in_server.ts", import.meta.url));

/** An executable that starts the stand-in with a fault. */
async function standIn(folder: string, fault: string): Promise<string> {
  const { bun } = await findRuntimes() as { readonly bun?: { readonly path: string } };
  const runtime = bun?.path ?? expect.fail("Bun is not installed");
  const windows = process.platform === "win32";
  const file = join(folder, windows ? "stand_in.cmd" : "stand_in");
  writeFileSync(
    file,
    windows
      ? `@"${runtime}" "${STAND_IN}" ${fault} %*\r\n`
      : `#!/bin/sh\nexec "${runtime}" "${STAND_IN}" ${fault} "$@"\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

test.each([
  [
    "none",
    0,
    /^read 600 records in the order of ids, by pages of a list\nstopped with exit code 0; all of it held\n$/m,
  ],
  [
    "mutes",
    0,
    /^read 600 records .*\nread 600 records .*\nread 600 records .*\nstopped with exit code 0; all of it held\n$/m,
  ],
  ["forgets", 1, /is lost/],
  ["tears", 1, /a transaction is there in part: 25 of 50 records/],
  ["garbles", 1, /is \{.*"population":-1.*, not \{/],
  ["disorders", 1, /was found where .* should be/],
  ["fails", 1, /the server ended with exit code 3/],
])("a server whose fault is %s gives exit code %i", async (fault, exitCode, said) => {
  const folder = tempFolder();
  const program = await standIn(folder, fault);
  const args = ["--cities", "600", "--batch", "50", "--executable", program, "--folder", folder];
  const ended = await runBench("bench/http/cities.ts", ...args);
  expect(ended.output).toMatch(said);
  expect(ended.exitCode, ended.output).toBe(exitCode);
}, BENCH_LIMIT_MS);

test.each([
  [["--cities", "none"], "--cities must be a whole number"],
  [["--executable", "nowhere"], "nowhere is not there"],
])("%j is refused with exit code 2", async (args, message) => {
  const { exitCode, output } = await runBench("bench/http/cities.ts", ...args);
  expect([exitCode, output.trim().split("\n")]).toEqual([2, [expect.stringContaining(message)]]);
});

test("cities have ids of their own, in the order of bytes, and texts that JSON gives back", async () => {
  const cities = await readCities(1e6);
  expect(cities.length).toBeGreaterThan(130_000);
  expect(new Set(cities.map(({ id }) => id)).size).toBe(cities.length);
  expect(cities.filter(({ id }) => /[^ -~]/.test(id)).length).toBeGreaterThan(10_000);
  for (const { json } of cities) if (JSON.stringify(JSON.parse(json)) !== json) expect.fail(json);
  const few = await readCities(1000);
  expect(few).toHaveLength(1000);
  const encoder = new TextEncoder();
  const sorted = inIdOrder(few).map(({ id }) =>
    [...encoder.encode(id)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  );
  expect(sorted).toEqual([...sorted].sort());
});
