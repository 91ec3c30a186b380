/**
 * The write path, from a batch to an answer, in one place.
 *
 * ```
 *   0  admit     wait while the store is behind with flushing and merging (backpressure)
 *   ---------------------------------------------------------------- from here to 4: one turn, nothing in between
 *   1  prepare   the caller checks its conditions against everything sequenced so far, and fills the batch
 *   2  sequence  the next numbers, one for each operation
 *   3  log       the batch becomes frames of the run that is written next
 *   4  apply     its entries go into the memtable, above the published sequence: no reader sees them yet
 *   ----------------------------------------------------------------
 *   5  sync      the run is written and synced, together with what others committed meanwhile (log/segmented_log.ts)
 *   6  publish   readers see everything up to the run's last sequence, at once
 *   7  answer    the caller's promise resolves
 * ```
 *
 * Invariants:
 *
 * - Log order is sequence order is memtable order, because 2 to 4 happen in one turn.
 * - A batch may be built in 1, from what it reads there: it rests on the very state that it will follow, since nothing can come between 1 and 2. It
 *   therefore sees writes that are not on disk yet; a refusal, or a preparation that finds nothing to change, waits until they are, for it
 *   must not outlive what it was based on.
 * - The log and the memtable copy what the batch holds: from 5 on it is free for the next commit.
 * - Nobody reads what is not as safe as the durability setting says: reads go up to the published sequence, which moves in 6 only.
 * - After a failed write or sync nothing is published any more: what was applied above the published sequence stays invisible,
 *   and is gone or whole after reopening, as the log has it.
 *
 * Applying before the sync, rather than after it, lets the processor work on one run while the disk works on the other, and gives
 * conditions one state to look at instead of a state and a list of changes under way. Visibility is the same either way; see
 * `docs/decisions/002-apply-before-sync.md`.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";
import { KIND_DROP_SPACE, spaceOf } from "../encoding/internal_key.ts";
import { type Batch, eachOperation } from "./batch.ts";
import type { EngineState } from "./state.ts";

/** Looks at the state that the batch would follow, fills the batch, or throws to refuse it; must not wait for anything. */
export type CommitPreparation = () => void;

/**
 * Commits a batch.
 * @param prepare step 1; may fill the batch
 * @param expectedBytes about what the batch will hold, for step 0; default: what it holds now
 */
export async function commit(
  state: EngineState,
  batch: Batch,
  prepare?: CommitPreparation,
  expectedBytes: number = batch.usedBytes,
): Promise<Sequence> {
  state.mustBeWritable();
  for (
    let wait = state.admission.wait(expectedBytes);
    wait !== undefined;
    wait = state.admission.wait(expectedBytes)
  ) {
    await wait;
    state.mustBeWritable();
  }
  if (prepare !== undefined) {
    const refusal = outcome(prepare);
    if (refusal !== undefined) {
      await state.lastCommit;
      throw refusal.error;
    }
  }
  if (batch.operationCount === 0) {
    // What the preparation has looked at is what the caller will believe: it waits as a refusal does.
    const { assigned } = state;
    await state.lastCommit;
    return assigned;
  }
  const nowMs = state.nowMs();
  const first = asSequence(state.assigned + 1);
  const last = asSequence(state.assigned + batch.sequenceCount);
  if (state.keepsTime) state.timeline.stamp(batch, last, nowMs);
  state.assigned = last;
  const durable = state.log.append(batch, first, last, nowMs);
  state.lastCommit = durable;
  makeRoom(state, batch.operationCount, batch.usedBytes);
  apply(state, batch.bytes, 0, batch.usedBytes, first, last);
  state.memtables.active.durable = durable;
  await durable;
  return last;
}

function outcome(prepare: CommitPreparation): { readonly error: unknown } | undefined {
  try {
    prepare();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Sees to it that the active memtable holds `operations` more; a batch is never split between two. */
export function makeRoom(state: EngineState, operations: number, bytes: number): void {
  const { memtables } = state;
  if (memtables.active.memtable.fits(operations, bytes)) return;
  if (memtables.active.memtable.entries === 0) return memtables.enlarge(operations, bytes);
  memtables.freeze(operations, bytes);
  state.wakeFlush();
}

/** Enters logged operations, `bytes[start, end)`, into the active memtable. */
export function apply(
  state: EngineState,
  bytes: Uint8Array,
  start: number,
  end: number,
  first: number,
  last: Sequence,
): void {
  const { active } = state.memtables;
  const { memtable } = active;
  eachOperation(bytes, start, end, ({ kind, sequenceOffset, keyStart, keyEnd, valueEnd }) => {
    const sequence = first + sequenceOffset;
    const keys = memtable.insert(bytes, keyStart, keyEnd, valueEnd, sequence, kind);
    const space = spaceOf(bytes, keyStart);
    if (kind === KIND_DROP_SPACE) state.noteDrop(space, asSequence(sequence), valueEnd > keyEnd);
    active.counts.set(space, (active.counts.get(space) ?? 0) + keys);
  });
  active.lastSequence = last;
}
