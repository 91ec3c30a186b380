/**
 * The change feed: what happened, in order, by page or as a stream.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { collectionName, json, record, RECORD_EXAMPLE, recordId, sequence } from "./common.ts";
import { problems } from "./problems.ts";

const change = z.object({
  sequence,
  collection: collectionName,
  id: recordId.optional().openapi({ description: "Of the record; left out when the collection was dropped." }),
  deleted: z.boolean().optional(),
  record: record.optional().openapi({ description: "As it was at this sequence; left out when it was deleted." }),
  dropped: z.literal(true).optional().openapi({ description: "The collection was dropped, with all its records." }),
}).openapi("Change", { description: "A record was written or deleted, or a collection dropped." });

const changesPage = z.object({
  items: z.array(change),
  nextSince: sequence.openapi({ description: "The `since` of the next page." }),
}).openapi("Changes", { description: "Changes, in order." });

const sequenceParameter = z.string().regex(/^\d{1,16}$/).transform(Number).pipe(sequence).openapi({
  type: "integer",
  minimum: 0,
  description: "Only what came behind it. Left out: what comes from now on.",
  example: 41,
});

/** `GET /changes`. */
export const getChanges = createRoute({
  method: "get",
  path: "/changes",
  operationId: "getChanges",
  tags: ["Changes"],
  summary: "Read changes",
  description:
    "By page or, with `Accept: text/event-stream`, as a stream of server-sent events that goes on as things happen: `id` is " +
    "the sequence, `data` an item as a page has it. A stream that was cut off is resumed by `Last-Event-ID`. 410 when the " +
    "feed does not reach back to `since`; then read the present, and go on from its sequence.",
  request: {
    query: z.object({
      since: sequenceParameter.optional(),
      collection: collectionName.optional(),
      limit: z.string().regex(/^\d{1,6}$/).transform(Number).pipe(z.number().int().min(1).max(1000)).optional().openapi(
        {
          type: "integer",
          minimum: 1,
          maximum: 1000,
          default: 100,
          description: "Items of a page at most.",
        },
      ),
    }),
    headers: z.object({
      "Last-Event-ID": z.string().optional().openapi({
        description: "In the place of `since`, for streams.",
        example: "41",
      }),
    }),
  },
  responses: {
    200: {
      description: "A page, or the stream.",
      content: {
        ...json(changesPage, {
          items: [{ sequence: 42, collection: "cities", id: "paris", deleted: false, record: RECORD_EXAMPLE }],
          nextSince: 42,
        }),
        "text/event-stream": { schema: z.string() },
      },
    },
    ...problems(400, 401, 410, 500, 503),
  },
});
