/**
 * What flushes and merges may leave out now, from the pins, the settings and the clock.
 *
 * @module
 */

import { asSequence, asSpaceId, type Sequence } from "../base/types.ts";
import type { RetentionRules, SpaceRetention } from "./compaction/retention.ts";
import type { Retention } from "./settings.ts";
import type { EngineState } from "./state.ts";
import { sequenceAt } from "./timeline.ts";
import { View } from "./view.ts";

const ALL: SpaceRetention = { versions: Infinity, currentSince: Infinity };
const SYSTEM_SPACE = asSpaceId(0);

/** The rules for a job that starts now. @param deepest see {@link RetentionRules} */
export function currentRules(state: EngineState, deepest: boolean): RetentionRules {
  return {
    pins: [...state.pins.keys()].sort((a, b) => a - b),
    present: state.published,
    byDefault: state.keepAllVersions ? ALL : resolve(state, state.settings.retention),
    // Snapshots look into the past of the system's own space too.
    bySpace: state.keepAllVersions ? [[SYSTEM_SPACE, ALL]] : [],
    dropped: [...state.droppedSpaces],
    deepest,
  };
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
  const view = new View(state.source(), state.published, state.finder, () => {});
  return asSequence(sequenceAt(view, state.nowMs() - ageMs));
}
