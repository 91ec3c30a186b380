/**
 * What an engine's worker runs.
 *
 * @module
 */

import type { Platform } from "../platform/platform.ts";
import type { Job } from "./compaction/jobs.ts";
import { runJob } from "./compaction/run_job.ts";
import type { BuilderBuffers } from "./sstable/table_builder.ts";

/** The handler that an engine's worker runs; for platforms that have threads, `src/worker.ts` serves it. */
export function engineJobs(platform: Platform): (message: unknown) => Promise<unknown> {
  const idle: BuilderBuffers[] = [];
  return (message) => runJob(platform, message as Job, idle);
}
