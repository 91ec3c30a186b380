/**
 * A server as a process of its own: started, asked until it answers, watched, stopped or killed.
 *
 * ```
 *   start ──> connect … refused … connect, ask ──> first good answer ──> measured ──> stop: SIGTERM, waits for the end
 *    clock                                          clock                       └───> kill: SIGKILL, as a crash
 * ```
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import process from "node:process";
import { readMemory, readProcessorMs } from "../process_figures.ts";
import type { MemoryFigures } from "../results.ts";
import { type Address, ConnectionLost, exchangeOnce } from "./connection.ts";
import type { Response } from "./response_parser.ts";
import { PATIENCE_MS } from "./settings.ts";
import type { Target } from "./targets.ts";

/** A server did not do what it must. */
export class ServerFailed extends Error {}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

const LOOPBACK = "127.0.0.1";
const POLL_MS = 1;
const ERRORS_CHARACTERS = 4096;

/** See the module. Whoever starts one stops it; should this process end first, the server is killed. */
export class ServerProcess {
  readonly address: Address;
  readonly #process: ChildProcess;
  readonly #startedMs: number;
  readonly #ended: Promise<Ending>;
  #ending: Ending | undefined;
  /** The last of what it wrote to its standard error output. */
  #errors = "";

  /** @param command program and arguments, with those that make it listen at `address` */
  constructor([program = "", ...args]: readonly string[], address: Address) {
    this.address = address;
    this.#startedMs = performance.now();
    this.#process = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: environment() });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_CHARACTERS);
    });
    const end = (): void => this.#signal("SIGKILL");
    process.once("exit", end);
    this.#ended = new Promise((resolve) => {
      const finish = (ending: Ending): void => {
        process.off("exit", end);
        this.#ending = ending;
        resolve(ending);
      };
      this.#process.once("error", (error) => {
        this.#errors = error.message;
        finish({ code: null, signal: null });
      });
      this.#process.once("close", (code, signal) => finish({ code, signal }));
    });
  }

  /** Asks until the answer is good. @returns milliseconds since the start @throws ServerFailed */
  async ready(request: string, isGood: (response: Response) => boolean): Promise<number> {
    let last = "nobody listened";
    while (performance.now() - this.#startedMs < PATIENCE_MS) {
      if (this.#ending !== undefined) throw this.failure("ended at its start");
      try {
        const response = await exchangeOnce(this.address, request);
        if (isGood(response)) return performance.now() - this.#startedMs;
        last = `it answered ${response.status}`;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
      }
      // Whoever asks without a pause takes the time that the server needs to start.
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw this.failure(`gave no good answer; ${last}`);
  }

  /** Memory now; undefined where the system does not tell. */
  get memory(): MemoryFigures | undefined {
    return this.#process.pid === undefined ? undefined : readMemory(this.#process.pid);
  }

  /** Processor time so far, of all threads; undefined where the system does not tell. */
  get processorMs(): number | undefined {
    return this.#process.pid === undefined ? undefined : readProcessorMs(this.#process.pid);
  }

  /** Asks it to end and waits for that, so long and no longer; then it is killed. */
  async stop(limitMs = PATIENCE_MS): Promise<Ending> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.#signal("SIGKILL"), limitMs);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same, and it must end well: by itself with exit code 0, or by the signal. @throws ServerFailed */
  async stopWell(): Promise<void> {
    const { code, signal } = await this.stop();
    if (code !== 0 && signal !== "SIGTERM") throw this.failure("did not end well");
  }

  /** Ends it as a crash would, and waits until it is gone. */
  async kill(): Promise<Ending> {
    this.#signal("SIGKILL");
    return await this.#ended;
  }

  /** Sent to the process by its id: Deno's child processes, once signalled by their own method, tell no exit code. */
  #signal(name: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#ending !== undefined) return;
    try {
      process.kill(pid, name);
    } catch {
      // It has just ended by itself; that is told as its ending.
    }
  }

  /** An error that says what became of the server, in its own words where it left any. */
  failure(what: string): ServerFailed {
    const { code, signal } = this.#ending ?? {};
    const ending = this.#ending === undefined ? "" : ` (${signal ?? `exit code ${code}`})`;
    return new ServerFailed(`${this.#process.spawnfile} ${what}${ending}\n${this.#errors}`.trimEnd());
  }
}

/** Without what would set FountainStore another way than its command line does, an API key before all. */
function environment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:FS_|STORE_|PORT$)/.test(name)));
}

/**
 * Starts a target, lets `use` have it, ends it; it must end well.
 * @param folder for its data
 * @throws ServerFailed, and what `use` throws
 */
export async function serve<T>(target: Target, folder: string, use: (server: ServerProcess) => Promise<T>): Promise<T> {
  const server = await startServer(target, folder);
  try {
    const result = await use(server);
    await server.stopWell();
    return result;
  } finally {
    await server.kill();
  }
}

/** Starts a target at a free port. Whoever calls this ends it. */
export async function startServer(target: Target, folder: string): Promise<ServerProcess> {
  const port = await freePort();
  return new ServerProcess(target.command(folder, port), { host: LOOPBACK, port });
}

/** A port of the loopback address that nobody listens at. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      server.close(() => port === undefined ? reject(new Error("The system gave no port")) : resolve(port));
    });
  });
}
