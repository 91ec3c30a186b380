/**
 * Metrics, as JSON for the seed's clients and as text for Prometheus.
 *
 * @module
 */

import { parseAccept } from "hono/utils/accept";
import type { StoreMetrics } from "../../store/store_types.ts";
import { invalidField } from "../problems.ts";
import { PROMETHEUS_TYPE, prometheusText } from "../prometheus.ts";
import type { ApiRequest } from "../request.ts";
import type { RequestMetrics } from "../request_metrics.ts";
import { json } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";

const TEXT_TYPES = new Set(["text/plain", "text/*", "application/openmetrics-text"]);
const JSON_TYPES = new Set(["application/json", "application/*", "*/*"]);

/** The routes of metrics. */
export function metricsRoutes(server: Server): Route[] {
  return [{
    operationId: "getMetrics",
    method: "GET",
    path: "/metrics",
    handle: (request) => getMetrics(server, request),
  }];
}

function getMetrics(server: Server, request: ApiRequest): Response {
  const metrics = storeOf(server).metrics();
  if (!wantsText(request)) return json(metricsJson(metrics, server.metrics));
  return new Response(prometheusText(metrics, server.metrics), { headers: { "content-type": PROMETHEUS_TYPE } });
}

function wantsText(request: ApiRequest): boolean {
  const format = request.query("format");
  if (format === "prometheus") return true;
  if (format !== undefined && format !== "json") {
    throw invalidField("#/query/format", "must be json or prometheus");
  }
  return format === undefined && prefersText(request.headers.get("accept"));
}

/** True when text comes before JSON in what the client would rather have: many clients name both. */
function prefersText(accept: string | null): boolean {
  if (accept === null) return false;
  const first = parseAccept(accept).find(({ type, q }) => q > 0 && isForm(type));
  return first !== undefined && TEXT_TYPES.has(first.type.toLowerCase());
}

function isForm(type: string): boolean {
  return TEXT_TYPES.has(type.toLowerCase()) || JSON_TYPES.has(type.toLowerCase());
}

/** What the seed calls its counters, and at the top what its server adds to them. */
function metricsJson(
  { sequence, operations, engine, residentBytes, uptimeMs }: StoreMetrics,
  requests: RequestMetrics,
) {
  const { puts, gets, deletes, scans, batches, histories, indexLookups } = operations;
  const { flushes, merges, filters, cache } = engine;
  return {
    sequence,
    opCounters: {
      puts,
      gets,
      deletes,
      queries: requests.countOf("queryCollection"),
      scans,
      batches,
      histories,
      indexLookups,
    },
    timingsMs: {
      lastFlush: Math.round(flushes.lastMs ?? 0),
      avgCompactionTick: merges.count === 0 ? 0 : Math.round(merges.totalMs / merges.count),
    },
    bloom: { fppEstimate: filters.asked === 0 ? 0 : filters.falsePositives / filters.asked },
    puts,
    gets,
    deletes,
    scans,
    indexLookups,
    batches,
    histories,
    cache,
    residentBytes,
    uptimeSeconds: Math.floor(uptimeMs / 1000),
    delayedMs: Math.round(engine.delayedMs),
    diskBytes: engine.diskBytes,
  };
}
