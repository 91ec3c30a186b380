/**
 * The seam between FountainStore and the machine it runs on.
 *
 * Everything that differs between Bun, Deno and Node, and everything that a test wants to control (files, time,
 * randomness, threads), reaches the engine as a `Platform`. Four implementations stand behind it: `bun.ts`, `deno.ts`,
 * `node.ts`, and `simulated.ts`, a whole machine in memory whose power can be cut. One contract suite runs against all.
 *
 * Reads and writes are synchronous, because a read served from the page cache costs about a microsecond and a
 * promise costs more; syncs are asynchronous, because they wait for the disk and the event loop must not.
 *
 * @module
 */

/** One open file. All positions and lengths are in bytes. */
export interface File {
  /** Size of the file now. */
  sizeBytes(): number;
  /**
   * Reads up to `lengthBytes` at `position` into `into` from `offset`; returns how many were read: fewer only at the
   * end of the file.
   */
  read(into: Uint8Array, offset: number, lengthBytes: number, position: number): number;
  /** Writes `lengthBytes` of `from`, starting at `offset`, at `position`: all of them, or it throws. */
  write(from: Uint8Array, offset: number, lengthBytes: number, position: number): void;
  /** Writes at the end of the file; returns the position where the bytes begin. One writer at a time. */
  append(from: Uint8Array, offset: number, lengthBytes: number): number;
  /** `fdatasync`: resolves when all that was written before the call is on disk. */
  sync(): Promise<void>;
  /** Cuts the file, or extends it with zeros, to `sizeBytes`. */
  truncate(sizeBytes: number): void;
  /** Closes the file; closing twice is allowed, any other use afterwards throws `io`. */
  close(): void;
}

/** An exclusive hold on a folder, released by `release` or by the end of the process, however it ends. */
export interface FolderLock {
  /** Gives the folder free; a second call does nothing. */
  release(): void;
}

/**
 * Files and folders. Paths are the runtime's own. A failure throws `FountainError`: `not-found` for a missing file or
 * folder, `storage-full` when there is no space left (ENOSPC, EDQUOT), `locked` by `lock`, else `io`; each with the
 * system's error as `cause`.
 */
export interface Files {
  /** Opens a file: `read` an existing one for reading, `write` an existing one for both, `create` a new one for both (refused with `io` when it exists). */
  open(path: string, mode: "read" | "write" | "create"): File;
  /** Makes a folder and those above it; does nothing when it is there. */
  makeFolder(path: string): void;
  /** The names in a folder, files and folders alike, sorted by code unit. */
  list(path: string): string[];
  /** True when a file or folder stands at `path`. */
  exists(path: string): boolean;
  /** Renames a file or folder over whatever file stands at `to`. Durable only after `syncFolder`. */
  rename(from: string, to: string): void;
  /** Removes a file. Durable only after `syncFolder`. */
  remove(path: string): void;
  /** Resolves when the names in the folder (new, renamed, removed) are on disk. */
  syncFolder(path: string): Promise<void>;
  /** Bytes free for this user on the disk that holds `path`. */
  freeBytes(path: string): number;
  /**
   * Takes the exclusive lock of a folder by the file `LOCK` in it (made when missing).
   * Throws `locked` when any process, this one included, holds it.
   */
  lock(folder: string): FolderLock;
}

/** Time. */
export interface Clock {
  /** Milliseconds since 1970, whole; may go backwards. */
  nowMs(): number;
  /** Milliseconds since some start, with fractions; never goes backwards. */
  monotonicMs(): number;
  /** Resolves after `ms`; 0 gives way to whatever else waits on the event loop. Keeps no process alive by itself when `ms` > 0 and `background`. */
  sleep(ms: number, background?: boolean): Promise<void>;
}

/** Randomness. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1; not for secrets. */
  uint32(): number;
  /** `lengthBytes` bytes fit for secrets and unique ids. */
  bytes(lengthBytes: number): Uint8Array;
}

/** A function that answers messages: what a worker does. It may itself give way with `platform.clock.sleep(0)`. */
export type MessageHandler = (message: unknown) => Promise<unknown>;

/** What to run beside the event loop. */
export interface WorkerCode {
  /** The module to start in a thread of its own; it must call `serveMessages` of its runtime's platform. */
  readonly url: URL;
  /** The same handler for platforms that run it on this thread; given the platform it shall use. */
  readonly handler: (platform: Platform) => MessageHandler;
}

/** A worker: messages go in, answers come back, several may be under way. */
export interface WorkerHandle {
  /**
   * Sends one message (structured clone; `SharedArrayBuffer`s are shared) and resolves with the handler's answer, or
   * rejects with its error, rebuilt as the `FountainError` it was. Rejects with `closed` after `stop`, and with `io`
   * when the thread dies.
   */
  call(message: unknown): Promise<unknown>;
  /** Ends the worker; resolves when it is gone. Unanswered calls reject with `closed`. A second call does nothing. */
  stop(): Promise<void>;
}

/** A machine to run on. */
export interface Platform {
  readonly name: "bun" | "deno" | "node" | "simulated";
  /** The runtime's version, for status figures and benchmarks. */
  readonly version: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  /** CRC-32 (IEEE 802.3, as zlib's) of `bytes`, continued from `seed` (a CRC; default 0). Unsigned. */
  crc32(bytes: Uint8Array, seed?: number): number;
  /** HMAC-SHA-256 (RFC 2104): 32 bytes. */
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** The text that `bytes[start, end)` is the UTF-8 of, a byte order mark included; what is no UTF-8 becomes U+FFFD. */
  decodeUtf8(bytes: Uint8Array, start: number, end: number): string;
  /**
   * Tells that a caller has made some `bytes` of text or values that are most likely garbage by now, as who writes does; `decodeUtf8` tells it
   * by itself. Runtimes whose heap would grow with it beyond measure collect it in time.
   */
  noteGarbage(bytes: number): void;
  /** Starts a worker, in a thread where the platform has threads, else on this one. */
  startWorker(code: WorkerCode): WorkerHandle;
  /** The memory this process may use: the machine's, or the cgroup's limit when lower. */
  memoryLimitBytes(): number;
  /** Resident memory of this process now. */
  residentBytes(): number;
}
