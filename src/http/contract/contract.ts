/**
 * The whole contract: every route by its operation id, and the OpenAPI document that says the same.
 *
 * A new route is defined in its resource's file and named here once; `node tools/generate.mjs` then writes what follows from it.
 *
 * @module
 */

import { OpenAPIHono } from "@hono/zod-openapi";
import { exportRecords, importRecords } from "./bulk.ts";
import { getChanges } from "./changes.ts";
import { createCollection, deleteCollection, getCollection, listCollections } from "./collections.ts";
import { getCompactionStatus, runCompaction } from "./compaction.ts";
import { getDocs, getOpenapiJson, getOpenapiYaml } from "./docs.ts";
import { getHealth, getLivez, getReadyz, getStatus } from "./health.ts";
import { createIndex, deleteIndex, getIndex, listIndexes } from "./indexes.ts";
import { getMetrics } from "./metrics.ts";
import { problem, problemResponses } from "./problems.ts";
import { queryCollection } from "./queries.ts";
import { deleteRecord, getRecord, getRecordHistory, listRecords, patchRecord, putRecord } from "./records.ts";
import { createSnapshot, deleteSnapshot, listSnapshots } from "./snapshots.ts";
import { commitTransaction } from "./transactions.ts";

/** Every route by its operation id, in the order of the document. */
export const contract = {
  getHealth,
  getLivez,
  getReadyz,
  getStatus,
  getMetrics,
  listCollections,
  createCollection,
  getCollection,
  deleteCollection,
  listIndexes,
  createIndex,
  getIndex,
  deleteIndex,
  listRecords,
  putRecord,
  patchRecord,
  getRecord,
  getRecordHistory,
  deleteRecord,
  queryCollection,
  commitTransaction,
  createSnapshot,
  listSnapshots,
  deleteSnapshot,
  getChanges,
  importRecords,
  exportRecords,
  getCompactionStatus,
  runCompaction,
  getOpenapiJson,
  getOpenapiYaml,
  getDocs,
} as const;

const TAGS = [
  { name: "Health", description: "Is it alive, is it ready, how is it." },
  { name: "Metrics", description: "Figures, as JSON or for Prometheus." },
  { name: "Collections", description: "Records under a name." },
  { name: "Indexes", description: "Keys by which records are found." },
  { name: "Records", description: "JSON values with an id and a sequence." },
  { name: "Queries", description: "Finding records." },
  { name: "Transactions", description: "Operations that are committed together." },
  { name: "Snapshots", description: "The past, for as long as it is wanted." },
  { name: "Changes", description: "What happened, in order, as it happens." },
  { name: "Import and export", description: "Whole collections as lines of JSON." },
  { name: "Compaction", description: "Merging in the background." },
  { name: "Documentation", description: "This document." },
];

const HEADERS = {
  "ETag": {
    description: "The record's sequence in quotes.",
    required: true,
    schema: { type: "string", pattern: '^"[0-9]+"$' },
    example: '"42"',
  },
  "Location": {
    description: "Path of what was created, percent-encoded.",
    required: true,
    schema: { type: "string", pattern: "^/" },
    example: "/collections/cities",
  },
  "WWW-Authenticate": {
    description: "How to authenticate.",
    required: true,
    schema: { type: "string" },
    example: "Bearer",
  },
  "Retry-After": {
    description: "Seconds after which another try makes sense.",
    schema: { type: "integer", minimum: 0 },
  },
  "Preference-Applied": { description: "The preference that was honoured.", schema: { type: "string" } },
} as const;

const SECURITY_SCHEMES = {
  ApiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "The API key." },
  Bearer: { type: "http", scheme: "bearer", description: "The API key as a bearer token." },
} as const;

const DESCRIPTION = `A document store in one file: JSON records in collections, on disk before they are acknowledged.

Every path answers below \`/\` and below \`/v1/\` alike. A server with an API key wants it on every route but \`/livez\` and
\`/readyz\`; one without a key is open, and then listens on a loopback address only. Errors are problem documents (RFC 9457)
whose \`type\` is a stable URN. An unknown path is a 404 problem, a known path with another method a 405 problem with \`Allow\`.
`;

/** Apart, because the generator's types do not know all members that OpenAPI 3.1 does. */
const INFO = {
  title: "FountainStore",
  summary: "A document store in one file.",
  description: DESCRIPTION,
  license: { name: "MIT", identifier: "MIT" },
};

/** The OpenAPI 3.1 document. @param version of FountainStore */
export function openapiDocument(version: string): ReturnType<OpenAPIHono["getOpenAPI31Document"]> {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono();
  registry.register("Problem", problem);
  for (const [name, header] of Object.entries(HEADERS)) registry.registerComponent("headers", name, header);
  for (const [name, response] of Object.entries(problemResponses())) {
    registry.registerComponent("responses", name, response);
  }
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    registry.registerComponent("securitySchemes", name, scheme);
  }
  for (const route of Object.values(contract)) registry.registerPath(route);
  return getOpenAPI31Document({
    openapi: "3.1.0",
    info: { ...INFO, version },
    servers: [{ url: "/", description: "This server" }, { url: "/v1", description: "The same, by version" }],
    security: [{ ApiKey: [] }, { Bearer: [] }],
    tags: TAGS,
  });
}
