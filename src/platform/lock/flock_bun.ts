/**
 * `flock` on Bun: libc's function by `bun:ffi`.
 *
 * @module
 */

import { closeSync, openSync, readFileSync } from "node:fs";
import { platform } from "node:os";
import process from "node:process";
import { present } from "../../base/assert.ts";
import type { BunFfi } from "../globals.ts";

const LOCK_EXCLUSIVE = 2;
const LOCK_NOT_BLOCKING = 4;
const UNLOCK = 8;
/** `errno` when another open file has the lock: Linux, then macOS. */
const WOULD_BLOCK = platform() === "darwin" ? 35 : 11;

/** Returns 0, or the `errno`. */
type Flock = (descriptor: number, operation: number) => number;

let flock: Flock | undefined;

/** Takes the `flock` of the file at `path`; undefined when it is held. */
export function tryFlockBun(path: string): (() => void) | undefined {
  const call = flock ??= loadFlock();
  const descriptor = openSync(path, "a+");
  const errno = call(descriptor, LOCK_EXCLUSIVE | LOCK_NOT_BLOCKING);
  if (errno === 0) {
    return () => {
      // Closing is not enough: a process that is just being started still has the file open for some microseconds.
      call(descriptor, UNLOCK);
      closeSync(descriptor);
    };
  }
  closeSync(descriptor);
  if (errno === WOULD_BLOCK) return undefined;
  throw new Error(`flock failed with errno ${errno}`);
}

function loadFlock(): Flock {
  // Asked for at run time, so that no other runtime and no bundler meets the name.
  const ffi = present<unknown>(process.getBuiltinModule("bun:ffi"), "bun:ffi") as BunFfi;
  const errnoAddress = platform() === "darwin" ? "__error" : "__errno_location";
  const { symbols } = ffi.dlopen(libcPath(), {
    flock: { args: ["i32", "i32"], returns: "i32" },
    [errnoAddress]: { args: [], returns: "ptr" },
  });
  const call = present(symbols["flock"], "flock");
  const address = present(symbols[errnoAddress], errnoAddress);
  return (descriptor, operation) => call(descriptor, operation) === 0 ? 0 : ffi.read.i32(address(), 0);
}

/**
 * Path of the libc that this process has loaded already. Bun looks for a bare name in the current folder too, which
 * would run whatever library lies there; so the kernel is asked for the full path, glibc's and musl's alike.
 */
function libcPath(): string {
  if (platform() === "darwin") return "/usr/lib/libSystem.B.dylib";
  const maps = readFileSync("/proc/self/maps", "utf8");
  const found = /\/\S*\/(?:libc\.so\.6|libc\.musl-[^/\s]+|ld-musl-[^/\s]+|libc-2[^/\s]+\.so)$/m.exec(maps);
  return present(found, "libc in the map of this process")[0];
}
