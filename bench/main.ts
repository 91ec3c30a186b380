/**
 * The benchmark: `npm run bench`, `bun bench/main.ts`, `deno run -A bench/main.ts`; `--help` tells the options.
 *
 * ```
 *   main      options, one part after the other, the report
 *    ├─ comparison     each engine x repetition ─┐
 *    ├─ growth         each size ────────────────┼─> child processes (child.ts), one job each
 *    └─ compaction     reads while all is merged ┘
 * ```
 *
 * @module
 */

import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { commandOf, makeFolder, UsageError } from "./arguments.ts";
import { compare, type MeasuredEngine, type Missing, probeEngines } from "./comparison.ts";
import { measureGrowth } from "./growth.ts";
import { describeMachine } from "./machine.ts";
import { HELP, type Options, parseOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import { renderPage, renderReport, type Report } from "./report.ts";
import { toJson } from "./report_json.ts";
import type { CompactionResult } from "./results.ts";
import { JobFailed, runJob } from "./spawn.ts";

const PAGE = fileURLToPath(new URL("../docs/BENCHMARKS.md", import.meta.url));
/** Of a run of the growth alone, which takes many times as long. */
const GROWTH_PAGE = fileURLToPath(new URL("../docs/BENCHMARKS-GROWTH.md", import.meta.url));

/** Runs the benchmark. @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = makeFolder(options.folder ?? tmpdir());
  const machine = describeMachine(folder);
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.on("exit", clean);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    const report: Report = {
      machine,
      command: commandOf(
        process.versions["deno"] === undefined ? "bun bench/main.ts" : "deno run -A bench/main.ts",
        args,
      ),
      settings: options.settings,
      repeat: options.repeat,
      ...(await comparePart(options, folder)),
      growth: options.growth
        ? await measureGrowth({ rows: options.growthRows, repeat: options.repeat, settings: options.settings, folder })
        : [],
      compaction: options.compaction ? await compactionPart(options, folder) : undefined,
    };
    showProgress("");
    process.stdout.write(renderReport(report));
    if (options.json !== undefined) writeFileSync(options.json, toJson(report));
    if (options.write) writeFileSync(options.growth && !options.compare ? GROWTH_PAGE : PAGE, renderPage(report));
    return 0;
  } finally {
    showProgress("");
    clean();
  }
}

/** The comparison, when it was asked for. @throws UsageError when an engine that was named does not run here */
async function comparePart(
  { compare: wanted, engines: names, enginesNamed, workloads, repeat, settings }: Options,
  folder: string,
): Promise<{ readonly engines: readonly MeasuredEngine[]; readonly missing: readonly Missing[] }> {
  if (!wanted) return { engines: [], missing: [] };
  const { found, missing } = await probeEngines(names, settings);
  const [lacking] = missing;
  if (lacking !== undefined && enginesNamed) {
    throw new UsageError(`${lacking.name} does not run here: ${lacking.problem}`);
  }
  return { engines: await compare({ engines: found, workloads, repeat, settings, folder }), missing };
}

async function compactionPart({ settings }: Options, parent: string): Promise<CompactionResult> {
  const folder = join(parent, "compaction");
  try {
    return await runJob<CompactionResult>({ kind: "compaction", settings, folder }, {
      onProgress: (text) => showProgress(`compaction: ${text}`),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof JobFailed)) throw error;
  process.stderr.write(`${error.message}${error instanceof UsageError ? " (see --help)" : ""}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
