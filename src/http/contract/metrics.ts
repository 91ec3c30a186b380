/**
 * Figures: as JSON in the original's form, or as text for Prometheus.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { amount, count, sequence } from "./common.ts";
import { problems } from "./problems.ts";

/** The original's counters, which it sends at the top as well. */
const COUNTERS = {
  puts: count,
  gets: count,
  deletes: count,
  scans: count,
  indexLookups: count,
  batches: count,
  histories: count,
};

const metrics = z.looseObject({
  sequence,
  ...COUNTERS,
  opCounters: z.looseObject({ ...COUNTERS, queries: count }).openapi({ description: "Operations since the start." }),
  timingsMs: z.looseObject({ lastFlush: amount, avgCompactionTick: amount }).openapi({
    description: "Durations in milliseconds; 0 before the first.",
  }),
  bloom: z.object({
    fppEstimate: amount.openapi({ description: "Share of absent keys that the filters let pass, as seen so far." }),
  }),
}).openapi("Metrics", { description: "Figures since the start. Further members may be added." });

const COUNTERS_EXAMPLE = { puts: 40, gets: 7, deletes: 2, scans: 1, indexLookups: 0, batches: 3, histories: 0 };

const text = z.string().openapi({ description: "The text format of Prometheus: each metric with HELP and TYPE." });
const TEXT_EXAMPLE =
  "# HELP fountain_puts_total Records put.\n# TYPE fountain_puts_total counter\nfountain_puts_total 40\n";

/** `GET /metrics`. */
export const getMetrics = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "getMetrics",
  tags: ["Metrics"],
  summary: "Counters, timings and gauges",
  description:
    "JSON by default; text for Prometheus with `format=prometheus`, or when `Accept` names `text/plain` or OpenMetrics.",
  request: {
    query: z.object({
      format: z.enum(["json", "prometheus"]).optional().openapi({
        description: "The form of the answer; decides over `Accept`.",
      }),
    }),
  },
  responses: {
    200: {
      description: "The figures.",
      content: {
        "application/json": {
          schema: metrics,
          example: {
            sequence: 42,
            ...COUNTERS_EXAMPLE,
            opCounters: { ...COUNTERS_EXAMPLE, queries: 1 },
            timingsMs: { lastFlush: 3.5, avgCompactionTick: 0 },
            bloom: { fppEstimate: 0.009 },
          },
        },
        "text/plain": { schema: text, example: TEXT_EXAMPLE },
      },
    },
    ...problems(400, 401, 500, 503),
  },
});
