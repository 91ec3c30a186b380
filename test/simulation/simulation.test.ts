/**
 * Two thousand seeded histories with power cuts, dying processes and failing disks, against the plain model.
 *
 * The same seed is the same history on every runtime, so the runtimes share them out: each takes every third hundred.
 * `FS_SIMULATION_SEEDS` says how many, `FS_SIMULATION_SEED` which seed comes first; then all of them run. `soak.ts` runs them for hours.
 *
 * @module
 */

import process from "node:process";
import { describe, expect, it } from "vitest";
import { currentPlatform } from "../../src/platform/current.ts";
import { History } from "./history.ts";
import { runHistory } from "./replay.ts";

const GIVEN_SEEDS = process.env["FS_SIMULATION_SEEDS"];
const SEEDS = Number(GIVEN_SEEDS ?? 2000);
const FIRST_SEED = Number(process.env["FS_SIMULATION_SEED"] ?? 1);
const SEEDS_PER_TEST = 100;
const TIMEOUT_MS = 300_000;
const RUNTIMES = ["node", "bun", "deno"];

/** Which of the hundreds are this runtime's. */
function isOurs(hundred: number): boolean {
  return GIVEN_SEEDS !== undefined || hundred % RUNTIMES.length === RUNTIMES.indexOf(currentPlatform().name);
}

describe("every history agrees with the model", () => {
  for (let first = FIRST_SEED; first < FIRST_SEED + SEEDS; first += SEEDS_PER_TEST) {
    if (!isOurs(Math.floor(first / SEEDS_PER_TEST))) continue;
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
