/**
 * The clocks: how a load, a mix of operations, and writers at once are timed.
 *
 * ```
 *   mix       draw 256 | do them, timing each | draw 256 | do them … until the time is up or the operations are done
 *             no clock   clock                  no clock
 *   writers   each: make a document, put it, await … all under one clock
 *   load      make a batch, put it, up to so many under way … all under one clock
 * ```
 *
 * Between turns of 256 the event loop gets its turn, under the clock: what engines do there belongs to their work.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { Histogram } from "./histogram.ts";
import { LATENCY_KINDS, makeDraw, type Operation } from "./operations.ts";
import type { LatencyKind, WorkloadResult } from "./results.ts";
import type { Session } from "./session.ts";
import { BATCH_DOCUMENTS, type RunSettings } from "./settings.ts";
import { type OperationKind, type Workload, WORKLOAD_NAMES } from "./workloads.ts";

const TURN_OPERATIONS = 256;
/** Share of a workload's time or operations that is spent before it, unmeasured, so that code is compiled and caches are warm. */
export const WARM_UP_SHARE = 0.1;

/** When a measurement ends. */
interface Limits {
  readonly seconds: number;
  readonly operations: number;
}

/** What was counted. */
interface Tally {
  operations: number;
  clockMs: number;
  readonly histograms: Map<LatencyKind, Histogram>;
}

/** Loads all rows. */
export async function measureLoad(session: Session, settings: RunSettings): Promise<WorkloadResult> {
  const { rows } = session.data;
  const underWay: Promise<void>[] = [];
  const startedMs = performance.now();
  for (let from = 0; from < rows; from += BATCH_DOCUMENTS) {
    if (underWay.length >= settings.batchesInFlight) await underWay.shift();
    const count = Math.min(BATCH_DOCUMENTS, rows - from);
    const entries = Array.from({ length: count }, (_, at) => {
      return { id: session.data.id(from + at), document: session.data.document(from + at) };
    });
    underWay.push(session.engine.putMany(entries));
  }
  await Promise.all(underWay);
  return toResult({ operations: rows, clockMs: performance.now() - startedMs, histograms: new Map() });
}

/** Runs a mix or writers, after a warm-up. */
export async function measureWorkload(
  session: Session,
  workload: Workload,
  settings: RunSettings,
): Promise<WorkloadResult> {
  const { seconds, operations = Infinity } = settings;
  const warmUp = { seconds: seconds * WARM_UP_SHARE, operations: Math.ceil(operations * WARM_UP_SHARE) };
  const full = { seconds: operations === Infinity ? seconds : Infinity, operations };
  const { writers } = workload;
  if (writers !== undefined) {
    await runWriters(session, writers, warmUp);
    return toResult(await runWriters(session, writers, full));
  }
  const draw = drawOf(session, workload, settings);
  await runMix(session, draw, warmUp);
  return toResult(await runMix(session, draw, full));
}

async function runMix(session: Session, draw: () => Operation, limits: Limits): Promise<Tally> {
  const tally: Tally = { operations: 0, clockMs: 0, histograms: new Map() };
  while (tally.operations < limits.operations && tally.clockMs < limits.seconds * 1000) {
    const count = Math.min(TURN_OPERATIONS, limits.operations - tally.operations);
    const turn = Array.from({ length: count }, draw);
    const histograms = turn.map(({ kind }) => histogramOf(tally, kind));
    const startedMs = performance.now();
    let beforeMs = startedMs;
    for (let at = 0; at < count; at++) {
      const pending = session.perform(turn[at] as Operation);
      if (pending !== undefined) await pending;
      const afterMs = performance.now();
      (histograms[at] as Histogram).addMs(afterMs - beforeMs);
      beforeMs = afterMs;
    }
    await giveWay();
    tally.clockMs += performance.now() - startedMs;
    tally.operations += count;
  }
  return tally;
}

async function runWriters(session: Session, writers: number, limits: Limits): Promise<Tally> {
  const tally: Tally = { operations: 0, clockMs: 0, histograms: new Map() };
  const histogram = histogramOf(tally, "insert");
  const startedMs = performance.now();
  const endMs = startedMs + limits.seconds * 1000;
  const write = async (): Promise<void> => {
    while (tally.operations < limits.operations && performance.now() < endMs) {
      tally.operations++;
      const { id, document } = session.newEntry();
      const beforeMs = performance.now();
      await session.put(id, document);
      histogram.addMs(performance.now() - beforeMs);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  tally.clockMs = performance.now() - startedMs;
  return tally;
}

/** Draws the workload's operations: others than in the other workloads. */
function drawOf(session: Session, { name, mix = [] }: Workload, { distribution, seed }: RunSettings): () => Operation {
  return makeDraw(session, mix, distribution, seed + 2 * WORKLOAD_NAMES.indexOf(name));
}

function histogramOf(tally: Tally, kind: OperationKind): Histogram {
  const under = LATENCY_KINDS[kind];
  let histogram = tally.histograms.get(under);
  if (histogram === undefined) tally.histograms.set(under, histogram = new Histogram());
  return histogram;
}

function toResult({ operations, clockMs, histograms }: Tally): WorkloadResult {
  const seconds = clockMs / 1000;
  const latency = Object.fromEntries([...histograms].map(([kind, histogram]) => [kind, histogram.latency()]));
  return { operations, seconds, perSecond: operations / seconds, latency };
}

/** Lets the event loop have its turn. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
