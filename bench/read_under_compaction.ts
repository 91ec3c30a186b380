/**
 * Point reads while everything is merged, against point reads while nothing is: compaction runs in a worker, and reads should hardly notice.
 *
 * ```
 *   load all rows | open a view | overwrite all rows | close the view | reads at a steady pace | compact("full") and reads at the same pace
 *                                                                       └ idle                   └ compacting
 * ```
 *
 * The view keeps the overwritten versions from being merged away too early: so the full compaction finds every row twice and has everything to do.
 *
 * Reads are due at fixed moments. Between them the loop gives way to the event loop, as a server does. Told are the time of the call, and the time
 * from the moment at which the read was due: that one also shows what the main thread does for the compaction between reads.
 *
 * @module
 */

import { mkdirSync } from "node:fs";
import { DataSet } from "./documents.ts";
import { FountainEngine, openFountain } from "./drivers/fountain.ts";
import { Histogram, type Latency } from "./histogram.ts";
import { giveWay } from "./measure.ts";
import { diskBytes } from "./process_figures.ts";
import { makeChooser, type RowChooser } from "./requests.ts";
import type { CompactionResult, ReadFigures } from "./results.ts";
import { BATCH_DOCUMENTS, type Job } from "./settings.ts";

const READS_PER_SECOND = 2000;
const PERIOD_MS = 1000 / READS_PER_SECOND;
const WARM_UP_MS = 1000;

/** See the module. */
export async function measureReadsUnderCompaction(
  { settings, folder }: Extract<Job, { kind: "compaction" }>,
  progress: (text: string) => void,
): Promise<CompactionResult> {
  const { rows, valueBytes, seed, durability, memoryBytes, distribution } = settings;
  mkdirSync(folder, { recursive: true });
  const engine = new FountainEngine(await openFountain({ folder, durability, memoryBytes }));
  const data = new DataSet(rows, valueBytes, seed);
  progress("load");
  await writeAll(engine, data, (row) => data.document(row));
  progress("overwrite");
  const view = engine.store.view();
  await writeAll(engine, data, (row) => data.nextDocument(row));
  await engine.store.flush();
  await engine.settle();
  view.close();

  const reads = new PacedReads(engine, data, makeChooser(distribution, rows, seed));
  const diskBytesBefore = diskBytes(folder);
  progress("reads, idle");
  await reads.during(pause(WARM_UP_MS));
  const idle = await reads.during(pause(settings.seconds * 1000));
  progress("reads, compacting");
  const mergedBefore = engine.writeFigures().mergedBytes;
  const startedMs = performance.now();
  let compactionMs = 0;
  const compaction = engine.store.compact("full").then(() => {
    compactionMs = performance.now() - startedMs;
  });
  const compacting = await reads.during(compaction);
  const mergedBytes = engine.writeFigures().mergedBytes - mergedBefore;
  await engine.close();
  return {
    diskBytesBefore,
    diskBytesAfter: diskBytes(folder),
    mergedBytes,
    compactionMs,
    readsPerSecond: READS_PER_SECOND,
    idle,
    compacting,
  };
}

async function writeAll(
  engine: FountainEngine,
  data: DataSet,
  document: (row: number) => ReturnType<DataSet["document"]>,
): Promise<void> {
  for (let from = 0; from < data.rows; from += BATCH_DOCUMENTS) {
    const count = Math.min(BATCH_DOCUMENTS, data.rows - from);
    await engine.putMany(Array.from({ length: count }, (_, at) => {
      return { id: data.id(from + at), document: document(from + at) };
    }));
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Reads at a steady pace for as long as something else goes on; at least one. */
class PacedReads {
  readonly #engine: FountainEngine;
  readonly #data: DataSet;
  readonly #chooser: RowChooser;

  constructor(engine: FountainEngine, data: DataSet, chooser: RowChooser) {
    this.#engine = engine;
    this.#data = data;
    this.#chooser = chooser;
  }

  async during(other: Promise<void>): Promise<ReadFigures> {
    const call = new Histogram();
    const response = new Histogram();
    let over = false;
    const watched = other.finally(() => over = true);
    for (let dueMs = performance.now(); !over || call.count === 0; dueMs += PERIOD_MS) {
      const id = this.#data.id(this.#chooser.next());
      do await giveWay(); while (performance.now() < dueMs);
      const startedMs = performance.now();
      if (this.#engine.get(id) === undefined) throw new Error(`Lost ${id}`);
      const endedMs = performance.now();
      call.addMs(endedMs - startedMs);
      response.addMs(endedMs - dueMs);
    }
    await watched;
    return { call: call.latency() as Latency, response: response.latency() as Latency };
  }
}
