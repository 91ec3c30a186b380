/**
 * `@std/crypto` where JSR is not: the part of it that FountainStore uses. See `../path/mod.ts` for how each runtime
 * finds this folder.
 *
 * @module
 */

export { timingSafeEqual } from "./timing_safe_equal.ts";
