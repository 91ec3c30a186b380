/**
 * The comparison: each engine in each repetition in a process of its own, the engines in turn within a repetition, so that what else the machine does
 * touches all of them alike.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "./drivers/driver.ts";
import type { Measured } from "./figures.ts";
import { showProgress } from "./progress.ts";
import type { OpenResult, ProbeResult, RunResult } from "./results.ts";
import type { RunSettings } from "./settings.ts";
import { runJob } from "./spawn.ts";
import type { WorkloadName } from "./workloads.ts";

/** An engine that was measured. */
export interface MeasuredEngine extends Measured<Sample> {
  readonly name: EngineName;
  readonly version: string;
  readonly promise: string;
}

/** One engine in one repetition. */
export interface Sample {
  readonly run: RunResult;
  readonly open: OpenResult | undefined;
}

/** What is compared. */
export interface ComparisonPlan {
  readonly engines: readonly Probed[];
  readonly workloads: readonly WorkloadName[];
  readonly repeat: number;
  readonly settings: RunSettings;
  readonly folder: string;
}

/** An engine that was found to run here. */
export interface Probed {
  readonly name: EngineName;
  readonly version: string;
  readonly promise: string;
}

/** An engine that does not run here. */
export interface Missing {
  readonly name: EngineName;
  readonly problem: string;
}

/** Finds out which engines run on this runtime. */
export async function probeEngines(
  names: readonly EngineName[],
  { durability }: RunSettings,
): Promise<{ readonly found: Probed[]; readonly missing: Missing[] }> {
  const found: Probed[] = [];
  const missing: Missing[] = [];
  for (const name of names) {
    showProgress(`looking for ${name}`);
    const { version, promise, problem } = await runJob<ProbeResult>({ kind: "probe", engine: name });
    if (version === undefined || promise === undefined) missing.push({ name, problem: problem ?? "unknown" });
    else found.push({ name, version, promise: promise[durability] });
  }
  return { found, missing };
}

/** Measures; see the module. */
export async function compare(plan: ComparisonPlan): Promise<MeasuredEngine[]> {
  const { engines, repeat } = plan;
  const samples = new Map<EngineName, Sample[]>(engines.map(({ name }) => [name, []]));
  for (let repetition = 1; repetition <= repeat; repetition++) {
    for (const { name } of engines) {
      const say = (text: string): void => showProgress(`${repetition}/${repeat} ${name}: ${text}`);
      samples.get(name)?.push(await measureOnce(plan, name, say));
    }
  }
  return engines.map((engine) => ({ ...engine, samples: samples.get(engine.name) ?? [] }));
}

async function measureOnce(
  { workloads, settings, folder: parent }: ComparisonPlan,
  engine: EngineName,
  say: (text: string) => void,
): Promise<Sample> {
  const folder = join(parent, engine);
  try {
    const run = await runJob<RunResult>({ kind: "run", engine, settings, workloads, folder }, { onProgress: say });
    say("open");
    const open = workloads.includes("open")
      ? await runJob<OpenResult>({ kind: "open", engine, settings, folder })
      : undefined;
    return { run, open };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
