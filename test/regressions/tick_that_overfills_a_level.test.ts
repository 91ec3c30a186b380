/**
 * Found by the simulation: a tick that was asked for merged L0 into a level so small that the debt was over the limit at
 * which writers are stopped. Only a flush woke the compactor, nobody could write, so nobody flushed: writers waited for ever.
 *
 * @module
 */

import { expect, it } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { simulatedMachine } from "../../src/platform/simulated.ts";

const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

for (const mode of ["tick", "full"] as const) {
  it(`writers go on after a merge that left a level far above its size: ${mode}`, async () => {
    const settings = { memoryBytes: 4 << 20, level1Bytes: 16 };
    const engine = await Engine.open(simulatedMachine({ seed: 1 }).platform(), "/store", WORKER_URL, settings);
    engine.start();
    const put = async (value: number): Promise<void> => {
      const batch = new Batch();
      batch.put(new Uint8Array([1, 1, value]), new Uint8Array(500));
      await engine.commit(batch);
    };
    for (let value = 0; value < 20; value++) await put(value);
    await engine.flush();
    await engine.compact(mode);
    await put(20);
    expect(engine.sequence).toBe(21);
    await engine.close();
  }, 5000);
}
