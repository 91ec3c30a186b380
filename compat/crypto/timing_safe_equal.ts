/**
 * `@std/crypto/timing-safe-equal` by the runtime's own `node:crypto`.
 *
 * @module
 */

import { timingSafeEqual as equalBytes } from "node:crypto";

/**
 * Whether `a` and `b` hold the same bytes, in a time that depends on their length only. As in `@std/crypto`, unequal
 * lengths give `false` (and give it at once: compare digests when the length itself is a secret).
 */
export function timingSafeEqual(a: ArrayBufferView | ArrayBufferLike, b: ArrayBufferView | ArrayBufferLike): boolean {
  return a.byteLength === b.byteLength && equalBytes(bytesOf(a), bytesOf(b));
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
