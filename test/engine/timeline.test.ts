/**
 * The timeline: which sequence was the last at a time.
 *
 * @module
 */

import { expect, test } from "vitest";
import { asSequence } from "../../src/base/types.ts";
import { Batch, eachOperation } from "../../src/engine/batch.ts";
import { forgetSamples, sequenceAt, Timeline } from "../../src/engine/timeline.ts";
import { bytesOf } from "../support/check.ts";
import { SimulatedStore } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";
import { forSeeds } from "../support/random.ts";

/** A batch of one put, and what the timeline adds to it. */
function stamped(timeline: Timeline, last: number, nowMs: number): Batch {
  const batch = new Batch();
  batch.put(userKey(1, "k"), bytesOf("v"));
  timeline.stamp(batch, asSequence(last), nowMs);
  return batch;
}

test("a sample rides in a batch at most once a second, under the last sequence of the batch", () => {
  const timeline = new Timeline();
  const counts = [5000, 5999, 6000, 6500, 8000].map((nowMs, at) => stamped(timeline, at + 1, nowMs).operationCount);
  expect(counts).toEqual([2, 1, 2, 1, 2]);
  const batch = new Batch();
  batch.put(userKey(1, "a"), bytesOf("v"));
  batch.next();
  batch.put(userKey(1, "b"), bytesOf("v"));
  timeline.stamp(batch, asSequence(77), 20_000);
  const offsets: number[] = [];
  eachOperation(batch.bytes, 0, batch.usedBytes, ({ sequenceOffset }) => offsets.push(sequenceOffset));
  expect(offsets).toEqual([0, 1, 1]);
});

test("the sequence of a time is that of the last sample by then, and 0 before the first", async () => {
  await forSeeds(5, async (random) => {
    const { engine } = await new SimulatedStore().open();
    const timeline = new Timeline();
    const samples: [timeMs: number, sequence: number][] = [];
    let nowMs = random.below(10_000);
    for (let at = 0; at < 30; at++) {
      nowMs += random.below(4000);
      const batch = stamped(timeline, engine.pendingSequence + 1, nowMs);
      const last = await engine.commit(batch);
      if (batch.operationCount > 1) samples.push([nowMs, last]);
    }
    const view = engine.view();
    for (let ask = 0; ask < 100; ask++) {
      const [sampleMs] = random.pick(samples);
      const timeMs = random.chance(0.5) ? sampleMs + random.between(-1, 1) : random.below(nowMs + 5000) - 10;
      const expected = samples.findLast(([atMs]) => atMs <= timeMs)?.[1] ?? 0;
      expect([timeMs, sequenceAt(view, timeMs)]).toEqual([timeMs, expected]);
    }
    view.close();
    await engine.close();
  });
});

test("samples are forgotten that answer only for sequences before a floor, and later times still have their answers", async () => {
  const { engine } = await new SimulatedStore().open();
  const timeline = new Timeline();
  for (let at = 1; at <= 10; at++) await engine.commit(stamped(timeline, engine.pendingSequence + 1, at * 1000));
  const before = engine.view();
  const batch = new Batch();
  forgetSamples(before, batch, asSequence(5), 1000);
  expect(batch.operationCount).toBe(4);
  await engine.commit(batch);
  const after = engine.view();
  for (const timeMs of [5500, 5999, 6000, 9500, 99_000]) {
    expect(sequenceAt(after, timeMs)).toBe(sequenceAt(before, timeMs));
  }
  expect(sequenceAt(after, 4999)).toBe(0);
  before.close();
  after.close();
  await engine.close();
});

test("no more samples are forgotten at once than is asked", async () => {
  const { engine } = await new SimulatedStore().open();
  const timeline = new Timeline();
  for (let at = 1; at <= 10; at++) await engine.commit(stamped(timeline, engine.pendingSequence + 1, at * 1000));
  const view = engine.view();
  const batch = new Batch();
  forgetSamples(view, batch, asSequence(9), 3);
  expect(batch.operationCount).toBe(3);
  view.close();
  await engine.close();
});
