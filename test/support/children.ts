/**
 * Programs of the tests in processes of their own, on each runtime that the machine has.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { findRuntimes } from "../../tools/suite/runtimes.mjs";

/** A way to start a program of the tests. */
export interface Runtime {
  readonly name: string;
  readonly command: readonly string[];
}

const PROGRAM = fileURLToPath(new URL("./store_program.ts", import.meta.url));

/**
 * The runtimes of this machine, each with the command that starts `store_program.ts`.
 * Node reads no TypeScript: it gets a bundle, which is put into `folder`.
 */
export async function storeProgram(folder: string): Promise<Runtime[]> {
  const found: Record<string, { path: string; run: string[] } | undefined> = await findRuntimes();
  const bundle = join(folder, "store_program.mjs");
  if (found["node"] !== undefined) await bundled(PROGRAM, bundle);
  return Object.entries(found).flatMap(([name, runtime]) =>
    runtime === undefined ? [] : [{ name, command: [runtime.path, ...runtime.run, name === "node" ? bundle : PROGRAM] }]
  );
}

async function bundled(program: string, file: string): Promise<void> {
  const bundle = await rolldown({ input: program, platform: "node" });
  await bundle.write({ file, format: "esm" });
  await bundle.close();
}

/** A process; whoever starts it kills it. */
export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = "";
  #errors = "";
  #waiting: (() => void)[] = [];

  constructor({ command }: Runtime, args: readonly string[]) {
    const [program = "", ...rest] = command;
    this.#process = spawn(program, [...rest, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.#process.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#wake();
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => this.#errors += text);
    this.#ended = new Promise((resolve) => {
      this.#process.on("close", (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  #wake(): void {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  /** What it said so far, in whole lines. */
  get lines(): string[] {
    return this.#output.split("\n").slice(0, -1);
  }

  /** Resolves when it has said so many lines. */
  async said(lines: number): Promise<void> {
    while (this.lines.length < lines) {
      if (this.#process.exitCode !== null) throw new Error(`the child ended early: ${this.#errors}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves with its lines when it has ended well. */
  async end(): Promise<string[]> {
    const code = await this.#ended;
    if (code !== 0) throw new Error(`the child ended with ${code}: ${this.#errors}`);
    return this.lines;
  }

  /** Kills it, by SIGKILL, and resolves when it is gone and all that it said was read. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
  }
}
