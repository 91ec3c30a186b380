/**
 * What the engine asks of its worker, and what comes back. Only plain values and shared buffers cross the thread boundary.
 *
 * @module
 */

import type { TableMeta, TableProperties } from "../../encoding/table_properties.ts";
import type { RetentionRules } from "./retention.ts";

/** Where and how a job writes its tables. */
export interface JobOutput {
  /** The data folder. */
  readonly folder: string;
  readonly blockBytes: number;
  /** A table is ended at the first new key beyond this size. */
  readonly tableBytes: number;
  /** Tables are numbered from here, up to `lastNumber`. */
  readonly firstNumber: number;
  readonly lastNumber: number;
}

/** Write a frozen memtable as tables. */
export interface FlushJob {
  readonly kind: "flush";
  readonly memtable: SharedArrayBuffer;
  readonly output: JobOutput;
  readonly rules: RetentionRules;
}

/** Merge tables into others. */
export interface MergeJob {
  readonly kind: "merge";
  /** Each run is sorted and does not overlap itself: an L0 table alone, or tables of one level. */
  readonly runs: readonly (readonly TableMeta[])[];
  readonly output: JobOutput;
  readonly rules: RetentionRules;
  /** Bytes read a second at most; 0 for no limit. */
  readonly bytesPerSecond: number;
  /** Word 0 becomes 1 when the job shall end without a result. */
  readonly cancel: SharedArrayBuffer;
}

/** Remove files of tables that are no longer part of the store. */
export interface RemoveJob {
  readonly kind: "remove";
  readonly folder: string;
  readonly numbers: readonly number[];
}

export type Job = FlushJob | MergeJob | RemoveJob;

/** A table as a job wrote it; its level is the engine's business. */
export interface WrittenTable extends TableProperties {
  readonly sizeBytes: number;
}

/** What a job did. */
export interface JobResult {
  /** On disk, with their names. */
  readonly tables: readonly WrittenTable[];
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** True when it was cancelled: nothing of it counts. */
  readonly cancelled: boolean;
}
