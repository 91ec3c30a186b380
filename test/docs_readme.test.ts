/**
 * The first five minutes of README.md: each command that is marked to be run does what it says, in order, against the server from outside.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./house_rules/tree.ts";
import { parseCurl } from "./support/curl.ts";
import { mainForm, Served } from "./support/served.ts";

const ADDRESS = "http://127.0.0.1:8080";

test("the marked commands of the README succeed", async () => {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const commands = [...text.matchAll(/^<!-- run -->\n```sh\n(.*?)^```$/gms)].map(([, code]) => code ?? "");
  expect(commands.length).toBeGreaterThanOrEqual(6);
  const served = await Served.start(mainForm());
  for (const command of commands) {
    const { method, url, headers, body } = parseCurl(command);
    const content = body === undefined ? {} : { body };
    const response = await fetch(url.replace(ADDRESS, served.address), { method, headers, ...content });
    expect([command, response.status, await response.text()]).toEqual([
      command,
      method === "GET" || url.endsWith("/query") || url.endsWith("/transactions") ? 200 : 201,
      expect.any(String),
    ]);
  }
});
