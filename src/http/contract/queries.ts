/**
 * Queries: one route, and a body whose `type` says what is asked.
 *
 * A new type is one more schema in {@link QUERIES}.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import {
  body,
  collectionParameters,
  json,
  pageSize,
  pageToken,
  RECORD_EXAMPLE,
  recordId,
  snapshotQuery,
} from "./common.ts";
import { problems } from "./problems.ts";
import { recordPage } from "./records.ts";

/** One record, as a list of one or none. */
const byId = z.object({ type: z.literal("byId"), id: recordId }).openapi("ByIdQuery", {
  description: "The record with that id: one item, or none.",
});

/** Records by id. What is null counts as left out, as the original's clients send it. */
const scan = z.object({
  type: z.literal("scan"),
  prefix: z.string().nullish().openapi({ description: "Only ids that begin with it." }),
  startAfter: z.string().nullish().openapi({
    description:
      "Only ids behind this one, in the direction of the scan; the `nextPageToken` of a page is taken as well.",
  }),
  limit: pageSize.nullish(),
  pageSize: pageSize.nullish().openapi({ description: "The same as `limit`, which decides." }),
  pageToken: pageToken.nullish(),
  reverse: z.boolean().nullish().openapi({ description: "True: from the last id to the first.", default: false }),
}).openapi("ScanQuery", { description: "Records in the order of their ids." });

const QUERIES = [byId, scan] as const;

/** Body of a query. */
export const queryBody = z.discriminatedUnion("type", QUERIES).openapi("Query", { description: "What is asked." });

/** `POST /collections/{collection}/query`. */
export const queryCollection = createRoute({
  method: "post",
  path: "/collections/{collection}/query",
  operationId: "queryCollection",
  tags: ["Queries"],
  summary: "Query a collection",
  description: "Every query reads one consistent state: the snapshot's, or that of its start.",
  request: {
    params: collectionParameters,
    query: snapshotQuery,
    body: body(queryBody, { type: "scan", prefix: "par", limit: 10 }),
  },
  responses: {
    200: { description: "What was found.", content: json(recordPage, { items: [RECORD_EXAMPLE] }) },
    ...problems(400, 401, 404, 413, 415, 500, 503),
  },
});
