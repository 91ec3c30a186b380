/**
 * Records that stand in the way of an index: two with one key of a unique one, or one that is too much for any.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { IndexDefinition } from "../index/definition.ts";
import { TOO_MUCH_TO_INDEX } from "../index/ordered/entries.ts";

/** So many are named. */
export const DUPLICATES_NAMED_MAX = 10;

/** Ids of two records that have the same key. */
export type Duplicates = readonly [string, string];

/** The error of an index that cannot be, naming some of the records. */
export function duplicatesError({ name, parts }: IndexDefinition, duplicates: readonly Duplicates[]): FountainError {
  const paths = parts.map(({ path }) => path.text).join(", ");
  const named = duplicates.slice(0, DUPLICATES_NAMED_MAX)
    .map(([one, other]) => `${JSON.stringify(one)} and ${JSON.stringify(other)}`);
  return new FountainError(
    "unique-violation",
    `Cannot build the unique index ${JSON.stringify(name)}: records have the same ${paths}: ${named.join("; ")}`,
  );
}

/** What is wrong with a record that an index does not take. */
export function tooMuch({ name }: IndexDefinition): string {
  return `the index ${JSON.stringify(name)} takes ${TOO_MUCH_TO_INDEX}`;
}

/** The error of an index that cannot be, for it does not take a record that is there. */
export function tooMuchIn(definition: IndexDefinition, id: string): FountainError {
  return new FountainError(
    "conflict",
    `Cannot build the index: the record ${JSON.stringify(id)} is too much for it; ${tooMuch(definition)}`,
  );
}
