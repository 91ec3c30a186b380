/**
 * What holds on every route: both prefixes, problem documents, unknown paths and methods, nothing said of the inside.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { createApp } from "../../src/http/app.ts";
import { contract } from "../../src/http/contract/contract.ts";
import { PROBLEMS, toProblem } from "../../src/http/problems.ts";
import { apiRoutes } from "../../src/http/routes.ts";
import { FountainError } from "../../src/base/errors.ts";
import { BASE_URL, pointersOf, type ProblemBody, problemOf, startServer } from "../support/http_server.ts";

const NOWHERE = [
  "/",
  "/v1",
  "/v1/",
  "/v2/health",
  "/v1/v1/health",
  "/healthz",
  "/health/",
  "/collections/",
  "//health",
];

describe("routes", () => {
  test("are those of the contract, both ways", async () => {
    const { server } = await startServer();
    const served = apiRoutes(server).map(({ operationId, method, path }) => `${operationId} ${method} ${path}`);
    const promised = Object.values(contract).map(({ operationId, method, path }) =>
      `${operationId} ${method.toUpperCase()} ${path}`
    );
    expect(served.sort()).toEqual(promised.sort());
  });

  test("only the probes are open without a key", async () => {
    const { server } = await startServer();
    const open = apiRoutes(server).filter(({ unguarded }) => unguarded === true).map(({ path }) => path);
    expect(open.sort()).toEqual(["/livez", "/readyz"]);
  });

  test("answer alike below / and /v1, and the Location leads to what was made below both", async () => {
    const server = await startServer();
    const made = await server.request("PUT", "/v1/collections/c/records/a", { body: { data: 1 } });
    expect([made.status, made.headers.get("location")]).toEqual([201, "/collections/c/records/a"]);
    for (const prefix of ["", "/v1"]) {
      const reply = await server.request("GET", `${prefix}${made.headers.get("location")}`);
      expect(reply.json()).toEqual({ id: "a", data: 1, version: null, sequence: 1, deleted: false });
    }
  });

  test.each([
    "/health",
    "/livez",
    "/readyz",
    "/status",
    "/metrics",
    "/collections",
    "/snapshots",
    "/compaction/status",
  ])(
    "GET %s is there under both prefixes",
    async (path) => {
      const server = await startServer();
      for (const prefix of ["", "/v1"]) expect((await server.request("GET", prefix + path)).status).toBe(200);
    },
  );
});

describe("unknown paths and methods", () => {
  test.each(NOWHERE)("%s is a 404 problem", async (path) => {
    const server = await startServer();
    const reply = await server.request("GET", path);
    expect(problemOf(reply)).toBe("404 not-found, not found");
    expect(reply.json<ProblemBody>().instance).toBe(path);
  });

  test.each([
    ["PATCH", "/health", "GET, HEAD"],
    ["POST", "/v1/readyz", "GET, HEAD"],
    ["PUT", "/collections", "GET, HEAD, POST"],
    ["GET", "/transactions", "POST"],
    ["GET", "/collections/c/query", "POST"],
    ["DELETE", "/openapi.json", "GET, HEAD"],
    ["OPTIONS", "/snapshots", "GET, HEAD, POST"],
    ["PROPFIND", "/snapshots/s", "DELETE"],
  ])("%s %s is a 405 problem with Allow", async (method, path, allow) => {
    const server = await startServer();
    const reply = await server.request(method, path);
    expect(problemOf(reply)).toBe("405 method-not-allowed, method not allowed");
    expect(reply.headers.get("allow")?.split(", ").sort()).toEqual(allow.split(", ").sort());
  });

  test("the methods that a 405 allows are answered, and no others", async () => {
    const server = await startServer();
    const { headers } = await server.request("POST", "/collections/c/records/a");
    const allowed = headers.get("allow")?.split(", ") ?? [];
    expect(allowed).toEqual(expect.arrayContaining(["GET", "HEAD", "PUT", "DELETE"]));
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "POST", "OPTIONS"]) {
      const { status } = await server.request(method, "/collections/c/records/a", {});
      expect([method, status === 405]).toEqual([method, !allowed.includes(method)]);
    }
  });
});

describe("HEAD", () => {
  test.each(["/livez", "/status", "/collections", "/collections/c/records/a", "/collections/c/records", "/nowhere"])(
    "%s answers what GET does, without the body",
    async (path) => {
      const server = await startServer();
      await server.put("c", "a", { text: "é😀" });
      const [head, get] = [await server.request("HEAD", path), await server.request("GET", path)];
      expect([head.status, head.text]).toEqual([get.status, ""]);
      expect(head.headers.get("etag")).toBe(get.headers.get("etag"));
      expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
      const length = new TextEncoder().encode(get.text).length;
      // What passes time changes the answer of /status by a digit at most.
      expect(Math.abs(Number(head.headers.get("content-length")) - length)).toBeLessThanOrEqual(
        path === "/status" ? 2 : 0,
      );
    },
  );
});

describe("problems", () => {
  test("name type, title, status, detail and instance", async () => {
    const server = await startServer();
    const reply = await server.request("GET", "/v1/collections/none/records/a%2Fb?x=1");
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.json()).toEqual({
      type: "urn:fountainstore:problem:not-found",
      title: "not found",
      status: 404,
      detail: expect.stringContaining("none"),
      instance: "/v1/collections/none/records/a%2Fb",
    });
  });

  test("have the titles that the original's clients read", () => {
    const titles = Object.fromEntries(Object.entries(PROBLEMS).map(([kind, { title }]) => [kind, title]));
    expect(titles).toMatchObject({
      "not-found": "not found",
      "unauthorized": "unauthorized",
      "unique-violation": "unique constraint",
      "conflict": "conflict",
      "sequence-too-low": "conflict",
    });
  });

  test("point to every parameter and field at fault", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const asked: [string, string, unknown, string[]][] = [
      ["GET", "/collections/a%20b", undefined, ["#/path/collection"]],
      ["GET", `/collections/c/records/${"x".repeat(513)}`, undefined, ["#/path/id"]],
      ["GET", "/collections/c/records?pageSize=0", undefined, ["#/query/pageSize"]],
      ["GET", "/collections/c/records?startAfter=.", undefined, ["#/query/startAfter"]],
      ["GET", "/collections/c/records/a?at=yesterday", undefined, ["#/query/at"]],
      ["GET", "/collections/c/records/a?at=99999999", undefined, ["#/query/at"]],
      ["GET", "/changes?since=99999999", undefined, ["#/query/since"]],
      ["GET", "/collections/c/indexes/a%20b", undefined, ["#/path/index"]],
      ["GET", "/changes?collection=a%20b", undefined, ["#/query/collection"]],
      ["POST", "/collections/c/import?idPath=a..b", undefined, ["#/query/idPath"]],
      ["GET", "/metrics?format=xml", undefined, ["#/query/format"]],
      ["PUT", "/collections/c/records/a", {}, ["#/data"]],
      ["PUT", "/collections/c/records/a", { data: 1, id: "b" }, ["#/id"]],
      ["PUT", "/collections/c/records/a", { data: 1, version: 7 }, ["#/version"]],
      ["POST", "/collections", { name: "a/b", version: 7 }, ["#/name", "#/version"]],
      ["POST", "/collections/c/query", { type: "scan", limit: 0 }, ["#/limit"]],
      ["POST", "/transactions", { operations: [{ op: "delete", collection: "c", id: "" }] }, ["#/operations/0/id"]],
      ["POST", "/snapshots", { ttlSeconds: 0 }, ["#/ttlSeconds"]],
      ["POST", "/compaction/run", { mode: "half" }, ["#/mode"]],
    ];
    for (const [method, path, body, pointers] of asked) {
      const reply = await server.request(method, path, { body });
      expect([path, reply.status, ...pointersOf(reply)]).toEqual([path, 400, ...pointers]);
      expect([path, reply.json<ProblemBody>().title]).toEqual([
        path,
        body === undefined ? "invalid request" : "invalid body",
      ]);
    }
  });

  test("tell nothing of the inside: no stack, no path of the machine, no key", async () => {
    const secret = "correct-horse-battery";
    const inside = [
      new Error(`boom in /srv/data/secret-folder with ${secret}`),
      new FountainError("io", `Cannot read /srv/data/secret-folder/LOCK`),
      new FountainError("corruption", `Cannot read /srv/data/secret-folder/t.sst at offset 7`),
      new FountainError("locked", `/srv/data/secret-folder is open in process 7`),
      new FountainError("read-only", `/srv/data/secret-folder failed`),
      new FountainError("storage-full", `/srv/data/secret-folder is full`),
      new FountainError("unsupported", `/srv/data/secret-folder is of version 9`),
      new FountainError("closed", `/srv/data/secret-folder is closed`),
      "a text with secret-folder",
      undefined,
    ];
    for (const error of inside) {
      const problem = toProblem(error);
      expect(`${problem.message} ${JSON.stringify(problem.extras.members ?? {})}`).not.toMatch(
        /secret-folder|horse|\.ts/,
      );
      expect(PROBLEMS[problem.kind].status).toBeGreaterThanOrEqual(500);
    }
  });

  test("of a failure inside are 500, and the log has it", async () => {
    const server = await startServer({ mayFail: true });
    const broken = { ...server.server, store: { collections: () => fail("secret reason") } };
    const app = createApp(broken as unknown as typeof server.server);
    const response = await app.fetch(new Request(`${BASE_URL}/collections`));
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("secret reason")]);
    expect(server.errors).toEqual(["request failed Error: secret reason"]);
  });
});

function fail(message: string): never {
  throw new Error(message);
}

describe("URLs", () => {
  test.each(["/collections/%", "/collections/%zz", "/collections/%C3", "/collections/c/records/%ED%A0%80", "/%ff"])(
    "%s is not percent-encoded UTF-8: 400",
    async (path) => {
      const server = await startServer();
      expect(problemOf(await server.request("GET", path))).toBe("400 invalid-request, invalid request");
    },
  );

  test("a query that is not percent-encoded UTF-8 is 400", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    for (const query of ["prefix=%zz", "%C3=1", "prefix=%ED%A0%80"]) {
      const reply = await server.request("GET", `/collections/c/records?${query}`);
      expect(problemOf(reply)).toBe("400 invalid-request, invalid request");
    }
  });

  test("that are too long are 414", async () => {
    const server = await startServer({ limits: { urlLengthMax: 200 } });
    expect((await server.request("GET", `/livez?${"x".repeat(150)}`)).status).toBe(200);
    expect(problemOf(await server.request("GET", `/livez?${"x".repeat(200)}`))).toBe(
      "414 invalid-request, URI too long",
    );
  });

  test("parameters that nobody knows are passed over", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    expect((await server.request("GET", "/collections/c/records/a?nobody=knows&&=&x")).status).toBe(200);
    expect((await server.request("GET", "/collections?nobody=knows")).json()["items"]).toHaveLength(1);
  });

  test("of a parameter given twice the first counts", async () => {
    const server = await startServer();
    for (const id of ["a", "b"]) await server.put("c", id, 1);
    const reply = await server.request("GET", "/collections/c/records?prefix=a&prefix=b");
    expect(reply.json<{ items: { id: string }[] }>().items.map(({ id }) => id)).toEqual(["a"]);
  });

  test("a path without a host is found, as clients of HTTP/1.0 ask", async () => {
    const { server } = await startServer();
    const app = createApp(server);
    const request = new Request(`${BASE_URL}/livez`);
    const bare = new Proxy(request, {
      get: (target, name) => name === "url" ? "/livez?x=1" : Reflect.get(target, name, target),
    });
    expect((await app.fetch(bare)).status).toBe(200);
  });
});
