/**
 * The test command itself: what it understands, and that nothing which ended badly counts as passed.
 *
 * @module
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countExit, countTap, countVitest } from "../../tools/suite/counts.mjs";
import { parseOptions } from "../../tools/suite/options.mjs";
import { capture } from "../../tools/suite/process.mjs";
import { chosenRuns } from "../../tools/suite/steps.mjs";

describe("options", () => {
  test("are understood", () => {
    expect(parseOptions(["--runtime", "bun,deno", "--only=unit", "--runtime=node", "--", "-t", "--only"])).toEqual({
      help: false,
      only: ["unit"],
      runtimes: ["bun", "deno", "node"],
      vitest: ["-t", "--only"],
      error: undefined,
    });
    expect(parseOptions(["-h"]).help).toBe(true);
  });

  test.each([
    [["--fast"], "unknown option --fast"],
    [["unit"], "goes after --"],
    [["--only"], "--only needs one of"],
    [["--runtime", "--only"], "--runtime needs one of"],
    [["--runtime", "node,v8"], "--runtime v8 is unknown"],
  ])("%j is refused in one line", (args, message) => {
    const { error } = parseOptions(args);
    expect(error).toContain(message);
    expect(error).not.toContain("\n");
  });

  test("choose the runs", () => {
    const steps = [{ name: "lint" }, { name: "unit", runtimes: ["node", "bun"] }];
    const chosen = (only: string[], runtimes: string[]): string[] =>
      chosenRuns(steps, { only, runtimes }).map((run: { name: string; runtime?: string }) =>
        [run.name, run.runtime].join(" ").trim()
      );
    expect(chosen([], [])).toEqual(["lint", "unit node", "unit bun"]);
    expect(chosen([], ["bun"])).toEqual(["unit bun"]);
    expect(chosen(["lint"], ["bun"])).toEqual(["lint"]);
    expect(chosen(["unit"], ["deno"])).toEqual([]);
  });

  test("choose what chosen runs need, before them, once", () => {
    const steps = [{ name: "lint" }, { name: "build" }, { name: "unit", needs: "build", runtimes: ["node", "bun"] }];
    const chosen = (only: string[], runtimes: string[]): string[] =>
      chosenRuns(steps, { only, runtimes }).map(({ name }: { name: string }) => name);
    expect(chosen([], [])).toEqual(["lint", "build", "unit", "unit"]);
    expect(chosen([], ["bun"])).toEqual(["build", "unit"]);
    expect(chosen(["unit"], ["bun"])).toEqual(["build", "unit"]);
    expect(chosen(["lint"], [])).toEqual(["lint"]);
    expect(chosen(["build"], [])).toEqual(["build"]);
  });
});

describe("counts", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fountainstore-counts-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function report(text: string): string {
    const file = join(folder, "report.json");
    writeFileSync(file, text);
    return file;
  }

  function vitestReport(
    passed: number,
    failed: number,
    files: { status: string; assertionResults: unknown[] }[],
  ): string {
    return report(JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: 1,
      numTodoTests: 2,
      testResults: files,
    }));
  }

  test("of checks", () => {
    expect(countExit(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countExit(3)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("of vitest", () => {
    const broken = { status: "failed", assertionResults: [] };
    const failing = { status: "failed", assertionResults: [{ status: "failed" }] };
    expect(countVitest(0, vitestReport(5, 0, []))).toEqual({ passed: 5, failed: 0, skipped: 3 });
    expect(countVitest(1, vitestReport(5, 1, [failing, broken]))).toEqual({ passed: 5, failed: 2, skipped: 3 });
  });

  test("of vitest that crashed, said nothing, or ran nothing", () => {
    expect(countVitest(0, join(folder, "absent.json")).failed).toBe(1);
    expect(countVitest(0, report(`{"numPassedTests": 5`)).failed).toBe(1);
    expect(countVitest(0, vitestReport(0, 0, [])).failed).toBe(1);
    expect(countVitest(1, vitestReport(5, 0, [])).failed).toBe(1);
  });

  test("of TAP", () => {
    expect(countTap(0, "TAP version 13\nok 1 a\n\n1..1\n# tests 1\n# pass  1\n\n# ok\n"))
      .toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countTap(1, "# tests 3\n# pass  2\n# fail  1\n")).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(countTap(1, "# pass 2\n").failed).toBe(1);
    expect(countTap(0, "ok 1 a\n").failed).toBe(1);
  });
});

describe("programs", () => {
  test("that cannot be started, or hang, end with a failure that says so", async () => {
    const missing = await capture(["no-such-program"]);
    expect(missing.exitCode).toBe(127);
    expect(missing.output).toContain("no-such-program cannot be started");

    const hanging = await capture([process.execPath, fileURLToPath(new URL("hang.mjs", import.meta.url))], {
      limitMs: 1_000,
    });
    expect(hanging.exitCode).not.toBe(0);
    expect(hanging.output).toContain("SIGTERM");
  });
});
