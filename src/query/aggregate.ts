/**
 * Counting and grouping.
 *
 * ```
 *   {filter: {".country": "DE"}, groupBy: [".state"], metrics: {cities: {count: "*"}, people: {sum: ".population"}}}
 *   [{key: ["Bayern"], metrics: {cities: 317, people: 7000123}}, …]          in the order of keys
 * ```
 *
 * When one index has all that is asked for, its entries are read and no record. Memory holds the groups and nothing else, so
 * their number and their length are bounded.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import type { ExactValue } from "../encoding/exact_json.ts";
import { spaceEnd } from "../encoding/internal_key.ts";
import type { Scalar } from "../encoding/ordered_value.ts";
import { KeyPath } from "../index/key_path.ts";
import { entryValues } from "../index/ordered/entries.ts";
import { type Access, accessesOf, conjunction } from "./access.ts";
import { EVERYTHING, type Filter, type FilterSpec, readFilter } from "./filter.ts";
import { type Explanation, explanation } from "./explain.ts";
import { Groups, KINDS, type Metric, type Values } from "./groups.ts";
import { makePlan, type Plan, without } from "./plan.ts";
import { Effort, type QueryRecord, type QuerySource } from "./source.ts";
import { ENTRIES_PER_TURN, RANGES_PER_TURN, walk } from "./walk.ts";

const NONE: readonly ExactValue[] = [];
const METRICS_MAX = 64;
const GROUP_PATHS_MAX = 8;
/** All records, for `count`. */
const ALL = "*";

type Kind = (typeof KINDS)[number];

/** One figure: what is reckoned, and of which path's values, `{sum: ".population"}`. `count: "*"` counts records. */
export type MetricSpec = {
  [kind in Kind]: { readonly [one in kind]: string } & { readonly [other in Exclude<Kind, kind>]?: never };
}[Kind];

/** What to reckon. */
export interface AggregateOptions {
  /** Default: every record. */
  readonly filter?: FilterSpec;
  /** A group for each combination of these paths' values; a path with `[]` puts a record in several. Default: one group of all. */
  readonly groupBy?: readonly string[];
  /**
   * Figures by name, each `{count|sum|avg|min|max: path}`: `count` counts values that are not null, `sum` and `avg` look at numbers, `min` and
   * `max` at what can be a key, in the order of keys. 1 to 64.
   */
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** Whether to say how it was found. */
  readonly explain?: boolean;
  readonly requireIndex?: boolean;
}

/** One group; numbers are the nearest doubles, beyond the largest one Infinity. */
export interface Group {
  /** The values of `groupBy`, in its order; null where there is none, or a list or an object. */
  readonly key: readonly (string | number | boolean | null)[];
  /** By name; null when there was nothing to reckon it from. */
  readonly metrics: Readonly<Record<string, string | number | boolean | null>>;
}

/** See {@link AggregateOptions}. */
export interface AggregateResult {
  /** In the order of their keys. Two of them may show the same key, where no double tells them apart; {@link json} does. */
  readonly groups: readonly Group[];
  /**
   * The same as a JSON text whose numbers have every digit: keys, sums, `min` and `max` are exact; `avg` is when 34 digits say all of it,
   * else it is rounded to these, half to even.
   */
  readonly json: string;
  readonly explain: Explanation | undefined;
}

/**
 * Reckons.
 * @throws FountainError `invalid`, also when there are more than 10,000 groups or 16 Mi characters in them, or a sum could have more than
 * 10,000 digits
 */
export async function aggregate<R extends QueryRecord>(
  source: QuerySource<R>,
  options: AggregateOptions,
  requireIndexByDefault: boolean,
): Promise<AggregateResult> {
  const { requireIndex = requireIndexByDefault, explain = false } = options;
  const filter = options.filter === undefined ? EVERYTHING : readFilter(options.filter);
  const groupBy = readGroupBy(options.groupBy);
  const groups = new Groups(groupBy, readMetrics(options.metrics));
  const effort = new Effort();
  const sufficient = sufficientAccess(source, filter, groups);
  if (sufficient !== undefined) {
    await overEntries(source, sufficient, groups, effort);
    const indexes = [sufficient.index.definition.name];
    const { entriesRead, recordsFetched } = effort;
    const how: Explanation = {
      plan: "index",
      index: indexes[0] ?? null,
      indexes,
      sort: null,
      entriesRead,
      recordsFetched,
    };
    return { ...written(groups), explain: explain ? how : undefined };
  }
  const plan = makePlan(source, { filter, sort: [], limit: Infinity, requireIndex });
  if (plan !== undefined) await overRecords(source, plan, groups, effort);
  return { ...written(groups), explain: explain && plan !== undefined ? explanation(plan, effort) : undefined };
}

