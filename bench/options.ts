/**
 * The command line.
 *
 * @module
 */

import type { ParseArgsConfig } from "node:util";
import { list, number, oneOf, parseValues, whole } from "./arguments.ts";
import { type BenchDurability, type EngineName, ENGINES } from "./drivers/driver.ts";
import { type Distribution, ROWS_MAX } from "./requests.ts";
import type { RunSettings } from "./settings.ts";
import { WORKLOAD_NAMES, type WorkloadName, WORKLOADS } from "./workloads.ts";

const MIB = 1024 * 1024;

/** What a run does. */
export interface Options {
  readonly help: boolean;
  /** Engines; whether they were named, so that one which does not run here is an error. */
  readonly engines: readonly EngineName[];
  readonly enginesNamed: boolean;
  readonly workloads: readonly WorkloadName[];
  readonly repeat: number;
  readonly settings: RunSettings;
  /** Where data folders are made; undefined: the system's folder for temporary files. */
  readonly folder: string | undefined;
  readonly json: string | undefined;
  readonly write: boolean;
  readonly compare: boolean;
  readonly growth: boolean;
  readonly growthRows: readonly number[];
  readonly compaction: boolean;
}

export const HELP = `Measures FountainStore and other embedded engines on the same documents and requests.

  bun bench/main.ts [options]             npm run bench -- [options]
  deno run -A bench/main.ts [options]     without bun:sqlite, which is Bun's

What is measured (default: --compare)
  --compare             the engines against each other
  --growth              FountainStore alone from 10^4 to 10^7 rows; --growth-rows 10000,100000 chooses others
  --compaction          FountainStore's reads while everything is merged, against reads at rest
  --all                 all three

Comparison
  --engines LIST        of ${ENGINES.join(", ")} (default: all that run here)
  --workloads LIST      of ${WORKLOAD_NAMES.join(", ")} (default: all; the load runs in any case)
  --repeat N            repetitions, engines in turn within each; medians are told (default: 3)

Data and requests
  --rows N              documents that are loaded (default: 200000)
  --value-bytes N       characters of text in a document, in ten fields (default: 1000)
  --distribution NAME   zipfian (0.99, scrambled) or uniform (default: zipfian)
  --seed N              determines texts, ids and requests (default: 42)
  --seconds N           how long each workload goes on (default: 5)
  --operations N        how many operations each workload does, instead of a time
  --rest N              seconds of rest before each workload (default: 1)
  --batches-in-flight N batches of the load under way at once (default: 4)

Engines
  --durability WHEN     always: a write is answered when it is on disk; os: when the system has it (default: always)
  --memory MIB          FountainStore's memory setting; the others run with their defaults (default: 256)
  --folder PATH         where the data is put; removed afterwards (default: the system's temporary folder)

Output
  --json FILE           writes all figures as JSON
  --write               writes docs/BENCHMARKS.md from this run; of --growth alone, docs/BENCHMARKS-GROWTH.md
  --help                shows this

Workloads
${WORKLOADS.map(({ name, explanation }) => `  ${name.padEnd(22)}${explanation}`).join("\n")}
`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  compare: { type: "boolean" },
  growth: { type: "boolean" },
  "growth-rows": { type: "string", default: "10000,100000,1000000,10000000" },
  compaction: { type: "boolean" },
  all: { type: "boolean" },
  engines: { type: "string" },
  workloads: { type: "string", default: WORKLOAD_NAMES.join(",") },
  repeat: { type: "string", default: "3" },
  rows: { type: "string", default: "200000" },
  "value-bytes": { type: "string", default: "1000" },
  distribution: { type: "string", default: "zipfian" },
  seed: { type: "string", default: "42" },
  seconds: { type: "string", default: "5" },
  operations: { type: "string" },
  rest: { type: "string", default: "1" },
  "batches-in-flight": { type: "string", default: "4" },
  durability: { type: "string", default: "always" },
  memory: { type: "string", default: "256" },
  folder: { type: "string" },
  json: { type: "string" },
  write: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parseValues(args, OPTIONS);
  const all = values.all === true;
  const { growth = all, compaction = all } = values;
  return {
    help: values.help ?? false,
    engines: list("engines", values.engines ?? ENGINES.join(","), ENGINES),
    enginesNamed: values.engines !== undefined,
    workloads: list("workloads", values.workloads, WORKLOAD_NAMES),
    repeat: whole("repeat", values.repeat, 1, 1000),
    settings: {
      rows: whole("rows", values.rows, 1, ROWS_MAX),
      valueBytes: whole("value-bytes", values["value-bytes"], 10, MIB),
      seed: whole("seed", values.seed, 0, 2 ** 31 - 1),
      distribution: oneOf<Distribution>("distribution", values.distribution, ["zipfian", "uniform"]),
      durability: oneOf<BenchDurability>("durability", values.durability, ["always", "os"]),
      memoryBytes: whole("memory", values.memory, 4, 2 ** 20) * MIB,
      seconds: number("seconds", values.seconds, 0.01),
      operations: values.operations === undefined ? undefined : whole("operations", values.operations, 1, 1e12),
      restSeconds: number("rest", values.rest, 0),
      batchesInFlight: whole("batches-in-flight", values["batches-in-flight"], 1, 1000),
    },
    folder: values.folder,
    json: values.json,
    write: values.write ?? false,
    compare: values.compare ?? (all || (!growth && !compaction)),
    growth,
    growthRows: values["growth-rows"].split(",").map((rows) => whole("growth-rows", rows, 1, ROWS_MAX)),
    compaction,
  };
}
