/**
 * The house rules, as tests whose message says the fix. Each is shown to fail on a bad sample too, because a rule that
 * cannot fail protects nothing.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importCycles, wrongImports } from "./house_rules/imports.ts";
import { looseEnds, machineNames } from "./house_rules/names.ts";
import {
  FILE_LINES_MAX,
  FILE_LINES_USUAL,
  FUNCTION_LINES_MAX,
  longFiles,
  longFunctions,
  missingHeaders,
} from "./house_rules/sizes.ts";
import { brokenLinks, loosePins, lostSuites, machineTraces, type Manifest } from "./house_rules/texts.ts";
import { listTree, parseSource, readText, ROOT, type SourceFile, type Violation } from "./house_rules/tree.ts";

const paths = listTree();
const texts = paths.flatMap((path) => readText(path) ?? []);
const sources = texts.filter(({ path }) => path === "mod.ts" || /^src\/.*\.ts$/.test(path)).map(parseSource);
const written = sources.filter(({ path }) => !path.endsWith(".gen.ts"));
const manifest = readJson<Manifest>("package.json");
const packages = Object.keys(manifest.dependencies ?? {});

/** Fails with the fix and each place, when there is any. */
function hold(fix: string, violations: readonly Violation[]): void {
  const list = violations.map(({ place, found }) => `  ${place}: ${found}`);
  if (list.length > 0) expect.fail(`${fix}\n${list.join("\n")}`);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")) as T;
}

function sample(path: string, ...lines: string[]): SourceFile {
  return parseSource({ path, text: lines.join("\n") });
}

/** What each sample is found guilty of. */
function found(violations: readonly Violation[]): string[] {
  return violations.map((violation) => violation.found);
}

test("the tree is seen", () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(paths).toContain("package.json");
});

describe("imports", () => {
  test("go down only", () => {
    hold(
      "Import only from your own folder and from rooms below it (the list is in test/house_rules/imports.ts). " +
        "Move what is shared down, or pass it in as an argument.",
      wrongImports(sources, packages),
    );
  });

  test("never come back to where they began", () => {
    hold("Break the circle: move what both files need into a third.", importCycles(sources));
  });

  test("samples that break the rules are seen", () => {
    const files = [
      sample("src/base/a.ts", `import { b } from "../structure/b.ts";`),
      sample("src/structure/b.ts", `export { a } from "../base/a.ts";`, `export { x } from "left-pad";`),
      sample("src/engine/log/c.ts", `import type { D } from "../sstable/d.ts";`),
      sample("src/engine/sstable/d.ts", `await import("../merge.ts");`, `import "abstract-level";`),
      sample("src/engine/compaction/e.ts", `import "../sstable/d.ts";`, `import "../log/c.ts";`),
      sample("src/engine/merge.ts", `import "./compaction/e.ts";`, `import "./nowhere.ts";`),
      sample("src/attic/f.ts", `import "../base/a.ts";`),
      sample("src/platform/g.ts", `import "../encoding/h.ts";`, `import "node:fs";`),
      sample("src/encoding/h.ts", `import type { G } from "../platform/g.ts";`),
    ];
    expect(found(wrongImports(files, ["abstract-level"]))).toEqual([
      "imports src/structure/b.ts: src/base may not know src/structure",
      "imports left-pad, which is no dependency in package.json",
      "imports src/engine/sstable/d.ts: src/engine/log may not know src/engine/sstable",
      "imports src/engine/merge.ts: src/engine/sstable may not know src/engine",
      "imports abstract-level, which only src/level may know",
      "imports src/engine/nowhere.ts, which is not in the tree",
      "is in no room of the list",
    ]);
    expect(found(importCycles(files))).toEqual(["src/base/a.ts → src/structure/b.ts → src/base/a.ts"]);
  });
});

describe("names", () => {
  test("the machine is named in src/platform only", () => {
    hold(
      "Take it as an argument: files, clock, random, workers and output come with `Platform` (src/platform/platform.ts).",
      machineNames(sources.filter(({ path }) => !path.startsWith("src/platform/"))),
    );
  });

  test("no loose ends", () => {
    hold(
      "Say the type (`unknown` and a check, not `any`; `present()` of src/base/assert.ts, not `!`), handle the error or " +
        "say in the catch why not, and finish the work or file it.",
      looseEnds(sources),
    );
  });

  test("samples that break the rules are seen", () => {
    const machine = sample(
      "src/x.ts",
      `import { readFileSync } from "node:fs";`,
      `import { dlopen } from "bun:ffi";`,
      `const a = Date.now() + Math.random() + performance.now();`,
      `const b = [new Date(), Date(), new Date(0)];`,
      `setTimeout(() => console.log(process.argv, Deno, Bun.version), 1);`,
      `crypto.getRandomValues(new Uint8Array(1)); globalThis.x;`,
      `const fine = { process: 1, Deno: 2 }.process + it.Date.then + new TextEncoder().encode("").length + Math.max(1);`,
    );
    expect(found(machineNames([machine]))).toEqual([
      "node:fs",
      "bun:ffi",
      "Date.now",
      "Math.random",
      "performance.now",
      "Date()",
      "Date()",
      "setTimeout",
      "console",
      "process",
      "Deno",
      "Bun",
      "crypto.getRandomValues",
      "globalThis",
    ]);
    const loose = sample(
      "src/y.ts",
      `// ${"TO" + "DO"}: later`,
      `// @ts-${"ignore"}`,
      `let a: any = b!.c as unknown as number;`,
      `try { a(); } catch {}`,
      `try { a(); } catch { /* the file may be gone */ }`,
    );
    expect(found(looseEnds([loose]))).toEqual([
      "TODO",
      "@ts-ignore",
      "any",
      "as unknown as",
      "b! (non-null assertion)",
      "empty catch",
    ]);
  });
});

