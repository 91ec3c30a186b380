/**
 * Health, probes and status: what they say while the store is opened, open, read-only, closed.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/base/version.ts";
import { problemOf, startServer, type TestServer } from "../support/http_server.ts";
import { Bench } from "../support/stores.ts";

async function statuses(server: TestServer, ...paths: string[]): Promise<unknown[]> {
  const replies = [];
  for (const path of paths) {
    const reply = await server.request("GET", path);
    replies.push([reply.status, reply.json()["status"]]);
  }
  return replies;
}

/** A server whose disk has failed: one record is there, the next one was refused. */
async function readOnlyServer(): Promise<TestServer> {
  const bench = new Bench();
  const store = await bench.open();
  const server = await startServer({ store, platform: bench.platform, mayFail: true });
  await server.put("c", "a", { kept: true });
  await server.put("c", "b", { kept: true });
  bench.machine.failOperation({ match: ({ kind, path }) => kind === "sync" && path.endsWith(".log"), error: "EIO" });
  const reply = await server.request("PUT", "/collections/c/records/z", { body: { data: "lost" } });
  expect(problemOf(reply)).toBe("503 read-only, read-only");
  return server;
}

describe("a server that is ready", () => {
  test("says so", async () => {
    const server = await startServer();
    expect(await statuses(server, "/livez", "/readyz", "/health")).toEqual([[200, "ok"], [200, "ok"], [200, "ok"]]);
    expect((await server.request("GET", "/livez")).text).toBe(`{"status":"ok"}`);
    expect((await server.request("GET", "/readyz")).text).toBe(`{"status":"ok"}`);
  });

  test("tells the engine's sequence, and how long the last flush took", async () => {
    const server = await startServer();
    expect((await server.request("GET", "/health")).json()).toEqual({
      status: "ok",
      engine: { sequence: 0, writable: true, lastFlushMs: 0 },
    });
    const sequence = await server.put("c", "a", 1);
    await server.store.flush();
    const { engine } = (await server.request("GET", "/health")).json<{ engine: Record<string, unknown> }>();
    expect(engine).toEqual({ sequence, writable: true, lastFlushMs: expect.any(Number) });
  });

  test("describes itself in /status", async () => {
    const server = await startServer();
    await server.request("POST", "/collections", { body: { name: "b", version: "v2" } });
    await server.put("a", "x", 1);
    await server.put("a", "y", 1);
    const status = (await server.request("GET", "/status")).json();
    expect(status).toEqual({
      sequence: 3,
      collectionsCount: 2,
      collections: [{ name: "a", recordsApprox: 2 }, { name: "b", version: "v2", recordsApprox: 0 }],
      compaction: { running: false, pendingTables: expect.any(Number), levels: expect.any(Array), debtBytes: 0 },
      version: VERSION,
      uptimeSeconds: expect.any(Number),
      runtime: `${server.server.platform.name} ${server.server.platform.version}`,
      storeId: server.store.storeId,
      diskBytes: expect.any(Number),
    });
  });
});

describe("a server whose store is being opened", () => {
  test("lives, is not ready, and asks to try again", async () => {
    const server = await startServer({ store: undefined });
    expect(await statuses(server, "/livez", "/readyz", "/health")).toEqual([
      [200, "ok"],
      [503, "starting"],
      [200, "starting"],
    ]);
    expect((await server.request("GET", "/health")).json()["engine"]).toMatchObject({ writable: false, sequence: 0 });
    const routes: [string, string, unknown?][] = [
      ["GET", "/status"],
      ["GET", "/metrics"],
      ["GET", "/metrics?format=prometheus"],
      ["GET", "/collections"],
      ["POST", "/collections", { name: "c" }],
      ["GET", "/collections/c"],
      ["DELETE", "/collections/c"],
      ["GET", "/collections/c/records"],
      ["GET", "/collections/c/records/a"],
      ["PUT", "/collections/c/records/a", { data: 1 }],
      ["DELETE", "/collections/c/records/a"],
      ["POST", "/collections/c/query", { type: "scan" }],
      ["POST", "/transactions", { operations: [{ op: "delete", collection: "c", id: "a" }] }],
      ["POST", "/snapshots"],
      ["GET", "/snapshots"],
      ["DELETE", "/snapshots/s"],
      ["GET", "/compaction/status"],
      ["POST", "/compaction/run", { mode: "tick" }],
    ];
    for (const [method, path, body] of routes) {
      const reply = await server.request(method, path, { body });
      expect([method, path, problemOf(reply)]).toEqual([method, path, "503 overloaded, overloaded"]);
      expect(reply.headers.get("retry-after")).toBe("1");
    }
    for (const path of ["/openapi.json", "/openapi.yaml", "/docs"]) {
      expect((await server.request("GET", path)).status).toBe(200);
    }
  });
});

