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
  count,
  json,
  pageSize,
  pageToken,
  record,
  RECORD_EXAMPLE,
  recordId,
  snapshotQuery,
  text,
} from "./common.ts";
import { indexName, keyPart, keyPath } from "./indexes.ts";
import { problems } from "./problems.ts";
import { recordPage } from "./records.ts";

/** One record, as a list of one or none. */
const byId = z.object({ type: z.literal("byId"), id: recordId }).openapi("ByIdQuery", {
  description: "The record with that id: one item, or none.",
});

/** Records by id. What is null counts as left out, as the original's clients send it. */
const scan = z.object({
  type: z.literal("scan"),
  prefix: text.nullish().openapi({ description: "Only ids that begin with it." }),
  startAfter: text.nullish().openapi({
    description:
      "Only ids behind this one, in the direction of the scan; the `nextPageToken` of a page is taken as well.",
  }),
  limit: pageSize.nullish(),
  pageSize: pageSize.nullish().openapi({ description: "The same as `limit`, which decides." }),
  pageToken: pageToken.nullish(),
  reverse: z.boolean().nullish().openapi({ description: "True: from the last id to the first.", default: false }),
}).openapi("ScanQuery", { description: "Records in the order of their ids." });

const indexOf = indexName.openapi({ description: "Name of a unique or multi index." });
const keyValue = z.union([z.string(), z.number(), z.boolean(), z.null()]).openapi("KeyValue", {
  description: "A value that can be a key. Numbers match by exact decimal value.",
});
const key = z.union([keyValue, z.array(keyValue).min(1).max(16)]).openapi("IndexKey", {
  description: "A key; of an index over several paths: a list with a value for each.",
});
const paging = { pageSize: pageSize.nullish(), pageToken: pageToken.nullish() };

/** Records of one key. */
const indexEquals = z.object({ type: z.literal("indexEquals"), index: indexOf, key, ...paging }).openapi(
  "IndexEqualsQuery",
  { description: "The records with that key, each once, by id." },
);

const bound = key.optional();

/** Records of a range of keys. */
const indexRange = z.object({
  type: z.literal("indexRange"),
  index: indexOf,
  gt: bound,
  gte: bound,
  lt: bound,
  lte: bound,
  prefix: z.union([z.string(), z.array(keyValue).min(1).max(16)]).nullish().openapi({
    description: "Only strings that begin with it.",
  }),
  reverse: z.boolean().nullish().openapi({ description: "True: from the last key to the first.", default: false }),
  ...paging,
}).openapi("IndexRangeQuery", {
  description:
    "Records whose keys lie between the bounds, by key, then id; a record once for each of its keys there. Keys sort null, false, true, " +
    "numbers, strings. Of `gt` and `gte`, and of `lt` and `lte`, only one may be said, and a null one is the key null. Of an index over " +
    "several paths a bound may be a list of values for the first of them: all but its last are fixed, and the same in each bound.",
});

const filter = z.record(z.string(), z.unknown()).openapi("Filter", {
  description:
    "Conditions on key paths, in MongoDB's operator style: `$eq $ne $gt $gte $lt $lte $in $nin $exists $prefix $and $or $not`. " +
    "Comparisons hold within a kind of values only, `null` is also what is missing, and a condition on a path with `[]` holds when any " +
    "element does.",
  example: { ".country": "FR", ".population": { $gte: 100000 } },
});

/** What a filter finds. */
const find = z.object({
  type: z.literal("find"),
  filter: filter.nullish(),
  sort: z.array(keyPart).max(16).nullish().openapi({
    description: "By these paths, then by id. What has no value comes before null, and null before all others.",
    example: [{ ".population": "desc" }],
  }),
  select: z.array(keyPath).min(1).max(256).nullish().openapi({
    description: "Only these parts of the data, in their places.",
  }),
  explain: z.boolean().nullish().openapi({ description: "True: the answer says how it was found.", default: false }),
  ...paging,
}).openapi("FindQuery", { description: "Records by a filter, planned over the indexes." });

