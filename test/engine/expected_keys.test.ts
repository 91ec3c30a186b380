/**
 * How many keys a scan expects decides how much is read at once, and nothing of what is found.
 *
 * @module
 */

import { expect, test } from "vitest";
import { userKey } from "../support/entries.ts";
import { fill, list, openReal, put, SMALL, tableCounts } from "../support/engines.ts";

test("a scan finds the same, whatever it expects, in both directions and from any place", async () => {
  const engine = await openReal({ ...SMALL, level0Tables: 4 });
  for (let round = 0; round < 6; round++) {
    await fill(engine, 300, (at) => `${round} ${at} `.padEnd(at % 7 === 0 ? 2000 : 60, "x"));
    await engine.flush();
  }
  await put(engine, "key 0123", "in memory");
  expect(tableCounts(engine).filter((tables) => tables > 0).length).toBeGreaterThan(1);
  const view = engine.view();
  for (const reverse of [false, true]) {
    for (const place of ["", "key 0123", "key 0299x"]) {
      const bound = userKey(1, place);
      const range = { from: reverse ? userKey(1, "") : bound, to: reverse ? bound : userKey(2, ""), reverse };
      const found = list(view, range);
      for (const expected of [0, 1, 3, 50, 100_000, Infinity]) {
        expect(list(view, { ...range, expected })).toEqual(found);
      }
    }
  }
  expect(list(view, { from: userKey(1, ""), to: userKey(2, "") })).toHaveLength(300);
  view.close();
});
