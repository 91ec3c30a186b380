/**
 * What Bun, Deno and Node share: time, randomness, checksums and figures of the machine.
 *
 * @module
 */

import { totalmem } from "node:os";
import process from "node:process";
import { setImmediate, setTimeout } from "node:timers";
import { builtin } from "./builtin.ts";
import { cgroupLimitBytes, readText } from "./cgroup.ts";
import { crc32 } from "./crc32.ts";
import { isHalted } from "./halt.ts";
import type { Clock, Platform, Random } from "./platform.ts";

/** `crypto.getRandomValues` gives no more than this at once. */
const RANDOM_CHUNK_BYTES = 65_536;

const clock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, background = false) {
    // A timer of 0 ms waits a whole millisecond or two; an immediate lets I/O and messages in and comes back in microseconds.
    return new Promise((resolve) => {
      const wake = () => isHalted() || resolve();
      if (ms <= 0) setImmediate(wake);
      else {
        const timer = setTimeout(wake, ms);
        if (background) timer.unref();
      }
    });
  },
};

const random: Random = {
  uint32: () => Math.floor(Math.random() * 2 ** 32),
  bytes(lengthBytes) {
    const bytes = new Uint8Array(lengthBytes);
    for (let start = 0; start < lengthBytes; start += RANDOM_CHUNK_BYTES) {
      crypto.getRandomValues(bytes.subarray(start, start + RANDOM_CHUNK_BYTES));
    }
    return bytes;
  },
};

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** See `Platform`. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end));
}

/** See `Platform`. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(builtin("node:crypto").createHmac("sha256", key).update(message).digest());
}

/** The parts of a platform that are the same on every real machine. */
export const host: Omit<Platform, "name" | "version" | "files" | "startWorker"> = {
  clock,
  random,
  crc32,
  hmacSha256,
  decodeUtf8,
  memoryLimitBytes: () => Math.min(totalmem(), cgroupLimitBytes(readText)),
  noteGarbage: () => {},
  residentBytes: () => process.memoryUsage.rss(),
};
