/**
 * One server of the comparison over HTTP: filled, indexed, asked.
 *
 * @module
 */

import { type Address, Connection, exchangeOnce, requestText } from "../http/connection.ts";
import { generateLoad, type LoadResult, type PlannedRequest } from "../http/generator.ts";
import { parsed, transactionCheck, transactionText } from "../http/messages.ts";
import type { Response } from "../http/response_parser.ts";
import { ServerFailed, type ServerProcess } from "../http/server_process.ts";
import { LOAD_CONNECTIONS, PATIENCE_MS } from "../http/settings.ts";
import { WARM_UP_SHARE } from "../measure.ts";
import { diskBytes } from "../process_figures.ts";
import { Random } from "../random.ts";
import { BATCH_DOCUMENTS } from "../settings.ts";
import type { IndexSpec } from "../../mod.ts";
import { idOf, INDEXES, personOf, SPECS } from "./data.ts";
import { contentOf, COVERING, PEOPLE, type Question, WrongAnswer } from "./questions.ts";

/** What is measured. */
export interface Plan {
  readonly records: number;
  /** Each question is asked for so long, after a tenth of that to warm up. */
  readonly seconds: number;
  readonly seed: number;
}

/** A server that runs. */
export interface Side {
  readonly name: "FountainStore" | "SQLite server";
  readonly server: ServerProcess;
  readonly folder: string;
}

/** What filling it took. */
export interface Filled {
  readonly loadPerSecond: number;
  readonly buildSeconds: readonly number[];
  readonly diskBytes: number;
}

/** What the answers of a sample were like. */
export interface Sampled {
  /** Records of an answer; the mean. */
  readonly records: number;
  /** Bytes of each side's answers; the means. */
  readonly bytes: readonly number[];
}

const POLL_MS = 20;
const SETTLING_LIMIT_MS = 300_000;
const SAMPLED = 200;
/** So few are looked into that the time this takes, which counts as the server's, is no part of the 99th percentile. */
const CHECKED_EVERY = 256;

/** Loads all records, makes the indexes and waits until nothing goes on. @throws ServerFailed */
export async function fill(side: Side, { records }: Plan, progress: (text: string) => void): Promise<Filled> {
  const { server, folder } = side;
  progress("load");
  const load = await measured(server, {
    connections: LOAD_CONNECTIONS,
    next: batches(records),
    check: transactionCheck(),
  });
  await settle(side);
  const buildSeconds: number[] = [];
  for (const name of INDEXES) {
    progress(`index ${name}`);
    buildSeconds.push(await build(server.address, name, SPECS[name]));
  }
  await settle(side);
  const filled = { loadPerSecond: load.perSecond, buildSeconds, diskBytes: diskBytes(folder) };
  if (side.name === "FountainStore") {
    progress(`index ${COVERING}`);
    await build(server.address, COVERING, { ...SPECS.group, covering: true });
    await settle(side);
  }
  return filled;
}

/** The transactions that load all records, one after another. */
function batches(records: number): () => PlannedRequest | undefined {
  let from = 0;
  return () => {
    const count = Math.min(BATCH_DOCUMENTS, records - from);
    if (count === 0) return undefined;
    const entries = Array.from({ length: count }, (_, at) => {
      return { id: idOf(from + at), json: JSON.stringify(personOf(from + at, records)) };
    });
    from += count;
    return { text: transactionText(entries, PEOPLE), kind: "put", id: "", operations: count };
  };
}

/** Seconds from the request for an index until queries can use it. */
async function build(address: Address, name: string, spec: IndexSpec): Promise<number> {
  const path = `/collections/${PEOPLE}/indexes`;
  const startedMs = performance.now();
  let response = await exchangeOnce(address, requestText("POST", path, JSON.stringify({ name, ...spec })));
  while (parsed<{ readonly state?: unknown }>(success(response).body)?.state !== "ready") {
    await pause();
    response = await exchangeOnce(address, requestText("GET", `${path}/${name}`));
  }
  return (performance.now() - startedMs) / 1000;
}

/** Waits until no merge is under way and none is due, or lets SQLite write back its log and count its keys. */
async function settle({ name, server }: Side): Promise<void> {
  if (name === "SQLite server") {
    success(await exchangeOnce(server.address, requestText("POST", "/settle")));
    return;
  }
  const endMs = performance.now() + SETTLING_LIMIT_MS;
  while (performance.now() < endMs) {
    const { body } = success(await exchangeOnce(server.address, requestText("GET", "/compaction/status")));
    const status = parsed<Record<"running" | "debtBytes", unknown>>(body);
    if (status?.running === false && status.debtBytes === 0) return;
    await pause();
  }
  throw new ServerFailed("FountainStore's merging came to no rest");
}

/** Puts a sample of a question to both. @throws WrongAnswer unless they answer the same */
export async function sample(question: Question, sides: readonly Side[], { records, seed }: Plan): Promise<Sampled> {
  const connections = await Promise.all(sides.map(({ server }) => Connection.open(server.address, PATIENCE_MS)));
  const random = new Random(seed);
  const sums = { records: 0, bytes: sides.map(() => 0) };
  for (let at = 0; at < SAMPLED; at++) {
    const text = question.draw(random, records);
    const contents: (readonly (string | number)[])[] = [];
    for (const [side, connection] of connections.entries()) {
      const response = await connection.exchange(text);
      sums.bytes[side] = (sums.bytes[side] ?? 0) + response.body.length;
      contents.push(contentOf(question, response, records));
    }
    const [one, other] = contents.map((content) => JSON.stringify(content));
    if (one !== other) throw new WrongAnswer(`${question.title}: one answers ${one}, the other ${other}`);
    sums.records += contents[0]?.length ?? 0;
  }
  for (const connection of connections) connection.close();
  return { records: sums.records / SAMPLED, bytes: sums.bytes.map((bytes) => bytes / SAMPLED) };
}

/** Asks over so many connections at once. @throws ServerFailed, WrongAnswer */
export async function ask(question: Question, { server }: Side, connections: number, plan: Plan): Promise<LoadResult> {
  const { records, seconds, seed } = plan;
  const random = new Random(seed + connections);
  const next = (): PlannedRequest => ({ text: question.draw(random, records), kind: "read", id: "", operations: 1 });
  let answers = 0;
  const check = (response: Response): boolean => {
    if (++answers % CHECKED_EVERY === 0) contentOf(question, response, records);
    return true;
  };
  await measured(server, { connections, next, check, seconds: seconds * WARM_UP_SHARE });
  return await measured(server, { connections, next, check, seconds });
}

/** A load whose every request was answered well. */
async function measured(
  server: ServerProcess,
  load: Omit<Parameters<typeof generateLoad>[0], "address" | "serverProcessorMs">,
): Promise<LoadResult> {
  const { address } = server;
  const result = await generateLoad({ ...load, address, serverProcessorMs: () => server.processorMs });
  const { errors } = result;
  if (Object.keys(errors).length > 0) throw server.failure(`answered badly: ${JSON.stringify(errors)}`);
  return result;
}

function success(response: Response): Response {
  if (response.status >= 200 && response.status <= 299) return response;
  throw new ServerFailed(`A server answered ${response.status} ${response.body.toString()}`);
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
