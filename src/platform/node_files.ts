/**
 * Files and folders by `node:fs`, which Bun, Deno and Node all offer with the same behaviour.
 *
 * Reads and writes are `pread` and `pwrite` on the caller's thread. Syncs are `fdatasync` on the runtime's thread pool,
 * in the callback form, which costs the least. Only the folder lock differs between the runtimes, so it is handed in.
 *
 * @module
 */

import {
  close,
  closeSync,
  fdatasync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statfsSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { platform } from "node:os";
import { dirname, resolve } from "node:path";
import { FountainError } from "../base/errors.ts";
import { isHalted } from "./halt.ts";
import type { File, Files, FolderLock } from "./platform.ts";
import { baseName, systemCode, systemError } from "./system_error.ts";

const FLAGS = { read: "r", write: "r+", create: "wx+" } as const;
/** Windows cannot open a folder, and journals its names by itself. */
const FOLDERS_OPEN = platform() !== "win32";

/** What differs between the runtimes. */
export interface NodeFilesOptions {
  /** Takes the exclusive lock of a folder; throws `locked` when it is held. */
  readonly lock: (folder: string) => FolderLock;
}

/** The files of the machine. */
export function createNodeFiles(options: NodeFilesOptions): Files {
  return {
    open(path, mode) {
      return new NodeFile(attempt("open", path, () => openSync(path, FLAGS[mode])), path);
    },
    makeFolder(path) {
      attempt("make the folder", path, () => makeDurableFolder(path));
    },
    list: (path) => attempt("list", path, () => readdirSync(path).sort()),
    exists: (path) => attempt("look up", path, () => isThere(path)),
    rename(from, to) {
      attempt("rename", from, () => renameSync(from, to));
    },
    remove(path) {
      attempt("remove", path, () => removeFile(path));
    },
    syncFolder,
    freeBytes(path) {
      const { bavail, bsize } = attempt("look up the free space of", path, () => statfsSync(path));
      return bavail * bsize;
    },
    lock: options.lock,
  };
}

function attempt<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw systemError(action, path, error);
  }
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}

/** Deno's `unlinkSync` would remove an empty folder too. */
function removeFile(path: string): void {
  if (lstatSync(path).isDirectory()) throw Object.assign(new Error("this is a folder"), { code: "EISDIR" });
  unlinkSync(path);
}

/** Makes the folder, then syncs every folder that got a new name by it, so that what is put into it can be found. */
function makeDurableFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !isThere(folder); folder = dirname(folder)) missing.push(folder);
  mkdirSync(path, { recursive: true });
  if (!FOLDERS_OPEN) return;
  for (const folder of missing) {
    const descriptor = openSync(dirname(folder), "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

function syncFolder(path: string): Promise<void> {
  if (!FOLDERS_OPEN) return Promise.resolve();
  return new Promise((done, reject) => {
    const end = (error: unknown) => {
      if (isHalted()) return;
      if (error) reject(systemError("sync the folder", path, error));
      else done();
    };
    open(path, "r", (openError, descriptor) => {
      if (openError) return end(openError);
      fsync(descriptor, (syncError) => close(descriptor, () => end(syncError)));
    });
  });
}

/** An open file. A descriptor is a number that the system hands out again, so it must not outlive `close` in any use. */
class NodeFile implements File {
  readonly #descriptor: number;
  readonly #path: string;
  #closed = false;
  /** Syncs that still use the descriptor; the last of them closes it if `close` was called meanwhile. */
  #syncs = 0;
  /** Where `append` writes; looked up once, because asking the system costs as much as writing. */
  #endBytes: number | undefined;

  constructor(descriptor: number, path: string) {
    this.#descriptor = descriptor;
    this.#path = path;
  }

  sizeBytes(): number {
    this.#checkOpen();
    return attempt("look up the size of", this.#path, () => fstatSync(this.#descriptor).size);
  }

  read(into: Uint8Array, offset: number, lengthBytes: number, position: number): number {
    this.#checkOpen();
    let done = 0;
    try {
      while (done < lengthBytes) {
        const count = readSync(this.#descriptor, into, offset + done, lengthBytes - done, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw systemError("read", this.#path, error);
    }
    return done;
  }

  write(from: Uint8Array, offset: number, lengthBytes: number, position: number): void {
    this.#checkOpen();
    let done = 0;
    try {
      while (done < lengthBytes) {
        done += writeSync(this.#descriptor, from, offset + done, lengthBytes - done, position + done);
      }
    } catch (error) {
      this.#endBytes = undefined;
      throw systemError("write", this.#path, error);
    }
    if (this.#endBytes !== undefined && this.#endBytes < position + lengthBytes) {
      this.#endBytes = position + lengthBytes;
    }
  }

  append(from: Uint8Array, offset: number, lengthBytes: number): number {
    const position = this.#endBytes ?? this.sizeBytes();
    this.write(from, offset, lengthBytes, position);
    this.#endBytes = position + lengthBytes;
    return position;
  }

  sync(): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closedError());
    this.#syncs++;
    return new Promise((done, reject) => {
      fdatasync(this.#descriptor, (error) => {
        this.#syncs--;
        if (this.#closed && this.#syncs === 0) close(this.#descriptor);
        if (isHalted()) return;
        if (error) reject(systemError("sync", this.#path, error));
        else done();
      });
    });
  }

  truncate(sizeBytes: number): void {
    this.#checkOpen();
    this.#endBytes = undefined;
    attempt("truncate", this.#path, () => ftruncateSync(this.#descriptor, sizeBytes));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#syncs === 0) attempt("close", this.#path, () => closeSync(this.#descriptor));
  }

  #checkOpen(): void {
    if (this.#closed) throw this.#closedError();
  }

  #closedError(): FountainError {
    return new FountainError("io", `Cannot use ${baseName(this.#path)}: the file is closed`);
  }
}
