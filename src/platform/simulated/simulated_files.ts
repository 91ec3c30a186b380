/**
 * `Files` over a simulated disk. Every operation first asks the machine, which counts it, may order it to fail, and cuts
 * the power at the one that a test has named: that operation is begun, so its effect may survive, but never answered.
 *
 * @module
 */

import { FountainError } from "../../base/errors.ts";
import { LOCK_NAME, lockedError } from "../lock/folder_lock.ts";
import type { File, Files, FolderLock } from "../platform.ts";
import { baseName, systemError } from "../system_error.ts";
import { type Disk, type FolderNode, SystemCallError } from "./disk.ts";
import type { Fault, Operation } from "./faults.ts";
import type { FileNode } from "./file_node.ts";
import type { SimulatedProcess } from "./schedule.ts";

/** The machine as one of its processes reaches it; every function throws when the process has ended. */
export interface FilesHost {
  readonly process: SimulatedProcess;
  readonly disk: Disk;
  readonly locks: Map<FolderNode, SimulatedProcess>;
  freeBytes(): number;
  check(): void;
  /** Counts an operation; returns how it shall fail, if it shall. */
  begin(operation: Operation): Fault["error"] | undefined;
  /** Called when the operation has had its effect: throws if the power fails at it. */
  done(): void;
  /** Resolves in a later turn. */
  turn(): Promise<void>;
  /** A number from 0 to `limit - 1`. */
  below(limit: number): number;
}

/** The files of the machine, as one process uses them. */
export function simulatedFiles(host: FilesHost): Files {
  const { disk } = host;
  return {
    open(path, mode) {
      const kind = mode === "create" ? "create" : "open";
      const node = attempt(
        host,
        "open",
        { kind, path },
        () => kind === "open" ? disk.findFile(path) : disk.create(path),
      );
      return new SimulatedFile(host, node, path, mode !== "read");
    },
    makeFolder(path) {
      if (isFolder(disk, path)) return host.check();
      attempt(host, "make the folder", { kind: "makeFolder", path }, () => disk.makeFolder(path));
    },
    list: (path) => attempt(host, "list", { kind: "list", path }, () => [...disk.findFolder(path).names.keys()].sort()),
    exists(path) {
      host.check();
      return disk.exists(path);
    },
    rename(from, to) {
      attempt(host, "rename", { kind: "rename", path: from, to }, () => disk.rename(from, to));
    },
    remove(path) {
      attempt(host, "remove", { kind: "remove", path }, () => disk.remove(path));
    },
    syncFolder: (path) => syncFolder(host, path),
    freeBytes(path) {
      host.check();
      translate("look up the free space of", path, () => disk.find(path));
      return host.freeBytes();
    },
    lock: (folder) => lock(host, folder),
  };
}

async function syncFolder(host: FilesHost, path: string): Promise<void> {
  const failure = host.begin({ kind: "syncFolder", path });
  const folder = translate("sync the folder", path, () => host.disk.findFolder(path));
  const changes = host.disk.beginSyncFolder(folder);
  host.done();
  await host.turn();
  if (failure !== undefined) throw systemError("sync the folder", path, new SystemCallError(codeOf(failure)));
  host.disk.endSyncFolder(changes);
}

function lock(host: FilesHost, path: string): FolderLock {
  const { disk, locks, process } = host;
  host.check();
  const lockPath = `${path}/${LOCK_NAME}`;
  const folder = translate("lock", lockPath, () => disk.findFolder(path));
  if (locks.has(folder)) throw lockedError(path);
  if (!folder.names.has(LOCK_NAME)) {
    attempt(host, "lock", { kind: "create", path: lockPath }, () => disk.create(lockPath));
  }
  locks.set(folder, process);
  let held = true;
  return {
    release() {
      if (held && locks.get(folder) === process) locks.delete(folder);
      held = false;
    },
  };
}

class SimulatedFile implements File {
  readonly #host: FilesHost;
  readonly #node: FileNode;
  readonly #path: string;
  readonly #writable: boolean;
  #closed = false;

