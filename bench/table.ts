/**
 * Tables in Markdown whose columns are aligned, so that they can be read as they are; and numbers for them.
 *
 * @module
 */

import type { Spread } from "./statistics.ts";

/** What stands where nothing was measured. */
export const NOTHING = "-";

/** A table; the first column is text, the others are numbers. */
export function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) => Math.max(...[head, ...rows.map((row) => row[at] ?? "")].map(textWidth), 3));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => pad(cells[at] ?? "", width, at > 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => at > 0 ? `${"-".repeat(width - 1)}:` : "-".repeat(width)).join(" | ")} |`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}

/** A number with thousands set apart. */
export function formatNumber(value: number | undefined, digits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return NOTHING;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A median, and in brackets the least and the most when there is more than one value. */
export function formatSpread(spread: Spread | undefined, digits = 0): string {
  if (spread === undefined) return NOTHING;
  const { median, least, most } = spread;
  if (least === most) return formatNumber(median, digits);
  return `${formatNumber(median, digits)} (${formatNumber(least, digits)} to ${formatNumber(most, digits)})`;
}

/** Microseconds: digits enough to tell 1.5 from 1.6 and no more. */
export function formatUs(value: number | undefined): string {
  return formatNumber(value, value !== undefined && value < 100 ? 1 : 0);
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(width - textWidth(text));
  return right ? space + text : text + space;
}

function textWidth(text: string): number {
  return [...text].length;
}
