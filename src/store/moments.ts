/**
 * Moments: which sequence a time was, and which time a sequence.
 *
 * The engine's timeline has a sample a second; between two of them the change feed tells, as far back as it reaches, since each change has its
 * time. Beyond the feed the answer may be up to a second too early.
 *
 * @module
 */

import { asSequence, type Sequence } from "../base/types.ts";
import type { Engine } from "../engine/engine.ts";
import { sequenceAt } from "../engine/timeline.ts";
import type { View } from "../engine/view.ts";
import { type FeedEntry, feedEntryAt, feedRange } from "./feed.ts";

/** The last sequence that was committed by `timeMs`, as far as is known; 0: nothing is known of that time. */
export function sequenceAtTime(engine: Engine, view: View, timeMs: number): Sequence {
  if (timeMs >= engine.nowMs()) return view.sequence;
  const sampled = sequenceAt(view, timeMs);
  if (sampled < engine.feedFloor) return sampled;
  let low: number = sampled;
  let high: number = view.sequence;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const change = lastChange(view, low, middle);
    if (change === undefined || change.committedAtMs <= timeMs) low = middle;
    else high = change.sequence - 1;
  }
  return lastChange(view, sampled, low)?.sequence ?? sampled;
}

/**
 * When `sequence` was committed; for what expires. Beyond the feed: just before the next sample, or now when there is none, so that of what
 * expired meanwhile nothing is shown again beside what took its place.
 */
export function timeOfSequence(engine: Engine, view: View, sequence: Sequence): number {
  const floor = engine.feedFloor;
  const change = sequence > floor ? lastChange(view, floor, sequence) : undefined;
  if (change !== undefined) return change.committedAtMs;
  // The latest time at which the timeline knew no later sequence: times are tried by halves.
  let low = 0;
  let high = engine.nowMs() + 1;
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (sequenceAt(view, middle) <= sequence) low = middle;
    else high = middle;
  }
  return low;
}

/** The last change behind `since`, up to and with `last`. */
function lastChange(view: View, since: number, last: number): FeedEntry | undefined {
  const cursor = view.iterate(feedRange(since, asSequence(last), true));
  try {
    return cursor.next() ? feedEntryAt(cursor) : undefined;
  } finally {
    cursor.close();
  }
}
