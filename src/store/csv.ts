/**
 * CSV (RFC 4180) with a header row, as lines of JSON that {@link importLines} takes.
 *
 * ```
 *   1  id,name,people          ──> ""                                  the header is no record
 *   2  paris,Paris,2100000     ──> {"id":"paris","name":"Paris","people":2100000}
 *   3  rome,"Roma,             ──> {"id":"rome","name":"Roma,\ncaput mundi"}
 *   4  caput mundi",           ──> ""                                  a part of the row that begins in line 3
 * ```
 *
 * What comes out has as many lines as what goes in, so whatever is told of one bears its number in the file. A line end within quotes is
 * text: rows are put together until their quotes are even in number, and each is parsed alone, so one bad row spoils no other.
 *
 * @module
 */

import Papa from "papaparse";
import { type FountainError, invalid } from "../base/errors.ts";

/** A cell that is its own value. What only looks like a number (007, +1, .5) is text. */
const JSON_VALUE = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false)$/;
const BYTE_ORDER_MARK = "\ufeff";
/** Without it the parser would guess, from a single row. */
const DIALECT = { delimiter: ",", newline: "\n", quoteChar: '"', escapeChar: '"' } as const;

/**
 * The rows as JSON objects: header names are members, empty cells are left out. Lines that are no UTF-8 stay undefined; a row that is
 * malformed comes as the error that tells of it.
 * @throws FountainError `invalid` for a malformed header, and what `tooLong` makes for a row over `lengthMax`
 */
export async function* csvLines(
  lines: AsyncIterable<string | undefined>,
  lengthMax: number,
  tooLong: () => Error,
): AsyncGenerator<string | FountainError | undefined, void, void> {
  let header: readonly string[] | undefined;
  for await (const { text, count } of rowsOf(lines, lengthMax, tooLong)) {
    if (text === undefined || (header !== undefined && text === "")) yield text;
    else if (header === undefined) {
      header = headerOf(text);
      yield "";
    } else yield jsonOf(text, header);
    for (let more = 1; more < count; more++) yield "";
  }
}

/** A row, and how many lines it is long. */
interface Row {
  readonly text: string | undefined;
  readonly count: number;
}

async function* rowsOf(
  lines: AsyncIterable<string | undefined>,
  lengthMax: number,
  tooLong: () => Error,
): AsyncGenerator<Row, void, void> {
  let parts: string[] = [];
  let length = 0;
  let isOpen = false;
  let isText = true;
  let count = 0;
  for await (const line of lines) {
    count++;
    isText &&= line !== undefined;
    const part = line ?? "";
    if (hasOddQuotes(part)) isOpen = !isOpen;
    parts.push(part);
    length += part.length + 1;
    if (length > lengthMax) throw tooLong();
    if (isOpen) continue;
    yield { text: isText ? parts.join("\n").replace(/\r$/, "") : undefined, count };
    parts = [];
    length = count = 0;
    isText = true;
  }
  if (isOpen) yield { text: isText ? parts.join("\n") : undefined, count };
}

function hasOddQuotes(line: string): boolean {
  let isOdd = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

function headerOf(text: string): readonly string[] {
  const names = cellsOf(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  const isNamed = Array.isArray(names) && names.every((name) => name !== "") && new Set(names).size === names.length;
  if (isNamed) return names;
  throw invalid("Cannot import: the first line must be a CSV header whose names are different and not empty");
}

function jsonOf(text: string, header: readonly string[]): string | FountainError {
  const cells = cellsOf(text);
  if (!Array.isArray(cells)) return cells;
  if (cells.length !== header.length) {
    return invalid(`Cannot import the row: it has ${cells.length} cells, and the header ${header.length}`);
  }
  const members: string[] = [];
  for (const [at, name] of header.entries()) {
    const cell = cells[at] ?? "";
    if (cell === "") continue;
    members.push(`${JSON.stringify(name)}:${JSON_VALUE.test(cell) ? cell : JSON.stringify(cell)}`);
  }
  return `{${members.join(",")}}`;
}

function cellsOf(row: string): string[] | FountainError {
  const { data, errors } = Papa.parse<string[]>(row, DIALECT);
  const [cells = []] = data;
  if (errors.length === 0 && data.length === 1) return cells;
  return invalid(
    `Cannot import the row: ${errors[0]?.message ?? "a quote stands in a cell that does not begin with one"}`,
  );
}
