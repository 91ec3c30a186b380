/**
 * Found by the simulation: a store that was opened again on the same running machine, after its process had ended or a
 * sync had failed, showed what could be read then, and built on it. But a name that nobody had synced, or bytes of a sync
 * that had failed and that no later one writes, were gone after the next power cut: with them commits that readers had
 * seen, or the store could not be opened any more.
 *
 * @module
 */

import { expect, it } from "vitest";
import { Batch } from "../../src/engine/batch.ts";
import { Engine } from "../../src/engine/engine.ts";
import { type Operation, type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";

const WORKER_URL = new URL("../../src/worker.ts", import.meta.url);

async function open(machine: SimulatedMachine): Promise<Engine> {
  const engine = await Engine.open(machine.platform(), "/store", WORKER_URL, { memoryBytes: 4 << 20 });
  engine.start();
  return engine;
}

async function put(engine: Engine, letter: string): Promise<void> {
  const batch = new Batch();
  batch.put(new TextEncoder().encode(`\x01\x01${letter}`), new Uint8Array(600));
  await engine.commit(batch);
}

/** Opens, takes a commit, and finds all of it again when only what was synced survives. */
async function holdAfterPowerCut(machine: SimulatedMachine): Promise<void> {
  const reopened = await open(machine);
  const { sequence } = reopened;
  const atOnce = await open(machine.fork().powerCut({ survival: "drop" }));
  expect(atOnce.sequence).toBe(sequence);
  await put(reopened, "z");
  const later = await open(machine.powerCut({ survival: "drop" }));
  expect(later.sequence).toBe(sequence + 1);
  expect((await later.verify()).ok).toBe(true);
}

it("what is shown after a process ended stays, wherever it ended", async () => {
  const operations = await countOperations();
  for (let at = 1; at <= operations; at++) {
    const machine = simulatedMachine({ seed: 1 });
    let ended: SimulatedMachine | undefined;
    let seen = 0;
    // The process ends before the operation: nothing of it is done, and the machine runs on.
    const match = (operation: Operation): boolean => {
      if (!["open", "read", "list"].includes(operation.kind) && ++seen === at) ended = machine.fork();
      return false;
    };
    machine.failOperation({ match, error: "EIO" });
    await live(machine);
    expect(ended).toBeDefined();
    if (ended !== undefined) await holdAfterPowerCut(ended);
  }
});

it("what is shown after a sync failed stays, whichever it was", async () => {
  for (const kind of ["sync", "syncFolder"]) {
    for (let nth = 1; nth <= 12; nth++) {
      const machine = simulatedMachine({ seed: 1 });
      machine.failOperation({ match: (operation) => operation.kind === kind, nth, error: "EIO" });
      await live(machine).catch(() => {});
      await holdAfterPowerCut(machine.fork());
    }
  }
});

async function countOperations(): Promise<number> {
  const machine = simulatedMachine({ seed: 1 });
  await live(machine);
  return machine.operations;
}

async function live(machine: SimulatedMachine): Promise<void> {
  const engine = await open(machine);
  await put(engine, "a");
  await put(engine, "b");
  await engine.flush();
  await put(engine, "c");
  await engine.compact("full");
  await put(engine, "d");
}
