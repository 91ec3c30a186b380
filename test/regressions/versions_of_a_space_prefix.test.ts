/**
 * Found by the simulation: the drop of a space stands under the space's id, and was shown as a version of the key that is
 * just that id.
 *
 * @module
 */

import { expect, it } from "vitest";
import { asSpaceId } from "../../src/base/types.ts";
import { spacePrefix } from "../../src/encoding/internal_key.ts";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { simulatedMachine } from "../../src/platform/simulated.ts";

it("the drop of a space is no version of any key", async () => {
  const platform = simulatedMachine({ seed: 1 }).platform();
  const workerUrl = new URL("../../src/worker.ts", import.meta.url);
  const settings = { memoryBytes: 4 << 20, retention: { keep: "all" } } as const;
  const engine = await Engine.open(platform, "/store", workerUrl, settings);
  const batch = new Batch();
  const key = spacePrefix(asSpaceId(7));
  batch.put(key, new Uint8Array([1]));
  batch.next();
  batch.dropSpace(key);
  await engine.commit(batch);
  const view = engine.view();
  expect([...view.versions(key)]).toEqual([]);
  view.close();
  await engine.close();
});
