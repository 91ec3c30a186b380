/**
 * Numbers that must not be mixed up, told apart by the compiler at no cost at run time.
 *
 * @module
 */

declare const brand: unique symbol;

/** The place of an operation in the one order of all writes: whole, from 1, below 2^53; 0 is "before the first". */
export type Sequence = number & { readonly [brand]: "sequence" };

/** The number that begins every key of one collection: whole, never used twice; 0 is the store's own space. */
export type SpaceId = number & { readonly [brand]: "space" };

/** `value` as a sequence; the caller knows that it is one. */
export function asSequence(value: number): Sequence {
  return value as Sequence;
}

/** `value` as a space id; the caller knows that it is one. */
export function asSpaceId(value: number): SpaceId {
  return value as SpaceId;
}
