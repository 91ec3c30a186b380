/**
 * The parts of the report that set engines beside each other.
 *
 * @module
 */

import type { AimResult } from "./aims.ts";
import type { MeasuredEngine } from "./comparison.ts";
import { figureTable, hasFigure, ratioTo } from "./figures.ts";
import type { Latency } from "./histogram.ts";
import { bestPeer, engineOf, METRICS, peersOf } from "./metrics.ts";
import type { LatencyKind } from "./results.ts";
import { medianOf } from "./statistics.ts";
import { formatNumber, formatSpread, formatUs, NOTHING, renderTable } from "./table.ts";
import { type WorkloadName, workloadOf } from "./workloads.ts";

/** All figures of all engines. */
export function figuresSection(engines: readonly MeasuredEngine[]): string {
  return `## Figures\n\nMedians (least to most).\n\n${figureTable(engines, METRICS)}`;
}

/** FountainStore against each peer; nothing without both sides. */
export function ratiosSection(engines: readonly MeasuredEngine[]): string {
  const fountain = engineOf(engines, "fountain");
  const peers = peersOf(engines);
  if (fountain === undefined || peers.length === 0) return "";
  const rows = METRICS
    .map((metric) => {
      const best = bestPeer(engines, metric);
      return [
        `${metric.title}${metric.better === "less" ? " (less is better)" : ""}`,
        best?.name ?? NOTHING,
        best === undefined ? NOTHING : formatSpread(ratioTo(fountain, best, metric), 2),
        ...peers.map((peer) => formatNumber(ratioTo(fountain, peer, metric)?.median, 2)),
      ];
    })
    .filter(([, best]) => best !== NOTHING);
  const heads = ["", "best peer", "fountain / best peer", ...peers.map(({ name }) => `/ ${name}`)];
  return [
    "## Ratios",
    "",
    "FountainStore's figure over the peer's: the median of the repetitions' ratios (least to most).",
    "",
    renderTable(heads, rows),
  ].join("\n");
}

/** The aims, met or not. */
export function aimsSection(aims: readonly AimResult[]): string {
  const rows = aims.map(({ text, ratio, met }) => [
    text,
    formatSpread(ratio, 2),
    met === undefined ? "not measured" : met ? "met" : "not met",
  ]);
  return `## Aims\n\n${renderTable(["aim", "measured ratio", ""], rows)}`;
}

const LATENCIES: readonly (readonly [WorkloadName, LatencyKind])[] = [
  ["C", "read"],
  ["A", "read"],
  ["miss", "read"],
  ["E", "scan"],
  ["F", "modify"],
  ["put1", "put"],
  ["put16", "put"],
  ["put64", "put"],
];
const KIND_TITLES: Readonly<Record<LatencyKind, string>> = {
  read: "read",
  put: "put",
  modify: "read-modify-write",
  scan: "scan",
};

/** Latencies of single operations. */
export function latencySection(engines: readonly MeasuredEngine[]): string {
  const rows = LATENCIES
    .map(([workload, kind]) => {
      const title = workloadOf(workload).title;
      return [`${title}: ${KIND_TITLES[kind]}`, ...engines.map((engine) => latencyOf(engine, workload, kind))];
    })
    .filter(hasFigure);
  if (rows.length === 0) return "";
  const table = renderTable(["", ...engines.map(({ name }) => name)], rows);
  return `## Latencies\n\nMicroseconds, p50 / p99; medians of the repetitions.\n\n${table}`;
}

function latencyOf({ samples }: MeasuredEngine, workload: WorkloadName, kind: LatencyKind): string {
  const latencies = samples.map(({ run }) => run.workloads[workload]?.latency[kind]);
  const median = (of: (latency: Latency) => number): number | undefined =>
    medianOf(latencies.map((latency) => latency && of(latency)));
  const p50 = median((latency) => latency.p50);
  return p50 === undefined ? NOTHING : `${formatUs(p50)} / ${formatUs(median((latency) => latency.p99))}`;
}
