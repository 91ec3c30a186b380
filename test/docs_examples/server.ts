/**
 * The server that examples of the client speak to: the real one, in a process of its own, on a free port.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "../house_rules/tree.ts";

/** What examples write as the server's address; the real one is put in its place. */
export const EXAMPLE_ADDRESS = "http://127.0.0.1:8080";

const LIMIT_MS = 20_000;

/** A server that runs. */
export interface ExampleServer extends AsyncDisposable {
  readonly address: string;
}

/** Starts a server over an empty folder, on the runtime of the tests. It ends with its disposal. */
export async function startServer(): Promise<ExampleServer> {
  const folder = mkdtempSync(join(tmpdir(), "fountainstore-server-"));
  const run = process.versions["deno"] === undefined ? [] : ["run", "-A", "--config", join(ROOT, "deno.json")];
  const serve = [join(ROOT, "src/main.ts"), "serve", "--path", join(folder, "data"), "--port", "0"];
  const child = spawn(process.execPath, [...run, ...serve], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, DENO_DIR: process.env["DENO_DIR"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let output = "";
      const listen = (text: string): void => {
        output += text;
        const [, found] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(output) ?? [];
        if (found !== undefined) resolve(found);
      };
      child.stdout.setEncoding("utf8").on("data", listen);
      child.stderr.setEncoding("utf8").on("data", listen);
      child.on("error", reject);
      child.on("close", (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
      setTimeout(() => reject(new Error(`the server did not start: ${output}`)), LIMIT_MS).unref();
    });
    return { address, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
