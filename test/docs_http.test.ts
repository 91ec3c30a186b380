/**
 * docs/HTTP.md tells the truth: its examples run against the server from outside and answer what stands there, and its table has the problems
 * of the code.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROBLEMS } from "../src/http/problems.ts";
import { fencesOf } from "./docs_examples/fences.ts";
import { ROOT } from "./house_rules/tree.ts";
import { parseCurl } from "./support/curl.ts";
import { mainForm, Served } from "./support/served.ts";

const TEXT = readFileSync(join(ROOT, "docs/HTTP.md"), "utf8");
const ADDRESS = "http://127.0.0.1:8080";

test("each example answers what is shown behind it", async () => {
  const served = await Served.start(mainForm());
  const fences = fencesOf(TEXT).filter(({ info }) => info !== "ts");
  const commands = fences.filter(({ info }) => info === "sh");
  expect(commands.length).toBeGreaterThanOrEqual(8);
  // Commands and answers take turns.
  expect(fences.map(({ info }) => info === "sh")).toEqual(fences.map((_, at) => at % 2 === 0));
  for (let at = 0; at < fences.length; at += 2) {
    const { method, url, headers, body, showsHeaders } = parseCurl(fences[at]?.code ?? "");
    expect(url.startsWith(`${ADDRESS}/`)).toBe(true);
    const content = body === undefined ? {} : { body };
    const response = await fetch(url.replace(ADDRESS, served.address), { method, headers, ...content });
    const shown = fences[at + 1];
    expect(shown?.info).toBe(showsHeaders ? "http" : "json");
    expectAnswer(response, await response.text(), shown?.code ?? "", showsHeaders);
  }
});

function expectAnswer(response: Response, text: string, shown: string, showsHeaders: boolean): void {
  const [head = "", body = ""] = showsHeaders ? shown.trim().split("\n\n") : ["", shown];
  const [first = "", ...lines] = head.split("\n");
  if (showsHeaders) expect(`${first} ${text}`).toContain(`HTTP/1.1 ${response.status} `);
  for (const line of lines) {
    const [name = "", value] = line.split(/: (.*)/);
    expect([name, response.headers.get(name)]).toEqual([name, value]);
  }
  if (body === "") expect(text).toBe("");
  else expect(JSON.parse(text)).toEqual(withWildcards(JSON.parse(body)));
}

/** The value with "…" matching any text. */
function withWildcards(value: unknown): unknown {
  if (value === "…") return expect.any(String);
  if (Array.isArray(value)) return value.map(withWildcards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withWildcards(member)]));
}

test("the table of problems is that of the code, in its order", () => {
  const rows = [...TEXT.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| `([^`]+)` \| (.+) \|$/gm)];
  const told = rows.map(([, kind, status, title]) => [kind, { status: Number(status), title }]);
  expect(told).toEqual(Object.entries(PROBLEMS));
});

describe("commands", () => {
  test("are read as a shell does", () => {
    expect(parseCurl(`curl -i -X PUT 'http://h/a?b&c' \\\n  -H "x-y: z: 1" -d '{"a": "b"}'`)).toEqual({
      method: "PUT",
      url: "http://h/a?b&c",
      headers: { "x-y": "z: 1" },
      body: `{"a": "b"}`,
      showsHeaders: true,
    });
    expect(parseCurl("curl -s http://h/ -d x").method).toBe("POST");
  });

  test.each([
    "wget http://h/",
    "curl",
    "curl -k http://h/",
    "curl http://h/ | sh",
    "curl http://h/?a=$b",
    "curl http://h/ http://i/",
  ])(
    "%s is not understood",
    (command) => expect(() => parseCurl(command)).toThrow(),
  );
});
