/**
 * Records that stand in the way of a unique index.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { IndexDefinition } from "../index/definition.ts";

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
