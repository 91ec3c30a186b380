/**
 * The one error class of FountainStore and its few codes.
 *
 * The code is part of the API and tells the caller what to do; the message is for people and may change.
 * Bugs of the store itself are not here: they are assertions (see `assert.ts`).
 *
 * @module
 */

/**
 * What went wrong, as something a caller can decide on:
 *
 * | code | what the caller should do |
 * |---|---|
 * | `invalid` | correct the argument that the message names; nothing was changed |
 * | `not-found` | create what is missing (a collection, a snapshot), or treat it as absent |
 * | `conflict` | read the present state and decide anew; nothing was changed |
 * | `precondition-failed` | read the record as it is now and decide anew; nothing was changed |
 * | `unique-violation` | another record has the value that a unique index guards: choose another; nothing was changed |
 * | `idempotency-mismatch` | the key was used for another request: use a new one; nothing was changed |
 * | `sequence-too-low` | wait until the store has reached the sequence, or drop the guard; nothing was changed |
 * | `gone` | the past that was asked for is no longer kept: start from the present |
 * | `locked` | another process has the folder open: close that one first |
 * | `closed` | the store was closed: open it again |
 * | `read-only` | a write or sync failed earlier: look at `cause`, mend the disk, reopen; reads still work |
 * | `storage-full` | free space, then reopen; reads still work |
 * | `io` | the system refused an operation on a file: look at `cause` |
 * | `corruption` | a file is damaged at the place `damage` names: restore it from a backup; the rest can be read |
 * | `unsupported` | the folder was written by a newer FountainStore: use that version |
 */
export type ErrorCode =
  | "invalid"
  | "not-found"
  | "conflict"
  | "precondition-failed"
  | "unique-violation"
  | "idempotency-mismatch"
  | "sequence-too-low"
  | "gone"
  | "locked"
  | "closed"
  | "read-only"
  | "storage-full"
  | "io"
  | "corruption"
  | "unsupported";

/** Where a file is damaged, and how that was seen. */
export interface Damage {
  /** Name of the file, relative to the data folder. */
  readonly file: string;
  /** Offset of the damaged unit (block, frame, header) in bytes from the start of the file. */
  readonly offset: number;
  /** What should have been there, for example `crc 1c291ca3`. */
  readonly expected: string;
  /** What was there. */
  readonly found: string;
}

/** An operation of a transaction that was refused. */
export interface OperationFailure {
  /** Its place among the operations, from 0. */
  readonly opIndex: number;
  readonly error: FountainError;
}

/** What an error carries besides its code and message. */
export interface ErrorDetails {
  readonly cause?: unknown;
  readonly damage?: Damage | undefined;
  readonly failures?: readonly OperationFailure[] | undefined;
  readonly currentSequence?: number | undefined;
}

/**
 * Every error that FountainStore throws on purpose. Decide on its `code`; show its `message`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FountainError, open } from "fountainstore";
 *
 * await using store = await open({ path: "./errors-example" });
 * try {
 *   await store.collection("notes").put("", { text: "an id needs a character" });
 *   assert.fail("an empty id is refused");
 * } catch (error) {
 *   assert.ok(error instanceof FountainError);
 *   assert.equal(error.code, "invalid");
 * }
 * ```
 */
export class FountainError extends Error {
  override readonly name = "FountainError";

  /** @param code what the caller can decide on; see {@link ErrorCode}. */
  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.damage = details.damage;
    this.failures = details.failures;
    this.currentSequence = details.currentSequence;
  }

  /** Present when `code` is `corruption`. */
  readonly damage: Damage | undefined;
  /** Present when a transaction was refused for the sake of some of its operations: all that failed, in order. */
  readonly failures: readonly OperationFailure[] | undefined;
  /** Present when `code` is `precondition-failed`: the sequence of the record as it is, 0 when there is none. */
  readonly currentSequence: number | undefined;

  /** The same error, with the operations that failed. */
  withFailures(failures: readonly OperationFailure[]): FountainError {
    const { damage, currentSequence } = this;
    return new FountainError(this.code, this.message, { cause: this, damage, failures, currentSequence });
  }
}

/** A `corruption` error that names its place. */
export function corruption(damage: Damage): FountainError {
  const { file, offset, expected, found } = damage;
  return new FountainError(
    "corruption",
    `Cannot read ${file} at offset ${offset}: expected ${expected}, found ${found}`,
    { damage },
  );
}

/** An `invalid` error: the caller's argument is wrong and nothing was changed. */
export function invalid(message: string): FountainError {
  return new FountainError("invalid", message);
}

/** An error's form for crossing to or from a worker, where classes are lost. */
export interface ErrorMessage {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly damage: Damage | undefined;
}

/** The form of `error` that survives a message to another thread. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof FountainError) {
    return { code: error.code, message: error.message, stack: error.stack, damage: error.damage };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { code: undefined, message: String(error), stack, damage: undefined };
}

/** The error that {@link toErrorMessage} took apart. */
export function fromErrorMessage(message: ErrorMessage): Error {
  if (message.code === undefined) return new Error(message.message, { cause: message.stack });
  const cause = message.stack;
  return message.damage === undefined
    ? new FountainError(message.code, message.message, { cause })
    : new FountainError(message.code, message.message, { cause, damage: message.damage });
}
