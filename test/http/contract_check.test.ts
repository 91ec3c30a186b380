/**
 * The check that HTTP tests put responses through sees what is not as documented.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { type Answer, checkContract, checkedFetch, contractFaults } from "../support/contract_check.ts";

const RECORD = `{"id":"a/b","data":[1e400,{"x":null}],"version":null,"sequence":7,"deleted":false}`;
const PROBLEM = { type: "urn:fountainstore:problem:not-found", title: "not found", status: 404, detail: "Not there" };

function answer(changes: Partial<Answer> = {}): Answer {
  return {
    method: "GET",
    path: "/collections/{collection}/records/{id}",
    status: 200,
    headers: new Headers({ "content-type": "application/json", etag: `"7"` }),
    body: RECORD,
    ...changes,
  };
}

function problem(status: number, document: object = { ...PROBLEM, status }): Partial<Answer> {
  const headers = new Headers({ "content-type": "application/problem+json" });
  return { status, headers, body: JSON.stringify(document) };
}

describe("accepted", () => {
  const json = new Headers({ "content-type": "application/json; charset=utf-8" });
  test.each<[string, Partial<Answer>]>([
    ["a record, by the path of the document", {}],
    ["by the path of a request", { path: "/v1/collections/c/records/a%2Fb?snapshot=s" }],
    ["a problem", problem(404)],
    ["no content", { method: "DELETE", status: 204, headers: new Headers(), body: "" }],
    ["not modified", { status: 304, headers: new Headers({ etag: `"7"` }), body: "" }],
    ["members that may be added", {
      path: "/metrics",
      headers: json,
      body: JSON.stringify({
        ...Object.fromEntries(
          ["sequence", "puts", "gets", "deletes", "scans", "indexLookups", "batches", "histories"].map((
            name,
          ) => [name, 0]),
        ),
        opCounters: { puts: 0, gets: 0, deletes: 0, scans: 0, indexLookups: 0, batches: 0, histories: 0, queries: 0 },
        timingsMs: { lastFlush: 0, avgCompactionTick: 0 },
        bloom: { fppEstimate: 0 },
        more: 1,
      }),
    }],
    ["text", {
      path: "/metrics",
      headers: new Headers({ "content-type": "text/plain; version=0.0.4" }),
      body: "# HELP\n",
    }],
    ["an unknown path", { path: "/nowhere", ...problem(404) }],
    ["an unknown method", {
      method: "TRACE",
      ...problem(405),
      headers: new Headers({ "content-type": "application/problem+json", allow: "GET" }),
    }],
  ])("%s", (_, changes) => expect(contractFaults(answer(changes))).toEqual([]));
});

describe("refused", () => {
  test.each<[string, Partial<Answer>, string]>([
    ["a status", { status: 202 }, "the status is not documented"],
    ["a content type", { headers: new Headers({ etag: `"7"` }) }, "the content type is"],
    [
      "a missing header",
      { headers: new Headers({ "content-type": "application/json" }) },
      "the header ETag is missing",
    ],
    [
      "a weak tag",
      { headers: new Headers({ "content-type": "application/json", etag: `W/"7"` }) },
      "the header ETag is",
    ],
    ["a body that is not JSON", { body: "{" }, "the body is not JSON"],
    ["a missing member", { body: `{"id":"a","data":1,"version":null,"sequence":7}` }, "deleted"],
    ["a member that nobody documented", { body: RECORD.replace("{", `{"secret":1,`) }, "secret"],
    ["a wrong type", { body: RECORD.replace("7", `"7"`) }, "/sequence must be integer"],
    ["a body where none belongs", { method: "DELETE", status: 204 }, "a body, where none is documented"],
    ["a problem as JSON", { ...problem(404), headers: answer().headers }, "application/problem+json"],
    ["a problem of another status", problem(404, { ...PROBLEM, status: 400 }), "another status"],
    ["a problem of an unknown kind", problem(404, { ...PROBLEM, type: "about:blank" }), "/type"],
    ["an unknown path that is answered", { path: "/nowhere" }, "the path is unknown"],
    ["a 405 without allow", { method: "TRACE", ...problem(405) }, "needs the header allow"],
    ["an instant", {
      method: "POST",
      path: "/snapshots",
      status: 201,
      headers: new Headers({ "content-type": "application/json", location: "/snapshots/s" }),
      body: `{"id":"s","sequence":7,"expiresAt":"tomorrow"}`,
    }, "/expiresAt"],
  ])("%s", (_, changes, fault) => {
    const faults = contractFaults(answer(changes));
    expect(faults.join("\n")).toContain(fault);
    expect(() => checkContract(answer(changes))).toThrow(fault);
  });
});

test("a checked fetch gives the response on, still to be read", async () => {
  const headers = { "content-type": "application/json", etag: `"7"` };
  const request = new Request("http://127.0.0.1/collections/c/records/a");
  const good = checkedFetch(() => new Response(RECORD, { headers }));
  expect(await (await good(request)).text()).toBe(RECORD);
  const bad = checkedFetch(() => new Response("{}", { headers }));
  await expect(bad(request)).rejects.toThrow("GET /collections/c/records/a → 200 is not as documented");
});
