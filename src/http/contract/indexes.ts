/**
 * Indexes: defined, listed, looked at, dropped.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { checkIndexName } from "../../store/names.ts";
import { body, checked, collectionParameters, count, json, locationHeader, page, pageQuery } from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Indexes"];

/** A name of an index. */
export const indexName = checked(checkIndexName).openapi("IndexName", {
  description: "Name of an index, unique within its collection; `.` and `..` are refused.",
  pattern: "^[A-Za-z0-9._-]{1,128}$",
  not: { enum: [".", ".."] },
  example: "byCountry",
});

const path = z.string().min(1).max(1024);

/** A key path. */
export const keyPath = path.openapi("KeyPath", {
  description:
    "Which values of a record are meant: `.title`, `.author.name`, `.tags[]` (each element), `.items[].sku`, `id`, `version`. " +
    "The leading dot is optional, but `.id` is a member of the data, and `.` all of it. There is no escape: a member whose name is empty or " +
    "has a dot or a bracket cannot be reached.",
  example: ".population",
});

const order = z.enum(["asc", "desc"]);

const ordered = z.record(keyPath, order)
  .refine((part) => Object.keys(part).length === 1, "must have one path, with its order")
  .openapi({ minProperties: 1, maxProperties: 1 });

/** A path, or a path with its order. */
export const keyPart = z.union([keyPath, ordered]).openapi("KeyPart", {
  description: 'A key path, ascending, or with its order: `{".population": "desc"}`.',
});

const kind = z.string().openapi({
  description:
    "`unique`: no two records may have the same key. `multi`: any number may. `fts` and `vector` come later.",
  example: "multi",
});

const keyPaths = z.array(keyPart).min(1).max(16).openapi({
  description: "Several paths, compared in turn; at most one of them may have `[]`.",
});
const KEY_PATH = { description: "Whose values are the keys; or `keyPaths`." };

const options = z.record(z.string(), z.unknown()).openapi({
  description:
    "`sparse: true` leaves records without a value out altogether. What nobody knows is kept and given back.",
});

const covering = z.boolean().openapi({
  description:
    "Whether each entry carries the record itself, so that reads by this index fetch nothing: for lookups and ranges that are read often. " +
    "The record is stored once more for each of its entries, and each write of it writes these anew. " +
    "A record whose entries would carry more than 262,144 characters of JSON is not carried. Default false.",
});

/** Body of `POST …/indexes`, and of a transaction's `defineIndex`. */
export const createIndexBody = z.object({
  name: indexName,
  kind,
  // Not made of `keyPath`: the document would refuse null where it refers to a name.
  keyPath: path.nullish().openapi(KEY_PATH),
  keyPaths: keyPaths.nullish(),
  covering: covering.nullish(),
  options: options.nullish(),
}).openapi("CreateIndex", { description: "An index to be defined. Either `keyPath` or `keyPaths`." });

/** An index, as every response has it. */
export const indexDefinition = z.object({
  name: indexName,
  kind,
  keyPath: keyPath.optional().openapi(KEY_PATH),
  keyPaths: keyPaths.optional(),
  covering,
  options,
  state: z.enum(["building", "ready"]).openapi({
    description: "`building`: it is kept up by writes and serves no reads yet; queries by it are answered with 409.",
  }),
  progress: z.number().min(0).max(1).openapi({ description: "Of the build; 1 when it is ready." }),
  entries: count.openapi({ description: "Keys of records; about so many when they are more than some thousand." }),
}).openapi("IndexDefinition", { description: "An index and how far it is." });

const indexPage = page(indexDefinition).openapi("IndexPage", { description: "Indexes, by name." });

const indexParameters = z.object({ ...collectionParameters.shape, index: indexName });

const EXAMPLE = {
  name: "byCountry",
  kind: "multi",
  keyPath: ".country",
  covering: false,
  options: {},
  state: "ready",
  progress: 1,
  entries: 38,
} as const;

/** `GET /collections/{collection}/indexes`. */
export const listIndexes = createRoute({
  method: "get",
  path: "/collections/{collection}/indexes",
  operationId: "listIndexes",
  tags: TAGS,
  summary: "List indexes",
  description: "By name, in pages.",
  request: { params: collectionParameters, query: pageQuery },
  responses: {
    200: { description: "A page.", content: json(indexPage, { items: [EXAMPLE] }) },
    ...problems(400, 401, 404, 500, 503),
  },
});

/** `POST /collections/{collection}/indexes`. */
export const createIndex = createRoute({
  method: "post",
  path: "/collections/{collection}/indexes",
  operationId: "createIndex",
  tags: TAGS,
  summary: "Define an index",
  description:
    "On a small collection the index is ready when this is answered; on a large one it is built in the background, without stopping " +
    "writes. 409 when the name is taken, or when records have the same key of a unique index: then no index remains.",
  request: {
    params: collectionParameters,
    body: body(createIndexBody, { name: "byCountry", kind: "multi", keyPath: ".country" }),
  },
  responses: {
    201: { description: "Defined.", headers: locationHeader, content: json(indexDefinition, EXAMPLE) },
    ...problems(400, 401, 404, 409, 413, 415, 500, 503, 507),
  },
});

/** `GET /collections/{collection}/indexes/{index}`. */
export const getIndex = createRoute({
  method: "get",
  path: "/collections/{collection}/indexes/{index}",
  operationId: "getIndex",
  tags: TAGS,
  summary: "Look at an index",
  description:
    "How far its build is, and about how many entries it has. 409 when records stood in the way of the unique index of that " +
    "name: up to ten of them are named, and nothing of the index is left.",
  request: { params: indexParameters },
  responses: {
    200: { description: "The index.", content: json(indexDefinition, EXAMPLE) },
    ...problems(400, 401, 404, 409, 500, 503),
  },
});

/** `DELETE /collections/{collection}/indexes/{index}`. */
export const deleteIndex = createRoute({
  method: "delete",
  path: "/collections/{collection}/indexes/{index}",
  operationId: "deleteIndex",
  tags: TAGS,
  summary: "Drop an index",
  description: "It is gone at once; its space is reclaimed in the background. Open snapshots still have it.",
  request: { params: indexParameters },
  responses: { 204: { description: "Dropped." }, ...problems(400, 401, 404, 500, 503, 507) },
});
