/**
 * Opening: the mirror of the write path.
 *
 * ```
 *   1  lock       the folder, against every other process
 *   2  manifest   which tables there are; none and an empty folder: a new store
 *   3  tidy       half-written and obsolete tables go, files that nobody names move to quarantine/
 *   4  replay     groups of the log behind what the tables hold, in order, into the memtable
 *   5  mend       a torn tail of the newest segment is cut, and the segment sealed
 * ```
 *
 * No table is opened, so it takes as long as the tail of the log is, whatever the size of the data. Replay may flush, when the log
 * holds more than a memtable does (the store was opened with a smaller setting, say): memory stays bounded here too.
 *
 * @module
 */

import { join } from "@std/path";
import { corruption, FountainError } from "../base/errors.ts";
import { asSequence, type Sequence } from "../base/types.ts";
import { toHex } from "../encoding/bytes.ts";
import { readUint32 } from "../encoding/fixed.ts";
import type { Platform } from "../platform/platform.ts";
import { apply, makeRoom } from "./commit.ts";
import { UNFINISHED_SUFFIX } from "./compaction/table_writer.ts";
import { FRAME_HEADER_BYTES, Operation, segmentFileName } from "./log/format.ts";
import { type LoggedGroup, SegmentReader } from "./log/segment_reader.ts";
import type { SealedSegment } from "./log/segmented_log.ts";
import { FrameRun } from "./log/segment_writer.ts";
import { MANIFEST_NAME, type ManifestState, readManifest, writeManifest } from "./manifest/manifest.ts";
import type { EngineState } from "./state.ts";

/** Reads the manifest, or makes a new store's. @param feed whether a new one notes changes. @throws FountainError `corruption` when a store has lost its manifest */
export async function openManifest(platform: Platform, folder: string, feed: boolean): Promise<ManifestState> {
  const { files } = platform;
  const crc32 = (bytes: Uint8Array, seed?: number): number => platform.crc32(bytes, seed);
  const found = readManifest(files, folder, crc32);
  for (const name of ["tables", "log"]) {
    const path = join(folder, name);
    if (found === undefined && files.exists(path) && files.list(path).length > 0) {
      throw corruption({
        file: MANIFEST_NAME,
        offset: 0,
        expected: `the manifest of what is in ${name}/`,
        found: "no such file",
      });
    }
    files.makeFolder(path);
  }
  if (found !== undefined) {
    // A process that ended right after its rename has not made it durable; what follows relies on this manifest.
    await files.syncFolder(folder);
    return found;
  }
  const made: ManifestState = {
    storeId: toHex(platform.random.bytes(16)),
    lastSequence: asSequence(0),
    flushedSequence: asSequence(0),
    nextTable: 1,
    durableLog: [0, 0],
    tables: [],
    obsolete: [],
    droppedSpaces: new Map(),
    floor: asSequence(0),
    spaceFloors: [],
    flushMarks: [],
    feed,
  };
  await writeManifest(files, folder, made, crc32);
  return made;
}

/** Step 3: leaves in `tables/` what the manifest names and nothing else. */
export async function tidyTables(platform: Platform, folder: string, manifest: ManifestState): Promise<void> {
  const { files } = platform;
  const tables = join(folder, "tables");
  let removed = false;
  const live = new Set(manifest.tables.map((table) => table.number));
  const obsolete = new Set(manifest.obsolete);
  for (const name of files.list(tables)) {
    const path = join(tables, name);
    const number = /^\d{12}\.sst$/.test(name) ? Number.parseInt(name, 10) : undefined;
    if (number !== undefined && live.has(number)) continue;
    // Obsolete are also those of jobs under way, and numbers from `nextTable` on belong to jobs begun since: their edits did not
    // happen, and what they were made from is still alive.
    const ours = name.endsWith(UNFINISHED_SUFFIX) ||
      (number !== undefined && (obsolete.has(number) || number >= manifest.nextTable));
    if (ours) files.remove(path);
    else quarantine(platform, folder, path, name);
    removed = true;
  }
  // The next manifest does not name them any more: one that came back at a power cut would be a stranger.
  if (removed) await files.syncFolder(tables);
}

function quarantine(platform: Platform, folder: string, path: string, name: string): void {
  const { files } = platform;
  files.makeFolder(join(folder, "quarantine"));
  let target = join(folder, "quarantine", name);
  for (let copy = 1; files.exists(target); copy++) target = join(folder, "quarantine", `${name}.${copy}`);
  files.rename(path, target);
}

/** What the log had to tell. */
export interface ReplayedLog {
  readonly sealed: readonly SealedSegment[];
  readonly nextSegment: number;
}

/**
 * Steps 4 and 5. @param makeRoomFor is asked before each group and may flush
 * @throws FountainError `corruption`
 */
export async function replayLog(
  state: EngineState,
  manifest: ManifestState,
  makeRoomFor: (operations: number, bytes: number) => Promise<void>,
): Promise<ReplayedLog> {
  const { platform, folder } = state;
  const logFolder = join(folder, "log");
  const numbers = segmentNumbers(platform, logFolder);
  const sealed: SealedSegment[] = [];
  for (const [at, number] of numbers.entries()) {
    const newest = at === numbers.length - 1;
    const segment = await replaySegment(state, manifest, number, newest, makeRoomFor);
    if (segment !== undefined) sealed.push(segment);
  }
  const [durableSegment, durableOffset] = manifest.durableLog;
  const newest = numbers.at(-1) ?? 0;
  if (state.assigned < manifest.lastSequence) {
    const durable = durableOffset > 0 ? durableSegment : durableSegment - 1;
    const expected = `sequences up to ${manifest.lastSequence}, which were on disk`;
    const found = newest < durable ? "no such file" : `none behind ${state.assigned}`;
    throw corruption({ file: `log/${segmentFileName(durable)}`, offset: 0, expected, found });
  }
  state.floors.cutTo(state.assigned);
  // What readers see from now on stays: a process that just ended may not have made the newest segment's name durable. And what is
  // removed stays away, also by a close before that could not sync the folder: a torn segment that came back, when the manifest names a
  // later one as durable, would look damaged.
  await platform.files.syncFolder(logFolder);
  return { sealed, nextSegment: Math.max(newest, durableSegment) + 1 };
}

