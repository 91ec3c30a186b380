/**
 * Records: put, read, deleted, listed.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import {
  body,
  collectionParameters,
  ENTITY_TAGS,
  etagHeader,
  instant,
  json,
  jsonValue,
  locationHeader,
  page,
  pageQuery,
  record,
  RECORD_EXAMPLE,
  recordIdOrNull,
  recordParameters,
  sequence,
  snapshotQuery,
  term,
  versionMark,
  writeHeaders,
} from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Records"];

/** Body of a put. A record as it was read can be sent back: what a response adds to it is ignored. */
export const putRecordBody = z.object({
  data: jsonValue,
  id: recordIdOrNull,
  version: versionMark.nullish(),
  ...term,
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
    headers: writeHeaders,
    body: body(putRecordBody, { data: RECORD_EXAMPLE.data }),
  },
  responses: {
    200: { description: "Updated.", headers: etagHeader, content: json(record, RECORD_EXAMPLE) },
    201: {
      description: "Created: there was none, or it had been deleted.",
      headers: { ...etagHeader, ...locationHeader },
      content: json(record, RECORD_EXAMPLE),
    },
    ...problems(400, 401, 404, 409, 412, 413, 415, 422, 500, 503, 507),
  },
});

const mergePatch = z.unknown().openapi("MergePatch", { description: "A JSON Merge Patch (RFC 7396): any JSON value." });
const jsonPatch = z.array(z.object({
  op: z.enum(["add", "remove", "replace", "move", "copy", "test"]),
  path: z.string(),
  from: z.string().optional(),
  value: z.unknown().optional(),
})).openapi("JsonPatch", { description: "A JSON Patch (RFC 6902)." });

/** `PATCH /collections/{collection}/records/{id}`. */
export const patchRecord = createRoute({
  method: "patch",
  path: "/collections/{collection}/records/{id}",
  operationId: "patchRecord",
  tags: TAGS,
  summary: "Patch a record",
  description:
    "Changes what the patch names; the rest stays as it was written, version and term too. 409 when a `test` fails or a path is not there.",
  request: {
    params: recordParameters,
    headers: writeHeaders,
    body: {
      required: true,
      content: {
        "application/merge-patch+json": { schema: mergePatch, example: { population: 2102651 } },
        "application/json-patch+json": {
          schema: jsonPatch,
          example: [{ op: "replace", path: "/population", value: 2102651 }],
        },
      },
    },
  },
  responses: {
    200: { description: "The record as it is now.", headers: etagHeader, content: json(record, RECORD_EXAMPLE) },
    ...problems(400, 401, 404, 409, 412, 413, 415, 422, 500, 503, 507),
  },
});

const recordVersion = z.object({
  sequence,
  deleted: z.boolean(),
  data: jsonValue.optional(),
  version: versionMark.nullable(),
  committedAt: instant,
}).openapi("RecordVersion", { description: "A record from its sequence on; without data when it was deleted then." });

/** `GET /collections/{collection}/records/{id}/history`. */
export const getRecordHistory = createRoute({
  method: "get",
  path: "/collections/{collection}/records/{id}/history",
  operationId: "getRecordHistory",
  tags: TAGS,
  summary: "List versions of a record",
  description: "Those that are kept, newest first, deletes included. 404 for a record of which there is none.",
  request: { params: recordParameters, query: pageQuery },
  responses: {
    200: {
      description: "A page.",
      content: json(page(recordVersion).openapi("RecordHistory", { description: "Versions, newest first." }), {
        items: [{
          sequence: 42,
          deleted: false,
          data: RECORD_EXAMPLE.data,
          version: null,
          committedAt: "2026-03-01T12:00:00.000Z",
        }],
      }),
    },
    ...problems(400, 401, 404, 500, 503),
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
    ...problems(400, 401, 404, 410, 500, 503),
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
  request: { params: recordParameters, headers: writeHeaders },
  responses: { 204: { description: "Deleted." }, ...problems(400, 401, 404, 412, 422, 500, 503, 507) },
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
    ...problems(400, 401, 404, 410, 500, 503),
  },
});
