/**
 * The planner: which way to the records of a filter costs least.
 *
 * ```
 *   scan           every record, or those of some ids
 *   index          ranges of one index, each record fetched, or, in a covering index, read with its entry
 *   intersection   ranges of one, of which only ids that a second one has too are fetched
 *   union          a way of its own for each branch of an $or
 * ```
 *
 * Costs are counted in rows by what the tables' statistics say of ranges, each kind of row with its price. When the sort is the order of an index,
 * a page needs as many rows as it has records; any other sort reads all that match and keeps the first ones.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { toHex } from "../encoding/bytes.ts";
import { spaceEnd } from "../encoding/internal_key.ts";
import type { IndexPart } from "../index/definition.ts";
import { type Access, accessesOf, conjunction, orderOf } from "./access.ts";
import type { Condition, Filter } from "./filter.ts";
import { type IdRange, idRange } from "./id_range.ts";
import type { QueryIndex, QueryRecord, QuerySource } from "./source.ts";
import { adviceFor } from "./suggest.ts";

/** Prices of a row: met by a scan, or in a covering index; met in another index, fetched by its id, parsed and looked at. */
const SCANNED = 1;
const ENTRY = 0.5;
const FETCHED = 3;
const LOOKED_AT = 2;
/** And sorted in memory. */
const SORTED = 2;
/** Price of beginning a way into an index. */
const BEGUN = 1;
/** What is expected of a filter that no statistics speak of: one record in so many. */
const UNKNOWN_SHARE = 10;
/** A range that lies within one block of each table has about so many keys. */
const WITHIN_A_BLOCK = 8;
/** What each part behind the used ones adds to an index's cost. */
const UNUSED_PART = 0.1;
/** Ranges that are estimated one by one. */
const ESTIMATED_MAX = 16;
/** So often a union is looked at for a way into an index: branches, times what must hold besides, times indexes. */
const LOOKS_MAX = 100_000;
/** Ids that an intersection holds in memory. */
const INTERSECTED_MAX = 100_000;

/** One way to some of the records. */
export interface Branch {
  /** What its records match altogether. */
  readonly filter: Filter;
  /** What is still to be looked at in a record; undefined: nothing. */
  readonly rest: Filter | undefined;
  /** Undefined: a scan. */
  readonly access: Access | undefined;
  /** Only records that have an entry there too. */
  readonly also: Access | undefined;
}

/** See the module. */
export interface Plan {
  readonly kind: "scan" | "index" | "intersection" | "union";
  readonly branches: readonly Branch[];
  /** Of a scan: only these. */
  readonly ids: IdRange;
  /** How the sort is done; undefined when there is none. */
  readonly sort: "index" | "id" | "memory" | undefined;
  readonly reverse: boolean;
  /** Names the plan in positions: a page goes on with the plan of the one before. */
  readonly signature: string;
  readonly cost: number;
  /** About how many entries a page will read, for cursors to read ahead; undefined: all of the range. */
  readonly expected: number | undefined;
}

/** What is to be planned. */
export interface PlanRequest {
  readonly filter: Filter;
  readonly sort: readonly IndexPart[];
  /** How many records are wanted. */
  readonly limit: number;
  /** The plan to go on with. */
  readonly signature?: string | undefined;
  readonly requireIndex: boolean;
}

/**
 * The plan that costs least, or the one that is asked for; undefined when there is no such one any more.
 * @throws FountainError `invalid` when an index is required and none helps
 */
export function makePlan<R extends QueryRecord>(source: QuerySource<R>, request: PlanRequest): Plan | undefined {
  const planner = new Planner(source, request);
  if (request.signature !== undefined) return planner.named(request.signature);
  const plans = planner.plans();
  const allowed = request.requireIndex ? plans.filter((plan) => !planner.isFullScan(plan)) : plans;
  const best = allowed.toSorted((a, b) => a.cost - b.cost)[0];
  if (best !== undefined) return best;
  throw invalid(`Cannot find without an index, which is required: ${adviceFor(request.filter, request.sort)}`);
}

/** Makes all plans for one request. */
class Planner<R extends QueryRecord> {
  readonly #source: QuerySource<R>;
  readonly #request: PlanRequest;
  readonly #conditions: readonly Condition[];
  readonly #records: number;
  readonly #estimates = new Map<Access, number>();

  constructor(source: QuerySource<R>, request: PlanRequest) {
    this.#source = source;
    this.#request = request;
    this.#conditions = conjunction(request.filter);
    this.#records = source.approximateKeys(source.prefix, spaceEnd(source.prefix));
  }

