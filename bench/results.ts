/**
 * What measuring processes report, and what becomes of it in the JSON file.
 *
 * @module
 */

import type { BenchDurability, WriteFigures } from "./drivers/driver.ts";
import type { Latency } from "./histogram.ts";
import type { WorkloadName } from "./workloads.ts";

/** Kinds of operations whose latencies are told apart. */
export type LatencyKind = "read" | "put" | "modify" | "scan";

/** One workload of one engine, measured once. */
export interface WorkloadResult {
  readonly operations: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly latency: Partial<Record<LatencyKind, Latency>>;
}

/** Memory of a process; all in bytes. */
export interface MemoryFigures {
  /** The most that was resident at any time. */
  readonly peakBytes: number;
  /** Resident at the end, and of it the mapped files, whose pages the system may take back. */
  readonly residentBytes: number;
  readonly residentFileBytes: number;
}

/** An engine's run through the workloads in one process. */
export interface RunResult {
  readonly workloads: Partial<Record<WorkloadName, WorkloadResult>>;
  /** Documents in the store at the end, and the bytes of their ids and JSON texts. */
  readonly documents: number;
  readonly userBytes: number;
  /** Bytes of ids and JSON texts that were written in all. */
  readonly userBytesWritten: number;
  /** Bytes that the store takes on disk, closed. */
  readonly diskBytes: number;
  /** Bytes written to the device meanwhile, by anybody; undefined where the system does not tell. */
  readonly deviceBytesWritten: number | undefined;
  /** Bytes that the process dirtied in the page cache; undefined where the system does not tell. */
  readonly processBytesWritten: number | undefined;
  readonly engineWrites: WriteFigures | undefined;
  readonly memory: MemoryFigures | undefined;
}

/** A store opened in a fresh process. */
export interface OpenResult {
  readonly openMs: number;
  /** Until the first read was answered, from the same start. */
  readonly firstReadMs: number;
}

/** What an engine is, or why it does not run here. */
export interface ProbeResult {
  readonly version?: string;
  readonly promise?: Readonly<Record<BenchDurability, string>>;
  readonly problem?: string;
}

/** Reads while nothing and while everything is merged. */
export interface CompactionResult {
  readonly diskBytesBefore: number;
  readonly diskBytesAfter: number;
  readonly mergedBytes: number;
  readonly compactionMs: number;
  readonly readsPerSecond: number;
  readonly idle: ReadFigures;
  readonly compacting: ReadFigures;
}

/** Point reads at a steady pace. */
export interface ReadFigures {
  /** How long the call took. */
  readonly call: Latency;
  /** From the moment at which the read was due: what a client would have waited. */
  readonly response: Latency;
}
