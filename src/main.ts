/**
 * The executable: what `fountainstore` runs.
 *
 * @module
 */

import { run } from "./cli/run.ts";
import { currentPlatform } from "./platform/current.ts";
import { currentProgram } from "./platform/current_program.ts";

const program = currentProgram();
const exitCode = await run(program, currentPlatform(), new URL("./worker.ts", import.meta.url));
if (exitCode !== undefined) program.exit(exitCode);