  plans(): Plan[] {
    const { filter, sort } = this.#request;
    const accesses = this.#accesses(this.#conditions);
    const narrow = accesses.filter(({ usedParts }) => usedParts > 0);
    const expected = this.#expected(narrow);
    const plans = [this.#scan(expected)];
    for (const access of accesses) {
      const order = orderOf(access, sort);
      if (access.usedParts === 0 && order === undefined) continue;
      plans.push(this.#index(filter, access, order, expected));
    }
    plans.push(...this.#intersections(narrow), ...this.#unions(filter));
    return plans;
  }

  /**
   * The plan with a signature, whatever it and others cost by now: the statistics change with every write, and a page goes on where the one
   * before it ended.
   */
  named(signature: string): Plan | undefined {
    const { filter } = this.#request;
    const [or = "", branches] = signature.split(":");
    if (branches !== undefined) {
      const names = branches.split("|");
      return this.#union(filter, Number(or), (accesses, at) => accesses.find((each) => each.signature === names[at]));
    }
    const [first, second] = signature.split("&");
    if (second === undefined) return this.plans().find((plan) => plan.signature === signature);
    const accesses = this.#accesses(this.#conditions);
    const walked = accesses.find((each) => each.signature === first);
    const held = accesses.find((each) => each.signature === second);
    return walked === undefined || held === undefined ? undefined : this.#intersection(held, walked);
  }

  /** Whether a plan reads all records though a filter or a sort asks for few. */
  isFullScan({ kind, sort, ids }: Plan): boolean {
    if (kind !== "scan" || ids.isNarrow || !this.#source.exists) return false;
    const { filter } = this.#request;
    return sort === "memory" || filter.kind !== "and" || filter.filters.length > 0;
  }

  #accesses(conditions: readonly Condition[]): Access[] {
    return this.#source.indexes.flatMap((index: QueryIndex) => accessesOf(index, conditions));
  }

  /** About how many records match. */
  #expected(narrow: readonly Access[]): number {
    const { filter } = this.#request;
    if (filter.kind === "and" && filter.filters.length === 0) return this.#records;
    const least = Math.min(...narrow.map((access) => this.#estimate(access)));
    return Math.max(1, Math.min(least, narrow.length === 0 ? this.#records / UNKNOWN_SHARE : Infinity));
  }

  #estimate(access: Access): number {
    let estimate = this.#estimates.get(access);
    if (estimate !== undefined) return estimate;
    const { ranges } = access;
    estimate = 0;
    for (const { from, to } of ranges.slice(0, ESTIMATED_MAX)) {
      const keys = this.#source.approximateKeys(from, to ?? spaceEnd(access.index.prefix));
      estimate += Math.max(Math.min(WITHIN_A_BLOCK, this.#records / UNKNOWN_SHARE), keys);
    }
    estimate *= Math.max(1, ranges.length / ESTIMATED_MAX);
    // Small ranges are not told apart: then the one that says more is better, and after that the one with shorter keys.
    const unused = access.index.definition.parts.length - access.usedParts;
    estimate *= (1 + UNUSED_PART * unused) / (1 + UNUSED_PART * access.usedParts);
    this.#estimates.set(access, estimate);
    return estimate;
  }

  /** Rows that a way with `rows` in all reads until the page is full. */
  #rowsRead(rows: number, expected: number, readsAll: boolean): number {
    if (readsAll) return rows;
    return Math.min(rows, (this.#request.limit * rows) / Math.max(1, Math.min(rows, expected)));
  }

  #scan(expected: number): Plan {
    const { filter, sort } = this.#request;
    const ids = idRange(this.#source.prefix, this.#conditions);
    const byId = sort.length === 1 && sort[0]?.path.ofRecord === "id";
    const order = sort.length === 0 ? undefined : byId ? "id" : "memory";
    const all = ids.isNarrow ? this.#idsIn(ids) : this.#records;
    const rows = this.#rowsRead(all, expected, order === "memory");
    const looked = isEverything(filter) && order !== "memory" ? 0 : LOOKED_AT;
    const price = SCANNED + looked + (order === "memory" ? SORTED : 0);
    const rest = isEverything(filter) ? undefined : filter;
    return {
      kind: "scan",
      branches: [{ filter, rest, access: undefined, also: undefined }],
      ids,
      sort: order,
      reverse: byId && sort[0]?.descending === true,
      signature: toHex(this.#source.prefix),
      cost: rows * price,
      expected: order === "memory" || !Number.isFinite(rows) ? undefined : Math.ceil(rows),
    };
  }

  #idsIn({ ranges }: IdRange): number {
    const [only, ...others] = ranges;
    if (only === undefined || others.length > 0) return ranges.length;
    return this.#source.approximateKeys(only.from, only.to ?? spaceEnd(this.#source.prefix));
  }

  #index(filter: Filter, access: Access, order: "asc" | "desc" | undefined, expected: number): Plan {
    const sorts = this.#request.sort.length > 0;
    const entries = access.usedParts === 0 ? this.#records : this.#estimate(access);
    const rest = without(filter, access.settled);
    const rows = this.#rowsRead(entries, rest === undefined ? entries : expected, sorts && order === undefined);
    return {
      kind: "index",
      branches: [{ filter, rest, access, also: undefined }],
      ids: idRange(this.#source.prefix, []),
      sort: sorts ? order === undefined ? "memory" : "index" : undefined,
      reverse: order === "desc",
      signature: access.signature,
      cost: BEGUN +
        rows * (rowPrice(access) + (rest === undefined ? 0 : LOOKED_AT) + (sorts && order === undefined ? SORTED : 0)),
      expected: Number.isFinite(rows) ? Math.ceil(rows) : undefined,
    };
  }

  /** Two indexes together, for the pair that leaves least. */
  #intersections(narrow: readonly Access[]): Plan[] {
    const byEstimate = narrow.toSorted((a, b) => this.#estimate(a) - this.#estimate(b)).slice(0, 4);
    return byEstimate.flatMap((held, at) =>
      byEstimate.slice(at + 1).flatMap((walked): Plan[] => {
        if (!addsTo(held, walked) || !addsTo(walked, held) || this.#estimate(held) > INTERSECTED_MAX) return [];
        return [this.#intersection(held, walked)];
      })
    );
  }

  /** The ids of one are held in memory, the other one is walked. */
  #intersection(held: Access, walked: Access): Plan {
    const { filter, sort } = this.#request;
    const [fewer, more] = [this.#estimate(held), this.#estimate(walked)];
    const rest = without(without(filter, held.settled), walked.settled);
    const left = (fewer * more) / Math.max(1, this.#records);
    return {
      kind: "intersection",
      branches: [{ filter, rest, access: walked, also: held }],
      ids: idRange(this.#source.prefix, []),
      sort: sort.length > 0 ? "memory" : undefined,
      reverse: false,
      signature: `${walked.signature}&${held.signature}`,
      expected: undefined,
      cost: 2 * BEGUN + fewer * entryPrice(held) + more * entryPrice(walked) +
        left * (fetchPrice(walked) + (rest === undefined ? 0 : LOOKED_AT)),
    };
  }

  /** For each $or the ways of its branches that cost least. */
  #unions(filter: Filter): Plan[] {
    const price = (access: Access): number => this.#estimate(access) * rowPrice(access);
    const all = allOf(filter);
    return all.flatMap((or, at) => {
      const looks = or.kind === "or" ? or.filters.length * all.length * this.#source.indexes.length : 0;
      if (looks > LOOKS_MAX) return [];
      return this.#union(filter, at, (accesses) => accesses.toSorted((a, b) => price(a) - price(b))[0]) ?? [];
    });
  }

  /**
   * A way for each branch of the $or that is the condition `at`; undefined when it is none, or some branch has no way.
   * @param choose one of the ways of a branch
   */
  #union(
    filter: Filter,
    at: number,
    choose: (accesses: readonly Access[], branch: number) => Access | undefined,
  ): Plan | undefined {
    const all = allOf(filter);
    const or = all[at];
    if (or?.kind !== "or") return undefined;
    const others = all.toSpliced(at, 1);
    let cost = 0;
    const branches: Branch[] = [];
    for (const [branch, one] of or.filters.entries()) {
      const whole: Filter = { kind: "and", filters: [...others, one] };
      const narrow = this.#accesses(conjunction(whole)).filter(({ usedParts }) => usedParts > 0);
      const chosen = choose(narrow, branch);
      if (chosen === undefined) return undefined;
      cost += BEGUN + this.#estimate(chosen) * (rowPrice(chosen) + LOOKED_AT);
      branches.push({ filter: whole, rest: without(whole, chosen.settled), access: chosen, also: undefined });
    }
    return {
      kind: "union",
      branches,
      ids: idRange(this.#source.prefix, []),
      sort: this.#request.sort.length > 0 ? "memory" : undefined,
      reverse: false,
      signature: `${at}:${branches.map(({ access }) => access?.signature).join("|")}`,
      expected: undefined,
      cost,
    };
  }
}

/** What must all hold. */
function allOf(filter: Filter): readonly Filter[] {
  return filter.kind === "and" ? filter.filters : [filter];
}

/** Price of an entry: one of a covering index is as long as a record. */
function entryPrice({ index }: Access): number {
  return index.definition.covering ? SCANNED : ENTRY;
}

/** Price of getting at the record of an entry. */
function fetchPrice({ index }: Access): number {
  return index.definition.covering ? 0 : FETCHED;
}

/** Price of a record by an index. */
function rowPrice(access: Access): number {
  return entryPrice(access) + fetchPrice(access);
}

/** Whether `other` narrows by a path that `access` says nothing of. */
function addsTo(access: Access, other: Access): boolean {
  const said = new Set(usedPaths(access));
  return usedPaths(other).some((path) => !said.has(path));
}

function usedPaths({ index, usedParts }: Access): string[] {
  return index.definition.parts.slice(0, usedParts).map(({ path }) => path.text);
}

/** What is left of a filter when some of its conditions are known to hold; undefined: nothing. */
export function without(filter: Filter | undefined, settled: ReadonlySet<Condition>): Filter | undefined {
  if (filter === undefined) return undefined;
  if (filter.kind === "is") return settled.has(filter) ? undefined : filter;
  if (filter.kind !== "and") return filter;
  const filters = filter.filters.flatMap((each) => without(each, settled) ?? []);
  return filters.length === 0 ? undefined : { kind: "and", filters };
}

function isEverything(filter: Filter): boolean {
  return filter.kind === "and" && filter.filters.length === 0;
}
