/**
 * Import and export over HTTP: what went out comes in as it was, bad lines are told of, nothing is held in memory.
 *
 * @module
 */

import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../support/http_server.ts";

const EXPORT = "/collections/c/export";
const IMPORT = "/collections/c/import";

const load = async (server: TestServer, raw: string | Uint8Array<ArrayBuffer>, query = "", headers = {}) =>
  (await server.request("POST", `${IMPORT}${query}`, {
    raw,
    headers: { "content-type": "application/x-ndjson", ...headers },
  })).json();

describe("an export", () => {
  test("is imported into another store as it was, and exported again it is the same", async () => {
    const server = await startServer();
    const data = [`{"big":12345678901234567890,"d":1.10}`, `[1,\n 2]`, `"\u00e9\\n"`, "null"];
    for (const [at, json] of data.entries()) {
      const body = `{"data":${json},"version":"v${at}"}`;
      await server.sendText("PUT", `/collections/c/records/${encodeURIComponent(`é/${at}`)}`, body);
    }
    await server.request("PUT", "/collections/c/records/term", {
      body: { data: 1, expiresAt: "2199-01-01T00:00:00.000Z" },
    });
    const first = await server.request("GET", EXPORT);
    expect(first.headers.get("content-type")).toBe("application/x-ndjson");
    expect(first.text.split("\n").length).toBe(6);
    const other = await startServer();
    expect(await load(other, first.text)).toEqual({ imported: 5, failed: 0, errors: [] });
    const again = await other.request("GET", EXPORT);
    const plain = (text: string): string => text.replaceAll(/"sequence":\d+/g, "");
    expect(plain(again.text)).toBe(plain(first.text));
    expect((await other.request("GET", "/collections/none/export")).status).toBe(404);
  });

  test("is of one moment, of a snapshot when asked, and packed when that is accepted", async () => {
    const server = await startServer();
    for (let n = 0; n < 2000; n++) void server.store.collection("c").put(`k${String(n).padStart(5, "0")}`, { n });
    await server.store.collection("c").put("last", 1);
    const snapshot = await server.store.snapshot();
    const request = new Request(`http://127.0.0.1:8080${EXPORT}`, { headers: { "accept-encoding": "gzip" } });
    const response = await server.fetch(request);
    await server.store.dropCollection("c");
    const text = gunzipSync(new Uint8Array(await response.arrayBuffer())).toString();
    expect([response.headers.get("content-encoding"), text.split("\n").length]).toEqual(["gzip", 2002]);
    expect((await server.request("GET", EXPORT)).status).toBe(404);
    expect((await server.request("GET", `${EXPORT}?snapshot=${snapshot.id}`)).text).toBe(text);
    expect((await server.request("GET", `${EXPORT}?snapshot=none`)).status).toBe(404);
  });
});

