/**
 * FountainStore: an embedded document store that loses nothing.
 *
 * @module
 */

export { type Damage, type ErrorCode, FountainError } from "./src/base/errors.ts";
export type { JsonValue } from "./src/encoding/json.ts";
export type { Durability } from "./src/engine/log/log.ts";
export type { ChangesKept, EngineSettings, Retention } from "./src/engine/settings.ts";
export type { EngineStatistics, LevelFigures } from "./src/engine/statistics.ts";
export type { VerifyReport } from "./src/engine/verify.ts";
export type { IndexKind, IndexSpec, KeyOrder, KeyPart } from "./src/index/definition.ts";
export type { AggregateOptions, AggregateResult, Group, MetricSpec } from "./src/query/aggregate.ts";
export type { FilterSpec } from "./src/query/filter.ts";
export type { Explanation } from "./src/query/explain.ts";
export type { FindOptions, Page } from "./src/query/find.ts";
export type {
  BatchOperation,
  BatchResult,
  CheckOperation,
  DefineIndexOperation,
  DeleteOperation,
  PatchOperation,
  PatchOptions,
  PutOperation,
  PutOptions,
} from "./src/store/batch_operations.ts";
export type { Change, ChangesOptions, ChangesPage, DropChange, RecordChange } from "./src/store/changes.ts";
export { Collection } from "./src/store/collection.ts";
export type { IndexInfo } from "./src/store/index_info.ts";
export { type IndexKey, IndexScan, type KeyValue, type RangeOptions } from "./src/store/index_scan.ts";
export { open, type OpenOptions } from "./src/store/open.ts";
export { CollectionReader, type OperationCounts } from "./src/store/reader.ts";
export { type RecordVersion, StoredRecord } from "./src/store/record.ts";
export { Scan, type ScanOptions } from "./src/store/scan.ts";
export { Snapshot, StoreView } from "./src/store/snapshot.ts";
export type { SnapshotInfo } from "./src/store/snapshots.ts";
export { Store } from "./src/store/store.ts";
export type { CollectionInfo, StoreMetrics } from "./src/store/store_types.ts";
