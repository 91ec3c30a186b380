/**
 * Records for the comparison of indexes: the same for the same number, made when they are needed.
 *
 * A `group` has ten records, a `country` one of 250, skewed as populations are; `score` has fractions, `name` a few letters in common.
 *
 * @module
 */

import { fnvBelow, mix32 } from "../random.ts";

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
