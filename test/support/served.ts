/**
 * The server as a process of its own, seen from outside: what it prints, how it ends, what it answers over real sockets.
 *
 * Which form of it is tested follows from the runtime that hosts the tests:
 *
 * | host | form |
 * |---|---|
 * | Node, Bun | the compiled executable, `dist/fountainstore` |
 * | Deno | `src/main.ts` under Deno, and a bundle of it that stands alone, the nearest thing to `deno compile` that needs no download |
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { capture } from "../../tools/suite/process.mjs";
import { executable } from "./executable.ts";
import { tempFolder } from "./temp_folder.ts";

/** A way to start the server. */
export interface Form {
  readonly name: string;
  readonly command: readonly string[];
}

/** What is allowed to a `deno compile` of this program, too (compile.sh). */
const DENO_PERMISSIONS = ["--allow-read", "--allow-write", "--allow-net", "--allow-env", "--allow-sys", "--allow-ffi"];
const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const WORKER = fileURLToPath(new URL("../../src/worker.ts", import.meta.url));
/** Nothing of a test waits longer; a slow machine is not yet a fault. */
const PATIENCE_MS = 30_000;

/** The form that stands for this host: the executable, or the source under Deno. */
export function mainForm(): Form {
  if (process.versions["deno"] === undefined) return { name: "the executable", command: [executable()] };
  return { name: "the source under Deno", command: [process.execPath, "run", ...DENO_PERMISSIONS, MAIN] };
}

/** A bundle of the program and its worker, run by Deno without anything else. @param folder for the bundle */
export async function bundleForm(folder: string): Promise<Form> {
  const bundle = ["bundle", "--quiet", "--minify", "--outdir", folder, MAIN, WORKER];
  const { exitCode, output } = await capture([process.execPath, ...bundle]) as { exitCode: number; output: string };
  if (exitCode !== 0) throw new Error(`deno bundle failed: ${output}`);
  const alone = ["--no-config", "--no-remote", "--no-npm", "--cached-only"];
  return {
    name: "a bundle under Deno",
    command: [process.execPath, "run", ...DENO_PERMISSIONS, ...alone, join(folder, "main.js")],
  };
}

/** How a process is started. */
export interface StartOptions {
  /** Variables besides those that every program needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: an empty folder. */
  readonly cwd?: string;
}

/** How a process has ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A process of the program; killed when the test is over. */
export class ProgramProcess {
  readonly ended: Promise<Ended>;
  readonly cwd: string;
  output = "";
  errors = "";
  readonly #child: ChildProcess;
  #waiting: (() => void)[] = [];
  #isGone = false;

  /** Starts it. */
  constructor(
    { command: [program = "", ...rest] }: Form,
    args: readonly string[],
    { env = {}, cwd }: StartOptions = {},
  ) {
    this.cwd = cwd ?? tempFolder();
    const { PATH = "", HOME = "", DENO_DIR, TMPDIR } = process.env;
    const needed = {
      PATH,
      HOME,
      ...(DENO_DIR === undefined ? {} : { DENO_DIR }),
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
    };
    const quiet = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    this.#child = spawn(program, [...rest, ...args], {
      cwd: this.cwd,
      env: { ...needed, ...quiet, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      this.#wake();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
      this.#wake();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        this.#isGone = true;
        resolve({ code, output: this.output, errors: this.errors });
        this.#wake();
      });
    });
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  /** Resolves when `found` gives something of what was printed. @throws Error when the process ends first, or nothing comes */
  async until<T>(found: (process: ProgramProcess) => T | undefined): Promise<T> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const value = found(this);
      if (value !== undefined) return value;
      if (this.#isGone || performance.now() > deadlineMs) {
        throw new Error(`waited in vain: ${this.output}${this.errors}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Sends a signal. */
  signal(name: "SIGTERM" | "SIGINT" | "SIGKILL"): void {
    // Not by the child's own method: on Deno that takes the exit code away.
    process.kill(this.pid, name);
  }
}

/** Runs the program to its end. */
export async function runProgram(form: Form, args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return await new ProgramProcess(form, args, options).ended;
}

/** A server that has told where it listens. */
export class Served extends ProgramProcess {
  address = "";
  port = 0;

  /** Starts `serve` at a free port, in a folder of its own unless `args` or `options.env` say otherwise. */
  static async start(form: Form, args: readonly string[] = [], options: StartOptions = {}): Promise<Served> {
    const served = new Served(form, ["serve", "--port", "0", ...args], options);
    served.address = await served.until(({ output }) => /http:\/\/[^\s,"]+:\d+/.exec(output)?.[0]);
    served.port = Number(served.address.slice(served.address.lastIndexOf(":") + 1));
    return served;
  }

  /** Asks by `fetch`; a body that is no string is sent as JSON. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    return await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { ...type, ...headers },
      ...content,
    });
  }

  /** The status of an answer whose body nobody needs. */
  async statusOf(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<number> {
    const response = await this.ask(method, path, body, headers);
    await response.arrayBuffer();
    return response.status;
  }

  /** A bare connection. */
  async connect(): Promise<Connection> {
    return await Connection.open(this.port);
  }

  /** Sends a text over a connection of its own, and gives what comes back until the server closes it. */
  async exchange(text: string): Promise<string> {
    const connection = await this.connect();
    connection.send(text);
    await connection.closed;
    return connection.received;
  }

  /** Stops it by SIGTERM; resolves when it is gone. */
  async stop(): Promise<Ended> {
    this.signal("SIGTERM");
    return await this.ended;
  }
}

/** A bare TCP connection: bytes go out as they are given. */
export class Connection {
  received = "";
  readonly socket: Socket;
  /** Resolves when the server has ended the connection, well or not. */
  readonly closed: Promise<void>;
  #waiting: (() => void)[] = [];
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1").on("data", (text) => {
      this.received += String(text);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        this.#isClosed = true;
        resolve();
        this.#wake();
      };
      socket.on("end", end).on("close", end).on("error", end);
    });
    onTestFinished(() => void socket.destroy());
  }

  /** Connects. @throws Error when nobody listens */
  static async open(port: number): Promise<Connection> {
    return await new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.once("error", reject).once("connect", () => resolve(new Connection(socket)));
    });
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  /** Sends bytes, or a text in UTF-8. */
  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Resolves with what was received when that fits. @throws Error when the connection ends before */
  async until(fits: (received: string) => boolean): Promise<string> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (!fits(this.received)) {
      if (this.#isClosed || performance.now() > deadlineMs) {
        throw new Error(`waited in vain: ${this.received.slice(0, 1000)}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.received;
  }
}

/** A request as text. */
export function requestText(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): string {
  const length = body === undefined ? {} : { "content-length": String(new TextEncoder().encode(body).length) };
  const lines = Object.entries({ host: "127.0.0.1", ...length, ...headers }).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
}

/** The statuses of the answers in what a connection received, which holds nothing between them that begins like one. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
}
