/**
 * The executable: what `fountainstore` runs.
 *
 * @module
 */

import { run } from "./cli/run.ts";
import { currentPlatform } from "./platform/current.ts";
import { currentProgram } from "./platform/current_program.ts";

const program = currentProgram();
// In a bundle the worker is the second entry, which lies beside this one under the name of what it has become.
const worker = import.meta.url.endsWith(".js") ? "./worker.js" : "./worker.ts";
const exitCode = await run(program, currentPlatform(), new URL(worker, import.meta.url));
if (exitCode !== undefined) program.exit(exitCode);
