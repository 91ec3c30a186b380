/**
 * One engine's run through the workloads, within its own process.
 *
 * @module
 */

import { mkdirSync } from "node:fs";
import { DataSet } from "./documents.ts";
import { loadDriver } from "./drivers/load.ts";
import { measureLoad, measureWorkload } from "./measure.ts";
import { diskBytes, readDeviceBytesWritten, readMemory, readProcessBytesWritten } from "./process_figures.ts";
import type { RunResult, WorkloadResult } from "./results.ts";
import { Session } from "./session.ts";
import type { Job } from "./settings.ts";
import { type WorkloadName, workloadOf, WORKLOADS } from "./workloads.ts";

/** Runs the workloads into a folder that is not there yet; the store stays in it. */
export async function runWorkloads(
  { engine: name, settings, workloads, folder }: Extract<Job, { kind: "run" }>,
  progress: (text: string) => void,
): Promise<RunResult> {
  const { rows, valueBytes, seed, durability, memoryBytes, restSeconds } = settings;
  const driver = await loadDriver(name);
  const data = new DataSet(rows, valueBytes, seed);
  mkdirSync(folder, { recursive: true });
  const deviceBefore = readDeviceBytesWritten(folder);
  const processBefore = readProcessBytesWritten();
  const engine = await driver.open({ folder, durability, memoryBytes });
  const session = new Session(engine, data);
  const results: Partial<Record<WorkloadName, WorkloadResult>> = {};

  progress("load");
  const load = await measureLoad(session, settings);
  if (workloads.includes("load")) results.load = load;
  for (const { name: workload } of WORKLOADS) {
    if (workload === "load" || workload === "open" || !workloads.includes(workload)) continue;
    progress(workload);
    await rest(restSeconds);
    results[workload] = await measureWorkload(session, workloadOf(workload), settings);
  }

  const engineWrites = engine.writeFigures?.();
  const memory = readMemory();
  await engine.close();
  const documents = rows + session.insertedRows;
  return {
    workloads: results,
    documents,
    userBytes: documents * data.userBytes,
    userBytesWritten: (rows + session.puts) * data.userBytes,
    diskBytes: diskBytes(folder),
    deviceBytesWritten: difference(readDeviceBytesWritten(folder), deviceBefore),
    processBytesWritten: difference(readProcessBytesWritten(), processBefore),
    engineWrites,
    memory,
  };
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}

function rest(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
