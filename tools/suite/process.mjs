/**
 * Running programs: no standard input, output kept, an end to those that hang.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The folder of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Longer than any step should take on a slow machine; a step that hangs must not hold CI for ever. */
const LIMIT_MS = 30 * 60_000;
const GRACE_MS = 5_000;

/** Quiet tools: no colours into a log, no asking for updates. */
function environment() {
  const quiet = {
    DENO_NO_UPDATE_CHECK: "1",
    DENO_NO_PROMPT: "1",
    DO_NOT_TRACK: "1",
    REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
    REDOCLY_TELEMETRY: "off",
  };
  return { ...process.env, ...quiet, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }) };
}

/** Runs `command` in the repository; resolves with `{ exitCode, output, seconds }`, whatever happens. */
export function capture([program, ...args], { limitMs = LIMIT_MS } = {}) {
  const begin = performance.now();
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, args, {
      cwd: ROOT,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      // npm is a script there, which only the shell starts.
      shell: process.platform === "win32" && !program.endsWith(".exe"),
    });
    const stop = () => child.kill("SIGTERM");
    const kill = () => child.kill("SIGKILL");
    const interrupted = (signal) => {
      kill();
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    const timers = [setTimeout(stop, limitMs), setTimeout(kill, limitMs + GRACE_MS)];
    process.on("SIGINT", interrupted).on("SIGTERM", interrupted);

    const finish = (exitCode, note) => {
      timers.forEach(clearTimeout);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      resolve({ exitCode, output: note === undefined ? output : `${output}\n${note}\n`, seconds: secondsSince(begin) });
    };
    child.stdout.setEncoding("utf8").on("data", (text) => output += text);
    child.stderr.setEncoding("utf8").on("data", (text) => output += text);
    child.on("error", (error) => finish(127, `${program} cannot be started: ${error.message}`));
    child.on("close", (code, signal) => {
      if (signal === null) return finish(code ?? 1);
      finish(1, `${program} was ended by ${signal} after ${secondsSince(begin).toFixed(0)} s`);
    });
  });
}

function secondsSince(begin) {
  return (performance.now() - begin) / 1000;
}
