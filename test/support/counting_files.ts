/**
 * Files that note what is asked of them, around the files of any platform.
 *
 * @module
 */

import type { File, Files } from "../../src/platform/platform.ts";

/** Files, and the operations on them since they were last taken, as `sync 000000000001.log`. */
export interface CountingFiles {
  readonly files: Files;
  /** What was asked since the last call. */
  take(): string[];
}

/** Wraps `files`: writes, syncs and changes of names are noted, and when files are opened and closed that are read only. */
export function countingFiles(files: Files): CountingFiles {
  let noted: string[] = [];
  const note = (what: string, path: string): void => {
    noted.push(`${what} ${path.slice(path.lastIndexOf("/") + 1)}`);
  };
  return {
    files: {
      open(path, mode) {
        note(mode === "create" ? "create" : "open", path);
        return new CountingFile(files.open(path, mode), (what) => note(what, path), mode === "read");
      },
      makeFolder: (path) => files.makeFolder(path),
      list: (path) => files.list(path),
      exists: (path) => files.exists(path),
      rename(from, to) {
        note("rename", from);
        files.rename(from, to);
      },
      remove(path) {
        note("remove", path);
        files.remove(path);
      },
      syncFolder(path) {
        note("sync folder", path);
        return files.syncFolder(path);
      },
      freeBytes: (path) => files.freeBytes(path),
      lock: (folder) => files.lock(folder),
    },
    take() {
      const taken = noted;
      noted = [];
      return taken;
    },
  };
}

class CountingFile implements File {
  readonly #file: File;
  readonly #note: (what: string) => void;

  readonly #readOnly: boolean;

  constructor(file: File, note: (what: string) => void, readOnly: boolean) {
    this.#file = file;
    this.#note = note;
    this.#readOnly = readOnly;
  }

  sizeBytes(): number {
    return this.#file.sizeBytes();
  }
  read(into: Uint8Array, offset: number, lengthBytes: number, position: number): number {
    return this.#file.read(into, offset, lengthBytes, position);
  }
  write(from: Uint8Array, offset: number, lengthBytes: number, position: number): void {
    this.#note("write");
    this.#file.write(from, offset, lengthBytes, position);
  }
  append(from: Uint8Array, offset: number, lengthBytes: number): number {
    this.#note("append");
    return this.#file.append(from, offset, lengthBytes);
  }
  sync(): Promise<void> {
    this.#note("sync");
    return this.#file.sync();
  }
  truncate(sizeBytes: number): void {
    this.#note("truncate");
    this.#file.truncate(sizeBytes);
  }
  close(): void {
    if (this.#readOnly) this.#note("close");
    this.#file.close();
  }
}
