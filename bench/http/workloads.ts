/**
 * What is asked of a server, over each number of connections.
 *
 * @module
 */

import type { Mix } from "../operations.ts";
import { BATCH_DOCUMENTS } from "../settings.ts";
import { workloadOf } from "../workloads.ts";
import { LOAD_CONNECTIONS } from "./settings.ts";

/** A workload by name, as options and tables have it. */
export type HttpWorkloadName = "load" | "get" | "update" | "A" | "insert";

/** A mix of operations; the load has none. */
export interface HttpWorkload {
  readonly name: HttpWorkloadName;
  /** Head of its rows. */
  readonly title: string;
  readonly explanation: string;
  readonly mix: Mix;
}

/** All workloads, in the order in which they run. */
export const HTTP_WORKLOADS: readonly HttpWorkload[] = [
  {
    name: "load",
    title: "load",
    explanation:
      `POST /transactions of ${BATCH_DOCUMENTS} puts into an empty store, over ${LOAD_CONNECTIONS} connections`,
    mix: [],
  },
  { name: "get", title: "GET", explanation: "GET of a record that is there", mix: [["read", 1]] },
  {
    name: "update",
    title: "update",
    explanation: "PUT of a new document under an id that is there",
    mix: [["update", 1]],
  },
  { name: "A", title: "A 50/50", explanation: "YCSB A: half GETs, half updates", mix: workloadOf("A").mix ?? [] },
  { name: "insert", title: "insert", explanation: "PUT of a document under a new id", mix: [["insert", 1]] },
];

/** The names, in order. */
export const HTTP_WORKLOAD_NAMES: readonly HttpWorkloadName[] = HTTP_WORKLOADS.map(({ name }) => name);

/** A workload with its connections, as results and figures name it: `get64`. */
export type RunName = "load" | `${Exclude<HttpWorkloadName, "load">}${number}`;

/** The name of a workload over so many connections. */
export function runName(workload: HttpWorkloadName, connections: number): RunName {
  return workload === "load" ? "load" : `${workload}${connections}`;
}
