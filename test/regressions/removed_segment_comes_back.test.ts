/**
 * Found by simulated history 3000924: a close removed the segments of the log, all of which was in tables, and could not sync their folder. The next
 * opening found no segment, synced nothing, and noted in the manifest that everything before its own first segment was on disk. A power
 * cut brought the removed ones back, the newest of them without its end, which looked like damage: the store did not open.
 *
 * @module
 */

import { expect, test } from "vitest";
import { fill, get, keyName, SimulatedStore, SMALL } from "../support/engines.ts";

test("segments whose removal was not synced stay away once a store was opened without them", async () => {
  const store = await new SimulatedStore({ ...SMALL, durability: "os" }).open({ level0Tables: 100 });
  for (let round = 0; round < 3; round++) {
    await fill(store.engine, 100, (at) => `value ${round} ${at}`);
    await store.engine.flush();
  }
  // A segment that is not full, all of which is in a table.
  await fill(store.engine, 2, (at) => `value 3 ${at}`);
  await store.engine.flush();
  store.machine.failOperation({
    match: ({ kind, path }) => kind === "syncFolder" && path.endsWith("/log"),
    nth: 1,
    error: "EIO",
  });
  await expect(store.engine.close()).rejects.toMatchObject({ code: "io" });
  await store.open();
  await store.engine.compact("full");
  store.crash({ survival: "drop" });
  await store.open();
  expect(get(store.engine, keyName(1))).toBe("value 3 1");
  await store.engine.close();
});
