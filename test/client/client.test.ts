/**
 * The client sends what the contract says and gives back what came: paths encoded, the key, problems as values.
 *
 * @module
 */

import { expect, test } from "vitest";
import { type components, createClient, type Problem } from "../../src/client/mod.ts";

const RECORD = { id: "a", data: { x: 1 }, version: null, sequence: 1, deleted: false } as const;

/** A `fetch` that answers with `answer` and keeps what it was sent. */
function recorder(answer: () => Response): { sent: Request[]; fetch: (request: Request) => Promise<Response> } {
  const sent: Request[] = [];
  return {
    sent,
    fetch: (request) => {
      sent.push(request);
      return Promise.resolve(answer());
    },
  };
}

function json(value: unknown, status = 200, type = "application/json"): () => Response {
  return () => new Response(JSON.stringify(value), { status, headers: { "content-type": type } });
}

test("ids are percent-encoded, queries and bodies sent as documented", async () => {
  const { sent, fetch } = recorder(json(RECORD));
  const client = createClient({ baseUrl: "http://127.0.0.1:1/v1", fetch });
  const path = { collection: "c", id: "a/b c?#%é🏛" };
  await client.PUT("/collections/{collection}/records/{id}", { params: { path }, body: { data: [1, null] } });
  await client.GET("/collections/{collection}/records", {
    params: { path: { collection: "c" }, query: { pageSize: 5, prefix: "a&b" } },
  });
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "PUT http://127.0.0.1:1/v1/collections/c/records/a%2Fb%20c%3F%23%25%C3%A9%F0%9F%8F%9B",
    "GET http://127.0.0.1:1/v1/collections/c/records?pageSize=5&prefix=a%26b",
  ]);
  expect(await sent[0]?.json()).toEqual({ data: [1, null] });
  expect(sent[0]?.headers.get("content-type")).toBe("application/json");
  expect(sent[0]?.headers.get("x-api-key")).toBeNull();
});

// What it is about is that it compiles: a member with a default may be left out.
test("queries and snapshots are typed to need their required members only", async () => {
  const { sent, fetch } = recorder(json({ items: [] }));
  const client = createClient({ baseUrl: "http://127.0.0.1:1", fetch });
  type Query = components["schemas"]["Query"];
  const queries = [
    { type: "byId", id: "a" },
    { type: "scan" },
    { type: "indexEquals", index: "i", key: 1 },
    { type: "indexRange", index: "i" },
    { type: "find", filter: { a: 1 } },
    { type: "aggregate", metrics: { n: { count: "*" } } },
  ] as const satisfies readonly Query[];
  const params = { path: { collection: "c" } };
  for (const body of queries) await client.POST("/collections/{collection}/query", { params, body });
  await client.POST("/snapshots", { body: {} });
  expect(await Promise.all(sent.map((request) => request.json()))).toEqual([...queries, {}]);
});

test("the key goes with every request", async () => {
  const { sent, fetch } = recorder(json({ status: "ok" }));
  await createClient({ baseUrl: "http://127.0.0.1:1", apiKey: "secret", fetch }).GET("/health");
  expect(sent[0]?.headers.get("x-api-key")).toBe("secret");
});

test("an answer is data or a problem", async () => {
  const found = createClient({ baseUrl: "http://127.0.0.1:1", fetch: recorder(json(RECORD)).fetch });
  const params = { path: { collection: "c", id: "a" } };
  const { data, error, response } = await found.GET("/collections/{collection}/records/{id}", { params });
  expect([data, error, response.status]).toEqual([RECORD, undefined, 200]);

  const problem: Problem = {
    type: "urn:fountainstore:problem:not-found",
    title: "not found",
    status: 404,
    detail: "There is no record",
    instance: "/collections/c/records/a",
  };
  const { fetch } = recorder(json(problem, 404, "application/problem+json"));
  const missing = await createClient({ baseUrl: "http://127.0.0.1:1", fetch })
    .GET("/collections/{collection}/records/{id}", { params });
  expect([missing.data, missing.error]).toEqual([undefined, problem]);
});

test("no content is no data and no problem", async () => {
  const { fetch } = recorder(() => new Response(null, { status: 204 }));
  const { data, error, response } = await createClient({ baseUrl: "http://127.0.0.1:1", fetch })
    .DELETE("/collections/{collection}", { params: { path: { collection: "c" } } });
  expect([data, error, response.status]).toEqual([undefined, undefined, 204]);
});
