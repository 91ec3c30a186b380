/**
 * What a history is drawn from: settings, keys, values, batches and how often each kind of step comes.
 *
 * Swarm testing (A. Groce et al., "Swarm testing", ISSTA 2012): each history leaves some kinds of steps out altogether.
 * A bug that needs forty puts and a crash, and that any compaction in between would hide, is then met as well.
 *
 * @module
 */

import { Batch } from "../../src/engine/batch.ts";
import type { Durability } from "../../src/engine/log/log.ts";
import type { EngineSettings, Retention } from "../../src/engine/settings.ts";
import type { SeededRandom } from "../../src/platform/simulated/seeded_random.ts";
import { type ModelOperation, toBytes } from "./model.ts";

const KIB = 1024;
/** Letters of keys: few, so that keys meet and are prefixes of one another, with the extremes of a byte. */
const LETTERS = ["\x00", "a", "b", "c", "\xff"];

/** One of `choices`. */
export function pick<T>(random: SeededRandom, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

/** A whole number from `least` to `most`; small ones are as likely as large ones. */
export function magnitude(random: SeededRandom, least: number, most: number): number {
  return Math.min(most, Math.floor(least * (most / least) ** random.fraction() + 0.5));
}

/** What does not change during a history. */
export interface Plan {
  readonly steps: number;
  readonly retention: Retention;
  /** How often each kind of step comes; those with 0 never. */
  readonly weights: ReadonlyMap<string, number>;
  /** Share of changes that are deletes. */
  readonly deletes: number;
  readonly keyBytesMax: number;
  readonly valueBytesMax: number;
  /** Share of values that are larger than a memtable. */
  readonly hugeValues: number;
  readonly alphabet: readonly string[];
}

/** Draws the plan of a history from the kinds of steps and how often they come by themselves. */
export function drawPlan(random: SeededRandom, kinds: ReadonlyMap<string, number>): Plan {
  const offChance = random.fraction() * 0.6;
  const weights = new Map<string, number>();
  for (const [kind, usual] of kinds) {
    weights.set(kind, random.chance(offChance) ? 0 : usual * magnitude(random, 1, 8));
  }
  // Without writes there is nothing to see.
  if ((weights.get("write") ?? 0) + (weights.get("batch") ?? 0) === 0) weights.set("write", 30);
  return {
    steps: magnitude(random, 30, 160),
    retention: drawRetention(random),
    weights,
    deletes: pick(random, [0, 0.1, 0.3, 0.6]),
    keyBytesMax: pick(random, [1, 2, 2, 3, 3, 5]),
    valueBytesMax: pick(random, [0, 8, 30, 60, 60, 300]),
    hugeValues: pick(random, [0, 0, 0, 0, 0.01]),
    alphabet: random.chance(0.5) ? LETTERS : ["a", "b", "c", "d", "e", "f", "g", "h"],
  };
}

function drawRetention(random: SeededRandom): Retention {
  switch (random.below(6)) {
    case 0:
      return { keep: "all" };
    case 1:
      return { keep: "last", versions: 1 + random.below(4) };
    case 2:
    case 3:
      return { keep: "age", ageMs: pick(random, [0, 1, 1500, 5000, 20_000]) };
    default:
      return { keep: "latest" };
  }
}

/** Draws the kind of a step. */
export function drawKind(random: SeededRandom, weights: ReadonlyMap<string, number>): string {
  let total = 0;
  for (const weight of weights.values()) total += weight;
  let at = random.fraction() * total;
  for (const [kind, weight] of weights) {
    at -= weight;
    if (at < 0) return kind;
  }
  return "write";
}

/** Draws settings for one opening; the retention is the history's. */
export function drawSettings(random: SeededRandom, retention: Retention): Partial<EngineSettings> {
  return {
    memoryBytes: 4096 * KIB,
    retention,
    durability: pick<Durability>(random, ["always", "always", "always", "interval", "os"]),
    syncIntervalMs: magnitude(random, 1, 50),
    memtableBytes: magnitude(random, KIB, 16 * KIB),
    blockBytes: magnitude(random, 128, 4096),
    tableBytes: magnitude(random, 512, 8 * KIB),
    walSegmentBytes: magnitude(random, 512, 16 * KIB),
    level0Tables: 1 + random.below(4),
    level1Bytes: magnitude(random, 256, 32 * KIB),
    cacheBytes: [0, 32 * KIB, KIB * KIB][random.below(3)] as number,
    openFilesMax: 1 + random.below(8),
    compactionBytesPerSecond: random.chance(0.1) ? magnitude(random, 10 * KIB, 10_000 * KIB) : 0,
  };
}

/** A batch as the engine takes it and as the model does. */
export interface DrawnBatch {
  readonly batch: Batch;
  readonly operations: readonly ModelOperation[];
}

/** Draws keys, values and batches; knows which spaces are in use. */
export class Writer {
  readonly #random: SeededRandom;
  readonly #plan: Plan;
  /** Spaces 0 (the system's), 1, 2 and so on, each until it is dropped; a number is never used again. */
  #spaces: string[] = ["\x00s", "\x01\x01", "\x01\x02"];
  #nextSpace = 3;
  #valuesDrawn = 0;

  constructor(random: SeededRandom, plan: Plan) {
    this.#random = random;
    this.#plan = plan;
  }

  /** A key of a space that is in use. */
  key(): string {
    const random = this.#random;
    let key = pick(random, this.#spaces);
    const bytes = random.chance(0.01) ? 1 + random.below(400) : random.below(this.#plan.keyBytesMax + 1);
    for (let i = 0; i < bytes; i++) key += pick(random, this.#plan.alphabet);
    return key;
  }

  /** A value that no other is like, save the empty one. */
  #value(): Uint8Array {
    const random = this.#random;
    const { hugeValues, valueBytesMax } = this.#plan;
    const bytes = hugeValues > 0 && random.chance(hugeValues)
      ? magnitude(random, 2 * KIB, 100 * KIB)
      : random.below(valueBytesMax + 1);
    const value = new Uint8Array(bytes);
    const mark = ++this.#valuesDrawn;
    for (let at = 0; at < Math.min(bytes, 8); at++) value[at] = at < 4 ? mark >>> (8 * at) : random.below(256);
    if (bytes > 8) value.fill(mark * 31, 8);
    return value;
  }

  /** A batch of about so many changes. */
  batch(changes: number, sharedSequences: boolean): DrawnBatch {
    const random = this.#random;
    const batch = new Batch();
    const operations: ModelOperation[] = [];
    let keys = new Set<string>();
    let offset = 0;
    for (let i = 0; i < changes; i++) {
      const key = this.key();
      if (i > 0 && (keys.has(key) || !sharedSequences || random.chance(0.5))) {
        batch.next();
        offset++;
        keys = new Set();
      }
      keys.add(key);
      if (random.chance(this.#plan.deletes)) {
        const note = random.chance(0.5) ? this.#value().subarray(0, 6) : new Uint8Array(0);
        batch.delete(toBytes(key), note.length === 0 ? undefined : note);
        operations.push({ kind: "delete", key, value: note, offset });
      } else {
        const value = this.#value();
        batch.put(toBytes(key), value);
        operations.push({ kind: "put", key, value, offset });
      }
    }
    return { batch, operations };
  }

  /** Adds the drop of a space to a batch, and takes another into use; false when none is to be dropped. */
  dropSpace({ batch, operations }: { batch: Batch; operations: ModelOperation[] }): boolean {
    const random = this.#random;
    const dropped = pick(random, this.#spaces);
    if (dropped.startsWith("\x00")) return false;
    this.#spaces = this.#spaces.filter((space) => space !== dropped);
    const number = this.#nextSpace++;
    this.#spaces.push(
      number % 2 === 0 ? `\x01${String.fromCharCode(number)}` : `\x02\x01${String.fromCharCode(number)}`,
    );
    const last = operations.at(-1);
    // Nothing is written to a space at or behind its drop.
    if (last !== undefined) batch.next();
    batch.dropSpace(toBytes(dropped), random.chance(0.5));
    operations.push({ kind: "dropSpace", key: dropped, value: new Uint8Array(0), offset: last ? last.offset + 1 : 0 });
    return true;
  }
}
