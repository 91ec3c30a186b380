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

import { present } from "../base/assert.ts";
import { FountainError } from "../base/errors.ts";
import type { Sequence } from "../base/types.ts";
import { asSequence } from "../base/types.ts";
import { Batch } from "../engine/batch.ts";
import { hasConditions } from "./conditions.ts";
import { expiryOf } from "./expiry.ts";
import { findAnswer, type IdempotentRequest, keepAnswer } from "./idempotency.ts";
import type { PutWrite, WriteOperation, WriteOutcome } from "./operations.ts";
import { Transaction, type TransactionParts, writeRecord } from "./transaction.ts";

/** A batch that has grown larger is not kept. */
const KEPT_BATCH_BYTES_MAX = 4 << 20;
/** About what an operation takes besides its text. */
const OPERATION_BYTES = 64;

/** Looks at the state that the write would follow, which is that at `pending`, and throws to refuse it. */
export type WriteGuard = (pending: Sequence) => void;

/** What was written. */
export interface Written {
  /** Of the first operation. When nothing was changed, it is {@link last}. */
  readonly first: Sequence;
  /** Of the last operation; the others have those before it. When nothing was changed: of the state that was looked at. */
  readonly last: Sequence;
  /** What each operation did, in order. */
  readonly outcomes: readonly WriteOutcome[];
  /** Milliseconds since 1970. */
  readonly committedAtMs: number;
}

/** What goes with a write. */
export interface WriteOptions {
  /** Looks at the state that the write would follow. */
  readonly guard?: WriteGuard | undefined;
  /** Gives the answer of the first time when the request comes again. */
  readonly idempotency?: IdempotentRequest<Written> | undefined;
}

/** What became of a write. */
export interface WriteResult extends Written {
  /** The answer that was kept, now or, when the request came again, the first time; undefined without idempotency. */
  readonly answer: string | undefined;
  /** Whether nothing was written because the request was answered before. */
  readonly repeated: boolean;
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
   * @throws FountainError of the guard, of a refused operation (all of them are its `failures`), `idempotency-mismatch`, and as {@link Engine.commit}
   */
  async write(operations: readonly WriteOperation[], options: WriteOptions = {}): Promise<WriteResult> {
    let result: WriteResult | undefined;
    const batch = this.#sharedBatch();
    await this.#parts.engine.commit(batch, () => {
      result = this.#prepare(batch, operations, options);
    }, expectedBytes(operations));
    if (operations.some(({ op }) => op === "drop" || op === "dropIndex")) {
      this.#parts.catalog.forgetDropped(this.#parts.engine.sequence);
    }
    return present(result, "a commit was prepared");
  }

  /** The writer's part of the turn in which the commit is sequenced. */
  #prepare(
    batch: Batch,
    operations: readonly WriteOperation[],
    { guard, idempotency }: WriteOptions,
  ): WriteResult {
    const { engine, expiry } = this.#parts;
    const pending = engine.pendingSequence;
    batch.clear();
    const committedAtMs = engine.nowMs();
    const kept = idempotency === undefined ? undefined : findAnswer(engine, idempotency, pending, committedAtMs);
    if (kept !== undefined) {
      return { first: pending, last: pending, outcomes: [], committedAtMs, answer: kept, repeated: true };
    }
    guard?.(pending);
    const outcomes = Transaction.build(this.#parts, batch, operations);
    const last = asSequence(pending + batch.sequenceCount);
    const written = { first: last === pending ? pending : asSequence(pending + 1), last, outcomes, committedAtMs };
    const answer = idempotency?.answer(written);
    if (idempotency !== undefined && answer !== undefined && last > pending) {
      keepAnswer(batch, idempotency, answer, committedAtMs, expiry);
    }
    return { ...written, answer, repeated: false };
  }

  /** Commits one put whose outcome nobody asks for: what {@link write} would do, without the lists that only several operations need. */
  put(operation: PutWrite): Promise<Sequence> {
    const { engine, catalog, scratch } = this.#parts;
    const batch = this.#sharedBatch();
    return engine.commit(batch, () => {
      const pending = engine.pendingSequence;
      const entry = catalog.find(operation.collection, pending);
      if (entry === undefined || entry.indexes.length > 0 || hasConditions(operation)) {
        Transaction.build(this.#parts, batch, [operation]);
        return;
      }
      batch.clear();
      scratch.record(entry.prefix, operation.id);
      const { json, version } = operation;
      const nowMs = engine.nowMs();
      writeRecord(this.#parts, batch, pending + 1, { json, version, expiresAtMs: expiryOf(operation, nowMs) }, nowMs);
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
    bytes += OPERATION_BYTES;
    if (operation.op === "put") bytes += operation.json.length;
    else if (operation.op === "patch") bytes += operation.patch.length;
  }
  return bytes;
}

/** Refuses writes unless the store has reached a sequence. */
export function sequenceGuard(least: number): WriteGuard {
  return (pending) => {
    if (pending >= least) return;
    throw new FountainError(
      "sequence-too-low",
      `Cannot commit: the store is at sequence ${pending}, ${least} is required`,
    );
  };
}
