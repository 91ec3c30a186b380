/**
 * `flock` on Node, which has none: the command `flock` is run for a moment on Node's own open file. A `flock` belongs to
 * the open file, so it stays with Node when the command has ended, and ends with Node. Costs some 3 ms, and needs
 * util-linux or BusyBox; Node is only a host for tests.
 *
 * @module
 */

import { closeSync, openSync } from "node:fs";
import process from "node:process";

/** Takes the `flock` of the file at `path`; undefined when it is held. */
export function tryFlockNode(path: string): (() => void) | undefined {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const descriptor = openSync(path, "a+");
  const { status, error, stderr } = spawnSync("flock", ["-x", "-n", "3"], {
    stdio: ["ignore", "ignore", "pipe", descriptor],
  });
  if (status === 0) return () => closeSync(descriptor);
  closeSync(descriptor);
  if (status === 1) return undefined;
  throw error ?? new Error(`the command flock ended with status ${status}: ${String(stderr)}`);
}
