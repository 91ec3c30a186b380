/**
 * The one command that tests everything: `npm test`, `bun run test`, `deno task test`.
 *
 * It installs what a fresh clone lacks, runs the steps of `suite/steps.mjs` one after another, and closes with
 * "N passed, N failed". Plain JavaScript, so that whichever of Node, Bun and Deno the machine has can start it.
 *
 * @module
 */

import process from "node:process";
import { installMissing } from "./suite/install.mjs";
import { HELP, parseOptions } from "./suite/options.mjs";
import { runStep } from "./suite/run.mjs";
import { findRuntimes } from "./suite/runtimes.mjs";
import { chosenRuns, STEPS } from "./suite/steps.mjs";
import { showInstall, showResult, showSummary } from "./suite/show.mjs";

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.error !== undefined) {
    console.error(`${options.error} (see --help)`);
    return 2;
  }
  const installed = await installMissing();
  showInstall(installed);
  if (!installed.ok) return showSummary([{ passed: 0, failed: 1 }]);

  const runtimes = await findRuntimes();
  const results = [];
  for (const run of chosenRuns(STEPS, options)) {
    const result = await runStep(run, runtimes, options);
    showResult(run, result);
    results.push(result);
  }
  return showSummary(results);
}
