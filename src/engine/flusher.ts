/**
 * Flushes frozen memtables, oldest first, in the worker.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import type { SpaceCount } from "../encoding/table_properties.ts";
import type { WorkerHandle } from "../platform/platform.ts";
import type { FlushJob, JobResult } from "./compaction/jobs.ts";
import { freeDrops, isWorthDropping } from "./compaction/picker.ts";
import type { Editor } from "./edits.ts";
import { entriesOfSpace } from "./estimate.ts";
import type { Memtable } from "./memtable/memtable.ts";
import type { MemtableSlot } from "./memtables.ts";
import { currentRules, jobRules } from "./rules.ts";
import type { EngineState } from "./state.ts";

/** Figures since the engine was opened. */
export interface FlushStatistics {
  count: number;
  writtenBytes: number;
  /** How long the latest took, in milliseconds; undefined before the first. */
  lastMs: number | undefined;
}

/** See the module. */
export class Flusher {
  readonly #state: EngineState;
  readonly #worker: WorkerHandle;
  readonly #editor: Editor;
  #running: Promise<void> | undefined;
  readonly statistics: FlushStatistics = { count: 0, writtenBytes: 0, lastMs: undefined };
  /** Called after each flush. */
  onFlushed: () => void = () => {};

  constructor(state: EngineState, worker: WorkerHandle, editor: Editor) {
    this.#state = state;
    this.#worker = worker;
    this.#editor = editor;
  }

  /** Begins to flush if something is frozen. */
  wake(): void {
    this.#running ??= this.#run();
  }

  /** Freezes the active memtable, unless it is empty, and resolves when everything written before the call is in tables. */
  async flushAll(): Promise<void> {
    const { memtables } = this.#state;
    if (memtables.active.memtable.entries > 0) memtables.freeze(0, 0);
    await this.settle();
    if (this.#state.failure !== undefined) throw this.#state.failure;
  }

  /** Flushes the active memtable when it holds much of dropped spaces that nobody can see: with it go whole segments of the log. */
  flushDropped(): void {
    const state = this.#state;
    const { memtable } = state.memtables.active;
    if (state.closing || state.failure !== undefined || memtable.usedBytes < state.settings.walSegmentBytes) return;
    try {
      if (!this.#holdsDropped(memtable)) return;
    } catch (error) {
      // The rules ask tables for times. Who called, the log before all, has nothing to do with it.
      return state.fail(error);
    }
    state.memtables.freeze(0, 0);
    this.wake();
  }

  #holdsDropped(memtable: Memtable): boolean {
    const state = this.#state;
    const rules = currentRules(state, false);
    const drops = freeDrops(rules);
    const spaces = [...drops.keys()].map((space): SpaceCount => [space, entriesOfSpace(memtable, space), 0]);
    const contents = { entries: memtable.entries, minSequence: state.flushed + 1, spaces };
    return isWorthDropping([contents], rules, drops);
  }

  /** Resolves when nothing is frozen any more, or the store has failed. */
  async settle(): Promise<void> {
    while (this.#state.memtables.frozen.length > 0 && this.#state.failure === undefined) {
      this.wake();
      await this.#running;
    }
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      for (let slot = this.#state.memtables.frozen[0]; slot !== undefined; slot = this.#state.memtables.frozen[0]) {
        // What is not safe in the log must not be in a table either.
        await slot.durable;
        await this.#flush(slot);
        this.onFlushed();
      }
    } catch (error) {
      this.#state.fail(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #flush(slot: MemtableSlot): Promise<void> {
    const state = this.#state;
    const startedMs = state.platform.clock.monotonicMs();
    const number = state.reserveTables(1);
    const job: FlushJob = {
      kind: "flush",
      memtable: slot.memtable.buffer,
      output: {
        folder: state.folder,
        blockBytes: state.settings.blockBytes,
        // One table a flush: L0 is counted in tables.
        tableBytes: Number.MAX_SAFE_INTEGER,
        firstNumber: number,
        lastNumber: number,
      },
      rules: jobRules(state, false),
    };
    const { tables, writtenBytes } = await this.#worker.call(job) as JobResult;
    const flushed: Sequence = slot.lastSequence;
    await this.#editor.apply({
      removed: new Set(),
      added: tables.map((table) => ({ ...table, level: 0 })),
      flushed,
      mark: { sequence: flushed, bytes: slot.memtable.usedBytes },
      install: () => state.memtables.dropOldest(),
    });
    state.releaseTables(number, 1);
    state.log.release(flushed);
    this.statistics.count++;
    this.statistics.writtenBytes += writtenBytes;
    this.statistics.lastMs = state.platform.clock.monotonicMs() - startedMs;
    state.admission.wake();
  }
}
