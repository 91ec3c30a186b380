/**
 * The comparison of indexes over HTTP, run small, and the check of its answers. So it cannot rot unseen. How fast anything is is no matter here.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Response } from "../../bench/http/response_parser.ts";
import { idOf, INDEXES, personOf } from "../../bench/indexes/data.ts";
import { contentOf, type Question, QUESTIONS, WrongAnswer } from "../../bench/indexes/questions.ts";
import { BENCH_LIMIT_MS, runBenchOnBun } from "../support/bench.ts";
import { builtExecutable } from "../support/executable.ts";

const RECORDS = 3000;
const folder = mkdtempSync(join(tmpdir(), "fountain-indexes-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(builtExecutable() === undefined)("a small run answers every question alike on both sides", async () => {
  const args = ["--records", String(RECORDS), "--seconds", "0.1", "--folder", folder];
  const { exitCode, output } = await runBenchOnBun("bench/indexes/http.ts", ...args);
  expect(exitCode, output).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  for (const text of ["load average", "SQLite 3.", "seed 7", "3,000 records"]) expect(output).toContain(text);
  const rows = output.split("\n").filter((line) => line.startsWith("| ")).map((line) => {
    return line.split("|").slice(1, -1).map((cell) => cell.trim());
  });
  const cells = (title: string): string[][] => rows.filter(([head]) => head === title).map(([, ...rest]) => rest);
  for (const { title } of QUESTIONS) expect(cells(title).map(({ length }) => length)).toEqual([5, 2]);
  for (const name of INDEXES) expect(cells(`build ${name}, s`)).toHaveLength(1);
  expect(cells("point read")[0]?.[2]).toBe("1.0");
  expect(Number(cells("equality, 10 records")[0]?.[2])).toBeGreaterThan(8);
}, BENCH_LIMIT_MS);

test.each([
  [["--records", "many"], "--records must be a whole number"],
  [["--seconds", "-"], "--seconds must be a number"],
  [["--fast"], "--fast"],
])("%j is refused in one line, with exit code 2", async (args, message) => {
  const { exitCode, output } = await runBenchOnBun("bench/indexes/http.ts", ...args);
  expect(exitCode).toBe(2);
  expect(output.trim()).toContain(message);
  expect(output.trim()).not.toContain("\n");
});

describe("answers", () => {
  const equality = QUESTIONS.find(({ title }) => title.startsWith("equality")) as Question;
  const items = [3, 8].map((at) => ({ id: idOf(at), data: personOf(at, RECORDS), sequence: at }));
  const content = (status: number, body: unknown) =>
    contentOf(equality, new Response(status, "", Buffer.from(JSON.stringify(body))), RECORDS);

  test("with records as they were loaded are good, and say their keys", () => {
    expect(content(200, { items })).toEqual([idOf(3), idOf(8)]);
    expect(content(200, { groups: [{ metrics: { n: 5 } }] })).toEqual([5]);
  });

  test.each([
    ["with a record that was loaded otherwise", 200, { items: [{ ...items[0], data: personOf(4, RECORDS) }] }],
    ["with a record that is not whole", 200, { items: [{ id: idOf(3), data: { name: personOf(3, RECORDS).name } }] }],
    ["with an id that there is not", 200, { items: [{ id: "x", data: personOf(3, RECORDS) }] }],
    ["with a record twice", 200, { items: [items[0], items[0]] }],
    ["of another shape", 200, {}],
    ["that are none", 500, { items }],
  ])("%s are not", (_, status, body) => {
    expect(() => content(status, body)).toThrow(WrongAnswer);
  });
});
