/**
 * Found by simulated history 2286: once a drop was on disk, the log asked whether the memtable was worth a flush for it, which reads tables. When that
 * read failed, the error ended the log's run, the log took it for one that was still going on, and closing waited for ever. The history is run as it is.
 *
 * @module
 */

import { it } from "vitest";
import { runHistory } from "../simulation/replay.ts";

it("closing ends although a read fails when a drop is on disk", { timeout: 120_000 }, async () => {
  await runHistory(2286);
});
