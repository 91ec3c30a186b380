/**
 * `@std/crypto/timing-safe-equal` where JSR is not.
 *
 * @module
 */

/**
 * Whether `a` and `b` hold the same bytes, in a time that depends on their length only. As in `@std/crypto`, unequal
 * lengths give `false` (and give it at once: compare digests when the length itself is a secret).
 */
export function timingSafeEqual(a: ArrayBufferView | ArrayBufferLike, b: ArrayBufferView | ArrayBufferLike): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  let differences = 0;
  for (let at = 0; at < left.length; at++) differences |= (left[at] as number) ^ (right[at] as number);
  return differences === 0;
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
