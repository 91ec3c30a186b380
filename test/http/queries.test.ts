/**
 * Queries by id and scans.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { pointersOf, problemOf, type Reply, startServer, type TestServer } from "../support/http_server.ts";

const IDS = Array.from({ length: 25 }, (_, at) => `k${String(at).padStart(2, "0")}`);

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextPageToken?: string;
}

async function filledServer(): Promise<TestServer> {
  const server = await startServer();
  for (const id of IDS) await server.put("c", id, { id });
  return server;
}

async function query(server: TestServer, body: unknown, parameters = ""): Promise<Reply> {
  return await server.request("POST", `/collections/c/query${parameters}`, { body });
}

function idsOf(reply: Reply): string[] {
  return reply.json<Page>().items.map(({ id }) => id);
}

describe("byId", () => {
  test("gives the record, or nothing", async () => {
    const server = await filledServer();
    expect((await query(server, { type: "byId", id: "k03" })).json()).toEqual({
      items: [{ id: "k03", data: { id: "k03" }, version: null, sequence: 4, deleted: false }],
    });
    expect((await query(server, { type: "byId", id: "none" })).json()).toEqual({ items: [] });
    await server.request("DELETE", "/collections/c/records/k03");
    expect((await query(server, { type: "byId", id: "k03" })).json()).toEqual({ items: [] });
  });

  test("is 404 for a collection that is not there", async () => {
    const server = await startServer();
    expect(problemOf(await query(server, { type: "byId", id: "a" }))).toBe("404 not-found, not found");
  });
});

describe("scan", () => {
  test("gives at most 100 records when nothing is said, or what the operator set", async () => {
    const server = await startServer();
    const operations = Array.from(
      { length: 120 },
      (_, at) => ({ op: "put", collection: "c", record: { id: `${at}`, data: 1 } }),
    );
    await server.request("POST", "/transactions", { body: { operations } });
    expect(idsOf(await query(server, { type: "scan" }))).toHaveLength(100);
    const other = await startServer({ store: server.store, limits: { pageSizeDefault: 7 } });
    expect(idsOf(await query(other, { type: "scan" }))).toHaveLength(7);
    expect(idsOf(await other.request("GET", "/collections/c/records"))).toHaveLength(7);
  });

  test("goes both ways, within a prefix, behind an id, page by page", async () => {
    const server = await filledServer();
    const scans: [Record<string, unknown>, string[]][] = [
      [{}, IDS],
      [{ reverse: true }, IDS.toReversed()],
      [{ reverse: false, prefix: "k1" }, IDS.slice(10, 20)],
      [{ prefix: "k1", reverse: true }, IDS.slice(10, 20).toReversed()],
      [{ startAfter: "k20" }, IDS.slice(21)],
      [{ startAfter: "k05", reverse: true }, IDS.slice(0, 5).toReversed()],
      [{ startAfter: "k115", prefix: "k1" }, IDS.slice(12, 20)],
      [{ prefix: null, startAfter: null, reverse: null, limit: null, pageToken: null, pageSize: null }, IDS],
      [{ startAfter: "" }, IDS],
      [{ prefix: "none" }, []],
    ];
    for (const [body, ids] of scans) {
      for (const limit of [1, 4, 10, 25, 26, 1000]) {
        const seen: string[] = [];
        let pageToken: string | undefined;
        let pages = 0;
        do {
          const reply = await query(server, {
            type: "scan",
            ...body,
            limit,
            ...(pageToken === undefined ? {} : { pageToken }),
          });
          const page = reply.json<Page>();
          seen.push(...page.items.map(({ id }) => id));
          pageToken = page.nextPageToken;
          pages++;
        } while (pageToken !== undefined && pages < 100);
        expect([body, limit, seen]).toEqual([body, limit, ids]);
        // A token only where more follows.
        expect([body, limit, pages]).toEqual([body, limit, Math.max(1, Math.ceil(ids.length / limit))]);
      }
    }
  });

  test("takes the next page's token as startAfter, as the original's clients send it", async () => {
    const server = await filledServer();
    for (const reverse of [true, false]) {
      const seen: string[] = [];
      let startAfter: string | undefined;
      do {
        const body = { type: "scan", limit: 10, reverse, ...(startAfter === undefined ? {} : { startAfter }) };
        const page = (await query(server, body)).json<Page>();
        seen.push(...page.items.map(({ id }) => id));
        startAfter = page.nextPageToken;
      } while (startAfter !== undefined);
      expect(seen).toEqual(reverse ? IDS.toReversed() : IDS);
    }
  });

  test("limit decides over pageSize", async () => {
    const server = await filledServer();
    expect(idsOf(await query(server, { type: "scan", limit: 2, pageSize: 5 }))).toHaveLength(2);
    expect(idsOf(await query(server, { type: "scan", pageSize: 5 }))).toHaveLength(5);
  });

  test("reads one state while others write", async () => {
    const server = await filledServer();
    const [reply] = await Promise.all([
      query(server, { type: "scan" }),
      server.request("POST", "/transactions", {
        body: { operations: IDS.map((id) => ({ op: "put", collection: "c", record: { id, data: "new" } })) },
      }),
    ]);
    const kinds = new Set(reply.json<{ items: { data: unknown }[] }>().items.map(({ data }) => typeof data));
    expect(kinds.size).toBe(1);
  });

  test("ends a page early rather than hold too much text", async () => {
    const server = await startServer();
    for (const id of ["a", "b", "c", "d"]) await server.put("c", id, "x".repeat(7 << 20));
    const first = (await query(server, { type: "scan" })).json<Page>();
    expect(first.items.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const second = (await query(server, { type: "scan", pageToken: first.nextPageToken })).json<Page>();
    expect(second.items.map(({ id }) => id)).toEqual(["d"]);
    expect(second.nextPageToken).toBeUndefined();
  });
});

test("a query that is none is refused, with its place", async () => {
  const server = await filledServer();
  await server.store.collection("c").createIndex("pair", { kind: "multi", keyPaths: [".a", ".b"] });
  const bodies: [unknown, string][] = [
    [{}, "#/type"],
    [{ type: "mystery" }, "#/type"],
    [{ type: "toString" }, "#/type"],
    [{ type: ["scan"] }, "#/type"],
    [{ type: "byId" }, "#/id"],
    [{ type: "byId", id: null }, "#/id"],
    [{ type: "scan", limit: 0 }, "#/limit"],
    [{ type: "scan", limit: 1001 }, "#/limit"],
    [{ type: "scan", limit: 1.5 }, "#/limit"],
    [{ type: "scan", limit: "10" }, "#/limit"],
    [{ type: "scan", pageSize: 0, limit: 10 }, "#/pageSize"],
    [{ type: "scan", prefix: 7 }, "#/prefix"],
    [{ type: "scan", prefix: "\ud800" }, "#/prefix"],
    [{ type: "scan", startAfter: [] }, "#/startAfter"],
    [{ type: "scan", startAfter: ".." }, "#/startAfter"],
    [{ type: "scan", startAfter: "x".repeat(513) }, "#/startAfter"],
    [{ type: "scan", reverse: "true" }, "#/reverse"],
    [{ type: "scan", pageToken: 7 }, "#/pageToken"],
    [{ type: "indexEquals", index: "pair", key: "a" }, "#/key"],
    [{ type: "indexEquals", index: "pair", key: [] }, "#/key"],
    [{ type: "indexEquals", index: "pair", key: {} }, "#/key"],
    [{ type: "indexRange", index: "pair", gt: 1, gte: 1, lt: 9 }, "#/gte"],
    [{ type: "indexRange", index: "pair", lt: null, lte: 1 }, "#/lte"],
    [{ type: "indexRange", index: "pair", prefix: 5 }, "#/prefix"],
    [{ type: "indexRange", index: "pair", prefix: ["a", 5] }, "#/prefix"],
    [{ type: "indexRange", index: "pair", gt: [1, 2, 3] }, "#/gt"],
    [{ type: "aggregate" }, "#/metrics"],
    [{ type: "aggregate", metrics: {} }, "#/metrics"],
    [{ type: "aggregate", metrics: [{ count: "*" }] }, "#/metrics"],
    [{ type: "aggregate", metrics: { n: { count: "*" }, "a/b": { median: ".a" } } }, "#/metrics/a~1b"],
    [{ type: "aggregate", metrics: { n: { count: "*", sum: ".a" } } }, "#/metrics/n"],
    [{ type: "aggregate", metrics: { n: { sum: ".a..b" } } }, "#/metrics/n"],
    [{ type: "aggregate", metrics: { n: { count: "*" } }, groupBy: "a" }, "#/groupBy"],
    [[], "#"],
  ];
  for (const [body, pointer] of bodies) {
    const reply = await query(server, body);
    expect([body, problemOf(reply), pointersOf(reply)]).toEqual([body, "400 invalid-request, invalid body", [pointer]]);
  }
});

test("bounds that do not go together are all pointed to", async () => {
  const server = await filledServer();
  await server.store.collection("c").createIndex("pair", { kind: "multi", keyPaths: [".a", ".b"] });
  const reply = await query(server, { type: "indexRange", index: "pair", gt: [1, 2], lte: [2, 2] });
  expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid body", ["#/gt", "#/lte"]]);
});
