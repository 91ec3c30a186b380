/**
 * Figures drawn from samples, and how what was measured stands to a peer in each. What a sample is, a run of an engine or of a server, is no
 * matter here.
 *
 * @module
 */

import { type Spread, spreadOf } from "./statistics.ts";
import { formatSpread, NOTHING, renderTable } from "./table.ts";

/** What was measured: samples under a name, one for each repetition. */
export interface Measured<S> {
  readonly name: string;
  readonly samples: readonly S[];
}

/** A figure. */
export interface Figure<S> {
  readonly title: string;
  readonly better: "more" | "less";
  readonly digits: number;
  readonly of: (sample: S) => number | undefined;
}

/** The figure over the repetitions. */
export function figureOf<S>({ samples }: Measured<S>, figure: Figure<S>): Spread | undefined {
  return spreadOf(samples.map(figure.of));
}

/**
 * One's figure over a peer's: the median of the repetitions' ratios, since the two sides of one repetition were measured one soon after the
 * other.
 */
export function ratioTo<S>(mine: Measured<S>, peer: Measured<S>, figure: Figure<S>): Spread | undefined {
  return spreadOf(mine.samples.map((sample, repetition) => {
    const other = peer.samples[repetition];
    return ratioOf(figure.of(sample), other === undefined ? undefined : figure.of(other));
  }));
}

function ratioOf(mine: number | undefined, theirs: number | undefined): number | undefined {
  return mine === undefined || theirs === undefined || theirs === 0 ? undefined : mine / theirs;
}

/** All figures of all that was measured, as a table; figures that nobody has are left out. */
export function figureTable<S>(measured: readonly Measured<S>[], figures: readonly Figure<S>[]): string {
  const rows = figures
    .map((figure) => [figure.title, ...measured.map((each) => formatSpread(figureOf(each, figure), figure.digits))])
    .filter(hasFigure);
  return rows.length === 0 ? "Not measured." : renderTable(["", ...measured.map(({ name }) => name)], rows);
}

/** True for a table's row in which something was measured. */
export function hasFigure([, ...cells]: readonly string[]): boolean {
  return cells.some((cell) => cell !== NOTHING);
}
