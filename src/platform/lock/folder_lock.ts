/**
 * One folder, one process: the exclusive lock on a data folder.
 *
 * The lock is `flock` on the file `LOCK`, which the kernel drops when the process ends, however it ends; so there is
 * nothing stale to clear. Each runtime reaches `flock` its own way and all of them see one another:
 *
 * | runtime | way | file |
 * |---|---|---|
 * | Bun | libc's `flock` by `bun:ffi` | `flock_bun.ts` |
 * | Deno | `FsFile.tryLockSync` | `flock_deno.ts` |
 * | Node | the command `flock`, run on Node's own open file | `flock_node.ts` |
 *
 * A `flock` belongs to the open file, not to the process, so a second lock within one process is refused as well.
 * Windows has no `flock`: all three use a file with the process id there (`pid_file.ts`).
 * The file `LOCK` is never removed, for a lock on a removed file excludes nobody.
 *
 * @module
 */

import { platform } from "node:os";
import { FountainError } from "../../base/errors.ts";
import type { FolderLock } from "../platform.ts";
import { baseName, systemError } from "../system_error.ts";
import { tryPidFile } from "./pid_file.ts";

/** Name of the file that is locked. */
export const LOCK_NAME = "LOCK";

/** Takes the lock of the file at `path`, making it when missing; undefined when it is held, else what releases it. */
export type TryLock = (path: string) => (() => void) | undefined;

/** `Files.lock` by the runtime's own way to lock a file. @throws FountainError `locked`, `not-found`, `io` */
export function folderLock(tryLock: TryLock): (folder: string) => FolderLock {
  const tryIt = platform() === "win32" ? tryPidFile : tryLock;
  return (folder) => {
    const path = `${folder}/${LOCK_NAME}`;
    let release: (() => void) | undefined;
    try {
      release = tryIt(path);
    } catch (error) {
      throw systemError("lock", path, error);
    }
    if (release === undefined) throw lockedError(folder);
    return onlyOnce(release);
  };
}

/** The error for a folder that is open elsewhere. */
export function lockedError(folder: string): FountainError {
  return new FountainError(
    "locked",
    `Cannot open the folder ${baseName(folder)}: it is open already, in this process or another; close it there first`,
  );
}

function onlyOnce(release: () => void): FolderLock {
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      release();
    },
  };
}
