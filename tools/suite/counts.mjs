/**
 * From what a suite left behind to numbers. Nothing that ended badly counts as passed: a suite that crashed, wrote no
 * report, or ran no test has failed, whatever its exit code.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";

/** A check: one passed or one failed. */
export function countExit(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** vitest's JSON report. */
export function countVitest(exitCode, file) {
  const report = existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that fails outside its tests (an import, a hook) is in no test's count.
  const brokenFiles = report.testResults.filter((each) =>
    each.status === "failed" && !each.assertionResults.some((test) => test.status === "failed")
  );
  return settle(exitCode, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  });
}

/** The closing comments of TAP: `# pass 12`, `# fail 1`. */
export function countTap(exitCode, output) {
  const number = (word) => Number(new RegExp(`^# ${word} +(\\d+)\\s*$`, "m").exec(output)?.[1] ?? 0);
  return settle(exitCode, { passed: number("pass"), failed: number("fail"), skipped: number("skip") });
}

/** Adds the failure that the numbers do not tell of. */
function settle(exitCode, counts) {
  const silentlyBad = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silentlyBad ? { ...counts, failed: 1 } : counts;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut short by a crash
  }
}
