/**
 * What of the past can be read now, and forgetting when the rest of it was.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Sequence, SpaceId } from "../base/types.ts";
import { FEED_SPACE } from "../encoding/internal_key.ts";
import { Batch } from "./batch.ts";
import type { Editor } from "./edits.ts";
import { floorNow, recentSince } from "./rules.ts";
import { isFeedOn } from "./settings.ts";
import type { EngineState } from "./state.ts";
import { forgetSamples } from "./timeline.ts";
import { ALL_KEPT, type KeptSpaces, View } from "./view.ts";

/** Samples of the timeline that are forgotten at once. */
const SAMPLES_FORGOTTEN_MAX = 1000;

/**
 * What can be read at a past sequence.
 * @throws FountainError `gone` when that is nothing, `invalid` for no past sequence
 */
export function keptAt(state: EngineState, sequence: Sequence): KeptSpaces {
  if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence > state.published) {
    throw new FountainError(
      "invalid",
      `Cannot read at sequence ${sequence}: it must be a whole number from 0 to ${state.published}`,
    );
  }
  if (state.wholePins.has(sequence)) return ALL_KEPT;
  const recent = recentSince(state);
  const isKept = (space?: SpaceId): boolean => sequence >= floorNow(state, space, recent);
  const byDefault = isKept();
  const own = new Map([...state.floors.tracked()].map((space) => [space, isKept(space)]));
  own.delete(FEED_SPACE);
  if (byDefault || [...own.values()].includes(true)) return { byDefault, own };
  throw new FountainError(
    "gone",
    `Cannot read at sequence ${sequence}: that past is not kept; see the retention setting, or take a snapshot`,
  );
}

/** A batch that deletes the samples of times that nobody can read any more. */
export function forgetTimes(state: EngineState): Batch {
  const recent = recentSince(state);
  let floor = floorNow(state, undefined, recent);
  for (const space of state.retentions.keys()) {
    const own = floorNow(state, space, recent);
    if (own < floor) floor = own;
  }
  const batch = new Batch();
  const view = new View(state, state.published);
  try {
    forgetSamples(view, batch, floor, SAMPLES_FORGOTTEN_MAX);
    return batch;
  } finally {
    view.close();
  }
}

/** The feed tells of all changes since its floor: it begins anew when changes were not noted before, or will not be. */
export async function settleFeed(state: EngineState, editor: Editor, was: boolean): Promise<void> {
  if (was === isFeedOn(state.settings)) return;
  state.floors.raiseSpace(FEED_SPACE, state.published);
  await editor.apply({ removed: new Set(), added: [] });
}
