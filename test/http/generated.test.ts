/**
 * What is generated says what the code says now.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedFiles } from "../../tools/generate/files.ts";
import { COMMAND } from "../../tools/generate/header.ts";
import { ROOT } from "../house_rules/tree.ts";

const files = await generatedFiles();

test.each(files)("$path is current", ({ path, isCurrent }) => {
  expect(isCurrent(readFileSync(join(ROOT, path), "utf8")), `Run \`${COMMAND}\`: ${path} is not what the code makes.`)
    .toBe(true);
});

test.each(files)("a change of $path is seen", ({ path, text, isCurrent }) => {
  expect(isCurrent(text)).toBe(true);
  expect(isCurrent(text.replace(path.endsWith(".yaml") ? "getLivez" : "export", "x"))).toBe(false);
});

test("another compression of the same assets is no change", () => {
  const assets = files.find(({ path }) => path.endsWith("docs_assets.gen.ts"));
  const [, base64 = ""] = /SCRIPT_GZIP: string = "([^"]*)"/.exec(assets?.text ?? "") ?? [];
  // The byte behind the magic, method, flags and time says how hard the compressor tried; it does not matter.
  const bytes = Buffer.from(base64, "base64");
  bytes[8] = bytes[8] === 0 ? 2 : 0;
  expect(assets?.isCurrent(assets.text.replace(base64, bytes.toString("base64")))).toBe(true);
  expect(() => assets?.isCurrent(assets.text.replace(base64, base64.slice(0, -8)))).toThrow();
});
