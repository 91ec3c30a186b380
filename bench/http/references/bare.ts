/**
 * A reference: Hono on Bun that answers what FountainStore answers and stores nothing. It shows what HTTP and JSON cost alone.
 *
 * A PUT is parsed and echoed, a transaction is parsed and answered, a GET answers one document of 1 KB under whatever id is asked for.
 *
 *   bare --port N
 *
 * @module
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { Hono } from "hono";
import { createdHeaders, dataOf, putsOf, recordHeaders, type RecordShape, recordText, resultsOf } from "./shapes.ts";

const { port = "0" } = parseArgs({ args: process.argv.slice(2), options: { port: { type: "string" } } }).values;
/** As many bytes as a document of the benchmark, made in no time: how soon this server answers is measured too. */
const data = JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`field${at}`, "x".repeat(100)])));
let sequence = 0;

const app = new Hono();

app.get(
  "/health",
  (context) => context.json({ status: "ok", engine: { sequence, writable: true, lastFlushMs: null } }),
);

app.get("/collections/:collection/records/:id", (context) => {
  return context.body(recordText(context.req.param("id"), data, 1), 200, recordHeaders(1));
});

app.put("/collections/:collection/records/:id", async (context) => {
  const { collection, id } = context.req.param();
  const found = dataOf(await context.req.json());
  if (found === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  sequence++;
  const record: RecordShape = { id, data: found, version: null, sequence, deleted: false };
  return context.json(record, 201, createdHeaders(sequence, collection, id));
});

app.post("/transactions", async (context) => {
  const puts = putsOf(await context.req.json());
  if (puts === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  const before = sequence;
  sequence += puts.length;
  return context.json({ committedSequence: sequence, results: resultsOf(puts, before) });
});

export default { hostname: "127.0.0.1", port: Number(port), development: false, fetch: app.fetch };