describe("a server that stops", () => {
  test("is not ready any more, and answers what is under way", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    server.server.phase = "stopping";
    expect(await statuses(server, "/livez", "/readyz")).toEqual([[200, "ok"], [503, "stopping"]]);
    expect((await server.request("GET", "/collections/c/records/a")).status).toBe(200);
  });

  test("answers 503 when the store is closed", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    await server.store.close();
    const routes: [string, string, unknown?][] = [
      ["GET", "/collections"],
      ["GET", "/collections/c"],
      ["GET", "/collections/c/records"],
      ["GET", "/collections/c/records/a"],
      ["PUT", "/collections/c/records/a", { data: 1 }],
      ["POST", "/transactions", { operations: [{ op: "delete", collection: "c", id: "a" }] }],
      ["POST", "/snapshots"],
      ["GET", "/snapshots"],
    ];
    for (const [method, path, body] of routes) {
      const reply = await server.request(method, path, { body });
      expect([method, path, problemOf(reply)]).toEqual([method, path, "503 overloaded, overloaded"]);
    }
  });
});

describe("a server whose disk has failed", () => {
  test("is unhealthy and not ready, alive all the same", async () => {
    const server = await readOnlyServer();
    expect(await statuses(server, "/livez", "/readyz", "/health")).toEqual([
      [200, "ok"],
      [503, "unhealthy"],
      [200, "unhealthy"],
    ]);
    expect((await server.request("GET", "/health")).json()["engine"]).toMatchObject({ writable: false, sequence: 2 });
  });

  test("refuses every write as read-only, and nothing of a refused one is seen", async () => {
    const server = await readOnlyServer();
    const routes: [string, string, unknown?][] = [
      ["POST", "/collections", { name: "d" }],
      ["DELETE", "/collections/c"],
      ["PUT", "/collections/c/records/a", { data: 1 }],
      ["DELETE", "/collections/c/records/a"],
      ["POST", "/transactions", { operations: [{ op: "delete", collection: "c", id: "a" }] }],
      ["POST", "/snapshots"],
      ["POST", "/compaction/run", { mode: "full" }],
    ];
    for (const [method, path, body] of routes) {
      const reply = await server.request(method, path, { body });
      expect([method, path, problemOf(reply)]).toEqual([method, path, "503 read-only, read-only"]);
      expect(reply.text).not.toMatch(/\/store|EIO|\.log/);
    }
    expect((await server.request("GET", "/collections/c/records/z")).status).toBe(404);
  });

  test("goes on reading, page by page", async () => {
    const server = await readOnlyServer();
    expect((await server.request("GET", "/collections/c/records/a")).json()["data"]).toEqual({ kept: true });
    const first = await server.request("GET", "/collections/c/records?pageSize=1");
    const { nextPageToken } = first.json<{ nextPageToken: string }>();
    const second = await server.request("GET", `/collections/c/records?pageSize=1&pageToken=${nextPageToken}`);
    expect(second.json<{ items: { id: string }[] }>().items.map(({ id }) => id)).toEqual(["b"]);
    for (const path of ["/status", "/metrics", "/collections", "/collections/c", "/snapshots", "/compaction/status"]) {
      expect((await server.request("GET", path)).status).toBe(200);
    }
  });

  test("that is full says so", async () => {
    const bench = new Bench();
    const store = await bench.open();
    const server = await startServer({ store, platform: bench.platform, mayFail: true });
    await server.put("c", "a", 1);
    bench.machine.failOperation({
      match: ({ kind }) => kind === "append" || kind === "write",
      error: "ENOSPC",
      times: 1000,
    });
    const reply = await server.request("PUT", "/collections/c/records/z", { body: { data: "x".repeat(100_000) } });
    expect(problemOf(reply)).toBe("507 storage-full, storage full");
    expect((await server.request("GET", "/collections/c/records/a")).status).toBe(200);
    expect((await server.request("GET", "/readyz")).status).toBe(503);
  });
});
