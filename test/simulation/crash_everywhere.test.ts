/**
 * The fixed scenario, with the power cut at each operation of the disk in turn, and with each operation failing in turn.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { FountainError } from "../../src/base/errors.ts";
import type { Operation, Survival } from "../../src/platform/simulated.ts";
import { compareAll, hold, Mismatch } from "./compare.ts";
import { holdStore, holdUsable, openMachine, openStore, Scenario } from "./scenario.ts";

const TIMEOUT_MS = 300_000;
const SEED = 11;
const SURVIVALS: readonly Survival[] = ["drop", "keep", "random"];
/** Every so many power cuts are followed by one at each operation of the recovery; no multiple of the above. */
const RECOVERIES_STRIDE = 2;
const READING = new Set(["open", "read", "list"]);
const FAILURE_CODES = new Set(["io", "storage-full", "read-only", "closed"]);

/** How many operations that change something the scenario takes when nothing goes wrong. */
async function operationsOfScenario(): Promise<number> {
  const scenario = new Scenario(SEED);
  await scenario.run();
  return scenario.machine.operations;
}

/** Lives the scenario up to a power cut. */
async function cutAt(operation: number): Promise<Scenario> {
  const scenario = new Scenario(SEED);
  scenario.machine.cutPowerAfter(operation);
  await scenario.run().catch((error: unknown) => {
    if (scenario.machine.isOn || error instanceof Mismatch) throw error;
  });
  // It may have been the last of all, in the background of a close that had all it needed.
  if (scenario.machine.isOn) scenario.machine.powerCut();
  return scenario;
}

describe("a power cut at any operation", () => {
  it("leaves a whole number of batches, and all that was answered", { timeout: TIMEOUT_MS }, async () => {
    const operations = await operationsOfScenario();
    expect(operations).toBeGreaterThan(100);
    for (let at = 1; at <= operations; at++) {
      const { machine, model } = await cutAt(at);
      for (const survival of SURVIVALS) {
        const after = machine.powerCut({ survival, seed: at });
        await named(`power cut at ${at}, ${survival}`, async () => {
          const engine = await openMachine(after);
          await holdStore(engine, model, model.acknowledged);
          await holdUsable(after, engine, model);
        });
      }
    }
  });

  it("may be followed by another at any operation of the recovery", { timeout: TIMEOUT_MS }, async () => {
    const operations = await operationsOfScenario();
    for (let at = 1; at <= operations; at += RECOVERIES_STRIDE) {
      const { machine, model } = await cutAt(at);
      const survival = SURVIVALS[at % SURVIVALS.length] as Survival;
      await cutRecoveries(machine.powerCut({ survival, seed: at }), model, at);
    }
  });
});

/** Cuts the power at each operation of a recovery; what the recovery would have found is found after it, too. */
async function cutRecoveries(machine: Scenario["machine"], model: Scenario["model"], seed: number): Promise<void> {
  const undisturbed = machine.fork();
  const engine = await openMachine(undisturbed);
  const { sequence } = engine;
  await engine.close();
  for (let at = 1; at < undisturbed.operations; at++) {
    const cut = machine.fork();
    cut.cutPowerAfter(at);
    const opened = await openMachine(cut).catch(() => undefined);
    await opened?.close().catch(() => undefined);
    for (const survival of ["drop", "random"] as const) {
      const after = cut.powerCut({ survival, seed });
      await named(`power cut at ${seed}, in the recovery at ${at}, ${survival}`, async () => {
        const again = await openMachine(after);
        await holdStore(again, model, sequence);
        hold(again.sequence === sequence, `recovered ${again.sequence}, and ${sequence} when nothing disturbs it`);
        await again.close();
      });
    }
  }
}

describe("an operation that fails", () => {
  for (const error of ["EIO", "ENOSPC", "short"] as const) {
    it(`leaves the store right or read-only: ${error}`, { timeout: TIMEOUT_MS }, async () => {
      const operations = await operationsOfScenario();
      for (let at = 1; at <= operations; at++) {
        const scenario = new Scenario(SEED);
        const match = ({ kind }: Operation) => !READING.has(kind);
        scenario.machine.failOperation({ match, nth: at, error });
        await named(`${error} at ${at}`, () => liveThrough(scenario));
      }
    });
  }
});

/** Lives the scenario with an operation that fails; then opens the store again, on the same machine and after a power cut. */
async function liveThrough(scenario: Scenario): Promise<void> {
  const { machine, model } = scenario;
  await scenario.run().catch(holdTyped);
  const { engine } = scenario;
  if (engine !== undefined) {
    if (engine.failure !== undefined) hold(FAILURE_CODES.has(engine.failure.code), "failed with another code");
    // A close that was refused a last operation has closed all the same.
    await Promise.resolve().then(() => compareAll(engine, model)).catch(holdTyped);
    await engine.close().catch(holdTyped);
  }
  const copy = machine.fork();
  const again = await openStore(machine.platform());
  again.start();
  await holdStore(again, model, model.acknowledged);
  const { sequence } = again;
  // What was shown once stays, whatever the failed operation has left unwritten.
  const cutAfter = machine.powerCut({ survival: "drop" });
  await holdStore(await openMachine(cutAfter), model, sequence);
  const cutBefore = copy.powerCut({ survival: "random" });
  const recovered = await openMachine(cutBefore);
  await holdStore(recovered, model, model.acknowledged);
  await holdUsable(cutBefore, recovered, model);
}

function holdTyped(error: unknown): void {
  if (!(error instanceof FountainError && FAILURE_CODES.has(error.code))) throw error;
}

/** Says where it was when something goes wrong. */
async function named(what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    throw new Error(`${what}: ${String(error)}`, { cause: error });
  }
}
