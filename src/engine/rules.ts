/**
 * What flushes and merges may leave out now, from the pins, the settings and the clock.
 *
 * @module
 */

import type { Sequence, SpaceId } from "../base/types.ts";
import type { RetentionRules, SpaceRetention } from "./compaction/retention.ts";
import type { Retention } from "./settings.ts";
import type { EngineState } from "./state.ts";
import { sequenceAt } from "./timeline.ts";
import { View } from "./view.ts";

const ALL: SpaceRetention = { versions: Infinity, currentSince: Infinity };

/** The rules for a job that starts now. @param deepest see {@link RetentionRules} */
export function currentRules(state: EngineState, deepest: boolean): RetentionRules {
  return {
    pins: [...state.pins.keys()].sort((a, b) => a - b),
    present: state.published,
    byDefault: state.keepAllVersions ? ALL : resolve(state, state.settings.retention),
    // The system's own space has no rule of its own: readers of the past look into the past catalog.
    bySpace: [],
    dropped: durableDrops(state),
    deepest,
  };
}

/**
 * The drops that are on disk. With durability `interval` and `os` readers see drops that are not; a power cut may take those back, and what they
 * drop must be there then.
 */
function durableDrops(state: EngineState): (readonly [space: SpaceId, sequence: Sequence])[] {
  const durable = Math.max(state.flushed, state.log.durableSequence());
  return [...state.droppedSpaces].filter(([, sequence]) => sequence <= durable);
}

/** What the setting comes to now. */
function resolve(state: EngineState, retention: Retention): SpaceRetention {
  switch (retention.keep) {
    case "latest":
      return { versions: 1, currentSince: Infinity };
    case "last":
      return { versions: retention.versions, currentSince: Infinity };
    case "age":
      return { versions: 1, currentSince: keptSince(state, retention.ageMs) };
    case "all":
      return ALL;
  }
}

/** The sequence from which on the past is kept, with retention by age. */
export function keptSince(state: EngineState, ageMs: number): Sequence {
  const view = new View(state, state.published);
  try {
    return sequenceAt(view, state.nowMs() - ageMs);
  } finally {
    view.close();
  }
}
