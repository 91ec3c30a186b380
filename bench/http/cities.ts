/**
 * Real data through the executable, and a crash in the middle: `bun bench/http/cities.ts`; `--help` tells the options.
 *
 * ```
 *   start ─ transactions of 1,000 over 4 connections ─ half are acknowledged: SIGKILL
 *   start ─ every acknowledged record is there; of each unanswered transaction all records or none
 *         ─ the rest ─ every record by its id ─ all pages, in the order of ids ─ SIGTERM: exit code 0
 * ```
 *
 * Exit code 0 only when all of that held; 1 when something did not; 2 when it was called wrongly.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { SingleBar } from "cli-progress";
import { makeFolder, parseValues, UsageError, whole } from "../arguments.ts";
import { type Address, Connection, ConnectionLost } from "./connection.ts";
import { HEALTH, isHealthy } from "./messages.ts";
import { ProtocolError } from "./response_parser.ts";
import { serve, ServerFailed, type ServerProcess, startServer } from "./server_process.ts";
import { PATIENCE_MS } from "./settings.ts";
import { EXECUTABLE, fountainTarget, type Target } from "./targets.ts";
import { CheckFailed, hold, isThere, listPage, type PageRequest, scanPage, walkPages } from "./cities/checks.ts";
import { type CityRecord, inIdOrder, readCities } from "./cities/data.ts";
import { type CityBatch, sendBatches, toBatches } from "./cities/load.ts";
import { workThrough } from "./cities/work.ts";

const HELP =
  `Sends the world's cities through HTTP to FountainStore's executable, kills it in the middle, and looks whether all is there.

  bun bench/http/cities.ts [options]

  --cities N            how many of them (default: all)
  --batch N             cities of a transaction (default: 1000)
  --executable FILE     FountainStore (default: dist/fountainstore, which compile.sh builds)
  --memory MIB          its memory setting (default: 64)
  --folder PATH         where the data is put; removed afterwards (default: the system's temporary folder)
  --help                shows this
`;
const READERS = 16;
/** A server that is asked to end must have ended by then. */
const STOP_LIMIT_MS = 10_000;

/** What the steps share. */
interface Run {
  readonly target: Target;
  readonly folder: string;
  readonly batches: readonly CityBatch[];
}

