/**
 * Simulated histories for as long as one likes, beyond those of the gate.
 *
 * ```
 *   bun test/simulation/soak.ts --hours 2 --seed 1         seeds 1, 2, 3 … until two hours are over
 *   bun test/simulation/soak.ts --replay 4711              one seed, with the trace of its steps
 *   deno run -A test/simulation/soak.ts --count 500        the same on Deno
 * ```
 *
 * It stops at the first history that fails, prints its seed with the trace and exits with 1. Progress goes to a
 * terminal only, so that a log holds nothing but the outcome. A seed that failed is to be reduced to a test of its own
 * in `test/regressions/`, and its cause mended.
 *
 * @module
 */

import process from "node:process";
import { HistoryFailure, runHistory, traceHistory } from "./replay.ts";

const HELP = `Runs simulated histories of the engine against a plain model, seed after seed.

Usage: bun test/simulation/soak.ts [options]      (or: deno run -A test/simulation/soak.ts [options])

  --hours N      for so long; fractions are allowed (default: until --count, or for ever)
  --count N      so many histories
  --seed N       the first seed (default 1); the others follow it
  --replay N     this seed only, and the trace of its steps whether or not it fails
  --help         this text

Exit code: 0 no history failed, 1 one did (its seed and trace are printed), 2 bad usage.`;

const OPTIONS = ["--hours", "--count", "--seed", "--replay"];
const PROGRESS_MS = 1000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const given = new Map<string, number>();
  for (let at = 0; at < args.length; at += 2) {
    const [name, value] = [args[at] as string, Number(args[at + 1])];
    if (!OPTIONS.includes(name) || !(value >= 0)) {
      console.error(`${name} ${args[at + 1] ?? ""}: unknown, or without a number (see --help)`);
      return 2;
    }
    given.set(name, value);
  }
  try {
    const replayed = given.get("--replay");
    if (replayed !== undefined) console.log((await traceHistory(replayed)).join("\n"));
    else await soak(given);
    return 0;
  } catch (error) {
    if (!(error instanceof HistoryFailure)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function soak(given: ReadonlyMap<string, number>): Promise<void> {
  const first = given.get("--seed") ?? 1;
  const count = given.get("--count") ?? Infinity;
  const beganMs = performance.now();
  const endMs = beganMs + (given.get("--hours") ?? Infinity) * 3_600_000;
  let shownMs = beganMs;
  let done = 0;
  for (; done < count && performance.now() < endMs; done++) {
    await runHistory(first + done);
    if (!process.stdout.isTTY || performance.now() - shownMs < PROGRESS_MS) continue;
    shownMs = performance.now();
    process.stdout.write(`\r${done} histories, seed ${first + done}, ${perThousand(beganMs, done)} s per 1,000 \x1b[K`);
  }
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  console.log(`${done} histories from seed ${first} on, none failed; ${perThousand(beganMs, done)} s per 1,000`);
}

function perThousand(beganMs: number, done: number): string {
  return ((performance.now() - beganMs) / Math.max(1, done)).toFixed(1);
}
