/**
 * The benchmark, run small: every engine that runs here, every workload, both tables about FountainStore alone. So it cannot rot unseen, and what
 * it writes has the form that it should have. How fast anything is is no matter here.
 *
 * @module
 */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BENCH_LIMIT_MS, type Ended, runBench } from "../support/bench.ts";

/** Figures of an engine, as far as they are looked at here. */
interface Figures {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The JSON file, as far as it is looked at here. */
interface BenchJson {
  readonly format: number;
  readonly machine: { readonly runtime: string; readonly processor: string };
  readonly settings: { readonly rows: number; readonly seed: number };
  readonly engines: readonly {
    readonly name: string;
    readonly version: string;
    readonly samples: readonly unknown[];
  }[];
  readonly metrics: readonly {
    readonly name: string;
    readonly bestPeer?: string;
    readonly engines: Readonly<Record<string, Figures | undefined>>;
    readonly ratios: Readonly<Record<string, Figures | undefined>>;
  }[];
  readonly aims: readonly { readonly text: string; readonly ratio?: Figures; readonly met?: boolean }[];
  readonly growth: readonly {
    readonly rows: number;
    readonly openCleanMs: Figures;
    readonly openKilledMs: Figures;
    readonly openEmptyMs: Figures;
  }[];
  readonly compaction: { readonly compactionMs: number; readonly idle: unknown; readonly compacting: unknown };
}

const WORKLOADS = ["load", "C", "B", "A", "F", "E", "miss", "put1", "put16", "put64", "open"];
const SMALL = ["--rows", "500", "--operations", "60", "--seconds", "0.2", "--rest", "0", "--repeat", "1"];

const folder = mkdtempSync(join(tmpdir(), "fountain-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]): Promise<Ended> {
  return runBench("bench/main.ts", ...args);
}

describe("a small run", () => {
  let output = "";
  let json: BenchJson;

  beforeAll(async () => {
    const file = join(folder, "bench.json");
    const data = join(folder, "data");
    const run = await bench("--all", ...SMALL, "--growth-rows", "200,400", "--json", file, "--folder", data);
    output = run.output;
    expect(run.exitCode, output).toBe(0);
    expect(readdirSync(data)).toEqual([]);
    json = JSON.parse(readFileSync(file, "utf8")) as BenchJson;
  }, BENCH_LIMIT_MS);

  test("says on what it was made", () => {
    expect(json.format).toBe(1);
    expect(json.machine.runtime).toMatch(/^(?:Bun|Deno) \d+\.\d+\.\d+/);
    expect(json.machine.processor).not.toBe("");
    expect(json.settings).toMatchObject({ rows: 500, seed: 42 });
    for (const text of [json.machine.processor, json.machine.runtime, "seed 42", "load average", "500 rows"]) {
      expect(output).toContain(text);
    }
  });

  test("measures every engine of the runtime", () => {
    const peers = json.machine.runtime.startsWith("Bun") ? ["sqlite"] : [];
    expect(json.engines.map(({ name }) => name)).toEqual(["fountain", "classic-level", "lmdb", ...peers]);
    for (const { version, samples } of json.engines) {
      expect(output).toContain(version);
      expect(samples).toHaveLength(1);
    }
  });

  test.each(WORKLOADS)("has positive figures of all engines for %s, and ratios", (workload) => {
    const metric = json.metrics.find(({ name }) => name === workload);
    const names = json.engines.map(({ name }) => name);
    expect(Object.keys(metric?.engines ?? {})).toEqual(names);
    for (const name of names) expect(metric?.engines[name]?.median).toBeGreaterThan(0);
    expect(names.slice(1)).toContain(metric?.bestPeer);
    for (const name of names.slice(1)) expect(metric?.ratios[name]?.median).toBeGreaterThan(0);
  });

  test("prints figures, ratios, aims and latencies", () => {
    for (const head of ["## Figures", "## Ratios", "fountain / best peer", "## Aims", "## Latencies"]) {
      expect(output).toContain(head);
    }
    expect(json.aims).toHaveLength(5);
    for (const { text, met } of json.aims) {
      expect(output).toContain(text);
      const said = met === undefined ? "not measured" : met ? "met" : "not met";
      const line = output.split("\n").find((each) => each.includes(text)) ?? "";
      expect(line).toMatch(new RegExp(String.raw`\| +${said} +\|$`));
    }
  });

  test("shows how FountainStore grows", () => {
    expect(json.growth.map(({ rows }) => rows)).toEqual([200, 400]);
    for (const { openCleanMs, openKilledMs, openEmptyMs } of json.growth) {
      for (const { median } of [openCleanMs, openKilledMs, openEmptyMs]) expect(median).toBeGreaterThan(0);
    }
    expect(output).toContain("open after a kill");
  });

  test("shows reads under compaction", () => {
    expect(json.compaction.compactionMs).toBeGreaterThan(0);
    expect(output).toMatch(/call, p99 .*\d/);
  });

  test("prints tables whose lines have one width", () => {
    for (const table of output.split("\n\n").filter((block) => block.startsWith("| "))) {
      expect(new Set(table.trimEnd().split("\n").map((line) => line.length)).size).toBe(1);
    }
  });
});

describe("usage", () => {
  test("--help names every option and workload", async () => {
    const { exitCode, output } = await bench("--help");
    expect(exitCode).toBe(0);
    const options = ["engines", "workloads", "repeat", "rows", "value-bytes", "seed", "distribution", "seconds"];
    const others = ["operations", "durability", "memory", "folder", "json", "write", "growth", "compaction"];
    for (const option of [...options, ...others]) expect(output).toContain(`--${option}`);
    for (const workload of WORKLOADS) expect(output).toContain(`  ${workload} `);
  });

  test.each([
    [["--fast"], "--fast"],
    [["--rows", "many"], "--rows must be a whole number"],
    [["--engines", "fountain,oracle"], "--engines must be of"],
    [["--durability", "never"], "--durability must be of"],
    [["rows"], "rows"],
  ])("%j is refused in one line, with exit code 2", async (args, message) => {
    const { exitCode, output } = await bench(...args);
    expect(exitCode).toBe(2);
    expect(output.trim()).toContain(message);
    expect(output.trim()).not.toContain("\n");
  });

  test.each(["BENCHMARKS.md", "BENCHMARKS-GROWTH.md"])("docs/%s, when it is there, was generated", (name) => {
    const page = new URL(`../../docs/${name}`, import.meta.url);
    if (existsSync(page)) expect(readFileSync(page, "utf8")).toMatch(/^<!-- Generated by `(?:bun|deno run -A) bench\//);
  });
});
