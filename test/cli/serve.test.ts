/**
 * `serve` around the opening of the store, which takes a test's word to go on: what is answered meanwhile, and what a signal does then.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import type { Program, ServeOptions } from "../../src/platform/program.ts";
import { BASE_URL } from "../support/http_server.ts";
import { Gate } from "../support/stores.ts";
import { tempFolder } from "../support/temp_folder.ts";

const WORKER = new URL("../../src/worker.ts", import.meta.url);

/** A process that serves without a socket, and that a test sends signals to. */
class StandInProgram implements Program {
  readonly arguments: readonly string[];
  written = "";
  stopped = 0;
  readonly exited: Promise<number>;
  #serving: ServeOptions | undefined;
  #signal: (signal: string) => void = () => {};
  #exit: (code: number) => void = () => {};

  constructor(...args: string[]) {
    this.arguments = args;
    this.exited = new Promise((resolve) => this.#exit = resolve);
  }

  environment(): undefined {
    return undefined;
  }

  write(text: string): void {
    this.written += text;
  }

  isTerminal(): boolean {
    return false;
  }

  readText(): never {
    throw new Error("no file is read");
  }

  onStopSignal(handler: (signal: string) => void): void {
    this.#signal = handler;
  }

  serve(options: ServeOptions) {
    this.#serving = options;
    const stop = (): Promise<void> => {
      this.stopped++;
      return Promise.resolve();
    };
    return Promise.resolve({ hostname: options.hostname, port: 4321, stop });
  }

  fetch(): never {
    throw new Error("no server elsewhere is asked");
  }

  exit(code: number): never {
    this.#exit(code);
    // A process would end here; the code behind it returns.
    return undefined as never;
  }

  signal(): void {
    this.#signal("SIGTERM");
  }

  async statusOf(method: string, path: string): Promise<number> {
    if (this.#serving === undefined) throw new Error("nobody listens");
    return (await this.#serving.handler(new Request(`${BASE_URL}${path}`, { method }))).status;
  }
}

/** A server whose store does not open before the gate does. */
function starting(): { program: StandInProgram; gate: Gate; ended: Promise<unknown> } {
  const gate = new Gate(currentPlatform(), () => true);
  gate.shut();
  const program = new StandInProgram("serve", "--path", tempFolder(), "--memory", "8MiB");
  const ended = run(program, gate.platform, WORKER).catch((error: unknown) => error);
  return { program, gate, ended };
}

describe("while the store is being opened", () => {
  test("probes are answered, the rest waits, and the start-up line comes afterwards", async () => {
    const { program, gate } = starting();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([await program.statusOf("GET", "/livez"), await program.statusOf("GET", "/readyz")]).toEqual([200, 503]);
    expect([await program.statusOf("GET", "/health"), await program.statusOf("GET", "/collections")]).toEqual([
      200,
      503,
    ]);
    expect(program.written).toBe("");
    gate.open();
    while (await program.statusOf("GET", "/readyz") !== 200) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(program.written).toMatch(
      /^FountainStore .* on http:\/\/127\.0\.0\.1:4321, .*sequence 0, authentication off\n$/,
    );
    program.signal();
    expect(await program.exited).toBe(0);
    expect(program.stopped).toBe(1);
  });

  test("a signal ends the program at once", async () => {
    const { program, gate } = starting();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const exited = program.exited;
    program.signal();
    expect(await exited).toBe(0);
    expect(program.written).toMatch(/^\S+ info stopping signal=SIGTERM\n$/);
    gate.open();
  });
});

test("a second signal does not wait for what the first one waits for", async () => {
  const { program, gate } = starting();
  gate.open();
  while (program.written === "") await new Promise((resolve) => setTimeout(resolve, 5));
  gate.shut();
  program.signal();
  program.signal();
  expect(await program.exited).toBe(1);
  gate.open();
});
