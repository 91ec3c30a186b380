/**
 * Documents in time over HTTP: conditions, patches, terms, repeated requests, history, past reads and the change feed.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { openStore } from "../support/stores.ts";
import { startServer, type TestServer } from "../support/http_server.ts";

const PATH = "/collections/c/records/x";
const MERGE = { "content-type": "application/merge-patch+json" };
const PATCH = { "content-type": "application/json-patch+json" };

async function withRecord(data: unknown = { n: 1 }): Promise<TestServer> {
  const server = await startServer();
  await server.put("c", "x", data);
  return server;
}

describe("conditions", () => {
  test.each([
    ["PUT", { "if-match": '"1"' }, 200],
    ["PUT", { "if-match": '"7", "1"' }, 200],
    ["PUT", { "if-match": "*" }, 200],
    ["PUT", { "if-match": '"2"' }, 412],
    ["PUT", { "if-match": 'W/"1"' }, 412],
    ["PUT", { "if-match": '"one"' }, 412],
    ["PUT", { "if-match": "1" }, 400],
    ["PUT", { "if-none-match": "*" }, 412],
    ["PUT", { "if-none-match": '"1"' }, 412],
    ["PUT", { "if-none-match": '"2"' }, 200],
    ["DELETE", { "if-match": '"2"' }, 412],
    ["DELETE", { "if-match": '"1"' }, 204],
    ["DELETE", { "if-match": '"' }, 400],
  ])("%s with %j is answered %i", async (method, headers, status) => {
    const server = await withRecord();
    const sent = method === "PUT" ? { body: { data: 2 }, headers } : { headers };
    const reply = await server.request(method, PATH, sent);
    expect(reply.status).toBe(status);
    if (status === 412) {
      expect([reply.json()["type"], reply.headers.get("etag")]).toEqual([
        "urn:fountainstore:problem:precondition-failed",
        '"1"',
      ]);
    }
    expect((await server.request("GET", PATH)).status).toBe(status === 204 ? 404 : 200);
  });

  test("a record that is not there is 412 for PUT with If-Match, 404 for PATCH and DELETE", async () => {
    const server = await withRecord();
    const headers = { "if-match": '"1"' };
    const none = "/collections/c/records/none";
    const put = await server.request("PUT", none, { body: { data: 1 }, headers });
    expect([put.status, put.headers.get("etag")]).toEqual([412, null]);
    expect((await server.request("DELETE", none, { headers })).status).toBe(404);
    expect((await server.request("PATCH", none, { raw: "{}", headers: { ...headers, ...MERGE } })).status).toBe(404);
    expect((await server.request("PUT", none, { body: { data: 1 }, headers: { "if-none-match": "*" } })).status).toBe(
      201,
    );
  });

  test("64 clients that retry by If-Match count to exactly 6,400", async () => {
    const server = await withRecord(0);
    let refused = 0;
    const count = async (): Promise<void> => {
      for (let done = 0; done < 100;) {
        const read = await server.request("GET", PATH);
        const headers = { "if-match": read.headers.get("etag") ?? "" };
        const body = { data: read.json<{ data: number }>().data + 1 };
        const { status } = await server.request("PUT", PATH, { body, headers });
        if (status === 200) done++;
        else if (status === 412) refused++;
        else expect.fail(`answered ${status}`);
      }
    };
    await Promise.all(Array.from({ length: 64 }, count));
    expect((await server.request("GET", PATH)).json()).toMatchObject({ data: 6400 });
    expect(refused).toBeGreaterThan(0);
  }, 300_000);

  test("in transactions are about the state before it; a 409 names the operations", async () => {
    const server = await withRecord({ n: 1 });
    const commit = (operations: unknown[]) => server.request("POST", "/transactions", { body: { operations } });
    const put = { op: "put", collection: "c", record: { id: "x", data: { n: 2 } }, ifSequence: 1 };
    const patch = { op: "patch", collection: "c", id: "x", patch: { m: 3 } };
    const check = { op: "check", collection: "c", id: "none", ifSequence: 0 };
    const done = await commit([put, patch, check]);
    expect(done.json()).toMatchObject({ committedSequence: 4, results: [{}, { record: { sequence: 3 } }, {}] });
    expect((await server.request("GET", PATH)).text).toContain(`"data":{"n":2,"m":3}`);
    const refused = await commit([patch, put, { ...check, ifSequence: 9 }]);
    expect([refused.status, refused.json()]).toMatchObject([409, {
      type: "urn:fountainstore:problem:precondition-failed",
      results: [{ opIndex: 1 }, { opIndex: 2 }],
    }]);
    expect((await commit([{ ...patch, id: "none" }])).json()).toMatchObject({ status: 409, title: "conflict" });
    for (const wrong of [{ ...check, ifSequence: undefined }, { ...patch, patch: 1 }, { ...put, ifSequence: -1 }]) {
      expect((await commit([wrong])).status).toBe(400);
    }
  });
});

describe("PATCH", () => {
  test("keeps what it does not touch as it was sent", async () => {
    const server = await startServer();
    await server.sendText("PUT", PATH, `{"data": {"big": 12345678901234567890, "d": 1.10, "t": [1]}, "version": "v"}`);
    const merged = await server.request("PATCH", PATH, { raw: `{"new": 1e400, "t": null}`, headers: MERGE });
    expect([merged.status, merged.headers.get("etag")]).toEqual([200, '"2"']);
    expect(merged.text).toContain(`"data":{"big":12345678901234567890,"d":1.10,"new":1e400},"version":"v"`);
    const patched = await server.request("PATCH", PATH, { raw: `[{"op":"remove","path":"/new"}]`, headers: PATCH });
    expect(patched.text).toContain(`"data":{"big":12345678901234567890,"d":1.10}`);
  });

  test.each([
    [MERGE, "{", 400],
    [PATCH, `{"a":1}`, 400],
    [PATCH, `[{"op":"test","path":"/n","value":2}]`, 409],
    [PATCH, `[{"op":"remove","path":"/none"}]`, 409],
    [{ "content-type": "application/json" }, "{}", 415],
    [{}, "{}", 415],
  ])("%j %s is answered %i", async (headers, raw, status) => {
    const server = await withRecord();
    const bytes = new TextEncoder().encode(raw);
    const reply = await server.request("PATCH", PATH, { raw: bytes, headers });
    expect(reply.status).toBe(status);
    if (status === 415) expect(reply.headers.get("accept-patch")).toContain("application/json-patch+json");
  });
});

describe("terms", () => {
  test("stand in a transaction's record or beside its op, not in both", async () => {
    const server = await startServer();
    const expiresAt = "2199-01-01T00:00:00.000Z";
    const commit = (operation: object) =>
      server.request("POST", "/transactions", { body: { operations: [{ op: "put", collection: "c", ...operation }] } });
    for (
      const [id, operation] of [["a", { record: { id: "a", data: 1, expiresAt } }], ["b", {
        record: { id: "b", data: 1 },
        expiresAt,
      }]] as const
    ) {
      const done = await commit(operation);
      expect([done.status, done.json()]).toMatchObject([200, { results: [{ record: { expiresAt } }] }]);
      expect((await server.request("GET", `/collections/c/records/${id}`)).json()).toMatchObject({ expiresAt });
    }
    expect((await commit({ record: { id: "c", data: 1, ttlSeconds: 5 }, expiresAt })).status).toBe(400);
  });

  test("are taken as a time or in seconds, shown, and cleared by a put without", async () => {
    const server = await startServer();
    const expiresAt = "2199-01-01T00:00:00.000Z";
    const put = await server.request("PUT", PATH, { body: { data: 1, expiresAt } });
    expect([put.status, put.json()]).toMatchObject([201, { expiresAt }]);
    expect((await server.request("GET", PATH)).json()).toMatchObject({ expiresAt });
    const inSeconds = await server.request("PUT", PATH, { body: { data: 1, ttlSeconds: 3600 } });
    expect(Date.parse(inSeconds.json<{ expiresAt: string }>().expiresAt)).toBeGreaterThan(Date.now() + 3_500_000);
    await server.put("c", "x", 2);
    expect((await server.request("GET", PATH)).json()).not.toHaveProperty("expiresAt");
    const gone = await server.request("PUT", PATH, { body: { data: 1, expiresAt: "2020-01-01T00:00:00Z" } });
    expect([gone.status, (await server.request("GET", PATH)).status]).toEqual([200, 404]);
    for (const wrong of [{ ttlSeconds: 0 }, { ttlSeconds: "1" }, { expiresAt: "soon" }, { expiresAt, ttlSeconds: 1 }]) {
      expect((await server.request("PUT", PATH, { body: { data: 1, ...wrong } })).status).toBe(400);
    }
  });
});

describe("an Idempotency-Key", () => {
  test("gives the first answer again, changes nothing, and refuses another request", async () => {
    const server = await startServer();
    const headers = { "idempotency-key": "k1" };
    const first = await server.request("PUT", PATH, { body: { data: 1 }, headers });
    await server.put("c", "x", 2);
    const again = await server.request("PUT", PATH, { body: { data: 1 }, headers });
    expect([again.status, again.text, again.headers.get("etag"), again.headers.get("location")]).toEqual(
      [201, first.text, '"1"', PATH],
    );
    expect((await server.request("PUT", `/v1${PATH}`, { body: { data: 1 }, headers })).text).toBe(first.text);
    expect([server.store.sequence, server.store.collection("c").get("x")?.data]).toEqual([2, 2]);
    const other = await server.request("PUT", PATH, { body: { data: 3 }, headers });
    expect([other.status, other.json()["type"]]).toEqual([422, "urn:fountainstore:problem:idempotency-mismatch"]);
    expect((await server.request("DELETE", PATH, { headers })).status).toBe(422);
  });

  test("holds for deletes, patches and transactions, for those that come at once, and after a restart", async () => {
    const server = await withRecord({ n: 1 });
    const send = (key: string, method: string, path: string, rest: object) =>
      server.request(method, path, {
        ...rest,
        headers: { ...(rest as { headers?: object }).headers, "idempotency-key": key },
      });
    const add = { raw: `[{"op":"add","path":"/m","value":1}]`, headers: PATCH };
    const answers = await Promise.all([1, 2, 3].map(() => send("p", "PATCH", PATH, add)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const body = { operations: [{ op: "put", collection: "c", record: { id: "y", data: 1 } }] };
    const committed = await send("t", "POST", "/transactions", { body });
    const { sequence } = server.store;
    expect((await send("t", "POST", "/transactions", { body })).text).toBe(committed.text);
    expect((await send("d", "DELETE", PATH, {})).status).toBe(204);
    expect((await send("d", "DELETE", PATH, {})).status).toBe(204);
    expect(server.store.sequence).toBe(sequence + 1);
    // A refused request has changed nothing, and is judged anew.
    expect((await send("r", "DELETE", PATH, {})).status).toBe(404);
    await server.put("c", "x", 1);
    expect((await send("r", "DELETE", PATH, {})).status).toBe(204);
  });
});

describe("the past", () => {
  test("of a record is its history, newest first, in pages", async () => {
    const server = await startServer();
    for (let n = 1; n <= 5; n++) await server.put("c", "x", n);
    await server.request("DELETE", PATH);
    const seen: unknown[] = [];
    for (let token = "";;) {
      const reply = await server.request("GET", `${PATH}/history?pageSize=2${token}`);
      const page = reply.json<
        { items: { sequence: number; deleted: boolean; data?: number }[]; nextPageToken?: string }
      >();
      seen.push(...page.items.map(({ sequence, deleted, data }) => [sequence, deleted, data]));
      if (page.nextPageToken === undefined) break;
      token = `&pageToken=${page.nextPageToken}`;
    }
    expect(seen).toEqual([[6, true, undefined], ...[5, 4, 3, 2, 1].map((n) => [n, false, n])]);
    expect((await server.request("GET", "/collections/c/records/none/history")).status).toBe(404);
    expect((await server.request("GET", `${PATH}/history?pageToken=x`)).status).toBe(400);
  });

  test("is read at a sequence or a time, of records, lists and queries; 410 when it is not kept", async () => {
    const store = await openStore({ changesKept: { sequences: 4, ageMs: Infinity, bytes: Infinity } });
    const server = await startServer({ store });
    for (let n = 1; n <= 3; n++) await server.put("c", "x", n);
    const dataAt = async (at: string) =>
      (await server.request("GET", `${PATH}?at=${at}`)).json<{ data: unknown }>().data;
    expect([await dataAt("1"), await dataAt("2"), await dataAt("3")]).toEqual([1, 2, 3]);
    expect(await dataAt(new Date(Date.now() + 60_000).toISOString())).toBe(3);
    const offset = new Date(Date.now() + 3_660_000).toISOString().replace("Z", "+01:00");
    expect(await dataAt(offset)).toBe(3);
    const list = await server.request("GET", "/collections/c/records?at=2");
    const query = await server.request("POST", "/collections/c/query?at=2", { body: { type: "byId", id: "x" } });
    for (const reply of [list, query]) expect(reply.json()).toMatchObject({ items: [{ data: 2, sequence: 2 }] });
    for (let n = 4; n <= 8; n++) await server.put("c", "x", n);
    expect((await server.request("GET", `${PATH}?at=2`)).status).toBe(410);
    expect((await server.request("GET", `${PATH}?at=soon`)).status).toBe(400);
    expect((await server.request("GET", `${PATH}?at=999`)).status).toBe(400);
    expect((await server.request("GET", `${PATH}?at=8&snapshot=x`)).status).toBe(400);
  });
});

/** The `id` and `data` of some events of a stream; leaves it then. */
async function eventsOf(server: TestServer, path: string, count: number, headers = {}): Promise<[string, unknown][]> {
  const request = new Request(`http://127.0.0.1:8080${path}`, { headers: { accept: "text/event-stream", ...headers } });
  const response = await server.fetch(request);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const reader = (response.body ?? expect.fail("a stream has a body")).pipeThrough(new TextDecoderStream()).getReader();
  const events: [string, unknown][] = [];
  for (let text = ""; events.length < count;) {
    const { value = "", done } = await reader.read();
    if (done) break;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const id = /^id: (.*)$/m.exec(part)?.[1];
      const data = [...part.matchAll(/^data: (.*)$/gm)].map((match) => match[1]).join("\n");
      if (id !== undefined) events.push([id, JSON.parse(data)]);
    }
  }
  await reader.cancel();
  return events;
}

