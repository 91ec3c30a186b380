/**
 * Clearing a range: its keys are deleted batch by batch, so that it takes bounded memory however many there are.
 *
 * Other writes go on between the batches. A key that is written after the clear was called stays, for its writer was told that it
 * is stored: when somebody else has written, each batch is looked through again at the moment it is committed.
 *
 * @module
 */

import type { Sequence } from "../base/types.ts";
import { KIND_DELETE } from "../encoding/internal_key.ts";
import { Batch, eachOperation } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { VisibleCursor } from "../engine/iterate.ts";
import type { Clock } from "../platform/platform.ts";

/** A batch of deletes has at most so many keys, and not much more than so many bytes. */
const BATCH_KEYS = 4096;
const BATCH_BYTES = 256 << 10;

/** Deletes the keys that the cursor meets, at most `limit` of them. */
export async function clearRange(engine: Engine, clock: Clock, cursor: VisibleCursor, limit: number): Promise<void> {
  const called = engine.pendingSequence;
  let expected = called;
  let alone = true;
  const batch = new Batch();
  for (let left = limit; left > 0;) {
    batch.clear();
    left -= gather(cursor, batch, Math.min(left, BATCH_KEYS));
    if (batch.operationCount === 0) return;
    expected = await engine.commit(batch, () => {
      alone &&= engine.pendingSequence === expected;
      if (!alone) leaveOutNewer(engine, batch, called);
    });
    // With a durability that waits for no disk, nothing else gave way.
    await clock.sleep(0);
  }
}

/** Adds deletes of the next keys, up to `keys`; returns how many there were. They share one sequence, being one change. */
function gather(cursor: VisibleCursor, batch: Batch, keys: number): number {
  while (batch.operationCount < keys && batch.usedBytes < BATCH_BYTES && cursor.next()) {
    batch.begin(KIND_DELETE, cursor.keyBuffer, cursor.keyEnd, 0);
    batch.end();
  }
  return batch.operationCount;
}

/** Leaves in the batch only deletes of keys whose value is not newer than `called`. */
function leaveOutNewer(engine: Engine, batch: Batch, called: Sequence): void {
  const keys: Uint8Array[] = [];
  const { bytes, usedBytes } = batch;
  eachOperation(bytes, 0, usedBytes, ({ keyStart, keyEnd }) => {
    const key = bytes.slice(keyStart, keyEnd);
    const found = engine.find(key, key.length, engine.pendingSequence);
    if (found !== undefined && found.sequence <= called) keys.push(key);
  });
  batch.clear();
  for (const key of keys) batch.delete(key);
}