function segmentNumbers(platform: Platform, logFolder: string): number[] {
  const numbers: number[] = [];
  for (const name of platform.files.list(logFolder)) {
    if (/^\d{12}\.log$/.test(name)) numbers.push(Number.parseInt(name, 10));
  }
  return numbers.sort((a, b) => a - b);
}

async function replaySegment(
  state: EngineState,
  manifest: ManifestState,
  number: number,
  newest: boolean,
  makeRoomFor: (operations: number, bytes: number) => Promise<void>,
): Promise<SealedSegment | undefined> {
  const { platform } = state;
  const name = `${String(number).padStart(12, "0")}.log`;
  const path = join(state.folder, "log", name);
  const bytes = readWhole(platform, path);
  const groups = new SegmentReader(bytes, number, (data, seed) => platform.crc32(data, seed)).groups();
  let last = 0;
  let step = groups.next();
  for (; step.done !== true; step = groups.next()) {
    last = step.value.last;
    await replayGroup(state, step.value, `log/${name}`, makeRoomFor);
  }
  const end = step.value;
  const [durableSegment, durableOffset] = manifest.durableLog;
  const endsTooSoon = number === durableSegment && end.offset < durableOffset;
  if (end.kind === "broken") {
    if (!newest || end.wasSynced || endsTooSoon || number < durableSegment) {
      throw corruption({ file: `log/${name}`, offset: end.breakOffset, expected: end.expected, found: end.found });
    }
  } else if (end.kind === "open" && (!newest || endsTooSoon)) {
    const expected = newest ? `groups up to offset ${durableOffset}` : "the seal of a segment";
    throw corruption({ file: `log/${name}`, offset: end.offset, expected, found: "its end" });
  }
  if (end.offset === 0) {
    platform.files.remove(path);
    return undefined;
  }
  if (newest) await mend(platform, path, number, bytes.subarray(0, end.offset), end.kind === "sealed");
  return { number, lastSequence: asSequence(last), sizeBytes: bytes.length };
}

async function replayGroup(
  state: EngineState,
  group: LoggedGroup,
  file: string,
  makeRoomFor: (operations: number, bytes: number) => Promise<void>,
): Promise<void> {
  if (group.last <= state.flushed) return;
  if (group.first !== state.assigned + 1) {
    const expected = `a group from sequence ${state.assigned + 1}`;
    throw corruption({ file, offset: group.framesStart, expected, found: `sequence ${group.first}` });
  }
  checkOperations(group, file);
  const bytes = group.framesEnd - group.framesStart;
  await makeRoomFor(group.operationCount, bytes);
  makeRoom(state, group.operationCount, bytes);
  const last: Sequence = asSequence(group.last);
  apply(state, group.bytes, group.framesStart, group.framesEnd, group.first, last);
  state.assigned = state.published = last;
}

/**
 * Behind a good checksum only a bug can have left an operation that cannot be read, but it is reported as damage: nothing is trusted from disk. It
 * is never a torn tail, for it was written whole.
 * @throws FountainError `corruption`
 */
function checkOperations(group: LoggedGroup, file: string): void {
  const operation = new Operation();
  let offset = 0;
  for (let at = group.framesStart; at < group.framesEnd;) {
    const payload = at + FRAME_HEADER_BYTES;
    const end = payload + readUint32(group.bytes, at);
    const wellFormed = operation.read(group.bytes, payload, end) && operation.sequenceOffset >= offset &&
      group.first + operation.sequenceOffset <= group.last;
    if (!wellFormed) {
      const found = "something else behind a good checksum";
      throw corruption({
        file,
        offset: at,
        expected: `an operation of sequences ${group.first} to ${group.last}`,
        found,
      });
    }
    offset = operation.sequenceOffset;
    at = end;
  }
}

/**
 * Leaves the newest segment as the others are: cut behind `whole`, its last whole frame, sealed, and on disk. All of it is written
 * again, because a sync that failed before may have left what can be read now unwritten for good.
 */
async function mend(
  platform: Platform,
  path: string,
  number: number,
  whole: Uint8Array,
  sealed: boolean,
): Promise<void> {
  const file = platform.files.open(path, "write");
  try {
    const run = new FrameRun((bytes, seed) => platform.crc32(bytes, seed));
    run.begin(number, whole.length);
    if (!sealed) run.addSeal();
    file.truncate(whole.length);
    file.write(whole, 0, whole.length, 0);
    if (!sealed) file.write(run.bytes, 0, run.usedBytes, whole.length);
    await file.sync();
  } finally {
    file.close();
  }
}

function readWhole(platform: Platform, path: string): Uint8Array {
  const file = platform.files.open(path, "read");
  try {
    const bytes = new Uint8Array(file.sizeBytes());
    if (file.read(bytes, 0, bytes.length, 0) === bytes.length) return bytes;
    throw new FountainError("io", "Cannot read the log: a segment was cut short while it was read");
  } finally {
    file.close();
  }
}
