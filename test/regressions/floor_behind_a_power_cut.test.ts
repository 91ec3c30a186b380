/**
 * Found by simulated history 1002726: merges raised the floor of the past to what readers saw, which the log had not on disk yet. A power cut took
 * that back, the sequences were given anew, and a past that the retention keeps was refused, for it lay before the old floor.
 *
 * @module
 */

import { expect, test } from "vitest";
import { fill, get, keyName, SimulatedStore, SMALL } from "../support/engines.ts";

test("a floor that was raised for what a power cut took back comes back with it", async () => {
  const store = await new SimulatedStore({
    ...SMALL,
    durability: "os",
    retention: { keep: "age", ageMs: 1000 },
    changesKept: { sequences: 0, ageMs: 0, bytes: 0 },
  }).open();
  for (let round = 0; round < 3; round++) {
    await fill(store.engine, 100, (at) => `value ${round} ${at}`);
    await store.engine.flush();
  }
  const { sequence } = store.engine;
  store.machine.shiftClock(2000);
  await fill(store.engine, 3, () => "lost");
  store.machine.shiftClock(5000);
  await store.engine.compact("tick");
  store.crash({ survival: "drop" });
  await store.open();
  expect(store.engine.sequence).toBe(sequence);
  await fill(store.engine, 5, () => "later");
  const past = store.engine.view(sequence);
  expect(get(past, keyName(1))).toBe("value 2 1");
  past.close();
  await store.engine.close();
});
