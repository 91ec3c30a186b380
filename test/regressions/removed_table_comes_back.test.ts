/**
 * Found by the simulation: an opening removed what a crash had left in `tables/` and did not wait until that was on
 * disk. The next manifest named it no more, so when the power failed then and it was there again, it was taken for a
 * stranger's and lay in `quarantine/` for ever.
 *
 * @module
 */

import { expect, it } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";

const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

async function open(machine: SimulatedMachine): Promise<Engine> {
  return await Engine.open(machine.platform(), "/store", WORKER_URL, { memoryBytes: 4 << 20 });
}

async function put(engine: Engine, letter: string): Promise<void> {
  const batch = new Batch();
  batch.put(new TextEncoder().encode(`\x01\x01${letter}`), new Uint8Array(9));
  await engine.commit(batch);
  await engine.flush();
}

it("a table that an opening removed is not found in quarantine after a power cut", async () => {
  const machine = simulatedMachine({ seed: 1 });
  let beforeRemoval: SimulatedMachine | undefined;
  machine.failOperation({
    match: ({ kind, path }) => {
      if (kind === "remove" && path.endsWith(".sst")) beforeRemoval ??= machine.fork();
      return false;
    },
    error: "EIO",
  });
  const engine = await open(machine);
  await put(engine, "a");
  await put(engine, "b");
  await engine.compact("full");
  await engine.close();

  expect(beforeRemoval).toBeDefined();
  if (beforeRemoval === undefined) return;
  const reopened = await open(beforeRemoval);
  const batch = new Batch();
  batch.dropSpace(new Uint8Array([1, 9]));
  await reopened.commit(batch);
  // Nothing is left of it for a table, so only a manifest is written.
  await reopened.flush();
  const cut = beforeRemoval.powerCut({ survival: "drop" });
  await open(cut);
  const paths = cut.listFiles().map(({ path }) => path);
  expect(paths.filter((path) => path.includes("quarantine"))).toEqual([]);
});
