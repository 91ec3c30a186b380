/**
 * CRC-32 of the runtime itself, which takes in 3 to 40 GB/s; tables manage about 1.
 *
 * @module
 */

import type { Crc32 } from "../encoding/checksum.ts";
import { crc32ByTables } from "../encoding/crc32.ts";
import { builtin } from "./builtin.ts";
import { runtimeGlobals } from "./globals.ts";

/** CRC-32 of `bytes`, continued from `seed` (a CRC; default 0). Unsigned. Bun, Deno and Node since 20.15 have their own. */
export const crc32: Crc32 = runtimeGlobals.Bun?.hash.crc32 ?? byZlib;

let native: Crc32 | undefined;

function byZlib(bytes: Uint8Array, seed?: number): number {
  native ??= (builtin("node:zlib") as { crc32?: Crc32 }).crc32 ?? crc32ByTables;
  return native(bytes, seed);
}
