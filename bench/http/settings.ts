/**
 * What one run of the HTTP benchmark measures; the same for all targets.
 *
 * @module
 */

import type { Distribution } from "../requests.ts";

/** The servers that can be measured; `url` is one that somebody else started. */
export const TARGETS = ["fountain", "sqlite", "bare"] as const;
export type TargetName = (typeof TARGETS)[number] | "url";

/** Settings of a run. */
export interface HttpSettings {
  readonly rows: number;
  /** Characters of text in a document. */
  readonly valueBytes: number;
  readonly seed: number;
  readonly distribution: Distribution;
  /** How many connections each workload is run with, one number after the other. */
  readonly connections: readonly number[];
  /** Each workload goes on for so long. */
  readonly seconds: number;
  /** Rest before each workload, in seconds. */
  readonly restSeconds: number;
  /** For FountainStore. */
  readonly memoryBytes: number;
}

/** The collection that records are put into. */
export const COLLECTION = "bench";
/** Connections of the load, each with a transaction under way. */
export const LOAD_CONNECTIONS = 4;
/** How long anything may take that should take no time, before the run is given up. */
export const PATIENCE_MS = 60_000;
