/**
 * The few globals of Bun and Deno that the platform uses, typed here so that neither runtime's type package is needed
 * and each can be absent.
 *
 * @module
 */

/** An open file of Deno, as far as locking needs it. */
export interface DenoFile {
  /** Tries to take the `flock` of the file; true when it was free. */
  tryLockSync(exclusive: boolean): boolean;
  unlockSync(): void;
  close(): void;
}

/** What is used of `globalThis.Deno`. */
export interface DenoGlobal {
  readonly version: { readonly deno: string };
  openSync(path: string, options: { read: boolean; write: boolean; create: boolean }): DenoFile;
  serve(
    options: {
      readonly hostname: string;
      readonly port: number;
      readonly signal: AbortSignal;
      readonly onListen: () => void;
    },
    handler: (request: Request) => Response | Promise<Response>,
  ): { readonly addr: { readonly port: number }; readonly finished: Promise<void>; shutdown(): Promise<void> };
}

/** What is used of `globalThis.Bun`. */
export interface BunGlobal {
  readonly version: string;
  /** CRC-32 as zlib's, and quicker to call. */
  readonly hash: { readonly crc32: (bytes: Uint8Array, seed?: number) => number };
  serve(options: {
    readonly hostname: string;
    readonly port: number;
    readonly fetch: (request: Request) => Response | Promise<Response>;
    readonly maxRequestBodySize: number;
    readonly idleTimeout: number;
    readonly development: false;
  }): { readonly port: number; readonly pendingRequests: number; stop(closeActiveConnections: boolean): Promise<void> };
}

/** What is used of the module `bun:jsc`. */
export interface BunEngine {
  /** Collects what became garbage among the objects that are young. */
  edenGC(): unknown;
  /** Collects all garbage. */
  fullGC(): unknown;
  /** Bytes of objects and of what they hold outside of the heap, garbage that was not collected yet included. */
  heapSize(): number;
}

/** What is used of the module `bun:ffi`. */
export interface BunFfi {
  dlopen(
    path: string,
    functions: Record<string, { readonly args: readonly string[]; readonly returns: string }>,
  ): { readonly symbols: Record<string, (...args: number[]) => number> };
  readonly read: { i32(address: number, offset: number): number };
}

/** A message event, as far as it is read. */
export interface MessageArrival {
  readonly data: unknown;
}

/** The host's side of a web worker. `ref` and `unref` exist on Bun only, and so does the event `close`. */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: MessageArrival) => void): void;
  addEventListener(
    type: "error",
    listener: (event: { readonly message?: string; preventDefault?: () => void }) => void,
  ): void;
  addEventListener(type: "close", listener: () => void): void;
  ref?(): void;
  unref?(): void;
}

/** The worker's own side: what its global scope offers. */
export interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageArrival) => void): void;
  /** Ends the worker soon; Deno only. */
  close?(): void;
}

/** The global scope, with what may or may not be in it. */
export interface RuntimeGlobals {
  readonly Deno?: DenoGlobal;
  readonly Bun?: BunGlobal;
  readonly Worker?: new (url: string, options: { readonly type: "module" }) => WebWorker;
}

const scope: unknown = globalThis;

/** The global scope of the runtime that this module runs on. */
export const runtimeGlobals = scope as RuntimeGlobals;
/** The same, seen by a module that runs as a worker. */
export const workerScope = scope as WorkerScope;
