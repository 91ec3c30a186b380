/**
 * What the command line finds wrong with how it was called.
 *
 * @module
 */

/** Called wrongly: the message says what to do, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
