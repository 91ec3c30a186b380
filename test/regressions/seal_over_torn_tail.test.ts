/**
 * The power failed while the torn tail of a segment was being cut and sealed: the seal reached the disk, the cut did not.
 * The recovery after that took the seal for sound, put a second one behind it, and from then on the segment, no longer
 * the newest, was called damaged: the store could not be opened again.
 *
 * @module
 */

import { expect, it } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";

const SEGMENT = "/store/log/000000000001.log";
const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

async function open(machine: SimulatedMachine): Promise<Engine> {
  return await Engine.open(machine.platform(), "/store", WORKER_URL, { memoryBytes: 4 << 20 });
}

async function put(engine: Engine, letter: string): Promise<void> {
  const batch = new Batch();
  batch.put(new TextEncoder().encode(`\x01\x01${letter}`), new Uint8Array(700));
  await engine.commit(batch);
}

it("a seal with the rest of a torn tail behind it is put right by the next recovery", async () => {
  const machine = simulatedMachine({ seed: 1 });
  const engine = await open(machine);
  await put(engine, "a");
  const whole = machine.readFile(SEGMENT).findLastIndex((byte) => byte !== 0) + 1;
  await put(engine, "b");
  const torn = machine.readFile(SEGMENT);
  torn.fill(0, whole, whole + 100);
  const cut = machine.powerCut({ survival: "keep" });
  cut.writeFile(SEGMENT, torn);

  const mended = cut.fork();
  await open(mended);
  const sealed = mended.readFile(SEGMENT);
  torn.set(sealed.subarray(whole), whole);
  cut.writeFile(SEGMENT, torn);

  const recovered = await open(cut);
  expect(recovered.sequence).toBe(1);
  await put(recovered, "c");
  const again = await open(cut.powerCut({ survival: "keep" }));
  expect(again.sequence).toBe(2);
});
