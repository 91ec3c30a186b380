/**
 * Short keys for the index: any key that is not before a block's last and before the next block's first will do.
 *
 * @module
 */

import { TRAILER_BYTES } from "../../encoding/internal_key.ts";

/** Stands for the oldest possible version: behind all entries of its user key. */
const OLDEST = 0xff;

/**
 * The shortest internal key that is not before `last` and is before `next`.
 *
 * `"carpet" | "cat"` gives `"cas"`: their common start and the first letter that differs, raised by one. If that letter has no
 * room (`"car" | "cas"`, or the same user key on both sides) it is `last` itself.
 */
export function separator(last: Uint8Array, next: Uint8Array): Uint8Array {
  const lastUser = last.length - TRAILER_BYTES;
  const nextUser = next.length - TRAILER_BYTES;
  const most = Math.min(lastUser, nextUser);
  let shared = 0;
  while (shared < most && last[shared] === next[shared]) shared++;
  if (shared === most || (last[shared] as number) + 1 >= (next[shared] as number)) return last;
  if (shared + 1 + TRAILER_BYTES >= last.length) return last;
  const key = new Uint8Array(shared + 1 + TRAILER_BYTES).fill(OLDEST);
  key.set(last.subarray(0, shared));
  key[shared] = (last[shared] as number) + 1;
  return key;
}
