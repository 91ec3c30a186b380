/**
 * The parts of the report that are about FountainStore alone.
 *
 * @module
 */

import { type GrowthResult, TAIL_PUTS } from "./growth.ts";
import type { CompactionResult, ReadFigures } from "./results.ts";
import { formatNumber, formatSpread, formatUs, NOTHING, renderTable } from "./table.ts";

const MIB = 2 ** 20;

/** What becomes of the figures as the data grows: a row for each figure, a column for each size. */
export function growthSection(results: readonly GrowthResult[]): string {
  const row = (title: string, of: (result: GrowthResult) => string): string[] => [title, ...results.map(of)];
  const perSecond = (title: string, workload: "load" | "C" | "A" | "E" | "miss" | "put1"): string[] =>
    row(title, ({ run }) => formatNumber(run.workloads[workload]?.perSecond));
  const us = (title: string, workload: "C" | "E" | "put1", kind: "read" | "scan" | "put"): string[] =>
    row(title, ({ run }) => {
      const latency = run.workloads[workload]?.latency[kind];
      return latency === undefined ? NOTHING : `${formatUs(latency.p50)} / ${formatUs(latency.p99)}`;
    });
  const rows = [
    perSecond("load, rows/s", "load"),
    perSecond("reads/s", "C"),
    us("read p50 / p99, us", "C", "read"),
    perSecond("A 50/50, operations/s", "A"),
    perSecond("misses/s", "miss"),
    perSecond("E, operations/s", "E"),
    us("scan p50 / p99, us", "E", "scan"),
    perSecond("put x1, operations/s", "put1"),
    us("put x1 p50 / p99, us", "put1", "put"),
    row("open after a close, ms", ({ openCleanMs }) => formatSpread(openCleanMs, 1)),
    row("open after a kill, ms", ({ openKilledMs }) => formatSpread(openKilledMs, 1)),
    row("open an empty store, ms", ({ openEmptyMs }) => formatSpread(openEmptyMs, 1)),
    row("memory at the end, MiB", ({ run }) => formatNumber(scaled(run.memory?.residentBytes))),
    row("memory at its peak, MiB", ({ run }) => formatNumber(scaled(run.memory?.peakBytes))),
    row("bytes on disk per row", ({ run }) => formatNumber(run.diskBytes / run.documents)),
    row("bytes on disk per byte of documents", ({ run }) => formatNumber(run.diskBytes / run.userBytes, 2)),
    row(
      "bytes flushed and merged per byte put",
      ({ run: { engineWrites, userBytesWritten } }) =>
        engineWrites === undefined
          ? NOTHING
          : formatNumber((engineWrites.flushedBytes + engineWrites.mergedBytes) / userBytesWritten, 2),
    ),
    row(
      "bytes to the device per byte put",
      ({ run: { deviceBytesWritten, userBytesWritten } }) =>
        formatNumber(deviceBytesWritten === undefined ? undefined : deviceBytesWritten / userBytesWritten, 2),
    ),
  ];
  return [
    "## FountainStore as its data grows",
    "",
    `Opening is timed in fresh processes up to the answer of the first read. At the kill, ${
      formatNumber(TAIL_PUTS)
    } puts had just been made; ` +
    "what of them no flush had reached was in the log only.",
    "",
    renderTable(["rows", ...results.map(({ rows: size }) => formatNumber(size))], rows),
  ].join("\n");
}

/** Reads at rest and while everything is merged. */
export function compactionSection(result: CompactionResult): string {
  const { idle, compacting, compactionMs, mergedBytes, readsPerSecond } = result;
  const row = (title: string, of: (reads: ReadFigures) => number): string[] => {
    const [rest, busy] = [of(idle), of(compacting)];
    return [title, formatUs(rest), formatUs(busy), formatNumber(busy / rest, 2)];
  };
  return [
    "## FountainStore's reads under full compaction",
    "",
    `All rows were loaded and overwritten; then everything was merged, which took ${
      formatNumber(compactionMs / 1000, 2)
    } s and wrote ` +
    `${formatNumber(mergedBytes / MIB)} MiB (on disk ${formatNumber(result.diskBytesBefore / MIB)} MiB before, ` +
    `${formatNumber(result.diskBytesAfter / MIB)} MiB after). Reads were due ${
      formatNumber(readsPerSecond)
    } times a second; ` +
    `${formatNumber(compacting.call.count)} fell into the compaction.`,
    "",
    renderTable(["microseconds", "idle", "compacting", "ratio"], [
      row("call, p50", ({ call }) => call.p50),
      row("call, p99", ({ call }) => call.p99),
      row("from when it was due, p50", ({ response }) => response.p50),
      row("from when it was due, p99", ({ response }) => response.p99),
    ]),
  ].join("\n");
}

function scaled(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / MIB;
}
