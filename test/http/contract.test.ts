/**
 * The contract's schemas take what the contract takes, refuse what it refuses, and the document says the same.
 *
 * @module
 */

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { contract, openapiDocument } from "../../src/http/contract/contract.ts";
import { recordParameters } from "../../src/http/contract/common.ts";
import { listRecordsQuery } from "../../src/http/contract/records.ts";

const document = openapiDocument("0.0.0");
const routes = Object.entries(contract);

/** The schemas of bodies, by operation, and their names in the document. */
const BODIES = {
  createCollection: [contract.createCollection, "CreateCollection"],
  createIndex: [contract.createIndex, "CreateIndex"],
  putRecord: [contract.putRecord, "PutRecord"],
  queryCollection: [contract.queryCollection, "Query"],
  commitTransaction: [contract.commitTransaction, "Transaction"],
  createSnapshot: [contract.createSnapshot, "CreateSnapshot"],
  runCompaction: [contract.runCompaction, "RunCompaction"],
} as const;

const ajv = new Ajv2020({ strict: false });
ajv.addSchema(JSON.parse(JSON.stringify(document)), "openapi");

type Named = keyof typeof BODIES;

/** What the schema, and what the document says of a body. */
function verdicts(name: Named, body: unknown): { schema: boolean; document: boolean } {
  const [route, component] = BODIES[name];
  const schema = route.request.body.content["application/json"].schema;
  return {
    schema: schema.safeParse(body).success,
    document: ajv.validate(`openapi#/components/schemas/${component}`, body) === true,
  };
}

/** One test for each body; its name shows how the body begins. */
function judge(cases: readonly (readonly [Named, unknown])[], isAccepted: boolean): void {
  cases.forEach(([name, body], at) => {
    test(`${at}: ${name} ${[...JSON.stringify(body)].slice(0, 80).join("")}`, () => {
      expect(verdicts(name, body)).toEqual({ schema: isAccepted, document: isAccepted });
    });
  });
}

const WIDE_ID = "🏛".repeat(512);
const PUT = { op: "put", collection: "c", record: { id: "a", data: null } };
const DELETE = { op: "delete", collection: "c", id: "a" };

function figures(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, { count: "*" }]));
}

describe("accepted by the schema and by the document", () => {
  judge([
    ["createCollection", { name: "a".repeat(128) }],
    ["createCollection", { name: "A.b_c-1", version: null }],
    ["createCollection", { name: "...", version: "🏛".repeat(512), unknown: 1 }],
    ["putRecord", { data: null }],
    ["putRecord", { data: [], id: "a", version: "v1", sequence: "ignored", deleted: "ignored" }],
    ["putRecord", { data: 0, id: null, version: null }],
    ["queryCollection", { type: "byId", id: WIDE_ID }],
    ["queryCollection", { type: "scan" }],
    ["queryCollection", { type: "scan", prefix: "", startAfter: "a", limit: 1000, pageToken: "t", reverse: true }],
    ["queryCollection", { type: "scan", prefix: null, startAfter: null, limit: null, pageToken: null, reverse: null }],
    ["createIndex", { name: "i", kind: "multi", keyPath: ".a[]" }],
    ["createIndex", {
      name: "i",
      kind: "unique",
      keyPaths: [".a", { ".b": "desc" }],
      options: { sparse: true, x: [1] },
    }],
    ["createIndex", { name: "i", kind: "multi", keyPath: ".a", covering: true, options: null }],
    ["queryCollection", { type: "indexEquals", index: "i", key: null, pageSize: null }],
    ["queryCollection", { type: "indexEquals", index: "i", key: ["a", 1, true] }],
    ["queryCollection", { type: "indexRange", index: "i" }],
    ["queryCollection", { type: "indexRange", index: "i", gt: 1.5, lte: "x", prefix: null, reverse: true }],
    ["queryCollection", { type: "find" }],
    ["queryCollection", {
      type: "find",
      filter: { $or: [{ ".a": 1 }] },
      sort: [".a", { b: "asc" }],
      select: ["a"],
      explain: true,
    }],
    ["queryCollection", { type: "aggregate", metrics: { n: { count: "*" } }, groupBy: null }],
    ["queryCollection", { type: "aggregate", metrics: figures(64) }],
    ["commitTransaction", {
      operations: [{ op: "defineIndex", collection: "c", index: { name: "i", kind: "multi", keyPath: "a" } }],
    }],
    ["commitTransaction", { operations: [PUT, DELETE] }],
    ["commitTransaction", { operations: [DELETE], requireSequenceAtLeast: 0 }],
    ["commitTransaction", { operations: new Array(10_000).fill(DELETE), requireSequenceAtLeast: null }],
    ["createSnapshot", {}],
    ["createSnapshot", { ttlSeconds: null }],
    ["createSnapshot", { ttlSeconds: 1 }],
    ["runCompaction", { mode: "tick" }],
    ["runCompaction", { mode: "full" }],
  ], true);
});

