/**
 * Engine against model: every way to read, with a message that says where they part.
 *
 * @module
 */

import type { Sequence } from "../../src/base/types.ts";
import type { Engine } from "../../src/engine/engine.ts";
import type { VisibleCursor } from "../../src/engine/iterate.ts";
import type { FoundValue } from "../../src/engine/read.ts";
import type { Retention } from "../../src/engine/settings.ts";
import type { View } from "../../src/engine/view.ts";
import { type Model, type ModelEntry, type ModelVersion, toBytes, toKey } from "./model.ts";

/** Keys of the timeline, which the engine writes by itself. */
const TIMELINE = "\x00t";

/** The engine said something else than the model. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** Throws unless `condition` holds. */
export function hold(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Mismatch(typeof message === "string" ? message : message());
}

/** A key as messages show it. */
export function show(key: string): string {
  return [...key].map((letter) => /[ -~]/.test(letter) ? letter : `\\x${hex(letter.charCodeAt(0))}`).join("");
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function showBytes(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const some = [...bytes.subarray(start, Math.min(end, start + 8))].map(hex).join("");
  return `${end - start} bytes ${some}${end - start > 8 ? ".." : ""}`;
}

function showVersion(version: ModelVersion | undefined): string {
  if (version === undefined) return "nothing";
  return `${version.deleted ? "a delete" : showBytes(version.value)} @${version.sequence}`;
}

function sameBytes(a: Uint8Array, start: number, end: number, b: Uint8Array): boolean {
  if (end - start !== b.length) return false;
  for (let at = 0; at < b.length; at++) if (a[start + at] !== b[at]) return false;
  return true;
}

/** Holds when a look-up found what it should have. */
export function holdFound(
  key: string,
  at: number,
  found: FoundValue | undefined,
  wanted: ModelVersion | undefined,
): void {
  const same = found === undefined || wanted === undefined
    ? found === wanted
    : found.sequence === wanted.sequence && sameBytes(found.buffer, found.start, found.end, wanted.value);
  hold(same, () => {
    const shown = found === undefined
      ? "nothing"
      : `${showBytes(found.buffer, found.start, found.end)} @${found.sequence}`;
    return `get ${show(key)} at ${at}: found ${shown}, wanted ${showVersion(wanted)}`;
  });
}

/** How many keys are looked up at most; the scans beside it meet all of them. */
const KEYS_FOUND_MAX = 12;

/** Looks up keys that were, and some that never were. */
export function compareGets(
  find: (key: Uint8Array) => FoundValue | undefined,
  model: Model,
  sequence: number,
  isCompared: (key: string) => boolean = () => true,
): void {
  const { keys } = model;
  const stride = Math.max(1, Math.floor(keys.length / KEYS_FOUND_MAX));
  for (let at = sequence % stride; at < keys.length; at += stride) {
    const key = keys[at] as string;
    if (!isCompared(key)) continue;
    holdFound(key, sequence, find(toBytes(key)), model.visible(key, sequence));
    const other = `${key}!`;
    if (other.length < 8) holdFound(other, sequence, find(toBytes(other)), model.visible(other, sequence));
  }
}

/** Holds when a cursor stands where it should. */
export function holdEntry(cursor: VisibleCursor, wanted: ModelEntry, context: string): void {
  const key = toKey(cursor.keyBuffer, 0, cursor.keyEnd);
  const { version } = wanted;
  const same = key === wanted.key && cursor.sequence === version.sequence &&
    sameBytes(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd, version.value);
  hold(same, () => {
    const value = showBytes(cursor.valueBuffer, cursor.valueStart, cursor.valueEnd);
    const found = `${show(key)} = ${value} @${cursor.sequence}`;
    return `${context}: found ${found}, wanted ${show(wanted.key)} = ${showVersion(version)}`;
  });
}

/** Takes a cursor one further, past keys that are not the model's. */
export function nextEntry(cursor: VisibleCursor): boolean {
  while (cursor.next()) {
    const isTimeline = cursor.keyEnd > 1 && cursor.keyBuffer[0] === 0 && cursor.keyBuffer[1] === TIMELINE.charCodeAt(1);
    if (!isTimeline) return true;
  }
  return false;
}

/** Reads a range from one end to the other. */
export function compareScan(view: View, model: Model, reverse: boolean, from?: string, to?: string): void {
  const range = { from: from === undefined ? from : toBytes(from), to: to === undefined ? to : toBytes(to), reverse };
  const wanted = model.entries(view.sequence, from, to);
  if (reverse) wanted.reverse();
  const context = `${reverse ? "reverse " : ""}scan ${show(from ?? "")} to ${show(to ?? "")} at ${view.sequence}`;
  const cursor = view.iterate(range);
  try {
    for (const entry of wanted) {
      hold(nextEntry(cursor), () => `${context}: ended before ${show(entry.key)} = ${showVersion(entry.version)}`);
      holdEntry(cursor, entry, context);
    }
    hold(!nextEntry(cursor), () => `${context}: goes on with ${show(toKey(cursor.keyBuffer, 0, cursor.keyEnd))}`);
  } finally {
    cursor.close();
  }
}

/** Reads everything that a view sees, in every way. */
export function compareView(view: View, model: Model): void {
  compareGets((key) => view.find(key), model, view.sequence);
  compareScan(view, model, false);
  compareScan(view, model, true);
}

/** Reads everything, now and at each pinned sequence: there in one direction, for the other differs in nothing that pins touch. */
export function compareAll(engine: Engine, model: Model): void {
  hold(model.isBoundary(engine.sequence), `sequence ${engine.sequence} is within a batch`);
  const view = engine.view();
  try {
    compareView(view, model);
  } finally {
    view.close();
  }
  for (const sequence of new Set(model.pins as Sequence[])) {
    const pinned = engine.view(sequence);
    try {
      compareScan(pinned, model, sequence % 2 === 0);
      compareGets((key) => pinned.find(key), model, sequence);
    } finally {
      pinned.close();
    }
  }
}

/**
 * Compares the history of a key: nothing invented, nothing missing that the setting or a pin keeps.
 * @param keptSinceMs with retention by age: since when everything is kept
 */
export function compareVersions(
  view: View,
  model: Model,
  key: string,
  retention: Retention,
  keptSinceMs: number,
): void {
  // Of a space that was dropped nothing older is shown.
  const floor = model.dropFloor(key, view.sequence);
  const all = model.versions(key, view.sequence).filter((version) => version.sequence >= floor);
  const found = [...view.versions(toBytes(key))];
  let at = 0;
  for (const version of found) {
    while (at < all.length && (all[at] as ModelVersion).sequence > version.sequence) at++;
    const wanted = all[at++];
    const same = wanted !== undefined && wanted.sequence === version.sequence && wanted.deleted === version.deleted &&
      sameBytes(version.value, 0, version.value.length, wanted.value);
    hold(
      same,
      () => `versions of ${show(key)}: ${showVersion(version)} never was, the model has ${showVersion(wanted)}`,
    );
  }
  const present = new Set(found.map(({ sequence }) => sequence as number));
  for (const [rank, version] of all.entries()) {
    if (present.has(version.sequence) || !mustBeKept(model, key, all, rank, view.sequence, retention, keptSinceMs)) {
      continue;
    }
    throw new Mismatch(`versions of ${show(key)} at ${view.sequence}: ${showVersion(version)} is missing`);
  }
}

function mustBeKept(
  model: Model,
  key: string,
  all: readonly ModelVersion[],
  rank: number,
  sequence: number,
  retention: Retention,
  keptSinceMs: number,
): boolean {
  const version = all[rank] as ModelVersion;
  const end = rank === 0 ? Infinity : (all[rank - 1] as ModelVersion).sequence;
  const seen = [sequence, ...model.pins].some((at) => model.visible(key, at) === version);
  if (seen) return true;
  if (retention.keep === "all") return true;
  if (retention.keep === "latest") return false;
  if (retention.keep === "last") return rank < retention.versions && (retention.versions > 1 || !version.deleted);
  // The version was current after that time when what superseded it came later; a delete counts from when it came.
  const since = version.deleted ? version.sequence - 1 : end - 1;
  return since !== Infinity && (model.supersededMs(since) ?? Infinity) > keptSinceMs;
}
