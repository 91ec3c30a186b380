/**
 * Find: filter, sort, select and page, by the plan that costs least.
 *
 * @module
 */

import { FountainError, invalid } from "../base/errors.ts";
import { joined } from "../encoding/bytes.ts";
import { type Selection, selectionOf, selectJson } from "../encoding/json_select.ts";
import { type IndexPart, type KeyPart, readPart } from "../index/definition.ts";
import { KeyPath } from "../index/key_path.ts";
import { type Explanation, explanation } from "./explain.ts";
import { EVERYTHING, type FilterSpec, readFilter } from "./filter.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type Position, readPosition, writePosition } from "./position.ts";
import { type Sorted, sortedByIndex, sortedInMemory, type SortPosition } from "./sorted.ts";
import { Effort, type QueryRecord, type QuerySource } from "./source.ts";
import { type Found, walk, type WalkPosition } from "./walk.ts";

export const PAGE_SIZE_MAX = 1000;
const PAGE_SIZE = 100;
/** Characters of JSON behind which a page ends early. */
const PAGE_LENGTH_MAX = 16 << 20;
const SORT_PARTS_MAX = 16;
const SELECT_MAX = 256;
const TEXT_ENCODER = new TextEncoder();

/** What to find. */
export interface FindOptions {
  /** Default: every record. */
  readonly filter?: FilterSpec;
  /** Paths to sort by, ascending unless said otherwise: `[".country", {".population": "desc"}]`; then by id. What has no value comes first. */
  readonly sort?: readonly KeyPart[];
  /** Only these parts of the data, in their places. Default: all of it. */
  readonly select?: readonly string[];
  /** 1 to 1000; default 100. */
  readonly pageSize?: number;
  /** `next` of the page before; everything else must be as it was. */
  readonly after?: string | undefined;
  /** Whether the page says how it was found. */
  readonly explain?: boolean;
  /** Whether to refuse what would read all records for want of an index. Default: the store's `requireIndex`. */
  readonly requireIndex?: boolean;
}

/** Some of the records that were found. */
export interface Page<R> {
  readonly items: readonly R[];
  /** Where the next page begins; undefined when there are no more. */
  readonly next: string | undefined;
  /** When it was asked for. */
  readonly explain: Explanation | undefined;
}

/** A page of what `options` ask for. @throws FountainError `invalid`; `conflict` when the index or the collection that the last page came from is gone */
export async function findPage<R extends QueryRecord>(
  source: QuerySource<R>,
  options: FindOptions,
  requireIndexByDefault: boolean,
): Promise<Page<R>> {
  const { filter, explain = false, requireIndex = requireIndexByDefault } = options;
  const limit = checkPageSize(options.pageSize);
  const sort = readSort(options.sort);
  const selection = readSelect(options.select);
  const after = options.after === undefined ? undefined : readPosition(options.after);
  const request = {
    filter: filter === undefined ? EVERYTHING : readFilter(filter),
    sort,
    limit: limit + 1,
    signature: after !== undefined && "plan" in after ? after.plan : undefined,
    requireIndex,
  };
  const plan = makePlan(source, request);
  if (plan === undefined || (after !== undefined && !goesOn(plan, after))) throw lostPlan();
  const effort = new Effort();
  const found = isSorted(plan)
    ? await sortedPage(source, plan, sort, limit, effort, after)
    : await walkedPage(source, plan, limit, effort, after);
  return {
    items: selection === undefined ? found.items : found.items.map((record) => selected(source, record, selection)),
    next: found.next === undefined ? undefined : writePosition(found.next),
    explain: explain ? explanation(plan, effort) : undefined,
  };
}

/** @throws FountainError `invalid` */
export function checkPageSize(pageSize: number = PAGE_SIZE): number {
  if (Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= PAGE_SIZE_MAX) return pageSize;
  throw invalid(`Cannot give the page: pageSize must be a whole number from 1 to ${PAGE_SIZE_MAX}, not ${pageSize}`);
}

export function readSort(sort: readonly KeyPart[] = []): IndexPart[] {
  if (!Array.isArray(sort) || sort.length > SORT_PARTS_MAX) {
    throw invalid(`Cannot sort: sort must be a list of at most ${SORT_PARTS_MAX} paths`);
  }
  const parts = (sort as readonly KeyPart[]).map(readPart);
  if (new Set(parts.map(({ path }) => path.text)).size === parts.length) return parts;
  throw invalid("Cannot sort: the paths must be different from one another");
}

