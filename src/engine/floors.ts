/**
 * Floors: from which sequence on the past can be read.
 *
 * ```
 *   sequences   1 ......... floor ............................ published
 *               versions    | every state is there: reads at a past sequence, the change feed
 *               may be gone |
 * ```
 *
 * What flushes and merges may leave out follows from settings, pins and the clock; the floor says what they may have left out so far. It only
 * rises, and it is kept in the manifest, because settings may change between two openings: a floor that fell would promise what is gone.
 * Spaces with a retention of their own have a floor of their own, and so have spaces that were dropped together with their past.
 *
 * The past also costs space, so its recent part (`changesKept`) is bounded in bytes as well: each flush leaves a mark of how much it wrote.
 *
 * @module
 */

import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import type { RetentionRules, SpaceRetention } from "./compaction/retention.ts";

/** Beyond so many the oldest marks become one. */
const MARKS_MAX = 256;

/** How much one flush has written. */
export interface FlushMark {
  /** The last sequence in it. */
  readonly sequence: Sequence;
  readonly bytes: number;
}

/** What the manifest keeps of floors. */
export interface FloorState {
  readonly floor: Sequence;
  readonly spaceFloors: readonly (readonly [SpaceId, Sequence])[];
  readonly flushMarks: readonly FlushMark[];
}

/** See the module. */
export class Floors {
  #floor: Sequence;
  readonly #spaces: Map<SpaceId, Sequence>;
  /** Oldest first. */
  #marks: FlushMark[];

  constructor({ floor, spaceFloors, flushMarks }: FloorState) {
    this.#floor = floor;
    this.#spaces = new Map(spaceFloors);
    this.#marks = [...flushMarks];
  }

  /** The floor of a space; without one, that of all spaces without their own. */
  of(space?: SpaceId): Sequence {
    return (space === undefined ? undefined : this.#spaces.get(space)) ?? this.#floor;
  }

  /** Notes what a job that starts now may leave out. */
  raise(rules: RetentionRules): void {
    for (const [space, retention] of rules.bySpace) {
      this.#spaces.set(space, higher(this.of(space), floorOf(retention, rules.present)));
    }
    for (const [space, sequence] of rules.cut) this.#spaces.set(space, higher(this.of(space), asSequence(sequence)));
    const floor = floorOf(rules.byDefault, rules.present);
    this.#floor = higher(this.#floor, floor);
    const own = new Set([...rules.bySpace, ...rules.cut].map(([space]) => space));
    for (const [space, sequence] of this.#spaces) {
      if (own.has(space)) continue;
      if (sequence <= this.#floor) this.#spaces.delete(space);
      else this.#spaces.set(space, higher(sequence, floor));
    }
  }

  /**
   * Nothing is there behind `last`: a power cut took back the end of the log, behind which floors had been raised already. What jobs left out
   * for them was older than what is there all the same, so the present can be read, and later ones.
   */
  cutTo(last: Sequence): void {
    this.#floor = lower(this.#floor, last);
    for (const [space, sequence] of this.#spaces) this.#spaces.set(space, lower(sequence, last));
  }

  /** The space gets, or loses, a rule of its own: its floor is its own from now on. */
  track(space: SpaceId): void {
    this.#spaces.set(space, this.of(space));
  }

  /** The spaces that have a floor of their own. */
  tracked(): Iterable<SpaceId> {
    return this.#spaces.keys();
  }

  /** Nothing at or before `sequence` can be read from the space any more. */
  raiseSpace(space: SpaceId, sequence: Sequence): void {
    this.#spaces.set(space, higher(this.of(space), sequence));
  }

  /** The sequence behind which at most `bytesMax` were written, `bytesInMemory` of which are in no table yet. */
  sinceBytes(bytesMax: number, bytesInMemory: number): Sequence {
    let bytes = bytesInMemory;
    for (let at = this.#marks.length - 1; at >= 0; at--) {
      const mark = this.#marks[at] as FlushMark;
      bytes += mark.bytes;
      if (bytes <= bytesMax) continue;
      // This one stays as the border, those before it are of no use any more.
      this.#marks.splice(0, at);
      return mark.sequence;
    }
    return asSequence(0);
  }

  /** Notes a flush. */
  flushed(mark: FlushMark): void {
    this.#marks.push(mark);
    const [first, second] = this.#marks;
    if (this.#marks.length <= MARKS_MAX || first === undefined || second === undefined) return;
    this.#marks.splice(0, 2, { sequence: second.sequence, bytes: first.bytes + second.bytes });
  }

  /** What is to be kept in the manifest. */
  state(): FloorState {
    return { floor: this.#floor, spaceFloors: [...this.#spaces], flushMarks: this.#marks };
  }
}

/** From where on a retention keeps every state. */
export function floorOf({ versions, currentSince }: SpaceRetention, present: number): Sequence {
  return asSequence(versions === Infinity ? 0 : Math.min(currentSince, present));
}

function lower(a: Sequence, b: Sequence): Sequence {
  return a < b ? a : b;
}

function higher(a: Sequence, b: Sequence): Sequence {
  return a > b ? a : b;
}
