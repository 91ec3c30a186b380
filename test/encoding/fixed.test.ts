/**
 * Whole numbers of fixed width.
 *
 * @module
 */

import { expect, test } from "vitest";
import {
  readUint32,
  readUint48BE,
  readUint64,
  writeUint32,
  writeUint48BE,
  writeUint64,
} from "../../src/encoding/fixed.ts";
import { expectBytes } from "../support/check.ts";
import { forSeeds } from "../support/random.ts";

test("numbers are written as a DataView writes them, and touch no byte beside", async () => {
  await forSeeds(20, (random) => {
    for (let i = 0; i < 100; i++) {
      const at = random.below(8);
      const value = random.whole();
      const ours = random.bytes(24);
      const theirs = ours.slice();
      const view = new DataView(theirs.buffer);

      writeUint32(ours, at, value % 2 ** 32);
      view.setUint32(at, value % 2 ** 32, true);
      expectBytes(ours, theirs);
      expect(readUint32(ours, at)).toBe(value % 2 ** 32);

      writeUint64(ours, at, value);
      view.setBigUint64(at, BigInt(value), true);
      expectBytes(ours, theirs);
      expect(readUint64(ours, at)).toBe(value);

      writeUint48BE(ours, at, value % 2 ** 48);
      view.setUint16(at, Math.floor((value % 2 ** 48) / 2 ** 32));
      view.setUint32(at + 2, value % 2 ** 32);
      expectBytes(ours, theirs);
      expect(readUint48BE(ours, at)).toBe(value % 2 ** 48);
    }
  });
});

test("the greatest and the least numbers come back", () => {
  const bytes = new Uint8Array(8);
  for (const value of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
    writeUint32(bytes, 0, value);
    expect(readUint32(bytes, 0)).toBe(value);
  }
  for (const value of [0, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
    writeUint64(bytes, 0, value);
    expect(readUint64(bytes, 0)).toBe(value);
  }
  for (const value of [0, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1]) {
    writeUint48BE(bytes, 0, value);
    expect(readUint48BE(bytes, 0)).toBe(value);
  }
});
