/**
 * What Linux tells of a process and a folder. Elsewhere there are no such figures, and tables leave them out.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { MemoryFigures } from "./results.ts";

const BLOCK_BYTES = 512;
const SECTOR_BYTES = 512;
/** Which number of a block device's statistics. */
const SECTORS_WRITTEN = 6;
/** Which fields of a process's statistics, counted from behind its name; and what one tick is (USER_HZ). */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const TICK_MS = 10;

/** Whose figures: a process of this machine by its id. */
export type ProcessId = number | "self";

/** Memory of a process. */
export function readMemory(pid: ProcessId = "self"): MemoryFigures | undefined {
  const status = readSystem(`/proc/${pid}/status`);
  const peakBytes = kibibytes(status, "VmHWM");
  const residentBytes = kibibytes(status, "VmRSS");
  if (peakBytes === undefined || residentBytes === undefined) return undefined;
  return { peakBytes, residentBytes, residentFileBytes: kibibytes(status, "RssFile") ?? 0 };
}

/**
 * Processor time that a process has taken so far, user and system, all of its threads, in milliseconds. Linux counts it in ticks of
 * 10 ms, so the difference between two moments says little about less than a second of work.
 */
export function readProcessorMs(pid: ProcessId = "self"): number | undefined {
  // The program's name stands in brackets and may hold anything, brackets too: fields are counted from the last one.
  const stat = readSystem(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[USER_TICKS]), Number(fields[SYSTEM_TICKS])];
  return Number.isNaN(user + system) ? undefined : (user + system) * TICK_MS;
}

/**
 * Bytes that this process has dirtied in the page cache so far. More than what reaches the disk where pages are kept in large folios: there one
 * changed byte counts as the whole folio, up to 256 KiB of it.
 */
export function readProcessBytesWritten(): number | undefined {
  const written = /^write_bytes: (\d+)$/m.exec(readSystem("/proc/self/io"))?.[1];
  return written === undefined ? undefined : Number(written);
}

/**
 * Bytes that were written so far to the device that holds `folder`, by anybody, once all that waits for it is written. So the difference between two
 * moments is what a process wrote if nothing else wrote meanwhile.
 */
export function readDeviceBytesWritten(folder: string): number | undefined {
  try {
    execFileSync("sync", ["-f", folder]);
    const { dev } = statSync(folder);
    const major = Math.floor(dev / 2 ** 8) % 2 ** 12;
    const minor = dev % 2 ** 8 + Math.floor(dev / 2 ** 20) % 2 ** 12 * 2 ** 8;
    const fields = readSystem(`/sys/dev/block/${major}:${minor}/stat`).trim().split(/\s+/);
    return fields[SECTORS_WRITTEN] === undefined ? undefined : Number(fields[SECTORS_WRITTEN]) * SECTOR_BYTES;
  } catch {
    return undefined;
  }
}

/** Bytes on disk of a folder's files; holes count nothing. */
export function diskBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + diskBytes(path);
    const { blocks, size } = lstatSync(path);
    return sum + (blocks > 0 || size === 0 ? blocks * BLOCK_BYTES : size);
  }, 0);
}

function kibibytes(status: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}

function readSystem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
