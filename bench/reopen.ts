/**
 * Opening a store that is there, in a fresh process; and leaving one as a crash leaves it.
 *
 * @module
 */

import { mkdirSync } from "node:fs";
import { DataSet } from "./documents.ts";
import { loadDriver } from "./drivers/load.ts";
import type { OpenResult } from "./results.ts";
import { BATCH_DOCUMENTS, type Job } from "./settings.ts";

/** Opens the store, reads one record, closes it. The engine's code is loaded before the clock runs. */
export async function openOnce(
  { engine: name, settings, folder }: Extract<Job, { kind: "open" }>,
): Promise<OpenResult> {
  const { rows, valueBytes, seed, durability, memoryBytes } = settings;
  const driver = await loadDriver(name);
  const id = new DataSet(rows, valueBytes, seed).id(0);
  mkdirSync(folder, { recursive: true });
  const startedMs = performance.now();
  const engine = await driver.open({ folder, durability, memoryBytes });
  const openMs = performance.now() - startedMs;
  engine.get(id);
  const firstReadMs = performance.now() - startedMs;
  await engine.close();
  return { openMs, firstReadMs };
}

/** Opens FountainStore and overwrites rows, so that the log holds something that is in no table yet. The store stays open. */
export async function writeTail({ settings, folder, puts }: Extract<Job, { kind: "tail" }>): Promise<void> {
  const { rows, valueBytes, seed, durability, memoryBytes } = settings;
  const driver = await loadDriver("fountain");
  const data = new DataSet(rows, valueBytes, seed);
  const engine = await driver.open({ folder, durability, memoryBytes });
  for (let from = 0; from < puts; from += BATCH_DOCUMENTS) {
    await engine.putMany(Array.from({ length: Math.min(BATCH_DOCUMENTS, puts - from) }, (_, at) => {
      const row = (from + at) % rows;
      return { id: data.id(row), document: data.nextDocument(row) };
    }));
  }
}