describe("refused by the schema and by the document", () => {
  judge([
    ["createIndex", { kind: "multi", keyPath: ".a" }],
    ["createIndex", { name: "a b", kind: "multi", keyPath: ".a" }],
    ["createIndex", { name: "i", kind: "multi", keyPaths: [] }],
    ["createIndex", { name: "i", kind: "multi", keyPath: ".a", covering: 1 }],
    ["createIndex", { name: "i", kind: "multi", keyPaths: [{ ".b": "up" }] }],
    ["createIndex", { name: "i", kind: "multi", keyPaths: [{}] }],
    ["createIndex", { name: "i", kind: "multi", keyPaths: [{ ".b": "asc", ".c": "asc" }] }],
    ["queryCollection", { type: "find", sort: [{ ".b": "asc", ".c": "asc" }] }],
    ["queryCollection", { type: "indexEquals", index: "i" }],
    ["queryCollection", { type: "indexEquals", index: "i", key: {} }],
    ["queryCollection", { type: "indexRange", index: "i", gt: [] }],
    ["queryCollection", { type: "find", filter: [] }],
    ["queryCollection", { type: "find", sort: [{ b: "up" }] }],
    ["queryCollection", { type: "find", pageSize: 0 }],
    ["queryCollection", { type: "aggregate" }],
    ["queryCollection", { type: "aggregate", metrics: { n: { total: "a" } } }],
    ["queryCollection", { type: "aggregate", metrics: {} }],
    ["queryCollection", { type: "aggregate", metrics: { n: {} } }],
    ["queryCollection", { type: "aggregate", metrics: { n: { min: "a", max: "a" } } }],
    ["queryCollection", { type: "aggregate", metrics: figures(65) }],
    ["commitTransaction", { operations: [{ op: "defineIndex", collection: "c" }] }],
    ["createCollection", {}],
    ["createCollection", []],
    ["createCollection", { name: "" }],
    ["createCollection", { name: "." }],
    ["createCollection", { name: ".." }],
    ["createCollection", { name: "a b" }],
    ["createCollection", { name: "a\n" }],
    ["createCollection", { name: "a".repeat(129) }],
    ["createCollection", { name: "a", version: 1 }],
    ["createCollection", { name: "a", version: "x".repeat(513) }],
    ["putRecord", {}],
    ["putRecord", { id: "a" }],
    ["putRecord", { data: 1, id: "" }],
    ["putRecord", { data: 1, id: 7 }],
    ["putRecord", { data: 1, version: 7 }],
    ["queryCollection", {}],
    ["queryCollection", { type: "mystery" }],
    ["queryCollection", { type: "byId" }],
    ["queryCollection", { type: "byId", id: "." }],
    ["queryCollection", { type: "byId", id: `${WIDE_ID}x` }],
    ["queryCollection", { type: "scan", limit: 0 }],
    ["queryCollection", { type: "scan", limit: 1001 }],
    ["queryCollection", { type: "scan", limit: 1.5 }],
    ["queryCollection", { type: "scan", limit: "10" }],
    ["queryCollection", { type: "scan", reverse: "true" }],
    ["commitTransaction", {}],
    ["commitTransaction", { operations: [] }],
    ["commitTransaction", { operations: new Array(10_001).fill(DELETE) }],
    ["commitTransaction", { operations: [{ ...PUT, op: "upsert" }] }],
    ["commitTransaction", { operations: [{ ...PUT, collection: "a/b" }] }],
    ["commitTransaction", { operations: [{ ...PUT, record: { id: "a" } }] }],
    ["commitTransaction", { operations: [{ ...PUT, record: { data: 1 } }] }],
    ["commitTransaction", { operations: [{ op: "put", collection: "c", id: "a", data: 1 }] }],
    ["commitTransaction", { operations: [{ op: "delete", collection: "c" }] }],
    ["commitTransaction", { operations: [DELETE], requireSequenceAtLeast: -1 }],
    ["commitTransaction", { operations: [DELETE], requireSequenceAtLeast: 2 ** 53 }],
    ["createSnapshot", { ttlSeconds: 0 }],
    ["createSnapshot", { ttlSeconds: 0.5 }],
    ["createSnapshot", { ttlSeconds: 1e12 }],
    ["runCompaction", {}],
    ["runCompaction", { mode: "half" }],
  ], false);
});

describe("beyond what a document can say", () => {
  test("half of a surrogate pair is refused in ids and versions", () => {
    expect(verdicts("putRecord", { data: 1, id: "\ud83c" }).schema).toBe(false);
    expect(verdicts("putRecord", { data: 1, version: "\ud83c" }).schema).toBe(false);
    expect(recordParameters.safeParse({ collection: "c", id: "\udfdb" }).success).toBe(false);
  });

  test("an issue names its place and says what is allowed", () => {
    const schema = contract.commitTransaction.request.body.content["application/json"].schema;
    const result = schema.safeParse({ operations: [DELETE, { ...DELETE, id: "" }] });
    expect(result.error?.issues).toMatchObject([{
      path: ["operations", 1, "id"],
      message: expect.stringMatching(/1 to 512/),
    }]);
  });

  test("numbers of a query string are whole numbers in decimal", () => {
    const sizes = ["1", "100", "1000", "0", "1001", "-1", "1e2", "0x10", " 5", "5.0", ""].map((pageSize) =>
      listRecordsQuery.safeParse({ pageSize }).data?.pageSize
    );
    const none = new Array(8).fill(undefined);
    expect(sizes).toEqual([1, 100, 1000, ...none]);
  });
});

describe("every route", () => {
  test.each(routes)("%s is named once, guarded, and answers errors by problems", (name, route) => {
    expect(route.operationId).toBe(name);
    const unguarded = name === "getLivez" || name === "getReadyz";
    expect("security" in route ? route.security : undefined).toEqual(unguarded ? [] : undefined);
    expect("401" in route.responses).toBe(!unguarded);
    expect(route.summary).not.toBe("");
  });

  // An import has no bound as a whole: a line that is too long is one of its faults.
  test.each(
    routes.filter(([name, route]) => "request" in route && "body" in route.request && name !== "importRecords"),
  )(
    "%s can refuse its body",
    (_, route) => expect(Object.keys(route.responses)).toEqual(expect.arrayContaining(["400", "413", "415"])),
  );
});
