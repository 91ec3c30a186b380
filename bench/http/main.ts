/**
 * The benchmark over HTTP: `bun bench/http/main.ts`; `--help` tells the options.
 *
 * ```
 *   main      options, builds the references, one part after the other, the report
 *    ├─ comparison    each target x repetition: start it, load it, put it under each load, stop it ─> run.ts ─> generator.ts
 *    └─ first answer  starts of FountainStore, over little and much, and of the bare server
 * ```
 *
 * @module
 */

import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { commandOf, makeFolder, UsageError } from "../arguments.ts";
import { describeMachine } from "../machine.ts";
import { showProgress } from "../progress.ts";
import { compareTargets } from "./comparison.ts";
import { ConnectionLost } from "./connection.ts";
import { measureFirstAnswers } from "./first_answer.ts";
import { HTTP_HELP, type HttpOptions, parseHttpOptions } from "./options.ts";
import { type HttpReport, httpReportJson, renderHttpPage, renderHttpReport } from "./report.ts";
import { ServerFailed } from "./server_process.ts";
import { prepareTarget, type Target } from "./targets.ts";

const PAGE = fileURLToPath(new URL("../../docs/BENCHMARKS-HTTP.md", import.meta.url));

/** Runs the benchmark. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const options = parseHttpOptions(args);
  if (options.help) {
    process.stdout.write(HTTP_HELP);
    return 0;
  }
  const folder = makeFolder(options.folder ?? tmpdir());
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.on("exit", clean);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    const report = await measure(options, folder, commandOf("bun bench/http/main.ts", args));
    showProgress("");
    process.stdout.write(renderHttpReport(report));
    if (options.json !== undefined) writeFileSync(options.json, httpReportJson(report));
    if (options.write) writeFileSync(PAGE, renderHttpPage(report));
    return 0;
  } finally {
    showProgress("");
    clean();
  }
}

async function measure(options: HttpOptions, folder: string, command: string): Promise<HttpReport> {
  const { workloads, repeat, settings, address } = options;
  const machine = describeMachine(folder);
  const { found, missing } = prepare(options, folder);
  const targets = options.compare
    ? await compareTargets({ targets: found, address, workloads, repeat, settings, folder })
    : [];
  const first = options.first ? await firstPart(options, found, folder) : undefined;
  return { machine, command, settings, workloads, repeat, targets, missing, first };
}

/** Builds what is to be built. @throws UsageError when a target that was named does not run here */
function prepare(
  { targets, targetsNamed, executable, settings: { memoryBytes } }: HttpOptions,
  folder: string,
): { readonly found: Target[]; readonly missing: string[] } {
  const found: Target[] = [];
  const missing: string[] = [];
  for (const name of targets) {
    showProgress(`building ${name}`);
    try {
      found.push(prepareTarget(name, { folder, executable, memoryBytes }));
    } catch (error) {
      if (targetsNamed || !(error instanceof UsageError)) throw error;
      missing.push(`${name}: ${error.message}`);
    }
  }
  return { found, missing };
}

/** First answers, when both sides are there. */
async function firstPart(
  { firstRows: rows, firstLimitSeconds: limitSeconds, firstRounds: rounds, settings }: HttpOptions,
  targets: readonly Target[],
  folder: string,
): Promise<HttpReport["first"]> {
  const [fountain, bare] = [
    targets.find(({ name }) => name === "fountain"),
    targets.find(({ name }) => name === "bare"),
  ];
  if (fountain === undefined || bare === undefined) return undefined;
  return await measureFirstAnswers({
    fountain,
    bare,
    rows,
    limitSeconds,
    rounds,
    settings,
    folder,
    progress: showProgress,
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  if (!usage && !(error instanceof ServerFailed || error instanceof ConnectionLost)) throw error;
  process.stderr.write(`${error.message}${usage ? " (see --help)" : ""}\n`);
  process.exitCode = usage ? 2 : 1;
}
