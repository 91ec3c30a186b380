/**
 * The figures by which servers are compared, each drawn from a sample.
 *
 * @module
 */

import type { Figure, Measured } from "../figures.ts";
import type { FirstAnswerSample } from "./first_answer.ts";
import type { LoadResult } from "./generator.ts";
import type { HttpSample } from "./run.ts";
import type { HttpSettings, TargetName } from "./settings.ts";
import { HTTP_WORKLOADS, type RunName, runName } from "./workloads.ts";

/** A target that was measured. */
export interface MeasuredTarget extends Measured<HttpSample> {
  readonly name: TargetName;
  readonly description: string;
}

const MIB = 2 ** 20;

/** The runs of these settings with their titles, in the order of the tables. */
export function runsOf({ connections }: HttpSettings): { readonly name: RunName; readonly title: string }[] {
  return HTTP_WORKLOADS.flatMap(({ name, title }) =>
    name === "load"
      ? [{ name: runName(name, 1), title }]
      : connections.map((count) => ({ name: runName(name, count), title: `${title} x${count}` }))
  );
}

/** Operations per second. */
export function rateFigures(settings: HttpSettings): Figure<HttpSample>[] {
  return runsOf(settings).map(({ name, title }) =>
    rateFigure(name, `${title}, ${name === "load" ? "rows" : "operations"}/s`)
  );
}

/** Operations per second of one run. */
export function rateFigure(name: RunName, title: string): Figure<HttpSample> {
  return { title, better: "more", digits: 0, of: ({ runs }) => runs[name]?.perSecond };
}

/** Processor time of the server for each request, in microseconds. */
export function processorFigures(settings: HttpSettings): Figure<HttpSample>[] {
  return runsOf(settings).map(({ name, title }) => ({
    title: `${title}${name === "load" ? ", for each row" : ""}`,
    better: "less",
    digits: 1,
    of: ({ runs }) => perOperationUs(runs[name], (run) => run.serverProcessorMs),
  }));
}

/** Processor time for each operation of a run, in microseconds; errors count as operations, since they take time too. */
export function perOperationUs(
  run: LoadResult | undefined,
  of: (run: LoadResult) => number | undefined,
): number | undefined {
  const milliseconds = run === undefined ? undefined : of(run);
  if (run === undefined || milliseconds === undefined || run.requests === 0) return undefined;
  return milliseconds * 1000 / Math.max(run.requests, run.operations);
}

/** Memory and disk. */
export const SPACE_FIGURES: readonly Figure<HttpSample>[] = [
  {
    title: "resident after the load",
    better: "less",
    digits: 0,
    of: (sample) => mib(sample.memoryAfterLoad?.residentBytes),
  },
  { title: "resident at the end", better: "less", digits: 0, of: ({ memory }) => mib(memory?.residentBytes) },
  {
    title: "of it mapped files, the executable too",
    better: "less",
    digits: 0,
    of: ({ memory }) => mib(memory?.residentFileBytes),
  },
  { title: "resident at its peak", better: "less", digits: 0, of: ({ memory }) => mib(memory?.peakBytes) },
  { title: "on disk at the end", better: "less", digits: 0, of: ({ diskBytes }) => mib(diskBytes) },
];

/** Times to the first answer. */
export const FIRST_FIGURES = {
  bare: { title: "bare server", better: "less", digits: 1, of: ({ bareMs }) => bareMs },
  empty: { title: "FountainStore, empty store", better: "less", digits: 1, of: ({ emptyMs }) => emptyMs },
  loaded: { title: "FountainStore, loaded store", better: "less", digits: 1, of: ({ loadedMs }) => loadedMs },
} as const satisfies Record<string, Figure<FirstAnswerSample>>;

/** A target that was measured, by its name. */
export function targetOf(targets: readonly MeasuredTarget[], name: TargetName): MeasuredTarget | undefined {
  return targets.find((target) => target.name === name);
}

function mib(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / MIB;
}
