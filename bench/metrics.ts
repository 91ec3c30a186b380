/**
 * The figures by which engines are compared, each drawn from a sample; and which peer is best in each.
 *
 * @module
 */

import type { MeasuredEngine, Sample } from "./comparison.ts";
import type { EngineName } from "./drivers/driver.ts";
import { type Figure, figureOf } from "./figures.ts";
import { type WorkloadName, WORKLOADS } from "./workloads.ts";

/** Name of a figure. */
export type MetricName = WorkloadName | "space" | "device" | "tables" | "peak" | "resident";

/** A figure of an engine. */
export interface Metric extends Figure<Sample> {
  readonly name: MetricName;
}

const MIB = 1024 * 1024;

/** All figures, in the order of the tables. */
export const METRICS: readonly Metric[] = [
  ...WORKLOADS.filter(({ name }) => name !== "open").map(({ name, title }): Metric => ({
    name,
    title: `${title}, ${name === "load" ? "rows" : "operations"}/s`,
    better: "more",
    digits: 0,
    of: ({ run }) => run.workloads[name]?.perSecond,
  })),
  { name: "open", title: "open and first read, ms", better: "less", digits: 1, of: ({ open }) => open?.firstReadMs },
  {
    name: "space",
    title: "bytes on disk per byte of documents",
    better: "less",
    digits: 2,
    of: ({ run }) => run.diskBytes / run.userBytes,
  },
  {
    name: "device",
    title: "bytes to the device per byte put",
    better: "less",
    digits: 2,
    of: ({ run }) => run.deviceBytesWritten === undefined ? undefined : run.deviceBytesWritten / run.userBytesWritten,
  },
  {
    name: "tables",
    title: "of them flushed and merged into tables",
    better: "less",
    digits: 2,
    of: ({ run: { engineWrites, userBytesWritten } }) =>
      engineWrites === undefined
        ? undefined
        : (engineWrites.flushedBytes + engineWrites.mergedBytes) / userBytesWritten,
  },
  {
    name: "peak",
    title: "peak memory, MiB",
    better: "less",
    digits: 0,
    of: ({ run }) => run.memory === undefined ? undefined : run.memory.peakBytes / MIB,
  },
  {
    name: "resident",
    title: "memory at the end without mapped files, MiB",
    better: "less",
    digits: 0,
    of: ({ run: { memory } }) =>
      memory === undefined ? undefined : (memory.residentBytes - memory.residentFileBytes) / MIB,
  },
];

/** The figure of that name. */
export function metricOf(name: MetricName): Metric {
  return METRICS.find((metric) => metric.name === name) as Metric;
}

/** The peer whose median is best; undefined when no peer has the figure. */
export function bestPeer(engines: readonly MeasuredEngine[], metric: Metric): MeasuredEngine | undefined {
  const sign = metric.better === "more" ? 1 : -1;
  let best: { readonly engine: MeasuredEngine; readonly value: number } | undefined;
  for (const engine of peersOf(engines)) {
    const median = figureOf(engine, metric)?.median;
    if (median === undefined) continue;
    if (best === undefined || median * sign > best.value) best = { engine, value: median * sign };
  }
  return best?.engine;
}

/** The engine of that name, when it was measured. */
export function engineOf(engines: readonly MeasuredEngine[], name: EngineName): MeasuredEngine | undefined {
  return engines.find((engine) => engine.name === name);
}

/** All but FountainStore. */
export function peersOf(engines: readonly MeasuredEngine[]): MeasuredEngine[] {
  return engines.filter(({ name }) => name !== "fountain");
}
