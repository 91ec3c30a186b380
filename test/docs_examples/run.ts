/**
 * Runs examples as a reader would: each a module of its own, in an empty folder of its own; those of one file in one
 * child process, one after another.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { ROOT } from "../house_rules/tree.ts";
import type { Fence } from "./fences.ts";
import { EXAMPLE_ADDRESS, startServer } from "./server.ts";

const LIMIT_MS = 50_000;
const FAILED = "EXAMPLE FAILED at line ";
const DONE = "EXAMPLES DONE";

/** Where the names that examples import lead. */
const NAMES: Readonly<Record<string, string>> = {
  "fountainstore": pathToFileURL(join(ROOT, "mod.ts")).href,
  "fountainstore/client": pathToFileURL(join(ROOT, "src/client/mod.ts")).href,
  "fountainstore/level": pathToFileURL(join(ROOT, "src/level/mod.ts")).href,
};

/** `code` with the package's own names replaced by where they lead here. */
export function rewriteNames(code: string): string {
  return code.replace(
    /(\bfrom\s*|\bimport\s*\(?\s*)(["'])(fountainstore(?:\/(?:client|level))?)\2/g,
    (_, before: string, quote: string, name: string) => `${before}${quote}${NAMES[name] ?? name}${quote}`,
  );
}

/** Runs the examples; resolves with one message for each that failed, none when all is well. */
export async function runExamples(examples: readonly Fence[]): Promise<string[]> {
  if (!examples.some(({ code }) => code.includes(EXAMPLE_ADDRESS))) return runAll(examples);
  await using server = await startServer();
  return runAll(examples.map((each) => ({ ...each, code: each.code.replaceAll(EXAMPLE_ADDRESS, server.address) })));
}

function runAll(examples: readonly Fence[]): string[] {
  // The modules lie inside the project, where packages and settings are found; `dist` is ignored by git.
  const modules = join(ROOT, "dist", "examples");
  mkdirSync(modules, { recursive: true });
  const folder = mkdtempSync(join(modules, "run-"));
  const work = mkdtempSync(join(tmpdir(), "fountainstore-examples-"));
  try {
    for (const { line, code } of examples) {
      writeFileSync(join(folder, `line_${line}.ts`), `${rewriteNames(code)}\nexport {};\n`);
    }
    writeFileSync(join(folder, "run.ts"), runner(examples, work));
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [...runArguments(), join(folder, "run.ts")], {
      cwd: work,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LIMIT_MS,
    });
    const output = `${stdout}${stderr}`.replaceAll(folder, "examples");
    const failures = output.split(FAILED).slice(1).map((text) => `line ${text.trimEnd()}`);
    // An example that ends the process must not pass for all that come after it.
    if (failures.length > 0 || (status === 0 && stdout.includes(DONE))) return failures;
    return [`the examples ended early (${error?.message ?? `exit code ${status}`})\n${output.trimEnd()}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(work, { recursive: true, force: true });
  }
}

/** Deno checks the types of the examples as well. */
function runArguments(): string[] {
  return process.versions["deno"] === undefined
    ? []
    : ["run", "-A", "--check", "--quiet", "--config", join(ROOT, "deno.json")];
}

/** A module that imports each example in its own folder. */
function runner(examples: readonly Fence[], work: string): string {
  const steps = examples.map(({ line }) => `  [${line}, () => import("./line_${line}.ts")],`);
  return [
    `import { mkdirSync } from "node:fs";`,
    `import process from "node:process";`,
    `let failed = 0;`,
    `const examples: [number, () => Promise<unknown>][] = [`,
    ...steps,
    `];`,
    `for (const [line, run] of examples) {`,
    `  const folder = ${JSON.stringify(work)} + "/" + line;`,
    `  mkdirSync(folder);`,
    `  process.chdir(folder);`,
    `  try {`,
    `    await run();`,
    `  } catch (error) {`,
    `    failed++;`,
    `    console.error(${JSON.stringify(FAILED)} + line + ": " + (error instanceof Error ? error.stack : error));`,
    `  }`,
    `}`,
    `process.chdir(${JSON.stringify(work)});`,
    `console.log(${JSON.stringify(DONE)});`,
    `process.exit(failed === 0 ? 0 : 1);`,
    ``,
  ].join("\n");
}
