/**
 * Counting and grouping.
 *
 * ```
 *   {filter: {".country": "DE"}, groupBy: [".state"], metrics: {cities: {count: "*"}, people: {sum: ".population"}}}
 *   [{key: ["Bayern"], metrics: {cities: 317, people: 7000123}}, …]          in the order of keys
 * ```
 *
 * When one index has all that is asked for, its entries are read and no record. Memory holds the groups and nothing else, so their number is bounded.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { Decimal, decimalParts, partsToText } from "../encoding/decimal.ts";
import type { ExactValue } from "../encoding/exact_json.ts";
import { compareScalars, type Scalar } from "../encoding/ordered_value.ts";
import { KeyPath } from "../index/key_path.ts";
import { asScalar, entryExpiresAt, entryValues } from "../index/ordered/entries.ts";
import { type Access, accessesOf, conjunction } from "./access.ts";
import { ExactSum } from "./exact_sum.ts";
import { EVERYTHING, type Filter, type FilterSpec, readFilter } from "./filter.ts";
import { type Explanation, explanation } from "./find.ts";
import { makePlan, type Plan, without } from "./plan.ts";
import { Effort, type QueryRecord, type QuerySource } from "./source.ts";
import { keyOf, STEPS_PER_TURN, walk } from "./walk.ts";

const GROUPS_MAX = 10_000;
const METRICS_MAX = 64;
const GROUP_PATHS_MAX = 8;
const KINDS = ["count", "sum", "avg", "min", "max"] as const;
/** All records, for `count`. */
const ALL = "*";

/** One figure: what is reckoned, and of which path's values. `count: "*"` counts records. */
export type MetricSpec = { readonly [kind in (typeof KINDS)[number]]?: string };

/** What to reckon. */
export interface AggregateOptions {
  /** Default: every record. */
  readonly filter?: FilterSpec;
  /** A group for each combination of these paths' values; a path with `[]` puts a record in several. Default: one group of all. */
  readonly groupBy?: readonly string[];
  /**
   * Figures by name, each `{count|sum|avg|min|max: path}`: `count` counts values that are not null, `sum` and `avg` look at numbers, `min` and
   * `max` at what can be a key, in the order of keys.
   */
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** Whether to say how it was found. */
  readonly explain?: boolean;
  readonly requireIndex?: boolean;
}

/** One group. */
export interface Group {
  /** The values of `groupBy`, in its order; null where there is none, or a list or an object. */
  readonly key: readonly (string | number | boolean | null)[];
  /** By name; null when there was nothing to reckon it from. */
  readonly metrics: Readonly<Record<string, string | number | boolean | null>>;
}

/** See {@link AggregateOptions}. */
export interface AggregateResult {
  /** In the order of their keys. */
  readonly groups: readonly Group[];
  readonly explain: Explanation | undefined;
}

interface Metric {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  /** Undefined: all records. */
  readonly path: KeyPath | undefined;
}

/** Values of a path, wherever they come from. */
type Values = (path: KeyPath) => readonly (ExactValue | undefined)[];

/** Reckons. @throws FountainError `invalid`, also when there are more than 10,000 groups */
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
  const covering = coveringAccess(source, filter, groups);
  if (covering !== undefined) {
    await overEntries(source, covering, groups, effort);
    const indexes = [covering.index.definition.name];
    const { entriesRead, recordsFetched } = effort;
    const how: Explanation = {
      plan: "index",
      index: indexes[0] ?? null,
      indexes,
      sort: null,
      entriesRead,
      recordsFetched,
    };
    return { groups: groups.result(), explain: explain ? how : undefined };
  }
  const plan = makePlan(source, { filter, sort: [], limit: Infinity, requireIndex });
  if (plan !== undefined) await overRecords(source, plan, groups, effort);
  return { groups: groups.result(), explain: explain && plan !== undefined ? explanation(plan, effort) : undefined };
}

