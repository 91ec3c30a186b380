/**
 * A measuring process: it does one job and tells the result on its standard output, a JSON text in a line of its own.
 *
 * Engines are measured in processes of their own, so that the memory of one is not counted for another and nothing that one compiled or
 * cached helps the next.
 *
 * @module
 */

import process from "node:process";
import { loadDriver } from "./drivers/load.ts";
import { type Message, MESSAGE_MARK } from "./messages.ts";
import { measureReadsUnderCompaction } from "./read_under_compaction.ts";
import { runWorkloads } from "./run.ts";
import type { Job } from "./settings.ts";
import { openOnce, writeTail } from "./reopen.ts";
import type { ProbeResult } from "./results.ts";

function tell(message: Message): void {
  process.stdout.write(`${MESSAGE_MARK}${JSON.stringify(message)}\n`);
}

const progress = (text: string): void => tell({ progress: text });

async function perform(job: Job): Promise<unknown> {
  switch (job.kind) {
    case "probe":
      return await probe(job.engine);
    case "run":
      return await runWorkloads(job, progress);
    case "open":
      return await openOnce(job);
    case "tail":
      await writeTail(job);
      tell({ ready: true });
      return await new Promise(() => setInterval(() => {}, 60_000));
    case "compaction":
      return await measureReadsUnderCompaction(job, progress);
  }
}

async function probe(engine: Parameters<typeof loadDriver>[0]): Promise<ProbeResult> {
  try {
    const { version, promise } = await loadDriver(engine);
    return { version, promise };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.split("\n")[0] ?? error.name : String(error) };
  }
}

tell({ result: await perform(JSON.parse(process.argv[2] ?? "") as Job) });
process.exit(0);
