/**
 * Stores for tests: in temporary folders that go with the test, or on a simulated machine whose clock a test sets.
 *
 * @module
 */

import { onTestFinished } from "vitest";
import { type EngineSettings, open, type OpenOptions, type Store } from "../../mod.ts";
import type { File, Platform } from "../../src/platform/platform.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { tempFolder } from "./temp_folder.ts";

/** So small that a few hundred records go to tables on several levels; past versions are kept by the retention alone. */
export const TINY: Partial<EngineSettings> = {
  memoryBytes: 4 << 20,
  memtableBytes: 8 << 10,
  blockBytes: 512,
  tableBytes: 8 << 10,
  level1Bytes: 16 << 10,
  walSegmentBytes: 16 << 10,
  changesKept: { sequences: 0, ageMs: 0, bytes: 0 },
};

/** The same, with a change feed that reaches back for ever. */
export const TINY_WITH_CHANGES: Partial<EngineSettings> = {
  ...TINY,
  changesKept: { sequences: Infinity, ageMs: Infinity, bytes: Infinity },
};

/** A store, in a folder of its own unless told otherwise, that is closed when the test is over. */
export async function openStore(options: Partial<OpenOptions> = {}): Promise<Store> {
  const store = await open({ memoryBytes: 8 << 20, ...options, path: options.path ?? tempFolder() });
  onTestFinished(() => store.close());
  return store;
}

/** A simulated machine with one folder; stores on it are not closed by themselves, for they hold nothing real. */
export class Bench {
  readonly machine: SimulatedMachine;
  #platform: Platform;

  constructor(seed = 1) {
    this.machine = simulatedMachine({ seed });
    this.#platform = this.machine.platform();
  }

  /** The machine as its present process sees it. */
  get platform(): Platform {
    return this.#platform;
  }

  /** The power fails now; the next `open` finds what survived. */
  cutPower(): void {
    this.#platform = this.machine.reboot();
  }

  /** Opens the store in the machine's one folder. */
  open(options: Partial<OpenOptions> = {}): Promise<Store> {
    return open({ platform: this.platform, ...options, path: "/store" });
  }

  /** Closes a store and opens it again. */
  async reopen(store: Store, options: Partial<OpenOptions> = {}): Promise<Store> {
    await store.close();
    return await this.open(options);
  }

  /** Bytes of all tables on the disk. */
  tableBytes(): number {
    const tables = this.machine.listFiles().filter(({ path }) => path.includes("/tables/"));
    return tables.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
}

/** A platform on which syncs of some files, by default of log segments, wait while the gate is shut. */
export class Gate {
  readonly platform: Platform;
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => {};

  constructor(platform: Platform, guards: (path: string) => boolean = (path) => path.endsWith(".log")) {
    const { files } = platform;
    this.platform = {
      ...platform,
      files: {
        ...files,
        open: (path, mode) => {
          const file = files.open(path, mode);
          return guards(path) ? this.#guarded(file) : file;
        },
      },
    };
  }

  /** From now on no sync of them ends. */
  shut(): void {
    this.#opened = new Promise((resolve) => this.#open = resolve);
  }

  /** Lets the syncs that wait go on. */
  open(): void {
    this.#open();
  }

  #guarded(file: File): File {
    return {
      sizeBytes: () => file.sizeBytes(),
      read: (into, offset, lengthBytes, position) => file.read(into, offset, lengthBytes, position),
      write: (from, offset, lengthBytes, position) => file.write(from, offset, lengthBytes, position),
      append: (from, offset, lengthBytes) => file.append(from, offset, lengthBytes),
      truncate: (sizeBytes) => file.truncate(sizeBytes),
      close: () => file.close(),
      sync: async () => {
        await this.#opened;
        await file.sync();
      },
    };
  }
}

/** Whether a promise has settled by the time that everything else that was ready has run. */
export async function isSettled(promise: Promise<unknown>, platform: Platform): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 20; turn++) await platform.clock.sleep(0);
  return settled;
}
