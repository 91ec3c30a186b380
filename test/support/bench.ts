/**
 * Starts the programs of `bench/` as somebody would: as processes, on the runtime of the tests or on Bun.
 *
 * @module
 */

import process from "node:process";
import { expect } from "vitest";
import { capture } from "../../tools/suite/process.mjs";
import { findRuntimes } from "../../tools/suite/runtimes.mjs";

/** What became of a program. */
export interface Ended {
  readonly exitCode: number;
  /** Both outputs. */
  readonly output: string;
}

/** The longest that a program of the benchmark may take in a test. */
export const BENCH_LIMIT_MS = 300_000;

/** Runs a program by this runtime, or by Bun when this one only hosts tests. @param program from the root, as `bench/main.ts` */
export async function runBench(program: string, ...args: string[]): Promise<Ended> {
  if (process.versions["deno"] === undefined) return await runBenchOnBun(program, ...args);
  return await run([process.execPath, "run", "-A", program, ...args]);
}

/** Runs a program that is for Bun alone. */
export async function runBenchOnBun(program: string, ...args: string[]): Promise<Ended> {
  if (process.versions["bun"] !== undefined) return await run([process.execPath, program, ...args]);
  const { bun } = await findRuntimes() as { readonly bun?: { readonly path: string } };
  return await run([bun?.path ?? expect.fail("Bun is not installed"), program, ...args]);
}

async function run([program = "", ...args]: readonly string[]): Promise<Ended> {
  return await capture([program, ...args], { limitMs: BENCH_LIMIT_MS }) as Ended;
}
