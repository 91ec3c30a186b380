/**
 * Engines for tests: on the runtime's own disk and threads, or on a simulated machine; and short ways to write and read.
 *
 * @module
 */

import { onTestFinished } from "vitest";
import type { Sequence } from "../../src/base/types.ts";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { KeyRange } from "../../src/engine/merged_entries.ts";
import type { EngineSettings } from "../../src/engine/settings.ts";
import type { View } from "../../src/engine/view.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { type PowerCutOptions, type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { bytesOf, textOf } from "./check.ts";
import { userKey } from "./entries.ts";
import { tempFolder } from "./temp_folder.ts";

const WORKER = new URL("../../src/worker.ts", import.meta.url);

/** Where a simulated store lies. */
export const STORE = "/store";

/** Settings with which a few hundred keys make several levels of several tables. */
export const SMALL: Partial<EngineSettings> = {
  memoryBytes: 4 << 20,
  memtableBytes: 8192,
  cacheBytes: 1 << 20,
  blockBytes: 256,
  tableBytes: 6000,
  level0Tables: 2,
  level1Bytes: 40_000,
  walSegmentBytes: 4000,
};

/** Opens an engine on the runtime that the tests run on; it is closed when the test ends, if it was not. */
export async function openReal(settings: Partial<EngineSettings> = {}, folder = tempFolder()): Promise<Engine> {
  const engine = await Engine.open(currentPlatform(), folder, WORKER, settings);
  onTestFinished(() => engine.close());
  engine.start();
  return engine;
}

/** A store on a simulated machine, which can be closed, crashed and opened again. */
export class SimulatedStore {
  readonly machine: SimulatedMachine;
  readonly settings: Partial<EngineSettings>;
  platform: Platform;
  engine!: Engine;

  constructor(settings: Partial<EngineSettings> = SMALL, machine = simulatedMachine({ seed: 1, trace: true })) {
    this.machine = machine;
    this.settings = settings;
    this.platform = machine.platform();
  }

  /** Opens the store; `start` is what a caller does before it starts background work. */
  async open(given: Partial<EngineSettings> = {}, start: (engine: Engine) => void = () => {}): Promise<this> {
    this.engine = await Engine.open(this.platform, STORE, WORKER, { ...this.settings, ...given });
    start(this.engine);
    this.engine.start();
    return this;
  }

  async reopen(given: Partial<EngineSettings> = {}): Promise<this> {
    await this.engine.close();
    return await this.open(given);
  }

  /** Cuts the power; the store is not open then. */
  crash(options: PowerCutOptions = {}): this {
    this.platform = this.machine.reboot(options);
    return this;
  }

  /** Names in a folder of the store. */
  list(folder: string): string[] {
    const path = `${STORE}/${folder}`;
    return this.platform.files.exists(path) ? this.platform.files.list(path) : [];
  }
}

/** A batch of puts, all of one sequence. */
export function puts(pairs: Readonly<Record<string, string>>, space = 1): Batch {
  const batch = new Batch();
  for (const [key, value] of Object.entries(pairs)) batch.put(userKey(space, key), bytesOf(value));
  return batch;
}

/** Commits one put. */
export function put(engine: Engine, key: string, value: string, space = 1): Promise<Sequence> {
  return engine.commit(puts({ [key]: value }, space));
}

/** Commits one delete. */
export function remove(engine: Engine, key: string, space = 1): Promise<Sequence> {
  const batch = new Batch();
  batch.delete(userKey(space, key));
  return engine.commit(batch);
}

/** Commits many puts at once, `key 0000` and so on. */
export async function fill(engine: Engine, count: number, value: (at: number) => string, space = 1): Promise<void> {
  const commits = Array.from({ length: count }, (_, at) => put(engine, keyName(at), value(at), space));
  await Promise.all(commits);
}

/** The keys of {@link fill}. */
export function keyName(at: number): string {
  return `key ${String(at).padStart(4, "0")}`;
}

/** The value of a key as text. */
export function get(source: Engine | View, key: string, space = 1): string | undefined {
  const found = source.find(userKey(space, key));
  return found === undefined ? undefined : textOf(found.buffer.slice(found.start, found.end));
}

/** The keys and values of a range, as texts. */
export function list(view: View, range: KeyRange = {}): [key: string, value: string][] {
  const cursor = view.iterate(range);
  const met: [string, string][] = [];
  while (cursor.next()) {
    const key = textOf(cursor.keyBuffer.slice(2, cursor.keyEnd));
    met.push([key, textOf(cursor.valueBuffer.slice(cursor.valueStart, cursor.valueEnd))]);
  }
  cursor.close();
  return met;
}

/** All keys and values that an engine has now. */
export function listAll(engine: Engine): [key: string, value: string][] {
  const view = engine.view();
  try {
    return list(view, { from: userKey(1, "") });
  } finally {
    view.close();
  }
}

/** How many tables each level has. */
export function tableCounts(engine: Engine): number[] {
  return engine.statistics().levels.map(({ tables }) => tables);
}
