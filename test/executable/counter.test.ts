/**
 * One counter and 64 clients over sockets: whoever reads, adds one, and writes on the condition that nobody was faster, loses no count.
 *
 * ```
 *   GET -> n, sequence s        PUT n + 1, If-Match: "s"                      200: counted, 412: again
 *                               POST /transactions, put n + 1 ifSequence s    200: counted, 409: again
 * ```
 *
 * A refused client waits for a random while that grows with each refusal, as a good client does; else 63 of 64 requests are in vain.
 *
 * @module
 */

import { expect, test } from "vitest";
import { type Answer, LoadClient } from "../support/load_client.ts";
import { Random } from "../support/random.ts";
import { mainForm, Served } from "../support/served.ts";

const CLIENTS = 64;
const INCREMENTS = 100;
const PATH = "/collections/counters/records/one";
/** Of one increment. */
const TRIES_MAX = 2000;
const WAIT_MS_MAX = 256;

type Increment = (client: LoadClient, value: number, sequence: number) => Promise<Answer | undefined>;

const byMatch: Increment = (client, value, sequence) =>
  client.send("PUT", PATH, { data: value }, { "if-match": `"${sequence}"` });

const byTransaction: Increment = (client, value, sequence) => {
  const put = { op: "put", collection: "counters", record: { id: "one", data: value }, ifSequence: sequence };
  return client.send("POST", "/transactions", { operations: [put] });
};

async function read(client: LoadClient): Promise<{ value: number; sequence: number }> {
  const answer = await client.send("GET", PATH);
  if (answer?.status !== 200) throw new Error(`GET: ${answer?.status} ${answer?.text}`);
  return { value: (JSON.parse(answer.text) as { data: number }).data, sequence: answer.sequence };
}

/** Counts once. Gives how often that was refused. */
async function countOnce(client: LoadClient, increment: Increment, random: Random): Promise<number> {
  for (let refusals = 0; refusals < TRIES_MAX; refusals++) {
    const { value, sequence } = await read(client);
    const answer = await increment(client, value + 1, sequence);
    if (answer?.status === 200) return refusals;
    const isRefused = answer !== undefined && [409, 412].includes(answer.status) &&
      answer.text.includes("precondition-failed");
    if (!isRefused) throw new Error(`answered ${answer?.status} ${answer?.text}`);
    await new Promise((resolve) => setTimeout(resolve, random.below(Math.min(8 * 2 ** refusals, WAIT_MS_MAX))));
  }
  throw new Error(`${TRIES_MAX} tries in vain`);
}

test.each([
  ["If-Match", byMatch],
  ["ifSequence in a transaction", byTransaction],
  ["ifSequence in a transaction, again", byTransaction],
])("64 clients that retry count to exactly 6,400 by %s", async (_name, increment) => {
  const served = await Served.start(mainForm());
  expect(await served.statusOf("PUT", PATH, { data: 0 })).toBe(201);
  const counts = await Promise.all(Array.from({ length: CLIENTS }, async (_, at) => {
    const client = await LoadClient.open(served.port);
    const random = new Random(at + 1);
    let refusals = 0;
    for (let count = 0; count < INCREMENTS; count++) refusals += await countOnce(client, increment, random);
    client.close();
    return refusals;
  }));
  const client = await LoadClient.open(served.port);
  // One write for each count, besides the one that made the counter.
  expect(await read(client)).toEqual({ value: CLIENTS * INCREMENTS, sequence: CLIENTS * INCREMENTS + 1 });
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
}, 120_000);
