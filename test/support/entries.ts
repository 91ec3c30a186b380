/**
 * Sorted entries as plain arrays: what memtables, tables and merges are compared with.
 *
 * @module
 */

import { expect } from "vitest";
import { toHex } from "../../src/encoding/bytes.ts";
import {
  compareInternal,
  internalKey,
  type Kind,
  KIND_DELETE,
  KIND_PUT,
  TRAILER_BYTES,
} from "../../src/encoding/internal_key.ts";
import { type Cursor, NO_BYTES } from "../../src/structure/cursor.ts";
import { bytesOf, sameBytes } from "./check.ts";
import type { Random } from "./random.ts";

/** One version of a key. */
export interface Entry {
  /** Internal. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** A user key of a space below 256. */
export function userKey(space: number, rest: string | Uint8Array): Uint8Array {
  const bytes = typeof rest === "string" ? bytesOf(rest) : rest;
  return new Uint8Array(space === 0 ? [0, ...bytes] : [1, space, ...bytes]);
}

/** An entry. */
export function entry(user: Uint8Array, sequence: number, value: string | Uint8Array, kind: Kind = KIND_PUT): Entry {
  return { key: internalKey(user, sequence, kind), value: typeof value === "string" ? bytesOf(value) : value };
}

/** The order of entries. */
export function compareEntries(a: Entry, b: Entry): number {
  return compareInternal(a.key, 0, a.key.length, b.key, 0, b.key.length);
}

/** The user key in an internal one. */
export function userPart(key: Uint8Array): Uint8Array {
  return key.subarray(0, key.length - TRAILER_BYTES);
}

/** Shapes of random entries. */
export interface Shape {
  readonly entries: number;
  /** Bytes of a user key behind its space. */
  readonly keyBytes: readonly [least: number, most: number];
  readonly valueBytes: readonly [least: number, most: number];
  /** Letters that keys are made of: few make long common prefixes. Default 256. */
  readonly letters?: number;
  /** Chance that an entry is a further version of the key before it. Default 0.3. */
  readonly versions?: number;
  readonly space?: number;
}

/** Entries with sequences from 1 on, each used once, sorted. */
export function randomEntries(random: Random, shape: Shape): Entry[] {
  const { entries, keyBytes, valueBytes, letters = 256, versions = 0.3, space = 1 } = shape;
  const made: Entry[] = [];
  let user = userKey(space, random.bytes(random.between(...keyBytes), letters));
  for (let sequence = 1; sequence <= entries; sequence++) {
    if (!random.chance(versions)) user = userKey(space, random.bytes(random.between(...keyBytes), letters));
    const kind = random.chance(0.1) ? KIND_DELETE : KIND_PUT;
    made.push(entry(user, sequence, random.bytes(random.between(...valueBytes)), kind));
  }
  return made.sort(compareEntries);
}

/** A cursor over a sorted array. */
export class ArrayCursor implements Cursor {
  readonly #entries: readonly Entry[];
  #at = -1;
  closed = false;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  get valid(): boolean {
    return this.#at >= 0 && this.#at < this.#entries.length;
  }
  get keyBuffer(): Uint8Array {
    return this.#entries[this.#at]?.key ?? NO_BYTES;
  }
  readonly keyStart = 0;
  get keyEnd(): number {
    return this.keyBuffer.length;
  }
  get valueBuffer(): Uint8Array {
    return this.#entries[this.#at]?.value ?? NO_BYTES;
  }
  readonly valueStart = 0;
  get valueEnd(): number {
    return this.valueBuffer.length;
  }

