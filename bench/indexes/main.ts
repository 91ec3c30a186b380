/**
 * Indexes beside SQLite's: the same records, the same indexes, the same questions, one after another in one run on Bun.
 *
 *     bun bench/indexes/main.ts [--records 1000000] [--folder ./bench-data]
 *
 * Prints the tables of docs/BENCHMARKS-INDEXES.md.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { describeMachine, machineLine, memoryWarning } from "../machine.ts";
import { Random } from "../random.ts";
import { formatNumber, formatUs, renderTable } from "../table.ts";
import { type Contender, COVERING, fountain, sqlite } from "./contender.ts";
import { countryOf, groupOf, idOf, INDEXES } from "./data.ts";

const MEMORY_BYTES = 256 << 20;
/** A question is asked for so long, after a tenth of that to warm up. */
const ASKED_MS = 2000;
const WRITE_COST_SHARE = 10;

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    folder: { type: "string", default: "./bench-data" },
  },
});
const records = Number(values.records);
mkdirSync(values.folder, { recursive: true });
const machine = describeMachine(values.folder);

/** What a contender needed: microseconds a question (median, 99 %), or records a second. */
type Figures = Map<string, { readonly p50: number; readonly p99: number; readonly rows: number }>;

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Asks for a while; one at a time. */
async function ask(figures: Figures, name: string, question: (random: Random) => unknown): Promise<void> {
  const random = new Random(7);
  const times: number[] = [];
  let rows = 0;
  const startedMs = performance.now();
  for (let now = startedMs; now < startedMs + ASKED_MS;) {
    const answer = question(random);
    const found = answer instanceof Promise ? await answer : answer;
    const after = performance.now();
    if (after > startedMs + ASKED_MS / 10) {
      times.push((after - now) * 1000);
      rows += Array.isArray(found) ? found.length : 1;
    }
    now = after;
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? NaN;
  figures.set(name, { p50: at(0.5), p99: at(0.99), rows: rows / times.length });
  progress(`  ${name}: ${at(0.5).toFixed(1)} us`);
}

async function seconds(run: () => Promise<unknown> | unknown): Promise<number> {
  const startedMs = performance.now();
  await run();
  return (performance.now() - startedMs) / 1000;
}

interface Result {
  readonly name: string;
  readonly loadSeconds: number;
  readonly buildSeconds: readonly number[];
  readonly figures: Figures;
  readonly streamed: number;
  readonly scanned: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Of the covering ones, where there are such. */
  readonly coveringBuildSeconds: readonly (number | undefined)[];
  readonly coveringStreamed: number;
  readonly bytesWithCovering: number;
}

async function measure(contender: Contender): Promise<Result> {
  progress(`${contender.name}: load`);
  const loadSeconds = await seconds(() => contender.load(0, records, records));
  await contender.settle();
  const bytesBefore = contender.diskBytes();
  const buildSeconds: number[] = [];
  for (const name of INDEXES) {
    progress(`${contender.name}: index ${name}`);
    buildSeconds.push(await seconds(() => contender.createIndex(name)));
  }
  await contender.settle();
  const figures: Figures = new Map();
  await ask(figures, "point read", (random) => contender.get(idOf(random.below(records))));
  await ask(figures, "equality, 10 records", (random) => contender.ofGroup(groupOf(random.below(records), records)));
  await ask(figures, "range, first 100", (random) => contender.fromScore(random.below(1_000_000) / 100, 100));
  await ask(figures, "prefix of 4 letters", (random) => {
    const letter = (): string => String.fromCharCode(97 + random.below(26));
    return contender.byNamePrefix(letter() + letter() + letter() + letter());
  });
  await ask(figures, "country, ten largest", (random) => contender.largestOf(countryOf(random.uint32()), 10));
  await ask(figures, "count of a range", (random) => contender.countOf(countryOf(random.uint32()), 20_000, 60_000));
  const streamSeconds = await seconds(() => contender.streamByScore());
  const scanSeconds = await seconds(() => contender.scan());
  const bytesAfter = contender.diskBytes();
  const coveringBuildSeconds: (number | undefined)[] = [];
  for (const name of COVERING) {
    progress(`${contender.name}: covering index ${name}`);
    let made = false;
    const buildSeconds = await seconds(async () => made = await contender.createCovering(name));
    coveringBuildSeconds.push(made ? buildSeconds : undefined);
  }
  await contender.settle();
  await ask(figures, "equality, 10 records, covering", (random) => {
    return contender.ofGroup(groupOf(random.below(records), records), true);
  });
  const coveringStreamSeconds = await seconds(() => contender.streamByScore(true));
  return {
    name: contender.name,
    loadSeconds,
    buildSeconds,
    figures,
    streamed: records / streamSeconds,
    scanned: records / scanSeconds,
    bytesBefore,
    bytesAfter,
    coveringBuildSeconds,
    coveringStreamed: records / coveringStreamSeconds,
    bytesWithCovering: contender.diskBytes(),
  };
}

/** Records a second into a new store that has so many indexes from the start. */
async function writeRates(make: (folder: string, bytes: number) => Promise<Contender>): Promise<number[]> {
  const count = Math.floor(records / WRITE_COST_SHARE);
  const rates: number[] = [];
  for (let indexes = 0; indexes <= INDEXES.length; indexes++) {
    await inFolder(async (folder) => {
      const contender = await make(folder, MEMORY_BYTES);
      for (const name of INDEXES.slice(0, indexes)) await contender.createIndex(name);
      rates.push(count / await seconds(() => contender.load(0, count, count)));
      await contender.close();
    });
    progress(`  ${indexes} indexes: ${formatNumber(rates.at(-1))} records/s`);
  }
  return rates;
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(values.folder, "indexes-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MAKERS = [fountain, sqlite];
const results: Result[] = [];
const rates: number[][] = [];
for (const make of MAKERS) {
  results.push(
    await inFolder(async (folder) => {
      const contender = await make(folder, MEMORY_BYTES);
      try {
        return await measure(contender);
      } finally {
        await contender.close();
      }
    }),
  );
  rates.push(await writeRates(make));
}

const heads = ["", ...results.map(({ name }) => name)];
const questions = [...results[0]?.figures.keys() ?? []].map((name) => [
  name,
  ...results.map(({ figures }) => {
    const { p50, p99, rows } = figures.get(name) ?? { p50: NaN, p99: NaN, rows: NaN };
    return `${formatUs(p50)} / ${formatUs(p99)} (${formatNumber(rows, 1)})`;
  }),
]);
const wholes: string[][] = [
  ["load, records/s", ...results.map(({ loadSeconds }) => formatNumber(records / loadSeconds))],
  ...INDEXES.map((
    name,
    at,
  ) => [`build ${name}, s`, ...results.map(({ buildSeconds }) => formatNumber(buildSeconds[at], 1))]),
  ...COVERING.map((name, at) => [
    `build ${name}, covering, s`,
    ...results.map(({ coveringBuildSeconds: all }) => all[at] === undefined ? "none" : formatNumber(all[at], 1)),
  ]),
  ["stream by an index, records/s", ...results.map(({ streamed }) => formatNumber(streamed))],
  ["stream by a covering index, records/s", ...results.map(({ coveringStreamed }) => formatNumber(coveringStreamed))],
  ["scan by id, records/s", ...results.map(({ scanned }) => formatNumber(scanned))],
  ["MB without indexes", ...results.map(({ bytesBefore }) => formatNumber(bytesBefore / 1e6))],
  ["MB with four", ...results.map(({ bytesAfter }) => formatNumber(bytesAfter / 1e6))],
  ["MB with two covering ones beside", ...results.map((each) => formatNumber(each.bytesWithCovering / 1e6))],
];
const costs = rates[0]?.map((_, indexes) => [
  `${indexes}`,
  ...rates.map((each) =>
    `${formatNumber(each[indexes])} (${formatNumber(100 * (each[indexes] ?? NaN) / (each[0] ?? NaN))} %)`
  ),
]) ?? [];
const lines = [
  machineLine(machine),
  `- ${machine.runtime}, ${formatNumber(records)} records, ${MEMORY_BYTES >> 20} MiB of memory for each, ${
    machine.date.slice(0, 10)
  }`,
  ...memoryWarning(machine),
  "",
  "Microseconds a question, median / 99 %, and in brackets the records of an answer:",
  "",
  renderTable(heads, questions),
  "",
  renderTable(heads, wholes),
  "",
  "Records a second, in transactions of 1000, by the number of indexes:",
  "",
  renderTable(["indexes", ...results.map(({ name }) => name)], costs),
];
process.stdout.write(`${lines.join("\n")}\n`);
