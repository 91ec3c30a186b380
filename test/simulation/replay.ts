/**
 * Runs a history by its seed; one that fails is run once more, for the trace of its steps.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import { History } from "./history.ts";

/** Longer than any history takes on a slow machine: what takes so long waits for ever. */
const STUCK_MS = 30_000;
/** The end of the trace is what tells; `--replay` shows all of it. */
const SHOWN_LINES = 60;

/** A history that failed: its seed, what went wrong, and the trace of its steps. */
export class HistoryFailure extends Error {
  override readonly name = "HistoryFailure";

  constructor(readonly seed: number, readonly trace: readonly string[], cause: unknown) {
    const why = cause instanceof Error ? cause.stack ?? String(cause) : String(cause);
    const command = `bun test/simulation/soak.ts --replay ${seed}`;
    super(`Seed ${seed} fails; its trace: ${command}\n${trace.slice(-SHOWN_LINES).join("\n")}\n${why}`, { cause });
  }
}

/** Runs the history of a seed. @throws HistoryFailure */
export async function runHistory(seed: number): Promise<void> {
  try {
    await limited(new History(seed).run());
  } catch (first) {
    await traceHistory(seed);
    throw new HistoryFailure(seed, ["Run again it passed: something does not follow from the seed."], first);
  }
}

/** Runs the history of a seed and returns what it did. @throws HistoryFailure */
export async function traceHistory(seed: number): Promise<string[]> {
  const trace: string[] = [];
  try {
    await limited(new History(seed, trace).run());
  } catch (error) {
    throw new HistoryFailure(seed, trace, error);
  }
  return trace;
}

function limited(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stuck = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`stuck for ${STUCK_MS} ms: something waits for ever`)), STUCK_MS);
  });
  return Promise.race([work, stuck]).finally(() => clearTimeout(timer));
}
