/**
 * One fixed scenario that passes through every part of the engine's writing side, and the model of it:
 *
 * ```
 *   a new store ──> puts, a batch ──> flush ──> deletes, dropped space ──> flush, merges ──> three at once
 *   ──> close ──> open ──> puts that are only in the log ──> close ──> open ──> a put
 * ```
 *
 * It is short, so that every operation of the disk in it can be the one that fails.
 *
 * @module
 */

import { FountainError } from "../../src/base/errors.ts";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineSettings } from "../../src/engine/settings.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { compareAll, hold } from "./compare.ts";
import { Model, type ModelOperation, toBytes } from "./model.ts";

/** Where the store is. */
export const FOLDER = "/store";
/** No thread is started on a simulated machine. */
export const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

const NO_VALUE = new Uint8Array(0);
const SETTINGS: Partial<EngineSettings> = {
  memoryBytes: 4 << 20,
  memtableBytes: 2048,
  blockBytes: 256,
  tableBytes: 1024,
  walSegmentBytes: 700,
  level0Tables: 3,
  level1Bytes: 4096,
  cacheBytes: 0,
  openFilesMax: 4,
};

/** Opens the store. */
export async function openStore(platform: Platform, settings: Partial<EngineSettings> = {}): Promise<Engine> {
  return await Engine.open(platform, FOLDER, WORKER_URL, { ...SETTINGS, ...settings });
}

/** Opens the store of a machine that has just been switched on, and lets background work begin. */
export async function openMachine(machine: SimulatedMachine): Promise<Engine> {
  const engine = await openStore(machine.platform());
  engine.start();
  return engine;
}

/** The store as it must be: at a whole number of batches, with everything up to `least`; all of it readable and whole. */
export async function holdStore(engine: Engine, model: Model, least: number): Promise<void> {
  const { sequence } = engine;
  hold(sequence >= least, `recovered up to ${sequence}, ${least} was promised`);
  hold(sequence <= model.assigned, `recovered up to ${sequence}, beyond ${model.assigned}`);
  compareAll(engine, model);
  const { errors } = await engine.verify();
  if (errors[0] !== undefined) throw errors[0];
}

/** Commits a put, and finds it again after a clean close: what was recovered is fit for use. */
export async function holdUsable(machine: SimulatedMachine, engine: Engine, model: Model): Promise<void> {
  const { sequence } = engine;
  const batch = new Batch();
  batch.put(toBytes("\x01\x07last"), NO_VALUE);
  hold(await engine.commit(batch) === sequence + 1, "the next commit has the next sequence");
  await engine.close();
  const again = await openMachine(machine);
  hold(again.sequence === sequence + 1, `${again.sequence} is found after a clean close at ${sequence + 1}`);
  hold(again.find(toBytes("\x01\x07last")) !== undefined, "what was committed after the recovery is gone");
  const view = again.view();
  try {
    for (const { key, version } of model.entries(sequence)) {
      hold(view.find(toBytes(key))?.sequence === version.sequence, "what was recovered is gone after a clean close");
    }
  } finally {
    view.close();
  }
  await again.close();
}

/** See the module. */
export class Scenario {
  readonly model = new Model();
  readonly machine: SimulatedMachine;
  readonly platform: Platform;
  /** The store, once it was opened. */
  engine: Engine | undefined;
  #value = 0;

  constructor(seed: number) {
    this.machine = simulatedMachine({ seed });
    this.platform = this.machine.platform();
  }

  /** Lives it. @throws what the first operation of the store throws that fails */
  async run(): Promise<void> {
    let engine = await this.#open();
    for (const key of ["a", "b", "c", "d"]) await this.#put(`\x01\x01${key}`);
    await this.#commit(["\x01\x01a", "\x01\x02x", "\x01\x02y", "\x00s1"]);
    await engine.flush();
    await this.#commit(["-\x01\x01b", "\x01\x01e"]);
    await this.#commit(["\x01\x02z", "!\x01\x02"]);
    await engine.flush();
    for (const key of ["c", "f", "g", "h", "i", "j"]) await this.#put(`\x01\x01${key}`, 100);
    await Promise.all([this.#put("\x01\x03k"), this.#commit(["\x01\x03l", "-\x01\x01c"]), this.#put("\x01\x03m")]);
    await engine.compact("full");
    await this.#put("\x01\x01b");
    await this.#close();
    engine = await this.#open();
    for (const key of ["b", "n", "o"]) await this.#put(`\x01\x01${key}`, 200);
    await engine.compact("tick");
    await this.#commit(["-\x01\x03k", "-\x00s1"]);
    await this.#close();
    await this.#open();
    await this.#put("\x01\x01p");
    await this.#close();
  }

  /** Makes a small store of two tables that keeps older versions; unless it is closed, there is more in its log. */
  async fill({ close = true } = {}): Promise<void> {
    const engine = await this.#open({ retention: { keep: "last", versions: 3 }, memtableBytes: 64 << 10 });
    for (const key of ["a", "b", "c", "d", "a", "b"]) await this.#put(`\x01\x01${key}`);
    await this.#commit(["\x01\x02x", "\x02\x01\x2cy", "\x00s1", "-\x01\x01d"]);
    await engine.flush();
    await this.#commit(["\x01\x01a", "\x01\x03z", "-\x01\x01c", "!\x01\x02"]);
    const flushed = engine.flush();
    // These come while the flush is under way: its manifest knows that they are on disk, and its table does not have them.
    if (!close) { for (const key of ["e", "f", "g", "h"]) await this.#put(`\x01\x01${key}`, 200); }
    await flushed;
    if (close) return await this.#close();
    for (const key of ["i", "j", "k"]) await this.#put(`\x01\x01${key}`, 200);
    await this.#commit(["\x01\x01i", "-\x01\x01j", "!\x01\x03"]);
  }

  async #open(settings: Partial<EngineSettings> = {}): Promise<Engine> {
    const engine = await openStore(this.platform, settings);
    this.engine = engine;
    engine.start();
    await holdStore(engine, this.model, this.model.assigned);
    return engine;
  }

  async #close(): Promise<void> {
    await this.engine?.close();
    this.engine = undefined;
  }

  async #put(key: string, valueBytes = 20): Promise<void> {
    await this.#commit([key], valueBytes);
  }

  /** Commits keys to put, to delete (`-`) and spaces to drop (`!`), each at a sequence of its own. */
  async #commit(changes: readonly string[], valueBytes = 20): Promise<void> {
    const { model, engine } = this;
    if (engine === undefined) throw new FountainError("closed", "The scenario has no store open");
    const batch = new Batch();
    const operations: ModelOperation[] = changes.map((change, offset) => {
      if (offset > 0) batch.next();
      if (change.startsWith("-")) {
        batch.delete(toBytes(change.slice(1)));
        return { kind: "delete", key: change.slice(1), value: NO_VALUE, offset };
      }
      if (change.startsWith("!")) {
        batch.dropSpace(toBytes(change.slice(1)));
        return { kind: "dropSpace", key: change.slice(1), value: NO_VALUE, offset };
      }
      const value = new Uint8Array(valueBytes).fill(++this.#value);
      batch.put(toBytes(change), value);
      return { kind: "put", key: change, value, offset };
    });
    let last = 0;
    await engine.commit(batch, () => {
      last = engine.pendingSequence + changes.length;
      model.add(engine.pendingSequence + 1, last, operations, 0);
    });
    model.acknowledge(last);
    model.settle(last);
  }
}
