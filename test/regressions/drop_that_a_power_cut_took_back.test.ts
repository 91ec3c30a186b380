/**
 * Found by simulated history 686 (with other cache sizes than it was drawn with before): with durability `os` or `interval` a space is dropped for
 * readers before the drop is on disk. A merge took that drop for good and left the space's entries out; a power cut took the drop back, and the
 * entries, which had been on disk for long, were gone.
 *
 * @module
 */

import { expect, test } from "vitest";
import { spacePrefix } from "../../src/encoding/internal_key.ts";
import { asSpaceId } from "../../src/base/types.ts";
import { Batch } from "../../src/engine/batch.ts";
import { fill, get, keyName, SimulatedStore, SMALL } from "../support/engines.ts";

test.each(["os", "interval"] as const)(
  "durability %s: entries stay until the drop of their space is on disk",
  async (durability) => {
    const store = await new SimulatedStore({ ...SMALL, durability, syncIntervalMs: 1_000_000 }).open();
    await fill(store.engine, 100, (at) => `value ${at}`);
    await store.engine.flush();
    const drop = new Batch();
    drop.dropSpace(spacePrefix(asSpaceId(1)));
    await store.engine.commit(drop);
    expect(get(store.engine, keyName(7))).toBeUndefined();
    await store.engine.compact("tick");
    store.crash({ survival: "drop" });
    await store.open();
    for (let at = 0; at < 100; at++) expect(get(store.engine, keyName(at))).toBe(`value ${at}`);
    await store.engine.close();
  },
);
