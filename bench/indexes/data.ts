/**
 * Records for the comparison of indexes: the same for the same number, made when they are needed; and the indexes over them.
 *
 * A `group` has ten records, a `country` one of 250, skewed as populations are; `score` has fractions, `name` a few letters in common.
 *
 * @module
 */

import type { IndexSpec } from "../../mod.ts";
import { fnvBelow, mix32 } from "../random.ts";

/** The indexes, in the order in which they are made. */
export const INDEXES = ["group", "countryPopulation", "name", "score"] as const;
/** One of them. */
export type IndexName = (typeof INDEXES)[number];

/** Their definitions for FountainStore. */
export const SPECS: Readonly<Record<IndexName, IndexSpec>> = {
  group: { kind: "multi", keyPath: ".group" },
  countryPopulation: { kind: "multi", keyPaths: [".country", { ".population": "desc" }] },
  name: { kind: "multi", keyPath: ".name" },
  score: { kind: "multi", keyPath: ".score" },
};

/** The same for SQLite: expressions over a column `json`. */
export const COLUMNS: Readonly<Record<IndexName, string>> = {
  group: "json ->> '$.group'",
  countryPopulation: "json ->> '$.country', json ->> '$.population' DESC",
  name: "json ->> '$.name'",
  score: "json ->> '$.score'",
};

/** One record's data. */
export interface Person {
  readonly name: string;
  readonly group: string;
  readonly country: string;
  readonly population: number;
  readonly score: number;
  readonly note: string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** The id of record `at`. */
export function idOf(at: number): string {
  return `p${String(at).padStart(8, "0")}`;
}

/** The number of the record with that id; not a number when it is no such id. */
export function numberOf(id: string): number {
  return /^p\d{8}$/.test(id) ? Number(id.slice(1)) : NaN;
}

/** The data of record `at` of `count`. */
export function personOf(at: number, count: number): Person {
  const mixed = mix32(at + 1);
  const letter = (shift: number): string => LETTERS[(mixed >>> shift) % 26] ?? "a";
  return {
    name: `${letter(0)}${letter(5)}${letter(10)}${letter(15)} ${at}`,
    group: groupOf(fnvBelow(at, count), count),
    country: countryOf(mix32(at ^ 0x5bd1e995)),
    population: Math.floor(1000 * Math.exp((mixed % 9000) / 1000)),
    score: (mixed % 1_000_003) / 100,
    note: "x".repeat(100),
  };
}

/** A group by number; there are a tenth as many as records. */
export function groupOf(number: number, count: number): string {
  return `g${number % Math.max(1, Math.floor(count / 10))}`;
}

/** One of 250 countries, the first ones more often. */
export function countryOf(random: number): string {
  const unit = (random >>> 0) / 2 ** 32;
  return `c${Math.floor(250 * unit * unit)}`;
}

/** What sorts behind all texts that begin with the prefix and before all others. REQUIRES: ASCII, not empty. */
export function behindPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