describe("changes", () => {
  test("are read in pages, of all or of one collection, with drops", async () => {
    const server = await startServer();
    await server.put("a", "x", 1);
    await server.put("b", "y", 2);
    await server.request("DELETE", "/collections/a/records/x");
    await server.request("DELETE", "/collections/a");
    const page = async (query: string) =>
      (await server.request("GET", `/changes?${query}`)).json<{ items: object[] }>();
    expect(await page("since=0")).toMatchObject({
      items: [
        { sequence: 1, collection: "a", id: "x", deleted: false, record: { data: 1, sequence: 1 } },
        { sequence: 2, collection: "b", id: "y", deleted: false },
        { sequence: 3, collection: "a", id: "x", deleted: true },
        { sequence: 4, collection: "a", dropped: true },
      ],
      nextSince: 4,
    });
    expect(await page("since=0&limit=1")).toMatchObject({ items: [{ sequence: 1 }], nextSince: 1 });
    expect(await page("since=0&collection=b")).toMatchObject({ items: [{ sequence: 2 }], nextSince: 4 });
    expect(await page("")).toEqual({ items: [], nextSince: 4 });
    for (const wrong of ["since=x", "since=99", "limit=0", "limit=1001", "collection=%2F"]) {
      expect((await server.request("GET", `/changes?${wrong}`)).status).toBe(400);
    }
  });

  test("are 410 when they are not kept any more", async () => {
    const store = await openStore({ changesKept: { sequences: 2, ageMs: Infinity, bytes: Infinity } });
    const server = await startServer({ store });
    for (let n = 1; n <= 5; n++) await server.put("c", "x", n);
    expect((await server.request("GET", "/changes?since=2")).status).toBe(410);
    expect((await server.request("GET", "/changes?since=3")).json()).toMatchObject({ nextSince: 5 });
  });

  test("come as events, are resumed by Last-Event-ID, and go on as things happen", async () => {
    const server = await startServer();
    for (let n = 1; n <= 3; n++) await server.put("c", "x", n);
    await server.sendText("PUT", PATH, `{"data": [1,\n2]}`);
    expect((await eventsOf(server, "/changes?since=1", 3)).map(([id]) => id)).toEqual(["2", "3", "4"]);
    const later = eventsOf(server, "/changes?since=0", 3, { "last-event-id": "3" });
    await server.put("c", "y", "new");
    await server.request("DELETE", PATH);
    expect(await later).toMatchObject([
      ["4", { record: { data: [1, 2] } }],
      ["5", { id: "y", record: { data: "new" } }],
      ["6", { id: "x", deleted: true }],
    ]);
  });

  test("reach a reader of a stream in order and without loss while ten thousand writes go on", async () => {
    const server = await startServer();
    const reading = eventsOf(server, "/changes?since=0", 10_000);
    for (let batch = 0; batch < 100; batch++) {
      const operations = Array.from(
        { length: 100 },
        (_, n) => ({ op: "put", collection: "c", id: `${batch}-${n}`, data: n }) as const,
      );
      await server.store.batch(operations);
    }
    expect((await reading).map(([id]) => Number(id))).toEqual(Array.from({ length: 10_000 }, (_, n) => n + 1));
  });
});
