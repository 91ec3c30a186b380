/**
 * Writing: one path for a single put and for a transaction of ten thousand operations.
 *
 * ```
 *   operations ──> engine.commit ──> admitted? perhaps waits ──> one turn: guard, transaction.ts fills the batch, sequenced, logged, applied
 * ```
 *
 * The engine copies what the batch holds within that turn, so one batch serves all writes of a store.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import { Batch } from "../engine/batch.ts";
import type { PutWrite, WriteOperation, WriteOutcome } from "./operations.ts";
import { putRecord } from "./record.ts";
import { Transaction, type TransactionParts } from "./transaction.ts";

/** A batch that has grown larger is not kept. */
const KEPT_BATCH_BYTES_MAX = 4 << 20;
/** About what an operation takes besides its text. */
const OPERATION_BYTES = 64;

/** Looks at the state that the write would follow, which is that at `pending`, and throws to refuse it. */
export type WriteGuard = (pending: Sequence) => void;

/** What was written. */
export interface Written {
  /** Of the last operation; the others have those before it. */
  readonly last: Sequence;
  /** What each operation did, in order. */
  readonly outcomes: readonly WriteOutcome[];
}

/** See the module. */
export class Writer {
  readonly #parts: TransactionParts;
  #batch = new Batch();

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  /**
   * Commits operations, all or none.
   * @throws FountainError of the guard, of a refused operation (all of them are its `failures`), and as {@link Engine.commit}
   */
  async write(operations: readonly WriteOperation[], guard?: WriteGuard): Promise<Written> {
    let outcomes: readonly WriteOutcome[] = [];
    const batch = this.#sharedBatch();
    const last = await this.#parts.engine.commit(batch, () => {
      guard?.(this.#parts.engine.pendingSequence);
      outcomes = Transaction.build(this.#parts, batch, operations);
    }, expectedBytes(operations));
    return { last, outcomes };
  }

  /** Commits one put whose outcome nobody asks for: what {@link write} would do, without the lists that only several operations need. */
  put(operation: PutWrite): Promise<Sequence> {
    const { engine, catalog, scratch } = this.#parts;
    const batch = this.#sharedBatch();
    return engine.commit(batch, () => {
      const entry = catalog.find(operation.collection, engine.pendingSequence);
      if (entry === undefined || entry.indexes.length > 0) {
        Transaction.build(this.#parts, batch, [operation]);
        return;
      }
      batch.clear();
      scratch.record(entry.prefix, operation.id);
      putRecord(batch, scratch.bytes, scratch.length, operation.json, operation.version, engine.nowMs());
    }, operation.json.length + OPERATION_BYTES);
  }

  /** The batch; what it holds between two turns is of no use to anybody. */
  #sharedBatch(): Batch {
    return this.#batch.bytes.length <= KEPT_BATCH_BYTES_MAX ? this.#batch : this.#batch = new Batch();
  }
}

function expectedBytes(operations: readonly WriteOperation[]): number {
  let bytes = 0;
  for (const operation of operations) {
    bytes += OPERATION_BYTES + (operation.op === "put" ? operation.json.length : 0);
  }
  return bytes;
}
