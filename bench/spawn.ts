/**
 * Starts measuring processes and hears what they tell.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Message, MESSAGE_MARK } from "./messages.ts";
import type { Job } from "./settings.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** A measuring process failed; its own words are on the standard error output. */
export class JobFailed extends Error {}

/** What a caller wants to hear besides the result. */
export interface Hearing {
  readonly onProgress?: (text: string) => void;
  /** Kill the child, as a crash would, when it says that it is ready; there is no result then. */
  readonly killWhenReady?: boolean;
}

/** Does a job in a process of its own, on the runtime of this one. @throws JobFailed */
export function runJob<T>(job: Job, { onProgress = () => {}, killWhenReady = false }: Hearing = {}): Promise<T> {
  const runtime = process.versions["deno"] === undefined ? [] : ["run", "--allow-all", "--quiet"];
  const child = spawn(process.execPath, [...runtime, CHILD, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  return new Promise((resolve, reject) => {
    let answer: { readonly result: unknown } | undefined;
    let killed = false;
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith(MESSAGE_MARK)) return;
      const message = JSON.parse(line.slice(MESSAGE_MARK.length)) as Message;
      if ("progress" in message) return onProgress(message.progress);
      if ("result" in message) return void (answer = message);
      killed = killWhenReady && child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (killed) return resolve(undefined as T);
      if (code === 0 && answer !== undefined) return resolve(answer.result as T);
      reject(new JobFailed(`${describe(job)} failed: ${signal ?? `exit code ${code}`}`));
    });
  });
}

function describe(job: Job): string {
  return "engine" in job ? `${job.kind} of ${job.engine}` : job.kind;
}
