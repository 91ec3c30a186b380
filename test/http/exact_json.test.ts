/**
 * Data comes back as it was sent: digits, order, escapes, members named twice; from a put, a read, a list, a query, a transaction, a
 * snapshot, and after a restart.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { problemOf, startServer, type TestServer } from "../support/http_server.ts";
import { openStore } from "../support/stores.ts";
import { tempFolder } from "../support/temp_folder.ts";

function nested(levels: number, open = "[", close = "]"): string {
  return open.repeat(levels) + close.repeat(levels);
}

const TEXTS: [string, string][] = [
  ["whole numbers beyond a double", "12345678901234567890"],
  ["zeros at the end", "1.10"],
  ["numbers beyond all doubles", "1e400"],
  ["numbers below all doubles", "-1.5E-4000"],
  ["exponents as written", "[1E5,1e+5,100000,1e05]"],
  ["minus zero", "[-0,-0.0,0]"],
  ["many digits", `0.${"123456789".repeat(100)}`],
  ["the order of members", `{"z":1,"a":2,"10":3,"2":4}`],
  ["a member named twice", `{"a":1,"b":2,"a":3}`],
  ["members named like parts of the record", `{"data":1,"id":2,"version":3,"sequence":4,"deleted":true}`],
  ["members named like parts of objects", `{"__proto__":{"x":1},"constructor":1,"toString":2}`],
  ["escapes of lone surrogates", String.raw`["\ud800","\udc00x",{"\uDBFF":1}]`],
  ["escapes as written", String.raw`"\u00e9\u0041\/\b\f\n\r\t\\\""`],
  ["characters as written", `"é😀\u2028\u2029\u007f\ufffd\uffff"`],
  ["a byte order mark in a text", `"\ufeffx"`],
  ["white space", `[ 1 ,\t{ "a" : [ ] }\n]`],
  ["brackets and quotes in texts", String.raw`{"a]}\"":"[{\\"}`],
  ["empty values", `["",{},[],null]`],
  ["256 levels of arrays", nested(256)],
  ["256 levels of objects", `${`{"a":`.repeat(255)}{}${"}".repeat(255)}`],
  ["a thousand lists beside each other", `[${new Array(1000).fill("[]").join(",")}]`],
  ["true", "true"],
  ["null", "null"],
];

/** All texts of the record's data that the server gives. */
async function given(server: TestServer, id: string, snapshot?: string): Promise<string[]> {
  const query = snapshot === undefined ? "" : `?snapshot=${snapshot}`;
  const replies = [
    await server.request("GET", `/collections/c/records/${id}${query}`),
    await server.request("GET", `/collections/c/records${query}`),
    await server.request("POST", `/collections/c/query${query}`, { body: { type: "byId", id } }),
    await server.request("POST", `/collections/c/query${query}`, { body: { type: "scan", prefix: id } }),
  ];
  return replies.map(({ text }) => text);
}

test.each(TEXTS)("%s", async (_, text) => {
  const path = tempFolder();
  let store = await openStore({ path });
  let server = await startServer({ store });
  const put = await server.sendText("PUT", "/collections/c/records/a", `{"version":null, "data" : ${text} , "id":"a"}`);
  expect(put.text).toBe(`{"id":"a","data":${text},"version":null,"sequence":1,"deleted":false}`);
  const operations = `{"operations":[{"op":"put","collection":"c","record":{"data":${text},"id":"a"}}]}`;
  const transaction = await server.sendText("POST", "/transactions", operations);
  expect(transaction.text).toContain(`"data":${text},"version":null,"sequence":2`);
  const { id } = (await server.request("POST", "/snapshots", {})).json<{ id: string }>();

  await store.close();
  store = await openStore({ path });
  server = await startServer({ store });
  for (const found of [...await given(server, "a"), ...await given(server, "a", id)]) {
    expect(found).toContain(`{"id":"a","data":${text},"version":null,"sequence":2,"deleted":false}`);
  }
});

