/**
 * What flushes and merges may leave out now, from the pins, the settings and the clock.
 *
 * @module
 */

import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import { FEED_SPACE } from "../encoding/internal_key.ts";
import type { RetentionRules, SpaceRetention } from "./compaction/retention.ts";
import { floorOf } from "./floors.ts";
import type { Retention } from "./settings.ts";
import type { EngineState } from "./state.ts";
import { sequenceAt } from "./timeline.ts";
import { View } from "./view.ts";

const ALL: SpaceRetention = { versions: Infinity, currentSince: Infinity };

/** The rules as they are now. @param deepest see {@link RetentionRules} */
export function currentRules(state: EngineState, deepest: boolean): RetentionRules {
  const feedFloor = recentSince(state);
  const rule = (retention: Retention): SpaceRetention =>
    state.keepAllVersions ? ALL : resolve(state, retention, feedFloor);
  const dropped = durableDrops(state);
  const bySpace = [...state.retentions].map(([space, retention]) => [space, rule(retention)] as const);
  return {
    pins: [...state.pins.keys()].sort((a, b) => a - b),
    present: state.published,
    byDefault: rule(state.settings.retention),
    bySpace: state.keepAllVersions ? bySpace : [...bySpace, ...pastless(state, dropped)],
    dropped,
    cut: state.keepAllVersions ? [] : [[FEED_SPACE, Math.min(feedFloor, state.published)]],
    deepest,
  };
}

/** The rules for a job that starts now; what it may leave out is not promised any more. */
export function jobRules(state: EngineState, deepest: boolean): RetentionRules {
  const rules = currentRules(state, deepest);
  state.floors.raise(rules);
  return rules;
}

/**
 * The drops that are on disk. With durability `interval` and `os` readers see drops that are not; a power cut may take those back, and what they
 * drop must be there then.
 */
function durableDrops(state: EngineState): (readonly [space: SpaceId, sequence: Sequence])[] {
  const durable = Math.max(state.flushed, state.log.durableSequence());
  return [...state.droppedSpaces].filter(([, sequence]) => sequence <= durable);
}

/** Dropped spaces with a floor that is not before the drop: of their past nothing is promised. */
function pastless({ floors }: EngineState, dropped: RetentionRules["dropped"]): RetentionRules["bySpace"] {
  return dropped.filter(([space, sequence]) => floors.of(space) >= sequence)
    .map(([space, sequence]) => [space, { versions: 1, currentSince: sequence }]);
}

/** What the setting comes to now. */
function resolve(state: EngineState, retention: Retention, feedFloor: number): SpaceRetention {
  switch (retention.keep) {
    case "latest":
      return { versions: 1, currentSince: feedFloor };
    case "last":
      return { versions: retention.versions, currentSince: feedFloor };
    case "age":
      return { versions: 1, currentSince: Math.min(feedFloor, keptSince(state, retention.ageMs)) };
    case "all":
      return ALL;
  }
}

/** The sequence from which on the past can be read: in a space, or wherever no space has a rule of its own. */
export function floorNow(state: EngineState, space?: SpaceId, recent: number = recentSince(state)): Sequence {
  const retention = (space === undefined ? undefined : state.retentions.get(space)) ?? state.settings.retention;
  const wanted = floorOf(resolve(state, retention, recent), state.published);
  return asSequence(Math.max(wanted, state.floors.of(space)));
}

/** The sequence from which on the recent past is kept whole; Infinity: it is not kept for its own sake. */
export function recentSince(state: EngineState): number {
  const { sequences, ageMs, bytes } = state.settings.changesKept;
  if (sequences === 0) return Infinity;
  return Math.max(
    0,
    state.published - sequences,
    ageMs === Infinity ? 0 : keptSince(state, ageMs),
    bytes === Infinity ? 0 : state.floors.sinceBytes(bytes, state.memtables.usedBytes),
  );
}

/** The change feed reaches back to here: what came later is in it. */
export function feedFloorNow(state: EngineState): Sequence {
  return asSequence(Math.min(Math.max(recentSince(state), state.floors.of(FEED_SPACE)), state.published));
}

/** The last sequence of the time before `ageMs` ago. */
function keptSince(state: EngineState, ageMs: number): Sequence {
  const view = new View(state, state.published);
  try {
    return sequenceAt(view, state.nowMs() - ageMs);
  } finally {
    view.close();
  }
}
