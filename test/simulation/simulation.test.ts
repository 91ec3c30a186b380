/**
 * Two thousand seeded histories with power cuts, dying processes and failing disks, against the plain model.
 *
 * `FS_SIMULATION_SEEDS` says how many, `FS_SIMULATION_SEED` which seed comes first. `soak.ts` runs them for hours.
 *
 * @module
 */

import process from "node:process";
import { describe, expect, it } from "vitest";
import { History } from "./history.ts";
import { runHistory } from "./replay.ts";

const SEEDS = Number(process.env["FS_SIMULATION_SEEDS"] ?? 2000);
const FIRST_SEED = Number(process.env["FS_SIMULATION_SEED"] ?? 1);
const SEEDS_PER_TEST = 100;
const TIMEOUT_MS = 300_000;

describe("every history agrees with the model", () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += SEEDS_PER_TEST) {
    const last = Math.min(first + SEEDS_PER_TEST, FIRST_SEED + SEEDS) - 1;
    it(`seeds ${first} to ${last}`, { timeout: TIMEOUT_MS }, async () => {
      for (let seed = first; seed <= last; seed++) await runHistory(seed);
    });
  }
});

describe("a seed determines its history", () => {
  it("down to each operation of the disk", { timeout: TIMEOUT_MS }, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
      expect(await liveTwice(seed)).toBe("the same");
    }
  });
});

/** Lives a history twice and tells where they part. */
async function liveTwice(seed: number): Promise<string> {
  const once = await disksOf(seed);
  const again = await disksOf(seed);
  expect(once.length).toBeGreaterThan(20);
  const parted = once.findIndex((line, at) => line !== again[at]);
  return parted < 0 && once.length === again.length ? "the same" : `seed ${seed}, operation ${parted}: ${once[parted]}`;
}

async function disksOf(seed: number): Promise<readonly string[]> {
  const history = new History(seed, undefined, true);
  await history.run();
  return history.diskTrace;
}
