/**
 * Import and export of a collection as lines of JSON.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { collectionParameters, count, json, text } from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Import and export"];
const LINES_EXAMPLE = `{"id":"paris","data":{"name":"Paris"},"version":null,"sequence":42,"deleted":false}\n`;
const CSV_EXAMPLE = `id,name,people\nparis,Paris,2100000\n`;
const csv = z.string().openapi({ description: "Rows behind a header (RFC 4180), separated by commas." });
const lines = z.string().openapi({ description: "Lines, each a JSON text (NDJSON)." });

const importReport = z.object({
  imported: count,
  failed: count,
  errors: z.array(z.object({ line: z.number().int().min(1), detail: z.string() })).max(100).openapi({
    description: "The first hundred bad lines, by number from 1.",
  }),
}).openapi("ImportReport", { description: "What an import did." });

/** `POST /collections/{collection}/import`. */
export const importRecords = createRoute({
  method: "post",
  path: "/collections/{collection}/import",
  operationId: "importRecords",
  tags: TAGS,
  summary: "Import records",
  description:
    "Puts a record for each line: one as an export writes it or, with `idPath`, any JSON object that holds its id. Of CSV, the first line names " +
    "the members, and each row is an object: a cell that is a JSON number, true or false is that value, an empty one is left out, any other is " +
    "a string; `idPath` is `.id` when it is not said. A bad line is told of and " +
    "passed over, or ends the import; the lines before it stay. The body may be packed by gzip (`Content-Encoding: gzip`).",
  request: {
    params: collectionParameters,
    query: z.object({
      idPath: text.min(1).optional().openapi({ description: "Where the id stands in each line.", example: ".id" }),
      onError: z.enum(["skip", "abort"]).optional().openapi({ description: "What a bad line does.", default: "skip" }),
    }),
    body: {
      required: false,
      content: {
        "application/x-ndjson": { schema: lines, example: LINES_EXAMPLE },
        "text/csv": { schema: csv, example: CSV_EXAMPLE },
      },
    },
  },
  responses: {
    200: { description: "Done.", content: json(importReport, { imported: 1, failed: 0, errors: [] }) },
    ...problems(400, 401, 413, 415, 500, 503, 507),
  },
});

/** `GET /collections/{collection}/export`. */
export const exportRecords = createRoute({
  method: "get",
  path: "/collections/{collection}/export",
  operationId: "exportRecords",
  tags: TAGS,
  summary: "Export records",
  description:
    "All records in the order of their ids, a line each, as of one moment. Packed by gzip when that is accepted.",
  request: {
    params: collectionParameters,
    query: z.object({ snapshot: text.min(1).optional().openapi({ description: "Id of a snapshot to export." }) }),
  },
  responses: {
    200: { description: "The lines.", content: { "application/x-ndjson": { schema: lines, example: LINES_EXAMPLE } } },
    ...problems(400, 401, 404, 500, 503),
  },
});
