/**
 * The examples of the documentation run: every fence of `ts` in README.md, docs/ and the docstrings of public symbols.
 *
 * An example imports from "fountainstore" (or "fountainstore/level", "fountainstore/client") as a user would, checks what it shows with
 * `import assert from "node:assert/strict"`, and finds itself in an empty folder. Under Deno its types are checked too.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { docstringText, type Fence, fencesOf } from "./docs_examples/fences.ts";
import { publicSymbols, undocumented } from "./docs_examples/public_symbols.ts";
import { rewriteNames, runExamples } from "./docs_examples/run.ts";
import { listTree, readText, ROOT } from "./house_rules/tree.ts";

/** Node 20 cannot load TypeScript, and it is a host for tests only: what examples show is for Bun and Deno. */
const onNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;

const ENTRIES = ["mod.ts", "src/client/mod.ts", "src/level/mod.ts"].map((path) => join(ROOT, path)).filter((path) =>
  existsSync(path)
);
const symbols = ENTRIES.flatMap(publicSymbols);
const examples = collect();

/** Every fence of the documentation, by file. */
function collect(): Map<string, Fence[]> {
  const byFile = new Map<string, Fence[]>();
  for (const path of listTree().filter((each) => each === "README.md" || /^docs\/.*\.md$/.test(each))) {
    byFile.set(path, fencesOf(readText(path)?.text ?? ""));
  }
  for (const { file, fences } of symbols.flatMap((symbol) => symbol.docstrings)) {
    const path = relative(ROOT, file);
    const all = byFile.get(path) ?? [];
    // Two exports can lead to one declaration.
    all.push(...fences.filter((fence) => !all.some((each) => each.line === fence.line)));
    byFile.set(path, all);
  }
  return byFile;
}

describe("examples", () => {
  for (const [path, fences] of examples) {
    const runnable = fences.filter(({ info }) => info === "ts");
    if (runnable.length === 0) continue;
    test.skipIf(onNode)(`of ${path} run`, async () => {
      const failures = await runExamples(runnable);
      if (failures.length > 0) expect.fail(`Correct the example, or the code:\n${failures.join("\n\n")}`);
    });
  }

  test("are not passed over because of how their fence is marked", () => {
    const odd = [...examples].flatMap(([path, fences]) =>
      fences.filter(({ info }) => /^(?:ts\W|typescript|tsx|jsx?\b|javascript)/i.test(info)).map(({ line }) =>
        `${path}:${line}`
      )
    );
    expect(odd, "Mark the fence `ts`, alone, so that the example runs.").toEqual([]);
  });
});

describe("public symbols", () => {
  test("there is a mod.ts", () => {
    expect(existsSync(join(ROOT, "mod.ts")), "mod.ts, the public library, is missing").toBe(true);
  });

  test("have docstrings, and examples where they can be used", () => {
    const missing = undocumented(symbols).map((text) => text.replaceAll(ROOT, ""));
    if (missing.length > 0) expect.fail(`Write what it is for, and show it:\n  ${missing.join("\n  ")}`);
  });
});

describe("the finder", () => {
  test("takes fences out of Markdown", () => {
    const text = ["Text", "```ts", "a();", "```", "- item", "  ````sh x", "  ```", "  b", "  ````"].join("\n");
    expect(fencesOf(text)).toEqual([
      { line: 3, info: "ts", code: "a();" },
      { line: 7, info: "sh x", code: "```\nb" },
    ]);
    expect(() => fencesOf("```ts\na();")).toThrow("never closed");
  });

  test("takes fences out of docstrings, with their lines", () => {
    const comment = "/**\n   * Says.\n   *\n   * ```ts\n   * if (a) {\n   *   b();\n   * }\n   * ```\n   */";
    expect(fencesOf(docstringText(comment), 10)).toEqual([{ line: 14, info: "ts", code: "if (a) {\n  b();\n}" }]);
  });

  test("leads the package's names here, and leaves others alone", () => {
    const url = new URL("../mod.ts", import.meta.url).href;
    expect(rewriteNames(`import { open } from "fountainstore";`)).toBe(`import { open } from "${url}";`);
    expect(rewriteNames(`await import('fountainstore/level')`)).toContain("src/level/mod.ts'");
    expect(rewriteNames(`import z from "fountainstores"; const name = "fountainstore";`)).not.toContain("file:");
  });

  test("sees exports without docstring or example", () => {
    const found = publicSymbols(join(ROOT, "test/docs_examples/sample.ts"));
    expect(undocumented(found).map((text) => text.replace(/ \(.*?\)/, ""))).toEqual([
      "BARE has no example: a fence of ```ts",
      "Silent has no docstring",
    ]);
    const shown = found.find((symbol) => symbol.name === "Shown");
    expect(shown?.docstrings.flatMap((each) => each.fences.map((fence) => fence.code))).toEqual(["new Shown();"]);
    expect(found.find((symbol) => symbol.name === "Shape")?.kind).toBe("type");
  });

  test.skipIf(onNode)("runs each example in an empty folder, and tells which failed", async () => {
    const good = [
      `import assert from "node:assert/strict";`,
      `import { readdirSync, writeFileSync } from "node:fs";`,
      `assert.deepEqual(readdirSync("."), []);`,
      `writeFileSync("x", await Promise.resolve("y"));`,
    ].join("\n");
    const bad = `${good}\nassert.equal(1 + 1, 3);`;
    const fence = (line: number, code: string): Fence => ({ line, info: "ts", code });
    expect(await runExamples([fence(3, good), fence(9, good)])).toEqual([]);

    const failures = await runExamples([fence(3, good), fence(9, bad), fence(20, "throw new Error('third');")]);
    expect(failures.map((text) => text.split(":")[0])).toEqual(["line 9", "line 20"]);
    const early = fence(3, "process.exit(0);".replace("process", `(await import("node:process")).default`));
    expect((await runExamples([early])).length).toBe(1);
  });
});
