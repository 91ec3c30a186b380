/**
 * Metrics: the original's counters under their names, as JSON and for Prometheus; and the check of that format itself.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { problemOf, startServer, type TestServer } from "../support/http_server.ts";
import { parsePrometheus } from "../support/prometheus.ts";

const SEED_COUNTERS = ["puts", "gets", "deletes", "scans", "index_lookups", "batches", "histories"];

/** One of each. */
async function use(server: TestServer): Promise<void> {
  await server.put("c", "a", 1);
  await server.put("c", "b", 1);
  await server.request("GET", "/collections/c/records/a");
  await server.request("GET", "/collections/c/records/none");
  await server.request("GET", "/collections/c/records");
  await server.request("POST", "/collections/c/query", { body: { type: "byId", id: "a" } });
  await server.request("POST", "/collections/c/query", { body: { type: "scan" } });
  await server.request("POST", "/transactions", {
    body: {
      operations: [
        { op: "put", collection: "c", record: { id: "x", data: 1 } },
        { op: "delete", collection: "c", id: "x" },
      ],
    },
  });
  await server.request("DELETE", "/collections/c/records/b");
}

const COUNTS = { puts: 3, gets: 3, deletes: 2, scans: 2, indexLookups: 0, batches: 1, histories: 0 };

test("JSON has the original's counters, at the top and in opCounters", async () => {
  const server = await startServer();
  await use(server);
  const metrics = (await server.request("GET", "/metrics")).json();
  expect(metrics).toMatchObject({ sequence: 5, ...COUNTS, opCounters: { ...COUNTS, queries: 2 } });
  expect(metrics).toMatchObject({ timingsMs: { lastFlush: 0, avgCompactionTick: 0 }, bloom: { fppEstimate: 0 } });
  const { data } = await server.client.GET("/metrics");
  expect(data).toMatchObject(COUNTS);
});

test("the text for Prometheus is well-formed, the original's counters first", async () => {
  const server = await startServer();
  await use(server);
  const reply = await server.request("GET", "/metrics?format=prometheus");
  expect(reply.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4\b/);
  const families = parsePrometheus(reply.text);
  const names = SEED_COUNTERS.map((name) => `fountain_${name}_total`);
  expect([...families.keys()].slice(0, names.length)).toEqual(names);
  expect(names.map((name) => families.get(name)?.samples[0]?.value)).toEqual(Object.values(COUNTS));
  expect([...families.values()].map(({ type }) => type)).toEqual(
    expect.arrayContaining(["counter", "gauge", "histogram"]),
  );
  for (const { name, help } of families.values()) expect([name, help.length > 5]).toEqual([name, true]);
});

test("requests are counted by operation and status, with their latencies", async () => {
  const server = await startServer();
  await use(server);
  await server.request("GET", "/nowhere");
  const families = parsePrometheus((await server.request("GET", "/metrics?format=prometheus")).text);
  const counted = families.get("fountain_http_requests_total")?.samples.map(({ labels, value }) =>
    `${labels["method"]} ${labels["operation"]} ${labels["status"]} ${value}`
  );
  expect(counted?.sort()).toEqual([
    "* unknown 4xx 1",
    "DELETE deleteRecord 2xx 1",
    "GET getRecord 2xx 1",
    "GET getRecord 4xx 1",
    "GET listRecords 2xx 1",
    "POST commitTransaction 2xx 1",
    "POST queryCollection 2xx 2",
    "PUT putRecord 2xx 2",
  ]);
  const histogram = families.get("fountain_http_request_duration_seconds")?.samples ?? [];
  const puts = histogram.find(({ name, labels }) => name.endsWith("_count") && labels["operation"] === "putRecord");
  expect(puts?.value).toBe(2);
  expect(families.get("fountain_http_requests_in_flight")?.samples).toEqual([
    { name: "fountain_http_requests_in_flight", labels: {}, value: 1 },
  ]);
});

test("the text is well-formed when levels have tables and nothing was asked before", async () => {
  const server = await startServer();
  expect(parsePrometheus((await server.request("GET", "/metrics?format=prometheus")).text).size).toBeGreaterThan(20);
  await use(server);
  await server.store.compact();
  const families = parsePrometheus((await server.request("GET", "/metrics?format=prometheus")).text);
  expect(families.get("fountain_level_tables")?.samples.some(({ value }) => value > 0)).toBe(true);
});

describe("the form", () => {
  test.each([
    ["", "", "application/json"],
    ["?format=json", "text/plain", "application/json"],
    ["?format=prometheus", "application/json", "text/plain"],
    ["", "text/plain", "text/plain"],
    ["", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/plain"],
    ["", "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75", "text/plain"],
    ["", "*/*", "application/json"],
    ["", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"],
    ["", "application/json, text/plain;q=0", "application/json"],
    ["", "application/json, text/plain", "application/json"],
    ["", "text/plain, application/json;q=0.9", "text/plain"],
  ])("of %j with Accept %j is %s", async (query, accept, type) => {
    const server = await startServer();
    const reply = await server.request("GET", `/metrics${query}`, { headers: accept === "" ? {} : { accept } });
    expect([reply.status, reply.headers.get("content-type")?.split(";")[0]]).toEqual([200, type]);
  });

  test("that nobody knows is refused", async () => {
    const server = await startServer();
    for (const format of ["xml", "", "Prometheus", "json,"]) {
      const reply = await server.request("GET", `/metrics?format=${format}`);
      expect([format, problemOf(reply)]).toEqual([format, "400 invalid-request, invalid request"]);
    }
  });
});

describe("the check of the format", () => {
  const family = "# HELP a_total A.\n# TYPE a_total counter\n";
  const histogram = "# HELP h H.\n# TYPE h histogram\n";
  test.each([
    ["no line break at the end", "a_total 1"],
    ["a sample without a family", "a_total 1\n"],
    ["TYPE without HELP", "# TYPE a_total counter\na_total 1\n"],
    ["a sample of another family", `${family}b_total 1\n`],
    ["a counter below 0", `${family}a_total -1\n`],
    ["a counter of another name", "# HELP a A.\n# TYPE a counter\na 1\n"],
    ["the same labels twice", `${family}a_total{x="1"} 1\na_total{x="1"} 2\n`],
    ["malformed labels", `${family}a_total{x=1} 1\n`],
    ["no number", `${family}a_total one\n`],
    ["an empty line within", `${family}\na_total 1\n`],
    ["falling buckets", `${histogram}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
    ["no last bucket", `${histogram}h_bucket{le="1"} 2\nh_sum 1\nh_count 2\n`],
    ["another count", `${histogram}h_bucket{le="+Inf"} 2\nh_sum 1\nh_count 1\n`],
  ])("sees %s", (_, text) => expect(() => parsePrometheus(text)).toThrow());

  test("takes what is well-formed", () => {
    const text =
      `${family}a_total{x="a\\"b",y="{,}"} 1e+21\n${histogram}h_bucket{le="0.5"} 0\nh_bucket{le="+Inf"} 1\nh_sum 0.7\nh_count 1\n`;
    expect(parsePrometheus(text).get("a_total")?.samples).toEqual([
      { name: "a_total", labels: { x: 'a\\"b', y: "{,}" }, value: 1e21 },
    ]);
  });
});
