/**
 * Runs one step and counts what it says.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countExit, countTap, countVitest } from "./counts.mjs";
import { capture } from "./process.mjs";
import { thisRuntime } from "./runtimes.mjs";
import { showRunning } from "./show.mjs";

/** Tools that are programs in JavaScript, which the runtime at hand can run. */
const PROGRAMS = {
  tsc: "node_modules/typescript/bin/tsc",
  redocly: "node_modules/@redocly/cli/bin/cli.js",
};
const VITEST = "node_modules/vitest/vitest.mjs";

/** Resolves with `{ passed, failed, skipped, seconds, output, on }`; `output` is worth showing when `failed` is not 0. */
export async function runStep(step, runtimes, { vitest }) {
  const needed = step.runtime ?? (step.tool === "deno" ? "deno" : undefined);
  const runtime = needed === undefined ? undefined : runtimes[needed];
  if (needed !== undefined && runtime === undefined) {
    const output = `${needed} cannot be run on this machine: neither the one npm installs nor one on PATH\n`;
    return { passed: 0, failed: 1, skipped: 0, seconds: 0, output, on: needed };
  }
  const on = runtime === undefined ? step.tool : `${needed} ${runtime.version}`;
  const folder = mkdtempSync(join(tmpdir(), "fountainstore-test-"));
  const report = join(folder, "report.json");
  const done = showRunning(step, on);
  try {
    const ended = await capture(commandOf(step, runtime, report, vitest));
    return { ...count(step, ended, report), seconds: ended.seconds, output: ended.output, on };
  } finally {
    done();
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf(step, runtime, report, vitest) {
  switch (step.counts) {
    case "vitest": {
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
      return [runtime.path, ...runtime.run, VITEST, "run", ...reporters, ...step.args, ...vitest];
    }
    case "tap":
      return [runtime.path, ...runtime.run, ...step.args];
    default: {
      if (step.tool === "bash") return ["bash", ...step.args];
      const program = PROGRAMS[step.tool];
      return program === undefined ? [runtime.path, ...step.args] : [...thisRuntime(), program, ...step.args];
    }
  }
}

function count(step, { exitCode, output }, report) {
  if (step.counts === "vitest") return countVitest(exitCode, report);
  return step.counts === "tap" ? countTap(exitCode, output) : countExit(exitCode);
}
