/**
 * A cursor over entries sorted by internal key: what memtables, tables, levels and merges of them have in common.
 *
 * It stands on one entry or on none (`valid` is false). Key and value are given as a buffer with bounds, valid until the
 * cursor moves, so that passing an entry by costs no copy. Moving on from no entry is a bug.
 *
 * @module
 */

/** See the module. */
export interface Cursor {
  /** True while the cursor stands on an entry. */
  readonly valid: boolean;
  /** The buffer that holds the internal key. */
  readonly keyBuffer: Uint8Array;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The buffer that holds the value. */
  readonly valueBuffer: Uint8Array;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** To the first entry. */
  seekFirst(): void;
  /** To the last entry. */
  seekLast(): void;
  /** To the first entry not before the internal key `target`. */
  seek(target: Uint8Array): void;
  /** To the last entry before the internal key `target`. */
  seekBefore(target: Uint8Array): void;
  /** To the entry behind this one. */
  next(): void;
  /** To the entry before this one. */
  previous(): void;
  /** Gives back what the cursor holds; it must not be used afterwards. */
  close(): void;
}

/** What a cursor that stands on no entry shows as key and value. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);
