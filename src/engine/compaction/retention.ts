/**
 * Which versions of a key must stay.
 *
 * ```
 *   key k:   put 90    put 70    del 40    put 10          newest first
 *            `-------'  `-------'  `-------'
 *            a version is what reads see from its sequence up to the one that supersedes it
 *
 *   pins 75, 20; present 100:     90 stays (the present), 70 stays (pin 75), 40 goes, 10 stays (pin 20)
 * ```
 *
 * A version stays when a pinned sequence (snapshot, open view) or the present falls into its span, or when the retention
 * setting wants it: among the newest N, or current at some moment since a sequence. A delete at the deepest place where its key can be
 * stays only as long as something older than it does.
 *
 * @module
 */

import type { SpaceId } from "../../base/types.ts";
import { type Kind, KIND_DELETE } from "../../encoding/internal_key.ts";

/** What a setting comes to at the start of a job. */
export interface SpaceRetention {
  /** Versions of each key to keep, the newest included: 1 keeps the latest only, Infinity all. */
  readonly versions: number;
  /** Keep versions that were still current after this sequence; Infinity keeps none for their age. */
  readonly currentSince: number;
}

/** What a job must know to judge versions. */
export interface RetentionRules {
  /** Sequences that open views and snapshots read at, ascending. */
  readonly pins: readonly number[];
  /** Everything up to here is visible to new readers; what supersedes at a higher sequence does not count yet. */
  readonly present: number;
  readonly byDefault: SpaceRetention;
  readonly bySpace: readonly (readonly [space: SpaceId, retention: SpaceRetention])[];
  /** Spaces that were dropped, with the sequence of the drop. */
  readonly dropped: readonly (readonly [space: SpaceId, sequence: number])[];
  /** Spaces of which everything up to a sequence goes, whatever is pinned. */
  readonly cut: readonly (readonly [space: SpaceId, sequence: number])[];
  /** True when no table below the job's target can hold any of its keys. */
  readonly deepest: boolean;
}

/** What becomes of a version: written, left out, or written only if an older version of its key is. */
export type Verdict = "keep" | "drop" | "hold";

const LATEST_ONLY: SpaceRetention = { versions: 1, currentSince: Infinity };

/** Judges the versions of one key after the other, newest first. */
export class VersionJudge {
  readonly #rules: RetentionRules;
  readonly #retention = new Map<number, SpaceRetention>();
  readonly #dropped: ReadonlyMap<number, number>;
  readonly #cut: ReadonlyMap<number, number>;
  #space = -1;
  #current: SpaceRetention = LATEST_ONLY;
  #droppedAt: number | undefined;
  #cutAt = 0;
  /** Sequence that supersedes the next version; Infinity for the newest. */
  #superseded = Infinity;
  #rank = 0;

  constructor(rules: RetentionRules) {
    this.#rules = rules;
    for (const [space, retention] of rules.bySpace) this.#retention.set(space, retention);
    this.#dropped = new Map(rules.dropped);
    this.#cut = new Map(rules.cut);
  }

  /** Begins another user key, of `space`. */
  beginKey(space: number): void {
    if (space !== this.#space) {
      this.#space = space;
      this.#current = this.#retention.get(space) ?? this.#rules.byDefault;
      this.#droppedAt = this.#dropped.get(space);
      this.#cutAt = this.#cut.get(space) ?? 0;
    }
    this.#superseded = Infinity;
    this.#rank = 0;
  }

  /** Judges the next older version of the key. */
  judge(sequence: number, kind: Kind): Verdict {
    if (sequence <= this.#cutAt) return "drop";
    const dropped = this.#droppedAt !== undefined && sequence < this.#droppedAt;
    const end = dropped ? Math.min(this.#superseded, this.#droppedAt as number) : this.#superseded;
    const wanted = this.#wanted(sequence, end, dropped);
    this.#superseded = sequence;
    this.#rank++;
    if (wanted === "drop" || kind !== KIND_DELETE || !this.#rules.deepest) return wanted;
    return this.#keptForHistory(sequence) ? "keep" : "hold";
  }

  /** A version that reads see from `sequence` up to, not including, `end`. */
  #wanted(sequence: number, end: number, dropped: boolean): "keep" | "drop" {
    if (end > this.#rules.present || hasBetween(this.#rules.pins, sequence, end)) return "keep";
    const { versions, currentSince } = this.#current;
    if (end > currentSince) return "keep";
    if (dropped) return versions === Infinity ? "keep" : "drop";
    return this.#rank < versions ? "keep" : "drop";
  }

  /** True when a delete is itself part of the history that the setting keeps. */
  #keptForHistory(sequence: number): boolean {
    const { versions, currentSince } = this.#current;
    return sequence > this.#rules.present || sequence > currentSince || (versions > 1 && this.#rank <= versions);
  }
}

/** True when one of the ascending `pins` is at least `from` and below `to`. */
function hasBetween(pins: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = pins.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pins[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low < pins.length && (pins[low] as number) < to;
}
