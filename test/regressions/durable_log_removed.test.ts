/**
 * The manifest said that the log was on disk up to the start of a segment that had not been begun. When the segments
 * before it were gone, nobody missed them, and answered commits were gone without a word.
 *
 * @module
 */

import { expect, it } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";

const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

async function open(machine: SimulatedMachine): Promise<Engine> {
  const settings = { memoryBytes: 4 << 20, walSegmentBytes: 256 };
  return await Engine.open(machine.platform(), "/store", WORKER_URL, settings);
}

/** Commits a put that fills a segment. */
async function put(engine: Engine, letter: string): Promise<void> {
  const batch = new Batch();
  batch.put(new TextEncoder().encode(`\x01\x01${letter}`), new Uint8Array(300));
  await engine.commit(batch);
}

it("segments that were on disk are missed, though the manifest's position is the start of the next", async () => {
  const machine = simulatedMachine({ seed: 1 });
  const engine = await open(machine);
  await put(engine, "a");
  await engine.flush();
  for (const letter of ["b", "c", "d"]) await put(engine, letter);
  await engine.compact("tick");
  const cut = machine.powerCut({ survival: "keep" });
  const logs = cut.listFiles().filter(({ path }) => path.startsWith("/store/log/"));
  expect(logs.map(({ path }) => Number.parseInt(path.slice(-16), 10))).toEqual([2, 3, 4]);
  for (let missing = 1; missing <= logs.length; missing++) {
    const copy = cut.fork();
    for (const { path } of logs.slice(-missing)) copy.platform().files.remove(path);
    await expect(open(copy)).rejects.toMatchObject({
      code: "corruption",
      damage: { file: "log/000000000004.log", found: "no such file" },
    });
  }
  expect((await open(cut)).sequence).toBe(4);
});
