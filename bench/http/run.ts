/**
 * One target in one repetition: a fresh server over an empty folder, the load, then each workload over each number of connections; at the end some of
 * the rows that were inserted are read back and compared.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { DataSet } from "../documents.ts";
import { WARM_UP_SHARE } from "../measure.ts";
import { makeDraw, Operations } from "../operations.ts";
import { diskBytes } from "../process_figures.ts";
import type { MemoryFigures } from "../results.ts";
import { type Address, Connection } from "./connection.ts";
import { generateLoad, type LoadResult } from "./generator.ts";
import { getText, HEALTH, isHealthy, loadRequests, recordCheck, requestOf, transactionCheck } from "./messages.ts";
import { serve, type ServerProcess } from "./server_process.ts";
import { type HttpSettings, LOAD_CONNECTIONS, PATIENCE_MS } from "./settings.ts";
import type { Target } from "./targets.ts";
import { HTTP_WORKLOADS, type HttpWorkload, type HttpWorkloadName, type RunName, runName } from "./workloads.ts";

/** What came of one target in one repetition. */
export interface HttpSample {
  readonly runs: Partial<Record<RunName, LoadResult>>;
  /** Of the server; undefined where the system does not tell. */
  readonly memory: MemoryFigures | undefined;
  readonly memoryAfterLoad: MemoryFigures | undefined;
  /** Bytes of the folder once the server has ended; undefined of a server that was not started here. */
  readonly diskBytes: number | undefined;
  /** Rows read back and compared. */
  readonly compared: number;
}

/** What is run. */
export interface HttpRunPlan {
  readonly settings: HttpSettings;
  readonly workloads: readonly HttpWorkloadName[];
  readonly progress: (text: string) => void;
}

const COMPARED_MAX = 200;

/** Starts a target over an empty folder, measures it, ends it. @throws ServerFailed, ConnectionLost */
export async function runTarget(target: Target, parent: string, plan: HttpRunPlan): Promise<HttpSample> {
  const folder = join(parent, target.name);
  try {
    const sample = await serve(target, folder, async (server) => {
      await server.ready(HEALTH, isHealthy);
      const session = new HttpSession(server.address, plan, server);
      const measured = await session.run();
      const compared = target.stores ? await session.readBack() : 0;
      return { ...measured, memory: server.memory, compared };
    });
    return { ...sample, diskBytes: target.stores ? diskBytes(folder) : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures a server that somebody else started, and will end. Rows are put into it and stay there. */
export async function runAddress(address: Address, plan: HttpRunPlan): Promise<HttpSample> {
  const session = new HttpSession(address, plan, undefined);
  const measured = await session.run();
  return { ...measured, memory: undefined, diskBytes: undefined, compared: await session.readBack() };
}

class HttpSession {
  readonly #address: Address;
  readonly #plan: HttpRunPlan;
  readonly #server: ServerProcess | undefined;
  readonly #data: DataSet;
  readonly #operations: Operations;
  readonly #runs: Partial<Record<RunName, LoadResult>> = {};

  constructor(address: Address, plan: HttpRunPlan, server: ServerProcess | undefined) {
    const { rows, valueBytes, seed } = plan.settings;
    this.#address = address;
    this.#plan = plan;
    this.#server = server;
    this.#data = new DataSet(rows, valueBytes, seed);
    this.#operations = new Operations(this.#data);
  }

  async run(): Promise<Pick<HttpSample, "runs" | "memoryAfterLoad">> {
    const { settings, workloads, progress } = this.#plan;
    progress("load");
    const load = await this.#load();
    if (workloads.includes("load")) this.#runs.load = load;
    const memoryAfterLoad = this.#server?.memory;
    for (const workload of HTTP_WORKLOADS) {
      if (workload.name === "load" || !workloads.includes(workload.name)) continue;
      for (const connections of settings.connections) {
        progress(`${workload.title}, ${connections} ${connections === 1 ? "connection" : "connections"}`);
        await new Promise((resolve) => setTimeout(resolve, settings.restSeconds * 1000));
        this.#runs[runName(workload.name, connections)] = await this.#measure(workload, connections);
      }
    }
    return { runs: this.#runs, memoryAfterLoad };
  }

  /** Reads rows that were inserted, spread over all of them, and compares them whole. @throws Error when one is not as it was put */
  async readBack(): Promise<number> {
    const rows = this.#operations.insertedRows;
    const step = Math.max(1, Math.ceil(rows / COMPARED_MAX));
    const connection = await Connection.open(this.#address, PATIENCE_MS);
    let compared = 0;
    try {
      for (let row = this.#data.rows; row < this.#data.rows + rows; row += step) {
        const id = this.#data.id(row);
        const { status, body } = await connection.exchange(getText(id));
        const wanted = `"data":${JSON.stringify(this.#data.document(row))}`;
        if (status !== 200 || !body.includes(wanted)) throw new Error(`Lost ${id}: ${status} ${body.toString()}`);
        compared++;
      }
      return compared;
    } finally {
      connection.close();
    }
  }

  async #load(): Promise<LoadResult> {
    const next = loadRequests(this.#data);
    return await generateLoad({ ...this.#common(LOAD_CONNECTIONS), next, check: transactionCheck() });
  }

  async #measure({ name, mix }: HttpWorkload, connections: number): Promise<LoadResult> {
    const { distribution, seed, seconds } = this.#plan.settings;
    const draw = makeDraw(
      this.#operations,
      mix,
      distribution,
      seed + 2 * HTTP_WORKLOADS.findIndex((each) => each.name === name),
    );
    const next = () => requestOf(draw());
    const check = recordCheck(this.#data);
    await generateLoad({ ...this.#common(connections), next, check, seconds: seconds * WARM_UP_SHARE });
    return await generateLoad({ ...this.#common(connections), next, check, seconds });
  }

  #common(connections: number) {
    return { address: this.#address, connections, serverProcessorMs: () => this.#server?.processorMs };
  }
}
