/**
 * Records: put, read, deleted, listed.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import {
  body,
  collectionParameters,
  etagHeader,
  json,
  jsonValue,
  locationHeader,
  page,
  pageQuery,
  record,
  RECORD_EXAMPLE,
  recordIdOrNull,
  recordParameters,
  snapshotQuery,
  versionMark,
} from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Records"];
/** `*`, or a list of entity tags. */
const ENTITY_TAGS = /^[\t ]*(\*|(W\/)?"[!#-~]*"([\t ]*,[\t ]*(W\/)?"[!#-~]*")*)[\t ]*$/;

/** Body of a put. A record as it was read can be sent back: what a response adds to it is ignored. */
export const putRecordBody = z.object({
  data: jsonValue,
  id: recordIdOrNull,
  version: versionMark.nullish(),
}).openapi("PutRecord", {
  description:
    "What a record is to hold. `id` is that of the path once more, or left out. `sequence`, `deleted` and members unknown here are ignored.",
});

/** A page of records. */
export const recordPage = page(record).openapi("RecordPage", { description: "Records, and how to go on." });

/** What a list of records is limited to. */
export const listRecordsQuery = z.object({
  prefix: z.string().optional().openapi({ description: "Only ids that begin with it." }),
  startAfter: z.string().optional().openapi({
    description: "Only ids behind this one; the `nextPageToken` of a page is taken as well.",
  }),
}).extend(pageQuery.shape).extend(snapshotQuery.shape);

/** `PUT /collections/{collection}/records/{id}`. */
export const putRecord = createRoute({
  method: "put",
  path: "/collections/{collection}/records/{id}",
  operationId: "putRecord",
  tags: TAGS,
  summary: "Put a record",
  description:
    "Writes the record, new or over the one that is there, and answers when it is on disk. The collection is " +
    "created when it is missing, unless the server runs with `--no-auto-create`.",
  request: {
    params: recordParameters,
    body: body(putRecordBody, { data: RECORD_EXAMPLE.data }),
  },
  responses: {
    200: { description: "Updated.", headers: etagHeader, content: json(record, RECORD_EXAMPLE) },
    201: {
      description: "Created: there was none, or it had been deleted.",
      headers: { ...etagHeader, ...locationHeader },
      content: json(record, RECORD_EXAMPLE),
    },
    ...problems(400, 401, 404, 409, 413, 415, 500, 503, 507),
  },
});

/** `GET /collections/{collection}/records/{id}`. */
export const getRecord = createRoute({
  method: "get",
  path: "/collections/{collection}/records/{id}",
  operationId: "getRecord",
  tags: TAGS,
  summary: "Read a record",
  description: "As it is now, or as it was at a snapshot.",
  request: {
    params: recordParameters,
    query: snapshotQuery,
    headers: z.object({
      "If-None-Match": z.string().regex(ENTITY_TAGS).optional().openapi({
        description: "Entity tags the caller has, or `*`: 304 when the record has one of them.",
        example: '"42"',
      }),
    }),
  },
  responses: {
    200: { description: "The record.", headers: etagHeader, content: json(record, RECORD_EXAMPLE) },
    304: { description: "The caller has it already.", headers: etagHeader },
    ...problems(400, 401, 404, 500, 503),
  },
});

/** `DELETE /collections/{collection}/records/{id}`. */
export const deleteRecord = createRoute({
  method: "delete",
  path: "/collections/{collection}/records/{id}",
  operationId: "deleteRecord",
  tags: TAGS,
  summary: "Delete a record",
  description: "404 when there is none.",
  request: { params: recordParameters },
  responses: { 204: { description: "Deleted." }, ...problems(400, 401, 404, 500, 503, 507) },
});

/** `GET /collections/{collection}/records`. */
export const listRecords = createRoute({
  method: "get",
  path: "/collections/{collection}/records",
  operationId: "listRecords",
  tags: TAGS,
  summary: "List records",
  description: "In the order of their ids, in pages; the same as a `scan` query.",
  request: { params: collectionParameters, query: listRecordsQuery },
  responses: {
    200: { description: "A page.", content: json(recordPage, { items: [RECORD_EXAMPLE] }) },
    ...problems(400, 401, 404, 500, 503),
  },
});