async function main(args: readonly string[]): Promise<number> {
  const values = parseValues(args, {
    help: { type: "boolean", short: "h" },
    cities: { type: "string", default: "1000000" },
    batch: { type: "string", default: "1000" },
    executable: { type: "string", default: EXECUTABLE },
    memory: { type: "string", default: "64" },
    folder: { type: "string" },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [wanted, size] = [whole("cities", values.cities, 1, 1e6), whole("batch", values.batch, 1, 10_000)];
  const target = fountainTarget(values.executable, whole("memory", values.memory, 4, 2 ** 20) * 2 ** 20);
  const records = await readCities(wanted);
  const batches = toBatches(records, size);
  const parent = makeFolder(values.folder ?? tmpdir());
  const clean = (): void => rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  process.on("exit", clean);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    const run: Run = { target, folder: join(parent, "store"), batches };
    say(`${shown(records.length)} cities in ${shown(batches.length)} transactions`);
    await loadAndKill(run);
    await serve(target, run.folder, async (server) => {
      await checkAfterKill(run, server);
      await loadRest(run, server.address);
      await readAll(records, server.address);
      const { code, signal } = await server.stop(STOP_LIMIT_MS);
      hold(code === 0, () => `the server ended with ${signal ?? `exit code ${code}`} when it was asked to end`);
    });
    say("stopped with exit code 0; all of it held");
    return 0;
  } finally {
    clean();
  }
}

/** Sends transactions and kills the server once half of them are acknowledged. */
async function loadAndKill({ target, folder, batches }: Run): Promise<void> {
  const server = await startServer(target, folder);
  try {
    await server.ready(HEALTH, isHealthy);
    let left = Math.ceil(batches.length / 2);
    let killed: Promise<unknown> | undefined;
    await withBar("transactions", batches.length, async (progress) => {
      await sendBatches(server.address, batches, () => {
        if (--left > 0) return true;
        killed ??= server.kill();
        return false;
      }, progress);
      await killed;
    });
  } finally {
    await server.kill();
  }
  say(`killed with ${shown(count(batches, "acknowledged"))} acknowledged, ${count(batches, "sent")} under way`);
}

/** Every acknowledged record is there; every other transaction is there whole or not at all, and not at all if it was never sent. */
async function checkAfterKill({ batches }: Run, server: ServerProcess): Promise<void> {
  const readyMs = await server.ready(HEALTH, isHealthy);
  const found = new Map<CityBatch, number>(batches.map((batch) => [batch, 0]));
  const items = batches.flatMap((batch) => batch.records.map((record) => ({ batch, record })));
  await withBar("after the kill", items.length, (progress) =>
    workThrough({
      address: server.address,
      connections: READERS,
      items,
      progress,
      perform: async ({ batch, record }, connection) => {
        const there = await isThere(record, connection);
        hold(there || batch.state !== "acknowledged", () => `${record.id} was acknowledged and is lost`);
        if (there) found.set(batch, (found.get(batch) ?? 0) + 1);
      },
    }));
  for (const [{ state, records }, there] of found) {
    hold(there === 0 || state !== "unsent", () => `${there} records are there that were never sent`);
    hold(
      there === 0 || there === records.length,
      () => `a transaction is there in part: ${there} of ${records.length} records`,
    );
  }
  const whole = batches.filter((batch) => batch.state === "sent" && found.get(batch) !== 0).length;
  const records = batches.reduce((sum, { state, records }) => sum + (state === "acknowledged" ? records.length : 0), 0);
  say(
    `answered ${readyMs.toFixed(0)} ms after its start; ${shown(records)} acknowledged records are there, ` +
      `of the unanswered transactions ${whole} whole and ${count(batches, "sent") - whole} not at all`,
  );
}

async function loadRest({ batches }: Run, address: Address): Promise<void> {
  const rest = batches.filter(({ state }) => state !== "acknowledged");
  await withBar("the rest", rest.length, (progress) => sendBatches(address, rest, () => true, progress));
  say(`sent the rest, ${shown(rest.length)} transactions`);
}

/** Reads everything in three ways. */
async function readAll(records: readonly CityRecord[], address: Address): Promise<void> {
  await withBar("by id", records.length, (progress) =>
    workThrough({
      address,
      connections: READERS,
      items: records,
      progress,
      perform: async (record, connection) => {
        hold(await isThere(record, connection), () => `${record.id} is lost`);
      },
    }));
  say(`read ${shown(records.length)} records by id`);
  const sorted = inIdOrder(records);
  const ways: readonly (readonly [string, PageRequest])[] = [["scan query", scanPage], ["list", listPage]];
  for (const [name, page] of ways) {
    const connection = await Connection.open(address, PATIENCE_MS);
    await withBar(name, sorted.length, (progress) => walkPages(connection, sorted, page, progress));
    connection.close();
    say(`read ${shown(sorted.length)} records in the order of ids, by pages of a ${name}`);
  }
}

/** Shows how far a step is; silent without a terminal. */
async function withBar(
  name: string,
  total: number,
  step: (progress: (done?: number) => void) => Promise<void>,
): Promise<void> {
  const format = `${name.padEnd(14)} {bar} {percentage} %, {value}/{total}, {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  bar.start(total, 0);
  try {
    await step((done = 1) => bar.increment(done));
  } finally {
    bar.stop();
  }
}

function count(batches: readonly CityBatch[], state: CityBatch["state"]): number {
  return batches.filter((batch) => batch.state === state).length;
}

function shown(value: number): string {
  return value.toLocaleString("en-US");
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  const known = [CheckFailed, ServerFailed, ConnectionLost, ProtocolError].some((kind) => error instanceof kind);
  if (!(error instanceof Error) || !(usage || known)) throw error;
  process.stderr.write(`${error.message}${usage ? " (see --help)" : ""}\n`);
  process.exitCode = usage ? 2 : 1;
}
