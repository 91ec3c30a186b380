/**
 * Blocks: built and read again like a sorted array, and malformed ones told as damage.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { FountainError } from "../../../src/base/errors.ts";
import { BlockReader } from "../../../src/engine/sstable/block.ts";
import { BlockBuilder } from "../../../src/engine/sstable/block_builder.ts";
import { type Cursor, NO_BYTES } from "../../../src/structure/cursor.ts";
import { expectBytes, expectDamage, expectIs } from "../../support/check.ts";
import {
  checkCursor,
  type Entry,
  entry,
  probes,
  randomEntries,
  type Shape,
  strollCursor,
  userKey,
} from "../../support/entries.ts";
import { forSeeds, type Random } from "../../support/random.ts";

/** A block's reader as a cursor, for the checks that all cursors share. */
class BlockCursor implements Cursor {
  readonly keyStart = 0;
  constructor(readonly reader: BlockReader) {}
  get valid(): boolean {
    return this.reader.valid;
  }
  get keyBuffer(): Uint8Array {
    return this.reader.valid ? this.reader.key : NO_BYTES;
  }
  get keyEnd(): number {
    return this.reader.keyBytes;
  }
  get valueBuffer(): Uint8Array {
    return this.reader.buffer;
  }
  get valueStart(): number {
    return this.reader.valueStart;
  }
  get valueEnd(): number {
    return this.reader.valueEnd;
  }
  seekFirst(): void {
    this.reader.first();
  }
  seekLast(): void {
    this.reader.last();
  }
  seek(target: Uint8Array): void {
    expectIs(this.reader.seek(target, 0, target.length), this.reader.valid);
  }
  seekBefore(target: Uint8Array): void {
    expectIs(this.reader.seekBefore(target, 0, target.length), this.reader.valid);
  }
  next(): void {
    expectIs(this.reader.next(), this.reader.valid);
  }
  previous(): void {
    expectIs(this.reader.previous(), this.reader.valid);
  }
  close(): void {}
}

function build(builder: BlockBuilder, entries: readonly Entry[]): Uint8Array {
  for (const { key, value } of entries) builder.add(key, 0, key.length, value, 0, value.length);
  return builder.finish();
}

/** A reader of a block that lies between other bytes. */
function readerOf(content: Uint8Array, dense: boolean): BlockReader {
  const buffer = new Uint8Array([0xff, 0xff, 0xff, ...content, 0xff, 0xff]);
  const reader = new BlockReader();
  reader.open(buffer, 3, 3 + content.length, "tables/000000000001.sst", 77, dense);
  return reader;
}

const SHAPES: readonly Shape[] = [
  { entries: 1, keyBytes: [0, 3], valueBytes: [0, 3] },
  { entries: 16, keyBytes: [0, 3], valueBytes: [0, 3], letters: 2 },
  { entries: 17, keyBytes: [0, 3], valueBytes: [0, 3], letters: 2 },
  { entries: 90, keyBytes: [0, 6], valueBytes: [0, 9], letters: 2 },
  { entries: 90, keyBytes: [0, 0], valueBytes: [0, 1], versions: 1 },
  { entries: 40, keyBytes: [1, 300], valueBytes: [0, 300], letters: 2 },
];

describe.each([[16, false], [1, true]] as const)("with a whole key every %i entries", (interval, dense) => {
  test("a block is walked and sought like a sorted array", async () => {
    await forSeeds(4, (random) => {
      for (const shape of SHAPES) {
        const entries = randomEntries(random, shape);
        const cursor = new BlockCursor(readerOf(build(new BlockBuilder(interval, 256), entries), dense));
        checkCursor(cursor, entries);
        strollCursor(cursor, entries, random, 300);
      }
    });
  });

  test("one builder makes block after block, none of which has anything of the one before", async () => {
    await forSeeds(10, (random) => {
      const builder = new BlockBuilder(interval, 128);
      for (let round = 0; round < 5; round++) {
        const entries = randomEntries(random, random.pick(SHAPES));
        const content = build(builder, entries).slice();
        expectBytes(content, build(new BlockBuilder(interval, 4096), entries));
        expect(builder.sizeBytes).toBe(content.length);
        expect(builder.entries).toBe(entries.length);
        expect(builder.lastKey).toEqual(entries.at(-1)?.key);
        builder.reset();
      }
    });
  });

  test("one reader serves block after block", async () => {
    await forSeeds(5, (random) => {
      const reader = new BlockReader();
      for (let round = 0; round < 5; round++) {
        const entries = randomEntries(random, random.pick(SHAPES));
        const content = build(new BlockBuilder(interval, 256), entries);
        reader.open(content, 0, content.length, "file", 0, dense);
        checkCursor(new BlockCursor(reader), entries);
      }
    });
  });

  test("an entry adds no more bytes than was said", async () => {
    await forSeeds(10, (random) => {
      const builder = new BlockBuilder(interval, 64);
      for (
        const { key, value } of randomEntries(random, { entries: 60, keyBytes: [0, 200], valueBytes: [0, 20_000] })
      ) {
        const most = builder.sizeBytes + BlockBuilder.entryBytesMax(key.length, value.length);
        builder.add(key, 0, key.length, value, 0, value.length);
        expectIs(builder.sizeBytes <= most, true);
      }
    });
  });

  test("a block with any bytes changed is read, or told as damage, and never ends otherwise", async () => {
    let told = 0;
    await forSeeds(80, (random) => {
      const entries = randomEntries(random, random.pick(SHAPES));
      const content = build(new BlockBuilder(interval, 256), entries).slice();
      for (let changes = random.between(1, 4); changes > 0; changes--) {
        const at = random.chance(0.3) ? content.length - 1 - random.below(8) : random.below(content.length);
        content[Math.max(0, at)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
      }
      told += readAnyhow(content, dense, entries, random);
    });
    expect(told).toBeGreaterThan(30);
  });
});

/** Reads a block in every way; returns how often it was told as damage. */
function readAnyhow(content: Uint8Array, dense: boolean, entries: readonly Entry[], random: Random): number {
  const targets = random.shuffled(probes(entries)).slice(0, 20);
  const reads: ((reader: BlockReader) => void)[] = [
    (reader) => {
      for (reader.first(); reader.next(););
    },
    (reader) => {
      for (reader.last(); reader.previous(););
    },
    ...targets.map((target) => (reader: BlockReader) => void reader.seek(target, 0, target.length)),
    ...targets.map((target) => (reader: BlockReader) => void reader.seekBefore(target, 0, target.length)),
  ];
  let told = 0;
  for (const read of reads) {
    try {
      read(readerOf(content, dense));
    } catch (error) {
      if (!(error instanceof FountainError && error.code === "corruption")) throw error;
      told++;
    }
  }
  return told;
}

test("damage names the file and the block's offset", async () => {
  const damage = await expectDamage(() => readerOf(new Uint8Array(20), false));
  expect(damage).toMatchObject({ file: "tables/000000000001.sst", offset: 77 });
  const one = build(new BlockBuilder(16, 256), [entry(userKey(1, "key"), 1, "value")]).slice();
  one[1] = 200;
  expect(await expectDamage(() => readerOf(one, false).first())).toMatchObject({ offset: 77 });
});

test("a block too short for an entry is damage", async () => {
  for (const length of [0, 1, 4, 7, 8]) await expectDamage(() => readerOf(new Uint8Array(length), false));
});
