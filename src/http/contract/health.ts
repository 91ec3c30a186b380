/**
 * Is it alive, is it ready, how is it: for supervisors, load balancers and people.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { collectionSummary } from "./collections.ts";
import { amount, count, json, sequence } from "./common.ts";
import { compactionStatus } from "./compaction.ts";
import { problems } from "./problems.ts";

const TAGS = ["Health"];

const STATES = ["ok", "starting", "unhealthy"] as const;

const state = z.enum(STATES).openapi({
  description: "`starting` while the store is opened or restored, `unhealthy` when it cannot write any more.",
});

/** What probes get, without a key: this and nothing else. */
const probe = z.object({ status: z.enum([...STATES, "stopping"]) }).openapi("Probe", {
  description: "The answer to a probe.",
});

const health = z.object({
  status: state,
  engine: z.object({
    sequence,
    writable: z.boolean().openapi({ description: "False after a failed write or sync, until the store is reopened." }),
    lastFlushMs: amount.openapi({ description: "How long the last flush took, in milliseconds; 0 before the first." }),
  }),
}).openapi("Health", { description: "Health of the engine." });

const status = z.object({
  sequence,
  collectionsCount: count,
  collections: z.array(collectionSummary),
  compaction: compactionStatus,
  version: z.string().openapi({ description: "Version of FountainStore.", example: "0.1.0" }),
  uptimeSeconds: amount,
  runtime: z.string().openapi({ description: "What runs the server.", example: "bun 1.4.5" }),
  storeId: z.string().openapi({ description: "The store's own random name, made when its folder was." }),
  diskBytes: count.optional().openapi({ description: "Bytes of the store on disk; absent while unknown." }),
}).openapi("Status", { description: "The store at a glance." });

const HEALTH_EXAMPLE = { status: "ok", engine: { sequence: 42, writable: true, lastFlushMs: 3.5 } };

/** `GET /health`, guarded by the key as in the original. */
export const getHealth = createRoute({
  method: "get",
  path: "/health",
  operationId: "getHealth",
  tags: TAGS,
  summary: "Health of the engine",
  description: "200 whatever the status is; for probes see `/readyz`.",
  responses: {
    200: { description: "The health.", content: json(health, HEALTH_EXAMPLE) },
    ...problems(401, 500),
  },
});

/** `GET /livez`, never guarded. */
export const getLivez = createRoute({
  method: "get",
  path: "/livez",
  operationId: "getLivez",
  tags: TAGS,
  security: [],
  summary: "Is the process alive?",
  description: "Never asks for a key. When this is not answered, restart the process.",
  responses: { 200: { description: "It is.", content: json(probe, { status: "ok" }) }, ...problems() },
});

/** `GET /readyz`, never guarded. */
export const getReadyz = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "getReadyz",
  tags: TAGS,
  security: [],
  summary: "Can it take requests?",
  description:
    "Never asks for a key. 503 while the store is opened or restored, and when it is read-only after a failure.",
  responses: {
    200: { description: "It can.", content: json(probe, { status: "ok" }) },
    503: { description: "Not now.", content: json(probe, { status: "starting" }) },
    ...problems(),
  },
});

/** `GET /status`. */
export const getStatus = createRoute({
  method: "get",
  path: "/status",
  operationId: "getStatus",
  tags: TAGS,
  summary: "The store at a glance",
  description: "Sequence, collections, compaction, and what runs the server since when.",
  responses: {
    200: {
      description: "The status.",
      content: json(status, {
        sequence: 42,
        collectionsCount: 1,
        collections: [{ name: "cities", recordsApprox: 38 }],
        compaction: {
          running: false,
          pendingTables: 0,
          levels: [{ level: 0, tables: 1, sizeBytes: 4096 }],
          debtBytes: 0,
        },
        version: "0.1.0",
        uptimeSeconds: 86400,
        runtime: "bun 1.4.5",
        storeId: "5e1f0c7a9b3d42e8",
        diskBytes: 8192,
      }),
    },
    ...problems(401, 500, 503),
  },
});
