/**
 * Scans: records in the order of their ids, one consistent state from start to end.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import type { JsonValue } from "../encoding/json.ts";
import { afterPrefix, compareWhole } from "../encoding/bytes.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import type { KeyRange } from "../engine/merged_entries.ts";
import type { Platform } from "../platform/platform.ts";
import { checkId, keyOf } from "./names.ts";
import type { ReadPoint } from "./reader.ts";
import { expiresAt, readRecord, type StoredRecord } from "./record.ts";

/** A scan by `for await` and a count give way after so many records. */
const RECORDS_PER_TURN = 256;

/** What a scan gives. */
export interface ScanOptions {
  /** Only ids that begin with this. */
  readonly prefix?: string;
  /** Only ids behind this one (before it, in reverse). */
  readonly startAfter?: string;
  /** At most so many records. */
  readonly limit?: number;
  /** From the last id to the first. */
  readonly reverse?: boolean;
}

/**
 * See the module; it may be iterated more than once, each time from the start, in the state of that moment.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 *
 * await using store = await open({ path: "./scan-example" });
 * const days = store.collection("days");
 * for (const day of ["2026-01-30", "2026-01-31", "2026-02-01"]) await days.put(day, { day });
 *
 * const january = [...days.scan({ prefix: "2026-01", reverse: true })].map((record) => record.id);
 * assert.deepEqual(january, ["2026-01-31", "2026-01-30"]);
 *
 * let seen = 0;
 * for await (const record of days.scan({ startAfter: "2026-01-30" })) seen += record.id.length > 0 ? 1 : 0;
 * assert.equal(seen, 2);
 * ```
 */
export class Scan<T = JsonValue> implements Iterable<StoredRecord<T>>, AsyncIterable<StoredRecord<T>> {
  readonly #collection: string;
  readonly #point: ReadPoint;
  readonly #options: ScanOptions;

  /** Scans are made by collections. */
  constructor(collection: string, point: ReadPoint, options: ScanOptions) {
    const { prefix = "", startAfter, limit = 0 } = options;
    if (typeof prefix !== "string" || !prefix.isWellFormed()) {
      throw invalid("Cannot scan: prefix must be a string of Unicode characters");
    }
    if (startAfter !== undefined) checkId(startAfter);
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw invalid(`Cannot scan: limit must be a whole number from 0 on, not ${limit}`);
    }
    this.#collection = collection;
    this.#point = point;
    this.#options = options;
  }

  /** Iterates without a pause. */
  *[Symbol.iterator](): Generator<StoredRecord<T>, void, void> {
    const opened = this.#open();
    if (opened === undefined) return;
    const { cursor, idStart, nowMs, close } = opened;
    const { limit = Infinity } = this.#options;
    const { decodeUtf8 } = this.#point;
    try {
      for (let given = 0; given < limit && cursor.next();) {
        if (isExpired(cursor, nowMs)) continue;
        given++;
        yield recordAt<T>(cursor, idStart, decodeUtf8);
      }
    } finally {
      close();
    }
  }

  /** Iterates, giving way to other work now and then. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StoredRecord<T>, void, void> {
    let given = 0;
    for (const record of this) {
      yield record;
      if (++given % RECORDS_PER_TURN === 0) await this.#point.giveWay();
    }
  }

  /** How many records an iteration would give. */
  async count(): Promise<number> {
    const opened = this.#open();
    if (opened === undefined) return 0;
    const { limit = Infinity } = this.#options;
    let count = 0;
    try {
      while (count < limit && opened.cursor.next()) {
        if (isExpired(opened.cursor, opened.nowMs)) continue;
        if (++count % (RECORDS_PER_TURN * 16) === 0) await this.#point.giveWay();
      }
      return count;
    } finally {
      opened.close();
    }
  }

  #open(): OpenScan | undefined {
    this.#point.check();
    const entry = this.#point.entry(this.#collection);
    if (entry === undefined) return undefined;
    const view = this.#point.view();
    const range = rangeOf(entry.prefix, this.#options);
    const cursor = view.iterate({ ...range, expected: this.#options.limit });
    const close = (): void => {
      cursor.close();
      view.close();
    };
    return { cursor, idStart: entry.prefix.length, nowMs: this.#point.nowMs(), close };
  }
}

interface OpenScan {
  readonly cursor: VisibleCursor;
  readonly idStart: number;
  /** When it began: what has expired by then is not met. */
  readonly nowMs: number;
  readonly close: () => void;
}

function isExpired({ valueBuffer, valueStart }: VisibleCursor, nowMs: number): boolean {
  return expiresAt(valueBuffer, valueStart) <= nowMs;
}

/** The keys that a scan meets. `"a"` followed by a zero byte is the first key behind `"a"`. */
function rangeOf(space: Uint8Array, { prefix = "", startAfter, reverse = false }: ScanOptions): KeyRange {
  const all = keyOf(space, prefix);
  const end = afterPrefix(all);
  if (startAfter === undefined) return { from: all, to: end, reverse };
  const after = keyOf(space, startAfter);
  if (reverse) return { from: all, to: end !== undefined && compareWhole(end, after) < 0 ? end : after, reverse };
  const next = keyOf(after, "\0");
  return { from: compareWhole(next, all) > 0 ? next : all, to: end, reverse };
}

function recordAt<T>(
  cursor: VisibleCursor,
  idStart: number,
  decodeUtf8: Platform["decodeUtf8"],
): StoredRecord<T> {
  const id = decodeUtf8(cursor.keyBuffer, idStart, cursor.keyEnd);
  return readRecord<T>(id, cursor.valueBuffer, cursor.valueStart, cursor.valueEnd, cursor.sequence, decodeUtf8);
}
