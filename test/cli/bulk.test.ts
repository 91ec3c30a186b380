/**
 * `import` and `export` over a folder: what one writes the other takes, packed or not.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import type { Program } from "../../src/platform/program.ts";
import { tempFolder } from "../support/temp_folder.ts";

const WORKER = new URL("../../src/worker.ts", import.meta.url);

async function command(...args: string[]): Promise<{ code: number | undefined; written: string }> {
  let written = "";
  const refuse = (): never => {
    throw new Error("not asked for here");
  };
  const program: Program = {
    arguments: args,
    environment: () => undefined,
    write: (text) => void (written += text),
    isTerminal: () => false,
    readText: refuse,
    onStopSignal: refuse,
    serve: refuse,
    fetch: () => Promise.reject(new Error("no server elsewhere is asked")),
    exit: refuse,
  };
  const code = await run(program, currentPlatform(), WORKER);
  return { code, written };
}

test("lines go in, come out, and go into another store as they came out", async () => {
  const folder = tempFolder();
  const [source, packed] = [join(folder, "cities.ndjson"), join(folder, "cities.ndjson.gz")];
  const lines = Array.from({ length: 2500 }, (_, n) => `{"geo":{"id":${n}},"size":${n}.50}`);
  writeFileSync(source, lines.join("\n"));
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  const imported = await command("import", "cities", source, "--path", one, "--id-path", ".geo.id");
  expect(imported).toMatchObject({
    code: 0,
    written: expect.stringContaining("imported 2500 records, 0 lines were bad"),
  });
  const exported = await command("export", "cities", packed, "--path", one);
  expect(exported).toMatchObject({ code: 0, written: expect.stringContaining("exported 2500 records") });
  expect((await command("import", "cities", packed, "--path", other)).code).toBe(0);
  const again = join(folder, "again.ndjson");
  expect((await command("export", "cities", again, "--path", other)).code).toBe(0);
  const plain = (text: string): string => text.replaceAll(/"sequence":\d+/g, "");
  const text = readFileSync(again, "utf8");
  expect(plain(text)).toBe(plain(gunzipSync(readFileSync(packed)).toString()));
  expect(text).toContain(`"data":{"geo":{"id":7},"size":7.50}`);
}, 120_000);

test("a file of CSV is known by its name, packed or not", async () => {
  const folder = tempFolder();
  const [plain, packed, out] = [join(folder, "a.csv"), join(folder, "b.csv.gz"), join(folder, "out.ndjson")];
  writeFileSync(plain, `id,name\na,"Paris, France"\n`);
  writeFileSync(packed, gzipSync(`code,n\nb,2.50\nc\n`));
  const store = join(folder, "store");
  expect((await command("import", "c", plain, "--path", store)).code).toBe(0);
  const bad = await command("import", "c", packed, "--path", store, "--id-path", ".code");
  expect([bad.code, bad.written]).toEqual([1, expect.stringContaining("line 3: ")]);
  expect((await command("export", "c", out, "--path", store)).code).toBe(0);
  const text = readFileSync(out, "utf8");
  expect(text).toContain(`"data":{"id":"a","name":"Paris, France"}`);
  expect(text).toContain(`"data":{"code":"b","n":2.50}`);
}, 120_000);

test("bad lines are told of and end with 1; wrong calls with 2 and nothing done", async () => {
  const folder = tempFolder();
  const file = join(folder, "bad.ndjson");
  writeFileSync(file, `{"id":"a","data":1}\nno json\n`);
  const bad = await command("import", "c", file, "--path", join(folder, "store"));
  expect([bad.code, bad.written]).toEqual([1, expect.stringContaining("line 2: ")]);
  expect((await command("import", "c", file)).code).toBe(2);
  expect((await command("import", "c", file, "--url", "x")).code).toBe(2);
  expect((await command("export", "none", join(folder, "out"), "--path", join(folder, "store"))).code).toBe(1);
}, 120_000);
