/**
 * What the engine asks of a log. The segmented log on the local disk is the first implementation; a replicated one
 * would be the second: it, too, takes groups in order, says when they are safe, and forgets what the tables hold.
 *
 * @module
 */

import type { Sequence } from "../../base/types.ts";

/** The operations of one transaction, as OP frames whose crc is not filled in. */
export interface OperationFrames {
  readonly bytes: Uint8Array;
  readonly usedBytes: number;
  /** Frames in it. */
  readonly operationCount: number;
}

/** See the module. */
export interface Log {
  /**
   * Takes a group, whole and in order; `first` is one above the last of the group before.
   * @returns resolves when the group is as safe as the durability setting says; rejects, with all that follow, when a
   * write or sync failed: nothing after it can be trusted then, so nothing is tried again
   */
  append(frames: OperationFrames, first: Sequence, last: Sequence, timeMs: number): Promise<void>;
  /** Forgets groups up to `flushed`, as far as they fill whole segments. */
  release(flushed: Sequence): void;
  /** Segment and offset below which everything is on disk. */
  durablePosition(): readonly [segment: number, offset: number];
  /** Every group up to here is on disk. */
  durableSequence(): Sequence;
  /** Bytes of the log on disk. */
  sizeBytes(): number;
  /** Waits for what is under way and closes. With `flushed` covering everything, leaves no segment behind. */
  close(flushed: Sequence): Promise<void>;
}

/** How much must have happened before a commit is answered. */
export type Durability =
  /** It is on disk (`fdatasync`). */
  | "always"
  /** The system has it; it is on disk within a set interval. */
  | "interval"
  /** The system has it and writes it when it likes. */
  | "os";
