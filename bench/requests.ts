/**
 * Which rows are asked for: scrambled zipfian as YCSB does it, or uniform.
 *
 * Zipfian numbers come from the method of Gray et al., "Quickly Generating Billion-Record Synthetic Databases" (SIGMOD 1994), over 10^10 items, with
 * YCSB's constant; the FNV hash then spreads the few favourites over all rows, so that they are not neighbours.
 *
 * @module
 */

import { fnvBelow, Random } from "./random.ts";

/** How requests are spread over the rows. */
export type Distribution = "zipfian" | "uniform";

/** Draws row numbers from 0 to `rows - 1`. */
export interface RowChooser {
  next(): number;
}

/** More rows than this the hash does not reach. */
export const ROWS_MAX = 2 ** 26;

const THETA = 0.99;
const ITEMS = 10_000_000_000;
/** The sum of 1 / i^0.99 for i from 1 to 10^10, as YCSB has it. */
const ZETA = 26.46902820178302;
const ZETA_2 = 1 + 0.5 ** THETA;
const ALPHA = 1 / (1 - THETA);
const ETA = (1 - (2 / ITEMS) ** (1 - THETA)) / (1 - ZETA_2 / ZETA);

/** A chooser whose whole stream the seed determines. */
export function makeChooser(distribution: Distribution, rows: number, seed: number): RowChooser {
  const random = new Random(seed);
  if (distribution === "uniform") return { next: () => random.below(rows) };
  return { next: () => fnvBelow(zipfian(random.unit()), rows) };
}

/** The zipfian rank, from 0, at `unit`: a number from 0 up to, but not including, 1. */
export function zipfian(unit: number): number {
  const scaled = unit * ZETA;
  if (scaled < 1) return 0;
  if (scaled < ZETA_2) return 1;
  return Math.floor(ITEMS * (ETA * unit - ETA + 1) ** ALPHA);
}
