/**
 * What a store takes and gives, apart from records.
 *
 * @module
 */

import type { EngineStatistics } from "../engine/statistics.ts";
import type { Retention } from "../engine/settings.ts";
import type { IdempotentRequest } from "./idempotency.ts";
import type { OperationCounts } from "./reader.ts";
import type { Written } from "./writer.ts";

/** One collection, as listed. */
export interface CollectionInfo {
  readonly name: string;
  readonly version: string | null;
  /** Which past versions of its records are kept; null: as the store's setting says. */
  readonly retention: Retention | null;
  /** About how many records; overwritten ones count until they are merged away. */
  readonly recordsApprox: number;
}

/** Figures of an open store. */
export interface StoreMetrics {
  /** The last sequence that readers see. */
  readonly sequence: number;
  readonly storeId: string;
  readonly uptimeMs: number;
  readonly operations: Readonly<OperationCounts>;
  readonly engine: EngineStatistics;
  readonly residentBytes: number;
}

/** What goes with a commit. */
export interface CommitOptions {
  /** Refuse unless the store has reached this sequence. */
  readonly requireSequenceAtLeast?: number | undefined;
  /** Gives the answer of the first time when the request comes again. */
  readonly idempotency?: IdempotentRequest<Written> | undefined;
}

/** Settings of a store beyond the engine's. */
export interface StoreLimits {
  /** Whether a put into a collection that is not there creates it. */
  readonly autoCreate: boolean;
  /** Whether a find that would read all records for want of an index is refused. */
  readonly requireIndex: boolean;
  /** A collection of at most so many records is indexed within the write that defines an index. */
  readonly indexAtOnceMax: number;
  readonly recordBytesMax: number;
  readonly batchOperationsMax: number;
  /** Length of the JSON texts of a batch together, in UTF-16 units: one to three bytes each. */
  readonly batchLengthMax: number;
}
