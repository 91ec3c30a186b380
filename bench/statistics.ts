/**
 * Medians and spreads of a few repetitions.
 *
 * @module
 */

/** What repetitions came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Of values that are there; undefined without any. */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return undefined;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? most;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? least;
  return { median: (lower + upper) / 2, least, most };
}

/** The median of values that are there. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
  return spreadOf(values)?.median;
}