describe("an import", () => {
  test("tells of bad lines by number and passes them over, or ends there", async () => {
    const text = [`{"id":"a","data":1}`, `no json`, "", `{"id":"","data":1}`, `{"id":"b"}`, `{"id":"c","data":3}`].join(
      "\n",
    );
    const server = await startServer();
    expect(await load(server, text)).toMatchObject({
      imported: 2,
      failed: 3,
      errors: [{ line: 2 }, { line: 4 }, { line: 5 }],
    });
    expect([...server.store.collection("c").scan()].map(({ id }) => id)).toEqual(["a", "c"]);
    const other = await startServer();
    expect(await load(other, text, "?onError=abort")).toMatchObject({ imported: 1, failed: 1, errors: [{ line: 2 }] });
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`{"id":"z","data":"`),
      0xff,
      ...new TextEncoder().encode(`"}\n`),
    ]);
    expect(await load(other, bytes)).toMatchObject({ imported: 0, failed: 1, errors: [{ line: 1 }] });
  });

  test("takes bare values by the path of their id, packed ones too, and what the store refuses is told", async () => {
    const server = await startServer();
    await server.store.createCollection("c");
    await server.store.collection("c").createIndex("mail", { kind: "unique", keyPath: ".mail" });
    const lines = [
      `{"key":{"no":1},"mail":"a"}`,
      `{"key":{"no":"2"},"mail":"b"}`,
      `{"key":{"no":3},"mail":"a"}`,
      `{"key":{}}`,
    ];
    const report = await load(server, new Uint8Array(gzipSync(lines.join("\n"))), "?idPath=.key.no", {
      "content-encoding": "gzip",
    });
    expect(report).toMatchObject({ imported: 2, failed: 2, errors: [{ line: 3 }, { line: 4 }] });
    expect(server.store.collection("c").get("1")?.json).toBe(lines[0]);
    for (const query of ["?idPath=.a[]", "?idPath=", "?onError=stop"]) {
      expect((await server.request("POST", `${IMPORT}${query}`, { raw: "" })).status).toBe(400);
    }
  });

  test("judges each line as if it had come alone", async () => {
    const setUp = async (): Promise<TestServer> => {
      const server = await startServer();
      const c = server.store.collection("c");
      await c.put("a", { t: [1] });
      await c.put("r", { t: [7] });
      await c.put("z", { u: 9 });
      await c.createIndex("t", { kind: "unique", keyPath: ".t[]" });
      await c.createIndex("u", { kind: "unique", keyPath: ".u" });
      return server;
    };
    const line = (id: string, data: unknown): string => JSON.stringify({ id, data });
    const lines = [
      line("x", { t: [1, 5], u: 1 }),
      line("y", { t: [5] }),
      line("z", { u: 1 }),
      line("w", { t: [5] }),
      line("i", { u: 5, t: [7] }),
      line("j", { u: 5 }),
      line("r", { u: 1 }),
      line("j", { u: 6 }),
      line("k", { u: 9 }),
    ];
    const server = await setUp();
    const alone = await setUp();
    const refused: number[] = [];
    for (const [at, raw] of lines.entries()) {
      const { id, data } = JSON.parse(raw) as { id: string; data: unknown };
      const reply = await alone.request("PUT", `/collections/c/records/${id}`, { body: { data } });
      if (reply.status === 409) refused.push(at + 1);
    }
    expect(refused).toEqual([1, 4, 5, 7]);
    const report = await load(server, lines.join("\n")) as { errors: { line: number }[] };
    expect(report).toMatchObject({ imported: 5, failed: 4 });
    expect(report.errors.map(({ line }) => line)).toEqual(refused);
    const all = (of: TestServer) => [...of.store.collection("c").scan()].map(({ id, json }) => [id, json]);
    expect(all(server)).toEqual(all(alone));
  });

  test("that ends at the first bad line tells of that one alone", async () => {
    const server = await startServer();
    await server.store.collection("c").put("a", { u: 1 });
    await server.store.collection("c").createIndex("u", { kind: "unique", keyPath: ".u" });
    const lines = [`{"id":"b","data":{"u":2}}`, `{"id":"c","data":{"u":1}}`, `{bad`, `{"id":"d","data":{"u":1}}`];
    const report = await load(server, lines.join("\n"), "?onError=abort");
    expect(report).toMatchObject({ imported: 1, failed: 1, errors: [{ line: 2 }] });
    expect([...server.store.collection("c").scan()].map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("of many thousand lines in parts that end anywhere puts each of them", async () => {
    const server = await startServer();
    const text = Array.from({ length: 5000 }, (_, n) => `{"id":"é${n}","data":{"n":${n}}}`).join("\n");
    const bytes = new TextEncoder().encode(text);
    let at = 0;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at += 997));
      },
    });
    const reply = await server.request("POST", IMPORT, {
      raw: stream,
      headers: { "content-type": "application/x-ndjson" },
    });
    expect(reply.json()).toEqual({ imported: 5000, failed: 0, errors: [] });
    expect(await server.store.collection("c").count()).toBe(5000);
    expect(server.store.collection("c").get("é4999")?.json).toBe(`{"n":4999}`);
  });
});

