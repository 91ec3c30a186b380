/**
 * Edits: how tables become part of the store and stop being part of it.
 *
 * ```
 *   edit   new version = current - removed + added
 *          manifest written, synced, renamed, folder synced      <- the edit has happened
 *          version installed for readers
 *          files that nobody reads any more are removed, later, by the worker
 * ```
 *
 * Edits are made one after the other. A file that is to go is named in the manifest as obsolete until it is gone, so that a crash in between
 * leaves nothing unaccounted for.
 *
 * @module
 */

import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import { spaceOf } from "../encoding/internal_key.ts";
import type { TableMeta } from "../encoding/table_properties.ts";
import type { WorkerHandle } from "../platform/platform.ts";
import type { RemoveJob } from "./compaction/jobs.ts";
import { writeManifest } from "./manifest/manifest.ts";
import type { Version } from "./manifest/version.ts";
import type { FlushMark } from "./floors.ts";
import { isFeedOn } from "./settings.ts";
import type { EngineState } from "./state.ts";

/** A change of the live tables. */
export interface Edit {
  /** A table that only changes its level is in both. */
  readonly removed: ReadonlySet<number>;
  readonly added: readonly TableMeta[];
  /** Everything up to here is in tables once the edit has happened. */
  readonly flushed?: Sequence;
  /** How much a flush has written. */
  readonly mark?: FlushMark;
  /** What must change in memory in the same moment as readers get the new version. */
  readonly install?: () => void;
}

/** See the module. */
export class Editor {
  readonly #state: EngineState;
  readonly #worker: WorkerHandle;
  #last: Promise<void> = Promise.resolve();
  /** Tables out of use whose files may still be there. */
  readonly #obsolete = new Set<number>();
  #unused: number[] = [];
  #removing: Promise<void> | undefined;

  constructor(state: EngineState, worker: WorkerHandle) {
    this.#state = state;
    this.#worker = worker;
  }

  /** Makes an edit; resolves when it has happened. @throws what the files throw; then the store must fail */
  apply(edit: Edit): Promise<void> {
    const done = this.#last.then(() => this.#apply(edit));
    // The next edit waits for this one, whether or not it succeeds; whoever asked for this one gets its error.
    this.#last = done.then(undefined, () => {});
    return done;
  }

  async #apply(edit: Edit): Promise<void> {
    const state = this.#state;
    if (state.failure !== undefined) throw state.failure;
    const version = state.live.current.edited(edit.removed, edit.added);
    const flushed = edit.flushed ?? state.flushed;
    const kept = new Set(edit.added.map((table) => table.number));
    for (const number of edit.removed) if (!kept.has(number)) this.#obsolete.add(number);
    const droppedSpaces = stillNeeded(state, version, flushed);
    if (edit.mark !== undefined) state.floors.flushed(edit.mark);
    await writeManifest(state.platform.files, state.folder, {
      storeId: state.storeId,
      lastSequence: asSequence(Math.max(flushed, state.log.durableSequence())),
      flushedSequence: flushed,
      nextTable: state.nextTable,
      durableLog: state.log.durablePosition(),
      tables: version.tables(),
      obsolete: [...this.#obsolete, ...this.#unfinished(version)],
      droppedSpaces,
      ...state.floors.state(),
      feed: isFeedOn(state.settings),
    }, (bytes, seed) => state.platform.crc32(bytes, seed));
    state.flushed = flushed;
    for (const [space, sequence] of state.droppedSpaces) {
      if (sequence > flushed || droppedSpaces.has(space)) continue;
      state.droppedSpaces.delete(space);
      state.entries.clear();
    }
    state.detachCursors();
    edit.install?.();
    state.live.install(version);
  }

  /** Numbers given to jobs under way, whose files no edit has made part of the store. */
  #unfinished(version: Version): number[] {
    const live = new Set(version.tables().map((table) => table.number));
    return [...this.#state.reservedTables].filter((number) => !live.has(number));
  }

  /** Removes the files of tables that nobody reads, in the worker: unlinking a large file takes milliseconds. */
  removeFiles(numbers: readonly number[]): void {
    for (const number of numbers) this.#state.tables.forget(number);
    this.#unused.push(...numbers);
    this.#removing ??= this.#remove();
  }

  async #remove(): Promise<void> {
    try {
      while (this.#unused.length > 0) {
        const numbers = this.#unused.splice(0);
        const job: RemoveJob = { kind: "remove", folder: this.#state.folder, numbers };
        await this.#worker.call(job);
        for (const number of numbers) this.#obsolete.delete(number);
      }
    } catch (error) {
      if (!this.#state.closing) this.#state.fail(error);
    } finally {
      this.#removing = undefined;
    }
  }

  /** Waits for edits and removals under way. */
  async settle(): Promise<void> {
    await this.#last;
    await this.#removing;
  }
}

/** The dropped spaces of which some table may still hold keys, or whose drop is not in the tables' past yet. */
function stillNeeded(state: EngineState, version: Version, flushed: Sequence): Map<SpaceId, Sequence> {
  const needed = new Map<SpaceId, Sequence>();
  if (state.droppedSpaces.size === 0) return needed;
  const present = new Set<SpaceId>();
  for (const table of version.tables()) {
    for (const [space] of table.spaces) present.add(space);
    present.add(spaceOf(table.smallest, 0));
  }
  for (const [space, sequence] of state.droppedSpaces) {
    // The log tells of drops behind `flushed`; what is before it must stand here while keys are left.
    if (sequence <= flushed && present.has(space)) needed.set(space, sequence);
  }
  return needed;
}
