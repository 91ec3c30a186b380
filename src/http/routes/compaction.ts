/**
 * Compaction: how far it is, and a push.
 *
 * @module
 */

import type { EngineStatistics } from "../../engine/statistics.ts";
import { parseObject } from "../body.ts";
import type { ApiRequest } from "../request.ts";
import { json } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { validBody } from "../validation.ts";

/** The routes of compaction. */
export function compactionRoutes(server: Server): Route[] {
  return [
    {
      operationId: "getCompactionStatus",
      method: "GET",
      path: "/compaction/status",
      handle: () => json(compactionStatus(storeOf(server).metrics().engine)),
    },
    {
      operationId: "runCompaction",
      method: "POST",
      path: "/compaction/run",
      handle: (request) => runCompaction(server, request),
    },
  ];
}

/** The status as the seed's clients know it. */
export function compactionStatus({ merging, pendingTables, levels, debtBytes }: EngineStatistics) {
  return { running: merging, pendingTables, levels, debtBytes };
}

/** Begins it, and answers before it is done. */
async function runCompaction(server: Server, request: ApiRequest): Promise<Response> {
  const body = parseObject(await request.jsonText(server.limits.bodyBytesMax));
  const { mode } = await validBody("runCompaction", body);
  const store = storeOf(server);
  if (store.failure !== undefined) throw store.failure;
  store.compact(mode).then(
    () => server.log.info("compaction done", { mode }),
    (error: unknown) => server.log.error("compaction failed", { mode, error }),
  );
  return new Response(null, { status: 202 });
}
