/**
 * Page tokens: they lead on in the list that gave them, across restarts, and nowhere else.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { problemOf, type Reply, startServer, type TestServer } from "../support/http_server.ts";
import { openStore } from "../support/stores.ts";
import { tempFolder } from "../support/temp_folder.ts";

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextPageToken: string;
}

const INVALID = "400 invalid-page-token, invalid page token";

async function fill(server: TestServer): Promise<TestServer> {
  const operations = ["c", "d"].flatMap((collection) =>
    ["a1", "a2", "a3", "b1", "b2", "b3"].map((id) => ({ op: "put", collection, record: { id, data: 1 } }))
  );
  await server.request("POST", "/transactions", { body: { operations } });
  return server;
}

async function tokenOf(server: TestServer, path: string): Promise<string> {
  return (await server.request("GET", path)).json<Page>().nextPageToken;
}

function idsOf(reply: Reply): string[] {
  return reply.json<Page>().items.map(({ id }) => id);
}

describe("pageSize", () => {
  test.each(["/collections", "/collections/c/records"])("of %s is 1 to 1000", async (path) => {
    const server = await fill(await startServer());
    for (const size of ["1", "1000", "007"]) {
      expect((await server.request("GET", `${path}?pageSize=${size}`)).status).toBe(200);
    }
    for (const size of ["0", "1001", "-1", "1.5", "ten", "", "%20", "1e2", "0x10", "+5", "%205", "Infinity", "1_0"]) {
      const reply = await server.request("GET", `${path}?pageSize=${size}`);
      expect([size, problemOf(reply)]).toEqual([size, "400 invalid-request, invalid request"]);
    }
  });

  test("may change from page to page", async () => {
    const server = await fill(await startServer());
    const first = await tokenOf(server, "/collections/c/records?pageSize=2");
    const reply = await server.request("GET", `/collections/c/records?pageSize=3&pageToken=${first}`);
    expect(idsOf(reply)).toEqual(["a3", "b1", "b2"]);
    expect(idsOf(await server.request("GET", `/v1/collections/c/records?pageToken=${first}`))).toHaveLength(4);
  });
});

describe("a token", () => {
  test("is URL-safe, and says nothing that can be altered", async () => {
    const server = await fill(await startServer());
    const token = await tokenOf(server, "/collections/c/records?pageSize=2");
    expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
    const path = (changed: string) => `/collections/c/records?pageSize=2&pageToken=${encodeURIComponent(changed)}`;
    expect(idsOf(await server.request("GET", path(token)))).toEqual(["a3", "b1"]);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "A" ? "B" : "A";
      const altered = token.slice(0, at) + other + token.slice(at + 1);
      expect([at, problemOf(await server.request("GET", path(altered)))]).toEqual([at, INVALID]);
    }
    const others = [
      "",
      "a1",
      "x",
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      ` ${token}`,
      token.toUpperCase(),
      "A".repeat(43),
    ];
    for (const other of others) {
      expect([other, problemOf(await server.request("GET", path(other)))]).toEqual([other, INVALID]);
    }
    const body = { type: "scan", limit: 2, pageToken: "forged" };
    expect(problemOf(await server.request("POST", "/collections/c/query", { body }))).toBe(INVALID);
    expect(problemOf(await server.request("GET", "/collections?pageToken=forged"))).toBe(INVALID);
  });

  test("serves no other route, collection, snapshot or parameter", async () => {
    const server = await fill(await startServer());
    const { id } = (await server.request("POST", "/snapshots")).json<{ id: string }>();
    const lists = [
      "/collections?pageSize=1",
      "/collections/c/records?pageSize=1",
      "/collections/d/records?pageSize=1",
      "/collections/c/records?pageSize=1&prefix=a",
      "/collections/c/records?pageSize=1&prefix=b",
      `/collections/c/records?pageSize=1&snapshot=${id}`,
    ];
    const queries = [
      {},
      { reverse: true },
      { prefix: "a" },
      { prefix: "a", reverse: true },
    ].flatMap((body) => [["c", "", body], ["d", "", body], ["c", `?snapshot=${id}`, body]] as const);
    const pages: { name: string; ask: (token?: string) => Promise<Reply> }[] = [
      ...lists.map((path) => ({
        name: path,
        ask: (token?: string) => server.request("GET", token === undefined ? path : `${path}&pageToken=${token}`),
      })),
      ...queries.map(([collection, parameters, body]) => ({
        name: `${collection}${parameters} ${JSON.stringify(body)}`,
        ask: (pageToken?: string) =>
          server.request("POST", `/collections/${collection}/query${parameters}`, {
            body: { type: "scan", limit: 1, ...body, ...(pageToken === undefined ? {} : { pageToken }) },
          }),
      })),
    ];
    for (const giver of pages) {
      const token = (await giver.ask()).json<Page>().nextPageToken;
      for (const taker of pages) {
        const reply = await taker.ask(token);
        const found = reply.status === 200 ? "200" : problemOf(reply);
        expect([giver.name, taker.name, found]).toEqual([giver.name, taker.name, giver === taker ? "200" : INVALID]);
      }
    }
  });

  test("serves the same query written otherwise: members in another order, null for left out", async () => {
    const server = await fill(await startServer());
    const first = await server.sendText("POST", "/collections/c/query", `{"type":"scan","prefix":"a","limit":1}`);
    const { nextPageToken } = first.json<Page>();
    const others = [
      `{"pageToken":"${nextPageToken}","limit":2,"prefix":"a","type":"scan"}`,
      `{"type":"scan", "prefix" : "a","reverse":null,"startAfter":null,"pageSize":1,"pageToken":"${nextPageToken}"}`,
    ];
    for (const other of others) {
      expect(idsOf(await server.sendText("POST", "/collections/c/query", other))[0]).toBe("a2");
    }
  });

  test("of a range serves that range: a bound that is null is the key null, and not left out", async () => {
    const server = await fill(await startServer());
    for (const [at, n] of [null, null, null, 1, 2, 3].entries()) await server.put("c", `n${at}`, { n });
    await server.request("POST", "/collections/c/indexes", { body: { name: "n", kind: "multi", keyPath: ".n" } });
    const bounds = [{}, { gte: null }, { lte: null }, { gt: null }];
    const ask = (bound: object, pageToken?: string) => {
      return server.request("POST", "/collections/c/query", {
        body: {
          type: "indexRange",
          index: "n",
          pageSize: 1,
          ...bound,
          ...pageToken === undefined ? {} : { pageToken },
        },
      });
    };
    for (const given of bounds) {
      const { nextPageToken } = (await ask(given)).json<Page>();
      for (const bound of bounds) {
        const reply = await ask(bound, nextPageToken);
        if (bound === given) expect([given, reply.status]).toEqual([given, 200]);
        else expect([given, bound, problemOf(reply)]).toEqual([given, bound, INVALID]);
      }
    }
  });

  test("of another server's secret is refused", async () => {
    const [one, other] = [await fill(await startServer()), await fill(await startServer())];
    const token = await tokenOf(one, "/collections/c/records?pageSize=2");
    expect(problemOf(await other.request("GET", `/collections/c/records?pageToken=${token}`))).toBe(INVALID);
  });

  test("leads behind its id, whatever became of that", async () => {
    const server = await fill(await startServer());
    const token = await tokenOf(server, "/collections/c/records?pageSize=2");
    await server.request("DELETE", "/collections/c/records/a2");
    await server.put("c", "a21", 1);
    expect(idsOf(await server.request("GET", `/collections/c/records?pageToken=${token}&pageSize=2`))).toEqual([
      "a21",
      "a3",
    ]);
  });

  test("given at the same time by many is good for all", async () => {
    const server = await fill(await startServer());
    const tokens = await Promise.all(
      Array.from({ length: 8 }, () => tokenOf(server, "/collections/c/records?pageSize=2")),
    );
    for (const token of tokens) {
      expect((await server.request("GET", `/collections/c/records?pageToken=${token}`)).status).toBe(200);
    }
  });
});

describe("a restart", () => {
  test.each([
    ["without a key: the secret is the store's", undefined, undefined, 200],
    ["with the same key", "key-1", "key-1", 200],
    ["with another key", "key-1", "key-2", 400],
    ["from no key to one", undefined, "key-1", 400],
  ])("%s", async (_, before, after, status) => {
    const path = tempFolder();
    const key = (apiKey: string | undefined) => (apiKey === undefined ? {} : { apiKey });
    const headers = (
      apiKey: string | undefined,
    ): Record<string, string> => (apiKey === undefined ? {} : { "x-api-key": apiKey });
    const store = await openStore({ path });
    const server = await startServer({ store, ...key(before) });
    const operations = ["a", "b", "c"].map((id) => ({ op: "put", collection: "c", record: { id, data: 1 } }));
    await server.request("POST", "/transactions", { body: { operations }, headers: headers(before) });
    const first = await server.request("GET", "/collections/c/records?pageSize=1", { headers: headers(before) });
    const { nextPageToken } = first.json<Page>();
    await store.close();

    const again = await startServer({ store: await openStore({ path }), ...key(after) });
    const reply = await again.request("GET", `/collections/c/records?pageToken=${nextPageToken}`, {
      headers: headers(after),
    });
    expect(reply.status).toBe(status);
    if (status === 200) expect(idsOf(reply)).toEqual(["b", "c"]);
  });
});