describe("sizes", () => {
  test("files can be held in mind", () => {
    hold(
      `Split along a concept: no file over ${FILE_LINES_MAX} lines, one in ten at most over ${FILE_LINES_USUAL}.`,
      longFiles(written),
    );
  });

  test("functions fit a screen", () => {
    hold(`Give its parts names: no function over ${FUNCTION_LINES_MAX} lines.`, longFunctions(written));
  });

  test("headers teach", () => {
    hold(
      "Begin the file with /** what it is and why, its invariants … @module */",
      missingHeaders(sources),
    );
  });

  test("samples that break the rules are seen", () => {
    const lines = (count: number): string[] => new Array<string>(count).fill("f();");
    expect(found(longFiles([sample("src/x.ts", ...lines(401))]))).toEqual(["401 lines"]);
    expect(longFiles([sample("src/x.ts", ...lines(400))])).toEqual([]);
    const many = ["a", "b", "c"].map((name) => sample(`src/${name}.ts`, ...lines(251)));
    expect(longFiles(many).length).toBe(3);

    const functions = sample(
      "src/x.ts",
      "/** Text. */",
      "function f() {",
      ...lines(69),
      "}",
      "class C {",
      "m() {",
      "}",
      "}",
    );
    expect(found(longFunctions([functions]))).toEqual(["f: 71 lines"]);

    const headers = [
      sample("src/a.ts", "/** Good. @module */"),
      sample("src/b.ts", "/** Of a function. */", "f();", "/** @module */"),
      sample("src/c.ts", "f();"),
    ];
    expect(missingHeaders(headers).map(({ place }) => place)).toEqual(["src/b.ts", "src/c.ts"]);
  });
});

describe("texts", () => {
  test("links to files of the repository lead there", () => {
    hold("Correct the link, or add the file.", brokenLinks(texts.filter(({ path }) => path.endsWith(".md")), paths));
  });

  test("nothing of one machine", () => {
    hold("Leave out folders of a machine and hosts of registries; write relative paths.", machineTraces(texts));
  });

  test("versions are exact, and the lock files agree", () => {
    const lock = readJson<{ packages: { "": Manifest } }>("package-lock.json").packages[""];
    hold(
      "Pin the exact version, then run `npm install` and `node tools/complete_lock.mjs`.",
      loosePins(manifest, lock, readFileSync(join(ROOT, "bun.lock"), "utf8")),
    );
  });

  test("every suite is found by name", () => {
    hold("Name it *.test.ts, as vitest.config.ts looks for.", lostSuites(paths));
  });

  test("samples that break the rules are seen", () => {
    const page = {
      path: "docs/A.md",
      text: "[a](B.md#x) [b](../src) [c](https://x.y) [d](no.md) `[e](code.md)`\n[f]: gone.md\n",
    };
    expect(found(brokenLinks([page], ["docs/A.md", "docs/B.md", "src/x.ts"]))).toEqual([
      "links to no.md",
      "links to gone.md",
    ]);

    const traces = [
      ["cd ", "work", "main"].join("/"),
      `"resolved": ${'"https'}://host/x.tgz"`,
      ["https:", "", "registry.x", "y"].join("/"),
      "the network/work/load and ./root/x are fine",
    ];
    expect(found(machineTraces([{ path: "x", text: traces.join("\n") }])).length).toBe(3);

    const loose = { dependencies: { a: "^1.0.0", b: "1.0.0" } };
    expect(found(loosePins(loose, { dependencies: { a: "^1.0.0", b: "1.0.1" } }, `"a": "^1.0.0"`))).toEqual([
      "a ^1.0.0",
      "b 1.0.1",
      "no b 1.0.0",
    ]);
    expect(lostSuites(["test/a_test.ts", "test/b.test.ts", "test/c.spec.ts", "src/d_test.ts"]).length).toBe(2);
  });
});
