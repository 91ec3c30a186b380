/**
 * Import: many records from lines of JSON, in bounded memory.
 *
 * ```
 *   bytes ──> lines ──> checked puts ──> batches ──> commits, two under way at once
 *                          └─ bad lines: counted, the first of them told of with their numbers, passed over (or the end)
 * ```
 *
 * A line is a record as an export writes it, or a bare value whose id stands at a key path. A batch is no transaction of the caller's: when the
 * store refuses records of it (a unique index), it is committed in parts.
 *
 * @module
 */

import { FountainError, invalid } from "../base/errors.ts";
import { checkJsonText, JSON_DEPTH_MAX } from "../encoding/json.ts";
import { memberSlice } from "../encoding/json_slices.ts";
import { parseTime } from "../encoding/rfc3339.ts";
import { type KeyPath, ParsedRecord } from "../index/key_path.ts";
import { makePut } from "./batch_operations.ts";
import type { PutWrite, WriteOperation } from "./operations.ts";

const BATCH_RECORDS_MAX = 1000;
const BATCH_LENGTH_MAX = 2 << 20;
const COMMITS_AT_ONCE = 2;
const ERRORS_TOLD_MAX = 100;
/** The object around `data`. */
const ENVELOPE_LEVELS = 1;

/** How lines become records. */
export interface ImportFormat {
  readonly collection: string;
  /** Where the id of a bare value stands; undefined: each line is a record as an export writes it. */
  readonly idPath: KeyPath | undefined;
  readonly recordBytesMax: number;
}

/** What to do about bad lines, and whom to tell of the progress. */
export interface ImportOptions {
  /** `skip` passes a bad line over; `abort` ends the import there: what came before it stays. Default `skip`. */
  readonly onError?: "skip" | "abort" | undefined;
  /** Whether the store may refuse a record for another one's sake: then one batch is done before the next is begun. Default false. */
  readonly inOrder?: boolean | undefined;
  readonly onProgress?: ((imported: number) => void) | undefined;
}

/** What an import did. */
export interface ImportReport {
  readonly imported: number;
  readonly failed: number;
  /** The first hundred bad lines, by number from 1. */
  readonly errors: readonly { readonly line: number; readonly detail: string }[];
}

/** Commits checked operations, all or none. */
export type Commit = (operations: readonly WriteOperation[]) => Promise<unknown>;

interface NumberedPut {
  readonly line: number;
  readonly put: PutWrite;
}

/** One import. */
class Import {
  readonly #commit: Commit;
  readonly #options: ImportOptions;
  readonly #errors: { line: number; detail: string }[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #batch: NumberedPut[] = [];
  #length = 0;
  #failed = 0;
  #imported = 0;
  #broken: { readonly error: unknown } | undefined;

  constructor(commit: Commit, options: ImportOptions) {
    this.#commit = commit;
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#options.onError === "abort" && this.#failed > 0;
  }

