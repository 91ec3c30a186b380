/**
 * The command line of the HTTP benchmark.
 *
 * @module
 */

import type { ParseArgsConfig } from "node:util";
import { list, number, oneOf, parseValues, UsageError, whole } from "../arguments.ts";
import { type Distribution, ROWS_MAX } from "../requests.ts";
import type { Address } from "./connection.ts";
import { type HttpSettings, TARGETS } from "./settings.ts";
import { EXECUTABLE } from "./targets.ts";
import { HTTP_WORKLOAD_NAMES, HTTP_WORKLOADS, type HttpWorkloadName } from "./workloads.ts";

const MIB = 2 ** 20;

/** What a run does. */
export interface HttpOptions {
  readonly help: boolean;
  /** Targets; whether they were named, so that one which is not built is an error. */
  readonly targets: readonly (typeof TARGETS)[number][];
  readonly targetsNamed: boolean;
  readonly address: Address | undefined;
  readonly workloads: readonly HttpWorkloadName[];
  readonly repeat: number;
  readonly settings: HttpSettings;
  readonly compare: boolean;
  readonly first: boolean;
  readonly firstRows: number;
  readonly firstLimitSeconds: number;
  readonly firstRounds: number;
  readonly executable: string;
  /** Where data folders are made; undefined: the system's folder for temporary files. */
  readonly folder: string | undefined;
  readonly json: string | undefined;
  readonly write: boolean;
}

export const HTTP_HELP =
  `Measures servers over HTTP with the same documents and requests: FountainStore's executable and two references.

  bun bench/http/main.ts [options]

What is measured (default: both)
  --compare             the targets under load
  --first               the first answer after the start, of FountainStore and of the bare server

Targets
  --target LIST         of ${TARGETS.join(", ")} (default: all that are there; the references are built here)
  --url URL             a server that runs already and wants no key, as http://127.0.0.1:8080; it keeps the rows.
                        Without --target it is measured alone
  --executable FILE     FountainStore (default: dist/fountainstore, which compile.sh builds)
  --memory MIB          FountainStore's memory setting (default: 256)

Load
  --workloads LIST      of ${HTTP_WORKLOAD_NAMES.join(", ")} (default: all; the load runs in any case)
  --connections LIST    numbers of keep-alive connections, one request under way on each (default: 1,16,64)
  --rows N              documents that are loaded (default: 200000)
  --seconds N           how long each workload goes on, after a tenth of that as warm-up (default: 3)
  --rest N              seconds of rest before each workload (default: 1)
  --repeat N            repetitions, targets in turn within each; medians are told (default: 3)
  --value-bytes N       characters of text in a document, in ten fields (default: 1000)
  --distribution NAME   zipfian (0.99, scrambled) or uniform (default: zipfian)
  --seed N              determines texts, ids and requests (default: 42)

First answer
  --first-rows N        records in the loaded store (default: 1000000)
  --first-limit N       seconds that their load may take; then it stays at as many as there are (default: 240)
  --first-rounds N      rounds of starts (default: 9)

Output
  --folder PATH         where the data is put; removed afterwards (default: the system's temporary folder)
  --json FILE           writes all figures as JSON
  --write               writes docs/BENCHMARKS-HTTP.md from this run
  --help                shows this

Workloads
${HTTP_WORKLOADS.map(({ name, explanation }) => `  ${name.padEnd(22)}${explanation}`).join("\n")}
`;

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  compare: { type: "boolean" },
  first: { type: "boolean" },
  target: { type: "string" },
  url: { type: "string" },
  executable: { type: "string", default: EXECUTABLE },
  memory: { type: "string", default: "256" },
  workloads: { type: "string", default: HTTP_WORKLOAD_NAMES.join(",") },
  connections: { type: "string", default: "1,16,64" },
  rows: { type: "string", default: "200000" },
  seconds: { type: "string", default: "3" },
  rest: { type: "string", default: "1" },
  repeat: { type: "string", default: "3" },
  "value-bytes": { type: "string", default: "1000" },
  distribution: { type: "string", default: "zipfian" },
  seed: { type: "string", default: "42" },
  "first-rows": { type: "string", default: "1000000" },
  "first-limit": { type: "string", default: "240" },
  "first-rounds": { type: "string", default: "9" },
  folder: { type: "string" },
  json: { type: "string" },
  write: { type: "boolean" },
} as const satisfies ParseArgsConfig["options"];

/** @throws UsageError */
export function parseHttpOptions(args: readonly string[]): HttpOptions {
  const values = parseValues(args, OPTIONS);
  const { compare = false, first = false } = values;
  return {
    help: values.help ?? false,
    targets: values.target === undefined && values.url !== undefined
      ? []
      : list("target", values.target ?? TARGETS.join(","), TARGETS),
    targetsNamed: values.target !== undefined,
    address: values.url === undefined ? undefined : addressOf(values.url),
    workloads: list("workloads", values.workloads, HTTP_WORKLOAD_NAMES),
    repeat: whole("repeat", values.repeat, 1, 1000),
    settings: {
      rows: whole("rows", values.rows, 1, ROWS_MAX),
      valueBytes: whole("value-bytes", values["value-bytes"], 10, MIB),
      seed: whole("seed", values.seed, 0, 2 ** 31 - 1),
      distribution: oneOf<Distribution>("distribution", values.distribution, ["zipfian", "uniform"]),
      connections: values.connections.split(",").map((count) => whole("connections", count, 1, 10_000)),
      seconds: number("seconds", values.seconds, 0.01),
      restSeconds: number("rest", values.rest, 0),
      memoryBytes: whole("memory", values.memory, 4, 2 ** 20) * MIB,
    },
    compare: compare || !first,
    first: first || !compare,
    firstRows: whole("first-rows", values["first-rows"], 1, ROWS_MAX),
    firstLimitSeconds: number("first-limit", values["first-limit"], 0.01),
    firstRounds: whole("first-rounds", values["first-rounds"], 1, 1000),
    executable: values.executable,
    folder: values.folder,
    json: values.json,
    write: values.write ?? false,
  };
}

function addressOf(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:") throw new UsageError(`--url must begin with http://, not ${JSON.stringify(text)}`);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? 80 : Number(url.port) };
}
