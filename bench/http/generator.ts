/**
 * The load generator: clients that each send a request, wait for its answer, and send the next (a closed loop).
 *
 * ```
 *   client 1   draw, send ───── answer, count | draw, send ── answer, count | …      until the time is up or nothing is left to send
 *   client 2   draw, send ── answer, count | draw, send ────── …
 * ```
 *
 * Every answer is looked at. Only the good ones count as operations; others are errors and are told by kind: a status that is no success, a
 * success that does not hold what it must, a connection that ended. A client whose connection ended goes on with a new one.
 *
 * @module
 */

import { Histogram } from "../histogram.ts";
import { readProcessorMs } from "../process_figures.ts";
import type { LatencyKind, WorkloadResult } from "../results.ts";
import { type Address, Connection, ConnectionLost } from "./connection.ts";
import { ProtocolError, type Response } from "./response_parser.ts";
import { PATIENCE_MS } from "./settings.ts";

/** A request to be sent. */
export interface PlannedRequest {
  readonly text: string;
  readonly kind: LatencyKind;
  /** For the check of its answer. */
  readonly id: string;
  /** How much it counts for: the puts of a transaction, otherwise 1. */
  readonly operations: number;
}

/** What a load does. */
export interface Load {
  readonly address: Address;
  readonly connections: number;
  /** The next request; undefined when there is none. */
  readonly next: () => PlannedRequest | undefined;
  /** Holds a success against its request: false when it does not hold what it must. */
  readonly check: (response: Response, request: PlannedRequest) => boolean;
  /** For how long; without it, until there is no next request. */
  readonly seconds?: number;
  /** Processor time of the server so far. */
  readonly serverProcessorMs: () => number | undefined;
}

/** A load, measured. */
export interface LoadResult extends WorkloadResult {
  /** Answers, good and bad, and requests that got none. */
  readonly requests: number;
  /** How many of which kind. */
  readonly errors: Readonly<Record<string, number>>;
  /** Processor time of the server and of this process meanwhile. */
  readonly serverProcessorMs: number | undefined;
  readonly clientProcessorMs: number | undefined;
}

interface Tally {
  requests: number;
  operations: number;
  readonly errors: Map<string, number>;
  readonly histograms: Map<LatencyKind, Histogram>;
}

/** Puts a server under load. @throws ConnectionLost when it takes no connection any more */
export async function generateLoad(load: Load): Promise<LoadResult> {
  const { address, connections, seconds = Infinity } = load;
  const clients = await Promise.all(Array.from({ length: connections }, () => Client.open(address)));
  const tally: Tally = { requests: 0, operations: 0, errors: new Map(), histograms: new Map() };
  const watch = watchProgress(tally, clients);
  const [serverBefore, clientBefore] = [load.serverProcessorMs(), readProcessorMs()];
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1000;
  try {
    await Promise.all(clients.map((client) => client.run(load, endMs, tally)));
  } finally {
    clearInterval(watch);
    for (const client of clients) client.close();
  }
  const clockSeconds = (performance.now() - startedMs) / 1000;
  return {
    requests: tally.requests,
    operations: tally.operations,
    seconds: clockSeconds,
    perSecond: tally.operations / clockSeconds,
    latency: Object.fromEntries([...tally.histograms].map(([kind, histogram]) => [kind, histogram.latency()])),
    errors: Object.fromEntries(tally.errors),
    serverProcessorMs: difference(load.serverProcessorMs(), serverBefore),
    clientProcessorMs: difference(readProcessorMs(), clientBefore),
  };
}

/** Gives up once nothing at all has been answered for long. */
function watchProgress(tally: Tally, clients: readonly Client[]): NodeJS.Timeout {
  let seen = 0;
  return setInterval(() => {
    if (tally.requests === seen) { for (const client of clients) client.giveUp(); }
    seen = tally.requests;
  }, PATIENCE_MS);
}

/** A client and its connection. */
class Client {
  readonly #address: Address;
  #connection: Connection;
  #givenUp = false;

  private constructor(address: Address, connection: Connection) {
    this.#address = address;
    this.#connection = connection;
  }

  static async open(address: Address): Promise<Client> {
    return new Client(address, await Connection.open(address));
  }

  async run({ next, check }: Load, endMs: number, tally: Tally): Promise<void> {
    let beforeMs = performance.now();
    while (beforeMs < endMs && !this.#givenUp) {
      const request = next();
      if (request === undefined) return;
      if (!this.#connection.usable) this.#connection = await Connection.open(this.#address);
      beforeMs = performance.now();
      const problem = await this.#send(request, check);
      const afterMs = performance.now();
      tally.requests++;
      if (problem === undefined) {
        tally.operations += request.operations;
        histogramOf(tally, request.kind).addMs(afterMs - beforeMs);
      } else {
        tally.errors.set(problem, (tally.errors.get(problem) ?? 0) + 1);
      }
      beforeMs = afterMs;
    }
  }

  /** What is wrong with the answer; undefined with a good one. */
  async #send(request: PlannedRequest, check: Load["check"]): Promise<string | undefined> {
    try {
      const response = await this.#connection.exchange(request.text);
      if (response.status < 200 || response.status > 299) return `status ${response.status}`;
      return check(response, request) ? undefined : "wrong answer";
    } catch (error) {
      if (this.#givenUp) return "no answer";
      if (error instanceof ConnectionLost) return "connection lost";
      if (error instanceof ProtocolError) return `no HTTP: ${error.message}`;
      throw error;
    }
  }

  /** Waits no longer. */
  giveUp(): void {
    this.#givenUp = true;
    this.close();
  }

  close(): void {
    this.#connection.close();
  }
}

function histogramOf({ histograms }: Tally, kind: LatencyKind): Histogram {
  let histogram = histograms.get(kind);
  if (histogram === undefined) histograms.set(kind, histogram = new Histogram());
  return histogram;
}

function difference(after: number | undefined, before: number | undefined): number | undefined {
  return after === undefined || before === undefined ? undefined : after - before;
}
