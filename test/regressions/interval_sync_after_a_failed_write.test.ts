/**
 * Found by the simulation, seed 1203: with durability `interval` the planned sync came due after a write had failed. It
 * began a run that ended at once, the log took it for one that was still going on, and closing waited for ever.
 *
 * @module
 */

import { expect, test } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { simulatedMachine } from "../../src/platform/simulated.ts";

test("closing ends although an interval sync comes due after a failed write", async () => {
  const machine = simulatedMachine({ seed: 1203 });
  const platform = machine.platform();
  const settings = { memoryBytes: 4 << 20, durability: "interval", syncIntervalMs: 10 } as const;
  const engine = await Engine.open(platform, "/store", new URL("../../src/worker.ts", import.meta.url), settings);
  engine.start();
  const put = (value: number): Promise<number> => {
    const batch = new Batch();
    batch.put(new Uint8Array([1, 5, value]), new Uint8Array([value]));
    return engine.commit(batch);
  };
  await put(1);
  machine.failOperation({ match: ({ kind }) => kind === "write", nth: 1, error: "EIO" });
  await expect(put(2)).rejects.toMatchObject({ code: "read-only" });
  await platform.clock.sleep(50);
  await platform.clock.sleep(0);
  await engine.close();
  expect(engine.failure).toMatchObject({ code: "read-only" });
});
