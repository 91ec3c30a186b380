/**
 * The API key: who is let in, where, and what the others are told.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { ApiKey } from "../../src/http/auth.ts";
import { apiRoutes } from "../../src/http/routes.ts";
import { problemOf, startServer } from "../support/http_server.ts";

const KEY = "Kjq7-secret~key.0";

describe("a server with a key", () => {
  test("takes it as x-api-key and as a bearer token, the scheme in any case", async () => {
    const server = await startServer({ apiKey: KEY });
    for (
      const headers of [
        { "x-api-key": KEY },
        { "X-API-Key": KEY },
        { authorization: `Bearer ${KEY}` },
        { authorization: `bearer  ${KEY}` },
        { "x-api-key": "wrong", authorization: `Bearer ${KEY}` },
        { "x-api-key": KEY, authorization: "Basic YTpi" },
      ]
    ) {
      expect((await server.request("GET", "/health", { headers })).status, JSON.stringify(headers)).toBe(200);
    }
  });

  test("refuses every other, all in the same words", async () => {
    const server = await startServer({ apiKey: KEY });
    const wrong: Record<string, string>[] = [
      {},
      { "x-api-key": "" },
      { "x-api-key": KEY.slice(0, -1) },
      { "x-api-key": `${KEY}x` },
      { "x-api-key": `${KEY}, ${KEY}` },
      { "x-api-key": KEY.toUpperCase() },
      { "x-api-key": `\u00e9${KEY.slice(1)}` },
      { authorization: KEY },
      { authorization: `Basic ${KEY}` },
      { authorization: `Bearer${KEY}` },
      { authorization: "Bearer " },
      { cookie: `x-api-key=${KEY}` },
    ];
    const texts = new Set<string>();
    for (const headers of wrong) {
      const reply = await server.request("GET", `/health?x-api-key=${encodeURIComponent(KEY)}`, { headers });
      expect(problemOf(reply), JSON.stringify(headers)).toBe("401 unauthorized, unauthorized");
      expect(reply.headers.get("www-authenticate")).toBe("Bearer");
      texts.add(reply.text);
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).not.toContain(KEY);
  });

  test("guards every route but the probes, and does not tell which paths there are", async () => {
    const server = await startServer({ apiKey: KEY });
    for (const { method, path, unguarded } of apiRoutes(server.server)) {
      const filled = path.replaceAll(/\{\w+\}/g, "x");
      const reply = await server.request(method, filled);
      expect([method, path, reply.status]).toEqual([method, path, unguarded === true ? 200 : 401]);
    }
    for (const [method, path] of [["GET", "/nowhere"], ["DELETE", "/livez"], ["GET", "/collections/%"]] as const) {
      expect((await server.request(method, path)).status).toBe(401);
    }
    expect((await server.request("GET", "/v1/livez")).status).toBe(200);
    expect((await server.request("GET", "/v1/docs")).status).toBe(401);
  });

  test("refuses before it reads: a body of a stranger is not looked at", async () => {
    const server = await startServer({ apiKey: KEY });
    let pulled = 0;
    const raw = new ReadableStream<Uint8Array>({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const reply = await server.request("PUT", "/collections/c/records/a", { raw });
    expect([reply.status, pulled]).toEqual([401, 0]);
    expect(server.store.sequence).toBe(0);
  });

  test("lets the client in with its key", async () => {
    const { client } = await startServer({ apiKey: KEY });
    const { data } = await client.GET("/health");
    expect(data?.status).toBe("ok");
  });
});

test("a server without a key takes requests with one", async () => {
  const server = await startServer();
  expect((await server.request("GET", "/health", { headers: { "x-api-key": "any" } })).status).toBe(200);
});

test("a key is compared whole, whatever its length is", () => {
  for (const length of [1, 2, 31, 32, 33, 4096]) {
    const key = "k".repeat(length);
    const check = (given: string) => () => new ApiKey(key).check(new Headers({ "x-api-key": given }));
    expect(check(key)).not.toThrow();
    for (const given of [key.slice(1), `${key}k`, `${key.slice(1)}x`, `x${key.slice(1)}`]) {
      expect(check(given)).toThrow("API key");
    }
  }
});
