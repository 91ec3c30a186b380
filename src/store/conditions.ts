/**
 * Conditions of a write: what the record must be, before the transaction, for it to happen.
 *
 * All are about the record's sequence, which is its ETag too; 0 stands for "there is none". An expired record is none.
 *
 * @module
 */

import { FountainError, invalid } from "../base/errors.ts";

/** See the module; all that are given must hold. */
export interface Conditions {
  /** The record's sequence must be this; 0: there must be none. */
  readonly ifSequence?: number | undefined;
  /** The record must be there and, unless `*`, have one of these sequences. */
  readonly ifMatch?: readonly number[] | "*" | undefined;
  /** The record must not be there (`*`), or have none of these sequences. */
  readonly ifNoneMatch?: readonly number[] | "*" | undefined;
}

/** True when there is something to check. */
export function hasConditions({ ifSequence, ifMatch, ifNoneMatch }: Conditions): boolean {
  return ifSequence !== undefined || ifMatch !== undefined || ifNoneMatch !== undefined;
}

/**
 * @param refused how the message begins
 * @throws FountainError `precondition-failed`, with the present sequence
 */
export function mustHold(conditions: Conditions, currentSequence: number, refused = "Cannot write the record"): void {
  if (holds(conditions, currentSequence)) return;
  const found = currentSequence === 0 ? "it is not there" : `it has sequence ${currentSequence}`;
  throw new FountainError("precondition-failed", `${refused}: ${found}, which the condition excludes`, {
    currentSequence,
  });
}

function holds({ ifSequence, ifMatch, ifNoneMatch }: Conditions, current: number): boolean {
  if (ifSequence !== undefined && ifSequence !== current) return false;
  if (ifMatch !== undefined && (current === 0 || !matches(ifMatch, current))) return false;
  return ifNoneMatch === undefined || current === 0 || !matches(ifNoneMatch, current);
}

function matches(wanted: readonly number[] | "*", current: number): boolean {
  return wanted === "*" || wanted.includes(current);
}

/** @throws FountainError `invalid` */
export function checkIfSequence(ifSequence: number | undefined): void {
  if (ifSequence === undefined || (Number.isSafeInteger(ifSequence) && ifSequence >= 0)) return;
  throw invalid(`Cannot use ifSequence: it must be a whole number from 0 on, not ${ifSequence}`);
}
