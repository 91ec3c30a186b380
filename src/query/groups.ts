/**
 * Groups of an aggregate, and their figures, under way.
 *
 * Keys and figures are kept and written with every digit of their numbers. A group is known by the text of its key, since a number has one
 * text: 1, 1.0 and 1e0 are one key, 12345678901234567890 and 12345678901234567891 are two.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { Decimal, decimalParts, partsToText } from "../encoding/decimal.ts";
import { type ExactValue, parseExact } from "../encoding/exact_json.ts";
import { compareScalars, type Scalar } from "../encoding/ordered_value.ts";
import type { KeyPath } from "../index/key_path.ts";
import { asScalar } from "../index/ordered/entries.ts";
import { ExactSum } from "./exact_sum.ts";

const GROUPS_MAX = 10_000;
/** Characters of keys, names and figures in all groups: as much as a page may have of text. */
const LENGTH_MAX = 16 << 20;

/** What can be reckoned. */
export const KINDS = ["count", "sum", "avg", "min", "max"] as const;

/** One figure that is asked for. */
export interface Metric {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  /** Undefined: all records. */
  readonly path: KeyPath | undefined;
}

/** Values of a path, wherever they come from. */
export type Values = (path: KeyPath) => readonly (ExactValue | undefined)[];

/** See the module. */
export class Groups {
  readonly #groupBy: readonly KeyPath[];
  readonly #metrics: readonly Metric[];
  readonly #groups = new Map<string, { readonly key: readonly Scalar[]; readonly figures: readonly Figure[] }>();
  /** Characters of the figures' names, which come with each group. */
  readonly #namesLength: number;
  #length = 0;

  constructor(groupBy: readonly KeyPath[], metrics: readonly Metric[]) {
    this.#groupBy = groupBy;
    this.#metrics = metrics;
    this.#namesLength = metrics.reduce((sum, { name }) => sum + name.length, 0);
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

  /**
   * Adds a record.
   * @throws FountainError `invalid` when there are more than 10,000 groups or 16 Mi characters in them, or a sum could have more than 10,000
   * digits
   */
  add(values: Values): void {
    for (const key of this.#keys(values)) {
      const { figures } = this.#group(key);
      for (const [at, { kind, path }] of this.#metrics.entries()) {
        const figure = figures[at] as Figure;
        const before = figure.length;
        figure.add(path === undefined || (path.text === "id" && kind === "count") ? [true] : values(path));
        this.#grow(figure.length - before);
      }
    }
  }

  /** Adds records of which only the number is asked for. REQUIRES: not {@link needsValues} */
  count(records: number): void {
    for (const figure of this.#group([]).figures) figure.count(records);
  }

  /** The groups that a record belongs to. */
  #keys(values: Values): Scalar[][] {
    let keys: Scalar[][] = [[]];
    for (const path of this.#groupBy) {
      const found = new Map<string, Scalar>();
      for (const value of values(path)) found.set(textOf(asScalar(value) ?? null), asScalar(value) ?? null);
      const here = found.size === 0 ? [null] : [...found.values()];
      // They are all different from one another.
      if (keys.length * here.length > GROUPS_MAX) throw tooManyGroups();
      keys = keys.flatMap((key) => here.map((value) => [...key, value]));
    }
    return keys;
  }

  #group(key: readonly Scalar[]): { readonly figures: readonly Figure[] } {
    const name = key.map(textOf).join();
    let group = this.#groups.get(name);
    if (group === undefined) {
      if (this.#groups.size >= GROUPS_MAX) throw tooManyGroups();
      this.#grow(name.length + this.#namesLength);
      group = { key: key.map(owned), figures: this.#metrics.map(({ kind }) => new Figure(kind)) };
      this.#groups.set(name, group);
    }
    return group;
  }

  #grow(length: number): void {
    this.#length += length;
    if (this.#length <= LENGTH_MAX) return;
    throw invalid(
      `Cannot group: keys and figures of the groups have more than ${LENGTH_MAX} characters; narrow the filter, or group by fewer or ` +
        "shorter values",
    );
  }

  /** The groups in the order of their keys, each as a JSON text. */
  texts(): string[] {
    const sorted = [...this.#groups.values()].sort((a, b) => {
      for (const [at, value] of a.key.entries()) {
        const order = compareScalars(value, b.key[at] as Scalar);
        if (order !== 0) return order;
      }
      return 0;
    });
    return sorted.map(({ key, figures }) => {
      const metrics = this.#metrics.map(({ name }, at) => {
        return `${JSON.stringify(name)}:${textOf(figures[at]?.value() ?? null)}`;
      });
      return `{"key":[${key.map(textOf).join(",")}],"metrics":{${metrics.join(",")}}}`;
    });
  }
}

function tooManyGroups(): Error {
  return invalid(`Cannot group: there are more than ${GROUPS_MAX} groups; narrow the filter, or group by less`);
}

/** A value's only JSON text. */
function textOf(value: Scalar): string {
  return value instanceof Decimal ? partsToText(decimalParts(value.text)) : JSON.stringify(value);
}

/** The same value in a text of its own: a part of a record's text would keep all of that in memory. */
function owned(value: Scalar): Scalar {
  return typeof value === "string" || value instanceof Decimal ? parseExact(textOf(value)) as Scalar : value;
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

  /** About how many characters it holds. */
  get length(): number {
    const best = this.#best;
    return this.#sum.digits + (best instanceof Decimal ? best.text.length : typeof best === "string" ? best.length : 0);
  }

  count(values: number): void {
    this.#count += values;
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
    if (this.#best === undefined || (this.#kind === "min" ? order < 0 : order > 0)) this.#best = owned(value);
  }

  /** Null when there was nothing to reckon it from. */
  value(): Scalar {
    switch (this.#kind) {
      case "count":
        return this.#count;
      case "sum":
        return this.#sum.value();
      case "avg":
        return this.#count === 0 ? null : this.#sum.mean(this.#count);
      default:
        return this.#best ?? null;
    }
  }
}
