/**
 * The workloads, after YCSB's (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010): A, B, C, E and F, and beside them a load, searches for
 * what is not there, and puts from 1, 16 and 64 writers at once.
 *
 * One client issues the mixes, an operation after the other; an update and an insert write a whole new document.
 *
 * @module
 */

import type { Mix } from "./operations.ts";
import { BATCH_DOCUMENTS, SCAN_RECORDS } from "./settings.ts";

/** What one operation does. */
export type OperationKind =
  /** Gets and parses the document of a row. */
  | "read"
  /** Puts a new document for a row that is there. */
  | "update"
  /** Gets a row's document, changes one field, puts it. */
  | "modify"
  /** Reads and parses the documents behind a row. */
  | "scan"
  /** Puts a row that was not there. */
  | "insert"
  /** Looks for an id that is not there. */
  | "miss";

/** A workload by name, as options and tables have it. */
export type WorkloadName = "load" | "C" | "B" | "A" | "F" | "E" | "miss" | "put1" | "put16" | "put64" | "open";

/** What a workload does: a mix of operations with their shares, or writers at once. */
export interface Workload {
  readonly name: WorkloadName;
  /** Head of its column. */
  readonly title: string;
  readonly explanation: string;
  readonly mix?: Mix;
  readonly writers?: number;
}

/** All workloads, in the order in which they run. */
export const WORKLOADS: readonly Workload[] = [
  { name: "load", title: "load", explanation: `puts all rows into an empty store, ${BATCH_DOCUMENTS} to a batch` },
  { name: "C", title: "C read", explanation: "100 % reads", mix: [["read", 1]] },
  { name: "B", title: "B 95/5", explanation: "95 % reads, 5 % updates", mix: [["read", 0.95], ["update", 0.05]] },
  { name: "A", title: "A 50/50", explanation: "50 % reads, 50 % updates", mix: [["read", 0.5], ["update", 0.5]] },
  {
    name: "F",
    title: "F rmw",
    explanation: "50 % reads, 50 % read-modify-writes: a get, one field changed, a put",
    mix: [["read", 0.5], ["modify", 0.5]],
  },
  {
    name: "E",
    title: `E scan ${SCAN_RECORDS}`,
    explanation: `95 % scans of the ${SCAN_RECORDS} records behind an id, 5 % inserts`,
    mix: [["scan", 0.95], ["insert", 0.05]],
  },
  { name: "miss", title: "miss", explanation: "reads of ids that are not there", mix: [["miss", 1]] },
  { name: "put1", title: "put x1", explanation: "one writer puts new rows, each awaited", writers: 1 },
  { name: "put16", title: "put x16", explanation: "16 writers at once, each awaiting its own puts", writers: 16 },
  { name: "put64", title: "put x64", explanation: "64 writers at once, each awaiting its own puts", writers: 64 },
  {
    name: "open",
    title: "open",
    explanation: "in a fresh process, with the page cache warm: open and one read, in milliseconds",
  },
];

/** The names, in order. */
export const WORKLOAD_NAMES: readonly WorkloadName[] = WORKLOADS.map(({ name }) => name);

/** The workload of that name. */
export function workloadOf(name: WorkloadName): Workload {
  return WORKLOADS[WORKLOAD_NAMES.indexOf(name)] as Workload;
}