  refuse(line: number, detail: string): void {
    this.#failed++;
    if (this.#errors.length < ERRORS_TOLD_MAX) this.#errors.push({ line, detail });
  }

  async add(line: number, put: PutWrite): Promise<void> {
    this.#batch.push({ line, put });
    this.#length += put.json.length;
    if (this.#batch.length >= BATCH_RECORDS_MAX || this.#length >= BATCH_LENGTH_MAX) await this.#send();
  }

  async end(): Promise<ImportReport> {
    await this.#send();
    await Promise.all(this.#underWay);
    if (this.#broken !== undefined) throw this.#broken.error;
    const errors = this.#errors.sort((a, b) => a.line - b.line);
    // A line that is no record is found before those in front of it are committed, of which one may be refused: then the import has ended there.
    if (this.isOver) return { imported: this.#imported, failed: 1, errors: errors.slice(0, 1) };
    return { imported: this.#imported, failed: this.#failed, errors };
  }

  async #send(): Promise<void> {
    const batch = this.#batch.splice(0);
    this.#length = 0;
    if (batch.length === 0) return;
    // With `abort` a batch may be refused in part, and nothing that came behind it may be there.
    const most = this.#options.onError === "abort" || this.#options.inOrder === true ? 1 : COMMITS_AT_ONCE;
    while (this.#underWay.size >= most) await Promise.race(this.#underWay);
    if (this.#broken !== undefined) throw this.#broken.error;
    const sent: Promise<void> = this.#commitEach(batch).then(undefined, (error: unknown) => {
      this.#broken ??= { error };
    }).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** True when a line before this batch was refused by the store. */
  #wasRefusedBefore([first]: readonly NumberedPut[]): boolean {
    return first !== undefined && this.#errors.some(({ line }) => line < first.line);
  }

  /**
   * Commits lines in their order. Some that are refused together are tried by halves, so that in the end each is judged by those that were
   * taken before it, as if it had come alone.
   */
  async #commitEach(lines: readonly NumberedPut[]): Promise<void> {
    const [first] = lines;
    if (first === undefined || (this.isOver && this.#wasRefusedBefore(lines))) return;
    try {
      await this.#commit(lines.map(({ put }) => put));
      this.#imported += lines.length;
      this.#options.onProgress?.(this.#imported);
    } catch (error) {
      if (!(error instanceof FountainError) || error.failures === undefined) throw error;
      if (lines.length === 1) return this.refuse(first.line, error.message);
      const middle = lines.length >> 1;
      await this.#commitEach(lines.slice(0, middle));
      await this.#commitEach(lines.slice(middle));
    }
  }
}

/**
 * Imports lines, by number from 1; empty ones are passed over. An error in the place of a line is told as what is wrong with it.
 * @throws FountainError of the store when it takes no writes; what came before may be there
 */
export async function importLines(
  lines: AsyncIterable<string | FountainError | undefined>,
  format: ImportFormat,
  commit: Commit,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const run = new Import(commit, options);
  let line = 0;
  for await (const text of lines) {
    line++;
    if (typeof text === "string" && text.trim() === "") continue;
    let put: PutWrite;
    try {
      if (text instanceof FountainError) throw text;
      if (text === undefined) throw invalid("Cannot import the line: it is not UTF-8");
      put = putOf(text, format);
    } catch (error) {
      if (!(error instanceof FountainError)) throw error;
      run.refuse(line, error.message);
      if (run.isOver) break;
      continue;
    }
    await run.add(line, put);
    if (run.isOver) break;
  }
  return await run.end();
}

function putOf(text: string, { collection, idPath, recordBytesMax }: ImportFormat): PutWrite {
  if (idPath !== undefined) {
    checkJsonText(text);
    const [id] = idPath.all(new ParsedRecord("", null, text));
    const name = typeof id === "number" && Number.isSafeInteger(id) ? String(id) : id;
    if (typeof name === "string") return makePut(collection, name, text.trim(), {}, recordBytesMax);
    throw invalid(`Cannot import the value: there is no text or whole number at ${idPath.text} to be its id`);
  }
  checkJsonText(text, JSON_DEPTH_MAX + ENVELOPE_LEVELS);
  const record: unknown = JSON.parse(text);
  const isObject = typeof record === "object" && record !== null && !Array.isArray(record);
  const { id, version, expiresAt } = isObject ? record as Record<string, unknown> : {};
  const data = isObject ? memberSlice(text, "data") : undefined;
  if (typeof id !== "string" || data === undefined) {
    throw invalid("Cannot import the line: it must be an object with id and data");
  }
  const expiresAtMs = typeof expiresAt === "string" ? parseTime(expiresAt) : undefined;
  if (expiresAt !== undefined && expiresAt !== null && expiresAtMs === undefined) {
    throw invalid("Cannot import the record: expiresAt is no time such as 2026-03-01T12:00:00Z");
  }
  const options = { version: (version ?? null) as string | null, ...expiresAtMs === undefined ? {} : { expiresAtMs } };
  return makePut(collection, id, data, options, recordBytesMax);
}

const NEWLINE = 0x0a;

/**
 * The lines of a text in UTF-8 that comes in parts; undefined for one that is not UTF-8.
 * @throws what `tooLong` makes for a line over `bytesMax`
 */
export async function* linesOf(
  parts: AsyncIterable<Uint8Array>,
  bytesMax: number,
  tooLong: () => Error = () => invalid(`Cannot import: a line is over ${bytesMax} bytes`),
): AsyncGenerator<string | undefined, void, void> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    let start = 0;
    for (let end = part.indexOf(NEWLINE); end >= 0; end = part.indexOf(NEWLINE, start)) {
      yield decoded([...pieces.splice(0), part.subarray(start, end)]);
      bytes = 0;
      start = end + 1;
    }
    pieces.push(part.slice(start));
    bytes += part.length - start;
    if (bytes > bytesMax) throw tooLong();
  }
  if (bytes > 0) yield decoded(pieces);
}

function decoded(pieces: readonly Uint8Array[]): string | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
