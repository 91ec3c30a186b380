/**
 * Assertions: statements about the store's own code that stay on in production. A failed one is a bug here, never a
 * mistake of the caller and never damage on disk (those are {@link "./errors.ts".FountainError}s).
 *
 * @module
 */

/** A bug in FountainStore: please report it. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws {@link AssertionError} unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** `value`, which the code around knows to be there. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionError(`${what} is missing`);
  return value;
}
