/**
 * `fountainstore/level`: a FountainStore behind the interface of abstract-level.
 *
 * @module
 */

export { FountainLevel, type FountainLevelOptions } from "./fountain_level.ts";
export { FountainLevelError, type FountainLevelErrorCode } from "./errors.ts";
