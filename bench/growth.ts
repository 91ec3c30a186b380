/**
 * FountainStore alone as its data grows: what should stay the same (memory, opening, latencies) and what may not.
 *
 * Each size is loaded and measured in a process of its own; the store is then opened in fresh processes, closed well, killed in the middle of
 * writing, and, for the price of opening anything at all, empty.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { showProgress } from "./progress.ts";
import type { OpenResult, RunResult } from "./results.ts";
import type { RunSettings } from "./settings.ts";
import { runJob } from "./spawn.ts";
import { type Spread, spreadOf } from "./statistics.ts";
import type { WorkloadName } from "./workloads.ts";

/** Documents in the log when the store is killed: the same for all sizes. */
export const TAIL_PUTS = 10_000;
const WORKLOADS: readonly WorkloadName[] = ["load", "C", "A", "E", "miss", "put1"];

/** One size. Times of opening reach to the answer of the first read, in milliseconds. */
export interface GrowthResult {
  readonly rows: number;
  readonly run: RunResult;
  readonly openCleanMs: Spread | undefined;
  readonly openKilledMs: Spread | undefined;
  readonly openEmptyMs: Spread | undefined;
}

/** What is measured. */
export interface GrowthPlan {
  readonly rows: readonly number[];
  /** How often each kind of opening is measured. */
  readonly repeat: number;
  readonly settings: RunSettings;
  readonly folder: string;
}

/** Measures all sizes; see the module. */
export async function measureGrowth({ rows: sizes, repeat, settings, folder }: GrowthPlan): Promise<GrowthResult[]> {
  const results: GrowthResult[] = [];
  for (const rows of sizes) {
    const say = (text: string): void => showProgress(`growth, ${rows} rows: ${text}`);
    results.push(await measureSize(repeat, { ...settings, rows }, join(folder, "growth"), say));
  }
  return results;
}

async function measureSize(
  repeat: number,
  settings: RunSettings,
  parent: string,
  say: (text: string) => void,
): Promise<GrowthResult> {
  const folder = join(parent, "rows");
  const engine = "fountain";
  const open = (which: string): Promise<OpenResult> => runJob({ kind: "open", engine, settings, folder: which });
  try {
    const run = await runJob<RunResult>(
      { kind: "run", engine, settings, workloads: WORKLOADS, folder },
      { onProgress: say },
    );
    const clean = await times(repeat, () => open(folder));
    say("kill");
    const killed = await times(repeat, async () => {
      await runJob({ kind: "tail", settings, folder, puts: TAIL_PUTS }, { killWhenReady: true });
      return await open(folder);
    });
    const empty = join(parent, "empty");
    await open(empty);
    const openEmpty = await times(repeat, () => open(empty));
    return { rows: settings.rows, run, openCleanMs: clean, openKilledMs: killed, openEmptyMs: openEmpty };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function times(count: number, measure: () => Promise<OpenResult>): Promise<Spread | undefined> {
  const values: number[] = [];
  for (let at = 0; at < count; at++) values.push((await measure()).firstReadMs);
  return spreadOf(values);
}
