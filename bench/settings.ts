/**
 * What one run of the benchmark measures; the same for all engines.
 *
 * @module
 */

import type { BenchDurability, EngineName } from "./drivers/driver.ts";
import type { Distribution } from "./requests.ts";
import type { WorkloadName } from "./workloads.ts";

/** Settings that every measuring process gets. */
export interface RunSettings {
  readonly rows: number;
  /** Characters of text in a document. */
  readonly valueBytes: number;
  readonly seed: number;
  readonly distribution: Distribution;
  readonly durability: BenchDurability;
  /** For FountainStore. */
  readonly memoryBytes: number;
  /** Each workload goes on for so long… */
  readonly seconds: number;
  /** …or, where given, for so many operations. */
  readonly operations: number | undefined;
  /** Rest before each workload, in seconds. */
  readonly restSeconds: number;
  /** Batches under way at once while loading. */
  readonly batchesInFlight: number;
}

/** Documents in a batch of the load. */
export const BATCH_DOCUMENTS = 1000;
/** Records of a scan. */
export const SCAN_RECORDS = 50;

/** What the parent process has a child do. */
export type Job =
  | { readonly kind: "probe"; readonly engine: EngineName }
  | {
    readonly kind: "run";
    readonly engine: EngineName;
    readonly settings: RunSettings;
    readonly workloads: readonly WorkloadName[];
    readonly folder: string;
  }
  | { readonly kind: "open"; readonly engine: EngineName; readonly settings: RunSettings; readonly folder: string }
  /** Writes a tail to the log and waits to be killed. */
  | { readonly kind: "tail"; readonly settings: RunSettings; readonly folder: string; readonly puts: number }
  | { readonly kind: "compaction"; readonly settings: RunSettings; readonly folder: string };
