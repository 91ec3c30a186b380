/**
 * Operations in the log that cannot be read though their checksums hold: damage, in the newest segment too, and never a torn tail.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import { FRAME_OPERATION, segmentFileName } from "../../src/engine/log/format.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { get, openReal, put } from "../support/engines.ts";
import { SegmentMaker } from "../support/segments.ts";
import { tempFolder } from "../support/temp_folder.ts";

const WORKER = new URL("../../src/worker.ts", import.meta.url);
const SEGMENT = 99;

/** A closed store of three writes, with a segment behind them that holds what `make` puts between a group's begin and its commit. */
async function storeWith(make: (segment: SegmentMaker) => void): Promise<{ folder: string; path: string; at: number }> {
  const folder = tempFolder();
  const engine = await openReal({}, folder);
  for (const key of ["a", "b", "c"]) await put(engine, key, key);
  await engine.close();
  const segment = new SegmentMaker(SEGMENT).batches([]).begin(4, 2).operation("d", "d");
  const at = segment.sizeBytes;
  make(segment);
  segment.commit(2, 5);
  const path = join(folder, "log", segmentFileName(SEGMENT));
  writeFileSync(path, segment.bytes);
  return { folder, path, at };
}

test("a well-formed one is taken", async () => {
  const { folder } = await storeWith((segment) => segment.frame(FRAME_OPERATION, new Uint8Array([1, 1, 2, 1, 1, 7])));
  const engine = await openReal({}, folder);
  expect(get(engine, "d")).toBe("d");
  expect(engine.sequence).toBe(5);
});

test.each<[string, number[]]>([
  ["nothing", []],
  ["an unknown kind", [4, 1, 1, 7]],
  ["a key that ends behind the frame", [1, 1, 9, 7]],
  ["no key", [1, 1, 0]],
  ["an offset that is no number", [1, 0x80]],
  ["an offset behind the group's last sequence", [1, 2, 2, 1, 1, 7]],
])("%s is damage, and the segment stays as it is", async (_, payload) => {
  const { folder, path, at } = await storeWith((segment) => segment.frame(FRAME_OPERATION, new Uint8Array(payload)));
  const before = readFileSync(path);
  await expect(Engine.open(currentPlatform(), folder, WORKER)).rejects.toMatchObject({
    code: "corruption",
    damage: { file: `log/${segmentFileName(SEGMENT)}`, offset: at, expected: "an operation of sequences 4 to 5" },
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});