function written(groups: Groups): Pick<AggregateResult, "groups" | "json"> {
  const texts = groups.texts();
  return { groups: texts.map((text) => JSON.parse(text) as Group), json: `[${texts.join(",")}]` };
}

/** The ranges of an index that say all that is asked for, the smallest ones. */
function sufficientAccess<R extends QueryRecord>(
  source: QuerySource<R>,
  filter: Filter,
  groups: Groups,
): Access | undefined {
  const estimate = ({ ranges, index }: Access): number =>
    ranges.reduce((sum, { from, to }) => sum + source.approximateKeys(from, to ?? spaceEnd(index.prefix)), 0);
  return source.indexes.filter(({ definition }) => {
    return !definition.isMulti &&
      groups.entryPaths().every((path) => definition.parts.some((part) => part.path.text === path));
  }).flatMap((index) => accessesOf(index, conjunction(filter)))
    .filter(({ settled }) =>
      without(filter, settled) === undefined || (filter.kind === "and" && filter.filters.length === 0)
    )
    .map((access) => ({ access, keys: estimate(access) }))
    .sort((a, b) => a.keys - b.keys)[0]?.access;
}

async function overEntries<R extends QueryRecord>(
  source: QuerySource<R>,
  { index, ranges }: Access,
  groups: Groups,
  effort: Effort,
): Promise<void> {
  const { definition, prefix } = index;
  const { needsValues } = groups;
  const places = new Map(definition.parts.map(({ path }, at) => [path.text, at]));
  let found: readonly (Scalar | undefined)[] = [];
  const values: Values = (path) => {
    const value = found[places.get(path.text) ?? -1];
    return value === undefined ? NONE : [value];
  };
  for (const [at, range] of ranges.entries()) {
    if (at % RANGES_PER_TURN === RANGES_PER_TURN - 1) await source.giveWay();
    const cursor = source.view.iterate(range);
    let counted = 0;
    try {
      while (cursor.next()) {
        if (++effort.entriesRead % ENTRIES_PER_TURN === 0) await source.giveWay();
        if (source.isExpired(cursor)) continue;
        if (!needsValues) {
          counted++;
          continue;
        }
        found = entryValues(definition, prefix.length, cursor.keyBuffer);
        groups.add(values);
      }
      if (!needsValues) groups.count(counted);
    } finally {
      cursor.close();
    }
  }
}

async function overRecords<R extends QueryRecord>(
  source: QuerySource<R>,
  plan: Plan,
  groups: Groups,
  effort: Effort,
): Promise<void> {
  for (const found of walk(source, plan, effort)) {
    if (found === undefined) await source.giveWay();
    else groups.add((path) => path.all(found.parsed));
  }
}

/** The paths of `groupBy`, checked. @throws FountainError `invalid` */
export function readGroupBy(groupBy: readonly string[] = []): KeyPath[] {
  if (!Array.isArray(groupBy) || groupBy.length > GROUP_PATHS_MAX) {
    throw invalid(`Cannot group: groupBy must be a list of at most ${GROUP_PATHS_MAX} key paths`);
  }
  return (groupBy as readonly string[]).map((path) => KeyPath.parse(path));
}

/** The figures, checked. @throws FountainError `invalid` */
export function readMetrics(metrics: Readonly<Record<string, MetricSpec>>): Metric[] {
  const isNamed = typeof metrics === "object" && metrics !== null && !Array.isArray(metrics);
  const named = isNamed ? Object.entries(metrics) : [];
  if (named.length < 1 || named.length > METRICS_MAX) {
    throw invalid(`Cannot reckon: metrics must have 1 to ${METRICS_MAX} figures, each {count|sum|avg|min|max: path}`);
  }
  return named.map(([name, spec]) => {
    const entries: [string, unknown][] = typeof spec === "object" && spec !== null ? Object.entries(spec) : [];
    const [kind, path] = entries[0] ?? [];
    const known = KINDS.find((each) => each === kind);
    if (known === undefined || entries.length !== 1 || typeof path !== "string") {
      throw invalid(`Cannot reckon ${JSON.stringify(name)}: it must be {count|sum|avg|min|max: path}`);
    }
    return { name, kind: known, path: known === "count" && path === ALL ? undefined : KeyPath.parse(path) };
  });
}
