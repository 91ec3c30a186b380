/**
 * Records: put, read, deleted, listed, by ids of every kind.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { currentPlatform } from "../../src/platform/current.ts";
import { pointersOf, problemOf, type Reply, startServer } from "../support/http_server.ts";
import { Gate, isSettled } from "../support/stores.ts";

const IDS = [
  "a",
  "a/b",
  "/",
  "a b",
  " ",
  "a+b",
  "a%2Fb",
  "%",
  "100%",
  "?x=1&y#z",
  "…",
  "...",
  "é",
  "e\u0301",
  "😀",
  "👩‍👩‍👧",
  "\ufeffmark",
  "\ufffd",
  "\uffff",
  "\u{10ffff}",
  "\u0000",
  '\n\t"\\',
  "a;b,c:d@e!f$g'h(i)*",
  "constructor",
  "__proto__",
  "~",
  "query",
  "x".repeat(512),
  "😀".repeat(512),
];

function pathOf(id: string): string {
  return `/collections/c/records/${encodeURIComponent(id)}`;
}

function idsOf(reply: Reply): string[] {
  return reply.json<{ items: { id: string }[] }>().items.map(({ id }) => id);
}

function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

describe("ids", () => {
  test.each(IDS)("%j is put, named by its Location, read, and deleted", async (id) => {
    const server = await startServer();
    const put = await server.request("PUT", pathOf(id), { body: { data: { id } } });
    const record = { id, data: { id }, version: null, sequence: 1, deleted: false };
    expect([put.status, put.json()]).toEqual([201, record]);
    const location = put.headers.get("location") ?? "";
    expect(decodeURIComponent(location.slice("/collections/c/records/".length))).toBe(id);
    expect(location.split("/")).toHaveLength(5);
    expect((await server.request("GET", location)).json()).toEqual(record);
    expect(idsOf(await server.request("GET", "/collections/c/records"))).toEqual([id]);
    expect((await server.request("DELETE", location)).status).toBe(204);
    expect(problemOf(await server.request("GET", location))).toBe("404 not-found, not found");
  });

  test("sort by their UTF-8 bytes", async () => {
    const server = await startServer();
    for (const id of IDS) await server.put("c", id, null);
    const sorted = [...IDS].sort(byUtf8);
    expect(idsOf(await server.request("GET", "/collections/c/records"))).toEqual(sorted);
    const reverse = await server.request("POST", "/collections/c/query", { body: { type: "scan", reverse: true } });
    expect(idsOf(reverse)).toEqual(sorted.reverse());
  });

  test("are given through the client as they are", async () => {
    const { client } = await startServer();
    for (const id of IDS) {
      const params = { path: { collection: "c", id } };
      const put = await client.PUT("/collections/{collection}/records/{id}", { params, body: { data: id } });
      const got = await client.GET("/collections/{collection}/records/{id}", { params });
      expect([put.response.status, got.data?.id, got.data?.data]).toEqual([201, id, id]);
    }
  });

  test.each([
    ["513 characters", "x".repeat(513)],
    ["513 emoji", encodeURIComponent("😀".repeat(513))],
  ])("of %s are refused", async (_, encoded) => {
    const server = await startServer();
    for (const [method, body] of [["GET"], ["PUT", { data: 1 }], ["DELETE"]] as const) {
      const reply = await server.request(method, `/collections/c/records/${encoded}`, { body });
      expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid request", ["#/path/id"]]);
    }
  });

  test.each([".", "..", "", "\ud800", "a\udc00", 7, ["a"], {}, true])("%j is refused in bodies", async (id) => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const replies = [
      await server.request("PUT", "/collections/c/records/a", { body: { id, data: 2 } }),
      await server.request("POST", "/collections/c/query", { body: { type: "byId", id } }),
      await server.request("POST", "/transactions", { body: { operations: [{ op: "delete", collection: "c", id }] } }),
      await server.request("POST", "/transactions", {
        body: { operations: [{ op: "put", collection: "c", record: { id, data: 1 } }] },
      }),
    ];
    expect(replies.map(problemOf)).toEqual(new Array(4).fill("400 invalid-request, invalid body"));
    expect(replies.map(pointersOf)).toEqual([["#/id"], ["#/id"], ["#/operations/0/id"], ["#/operations/0/record/id"]]);
    expect(server.store.sequence).toBe(1);
  });

  test("that are dots never reach another route: clients and servers take them out of paths", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    for (const dots of [".", "..", "%2e", "%2E%2e"]) {
      const reply = await server.request("DELETE", `/collections/c/records/${dots}`);
      expect(reply.status).toBeGreaterThanOrEqual(400);
    }
    expect((await server.request("GET", "/collections/c/records/a")).status).toBe(200);
  });
});

describe("putting", () => {
  test("is 201 the first time, 200 later, and 201 after a delete", async () => {
    const server = await startServer();
    const statuses: [number, string | null, string | null][] = [];
    const put = async (): Promise<void> => {
      const reply = await server.request("PUT", "/collections/c/records/a", { body: { data: statuses.length } });
      statuses.push([reply.status, reply.headers.get("etag"), reply.headers.get("location")]);
    };
    await put();
    await put();
    await server.request("DELETE", "/collections/c/records/a");
    await put();
    const location = "/collections/c/records/a";
    expect(statuses).toEqual([[201, '"1"', location], [200, '"2"', null], [201, '"4"', location]]);
  });

  test("at the same time creates once", async () => {
    const server = await startServer();
    const puts = Array.from(
      { length: 16 },
      (_, at) => server.request("PUT", "/collections/c/records/a", { body: { data: at } }),
    );
    const replies = await Promise.all(puts);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(replies.map((reply) => reply.json()["sequence"])).size).toBe(16);
    const last = Math.max(...replies.map((reply) => reply.json<{ sequence: number }>().sequence));
    expect((await server.request("GET", "/collections/c/records/a")).json()["sequence"]).toBe(last);
  });

  test("keeps the version, and takes it away when it is left out", async () => {
    const server = await startServer();
    const versions = [];
    for (
      const body of [{ data: 1, version: "v1 😀" }, { data: 1, version: "" }, { data: 1 }, { data: 1, version: null }]
    ) {
      await server.request("PUT", "/collections/c/records/a", { body });
      versions.push((await server.request("GET", "/collections/c/records/a")).json()["version"]);
    }
    expect(versions).toEqual(["v1 😀", "", null, null]);
  });

  test("takes a record back as it was read", async () => {
    const server = await startServer();
    await server.request("PUT", "/collections/c/records/a", { body: { data: { x: 1 }, version: "v" } });
    const read = (await server.request("GET", "/collections/c/records/a")).text;
    const put = await server.sendText("PUT", "/collections/c/records/b", read.replace(`"a"`, `"b"`));
    expect(put.json()).toEqual({ id: "b", data: { x: 1 }, version: "v", sequence: 2, deleted: false });
    const ignored = { data: 1, sequence: "x", deleted: true, unknown: { a: 1 } };
    expect((await server.request("PUT", "/collections/c/records/a", { body: ignored })).json()["sequence"]).toBe(3);
  });

  test.each<[string, unknown, string]>([
    ["without data", {}, "#/data"],
    ["with another id", { data: 1, id: "b" }, "#/id"],
    ["with a version that is none", { data: 1, version: 1 }, "#/version"],
    ["with a version that is too long", { data: 1, version: "x".repeat(513) }, "#/version"],
    ["that is a list", [{ data: 1 }], "#"],
    ["that is a number", 7, "#"],
    ["that is null", null, "#"],
  ])("a body %s is refused, and changes nothing", async (_, body, pointer) => {
    const server = await startServer();
    await server.put("c", "a", "before");
    const reply = await server.request("PUT", "/collections/c/records/a", { body });
    expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid body", [pointer]]);
    expect((await server.request("GET", "/collections/c/records/a")).json()).toMatchObject({
      data: "before",
      sequence: 1,
    });
    expect(server.store.sequence).toBe(1);
  });

  test("data may be null, and is then there", async () => {
    const server = await startServer();
    const put = await server.request("PUT", "/collections/c/records/a", { body: { data: null } });
    expect([put.status, put.json()["data"]]).toEqual([201, null]);
    expect((await server.request("GET", "/collections/c/records/a")).json()).toHaveProperty("data", null);
  });
});

describe("reading and deleting", () => {
  test("the entity tag is the sequence", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const sequence = await server.put("c", "a", 2);
    const reply = await server.request("GET", "/collections/c/records/a");
    expect([reply.headers.get("etag"), reply.json()["sequence"]]).toEqual([`"${sequence}"`, sequence]);
  });

  test("what is not there is 404: collection, record, record deleted", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    await server.request("DELETE", "/collections/c/records/a");
    for (const path of ["/collections/none/records/a", "/collections/c/records/b", "/collections/c/records/a"]) {
      for (const method of ["GET", "DELETE"]) {
        expect(problemOf(await server.request(method, path))).toBe("404 not-found, not found");
      }
    }
    expect(server.store.sequence).toBe(2);
  });

  test("a delete is 204 once", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const deletes = Array.from({ length: 5 }, () => server.request("DELETE", "/collections/c/records/a"));
    expect((await Promise.all(deletes)).map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });
});

describe("listing", () => {
  test("takes prefix and startAfter, as a scan does", async () => {
    const server = await startServer();
    for (const id of ["a", "ab", "abc", "b", "ba", "😀", "😀a"]) await server.put("c", id, null);
    const lists: [Record<string, string>, string[]][] = [
      [{ prefix: "a" }, ["a", "ab", "abc"]],
      [{ prefix: "" }, ["a", "ab", "abc", "b", "ba", "😀", "😀a"]],
      [{ prefix: "😀" }, ["😀", "😀a"]],
      [{ prefix: "zz" }, []],
      [{ startAfter: "ab" }, ["abc", "b", "ba", "😀", "😀a"]],
      [{ startAfter: "aa" }, ["ab", "abc", "b", "ba", "😀", "😀a"]],
      [{ startAfter: "" }, ["a", "ab", "abc", "b", "ba", "😀", "😀a"]],
      [{ startAfter: "ab", prefix: "b" }, ["b", "ba"]],
      [{ startAfter: "b", prefix: "a" }, []],
      [{ startAfter: "b", pageSize: "1" }, ["ba"]],
    ];
    for (const [query, ids] of lists) {
      const { pageSize, ...rest } = query;
      const body = { type: "scan", ...rest, ...(pageSize === undefined ? {} : { limit: Number(pageSize) }) };
      const list = await server.request("GET", `/collections/c/records?${new URLSearchParams(query)}`);
      const scan = await server.request("POST", "/collections/c/query", { body });
      expect([query, idsOf(list), idsOf(scan)]).toEqual([query, ids, ids]);
    }
  });

  test("of a collection that is not there is 404", async () => {
    const server = await startServer();
    expect(problemOf(await server.request("GET", "/collections/none/records"))).toBe("404 not-found, not found");
  });

  test("shows records as single reads do", async () => {
    const server = await startServer();
    await server.sendText("PUT", "/collections/c/records/a", `{"version":"v","data":[1.10, 1e400]}`);
    const one = (await server.request("GET", "/collections/c/records/a")).text;
    expect((await server.request("GET", "/collections/c/records")).text).toBe(`{"items":[${one}]}`);
  });
});

test("a write is answered when it is on disk, not before", async () => {
  const gate = new Gate(currentPlatform());
  const server = await startServer({ platform: gate.platform });
  await server.put("c", "a", "first");
  await server.put("c", "b", "first");
  await server.put("dropped", "a", "first");
  gate.shut();
  // Each about something of its own: which one comes first is not decided.
  const writes = [
    server.request("PUT", "/collections/c/records/a", { body: { data: "second" } }),
    server.request("DELETE", "/collections/c/records/b"),
    server.request("POST", "/transactions", { body: { operations: [{ op: "delete", collection: "c", id: "x" }] } }),
    server.request("POST", "/collections", { body: { name: "d" } }),
    server.request("POST", "/snapshots"),
    server.request("DELETE", "/collections/dropped"),
  ];
  for (const write of writes) expect(await isSettled(write, gate.platform)).toBe(false);
  // Nobody reads what might still be lost.
  expect((await server.request("GET", "/collections/c/records/a")).json()["data"]).toBe("first");
  gate.open();
  expect((await Promise.all(writes)).map(({ status }) => status)).toEqual([200, 204, 200, 201, 201, 204]);
});
