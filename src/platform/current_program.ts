/**
 * The process that this program runs in, on Bun, Deno or Node.
 *
 * Node has no server of its own kind here: it is a host for tests, which call the application without a socket.
 *
 * @module
 */

import { readFileSync, writeSync } from "node:fs";
import process from "node:process";
import { FountainError } from "../base/errors.ts";
import { builtin } from "./builtin.ts";
import { runtimeGlobals } from "./globals.ts";
import type { HttpServer, Program, ServeOptions } from "./program.ts";
import { serveOnBun } from "./serve_bun.ts";
import { serveOnDeno } from "./serve_deno.ts";
import { systemCode, systemError } from "./system_error.ts";

/** The process of this program. */
export function currentProgram(): Program {
  return {
    arguments: process.argv.slice(2),
    environment: (name) => process.env[name],
    write(text, to = "output") {
      writeWhole(to === "output" ? 1 : 2, text);
    },
    isTerminal: () => builtin("node:tty").isatty(2),
    readText(path) {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        throw systemError("read", path, error);
      }
    },
    onStopSignal(handler) {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => handler(signal));
    },
    serve,
    async fetch(request) {
      try {
        return await fetch(request);
      } catch (error) {
        const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
        throw new FountainError("io", `Cannot reach ${new URL(request.url).origin}: ${reason}`, { cause: error });
      }
    },
    exit: (code) => process.exit(code),
  };
}

/** Straight to the descriptor: the runtime's streams take longer to set up than a whole start. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A pipe that is full for now; one that nobody reads any more is no reason to end.
      if (systemCode(error) === "EPIPE") return;
      if (systemCode(error) !== "EAGAIN") throw error;
    }
  }
}

function serve(options: ServeOptions): Promise<HttpServer> {
  const { Bun, Deno } = runtimeGlobals;
  try {
    if (Deno !== undefined) return Promise.resolve(serveOnDeno(Deno, options));
    if (Bun !== undefined) return Promise.resolve(serveOnBun(Bun, options));
  } catch (error) {
    return Promise.reject(cannotListen(options, error));
  }
  return Promise.reject(new FountainError("unsupported", "Cannot serve: neither Bun nor Deno runs this program"));
}

function cannotListen({ hostname, port }: ServeOptions, error: unknown): FountainError {
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  return new FountainError("io", `Cannot listen on ${hostname} port ${port}: ${reason}`, { cause: error });
}
