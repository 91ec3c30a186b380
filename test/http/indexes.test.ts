/**
 * Indexes and the queries by them over HTTP: what clients rely on beyond status and form, which the conformance suite holds.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { createApp } from "../../src/http/app.ts";
import { BASE_URL, type HttpApp, httpApp } from "../support/http_app.ts";

/** Whatever a response holds. */
async function jsonOf(response: Response | Promise<Response>): Promise<Record<string, unknown>> {
  return await (await response).json() as Record<string, unknown>;
}

interface Answer {
  readonly items: readonly { readonly id: string }[];
  readonly nextPageToken?: string;
  readonly explain?: Record<string, unknown>;
  readonly groups?: readonly unknown[];
}

async function query({ send }: HttpApp, body: object, status = 200, path = "/collections/c/query"): Promise<Answer> {
  const response = await send("POST", path, body);
  const answer = await response.json() as Answer;
  expect([body, response.status, answer]).toEqual([body, status, answer]);
  return answer;
}

async function ids(app: HttpApp, body: object): Promise<string> {
  let found = "";
  let pageToken: string | undefined;
  do {
    const { items, nextPageToken } = await query(app, {
      ...body,
      pageSize: 2,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    found += items.map(({ id }) => id).join("");
    pageToken = nextPageToken;
  } while (pageToken !== undefined);
  return found;
}

async function filled(options: Parameters<typeof httpApp>[0] = {}): Promise<HttpApp> {
  const app = await httpApp(options);
  const texts: Record<string, string> = {
    a: `{"n":12345678901234567890,"t":["x","y"]}`,
    b: `{"n":12345678901234567891,"t":["y"]}`,
    c: `{"n":1.0,"t":[]}`,
    d: `{"n":null}`,
    e: `{"n":1,"t":["x"]}`,
  };
  for (const [id, json] of Object.entries(texts)) {
    await app.send("PUT", `/collections/c/records/${id}`, `{"data":${json}}`);
  }
  return app;
}

async function define(app: HttpApp, body: object, status = 201): Promise<Record<string, unknown>> {
  const response = await app.send("POST", "/collections/c/indexes", body);
  expect(response.status).toBe(status);
  return await response.json() as Record<string, unknown>;
}

function namesOf(items: unknown): string[] {
  return (items as readonly { readonly name: string }[]).map(({ name }) => name);
}

describe("over HTTP", () => {
  test("an index is defined, listed in pages, shown with its collection, and dropped", async () => {
    const app = await filled();
    const defined = await define(app, { name: "n", kind: "multi", keyPath: ".n", options: { custom: { x: 1 } } });
    expect(defined).toEqual({
      name: "n",
      kind: "multi",
      keyPath: ".n",
      covering: false,
      options: { custom: { x: 1 } },
      state: "ready",
      progress: 1,
      entries: 5,
    });
    await define(app, { name: "t", kind: "multi", keyPath: "\\.t[]" });
    expect((await define(app, { name: "n", kind: "multi", keyPath: ".t" }, 409)).title).toBe("conflict");
    const first = await jsonOf(app.send("GET", "/collections/c/indexes?pageSize=1")) as {
      items: unknown[];
      nextPageToken: string;
    };
    expect(first.items).toEqual([defined]);
    const rest = await app.send("GET", `/collections/c/indexes?pageSize=1&pageToken=${first.nextPageToken}`);
    expect(namesOf((await jsonOf(rest)).items)).toEqual(["t"]);
    const { indexes } = await jsonOf(app.send("GET", "/collections/c"));
    expect(namesOf(indexes)).toEqual(["n", "t"]);
    expect((await app.send("DELETE", "/collections/c/indexes/n")).status).toBe(204);
    expect((await app.send("GET", "/collections/c/indexes/n")).status).toBe(404);
  });

  test("a covering index is shown as one, gives what a plain one gives, and fetches nothing", async () => {
    const app = await filled();
    await define(app, { name: "plain", kind: "multi", keyPath: ".t[]", covering: null });
    const bodies = [{ type: "indexEquals", index: "plain", key: "x" }, { type: "indexRange", index: "plain", gt: "x" }];
    const before = await Promise.all(bodies.map((body) => query(app, body)));
    await app.send("DELETE", "/collections/c/indexes/plain");
    const defined = await define(app, { name: "plain", kind: "multi", keyPath: ".t[]", covering: true });
    expect(defined["covering"]).toBe(true);
    expect(await jsonOf(app.send("GET", "/collections/c/indexes/plain"))).toEqual(defined);
    expect(await Promise.all(bodies.map((body) => query(app, body)))).toEqual(before);
    const found = await query(app, { type: "find", filter: { "t[]": "x" }, explain: true });
    expect(found.explain).toMatchObject({ index: "plain", entriesRead: 2, recordsFetched: 0 });
    const operation = { op: "defineIndex", collection: "c", index: { name: "u", kind: "unique", keyPath: ".u" } };
    const transaction = (covering: unknown): object => {
      return { operations: [{ ...operation, index: { ...operation.index, covering } }] };
    };
    expect((await app.send("POST", "/transactions", transaction(true))).status).toBe(200);
    expect(await jsonOf(app.send("GET", "/collections/c/indexes/u"))).toMatchObject({ kind: "unique", covering: true });
    const refused = await jsonOf(app.send("POST", "/transactions", transaction("yes")));
    expect(refused).toMatchObject({ status: 400, errors: [{ pointer: "#/operations/0/index/covering" }] });
    const wrong = await define(app, { name: "w", kind: "multi", keyPath: ".n", covering: 1 }, 400);
    expect(wrong["errors"]).toMatchObject([{ pointer: "#/covering" }]);
  });

  test("numbers keep their digits in keys, bounds and filters", async () => {
    const app = await filled();
    await define(app, { name: "n", kind: "multi", keyPath: ".n" });
    const equals = (key: string): string => `{"type":"indexEquals","index":"n","key":${key}}`;
    const found = async (body: string): Promise<string> => {
      const response = await app.send("POST", "/collections/c/query", body);
      return (await response.json() as Answer).items.map(({ id }) => id).join("");
    };
    expect(await found(equals("12345678901234567890"))).toBe("a");
    expect(await found(equals("12345678901234567891.0"))).toBe("b");
    expect(await found(equals("1e0"))).toBe("ce");
    expect(await found(equals("null"))).toBe("d");
    expect(await found(`{"type":"indexRange","index":"n","gt":12345678901234567890}`)).toBe("b");
    expect(await found(`{"type":"find","filter":{".n":{"$lt":12345678901234567891}},"sort":[{".n":"desc"}]}`)).toBe(
      "ace",
    );
  });

  test("pages go on by tokens that are bound to their query", async () => {
    const app = await filled();
    await define(app, { name: "n", kind: "multi", keyPath: ".n" });
    await define(app, { name: "t", kind: "multi", keyPath: ".t[]" });
    expect(await ids(app, { type: "indexRange", index: "n", reverse: true })).toBe("baecd");
    expect(await ids(app, { type: "indexRange", index: "t" })).toBe("aeab");
    expect(await ids(app, { type: "indexEquals", index: "t", key: "x" })).toBe("ae");
    expect(await ids(app, { type: "find", sort: [".n"] })).toBe("dceab");
    expect(await ids(app, { type: "find", filter: { ".t[]": { $in: ["x", "y"] } }, sort: ["id"] })).toBe("abe");
    const { nextPageToken } = await query(app, { type: "find", sort: [".n"], pageSize: 2 });
    await query(app, { type: "find", sort: [{ ".n": "desc" }], pageSize: 2, pageToken: nextPageToken }, 400);
    await query(app, { type: "find", sort: [".n"], pageSize: 3, pageToken: nextPageToken });
  });

  test("find explains itself, selects, and is refused without an index where one is required", async () => {
    const app = await filled({ requireIndex: true });
    await define(app, { name: "n", kind: "multi", keyPath: ".n" });
    const { explain, items } = await query(app, { type: "find", filter: { ".n": 1 }, select: [".n"], explain: true });
    expect(explain).toEqual({
      plan: "index",
      index: "n",
      indexes: ["n"],
      sort: null,
      entriesRead: 2,
      recordsFetched: 2,
    });
    expect(items.map((item) => (item as unknown as { data: unknown }).data)).toEqual([{ n: 1 }, { n: 1 }]);
    const refused = await query(app, { type: "find", filter: { ".other": 1 } }, 400) as unknown as { detail: string };
    expect(refused.detail).toContain(`an index on ".other" would help`);
  });

  test("aggregates group", async () => {
    const app = await filled();
    const { groups } = await query(app, {
      type: "aggregate",
      groupBy: [".t[]"],
      metrics: { n: { count: "*" }, most: { max: ".n" } },
    });
    expect(groups).toEqual([
      { key: [null], metrics: { n: 2, most: 1 } },
      { key: ["x"], metrics: { n: 2, most: 12345678901234567890 } },
      { key: ["y"], metrics: { n: 2, most: 12345678901234567891 } },
    ]);
  });

  test("aggregates have every digit, of keys as of figures", async () => {
    const app = await filled();
    const { send } = app;
    await send("PUT", "/collections/c/records/f", `{"data":{"n":0.1}}`);
    await send("PUT", "/collections/c/records/g", `{"data":{"n":0.2}}`);
    const text = async (body: object): Promise<string> => {
      return await (await send("POST", "/collections/c/query", { type: "aggregate", ...body })).text();
    };
    expect(await text({ groupBy: ["n"], metrics: { n: { count: "*" } }, filter: { n: { $gt: 0.5 } } })).toBe(
      `{"groups":[{"key":[1],"metrics":{"n":2}},{"key":[12345678901234567890],"metrics":{"n":1}},` +
        `{"key":[12345678901234567891],"metrics":{"n":1}}]}`,
    );
    const figures = { sum: { sum: "n" }, least: { min: "n" }, most: { max: "n" }, mean: { avg: "n" } };
    const answer =
      `{"groups":[{"key":[],"metrics":{"sum":24691357802469135783.3,"least":0.1,"most":12345678901234567891,` +
      `"mean":4115226300411522630.55}}]`;
    expect(await text({ metrics: figures })).toBe(`${answer}}`);
    await define(app, { name: "byN", kind: "multi", keyPath: "n" });
    expect(await text({ metrics: figures, explain: true })).toBe(
      `${answer},"explain":{"plan":"index","index":"byN","indexes":["byN"],"sort":null,"entriesRead":7,"recordsFetched":0}}`,
    );
  });

  test("an aggregate answers with numbers beyond all doubles", async () => {
    const { server, store } = await httpApp();
    await store.collection("c").putJson("a", "1e400");
    await store.collection("c").putJson("b", "-3E-400");
    const body = { type: "aggregate", metrics: { most: { max: "." }, least: { min: "." }, sum: { sum: "." } } };
    // Not by the checked client: its parser has doubles only.
    const request = new Request(`${BASE_URL}/collections/c/query`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(await (await createApp(server).fetch(request)).text()).toBe(
      `{"groups":[{"key":[],"metrics":{"most":1e+400,"least":-3e-400,"sum":${"9".repeat(400)}.${"9".repeat(399)}7}}]}`,
    );
  });

  test("a unique index whose build finds duplicates is refused with their ids, at once and to who looks later, and leaves nothing", async () => {
    const app = await filled({ indexAtOnceMax: 0 });
    const path = "/collections/c/indexes/u";
    const problem = await define(app, { name: "u", kind: "unique", keyPath: ".n" }, 409);
    expect([problem.title, problem.detail]).toEqual(["unique constraint", expect.stringContaining(`"c" and "e"`)]);
    const later = await app.send("GET", path);
    expect([later.status, (await jsonOf(later)).detail]).toEqual([409, problem.detail]);
    expect((await app.send("DELETE", path)).status).toBe(404);
    expect(await jsonOf(app.send("GET", "/collections/c/indexes"))).toEqual({ items: [] });
    await app.send("DELETE", "/collections/c/records/e");
    await define(app, { name: "u", kind: "unique", keyPath: ".n" });
    expect(await jsonOf(app.send("GET", path))).toMatchObject({ state: "ready" });
  });

  test("unique holds for puts and transactions, and existing records refuse it", async () => {
    const app = await filled();
    const problem = await define(app, { name: "u", kind: "unique", keyPath: ".n" }, 409);
    expect([problem.title, problem.type]).toEqual(["unique constraint", "urn:fountainstore:problem:unique-violation"]);
    expect(problem.detail).toContain(`"c" and "e"`);
    await app.send("DELETE", "/collections/c/records/e");
    await define(app, { name: "u", kind: "unique", keyPath: ".n" });
    const put = await app.send("PUT", "/collections/c/records/x", { data: { n: 1 } });
    expect([put.status, (await jsonOf(put)).title]).toEqual([409, "unique constraint"]);
    const swap = (first: number, second: string): object => ({
      operations: [
        { op: "put", collection: "c", record: { id: "c", data: { n: "free" } } },
        { op: "put", collection: "c", record: { id: second, data: { n: first } } },
      ],
    });
    expect((await app.send("POST", "/transactions", swap(1, "y"))).status).toBe(200);
    const refused = await app.send("POST", "/transactions", swap(1, "z"));
    const { title, results } = await jsonOf(refused);
    const failed = (results ?? []) as readonly { readonly opIndex: number }[];
    expect([refused.status, title, failed.map(({ opIndex }) => opIndex)])
      .toEqual([409, "unique constraint", [1]]);
    const taken = await app.send("POST", "/transactions", {
      operations: [{ op: "defineIndex", collection: "c", index: { name: "u", kind: "multi", keyPath: ".n" } }],
    });
    expect([taken.status, (await jsonOf(taken)).title]).toEqual([409, "conflict"]);
  });

  test("a past before the index was ready is scanned, or refused with conflict", async () => {
    const app = await filled();
    const { id } = await jsonOf(app.send("POST", "/snapshots"));
    await define(app, { name: "n", kind: "multi", keyPath: ".n" });
    const path = `/collections/c/query?snapshot=${id}`;
    await query(app, { type: "indexEquals", index: "n", key: 1 }, 409, path);
    const { explain } = await query(app, { type: "find", filter: { ".n": 1 }, explain: true }, 200, path);
    expect(explain?.plan).toBe("scan");
  });
});
