/**
 * Errors of what must be there and is not.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";

/** A collection that must be there is not. */
export function missingCollection(name: string): FountainError {
  return new FountainError("not-found", `Cannot find the collection ${JSON.stringify(name)}: it does not exist`);
}

/** A past that is not kept. @param what cannot be read */
export function lostPast(what: string, sequence: number): FountainError {
  return new FountainError(
    "gone",
    `Cannot read ${what} at sequence ${sequence}: that past is not kept; see the retention setting, or take a snapshot`,
  );
}

/** An index that must be there is not. */
export function missingIndex(name: string): FountainError {
  return new FountainError("not-found", `Cannot find the index ${JSON.stringify(name)}: it does not exist`);
}
