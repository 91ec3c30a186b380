/**
 * `flock` on Deno: its files lock by it.
 *
 * @module
 */

import { present } from "../../base/assert.ts";
import { runtimeGlobals } from "../globals.ts";

/** Takes the `flock` of the file at `path`; undefined when it is held. */
export function tryFlockDeno(path: string): (() => void) | undefined {
  const deno = present(runtimeGlobals.Deno, "Deno");
  const file = deno.openSync(path, { read: true, write: true, create: true });
  if (!file.tryLockSync(true)) {
    file.close();
    return undefined;
  }
  return () => {
    // Closing is not enough: a process that is just being started still has the file open for some microseconds.
    file.unlockSync();
    file.close();
  };
}