  constructor(host: FilesHost, node: FileNode, path: string, writable: boolean) {
    this.#host = host;
    this.#node = node;
    this.#path = path;
    this.#writable = writable;
  }

  sizeBytes(): number {
    this.#checkOpen();
    this.#host.check();
    return this.#node.sizeBytes;
  }

  read(into: Uint8Array, offset: number, lengthBytes: number, position: number): number {
    this.#checkOpen();
    const operation: Operation = { kind: "read", path: this.#path, position, lengthBytes };
    return attempt(this.#host, "read", operation, () => this.#node.read(into, offset, lengthBytes, position));
  }

  write(from: Uint8Array, offset: number, lengthBytes: number, position: number): void {
    this.#write("write", from, offset, lengthBytes, position);
  }

  append(from: Uint8Array, offset: number, lengthBytes: number): number {
    const position = this.#node.sizeBytes;
    this.#write("append", from, offset, lengthBytes, position);
    return position;
  }

  async sync(): Promise<void> {
    this.#checkOpen();
    const failure = this.#host.begin({ kind: "sync", path: this.#path });
    const sync = this.#node.beginSync();
    this.#host.done();
    await this.#host.turn();
    this.#node.endSync(sync, failure !== undefined);
    if (failure !== undefined) throw systemError("sync", this.#path, new SystemCallError(codeOf(failure)));
  }

  truncate(sizeBytes: number): void {
    this.#checkOpen();
    attempt(this.#host, "truncate", { kind: "truncate", path: this.#path, lengthBytes: sizeBytes }, () => {
      this.#checkWritable();
      if (sizeBytes - this.#node.sizeBytes > this.#host.freeBytes()) throw new SystemCallError("ENOSPC");
      this.#node.truncate(sizeBytes);
    });
  }

  close(): void {
    this.#closed = true;
  }

  #write(kind: "write" | "append", from: Uint8Array, offset: number, lengthBytes: number, position: number): void {
    this.#checkOpen();
    attempt(this.#host, "write", { kind, path: this.#path, position, lengthBytes }, (short) => {
      this.#checkWritable();
      const growthBytes = position + lengthBytes - this.#node.sizeBytes;
      const missingBytes = growthBytes > 0 ? Math.max(0, growthBytes - this.#host.freeBytes()) : 0;
      const writtenBytes = short ? this.#host.below(lengthBytes) : Math.max(0, lengthBytes - missingBytes);
      this.#node.write(from, offset, writtenBytes, position);
      if (!short && missingBytes > 0) throw new SystemCallError("ENOSPC");
    });
  }

  #checkOpen(): void {
    if (this.#closed) throw new FountainError("io", `Cannot use ${baseName(this.#path)}: the file is closed`);
  }

  #checkWritable(): void {
    if (!this.#writable) throw new SystemCallError("EBADF");
  }
}

/**
 * One operation from its count to its answer. `effect` is told when it shall do only a part of its work; only writes
 * are told so, anything else that is ordered to fall short fails without an effect.
 */
function attempt<T>(host: FilesHost, action: string, operation: Operation, effect: (short: boolean) => T): T {
  const failure = host.begin(operation);
  const short = failure === "short" && (operation.kind === "write" || operation.kind === "append");
  return translate(action, operation.path, () => {
    try {
      if (failure !== undefined && !short) throw new SystemCallError(codeOf(failure));
      const answer = effect(short);
      if (short) throw new SystemCallError("EIO");
      return answer;
    } finally {
      host.done();
    }
  });
}

/** Turns the error of a system call into the store's. */
function translate<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw error instanceof SystemCallError ? systemError(action, path, error) : error;
  }
}

function codeOf(failure: Fault["error"]): string {
  return failure === "short" ? "EIO" : failure;
}

function isFolder(disk: Disk, path: string): boolean {
  return disk.exists(path) && disk.find(path).kind === "folder";
}
