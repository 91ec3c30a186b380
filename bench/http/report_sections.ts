/**
 * The tables of the HTTP benchmark's report.
 *
 * @module
 */

import { type Figure, figureOf, figureTable, hasFigure, type Measured, ratioTo } from "../figures.ts";
import type { Latency } from "../histogram.ts";
import type { LatencyKind } from "../results.ts";
import { medianOf, spreadOf } from "../statistics.ts";
import { formatNumber, formatSpread, formatUs, NOTHING, renderTable } from "../table.ts";
import type { FirstAnswerResult } from "./first_answer.ts";
import {
  FIRST_FIGURES,
  type MeasuredTarget,
  perOperationUs,
  processorFigures,
  rateFigures,
  runsOf,
  targetOf,
} from "./metrics.ts";
import type { HttpReport } from "./report.ts";
import type { HttpSample } from "./run.ts";
import type { HttpSettings } from "./settings.ts";

/** FountainStore against each other server; nothing without both sides. */
export function ratiosSection({ settings, targets }: HttpReport): string {
  const fountain = targetOf(targets, "fountain");
  const peers = peersOf(targets);
  if (fountain === undefined || peers.length === 0) return "";
  const table = (figures: readonly Figure<HttpSample>[]): string => {
    const row = (figure: Figure<HttpSample>): string[] => [
      figure.title,
      ...peers.map((peer) => formatSpread(ratioTo(fountain, peer, figure), 2)),
    ];
    return renderTable(["", ...peers.map(({ name }) => `fountain / ${name}`)], figures.map(row).filter(hasFigure));
  };
  return [
    "## Ratios",
    "",
    "FountainStore's figure over the other's: the median of the repetitions' ratios (least to most).",
    "",
    table(rateFigures(settings)),
    "",
    "The same for the server's processor time (less is better): what remains of the difference when the load generator takes the other core.",
    "",
    table(processorFigures(settings)),
  ].join("\n");
}

/** Every answer that was no success; none is left out of sight. */
export function errorsSection({ settings, targets }: HttpReport): string {
  const lines = targets.flatMap(({ name, samples }) =>
    runsOf(settings).flatMap(({ name: run, title }) =>
      samples.flatMap(({ runs }, repetition) =>
        Object.entries(runs[run]?.errors ?? {}).map(([kind, count]) =>
          `- ${name}, ${title}, repetition ${repetition + 1}: ${formatNumber(count)} x ${kind}`
        )
      )
    )
  );
  const compared = targets.map(({ name, samples }) =>
    `${name} ${samples.reduce((sum, each) => sum + each.compared, 0)}`
  );
  return [
    "## Errors",
    "",
    ...(lines.length > 0 ? lines : ["None: every request was answered with a success that held what it must."]),
    "",
    `Inserted rows read back at the end and compared whole: ${compared.join(", ")}.`,
  ].join("\n");
}

const KINDS: readonly (readonly [LatencyKind, string])[] = [["read", "GET"], ["put", "write"]];

/** Latencies of single requests. */
export function latencySection({ settings, targets }: HttpReport): string {
  const rows = runsOf(settings)
    .flatMap(({ name, title }) =>
      KINDS.map(([kind, called]) => {
        const latency = (samples: readonly HttpSample[]) => samples.map(({ runs }) => runs[name]?.latency[kind]);
        return [`${title}: ${called}`, ...targets.map(({ samples }) => formatLatency(latency(samples)))];
      })
    )
    .filter(hasFigure);
  const table = renderTable(["", ...targets.map(({ name }) => name)], rows);
  return `## Latencies\n\nMicroseconds from the sending of a request to the whole of its answer, p50 / p99; medians of the repetitions.\n\n${table}`;
}

function formatLatency(latencies: readonly (Latency | undefined)[]): string {
  const median = (of: (latency: Latency) => number): number | undefined =>
    medianOf(latencies.map((latency) => latency && of(latency)));
  const p50 = median((latency) => latency.p50);
  return p50 === undefined ? NOTHING : `${formatUs(p50)} / ${formatUs(median((latency) => latency.p99))}`;
}

/** What a request costs the server, and the generator. */
export function processorSection({ settings, targets }: HttpReport): string {
  const figures = processorFigures(settings);
  const client = clientUs(targets, settings);
  return [
    "## Processor time",
    "",
    "Microseconds of the server for each request: user and system, all of its threads, work in the background too.",
    "",
    figureTable(targets, figures),
    "",
    `The load generator itself took ${client} us for a request (median of all runs but the loads). It shares the cores with the server.`,
  ].join("\n");
}

function clientUs(targets: readonly MeasuredTarget[], settings: HttpSettings): string {
  const names = runsOf(settings).filter(({ name }) => name !== "load");
  return formatUs(
    medianOf(
      targets.flatMap(({ samples }) =>
        samples.flatMap(({ runs }) =>
          names.map(({ name }) => perOperationUs(runs[name], (run) => run.clientProcessorMs))
        )
      ),
    ),
  );
}

/** Times to the first answer. */
export function firstSection({ rows, rowsWanted, loadSeconds, samples }: FirstAnswerResult): string {
  const measured: Measured<FirstAnswerResult["samples"][number]> = { name: "ms", samples };
  const { bare, empty, loaded } = FIRST_FIGURES;
  const row = (figure: typeof bare | typeof empty | typeof loaded): string[] => [
    figure.title,
    formatSpread(figureOf(measured, figure), figure.digits),
    formatSpread(spreadOf(samples.map((sample) => figure.of(sample) / bare.of(sample))), 2),
  ];
  const short = rows === rowsWanted ? "" : `, of ${formatNumber(rowsWanted)} that were wanted, when the time was up`;
  return [
    "## First answer",
    "",
    "Milliseconds from the start of the process to the first good answer, in turn, with a warm page cache: GET /health of the bare server and over the " +
    `empty store, GET of a record over the loaded one. That one held ${formatNumber(rows)} records${short}; ` +
    `their load took ${formatNumber(loadSeconds, 1)} s.`,
    "",
    renderTable(["", "ms", "/ bare"], [bare, empty, loaded].map(row)),
  ].join("\n");
}

/** All but FountainStore. */
export function peersOf(targets: readonly MeasuredTarget[]): MeasuredTarget[] {
  return targets.filter(({ name }) => name !== "fountain");
}