test("a text of a mebibyte", async () => {
  const server = await startServer();
  for (const character of ["x", "é", "😀", String.raw`\n`]) {
    const text = `"${character.repeat((1 << 20) / character.length)}"`;
    const put = await server.sendText("PUT", "/collections/c/records/a", `{"data":${text}}`);
    expect(put.status).toBeLessThan(300);
    expect((await server.request("GET", "/collections/c/records/a")).text.includes(text)).toBe(true);
  }
});

describe("of members of the body named twice, the last counts", () => {
  test("for data, however its name is written", async () => {
    const server = await startServer();
    const bodies: [string, string][] = [
      [`{"data":{"first":1},"data":2}`, "2"],
      [String.raw`{"data":1,"d\u0061ta":[2]}`, "[2]"],
      [String.raw`{"d\u0061ta":1,"data":3}`, "3"],
      [`{"data":1,"x":{"data":2}}`, "1"],
      [`{"x":"\\",\\"data\\":9","data":1}`, "1"],
    ];
    for (const [body, data] of bodies) {
      const reply = await server.sendText("PUT", "/collections/c/records/a", body);
      expect([body, reply.text]).toEqual([body, expect.stringContaining(`"data":${data},"version"`)]);
    }
  });

  test("for the operations, the record and its data", async () => {
    const server = await startServer();
    const put = (record: string): string => `{"op":"put","collection":"c",${record}}`;
    const first = `"record":{"id":"x","data":"wrong"}`;
    const bodies = [
      `{"operations":[${put(first)},${put(first)}],"operations":[${put(`"record":{"id":"a","data":1.0}`)}]}`,
      `{"operations":7,"operations":[${put(`${first},"record":{"id":"a","data":1.0}`)}]}`,
      `{"operations":[${put(`"record":7,"record":{"id":"z","id":"a","data":0,"data":1.0}`)}]}`,
    ];
    for (const body of bodies) {
      const reply = await server.sendText("POST", "/transactions", body);
      const { results } = reply.json<{ results: unknown[] }>();
      expect([body, results.length, reply.text]).toEqual([body, 1, expect.stringContaining(`{"id":"a","data":1.0,`)]);
    }
    const refused = await server.sendText(
      "POST",
      "/transactions",
      `{"operations":[${put(`"record":{"id":"a","data":1},"record":{"id":"a"}`)}]}`,
    );
    expect(problemOf(refused)).toBe("400 invalid-request, invalid body");
  });
});

describe("nested deeper than 256 levels", () => {
  const deep = [nested(257), `${`{"a":`.repeat(256)}[]${"}".repeat(256)}`, nested(100_000), "[".repeat(1000)];

  test("is refused by a put", async () => {
    const server = await startServer();
    for (const text of deep) {
      const reply = await server.sendText("PUT", "/collections/c/records/a", `{"data":${text}}`);
      expect(problemOf(reply)).toBe("400 invalid-request, invalid body");
    }
    expect(server.store.sequence).toBe(0);
  });

  test("is refused by a transaction, of which nothing is applied", async () => {
    const server = await startServer();
    const good = `{"op":"put","collection":"c","record":{"id":"good","data":1}}`;
    for (const text of deep) {
      const bad = `{"op":"put","collection":"c","record":{"id":"a","data":${text}}}`;
      const reply = await server.sendText("POST", "/transactions", `{"operations":[${good},${bad}]}`);
      expect(problemOf(reply)).toBe("400 invalid-request, invalid body");
    }
    expect(server.store.sequence).toBe(0);
  });

  test("is refused around the data too, wherever it stands", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const deepest = nested(100_000);
    const replies = [
      await server.sendText("PUT", "/collections/c/records/a", `{"data":1,"more":${deepest}}`),
      await server.sendText("POST", "/collections", `{"name":${deepest}}`),
      await server.sendText("POST", "/snapshots", deepest),
      await server.sendText("POST", "/collections/c/query", deepest),
      await server.sendText("POST", "/collections/c/query", `{"type":"scan","prefix":${deepest}}`),
      await server.sendText("POST", "/transactions", `{"operations":${deepest}}`),
      await server.sendText("POST", "/transactions", `{"operations":[],"more":${deepest}}`),
    ];
    expect(replies.map(problemOf)).toEqual(new Array(replies.length).fill("400 invalid-request, invalid body"));
  });
});
