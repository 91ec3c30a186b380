/**
 * Exports for the test of the finder.
 *
 * @module
 */

/** Needs an example and has none. */
export const BARE = 1;

export interface Silent {
  readonly a: number;
}

/** Types need no example. */
export interface Shape {
  readonly b: number;
}

/** Its example stands on a member. */
export class Shown {
  /**
   * Does.
   *
   * ```ts
   * new Shown();
   * ```
   */
  act(): number {
    return BARE;
  }
}
