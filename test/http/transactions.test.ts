/**
 * Transactions: all or nothing, a sequence for each operation, refusals that name what failed.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import {
  pointersOf,
  type ProblemBody,
  problemOf,
  type Reply,
  startServer,
  type TestServer,
} from "../support/http_server.ts";

interface Result {
  readonly committedSequence: number;
  readonly results: readonly {
    readonly opIndex: number;
    readonly status: string;
    readonly record?: { readonly sequence: number };
  }[];
}

function put(collection: string, id: string, data: unknown, version?: string) {
  return { op: "put", collection, record: { id, data, ...(version === undefined ? {} : { version }) } };
}

function remove(collection: string, id: string) {
  return { op: "delete", collection, id };
}

async function commit(server: TestServer, operations: unknown, more: object = {}): Promise<Reply> {
  return await server.request("POST", "/transactions", { body: { operations, ...more } });
}

async function dataOf(server: TestServer, collection: string, id: string): Promise<unknown> {
  const reply = await server.request("GET", `/collections/${collection}/records/${id}`);
  return reply.status === 404 ? undefined : reply.json()["data"];
}

describe("a transaction", () => {
  test("gives each operation a sequence of its own, in order, and all are visible with the last", async () => {
    const server = await startServer();
    await server.put("c", "old", 1);
    const reply = await commit(server, [
      put("c", "a", 1, "v"),
      remove("c", "old"),
      put("d", "b", { x: [1] }),
      put("c", "a", 2),
    ]);
    expect(reply.json()).toEqual({
      committedSequence: 5,
      results: [
        { opIndex: 0, status: "ok", record: { id: "a", data: 1, version: "v", sequence: 2, deleted: false } },
        { opIndex: 1, status: "ok" },
        { opIndex: 2, status: "ok", record: { id: "b", data: { x: [1] }, version: null, sequence: 4, deleted: false } },
        { opIndex: 3, status: "ok", record: { id: "a", data: 2, version: null, sequence: 5, deleted: false } },
      ],
    });
    expect(await Promise.all([dataOf(server, "c", "a"), dataOf(server, "c", "old"), dataOf(server, "d", "b")])).toEqual(
      [
        2,
        undefined,
        { x: [1] },
      ],
    );
    expect((await server.request("GET", "/collections/d/records/b")).headers.get("etag")).toBe('"4"');
    expect(server.store.sequence).toBe(5);
  });

  test("deletes what is not there without complaint", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    expect((await commit(server, [remove("c", "none"), remove("c", "a"), remove("c", "a")])).json()).toEqual({
      committedSequence: 4,
      results: [0, 1, 2].map((opIndex) => ({ opIndex, status: "ok" })),
    });
  });

  test("takes up to 10,000 operations, through the client", async () => {
    const { client, store } = await startServer();
    const operations = Array.from({ length: 10_000 }, (_, at) => (
      { op: "put" as const, collection: "c", record: { id: `k${at}`, data: at } }
    ));
    const { data } = await client.POST("/transactions", { body: { operations } });
    expect([data?.committedSequence, data?.results.length, data?.results.at(-1)?.record?.sequence]).toEqual([
      10_000,
      10_000,
      10_000,
    ]);
    const more = await client.POST("/transactions", {
      body: { operations: [...operations, ...operations.slice(0, 1)] },
    });
    expect([more.response.status, store.sequence]).toEqual([400, 10_000]);
  });

  test("leaves the records out of its results when less is preferred", async () => {
    const server = await startServer();
    const body = { operations: [put("c", "a", 1), remove("c", "b")] };
    const minimal = { committedSequence: 2, results: [{ opIndex: 0, status: "ok" }, { opIndex: 1, status: "ok" }] };
    for (
      const [prefer, isMinimal] of [
        ["return=minimal", true],
        ["respond-async, return=minimal", true],
        [`Return = "Minimal"; x=1`, true],
        ["return=representation", false],
        ["return=minimalist", false],
        ["noreturn=minimal", false],
      ] as const
    ) {
      const server = await startServer();
      const reply = await server.request("POST", "/transactions", { body, headers: { prefer } });
      expect([prefer, reply.headers.get("preference-applied")]).toEqual([prefer, isMinimal ? "return=minimal" : null]);
      if (isMinimal) expect(reply.json()).toEqual(minimal);
      else expect(reply.json<Result>().results[0]?.record?.sequence).toBe(1);
    }
    expect(server.store.sequence).toBe(0);
  });

  test("ignores sequence, deleted and what it does not know", async () => {
    const server = await startServer();
    const operation = {
      ...put("c", "a", 1),
      note: "x",
      record: { id: "a", data: 1, sequence: "7", deleted: true, more: [] },
    };
    expect((await commit(server, [operation], { more: 1 })).status).toBe(200);
  });
});

describe("the guard", () => {
  test("lets pass what the store has reached", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    for (const requireSequenceAtLeast of [0, 1, null]) {
      expect((await commit(server, [remove("c", "x")], { requireSequenceAtLeast })).status).toBe(200);
    }
  });

  test("refuses what it has not, as result -1", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const reply = await commit(server, [put("c", "b", 1)], { requireSequenceAtLeast: 2 });
    expect(problemOf(reply)).toBe("409 sequence-too-low, conflict");
    const problem = reply.json<ProblemBody>();
    expect(problem.results).toEqual([{
      opIndex: -1,
      status: "error",
      error: {
        type: "urn:fountainstore:problem:sequence-too-low",
        title: "conflict",
        status: 409,
        detail: problem.detail,
        instance: "/transactions",
      },
    }]);
    expect([server.store.sequence, await dataOf(server, "c", "b")]).toEqual([1, undefined]);
  });
});

describe("a refused transaction", () => {
  test("has changed nothing, and used no sequence", async () => {
    const server = await startServer({ storeOptions: { autoCreate: false } });
    await server.request("POST", "/collections", { body: { name: "c" } });
    const operations = [put("c", "a", 1), put("missing", "b", 1), remove("c", "a"), remove("gone", "x")];
    const reply = await commit(server, operations);
    expect(problemOf(reply)).toBe("409 conflict, conflict");
    const results = reply.json<ProblemBody>().results ?? [];
    expect(results.map(({ opIndex, status, error }) => [opIndex, status, error.type.split(":").at(-1)])).toEqual([
      [1, "error", "not-found"],
      [3, "error", "not-found"],
    ]);
    expect([server.store.sequence, await dataOf(server, "c", "a")]).toEqual([1, undefined]);
    expect(await server.put("c", "a", 1)).toBe(2);
  });

  test("for a malformed operation names its place, and nothing before it was applied", async () => {
    const server = await startServer();
    const good = put("c", "a", 1);
    const bad: [unknown, string][] = [
      [{}, "op"],
      [{ op: "upsert", collection: "c", id: "a" }, "op"],
      [{ op: "toString" }, "op"],
      [{ ...good, collection: "a/b" }, "collection"],
      [{ ...good, collection: undefined }, "collection"],
      [{ ...good, collection: 7 }, "collection"],
      [{ op: "put", collection: "c", id: "a", data: 1 }, "record"],
      [{ op: "put", collection: "c", record: [] }, "record"],
      [{ op: "put", collection: "c", record: { id: "a" } }, "record/data"],
      [{ op: "put", collection: "c", record: { data: 1 } }, "record/id"],
      [{ op: "put", collection: "c", record: { id: null, data: 1 } }, "record/id"],
      [{ op: "put", collection: "c", record: { id: "a", data: 1, version: 7 } }, "record/version"],
      [{ op: "delete", collection: "c" }, "id"],
      [{ op: "delete", collection: "c", record: { id: "a" } }, "id"],
      [{ op: "delete", collection: "c", id: "." }, "id"],
      [{ op: "patch", collection: "c", id: "a", patch: [{ op: "toss", path: "/a" }] }, "patch"],
    ];
    for (const [operation, place] of bad) {
      const reply = await commit(server, [good, operation]);
      expect([operation, problemOf(reply)]).toEqual([operation, "400 invalid-request, invalid body"]);
      expect(pointersOf(reply)).toEqual([`#/operations/1/${place}`]);
    }
    for (const operation of [null, 7, "put", [good]]) {
      expect(pointersOf(await commit(server, [good, operation]))).toEqual(["#/operations/1"]);
    }
    expect(server.store.sequence).toBe(0);
    expect((await server.request("GET", "/collections")).json()).toEqual({ items: [] });
  });

  test.each<[string, unknown, string]>([
    ["no operations", {}, "#/operations"],
    ["an empty list", { operations: [] }, "#/operations"],
    ["null", { operations: null }, "#/operations"],
    ["an object", { operations: { 0: remove("c", "a") } }, "#/operations"],
    ["a guard below 0", { operations: [remove("c", "a")], requireSequenceAtLeast: -1 }, "#/requireSequenceAtLeast"],
    [
      "a guard with a fraction",
      { operations: [remove("c", "a")], requireSequenceAtLeast: 1.5 },
      "#/requireSequenceAtLeast",
    ],
    [
      "a guard too large",
      { operations: [remove("c", "a")], requireSequenceAtLeast: 2 ** 53 },
      "#/requireSequenceAtLeast",
    ],
    ["a guard as text", { operations: [remove("c", "a")], requireSequenceAtLeast: "1" }, "#/requireSequenceAtLeast"],
    ["a list", [remove("c", "a")], "#"],
  ])("has %s", async (_, body, pointer) => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const reply = await server.request("POST", "/transactions", { body });
    expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid body", [pointer]]);
    expect(await dataOf(server, "c", "a")).toBe(1);
  });

  test("is not seen by readers, not even in part, while many commit", async () => {
    const server = await startServer();
    const ids = ["a", "b", "c", "d"];
    const write = async (round: number): Promise<void> => {
      await commit(server, ids.map((id) => put("c", id, round)));
    };
    await write(0);
    const read = async (): Promise<number> => {
      const list = await server.request("GET", "/collections/c/records");
      return new Set(list.json<{ items: { data: number }[] }>().items.map(({ data }) => data)).size;
    };
    const all = await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? write(at) : read())));
    expect(new Set(all)).toEqual(new Set([undefined, 1]));
  });
});
