/**
 * The server answers as the contract documents: every operation, well and badly asked. Each response goes through
 * `contract_check.ts`, which throws where status, type, headers or body are not documented; the expectations here say the rest.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { contract } from "../../src/http/contract/contract.ts";
import { apiRoutes } from "../../src/http/routes.ts";
import { httpApp } from "../support/http_app.ts";

const KEY = "a key";

test("the server's routes are the contract's", async () => {
  const { server } = await httpApp();
  const shown = ({ operationId = "", method, path }: { operationId?: string; method: string; path: string }): string =>
    `${operationId}: ${method.toUpperCase()} ${path}`;
  expect(apiRoutes(server).map(shown).sort()).toEqual(Object.values(contract).map(shown).sort());
  expect(apiRoutes(server).filter(({ unguarded }) => unguarded).map(({ operationId }) => operationId).sort())
    .toEqual(["getLivez", "getReadyz"]);
});

/** What each operation answers when it is asked well: method, path, body, status. In this order, on one store. */
const WELL: readonly (readonly [method: string, path: string, body: unknown, status: number])[] = [
  ["GET", "/livez", undefined, 200],
  ["GET", "/readyz", undefined, 200],
  ["GET", "/health", undefined, 200],
  ["GET", "/status", undefined, 200],
  ["GET", "/collections", undefined, 200],
  ["POST", "/collections", { name: "c", version: "v1" }, 201],
  ["GET", "/collections", undefined, 200],
  ["GET", "/collections/c", undefined, 200],
  ["PUT", "/collections/c/records/a%2Fb", { data: { x: 1 }, version: "v" }, 201],
  ["PUT", "/collections/c/records/a%2Fb", `{"data": 1e400, "id": "a/b", "sequence": "x"}`, 200],
  ["GET", "/collections/c/records/a%2Fb", undefined, 200],
  ["GET", "/collections/c/records/a%2Fb?at=2", undefined, 200],
  ["GET", "/collections/c/records/a%2Fb/history?pageSize=1", undefined, 200],
  ["GET", "/changes?since=0&collection=c&limit=1", undefined, 200],
  ["GET", "/collections/c/export", undefined, 200],
  ["POST", "/collections/imported/import", `{"id":"x","data":1}`, 200],
  ["GET", "/collections/c/records?pageSize=1&prefix=a", undefined, 200],
  ["POST", "/collections/c/query", { type: "byId", id: "a/b" }, 200],
  ["POST", "/collections/c/query", { type: "byId", id: "none" }, 200],
  ["POST", "/collections/c/query", { type: "scan", reverse: true, limit: null }, 200],
  ["POST", "/collections/c/indexes", { name: "byX", kind: "multi", keyPath: ".x" }, 201],
  ["POST", "/collections/c/indexes", {
    name: "two",
    kind: "unique",
    keyPaths: [".x", { ".y": "desc" }],
    covering: true,
    options: { sparse: true, note: [1] },
  }, 201],
  ["GET", "/collections/c", undefined, 200],
  ["GET", "/collections/c/indexes?pageSize=1", undefined, 200],
  ["GET", "/collections/c/indexes/byX", undefined, 200],
  ["POST", "/collections/c/query", { type: "indexEquals", index: "byX", key: 1, pageSize: 1 }, 200],
  ["POST", "/collections/c/query", { type: "indexEquals", index: "two", key: [1, null] }, 200],
  ["POST", "/collections/c/query", { type: "indexRange", index: "byX", gte: null, lt: "x", reverse: true }, 200],
  ["POST", "/collections/c/query", { type: "indexRange", index: "byX", prefix: "" }, 200],
  ["POST", "/collections/c/query", {
    type: "find",
    filter: { ".x": { $gt: 0 } },
    sort: [{ ".x": "desc" }],
    select: [".x"],
    explain: true,
  }, 200],
  ["POST", "/collections/c/query", { type: "find", filter: null, sort: null, select: null, pageToken: null }, 200],
  ["POST", "/collections/c/query", {
    type: "aggregate",
    groupBy: [".x"],
    metrics: { n: { count: "*" }, most: { max: ".y" } },
    explain: true,
  }, 200],
  ["DELETE", "/collections/c/indexes/two", undefined, 204],
  ["POST", "/transactions", {
    operations: [
      { op: "put", collection: "e", record: { id: "x", data: { n: 1 } } },
      { op: "defineIndex", collection: "e", index: { name: "n", kind: "unique", keyPath: "n" } },
    ],
  }, 200],
  ["POST", "/transactions", {
    operations: [
      { op: "put", collection: "d", record: { id: "x", data: [1] } },
      { op: "delete", collection: "c", id: "none" },
    ],
  }, 200],
  ["POST", "/snapshots", undefined, 201],
  ["POST", "/snapshots", { ttlSeconds: null }, 201],
  ["GET", "/snapshots", undefined, 200],
  ["GET", "/compaction/status", undefined, 200],
  ["POST", "/compaction/run", { mode: "tick" }, 202],
  ["GET", "/metrics", undefined, 200],
  ["GET", "/metrics?format=prometheus", undefined, 200],
  ["GET", "/openapi.json", undefined, 200],
  ["GET", "/openapi.yaml", undefined, 200],
  ["GET", "/docs", undefined, 200],
  ["HEAD", "/collections/c", undefined, 200],
  ["DELETE", "/collections/c/records/a%2Fb", undefined, 204],
  ["DELETE", "/collections/d", undefined, 204],
];