  seekFirst(): void {
    this.#at = 0;
  }
  seekLast(): void {
    this.#at = this.#entries.length - 1;
  }
  seek(target: Uint8Array): void {
    this.#at = placeOf(this.#entries, target);
  }
  seekBefore(target: Uint8Array): void {
    this.#at = placeOf(this.#entries, target) - 1;
  }
  next(): void {
    this.#at++;
  }
  previous(): void {
    this.#at--;
  }
  close(): void {
    this.closed = true;
  }
}

/** Index of the first entry not before an internal key. */
export function placeOf(entries: readonly Entry[], target: Uint8Array): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareEntries(entries[middle] as Entry, { key: target, value: NO_BYTES }) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What a cursor stands on, as something that failures can show. */
export function entryUnder(cursor: Cursor | undefined): string {
  if (cursor === undefined || !cursor.valid) return "none";
  const { keyBuffer, keyStart, keyEnd, valueBuffer, valueStart, valueEnd } = cursor;
  return showEntry({ key: keyBuffer.subarray(keyStart, keyEnd), value: valueBuffer.subarray(valueStart, valueEnd) });
}

/** An entry as text: its key whole, its value shortened. */
export function showEntry({ key, value }: Entry): string {
  let sum = 0;
  for (const byte of value) sum = (Math.imul(sum, 31) + byte) | 0;
  return `${toHex(key)} = ${value.length} bytes, ${toHex(value.subarray(0, 8))}.. sum ${sum}`;
}

/** True when the cursor stands where the model does. */
function standsLike(cursor: Cursor, model: Cursor): boolean {
  if (cursor.valid !== model.valid) return false;
  if (!model.valid) return true;
  const key = cursor.keyBuffer.subarray(cursor.keyStart, cursor.keyEnd);
  const value = cursor.valueBuffer.subarray(cursor.valueStart, cursor.valueEnd);
  return sameBytes(key, model.keyBuffer) && sameBytes(value, model.valueBuffer);
}

/** Fails unless the cursor stands where the model does. */
export function expectSame(cursor: Cursor, model: Cursor, what: string): void {
  if (!standsLike(cursor, model)) expect(`${what}: ${entryUnder(cursor)}`).toBe(`${what}: ${entryUnder(model)}`);
}

/** Internal keys at, around and between those of the entries. */
export function probes(entries: readonly Entry[]): Uint8Array[] {
  return entries.flatMap(({ key }) => {
    const user = userPart(key);
    const longer = new Uint8Array([...user, 0]);
    const beside = user.slice();
    const last = beside.length - 1;
    beside[last] = (beside[last] as number) ^ 1;
    const behind = key.slice();
    behind.fill(0xff, user.length);
    return [
      key,
      behind,
      internalKey(user, Number.MAX_SAFE_INTEGER, 0),
      internalKey(longer, 5, KIND_PUT),
      internalKey(beside, 5, KIND_PUT),
    ];
  });
}

/** Walks a cursor over all of `entries` in both directions, and seeks every probe from both sides. */
export function checkCursor(cursor: Cursor, entries: readonly Entry[], targets = probes(entries)): void {
  const model = new ArrayCursor(entries);
  const both = (what: string, move: (one: Cursor) => void): void => {
    move(cursor);
    move(model);
    expectSame(cursor, model, what);
  };
  both("first", (one) => one.seekFirst());
  while (model.valid) both("next", (one) => one.next());
  both("last", (one) => one.seekLast());
  while (model.valid) both("previous", (one) => one.previous());
  for (const target of targets) {
    both(`seek ${toHex(target)}`, (one) => one.seek(target));
    if (model.valid) both("previous after seek", (one) => one.previous());
    both(`seek before ${toHex(target)}`, (one) => one.seekBefore(target));
    if (model.valid) both("next after seek before", (one) => one.next());
  }
}

/** Moves a cursor at random and compares it after every step. */
export function strollCursor(cursor: Cursor, entries: readonly Entry[], random: Random, steps: number): void {
  const model = new ArrayCursor(entries);
  const targets = probes(entries);
  const both = (what: string, move: (one: Cursor) => void): void => {
    move(cursor);
    move(model);
    expectSame(cursor, model, what);
  };
  both("first", (one) => one.seekFirst());
  for (let step = 0; step < steps; step++) {
    const target = random.pick(targets);
    const choice = random.below(model.valid ? 12 : 4);
    if (choice === 0) both("first", (one) => one.seekFirst());
    else if (choice === 1) both("last", (one) => one.seekLast());
    else if (choice === 2) both(`seek ${toHex(target)}`, (one) => one.seek(target));
    else if (choice === 3) both(`seek before ${toHex(target)}`, (one) => one.seekBefore(target));
    else if (choice < 8) both("next", (one) => one.next());
    else both("previous", (one) => one.previous());
  }
}
