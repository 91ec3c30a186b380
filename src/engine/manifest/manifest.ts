/**
 * The manifest: the one file that says which tables are the store.
 *
 * It is small (some 300 bytes a table) and replaced whole, so reading it is one read and there is nothing to replay. A table becomes part of
 * the store, or stops being part of it, at the rename of a new manifest and at no other moment.
 *
 * @module
 */

import { corruption, FountainError } from "../../base/errors.ts";
import { asSequence, asSpaceId, type Sequence, type SpaceId } from "../../base/types.ts";
import { type Crc32, showCrc } from "../../encoding/checksum.ts";
import { readUint32, writeUint32 } from "../../encoding/fixed.ts";
import type { Files } from "../../platform/platform.ts";
import { replaceFile } from "../../platform/replace_file.ts";
import { propertiesFromJson, propertiesToJson, type TableMeta } from "../../encoding/table_properties.ts";
import { join } from "@std/path";
import { LEVELS } from "./version.ts";

/** Name of the file in the data folder. */
export const MANIFEST_NAME = "MANIFEST";
/** The store format that this program writes and reads. */
export const FORMAT_VERSION = 1;
const MAGIC = "FSMANIF1";
const HEADER_BYTES = 16;

/** What the manifest says; see `docs/FORMATS.md`. */
export interface ManifestState {
  /** 32 hexadecimal digits, fixed when the store is made. */
  readonly storeId: string;
  readonly lastSequence: Sequence;
  readonly flushedSequence: Sequence;
  readonly nextTable: number;
  readonly durableLog: readonly [segment: number, offset: number];
  readonly tables: readonly TableMeta[];
  readonly obsolete: readonly number[];
  readonly droppedSpaces: ReadonlyMap<SpaceId, Sequence>;
  /** From where on the past can be read, in general and in spaces with a floor of their own. */
  readonly floor: Sequence;
  readonly spaceFloors: readonly (readonly [SpaceId, Sequence])[];
  /** Flushes behind the floor, oldest first, with the bytes that each wrote. */
  readonly flushMarks: readonly { readonly sequence: Sequence; readonly bytes: number }[];
  /** Whether changes are noted in the change feed. */
  readonly feed: boolean;
}

/** Reads the manifest; undefined when the folder has none. @throws FountainError `corruption`, `unsupported` */
export function readManifest(files: Files, folder: string, crc32: Crc32): ManifestState | undefined {
  const path = join(folder, MANIFEST_NAME);
  if (!files.exists(path)) return undefined;
  const file = files.open(path, "read");
  let bytes;
  try {
    bytes = new Uint8Array(file.sizeBytes());
    file.read(bytes, 0, bytes.length, 0);
  } finally {
    file.close();
  }
  return decode(bytes, crc32);
}

/** Replaces the manifest; resolves when the new one is on disk. */
export async function writeManifest(files: Files, folder: string, state: ManifestState, crc32: Crc32): Promise<void> {
  await replaceFile(files, folder, MANIFEST_NAME, encode(state, crc32));
}

function encode(state: ManifestState, crc32: Crc32): Uint8Array {
  const json = {
    formatVersion: FORMAT_VERSION,
    ...state,
    tables: state.tables.map((table) => ({
      level: table.level,
      sizeBytes: table.sizeBytes,
      ...propertiesToJson(table),
    })),
    droppedSpaces: [...state.droppedSpaces],
    flushMarks: state.flushMarks.map(({ sequence, bytes }) => [sequence, bytes]),
  };
  const payload = new TextEncoder().encode(JSON.stringify(json));
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  writeUint32(bytes, 8, payload.length);
  writeUint32(bytes, 12, crc32(payload));
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

function damaged(offset: number, expected: string, found: string): FountainError {
  return corruption({ file: MANIFEST_NAME, offset, expected, found });
}

function decode(bytes: Uint8Array, crc32: Crc32): ManifestState {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < HEADER_BYTES) throw damaged(0, MAGIC, JSON.stringify(magic));
  const payloadBytes = readUint32(bytes, 8);
  if (bytes.length !== HEADER_BYTES + payloadBytes) {
    throw damaged(8, `${HEADER_BYTES + payloadBytes} bytes`, `${bytes.length} bytes`);
  }
  const payload = bytes.subarray(HEADER_BYTES);
  const crc = crc32(payload);
  const expected = readUint32(bytes, 12);
  if (crc !== expected) throw damaged(12, showCrc(expected), showCrc(crc));
  const json = parse(new TextDecoder().decode(payload));
  const formatVersion = json?.["formatVersion"];
  if (json === undefined || !isCount(formatVersion)) return unreadable();
  if (formatVersion !== FORMAT_VERSION) {
    throw new FountainError(
      "unsupported",
      `Cannot open the store: it has format version ${formatVersion}, this program knows ${FORMAT_VERSION}; use a newer one`,
    );
  }
  return fromJson(json) ?? unreadable();
}

/** The object that the text describes; undefined when it describes none. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? json as Record<string, unknown> : undefined;
  } catch {
    // Only a bug can write such a text behind a good checksum; it is told as damage all the same.
    return undefined;
  }
}

function unreadable(): never {
  throw damaged(HEADER_BYTES, "the fields of a manifest", "others behind a good checksum");
}

function fromJson(json: Record<string, unknown>): ManifestState | undefined {
  const { storeId, lastSequence, flushedSequence, nextTable, durableLog, tables, obsolete, droppedSpaces } = json;
  if (typeof storeId !== "string" || !isCount(lastSequence) || !isCount(flushedSequence) || !isCount(nextTable)) return;
  if (!Array.isArray(durableLog) || !durableLog.every(isCount) || durableLog.length !== 2) return;
  if (!Array.isArray(obsolete) || !obsolete.every(isCount) || !Array.isArray(tables)) return;
  if (!Array.isArray(droppedSpaces) || !droppedSpaces.every(isPair)) return;
  const past = pastFromJson(json);
  if (past === undefined) return;
  const metas: TableMeta[] = [];
  for (const row of tables as unknown[]) {
    const properties = propertiesFromJson(row);
    if (properties === undefined) return;
    const { level, sizeBytes } = row as Record<string, unknown>;
    if (!isCount(level) || level >= LEVELS || !isCount(sizeBytes)) return;
    metas.push({ ...properties, level, sizeBytes });
  }
  return {
    storeId,
    lastSequence: asSequence(lastSequence),
    flushedSequence: asSequence(flushedSequence),
    nextTable,
    durableLog: [durableLog[0] as number, durableLog[1] as number],
    tables: metas,
    obsolete,
    droppedSpaces: new Map(droppedSpaces.map(([space, sequence]) => [asSpaceId(space), asSequence(sequence)])),
    ...past,
  };
}

type Past = Pick<ManifestState, "floor" | "spaceFloors" | "flushMarks" | "feed">;

/** Manifests of 0.1.0 say nothing of the past: then nothing is promised of it. */
function pastFromJson(json: Record<string, unknown>): Past | undefined {
  const { lastSequence, floor = lastSequence, spaceFloors = [], flushMarks = [], feed = false } = json;
  if (!isCount(floor) || !Array.isArray(spaceFloors) || !spaceFloors.every(isPair)) return;
  if (!Array.isArray(flushMarks) || !flushMarks.every(isPair) || typeof feed !== "boolean") return;
  return {
    floor: asSequence(floor),
    spaceFloors: spaceFloors.map(([space, sequence]) => [asSpaceId(space), asSequence(sequence)]),
    flushMarks: flushMarks.map(([sequence, bytes]) => ({ sequence: asSequence(sequence), bytes })),
    feed,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCount);
}