describe("well asked", () => {
  test.each(["", "/v1"])("below %j", async (prefix) => {
    const { send } = await httpApp();
    for (const [method, path, body, status] of WELL) {
      const response = await send(method, prefix + path, body);
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} ${status}`);
    }
  });

  test("a snapshot is read from and released", async () => {
    const { client } = await httpApp();
    const params = { path: { collection: "c", id: "a" } };
    await client.PUT("/collections/{collection}/records/{id}", { params, body: { data: "before" } });
    const { data: snapshot } = await client.POST("/snapshots");
    const snapshotId = snapshot?.id ?? "";
    await client.PUT("/collections/{collection}/records/{id}", { params, body: { data: "after" } });
    const past = { ...params, query: { snapshot: snapshotId } };
    const { data: record } = await client.GET("/collections/{collection}/records/{id}", { params: past });
    expect(record?.data).toBe("before");

    const release = { params: { path: { snapshotId } } };
    expect((await client.DELETE("/snapshots/{snapshotId}", release)).response.status).toBe(204);
    expect((await client.DELETE("/snapshots/{snapshotId}", release)).response.status).toBe(404);
    const gone = await client.GET("/collections/{collection}/records/{id}", { params: past });
    expect(gone.error?.type).toBe("urn:fountainstore:problem:not-found");
  });

  test("pages lead to one another, in the order of ids", async () => {
    const { client } = await httpApp();
    const ids = ["a", "b", "c", "d", "e"];
    await client.POST("/transactions", {
      body: { operations: ids.map((id) => ({ op: "put" as const, collection: "c", record: { id, data: id } })) },
    });
    const found: string[] = [];
    let pageToken: string | undefined;
    do {
      const { data } = await client.GET("/collections/{collection}/records", {
        params: {
          path: { collection: "c" },
          query: { pageSize: 2, ...(pageToken === undefined ? {} : { pageToken }) },
        },
      });
      found.push(...(data?.items ?? []).map(({ id }) => id));
      pageToken = data?.nextPageToken;
    } while (pageToken !== undefined && found.length < 10);
    expect(found).toEqual(ids);
  });
});

/** Requests that are refused: method, path, body, status, the end of the problem's type. */
const BADLY: readonly (readonly [method: string, path: string, body: unknown, status: number, kind: string])[] = [
  ["GET", "/nowhere", undefined, 404, "not-found"],
  ["GET", "/v1", undefined, 404, "not-found"],
  ["PATCH", "/collections", {}, 405, "method-not-allowed"],
  ["DELETE", "/v1/health", undefined, 405, "method-not-allowed"],
  ["GET", `/health?${"x".repeat(20_000)}`, undefined, 414, "invalid-request"],
  ["GET", `/livez?${"x".repeat(20_000)}`, undefined, 414, "invalid-request"],
  ["GET", "/metrics?format=xml", undefined, 400, "invalid-request"],
  ["GET", "/collections?pageSize=0", undefined, 400, "invalid-request"],
  ["GET", "/collections?pageSize=1001", undefined, 400, "invalid-request"],
  ["GET", "/collections?pageSize=1e2", undefined, 400, "invalid-request"],
  ["GET", "/collections?pageSize=", undefined, 400, "invalid-request"],
  ["GET", "/collections?pageToken=x", undefined, 400, "invalid-page-token"],
  ["POST", "/collections", { name: "a b" }, 400, "invalid-request"],
  ["POST", "/collections", { name: "c" }, 409, "conflict"],
  ["POST", "/collections", "{", 400, "invalid-request"],
  ["POST", "/collections", "[]", 400, "invalid-request"],
  ["POST", "/collections", { name: "x", version: "y".repeat(100_000) }, 413, "payload-too-large"],
  ["GET", "/collections/none", undefined, 404, "not-found"],
  ["GET", "/collections/a%20b", undefined, 400, "invalid-request"],
  ["DELETE", "/collections/none", undefined, 404, "not-found"],
  ["PUT", "/collections/c/records/a", {}, 400, "invalid-request"],
  ["PUT", "/collections/c/records/a", { data: 1, id: "b" }, 400, "invalid-request"],
  ["PUT", "/collections/c/records/a", "", 400, "invalid-request"],
  ["PUT", `/collections/c/records/${"x".repeat(513)}`, { data: 1 }, 400, "invalid-request"],
  ["PUT", "/collections/c/records/a", { data: "x".repeat(2 << 20) }, 413, "payload-too-large"],
  ["GET", "/collections/c/records/none", undefined, 404, "not-found"],
  ["GET", "/collections/none/indexes", undefined, 404, "not-found"],
  ["GET", "/collections/c/indexes/none", undefined, 404, "not-found"],
  ["GET", "/collections/c/indexes/a%20b", undefined, 400, "invalid-request"],
  ["DELETE", "/collections/c/indexes/none", undefined, 404, "not-found"],
  ["POST", "/collections/none/indexes", { name: "i", kind: "multi", keyPath: ".x" }, 404, "not-found"],
  ["POST", "/collections/c/indexes", { name: "i", kind: "multi" }, 400, "invalid-request"],
  ["POST", "/collections/c/indexes", { name: "i", kind: "fts", keyPath: ".x" }, 400, "invalid-request"],
  ["POST", "/collections/c/indexes", { name: "i", kind: "vector", keyPath: ".x" }, 400, "invalid-request"],
  ["POST", "/collections/c/indexes", { name: "i", kind: "multi", keyPath: ".x..y" }, 400, "invalid-request"],
  ["POST", "/collections/c/indexes", { name: "a/b", kind: "multi", keyPath: ".x" }, 400, "invalid-request"],
  ["POST", "/collections/c/indexes", { kind: "multi", keyPath: ".x" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "indexEquals", index: "none", key: 1 }, 404, "not-found"],
  ["POST", "/collections/c/query", { type: "indexEquals", index: "none" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "indexEquals", key: 1 }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "indexEquals", index: "none", key: {} }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "indexRange", index: "none", gt: 1, pageSize: 0 }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", filter: { x: { $near: 1 } } }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", filter: [] }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", sort: [{ x: "up" }] }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", select: [] }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", explain: "yes" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "find", pageToken: "x" }, 400, "invalid-page-token"],
  ["POST", "/collections/c/query", { type: "aggregate" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "aggregate", metrics: { n: { total: ".x" } } }, 400, "invalid-request"],
  ["POST", "/collections/none/query", { type: "find" }, 404, "not-found"],
  ["GET", "/collections/c/records/a?snapshot=none", undefined, 404, "not-found"],
  ["GET", "/collections/none/records", undefined, 404, "not-found"],
  ["DELETE", "/collections/c/records/none", undefined, 404, "not-found"],
  ["POST", "/collections/c/query", { type: "mystery" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "byId" }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "scan", limit: 1001 }, 400, "invalid-request"],
  ["POST", "/collections/c/query", { type: "scan", pageToken: "x" }, 400, "invalid-page-token"],
  ["POST", "/collections/none/query", { type: "scan" }, 404, "not-found"],
  ["POST", "/transactions", { operations: [] }, 400, "invalid-request"],
  ["POST", "/transactions", { operations: [{ op: "put", collection: "c", id: "a", data: 1 }] }, 400, "invalid-request"],
  [
    "POST",
    "/transactions",
    {
      operations: [{ op: "delete", collection: "c", id: "a" }],
      requireSequenceAtLeast: 1_000_000,
    },
    409,
    "sequence-too-low",
  ],
  ["POST", "/transactions", { operations: [{ op: "delete", collection: "none", id: "a" }] }, 409, "conflict"],
  ["POST", "/snapshots", { ttlSeconds: 0 }, 400, "invalid-request"],
  ["DELETE", "/snapshots/none", undefined, 404, "not-found"],
  ["POST", "/compaction/run", { mode: "half" }, 400, "invalid-request"],
];

describe("badly asked", () => {
  test("every refusal is a documented problem", async () => {
    const { send, logged } = await httpApp();
    await send("POST", "/collections", { name: "c" });
    for (const [method, path, body, status, kind] of BADLY) {
      const response = await send(method, path, body);
      const { type } = await response.json() as { type?: string };
      const shown = `${method} ${path.slice(0, 60)} ${JSON.stringify(body)?.slice(0, 60)}`;
      expect([shown, response.status, type]).toEqual([shown, status, `urn:fountainstore:problem:${kind}`]);
    }
    expect(logged).toEqual([]);
  });

  test("a body that is said not to be JSON is 415", async () => {
    const { send } = await httpApp();
    const text = { "content-type": "text/plain" };
    const bodies: [string, string][] = [["PUT", "/collections/c/records/a"], ["POST", "/collections/c/query"]];
    for (const path of ["/collections", "/transactions", "/snapshots", "/compaction/run"]) bodies.push(["POST", path]);
    for (const [method, path] of bodies) expect((await send(method, path, "{}", text)).status).toBe(415);
  });

  test("without the key all is 401, but for probes", async () => {
    const { send } = await httpApp({ apiKey: KEY });
    for (const [method, path, body] of WELL) {
      const expected = /^\/(?:livez|readyz)$/.test(path) ? 200 : 401;
      expect((await send(method, path, body)).status).toBe(expected);
      if (expected === 401) expect((await send(method, path, body, { "x-api-key": "wrong" })).status).toBe(401);
    }
    expect((await send("GET", "/health", undefined, { "x-api-key": KEY })).status).toBe(200);
    expect((await send("GET", "/health", undefined, { authorization: `Bearer ${KEY}` })).status).toBe(200);
  });

  test("without auto-create, a collection that is not there is not found", async () => {
    const { send } = await httpApp({ autoCreate: false });
    expect((await send("PUT", "/collections/c/records/a", { data: 1 })).status).toBe(404);
    const put = { op: "put", collection: "c", record: { id: "a", data: 1 } };
    expect((await send("POST", "/transactions", { operations: [put] })).status).toBe(409);
  });

  test("before the store is open, probes say so and the rest is 503", async () => {
    const { send, server } = await httpApp();
    server.store = undefined;
    server.phase = "starting";
    expect((await send("GET", "/livez")).status).toBe(200);
    expect(await (await send("GET", "/readyz")).json()).toEqual({ status: "starting" });
    for (const [method, path, body] of WELL) {
      if (/^\/(?:livez|readyz|health|openapi|docs)/.test(path)) continue;
      const answered = `${method} ${path} ${(await send(method, path, body)).status}`;
      expect(answered).toBe(`${method} ${path} 503`);
    }
  });
});

describe("records as they were sent", () => {
  test("digits, order and spaces of data come back", async () => {
    const { send } = await httpApp();
    const data = `{"z": 1.10, "a":12345678901234567890,"e":1e400, "n":-0,"u":"\\ud800","d":1,"d":2}`;
    const put = await send("PUT", "/collections/c/records/a", `{"version":null, "data":${data} }`);
    expect(await put.text()).toBe(`{"id":"a","data":${data},"version":null,"sequence":1,"deleted":false}`);
    const got = await send("GET", "/collections/c/records/a");
    expect(await got.text()).toContain(data);
  });

  test("If-None-Match gives 304", async () => {
    const { send } = await httpApp();
    const put = await send("PUT", "/collections/c/records/a", { data: 1 });
    const tag = put.headers.get("etag") ?? "";
    const statuses = [];
    for (const value of [tag, `"0", ${tag}`, `W/${tag}`, "*", `"0"`]) {
      statuses.push((await send("GET", "/collections/c/records/a", undefined, { "if-none-match": value })).status);
    }
    expect(statuses).toEqual([304, 304, 304, 304, 200]);
    for (const value of ["42", "", `"0"x`, `"0", 1`, `"0", *`, `w/"0"`, `"0"0"`]) {
      const { status } = await send("GET", "/collections/c/records/a", undefined, { "if-none-match": value });
      expect(`${value} ${status}`).toBe(`${value} 400`);
    }
  });
});
