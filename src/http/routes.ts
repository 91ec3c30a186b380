/**
 * The routes, one file for each resource of the contract. A test holds them against the contract, both ways.
 *
 * @module
 */

import { bulkRoutes } from "./routes/bulk.ts";
import { changeRoutes } from "./routes/changes.ts";
import { collectionRoutes } from "./routes/collections.ts";
import { compactionRoutes } from "./routes/compaction.ts";
import { docsRoutes } from "./routes/docs.ts";
import { healthRoutes } from "./routes/health.ts";
import { indexRoutes } from "./routes/indexes.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { queryRoutes } from "./routes/queries.ts";
import { recordRoutes } from "./routes/records.ts";
import { snapshotRoutes } from "./routes/snapshots.ts";
import { transactionRoutes } from "./routes/transactions.ts";
import type { Route, Server } from "./server.ts";

/** All routes of `server`. */
export function apiRoutes(server: Server): Route[] {
  return [
    ...recordRoutes(server),
    ...queryRoutes(server),
    ...transactionRoutes(server),
    ...collectionRoutes(server),
    ...indexRoutes(server),
    ...snapshotRoutes(server),
    ...changeRoutes(server),
    ...bulkRoutes(server),
    ...healthRoutes(server),
    ...metricsRoutes(server),
    ...compactionRoutes(server),
    ...docsRoutes(),
  ];
}
