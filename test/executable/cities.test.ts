/**
 * Some thousand real cities through the executable, which is killed in the middle: what `bench/http/cities.ts` does with all of them.
 *
 * @module
 */

import { expect, test } from "vitest";
import { BENCH_LIMIT_MS, runBench } from "../support/bench.ts";
import { executable } from "../support/executable.ts";
import { tempFolder } from "../support/temp_folder.ts";

test("cities survive a kill in the middle of their load", async () => {
  const args = ["--cities", "6000", "--batch", "500", "--executable", executable(), "--folder", tempFolder()];
  const { exitCode, output } = await runBench("bench/http/cities.ts", ...args);
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/^killed with [6-9] acknowledged, [0-3] under way$/m);
  expect(output).toMatch(/^read 6,000 records by id$/m);
}, BENCH_LIMIT_MS);
