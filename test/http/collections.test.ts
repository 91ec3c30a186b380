/**
 * Collections: created, listed in pages by name, looked at, dropped.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { pointersOf, problemOf, startServer } from "../support/http_server.ts";

const BAD_NAMES = ["", ".", "..", "a b", "a/b", "ä", "a\n", "x".repeat(129), "a\u0000", "\ud800", 7, null, ["a"], {}];

describe("creating", () => {
  test("answers 201 with the place of the collection", async () => {
    const server = await startServer();
    const reply = await server.request("POST", "/collections", { body: { name: "cities", version: "v2 é" } });
    expect([reply.status, reply.headers.get("location")]).toEqual([201, "/collections/cities"]);
    expect(reply.json()).toEqual({ name: "cities", version: "v2 é", recordsApprox: 0 });
    expect((await server.request("GET", "/collections/cities")).json()).toEqual({
      name: "cities",
      version: "v2 é",
      recordsApprox: 0,
      indexes: [],
    });
  });

  test("takes a retention of its own, and shows it", async () => {
    const server = await startServer();
    const retention = { keep: "last", versions: 3 };
    expect((await server.request("POST", "/collections", { body: { name: "kept", retention } })).status).toBe(201);
    expect((await server.request("GET", "/collections/kept")).json()).toMatchObject({ retention });
    await server.put("other", "x", 1);
    expect((await server.request("GET", "/collections/other")).json()).not.toHaveProperty("retention");
    for (const wrong of [{ keep: "last" }, { keep: "last", versions: 0 }, { keep: "some" }, "all"]) {
      const reply = await server.request("POST", "/collections", { body: { name: "no", retention: wrong } });
      expect(problemOf(reply)).toBe("400 invalid-request, invalid body");
      expect(pointersOf(reply)[0]).toMatch(/^#\/retention/);
    }
  });

  test("takes names of up to 128 letters, digits, dots, dashes and underscores", async () => {
    const server = await startServer();
    for (const name of ["a", "A.b_c-1", "...", ".a", "-", "x".repeat(128), "query", "v1"]) {
      const made = await server.request("POST", "/collections", { body: { name } });
      expect([name, made.status, made.headers.get("location")]).toEqual([name, 201, `/collections/${name}`]);
      expect((await server.request("GET", `/collections/${name}`)).json()["version"]).toBeNull();
    }
  });

  test.each(BAD_NAMES)("refuses the name %j", async (name) => {
    const server = await startServer();
    const reply = await server.request("POST", "/collections", { body: { name } });
    expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid body", ["#/name"]]);
    expect((await server.request("GET", "/collections")).json()["items"]).toEqual([]);
  });

  test.each(["a%20b", "a%2Fb", "%C3%A4", "x".repeat(129), "%00"])("%s is no name in a path: 400", async (name) => {
    const server = await startServer();
    const asked: [string, string, unknown?][] = [
      ["GET", ""],
      ["DELETE", ""],
      ["GET", "/records"],
      ["GET", "/records/a"],
      ["PUT", "/records/a", { data: 1 }],
      ["DELETE", "/records/a"],
      ["POST", "/query", { type: "scan" }],
    ];
    for (const [method, rest, body] of asked) {
      const reply = await server.request(method, `/collections/${name}${rest}`, { body });
      expect([method, rest, problemOf(reply)]).toEqual([method, rest, "400 invalid-request, invalid request"]);
      expect(pointersOf(reply)).toEqual(["#/path/collection"]);
    }
  });

  test("refuses a name that is taken, also one that a put made", async () => {
    const server = await startServer();
    await server.put("made", "a", 1);
    await server.request("POST", "/collections", { body: { name: "created" } });
    for (const name of ["made", "created"]) {
      const reply = await server.request("POST", "/collections", { body: { name, version: "other" } });
      expect(problemOf(reply)).toBe("409 conflict, conflict");
      expect((await server.request("GET", `/collections/${name}`)).json()["version"]).toBeNull();
    }
    // Neither refusal has used a sequence.
    expect(server.store.sequence).toBe(2);
  });

  test("of the same name at the same time makes one", async () => {
    const server = await startServer();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => server.request("POST", "/collections", { body: { name: "c" } })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...new Array<number>(7).fill(409)]);
  });
});

describe("listing", () => {
  test("is by name, in pages", async () => {
    const server = await startServer();
    const names = ["B", "a", "a-1", "a.1", "b", "_x", "0"];
    for (const name of names) await server.request("POST", "/collections", { body: { name } });
    const seen: string[] = [];
    let token = "";
    do {
      const reply = await server.request("GET", `/collections?pageSize=2${token}`);
      const { items, nextPageToken } = reply.json<{ items: { name: string }[]; nextPageToken?: string }>();
      seen.push(...items.map(({ name }) => name));
      token = nextPageToken === undefined ? "" : `&pageToken=${nextPageToken}`;
    } while (token !== "");
    expect(seen).toEqual([...names].sort());
  });

  test("shows a version only where there is one", async () => {
    const { client } = await startServer();
    await client.POST("/collections", { body: { name: "a" } });
    await client.POST("/collections", { body: { name: "b", version: "v1" } });
    const { data } = await client.GET("/collections");
    expect(data).toEqual({ items: [{ name: "a", recordsApprox: 0 }, { name: "b", version: "v1", recordsApprox: 0 }] });
  });
});

describe("dropping", () => {
  test("takes the records at once, and the name is free again", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    expect(await server.request("DELETE", "/collections/c")).toMatchObject({ status: 204, text: "" });
    for (const path of ["/collections/c", "/collections/c/records", "/collections/c/records/a"]) {
      expect(problemOf(await server.request("GET", path))).toBe("404 not-found, not found");
    }
    expect((await server.request("POST", "/collections", { body: { name: "c" } })).status).toBe(201);
    expect((await server.request("GET", "/collections/c/records")).json()).toEqual({ items: [] });
  });

  test("is 404 for one that is not there, and not there any more", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    expect(problemOf(await server.request("DELETE", "/collections/none"))).toBe("404 not-found, not found");
    await server.request("DELETE", "/collections/c");
    expect(problemOf(await server.request("DELETE", "/collections/c"))).toBe("404 not-found, not found");
  });

  test("leaves open snapshots what they see", async () => {
    const server = await startServer();
    await server.put("c", "a", "then");
    const { id } = (await server.request("POST", "/snapshots")).json<{ id: string }>();
    await server.request("DELETE", "/collections/c");
    await server.put("c", "b", "now");
    expect((await server.request("GET", `/collections/c/records/a?snapshot=${id}`)).json()["data"]).toBe("then");
    const list = await server.request("GET", `/collections/c/records?snapshot=${id}`);
    expect(list.json<{ items: { id: string }[] }>().items.map((item) => item.id)).toEqual(["a"]);
    expect((await server.request("GET", "/collections/c/records/a")).status).toBe(404);
  });
});

describe("a server that creates no collections by itself", () => {
  test("refuses puts and transactions into those that are not there", async () => {
    const server = await startServer({ storeOptions: { autoCreate: false } });
    const put = await server.request("PUT", "/collections/c/records/a", { body: { data: 1 } });
    expect(problemOf(put)).toBe("404 not-found, not found");
    await server.request("POST", "/collections", { body: { name: "d" } });
    const operations = [
      { op: "put", collection: "d", record: { id: "a", data: 1 } },
      { op: "put", collection: "c", record: { id: "a", data: 1 } },
    ];
    const transaction = await server.request("POST", "/transactions", { body: { operations } });
    expect(problemOf(transaction)).toBe("409 conflict, conflict");
    expect(transaction.json()["results"]).toMatchObject([
      { opIndex: 1, status: "error", error: { type: "urn:fountainstore:problem:not-found", status: 404 } },
    ]);
    expect((await server.request("GET", "/collections/d/records")).json()).toEqual({ items: [] });
    expect((await server.request("GET", "/collections/c")).status).toBe(404);
    expect((await server.request("PUT", "/collections/d/records/a", { body: { data: 1 } })).status).toBe(201);
  });
});