const figured = z.string().optional();
const metric = z.strictObject({ count: figured, sum: figured, avg: figured, min: figured, max: figured })
  .refine((metric) => Object.keys(metric).length === 1, "must have one of count, sum, avg, min, max")
  .openapi("Metric", {
    description: 'What is reckoned, of which path: `{"sum": ".population"}`. `{"count": "*"}` counts records.',
    minProperties: 1,
    maxProperties: 1,
  });

const METRICS_MAX = 64;
const metrics = z.record(z.string(), metric).refine((figures) => {
  const count = Object.keys(figures).length;
  return count >= 1 && count <= METRICS_MAX;
}, `must have 1 to ${METRICS_MAX} figures`).openapi({
  description: `The figures by name, 1 to ${METRICS_MAX}.`,
  minProperties: 1,
  maxProperties: METRICS_MAX,
});

/** Counts and sums. */
const aggregate = z.object({
  type: z.literal("aggregate"),
  filter: filter.nullish(),
  groupBy: z.array(keyPath).max(8).nullish().openapi({
    description: "A group for each combination of their values; a path with `[]` puts a record in several.",
  }),
  metrics,
  explain: z.boolean().nullish(),
}).openapi("AggregateQuery", {
  description:
    "`count` counts values that are not null, `sum` and `avg` look at numbers, `min` and `max` at what can be a key. Keys, `sum`, `min` and " +
    "`max` have every digit; `avg` is rounded to 34, half to even. At most 10,000 groups, with 16 Mi characters in all; no sum of more than 10,000 digits.",
});

const explanation = z.object({
  plan: z.enum(["scan", "index", "intersection", "union"]),
  index: z.string().nullable().openapi({ description: "The index that was walked, the first of several; null: none." }),
  indexes: z.array(indexName),
  sort: z.enum(["index", "id", "memory"]).nullable().openapi({
    description: "`memory`: all that match were read, and the first ones kept.",
  }),
  entriesRead: count.openapi({ description: "Index entries, and records that a scan has met." }),
  recordsFetched: count,
}).openapi("Explanation", { description: "How something was found." });

const group = z.object({
  key: z.array(keyValue).openapi({ description: "The values of `groupBy`, in its order; null where there is none." }),
  metrics: z.record(z.string(), keyValue),
}).openapi("Group", { description: "One group, and its figures by name; null when there was nothing to reckon from." });

/** What a query answers: `items`, or of an aggregate `groups`. */
const queryResult = z.object({
  items: z.array(record).optional(),
  groups: z.array(group).optional().openapi({ description: "Of an aggregate, by key." }),
  nextPageToken: recordPage.shape.nextPageToken,
  explain: explanation.optional(),
}).openapi("QueryResult", { description: "Records and how to go on; or the groups of an aggregate." });

const QUERIES = [byId, scan, indexEquals, indexRange, find, aggregate] as const;

/** Body of a query. */
export const queryBody = z.discriminatedUnion("type", QUERIES).openapi("Query", { description: "What is asked." });

/** `POST /collections/{collection}/query`. */
export const queryCollection = createRoute({
  method: "post",
  path: "/collections/{collection}/query",
  operationId: "queryCollection",
  tags: ["Queries"],
  summary: "Query a collection",
  description:
    "Every query reads one consistent state: the snapshot's, or that of its start. 409 while an index is built, and in a past before it was ready.",
  request: {
    params: collectionParameters,
    query: snapshotQuery,
    body: body(queryBody, { type: "scan", prefix: "par", limit: 10 }),
  },
  responses: {
    200: { description: "What was found.", content: json(queryResult, { items: [RECORD_EXAMPLE] }) },
    ...problems(400, 401, 404, 409, 410, 413, 415, 500, 503),
  },
});
