/**
 * What the test command prints: one line a step, the whole output of those that failed, and the closing count.
 *
 * @module
 */

import process from "node:process";

/** Tells of the installation, when there was one. */
export function showInstall({ ok, how, seconds, output }) {
  if (!ok) console.log(`${output.trimEnd()}\nfailed   install`);
  else if (how !== undefined) console.log(line("ok", "install", how, seconds, ""));
}

/** On a terminal, tells which step is running; the function it returns wipes that. */
export function showRunning({ name }, on) {
  if (!process.stdout.isTTY) return () => {};
  process.stdout.write(`running  ${name} ${on} …`);
  return () => process.stdout.write("\r\x1b[K");
}

/** One step's line, and its output above it when something failed. */
export function showResult({ name, counts }, { passed, failed, skipped, seconds, output, on }) {
  if (failed > 0) console.log(`${output.trimEnd()}\n`);
  const numbers = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  const shown = counts === "exit" ? "" : numbers.join(" / ");
  console.log(line(failed > 0 ? "failed" : "ok", name, on, seconds, shown));
}

/** The closing line, alone on its line for whoever counts; returns the exit code. */
export function showSummary(results) {
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  if (passed + failed === 0) console.log("Nothing ran: the options leave no step");
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function line(verdict, name, on, seconds, counts) {
  const time = `${seconds.toFixed(1)} s`.padStart(8);
  return `${verdict.padEnd(7)} ${name.padEnd(8)} ${on.padEnd(14)} ${time}  ${counts}`.trimEnd();
}
