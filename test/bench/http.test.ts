/**
 * The HTTP benchmark, run small: the references, and FountainStore's executable where it is built, under every workload. So it cannot rot unseen, and
 * what it writes has the form that it should have. How fast anything is is no matter here.
 *
 * @module
 */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BENCH_LIMIT_MS, type Ended, runBenchOnBun } from "../support/bench.ts";
import { builtExecutable } from "../support/executable.ts";

/** Figures of a target, as far as they are looked at here. */
interface Figure {
  readonly title: string;
  readonly targets: Readonly<Record<string, { readonly median: number } | undefined>>;
  readonly ratios: Readonly<Record<string, { readonly median: number } | undefined>>;
}

/** The JSON file, as far as it is looked at here. */
interface HttpJson {
  readonly format: number;
  readonly machine: { readonly runtime: string; readonly processor: string };
  readonly settings: { readonly rows: number; readonly seed: number };
  readonly targets: readonly {
    readonly name: string;
    readonly samples: readonly {
      readonly compared: number;
      readonly runs: Readonly<Record<string, { readonly errors: object; readonly requests: number }>>;
    }[];
  }[];
  readonly missing: readonly string[];
  readonly rates: readonly Figure[];
  readonly processor: readonly Figure[];
  readonly space: readonly Figure[];
  readonly aims: readonly { readonly text: string; readonly met?: boolean }[];
  readonly first?: { readonly rows: number; readonly samples: readonly Readonly<Record<string, number>>[] };
}

const ROWS = 1500;
const RUNS = ["load", ...["get", "update", "A", "insert"].flatMap((name) => [`${name}1`, `${name}3`])];
const SMALL = ["--rows", String(ROWS), "--seconds", "0.15", "--rest", "0", "--repeat", "1", "--connections", "1,3"];
const FIRST = ["--first-rows", "2500", "--first-rounds", "1"];
const targets = builtExecutable() === undefined ? ["sqlite", "bare"] : ["fountain", "sqlite", "bare"];

const folder = mkdtempSync(join(tmpdir(), "fountain-http-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]): Promise<Ended> {
  return runBenchOnBun("bench/http/main.ts", ...args);
}

describe("a small run", () => {
  let output = "";
  let json: HttpJson;

  beforeAll(async () => {
    const [file, data] = [join(folder, "bench.json"), join(folder, "data")];
    const run = await bench(...SMALL, ...FIRST, "--json", file, "--folder", data);
    output = run.output;
    expect(run.exitCode, output).toBe(0);
    expect(readdirSync(data)).toEqual([]);
    json = JSON.parse(readFileSync(file, "utf8")) as HttpJson;
  }, BENCH_LIMIT_MS);

  test("says on what it was made", () => {
    expect(json.format).toBe(1);
    expect(json.machine.runtime).toMatch(/^Bun \d+\.\d+\.\d+/);
    expect(json.settings).toMatchObject({ rows: ROWS, seed: 42 });
    for (const text of [json.machine.processor, json.machine.runtime, "seed 42", "load average", `${ROWS} rows`]) {
      expect(output).toContain(text);
    }
  });

  test("measures every target that is there, under every workload, without an error", () => {
    expect(json.targets.map(({ name }) => name)).toEqual(targets);
    expect(json.missing).toHaveLength(3 - targets.length);
    for (const { name, samples: [sample] } of json.targets) {
      expect(Object.keys(sample?.runs ?? {})).toEqual(RUNS);
      for (const [run, { errors, requests }] of Object.entries(sample?.runs ?? {})) {
        expect(errors, `${name} ${run}`).toEqual({});
        expect(requests).toBeGreaterThan(0);
      }
      expect(sample?.runs["load"]?.requests).toBe(Math.ceil(ROWS / 1000));
      if (name === "bare") expect(sample?.compared).toBe(0);
      else expect(sample?.compared).toBeGreaterThan(0);
    }
  });

  test("has positive figures, and ratios where FountainStore is there", () => {
    expect(json.rates).toHaveLength(RUNS.length);
    expect(json.processor).toHaveLength(RUNS.length);
    for (const { targets: figures, ratios } of json.rates) {
      for (const name of targets) expect(figures[name]?.median).toBeGreaterThan(0);
      if (targets.includes("fountain")) expect(Object.keys(ratios)).toEqual(["sqlite", "bare"]);
    }
    for (const { median } of Object.values(json.space[0]?.targets ?? {}).flatMap((figure) => figure ?? [])) {
      expect(median).toBeGreaterThan(0);
    }
  });

  test("prints figures, errors, latencies and aims", () => {
    for (const head of ["Figures", "Aims", "Errors", "Latencies", "Processor time", "Memory and disk"]) {
      expect(output).toContain(`## ${head}\n`);
    }
    expect(output).toContain("None: every request was answered");
    for (const { text, met } of json.aims) {
      const said = met === undefined ? "not measured" : met ? "met" : "not met";
      const line = output.split("\n").find((each) => each.includes(text)) ?? "";
      expect(line).toMatch(new RegExp(String.raw`\| +${said} +\|$`));
    }
  });

  test("measures first answers where FountainStore is there", () => {
    if (!targets.includes("fountain")) return expect(json.first).toBe(undefined);
    expect(json.first?.rows).toBe(2500);
    for (const sample of json.first?.samples ?? []) {
      for (const ms of Object.values(sample)) expect(ms).toBeGreaterThan(0);
    }
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
    const options = ["target", "url", "executable", "memory", "workloads", "connections", "rows", "seconds", "repeat"];
    for (const option of [...options, "first-rows", "folder", "json", "write"]) expect(output).toContain(`--${option}`);
    for (const workload of ["load", "get", "update", "A", "insert"]) expect(output).toContain(`  ${workload} `);
  });

  test.each([
    [["--fast"], "--fast"],
    [["--target", "fountain,oracle"], "--target must be of"],
    [["--connections", "1,many"], "--connections must be a whole number"],
    [["--url", "https://127.0.0.1"], "--url must begin with http://"],
    [["--target", "fountain", "--executable", "nowhere"], "nowhere is not there"],
  ])("%j is refused in one line, with exit code 2", async (args, message) => {
    const { exitCode, output } = await bench(...args);
    expect(exitCode).toBe(2);
    expect(output.trim()).toContain(message);
    expect(output.trim()).not.toContain("\n");
  });

  test("a server that cannot be reached ends it with exit code 1", async () => {
    const { exitCode, output } = await bench("--compare", "--target", "bare", "--url", "http://127.0.0.1:1", ...SMALL);
    expect(exitCode).toBe(1);
    expect(output).toContain("ECONNREFUSED");
  });

  test("docs/BENCHMARKS-HTTP.md, when it is there, was generated", () => {
    const page = new URL("../../docs/BENCHMARKS-HTTP.md", import.meta.url);
    if (existsSync(page)) expect(readFileSync(page, "utf8")).toMatch(/^<!-- Generated by `bun bench\/http\/main\.ts/);
  });
});
