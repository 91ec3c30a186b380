/**
 * Indexes over HTTP: FountainStore's executable and a thin server over SQLite, with the same records, the same indexes, the same questions, in one run
 * on Bun. The executable must be built: `./compile.sh`.
 *
 *     bun bench/indexes/http.ts [--records 1000000] [--seconds 2] [--folder ./bench-data]
 *
 * ```
 *   for each server    start ─ transactions of 1,000 over 4 connections ─ each index, until it is ready ─ settle
 *   for each question  a sample of both, compared ─ for each server: over 1 connection ─ over 16
 * ```
 *
 * One server at a time has work; the other one waits. The load generator shares the machine with it, so look at the server's processor time too.
 * Prints the tables of "Over HTTP" in docs/BENCHMARKS-INDEXES.md. Exit code 1 when a server fails, or answers what the other does not; 2 when this was
 * called wrongly.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { makeFolder, number, parseValues, UsageError, whole } from "../arguments.ts";
import { ConnectionLost } from "../http/connection.ts";
import type { LoadResult } from "../http/generator.ts";
import { HEALTH, isHealthy } from "../http/messages.ts";
import { ProtocolError } from "../http/response_parser.ts";
import { serve, ServerFailed } from "../http/server_process.ts";
import { EXECUTABLE, fountainTarget, sqliteIndexesTarget, type Target } from "../http/targets.ts";
import { describeMachine, machineLine, memoryWarning } from "../machine.ts";
import { formatNumber, formatUs, NOTHING, renderTable } from "../table.ts";
import { INDEXES } from "./data.ts";
import { ask, fill, type Filled, type Plan, sample, type Sampled, type Side } from "./http_side.ts";
import { QUESTIONS, WrongAnswer } from "./questions.ts";

const MEMORY_BYTES = 256 << 20;
const SEED = 7;
const MANY = 16;

/** A question, asked of all sides. */
interface Asked {
  readonly title: string;
  readonly sampled: Sampled;
  /** For each side: over one connection, and over many. */
  readonly figures: readonly { readonly one: LoadResult; readonly many: LoadResult }[];
}

/** All that was measured. */
interface Results {
  readonly names: readonly string[];
  readonly filled: readonly Filled[];
  readonly asked: readonly Asked[];
  /** Of each side, at its peak. */
  readonly memoryBytes: readonly (number | undefined)[];
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const values = parseValues(args, {
    records: { type: "string", default: "1000000" },
    seconds: { type: "string", default: "2" },
    folder: { type: "string", default: "./bench-data" },
  });
  const plan: Plan = {
    records: whole("records", values.records, 100, 10_000_000),
    seconds: number("seconds", values.seconds, 0.01),
    seed: SEED,
  };
  const fountain = fountainTarget(EXECUTABLE, MEMORY_BYTES);
  const folder = makeFolder(values.folder);
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.on("exit", clean);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    const machine = describeMachine(folder);
    const sqlite = sqliteIndexesTarget(folder, MEMORY_BYTES);
    const results = await withSide("FountainStore", fountain, join(folder, "fountain"), (one) => {
      return withSide("SQLite server", sqlite, join(folder, "sqlite"), (other) => measure(plan, [one, other]));
    });
    const lines = [
      machineLine(machine),
      `- ${machine.runtime}, SQLite ${await sqliteVersion()}, revision ${machine.revision}`,
      `- FountainStore: ${fountain.description}`,
      `- SQLite server: ${sqlite.description}`,
      `- ${formatNumber(plan.records)} records, ${
        MEMORY_BYTES >> 20
      } MiB of memory for each, each question ${plan.seconds} s, ` +
      `seed ${plan.seed}, ${machine.date.slice(0, 10)}`,
      ...memoryWarning(machine),
      ...tables(results),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  } finally {
    clean();
  }
}

async function sqliteVersion(): Promise<string> {
  const { Database } = await import("bun:sqlite");
  const database = new Database(":memory:");
  const [[version] = []] = database.query("SELECT sqlite_version()").values();
  database.close();
  return String(version);
}

/** Starts a server, lets `use` have it, ends it. */
async function withSide<T>(
  name: Side["name"],
  target: Target,
  folder: string,
  use: (side: Side) => Promise<T>,
): Promise<T> {
  return await serve(target, folder, async (server) => {
    await server.ready(HEALTH, isHealthy);
    return await use({ name, server, folder });
  });
}

async function measure(plan: Plan, sides: readonly Side[]): Promise<Results> {
  const filled: Filled[] = [];
  for (const side of sides) filled.push(await fill(side, plan, (text) => progress(`${side.name}: ${text}`)));
  const asked: Asked[] = [];
  for (const question of QUESTIONS) {
    const { title } = question;
    progress(title);
    const sampled = await sample(question, sides, plan);
    const figures: Asked["figures"][number][] = [];
    for (const side of sides) {
      const one = await ask(question, side, 1, plan);
      figures.push({ one, many: await ask(question, side, MANY, plan) });
    }
    asked.push({ title, sampled, figures });
  }
  const memoryBytes = sides.map(({ server }) => server.memory?.peakBytes);
  return { names: sides.map(({ name }) => name), filled, asked, memoryBytes };
}

function tables({ names, filled, asked, memoryBytes }: Results): string[] {
  const one = asked.map(({ title, sampled, figures }) => [
    title,
    ...figures.map(({ one: { latency: { read } } }) => `${formatUs(read?.p50)} / ${formatUs(read?.p99)}`),
    formatNumber(sampled.records, 1),
    ...sampled.bytes.map((bytes) => formatNumber(bytes)),
  ]);
  const many = asked.map(({ title, figures }) => [
    title,
    ...figures.map(({ many: { perSecond, requests, serverProcessorMs } }) => {
      const us = serverProcessorMs === undefined ? undefined : serverProcessorMs * 1000 / requests;
      return `${formatNumber(perSecond)} (${formatUs(us)})`;
    }),
  ]);
  const wholes = [
    ["load, records/s", ...filled.map(({ loadPerSecond }) => formatNumber(loadPerSecond))],
    ...INDEXES.map((name, at) => [
      `build ${name}, s`,
      ...filled.map(({ buildSeconds }) => formatNumber(buildSeconds[at], 1)),
    ]),
    ["MB on disk with four", ...filled.map(({ diskBytes }) => formatNumber(diskBytes / 1e6))],
    [
      "MB of memory at the peak",
      ...memoryBytes.map((bytes) => bytes === undefined ? NOTHING : formatNumber(bytes / 1e6)),
    ],
  ];
  return [
    "",
    "Microseconds a request over one connection, median / 99 %; records and bytes of an answer:",
    "",
    renderTable(["", ...names, "records", ...names.map((name) => `bytes, ${name}`)], one),
    "",
    `Requests a second over ${MANY} connections, and in brackets the microseconds of the server's processor time for each:`,
    "",
    renderTable(["", ...names], many),
    "",
    renderTable(["", ...names], wholes),
  ];
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  const known = [ServerFailed, WrongAnswer, ConnectionLost, ProtocolError].some((kind) => error instanceof kind);
  if (!(error instanceof Error) || !(usage || known)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = usage ? 2 : 1;
}
