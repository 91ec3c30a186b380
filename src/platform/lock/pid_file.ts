/**
 * A lock where there is no `flock` (Windows): a file made with O_EXCL that holds the process id.
 *
 * Such a file outlives a process that is killed, so one whose process is gone is taken over. Two things it cannot do as
 * well as `flock`: an id that the system has given to another process counts as alive (remove the file by hand), and
 * two processes that take over the same stale file within a few microseconds could both succeed.
 *
 * @module
 */

import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import process from "node:process";
import { systemCode } from "../system_error.ts";

/** Takes the lock `path + ".pid"`; undefined when a living process holds it, else what releases it. */
export function tryPidFile(path: string): (() => void) | undefined {
  const pidPath = `${path}.pid`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(pidPath, `${process.pid}\n`, { flag: "wx" });
      return () => unlinkSync(pidPath);
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
    }
    if (isAlive(holder(pidPath))) return undefined;
    removeStale(pidPath);
  }
  return undefined;
}

function removeStale(pidPath: string): void {
  try {
    unlinkSync(pidPath);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

/** The id in the file; 0 when the file is gone; this process's own while another is just writing it. */
function holder(pidPath: string): number {
  try {
    const text = readFileSync(pidPath, "utf8");
    return /^\d+\n$/.test(text) ? Number(text) : process.pid;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return 0;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user's.
    return systemCode(error) !== "ESRCH";
  }
}
