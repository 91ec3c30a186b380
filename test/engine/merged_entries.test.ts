/**
 * What a range cannot meet is not opened.
 *
 * @module
 */

import { expect, onTestFinished, test } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { countingFiles } from "../support/counting_files.ts";
import { get, keyName, list, openReal, put, tableCounts } from "../support/engines.ts";
import { userKey } from "../support/entries.ts";
import { tempFolder } from "../support/temp_folder.ts";

const WORKER = new URL("../../src/worker.ts", import.meta.url);
const NEVER = { level0Tables: 100 };

/** The store of `folder` with files that count what is opened. */
async function openCounting(folder: string): Promise<{ engine: Engine; opened: () => number }> {
  const platform = currentPlatform();
  const counting = countingFiles(platform.files);
  const engine = await Engine.open({ ...platform, files: counting.files }, folder, WORKER, NEVER);
  onTestFinished(() => engine.close());
  counting.take();
  return { engine, opened: () => counting.take().filter((each) => /^open \d+\.sst$/.test(each)).length };
}

test("tables without the space or the range are left out of scans and look-ups", async () => {
  const folder = tempFolder();
  const first = await openReal(NEVER, folder);
  // Three tables: spaces 1 and 3, spaces 1 to 3, space 2 alone.
  await put(first, "a", "1a", 1);
  await put(first, "z", "3z", 3);
  await first.flush();
  await put(first, "m", "1m", 1);
  await put(first, "b", "2b", 2);
  await put(first, "z", "3z again", 3);
  await first.flush();
  await put(first, "c", "2c", 2);
  await first.flush();
  expect(tableCounts(first)[0]).toBe(3);
  await first.close();

  const { engine, opened } = await openCounting(folder);
  const view = engine.view();
  expect(get(engine, "b", 2)).toBe("2b");
  // The third table begins behind "b", and the first, which reaches from space 1 to 3, has nothing in space 2.
  expect(opened()).toBe(1);
  const ofSpace2 = { from: userKey(2, ""), to: userKey(3, "") };
  expect(list(view, { ...ofSpace2, to: userKey(2, "b") })).toEqual([]);
  expect(opened()).toBe(0);
  expect(list(view, ofSpace2)).toEqual([["b", "2b"], ["c", "2c"]]);
  expect(opened()).toBe(1);
  expect(list(view, { ...ofSpace2, reverse: true })).toEqual([["c", "2c"], ["b", "2b"]]);
  expect(list(view, { from: userKey(1, "b"), to: userKey(2, "c") })).toEqual([["m", "1m"], ["b", "2b"]]);
  expect(opened()).toBe(1);
  expect(list(view)).toHaveLength(5);
  view.close();
});

test("of deeper levels only those are read that have a table in the range", async () => {
  const folder = tempFolder();
  const first = await openReal(NEVER, folder);
  for (let at = 0; at < 50; at++) await put(first, keyName(at), `${at}`, 2);
  await first.compact("full");
  expect(tableCounts(first)[0]).toBe(0);
  await first.close();

  const { engine, opened } = await openCounting(folder);
  const view = engine.view();
  expect(list(view, { from: userKey(1, ""), to: userKey(2, "") })).toEqual([]);
  expect(list(view, { from: userKey(2, "key 9"), to: userKey(3, "") })).toEqual([]);
  expect(list(view, { from: userKey(2, ""), to: userKey(2, keyName(0)), reverse: true })).toEqual([]);
  expect(opened()).toBe(0);
  expect(list(view, { from: userKey(2, keyName(7)), to: userKey(2, keyName(9)) })).toHaveLength(2);
  expect(opened()).toBe(1);
  view.close();
});
