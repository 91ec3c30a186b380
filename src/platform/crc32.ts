/**
 * CRC-32 of the runtime itself, which takes in 3 to 40 GB/s; tables manage about 1.
 *
 * @module
 */

import zlib from "node:zlib";
import type { Crc32 } from "../encoding/checksum.ts";
import { crc32ByTables } from "../encoding/crc32.ts";

/** CRC-32 of `bytes`, continued from `seed` (a CRC; default 0). Unsigned. Bun, Deno and Node since 20.15 have their own. */
export const crc32: Crc32 = (zlib as { crc32?: Crc32 }).crc32 ?? crc32ByTables;
