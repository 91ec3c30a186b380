/**
 * Collections: listed, created, looked at, dropped.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import {
  body,
  collectionName,
  collectionParameters,
  count,
  json,
  locationHeader,
  page,
  pageQuery,
  versionMark,
} from "./common.ts";
import { indexDefinition } from "./indexes.ts";
import { problems } from "./problems.ts";

const TAGS = ["Collections"];

const recordsApprox = count.openapi({
  description: "About how many records; overwritten ones count until they are merged away.",
});

const retention = z.discriminatedUnion("keep", [
  z.object({ keep: z.literal("latest") }),
  z.object({ keep: z.literal("last"), versions: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  z.object({ keep: z.literal("age"), ageMs: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  z.object({ keep: z.literal("all") }),
]).openapi({
  description:
    "Which past versions of the records are kept: the latest only, so many of each, those of an age, or all.",
  example: { keep: "last", versions: 10 },
});

/** A collection as it is listed. */
export const collectionSummary = z.object({
  name: collectionName,
  version: versionMark.optional(),
  recordsApprox,
}).openapi("CollectionSummary", { description: "A collection as it is listed." });

const collection = z.object({
  name: collectionName,
  version: versionMark.nullable(),
  recordsApprox,
  retention: retention.optional().openapi({ description: "Left out: as the server's setting says." }),
  indexes: z.array(indexDefinition),
}).openapi("Collection", { description: "A collection with its indexes." });

const collectionPage = page(collectionSummary).openapi("CollectionPage", { description: "Collections, by name." });

/** Body of `POST /collections`. */
export const createCollectionBody = z.object({
  name: collectionName,
  version: versionMark.nullish(),
  retention: retention.nullish().openapi({ description: "Default: as the server's setting says." }),
}).openapi("CreateCollection", { description: "A collection to be created." });

const SUMMARY_EXAMPLE = { name: "cities", version: "v2", recordsApprox: 0 };

/** `GET /collections`. */
export const listCollections = createRoute({
  method: "get",
  path: "/collections",
  operationId: "listCollections",
  tags: TAGS,
  summary: "List collections",
  description: "By name, in pages.",
  request: { query: pageQuery },
  responses: {
    200: { description: "A page.", content: json(collectionPage, { items: [SUMMARY_EXAMPLE] }) },
    ...problems(400, 401, 500, 503),
  },
});

/** `POST /collections`. */
export const createCollection = createRoute({
  method: "post",
  path: "/collections",
  operationId: "createCollection",
  tags: TAGS,
  summary: "Create a collection",
  description: "409 when the name is taken.",
  request: { body: body(createCollectionBody, { name: "cities", version: "v2" }) },
  responses: {
    201: { description: "Created.", headers: locationHeader, content: json(collectionSummary, SUMMARY_EXAMPLE) },
    ...problems(400, 401, 409, 413, 415, 500, 503, 507),
  },
});

/** `GET /collections/{collection}`. */
export const getCollection = createRoute({
  method: "get",
  path: "/collections/{collection}",
  operationId: "getCollection",
  tags: TAGS,
  summary: "Look at a collection",
  description: "Its version mark, about how many records it has, and its indexes.",
  request: { params: collectionParameters },
  responses: {
    200: {
      description: "The collection.",
      content: json(collection, { name: "cities", version: null, recordsApprox: 38, indexes: [] }),
    },
    ...problems(400, 401, 404, 500, 503),
  },
});

/** `DELETE /collections/{collection}`. */
export const deleteCollection = createRoute({
  method: "delete",
  path: "/collections/{collection}",
  operationId: "deleteCollection",
  tags: TAGS,
  summary: "Drop a collection",
  description:
    "Its records and indexes are gone at once; their space is reclaimed in the background. Open snapshots still see them.",
  request: { params: collectionParameters },
  responses: { 204: { description: "Dropped." }, ...problems(400, 401, 404, 500, 503, 507) },
});
