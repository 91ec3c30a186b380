/**
 * A file of the simulated disk: what processes see, and what is really on the disk.
 *
 * Processes see `bytes`, as through the page cache. The disk differs from that only in sectors that were written and
 * not synced since; for each of those the map `dirty` keeps what is on the disk instead (an "undo" of the write):
 *
 * ```
 *   seen by processes   | new | new | same | new |          size 2000
 *   dirty               | old | old |      | none|          none: nothing there, reads as zeros
 *   on the disk         | old | old | same |                durable size 1536
 * ```
 *
 * A sync empties `dirty`. A sync that fails moves its sectors to `lost`: the kernel takes them for clean and no later
 * sync writes them, so they stay at risk until they are written anew (as Linux does; "fsyncgate", 2018).
 * At a power cut each sector at risk holds, by chance, the new bytes, the old, or some new bytes and then old.
 *
 * @module
 */

import type { SeededRandom } from "./seeded_random.ts";

/** The unit that a disk writes whole or tears. */
export const SECTOR_BYTES = 512;

/** What becomes of unsynced bytes and names at a power cut: each its own chance, or all lost, or all kept. */
export type Survival = "random" | "drop" | "keep";

/** What is on the disk in place of a sector that processes see; undefined where nothing is. */
type Old = Uint8Array | undefined;

/** A sync that has begun: it makes durable what was there then, not what is written meanwhile. */
export interface SyncUnderWay {
  readonly number: number;
  readonly sizeBytes: number;
  readonly sectors: ReadonlySet<number>;
  /** Content at the beginning of those sectors that were written meanwhile. */
  readonly overwritten: Map<number, Uint8Array>;
}

/** One file, whatever its name. */
export class FileNode {
  readonly kind = "file";
  sizeBytes = 0;
  /** Capacity is a multiple of the sector; zero beyond `sizeBytes`. */
  #bytes = new Uint8Array(0);
  /** True while a fork reads the same bytes: copy before the next write. */
  #shared = false;
  #durableSizeBytes = 0;
  #dirty = new Map<number, Old>();
  #lost = new Map<number, Old>();
  #syncs: SyncUnderWay[] = [];
  #syncsBegun = 0;
  #syncDone = 0;

  /** The content as processes see it. */
  content(): Uint8Array {
    return this.#bytes.slice(0, this.sizeBytes);
  }

