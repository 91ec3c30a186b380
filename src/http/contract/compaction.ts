/**
 * Compaction: how far merging is behind, and a push for it.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { body, count, json } from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Compaction"];

/** The state of the levels. */
export const compactionStatus = z.object({
  running: z.boolean().openapi({ description: "Whether a merge is under way." }),
  pendingTables: count.openapi({ description: "Tables that wait for a flush or a merge." }),
  levels: z.array(z.object({ level: count, tables: count, sizeBytes: count })),
  debtBytes: count.openapi({ description: "Bytes that wait to be merged." }),
}).openapi("CompactionStatus", { description: "How far merging is behind." });

/** Body of `POST /compaction/run`. */
export const runCompactionBody = z.object({
  mode: z.enum(["tick", "full"]).openapi({ description: "`tick`: what is due, in bounded steps; `full`: everything." }),
}).openapi("RunCompaction", { description: "How much is to be merged." });

/** `GET /compaction/status`. */
export const getCompactionStatus = createRoute({
  method: "get",
  path: "/compaction/status",
  operationId: "getCompactionStatus",
  tags: TAGS,
  summary: "How far merging is behind",
  description: "The levels of the store, and what waits.",
  responses: {
    200: {
      description: "The status.",
      content: json(compactionStatus, {
        running: false,
        pendingTables: 0,
        levels: [{ level: 0, tables: 1, sizeBytes: 4096 }],
        debtBytes: 0,
      }),
    },
    ...problems(401, 500, 503),
  },
});

/** `POST /compaction/run`. */
export const runCompaction = createRoute({
  method: "post",
  path: "/compaction/run",
  operationId: "runCompaction",
  tags: TAGS,
  summary: "Run compaction",
  description:
    "Answered at once; the work goes on in the background. It need not be called: merging keeps up by itself.",
  request: { body: body(runCompactionBody, { mode: "tick" }) },
  responses: { 202: { description: "Accepted." }, ...problems(400, 401, 413, 415, 500, 503, 507) },
});