describe("an import of CSV", () => {
  const CSV = { "content-type": "text/csv; charset=utf-8" };
  const recordsOf = (server: TestServer): unknown[] =>
    [...server.store.collection("c").scan()].map(({ id, data }) => [id, data]);

  test("makes an object of each row: numbers, true and false are values, what is empty is left out", async () => {
    const server = await startServer();
    const text = [
      "\ufeffid,name,n,ok",
      "a,Paris,1.10,true",
      `"b","Ro""ma,`,
      `caput mundi",-2e3,false`,
      "",
      "c,,007,True",
      "7,null,12345678901234567890,",
    ].join("\r\n");
    expect(await load(server, text, "", CSV)).toEqual({ imported: 4, failed: 0, errors: [] });
    expect(recordsOf(server)).toEqual([
      ["7", { id: 7, name: "null", n: 12345678901234567890 }],
      ["a", { id: "a", name: "Paris", n: 1.1, ok: true }],
      ["b", { id: "b", name: `Ro"ma,\r\ncaput mundi`, n: -2000, ok: false }],
      ["c", { id: "c", n: "007", ok: "True" }],
    ]);
    // The text of a number stays as it was written.
    expect((await server.request("GET", EXPORT)).text).toContain(`"n":12345678901234567890`);
    expect((await server.request("GET", EXPORT)).text).toContain(`"n":1.10`);
  });

  test("tells of bad rows by the line they begin in, and goes on or ends there", async () => {
    const text = [`key,v`, `a,1`, `b`, `"c`, `c",2`, `"d"x,3`, `e"`, `f",4`, `,5`, `g,6,7`, `h,8`].join("\n");
    const bad = [{ line: 3 }, { line: 6 }, { line: 7 }, { line: 9 }, { line: 10 }];
    const server = await startServer();
    expect(await load(server, text, "?idPath=.key", CSV)).toMatchObject({ imported: 3, failed: 5, errors: bad });
    expect(recordsOf(server).map((record) => (record as [string])[0])).toEqual(["a", "c\nc", "h"]);
    const other = await startServer();
    expect(await load(other, text, "?idPath=.key&onError=abort", CSV)).toMatchObject({ imported: 1, failed: 1 });
    const bytes = new Uint8Array([
      ...new TextEncoder().encode("id,v\nx,"),
      0xff,
      ...new TextEncoder().encode("\ny,1\n"),
    ]);
    expect(await load(other, bytes, "", CSV)).toMatchObject({ imported: 1, failed: 1, errors: [{ line: 2 }] });
    expect(await load(other, 'id,v\nz,1\n"open,2\nq,3\n', "", CSV)).toMatchObject({
      imported: 1,
      failed: 1,
      errors: [{ line: 3 }],
    });
  });

  test.each(["id,id\na,b", "id,\na,b", `"id`, 'id,"a"b\n1,2'])("with the header %j is refused", async (text) => {
    const server = await startServer();
    const reply = await server.request("POST", IMPORT, { raw: text, headers: CSV });
    expect([reply.status, recordsOf(server)]).toEqual([400, []]);
  });

  test("that is packed is unpacked, and a row whose quotes do not end is not held without bound", async () => {
    const server = await startServer({ limits: { recordBytesMax: 1000 } });
    const packed = new Uint8Array(gzipSync("id,v\na,1\n"));
    expect(await load(server, packed, "", { ...CSV, "content-encoding": "gzip" })).toMatchObject({ imported: 1 });
    const endless = `id,v\nb,"${"line\n".repeat(40_000)}`;
    expect((await server.request("POST", IMPORT, { raw: endless, headers: CSV })).status).toBe(413);
  });
});
