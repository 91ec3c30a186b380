/**
 * What a query says of how it was answered.
 *
 * @module
 */

import type { Plan } from "./plan.ts";
import type { Effort } from "./source.ts";

/** How a page was found. */
export interface Explanation {
  /** `scan`: all records; `intersection`: of two indexes; `union`: of the branches of an `$or`. */
  readonly plan: "scan" | "index" | "intersection" | "union";
  /** The index that was walked, the first of several; null for a scan. */
  readonly index: string | null;
  /** All indexes that were used. */
  readonly indexes: readonly string[];
  /** `index`: its order is that of the sort; `memory`: all that match were read, and the first ones kept; null: no sort. */
  readonly sort: "index" | "id" | "memory" | null;
  /** Index entries, and records that a scan has met. */
  readonly entriesRead: number;
  /**
   * Records that a scan has met, and records that were fetched by their ids: those that an index has led to, unless it is a covering one, and
   * after a sort in memory those of the page.
   */
  readonly recordsFetched: number;
}

/** How a plan was carried out. */
export function explanation({ kind, branches, sort }: Plan, { entriesRead, recordsFetched }: Effort): Explanation {
  const used = branches.flatMap(({ access, also }) => [access, also]);
  const indexes = [...new Set(used.flatMap((access) => access?.index.definition.name ?? []))];
  return { plan: kind, index: indexes[0] ?? null, indexes, sort: sort ?? null, entriesRead, recordsFetched };
}
