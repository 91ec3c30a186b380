/**
 * Health and status: whether the server lives, serves, and how the store is.
 *
 * @module
 */

import { json } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { listed } from "./collections.ts";
import { compactionStatus } from "./compaction.ts";

/** The routes of health and status. */
export function healthRoutes(server: Server): Route[] {
  return [
    { operationId: "getLivez", method: "GET", path: "/livez", unguarded: true, handle: () => json({ status: "ok" }) },
    { operationId: "getReadyz", method: "GET", path: "/readyz", unguarded: true, handle: () => readyz(server) },
    { operationId: "getHealth", method: "GET", path: "/health", handle: () => health(server) },
    { operationId: "getStatus", method: "GET", path: "/status", handle: () => status(server) },
  ];
}

/** Ready: requests find an open store that takes writes. */
function readyz({ phase, store }: Server): Response {
  if (phase === "ready" && store?.failure === undefined) return json({ status: "ok" });
  return json({ status: phase === "ready" ? "unhealthy" : phase }, 503);
}

function health({ store }: Server): Response {
  if (store === undefined) {
    return json({ status: "starting", engine: { sequence: 0, writable: false, lastFlushMs: 0 } });
  }
  const { failure, sequence } = store;
  const lastFlushMs = Math.round(store.metrics().engine.flushes.lastMs ?? 0);
  const engine = { sequence, writable: failure === undefined, lastFlushMs };
  return json({ status: failure === undefined ? "ok" : "unhealthy", engine });
}

function status(server: Server): Response {
  const store = storeOf(server);
  const collections = store.collections().map(listed);
  const metrics = store.metrics();
  return json({
    sequence: metrics.sequence,
    collectionsCount: collections.length,
    collections,
    compaction: compactionStatus(metrics.engine),
    version: server.version,
    uptimeSeconds: Math.floor(metrics.uptimeMs / 1000),
    runtime: `${server.platform.name} ${server.platform.version}`,
    storeId: metrics.storeId,
    diskBytes: metrics.engine.diskBytes,
  });
}
