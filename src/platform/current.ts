/**
 * The platform of the runtime that this program runs on.
 *
 * The choice is made at run time, so that one source and one bundle serve all; each of the three reaches what only its
 * own runtime has (`bun:ffi`, `Deno`) when it is used, never by an import, so importing all of them costs nothing.
 *
 * @module
 */

import { bunPlatform } from "./bun.ts";
import { denoPlatform } from "./deno.ts";
import { runtimeGlobals } from "./globals.ts";
import { nodePlatform } from "./node.ts";
import type { Platform } from "./platform.ts";

/** A platform of this runtime. */
export function currentPlatform(): Platform {
  if (runtimeGlobals.Deno !== undefined) return denoPlatform();
  if (runtimeGlobals.Bun !== undefined) return bunPlatform();
  return nodePlatform();
}