export function readSelect(select: readonly string[] | undefined): Selection | undefined {
  if (select === undefined) return undefined;
  if (!Array.isArray(select) || select.length < 1 || select.length > SELECT_MAX) {
    throw invalid(`Cannot select: select must be a list of 1 to ${SELECT_MAX} key paths`);
  }
  const paths = (select as readonly string[]).map((path) => KeyPath.parse(path));
  // Id and version come with every record.
  return selectionOf(paths.filter(({ ofRecord }) => ofRecord === undefined).map(({ steps }) => steps));
}

/** Whether a plan can go on from a position: from a place in the sort any that sorts, whichever it came from. */
function goesOn(plan: Plan, after: Position): boolean {
  return "sorted" in after ? plan.sort !== undefined : !isSorted(plan);
}

function isSorted({ sort }: Plan): boolean {
  return sort === "index" || sort === "memory";
}

/** A page that is being filled. It ends early behind much text, so that large records do not make a page that memory cannot hold. */
export class PageItems<R extends { readonly json: string }> {
  readonly items: R[] = [];
  readonly #limit: number;
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.items.length === this.#limit || this.#length > PAGE_LENGTH_MAX;
  }

  add(record: R): void {
    this.items.push(record);
    this.#length += record.json.length;
  }
}

interface Part<R> {
  readonly items: R[];
  readonly next: Position | undefined;
}

/** The first of what is found. @param positionOf what was found last: where the next page begins */
async function filledPage<R extends QueryRecord, F extends { readonly record: R }>(
  source: QuerySource<R>,
  found: Iterable<F | undefined>,
  limit: number,
  positionOf: (last: F) => Position,
): Promise<Part<R>> {
  const page = new PageItems<R>(limit);
  let last: F | undefined;
  for (const each of found) {
    if (each === undefined) {
      await source.giveWay();
      continue;
    }
    if (page.isFull && last !== undefined) return { items: page.items, next: positionOf(last) };
    page.add(each.record);
    last = each;
  }
  return { items: page.items, next: undefined };
}

async function walkedPage<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  limit: number,
  effort: Effort,
  after: Position | undefined,
): Promise<Part<R>> {
  const found = walk(source, plan, effort, after === undefined ? undefined : walkPosition(source, after));
  return await filledPage(source, found, limit, ({ branch, key }: Found<R>) => {
    return { plan: plan.signature, walk: { branch, key } };
  });
}

/** Where a walk goes on; behind a place in a sort by id it is a scan. */
function walkPosition<R extends QueryRecord>({ prefix }: QuerySource<R>, after: Position): WalkPosition {
  if ("walk" in after) return after.walk;
  return { branch: 0, key: joined(prefix, TEXT_ENCODER.encode(after.sorted.id)) };
}

async function sortedPage<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  sort: readonly IndexPart[],
  limit: number,
  effort: Effort,
  after: Position | undefined,
): Promise<Part<R>> {
  const place = after !== undefined && "sorted" in after ? after.sorted : undefined;
  const records = plan.sort === "memory"
    ? fetched(source, await sortedPlaces(source, plan, sort, limit, effort, place), effort)
    : sortedByIndex(source, plan, sort, effort, place);
  return await filledPage(source, records, limit, ({ key, id }: Sorted<R>) => ({ sorted: { key, id } }));
}

async function sortedPlaces<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  sort: readonly IndexPart[],
  limit: number,
  effort: Effort,
  after: SortPosition | undefined,
): Promise<SortPosition[]> {
  const sorting = sortedInMemory(source, plan, sort, limit + 1, effort, after);
  let step = sorting.next();
  for (; step.done !== true; step = sorting.next()) await source.giveWay();
  return step.value;
}

/** Records in the order of their places. */
function* fetched<R extends QueryRecord>(
  source: QuerySource<R>,
  places: readonly SortPosition[],
  effort: Effort,
): Generator<Sorted<R>, void, void> {
  for (const place of places) {
    const id = TEXT_ENCODER.encode(place.id);
    const record = source.record(id, 0, id.length, effort);
    if (record !== undefined) yield { ...place, record };
  }
}

function selected<R extends QueryRecord>(source: QuerySource<R>, record: R, selection: Selection): R {
  return source.withJson(record, selectJson(record.json, selection));
}

function lostPlan(): FountainError {
  return new FountainError(
    "conflict",
    "Cannot go on from this position: the index or the collection that the page before it came from is gone, or the query is another; begin anew",
  );
}
