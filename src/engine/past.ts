/**
 * What of the past can be read now, and forgetting when the rest of it was.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Sequence, SpaceId } from "../base/types.ts";
import { Batch } from "./batch.ts";
import { floorNow, recentSince } from "./rules.ts";
import type { EngineState } from "./state.ts";
import { forgetSamples } from "./timeline.ts";
import { View } from "./view.ts";

/** Samples of the timeline that are forgotten at once. */
const SAMPLES_FORGOTTEN_MAX = 1000;

/**
 * The spaces that cannot be read at a past sequence any more; `undefined` stands for those without a retention of their own.
 * @throws FountainError `gone` when these are all, `invalid` for no past sequence
 */
export function lostAt(state: EngineState, sequence: Sequence): ReadonlySet<SpaceId | undefined> {
  if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence > state.published) {
    throw new FountainError(
      "invalid",
      `Cannot read at sequence ${sequence}: it must be a whole number from 0 to ${state.published}`,
    );
  }
  const lost = new Set<SpaceId | undefined>();
  if (state.wholePins.has(sequence)) return lost;
  const recent = recentSince(state);
  for (const space of [undefined, ...state.retentions.keys()]) {
    if (sequence < floorNow(state, space, recent)) lost.add(space);
  }
  if (lost.size <= state.retentions.size) return lost;
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
