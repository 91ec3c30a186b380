/**
 * Keeps the levels in order: picks a merge, has the worker do it, makes the edit, looks again.
 *
 * ```
 *   flushed ──> pick? ──yes──> merge in the worker ──> edit ──> pick? ──> ...
 *                 └──no───> rest until the next flush
 * ```
 *
 * One merge at a time. A table that turns out to be damaged stops no other merge: it is left where it is and reported.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { TableMeta } from "../encoding/table_properties.ts";
import type { WorkerHandle } from "../platform/platform.ts";
import type { JobResult, MergeJob } from "./compaction/jobs.ts";
import { garbageEntries, type Pick, pickCompaction, pickFromLevel, pickLevel0, rewrite } from "./compaction/picker.ts";
import type { Editor } from "./edits.ts";
import { currentRules, jobRules } from "./rules.ts";
import { tableFileName } from "./sstable/format.ts";
import type { EngineState } from "./state.ts";

/** Figures since the engine was opened. */
export interface MergeStatistics {
  count: number;
  readBytes: number;
  writtenBytes: number;
  /** Time spent in merges, in milliseconds. */
  totalMs: number;
}

/** See the module. */
export class Compactor {
  readonly #state: EngineState;
  readonly #worker: WorkerHandle;
  readonly #editor: Editor;
  readonly #cancel = new SharedArrayBuffer(4);
  #queue: Promise<void> = Promise.resolve();
  #waking = false;
  #merging = false;
  readonly statistics: MergeStatistics = { count: 0, readBytes: 0, writtenBytes: 0, totalMs: 0 };
  /** The latest damage that a merge met; merges stay away from the table until the store is reopened. */
  damage: FountainError | undefined;
  readonly #damaged = new Set<number>();

  constructor(state: EngineState, worker: WorkerHandle, editor: Editor) {
    this.#state = state;
    this.#worker = worker;
    this.#editor = editor;
  }

  /** True while a merge is under way. */
  get running(): boolean {
    return this.#merging;
  }

  /** Merges, in the background, until the levels are in order. */
  wake(): void {
    if (this.#waking || this.#stopped) return;
    this.#waking = true;
    this.#enqueue(async () => {
      this.#waking = false;
      let pick = this.#pick();
      while (pick !== undefined) {
        await this.#merge(pick);
        pick = this.#stopped ? undefined : this.#pick();
      }
    });
  }

  // What a caller had merged may leave a level so far above its size that writers are stopped, and then no flush wakes anybody.

  /** Does the one merge that is due now, if any. */
  tick(): Promise<void> {
    return this.#enqueue(async () => {
      const pick = this.#pick() ?? pickLevel0(this.#state.live.current, this.#damaged);
      if (pick !== undefined) await this.#merge(pick);
      this.wake();
    });
  }

  /** Merges everything into the deepest level and leaves out all that nothing needs. */
  full(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#full();
      this.wake();
    });
  }

  /** Cancels what is under way and resolves when it has ended. */
  async stop(): Promise<void> {
    Atomics.store(new Int32Array(this.#cancel), 0, 1);
    await this.#queue;
  }

  get #stopped(): boolean {
    return this.#state.closing || this.#state.failure !== undefined;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(() => this.#stopped ? undefined : step());
    this.#queue = done.then(undefined, (error) => this.#state.fail(error));
    return done;
  }

  #pick(): Pick | undefined {
    const { live, settings } = this.#state;
    return pickCompaction(live.current, settings, currentRules(this.#state, false), this.#damaged);
  }

  async #full(): Promise<void> {
    const { live } = this.#state;
    const fromHere = this.#state.nextTable;
    const level0 = pickLevel0(live.current, this.#damaged);
    if (level0 !== undefined) await this.#merge(level0);
    for (let level = 1; level < live.current.deepestLevel(); level++) {
      while (!this.#stopped) {
        const pick = pickFromLevel(live.current, level, this.#damaged);
        if (pick === undefined || !(await this.#merge(pick))) break;
      }
    }
    await this.#rewriteGarbage(fromHere);
  }

  /** Rewrites tables of the deepest level that the merges did not pass through and that hold garbage. */
  async #rewriteGarbage(fromHere: number): Promise<void> {
    const { live } = this.#state;
    for (const table of live.current.levels[live.current.deepestLevel()] ?? []) {
      if (table.number >= fromHere || this.#stopped) continue;
      if (!this.#mayHoldGarbage(table)) continue;
      await this.#merge(rewrite(live.current, table));
    }
  }

  #mayHoldGarbage(table: TableMeta): boolean {
    if (garbageEntries(table, currentRules(this.#state, true)) > 0) return true;
    return table.deletes > 0 || table.entries > table.keys ||
      table.spaces.some(([space]) => this.#state.droppedSpaces.has(space));
  }

  /** Does a merge; false when it was cancelled or met damage. */
  async #merge(pick: Pick): Promise<boolean> {
    const state = this.#state;
    const inputs = pick.runs.flat();
    const startedMs = state.platform.clock.monotonicMs();
    const moved = inputs.length === 1 && (inputs[0] as TableMeta).level !== pick.targetLevel &&
      !this.#mayHoldGarbage(inputs[0] as TableMeta);
    const numbers = moved ? 0 : this.#numbersFor(inputs);
    const firstNumber = state.reserveTables(numbers);
    this.#merging = true;
    try {
      const job = this.#job(pick, firstNumber, numbers);
      const result = moved ? undefined : await this.#worker.call(job) as JobResult;
      const written = result?.tables ?? inputs;
      if (result?.cancelled !== true) {
        await this.#editor.apply({
          removed: new Set(inputs.map((table) => table.number)),
          added: written.map((table) => ({ ...table, level: pick.targetLevel })),
        });
      }
      // Not after a failure: what is left of its tables is removed at the next open.
      state.releaseTables(firstNumber, numbers);
      if (result?.cancelled === true) return false;
      this.statistics.count++;
      this.statistics.readBytes += result?.readBytes ?? 0;
      this.statistics.writtenBytes += result?.writtenBytes ?? 0;
      return true;
    } catch (error) {
      if (!(error instanceof FountainError && error.code === "corruption")) throw error;
      this.damage = error;
      const culprit = inputs.filter(({ number }) => error.damage?.file.endsWith(tableFileName(number)));
      for (const { number } of culprit.length > 0 ? culprit : inputs) this.#damaged.add(number);
      return false;
    } finally {
      this.#merging = false;
      this.statistics.totalMs += state.platform.clock.monotonicMs() - startedMs;
      state.admission.wake();
    }
  }

  /** More than enough numbers: tables are ended at `tableBytes`, and what is merged does not grow. */
  #numbersFor(inputs: readonly TableMeta[]): number {
    const bytes = inputs.reduce((sum, table) => sum + table.sizeBytes + table.rawBytes, 0);
    return Math.ceil(bytes / this.#state.settings.tableBytes) + inputs.length + 1;
  }

  #job(pick: Pick, firstNumber: number, numbers: number): MergeJob {
    const { folder, settings } = this.#state;
    const { blockBytes, tableBytes, compactionBytesPerSecond } = settings;
    return {
      kind: "merge",
      runs: pick.runs,
      output: { folder, blockBytes, tableBytes, firstNumber, lastNumber: firstNumber + numbers - 1 },
      rules: jobRules(this.#state, pick.deepest),
      bytesPerSecond: compactionBytesPerSecond,
      cancel: this.#cancel,
    };
  }
}