/** The ranges of an index that say all that is asked for, the smallest ones. */
function coveringAccess<R extends QueryRecord>(
  source: QuerySource<R>,
  filter: Filter,
  groups: Groups,
): Access | undefined {
  const estimate = ({ ranges, index }: Access): number =>
    ranges.reduce((sum, { from, to }) => sum + source.approximateKeys(from, to ?? index.prefix), 0);
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
  const places = new Map(definition.parts.map(({ path }, at) => [path.text, at]));
  for (const range of ranges) {
    const cursor = source.view.iterate(range);
    try {
      while (cursor.next()) {
        if (++effort.entriesRead % STEPS_PER_TURN === 0) await source.giveWay();
        if (entryExpiresAt(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd) <= source.nowMs) continue;
        const values = groups.needsValues ? entryValues(definition, prefix.length, keyOf(cursor)) : [];
        groups.add((path) => {
          const value = values[places.get(path.text) ?? -1];
          return value === undefined ? [] : [value];
        });
      }
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

/** Groups under way. */
class Groups {
  readonly #groupBy: readonly KeyPath[];
  readonly #metrics: readonly Metric[];
  readonly #groups = new Map<string, { readonly key: readonly Scalar[]; readonly figures: readonly Figure[] }>();

  constructor(groupBy: readonly KeyPath[], metrics: readonly Metric[]) {
    this.#groupBy = groupBy;
    this.#metrics = metrics;
    if (groupBy.length === 0) this.#group([]);
  }

  /** Whether anything but the number of records is asked for. */
  get needsValues(): boolean {
    return this.entryPaths().length > 0;
  }

  /** Paths that an index must have to answer alone: `count` of a path counts lists and objects, too, which have no keys; so it names none. */
  entryPaths(): string[] {
    const paths = this.#metrics.flatMap(({ kind, path }) => {
      if (path === undefined || (kind === "count" && path.text === "id")) return [];
      // No part is named so.
      return kind === "count" ? ["count of a path"] : [path.text];
    });
    return [...paths, ...this.#groupBy.map(({ text }) => text)];
  }

  add(values: Values): void {
    for (const key of this.#keys(values)) {
      const { figures } = this.#group(key);
      for (const [at, { path }] of this.#metrics.entries()) {
        figures[at]?.add(
          path === undefined || path.text === "id" && this.#metrics[at]?.kind === "count" ? [true] : values(path),
        );
      }
    }
  }

  /** The groups that a record belongs to. */
  #keys(values: Values): Scalar[][] {
    let keys: Scalar[][] = [[]];
    for (const path of this.#groupBy) {
      const found = new Map<string, Scalar>();
      for (const value of values(path)) found.set(nameOf(asScalar(value) ?? null), asScalar(value) ?? null);
      const here = found.size === 0 ? [null] : [...found.values()];
      keys = keys.flatMap((key) => here.map((value) => [...key, value]));
    }
    return keys;
  }

  #group(key: readonly Scalar[]): { readonly figures: readonly Figure[] } {
    const name = key.map(nameOf).join();
    let group = this.#groups.get(name);
    if (group === undefined) {
      if (this.#groups.size >= GROUPS_MAX) {
        throw invalid(`Cannot group: there are more than ${GROUPS_MAX} groups; narrow the filter, or group by less`);
      }
      group = { key, figures: this.#metrics.map(({ kind }) => new Figure(kind)) };
      this.#groups.set(name, group);
    }
    return group;
  }

  result(): Group[] {
    const sorted = [...this.#groups.values()].sort((a, b) => {
      for (const [at, value] of a.key.entries()) {
        const order = compareScalars(value, b.key[at] as Scalar);
        if (order !== 0) return order;
      }
      return 0;
    });
    return sorted.map(({ key, figures }) => ({
      key: key.map(plain),
      metrics: Object.fromEntries(this.#metrics.map(({ name }, at) => [name, figures[at]?.value() ?? null])),
    }));
  }
}

function nameOf(value: Scalar): string {
  if (value instanceof Decimal) return partsToText(decimalParts(value.text));
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function plain(value: Scalar): string | number | boolean | null {
  return value instanceof Decimal ? Number(value) : value;
}

/** One figure of one group. */
class Figure {
  readonly #kind: Metric["kind"];
  readonly #sum = new ExactSum();
  #count = 0;
  #best: Scalar | undefined;

  constructor(kind: Metric["kind"]) {
    this.#kind = kind;
  }

  add(values: readonly (ExactValue | undefined)[]): void {
    for (const value of values) {
      if (value === null || value === undefined) continue;
      if (this.#kind === "count") this.#count++;
      else if (this.#kind === "min" || this.#kind === "max") this.#compare(asScalar(value));
      else if (typeof value === "number" || value instanceof Decimal) {
        this.#count++;
        this.#sum.add(value);
      }
    }
  }

  #compare(value: Scalar | undefined): void {
    if (value === undefined) return;
    const order = this.#best === undefined ? 0 : compareScalars(value, this.#best);
    if (this.#best === undefined || (this.#kind === "min" ? order < 0 : order > 0)) this.#best = value;
  }

  value(): string | number | boolean | null {
    switch (this.#kind) {
      case "count":
        return this.#count;
      case "sum":
        return this.#sum.value();
      case "avg":
        return this.#count === 0 ? null : this.#sum.value() / this.#count;
      default:
        return this.#best === undefined ? null : plain(this.#best);
    }
  }
}

function readGroupBy(groupBy: readonly string[] = []): KeyPath[] {
  if (!Array.isArray(groupBy) || groupBy.length > GROUP_PATHS_MAX) {
    throw invalid(`Cannot group: groupBy must be a list of at most ${GROUP_PATHS_MAX} key paths`);
  }
  return (groupBy as readonly string[]).map((path) => KeyPath.parse(path));
}

function readMetrics(metrics: Readonly<Record<string, MetricSpec>>): Metric[] {
  const named = typeof metrics === "object" && metrics !== null ? Object.entries(metrics) : [];
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
