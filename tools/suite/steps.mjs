/**
 * The steps of the test command, in order. **To add a step, add one entry to {@link STEPS}.**
 *
 * | field | meaning |
 * |---|---|
 * | `name` | what `--only` takes and the report shows; the parts of one step may share it |
 * | `runtimes` | where it runs, each a run of its own; left out for checks that need no particular one |
 * | `tool` | for checks: the program, `deno`, `tsc`, `redocly` or `bash` |
 * | `needs` | a step that must have run before; it runs even where the options leave it out |
 * | `args` | its arguments; for `tap` the first one is the program of this repository |
 * | `counts` | how its output is counted: `exit` (one passed or one failed), `vitest` (JSON report), `tap` |
 *
 * For example a program that prints TAP:
 *
 *     { name: "level", counts: "tap", runtimes: ["bun", "deno"], args: ["test/level/compliance.ts"] },
 *
 * @module
 */

export const STEPS = [
  { name: "format", counts: "exit", tool: "deno", args: ["fmt", "--check"] },
  { name: "lint", counts: "exit", tool: "deno", args: ["lint"] },
  { name: "types", counts: "exit", tool: "tsc", args: ["--noEmit"] },
  { name: "types", counts: "exit", tool: "deno", args: ["check", "--quiet", "mod.ts", "src", "test"] },
  { name: "openapi", counts: "exit", tool: "redocly", args: ["lint", "fountainstore"] },
  { name: "build", counts: "exit", tool: "bash", args: ["compile.sh"] },
  { name: "unit", counts: "vitest", needs: "build", runtimes: ["node", "bun", "deno"], args: [] },
  { name: "level", counts: "tap", runtimes: ["node"], args: ["test/level/compliance_on_node.mjs"] },
  { name: "level", counts: "tap", runtimes: ["bun", "deno"], args: ["test/level/compliance.ts"] },
];

/** The names that `--only` takes. */
export const STEP_NAMES = [...new Set(STEPS.map((step) => step.name))];

/** One entry for each run that the options leave: a step with the runtime it runs on, and before it what it needs. */
export function chosenRuns(steps, { only, runtimes }) {
  const chosen = steps
    .filter((step) => only.length === 0 || only.includes(step.name))
    .flatMap((step) =>
      step.runtimes === undefined
        ? (runtimes.length === 0 || only.length > 0 ? [step] : [])
        : step.runtimes.filter((each) => runtimes.length === 0 || runtimes.includes(each))
          .map((runtime) => ({ ...step, runtime }))
    );
  const needed = new Set(chosen.map(({ needs }) => needs));
  const added = steps.filter((step) => needed.has(step.name) && !chosen.includes(step));
  return [...added, ...chosen];
}
