/**
 * The contract is served as it is checked in, and the page with headers that let it do what it needs and nothing else.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../house_rules/tree.ts";
import { BASE_URL, startServer } from "../support/http_server.ts";

/** Without its first line, which says how it is made. */
const CHECKED_IN = readFileSync(join(ROOT, "openapi-fountainstore.yaml"), "utf8").replace(/^#.*\n/, "");

test("/openapi.yaml is the file of the repository", async () => {
  const server = await startServer();
  const reply = await server.request("GET", "/openapi.yaml");
  expect([reply.headers.get("content-type"), reply.text === CHECKED_IN]).toEqual(["application/yaml", true]);
});

test("/openapi.json says the same", async () => {
  const server = await startServer();
  const reply = await server.request("GET", "/openapi.json");
  expect([reply.headers.get("content-type"), reply.json()]).toEqual(["application/json", parse(CHECKED_IN)]);
  const { data } = await server.client.GET("/openapi.json");
  expect(data?.openapi).toMatch(/^3\.1\./);
});

describe("/docs", () => {
  test("comes compressed to those that take it, whole to the others, and says that it depends", async () => {
    const { fetch } = await startServer();
    const get = async (headers: Record<string, string>): Promise<Response> =>
      await fetch(new Request(`${BASE_URL}/docs`, { headers }));
    const [small, whole] = [await get({ "accept-encoding": "br, gzip" }), await get({ "accept-encoding": "identity" })];
    expect([small.headers.get("content-encoding"), whole.headers.get("content-encoding")]).toEqual(["gzip", null]);
    const text = await whole.text();
    expect(gunzipSync(new Uint8Array(await small.arrayBuffer())).toString()).toBe(text);
    expect(text).toMatch(/^<!doctype html>/);
    const refused = await get({ "accept-encoding": "gzip;q=0, identity" });
    expect(refused.headers.get("content-encoding")).toBeNull();
    for (const { headers } of [small, whole, refused]) {
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("vary")).toBe("accept-encoding");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'sha256-/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("is the same page under /v1", async () => {
    const server = await startServer();
    const pages = [await server.request("GET", "/docs"), await server.request("GET", "/v1/docs")];
    expect(pages[0]?.text === pages[1]?.text).toBe(true);
    expect(pages[0]?.text.length).toBeGreaterThan(100_000);
  });
});

test("no answer is guessed to be something else: JSON of records is not looked at as a page", async () => {
  const server = await startServer();
  await server.put("c", "a", "<script>alert(1)</script>");
  const reply = await server.request("GET", "/collections/c/records/a");
  expect(reply.headers.get("content-type")).toBe("application/json");
});
