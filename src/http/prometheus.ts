/**
 * Metrics in Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * @module
 */

import type { StoreMetrics } from "../store/store_types.ts";
import { LATENCY_BOUNDS_MS, type RequestMetrics, type RouteFigures } from "./request_metrics.ts";

/** The content type of {@link prometheusText}. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Sample = readonly [labels: string, value: number];

/** The text: the seed's counters first, then gauges of the store, then latencies of requests. */
export function prometheusText(metrics: StoreMetrics, requests: RequestMetrics): string {
  return [...storeLines(metrics), ...requestLines(requests)].join("");
}

function storeLines({ operations, engine, sequence, uptimeMs, residentBytes }: StoreMetrics): string[] {
  const counter = (name: string, help: string, value: number) => family(name, "counter", help, [["", value]]);
  const gauge = (name: string, help: string, value: number) => family(name, "gauge", help, [["", value]]);
  const { cache, filters, flushes, merges } = engine;
  return [
    counter("fountain_puts_total", "Records put.", operations.puts),
    counter("fountain_gets_total", "Records asked for by id.", operations.gets),
    counter("fountain_deletes_total", "Records deleted.", operations.deletes),
    counter("fountain_scans_total", "Scans begun.", operations.scans),
    counter("fountain_index_lookups_total", "Look-ups in an index.", operations.indexLookups),
    counter("fountain_batches_total", "Transactions committed or refused.", operations.batches),
    counter("fountain_histories_total", "Histories of records read.", operations.histories),
    gauge("fountain_sequence", "Sequence of the last visible write.", sequence),
    gauge("fountain_uptime_seconds", "Seconds since the store was opened.", uptimeMs / 1000),
    gauge("fountain_resident_bytes", "Resident memory of the process.", residentBytes),
    gauge("fountain_disk_bytes", "Live tables and log on disk.", engine.diskBytes),
    gauge("fountain_log_bytes", "Log on disk.", engine.logBytes),
    gauge("fountain_memtable_bytes", "Memtables in memory.", engine.memtableBytes),
    gauge("fountain_cache_bytes", "Block cache in use.", cache.usedBytes),
    counter("fountain_cache_hits_total", "Blocks found in the cache.", cache.hits),
    counter("fountain_cache_misses_total", "Blocks read from files.", cache.misses),
    counter("fountain_filter_asked_total", "Bloom filters asked.", filters.asked),
    counter(
      "fountain_filter_false_positives_total",
      "Keys a filter let pass that were not there.",
      filters.falsePositives,
    ),
    counter("fountain_flushes_total", "Memtables written as tables.", flushes.count),
    counter("fountain_flush_written_bytes_total", "Bytes written by flushes.", flushes.writtenBytes),
    counter("fountain_compactions_total", "Merges done.", merges.count),
    counter("fountain_compaction_read_bytes_total", "Bytes read by merges.", merges.readBytes),
    counter("fountain_compaction_written_bytes_total", "Bytes written by merges.", merges.writtenBytes),
    counter("fountain_write_delay_seconds_total", "How long writers were held back.", engine.delayedMs / 1000),
    gauge("fountain_compaction_debt_bytes", "Bytes waiting to be merged.", engine.debtBytes),
    family("fountain_level_tables", "gauge", "Tables of each level.", engine.levels.map(levelSample((l) => l.tables))),
    family("fountain_level_bytes", "gauge", "Bytes of each level.", engine.levels.map(levelSample((l) => l.sizeBytes))),
  ];
}

type Level = StoreMetrics["engine"]["levels"][number];

function levelSample(value: (level: Level) => number): (level: Level) => Sample {
  return (level) => [`level="${level.level}"`, value(level)];
}

function requestLines(requests: RequestMetrics): string[] {
  const routes = requests.used();
  const answered = routes.flatMap((route) =>
    [...route.byClass].flatMap((count, digit): Sample[] =>
      count === 0 ? [] : [[`${routeLabels(route)},status="${digit}xx"`, count]]
    )
  );
  return [
    family("fountain_http_requests_in_flight", "gauge", "Requests being answered.", [["", requests.inFlight]]),
    family("fountain_http_requests_total", "counter", "Requests answered.", answered),
    header("fountain_http_request_duration_seconds", "histogram", "Time to answer a request."),
    ...routes.flatMap(histogramLines),
  ];
}

function histogramLines(route: RouteFigures): string[] {
  const name = "fountain_http_request_duration_seconds";
  const labels = routeLabels(route);
  let cumulated = 0;
  const lines = LATENCY_BOUNDS_MS.map((bound, at) => {
    cumulated += route.buckets[at] as number;
    return `${name}_bucket{${labels},le="${bound / 1000}"} ${cumulated}\n`;
  });
  return [
    ...lines,
    `${name}_bucket{${labels},le="+Inf"} ${route.count}\n`,
    `${name}_sum{${labels}} ${route.sumMs / 1000}\n`,
    `${name}_count{${labels}} ${route.count}\n`,
  ];
}

function routeLabels({ operationId, method }: RouteFigures): string {
  return `operation="${operationId}",method="${method}"`;
}

function header(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels === "" ? "" : `{${labels}}`} ${value}\n`);
  return header(name, type, help) + lines.join("");
}
