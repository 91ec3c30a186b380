/**
 * Snapshots: sequences with a name and a term, kept across restarts.
 *
 * A snapshot costs one small key and a pin: compaction leaves what a reader at its sequence sees. Nothing is copied.
 *
 * @module
 */

import { corruption, FountainError, invalid } from "../base/errors.ts";
import { asSequence } from "../base/types.ts";
import { afterPrefix, toHex } from "../encoding/bytes.ts";
import { Batch } from "../engine/batch.ts";
import type { Engine } from "../engine/engine.ts";
import type { Random } from "../platform/platform.ts";
import { keyOf } from "./names.ts";

const SNAPSHOT_PREFIX = new Uint8Array([0x00, 0x73]);
const ID_BYTES = 12;
const DAY_MS = 24 * 60 * 60 * 1000;
const TEXT_DECODER = new TextDecoder();
const TEXT_ENCODER = new TextEncoder();

/** A snapshot as it is listed. */
export interface SnapshotInfo {
  readonly id: string;
  /** What it reads at. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Milliseconds since 1970; null: it does not expire. */
  readonly expiresAtMs: number | null;
}

/** See the module. */
export class Snapshots {
  readonly #engine: Engine;
  readonly #random: Random;
  readonly #open = new Map<string, SnapshotInfo>();

  /** Reads what is stored and pins it. */
  constructor(engine: Engine, random: Random) {
    this.#engine = engine;
    this.#random = random;
    const view = engine.view();
    const cursor = view.iterate({ from: SNAPSHOT_PREFIX, to: afterPrefix(SNAPSHOT_PREFIX) });
    try {
      while (cursor.next()) {
        const id = TEXT_DECODER.decode(cursor.keyBuffer.subarray(SNAPSHOT_PREFIX.length, cursor.keyEnd));
        const info = readInfo(id, cursor.valueBuffer.subarray(cursor.valueStart, cursor.valueEnd));
        this.#open.set(id, info);
        engine.pin(asSequence(info.sequence));
      }
    } finally {
      cursor.close();
      view.close();
    }
  }

  /** Takes a snapshot of now. @param ttlMs its term; null: none. Default: 24 hours */
  async take(ttlMs: number | null = DAY_MS): Promise<SnapshotInfo> {
    if (ttlMs !== null && !(Number.isSafeInteger(ttlMs) && ttlMs > 0)) {
      throw invalid(`Cannot take a snapshot: ttlMs must be a whole number above 0, or null, not ${ttlMs}`);
    }
    await this.releaseExpired();
    const createdAtMs = this.#engine.nowMs();
    const sequence = this.#engine.sequence;
    const id = toHex(this.#random.bytes(ID_BYTES));
    const info: SnapshotInfo = { id, sequence, createdAtMs, expiresAtMs: ttlMs === null ? null : createdAtMs + ttlMs };
    this.#engine.pin(sequence);
    try {
      const batch = new Batch();
      const { expiresAtMs } = info;
      batch.put(
        keyOf(SNAPSHOT_PREFIX, id),
        TEXT_ENCODER.encode(JSON.stringify({ sequence, createdAtMs, expiresAtMs })),
      );
      await this.#engine.commit(batch);
    } catch (error) {
      this.#engine.unpin(sequence);
      throw error;
    }
    this.#open.set(id, info);
    return info;
  }

  /** The snapshots that have not expired, oldest first. */
  list(): SnapshotInfo[] {
    return [...this.#open.values()].filter((info) => !this.#isExpired(info)).sort((a, b) => a.sequence - b.sequence);
  }

  /** @throws FountainError `not-found` when there is none, or its term is over */
  get(id: string): SnapshotInfo {
    const info = this.#open.get(id);
    if (info !== undefined && !this.#isExpired(info)) return info;
    throw new FountainError(
      "not-found",
      `Cannot find the snapshot ${JSON.stringify(id)}: it does not exist, or was released, or its term is over`,
    );
  }

  /** Releases a snapshot. @returns false when there was none */
  async release(id: string): Promise<boolean> {
    const info = this.#open.get(id);
    if (info === undefined) return false;
    this.#open.delete(id);
    const batch = new Batch();
    batch.delete(keyOf(SNAPSHOT_PREFIX, id));
    try {
      await this.#engine.commit(batch);
    } catch (error) {
      this.#open.set(id, info);
      throw error;
    }
    this.#engine.unpin(asSequence(info.sequence));
    return true;
  }

  /** Releases those whose term is over. */
  async releaseExpired(): Promise<void> {
    for (const info of [...this.#open.values()]) if (this.#isExpired(info)) await this.release(info.id);
  }

  #isExpired({ expiresAtMs }: SnapshotInfo): boolean {
    return expiresAtMs !== null && expiresAtMs <= this.#engine.nowMs();
  }
}

function readInfo(id: string, value: Uint8Array): SnapshotInfo {
  const { sequence, createdAtMs, expiresAtMs } = JSON.parse(TEXT_DECODER.decode(value)) as Record<string, unknown>;
  const whole = typeof sequence === "number" && typeof createdAtMs === "number";
  if (whole && (expiresAtMs === null || typeof expiresAtMs === "number")) {
    return { id, sequence, createdAtMs, expiresAtMs };
  }
  throw corruption({ file: "catalog", offset: 0, expected: "a snapshot", found: "other bytes behind a good checksum" });
}