  read(into: Uint8Array, offset: number, lengthBytes: number, position: number): number {
    const end = Math.min(position + lengthBytes, this.sizeBytes);
    if (end <= position) return 0;
    into.set(this.#bytes.subarray(position, end), offset);
    return end - position;
  }

  write(from: Uint8Array, offset: number, lengthBytes: number, position: number): void {
    if (lengthBytes === 0) return;
    const end = position + lengthBytes;
    this.#reserve(end);
    this.#touch(position, end);
    this.#bytes.set(from.subarray(offset, offset + lengthBytes), position);
    this.sizeBytes = Math.max(this.sizeBytes, end);
  }

  truncate(sizeBytes: number): void {
    this.#reserve(sizeBytes);
    if (sizeBytes < this.sizeBytes) {
      this.#touch(sizeBytes, this.sizeBytes);
      this.#bytes.fill(0, sizeBytes, this.sizeBytes);
    }
    this.sizeBytes = sizeBytes;
  }

  beginSync(): SyncUnderWay {
    const { sizeBytes } = this;
    const sync = {
      number: ++this.#syncsBegun,
      sizeBytes,
      sectors: new Set(this.#dirty.keys()),
      overwritten: new Map(),
    };
    this.#syncs.push(sync);
    return sync;
  }

  /** Ends a sync; a failed one leaves its sectors clean and not on the disk. */
  endSync(sync: SyncUnderWay, failed: boolean): void {
    this.#syncs = this.#syncs.filter((other) => other !== sync);
    if (failed) return this.#lose(sync);
    // One that began later is done already and wrote all of this.
    if (sync.number < this.#syncDone) return;
    this.#syncDone = sync.number;
    this.#durableSizeBytes = sync.sizeBytes;
    for (const sector of sync.sectors) {
      const written = sync.overwritten.get(sector);
      if (written === undefined) this.#dirty.delete(sector);
      else if (this.#dirty.has(sector)) this.#dirty.set(sector, written);
      else if (this.#lost.has(sector)) this.#lost.set(sector, written);
    }
    for (const sector of this.#lost.keys()) {
      if (sector * SECTOR_BYTES >= sync.sizeBytes) this.#lost.delete(sector);
    }
  }

  /** Makes all of it durable, as if it had always been there. */
  settle(): void {
    this.#dirty.clear();
    this.#lost.clear();
    this.#durableSizeBytes = this.sizeBytes;
  }

  /** Flips the bits of `mask` in a byte that processes see, and on the disk where the sector is clean. */
  flip(offset: number, mask: number): void {
    this.#own();
    this.#bytes[offset] = (this.#bytes[offset] ?? 0) ^ mask;
  }

  /** A copy that shares the bytes until one of both is written. Nobody has it open and no sync of it is under way. */
  fork(): FileNode {
    const copy = new FileNode();
    this.#shared = true;
    copy.#shared = true;
    copy.#bytes = this.#bytes;
    copy.sizeBytes = this.sizeBytes;
    copy.#durableSizeBytes = this.#durableSizeBytes;
    if (this.#dirty.size > 0) copy.#dirty = new Map(this.#dirty);
    if (this.#lost.size > 0) copy.#lost = new Map(this.#lost);
    return copy;
  }

  /** Turns this file into what a power cut leaves of it. */
  cutPower(random: SeededRandom, survival: Survival): void {
    if (survival !== "keep") {
      const seenSizeBytes = this.sizeBytes;
      this.sizeBytes = this.#survivingSizeBytes(random, survival);
      this.#reserve(this.sizeBytes);
      this.#own();
      const chance = survival === "drop" ? 0 : random.below(5) / 4;
      for (const atRisk of [this.#dirty, this.#lost]) {
        for (const [sector, old] of atRisk) {
          // A sector that was only cut off is on the disk as it was.
          const seen = sector * SECTOR_BYTES < seenSizeBytes;
          if (seen && survival === "random" && random.chance(chance)) continue;
          this.#restore(
            sector,
            old,
            seen && survival === "random" && random.chance(0.25) ? random.below(SECTOR_BYTES) : 0,
          );
        }
      }
      this.#bytes.fill(0, this.sizeBytes);
    }
    this.settle();
  }

  /** Growth may be lost, kept, or kept in part; a cut may be lost or kept. */
  #survivingSizeBytes(random: SeededRandom, survival: Survival): number {
    const durable = this.#durableSizeBytes;
    const growth = this.sizeBytes - durable;
    if (survival === "drop" || growth === 0) return durable;
    const choice = random.below(growth > 0 ? 3 : 2);
    if (choice === 0) return durable;
    return choice === 1 ? this.sizeBytes : durable + random.below(growth);
  }

  /** Puts the old bytes of a sector back, save the first `keptBytes`. */
  #restore(sector: number, old: Old, keptBytes: number): void {
    const start = sector * SECTOR_BYTES;
    if (start >= this.#bytes.length) return;
    if (old === undefined) this.#bytes.fill(0, start + keptBytes, start + SECTOR_BYTES);
    else this.#bytes.set(old.subarray(keptBytes), start + keptBytes);
  }

  #lose(sync: SyncUnderWay): void {
    for (const sector of sync.sectors) {
      if (sync.overwritten.has(sector) || !this.#dirty.has(sector)) continue;
      this.#lost.set(sector, this.#dirty.get(sector));
      this.#dirty.delete(sector);
    }
  }

  /** Notes what is on the disk, and what syncs under way shall write, before the bytes from `start` to `end` change. */
  #touch(start: number, end: number): void {
    this.#own();
    const last = Math.floor((end - 1) / SECTOR_BYTES);
    for (let sector = Math.floor(start / SECTOR_BYTES); sector <= last; sector++) {
      for (const { sectors, overwritten } of this.#syncs) {
        if (sectors.has(sector) && !overwritten.has(sector)) overwritten.set(sector, this.#sector(sector));
      }
      if (this.#dirty.has(sector)) continue;
      this.#dirty.set(sector, this.#lost.has(sector) ? this.#lost.get(sector) : this.#durableSector(sector));
      this.#lost.delete(sector);
    }
  }

  /** What is on the disk in place of a clean sector: what processes see, if the file reaches that far. */
  #durableSector(sector: number): Old {
    return sector * SECTOR_BYTES < this.#durableSizeBytes ? this.#sector(sector) : undefined;
  }

  #sector(sector: number): Uint8Array {
    return this.#bytes.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  #own(): void {
    if (!this.#shared) return;
    this.#bytes = this.#bytes.slice();
    this.#shared = false;
  }

  #reserve(sizeBytes: number): void {
    if (sizeBytes <= this.#bytes.length) return;
    const wanted = Math.max(sizeBytes, 2 * this.#bytes.length);
    const grown = new Uint8Array(Math.ceil(wanted / SECTOR_BYTES) * SECTOR_BYTES);
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#shared = false;
  }
}
