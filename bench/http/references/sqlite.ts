/**
 * A reference: a thin server, Hono on Bun over bun:sqlite, with the routes that the benchmark asks for. What somebody would write in an afternoon
 * to keep documents safely.
 *
 * One table, WAL, `synchronous=FULL`: each PUT and each POST /transactions is one SQLite transaction, answered after the sync of its commit. SQLite's
 * calls are synchronous, so nothing else is answered meanwhile, and no two writers share a sync.
 *
 *   sqlite --port N --path FOLDER
 *
 * @module
 */

import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { Hono } from "hono";
import { createdHeaders, dataOf, type PutOperation, putsOf, recordHeaders, recordText, resultsOf } from "./shapes.ts";

const { port = "0", path = "." } = parseArgs({
  args: process.argv.slice(2),
  options: { port: { type: "string" }, path: { type: "string" } },
}).values;

mkdirSync(path, { recursive: true });
const database = new Database(join(path, "documents.sqlite"), { create: true });
database.run("PRAGMA journal_mode = WAL");
database.run("PRAGMA synchronous = FULL");
database.run(`CREATE TABLE IF NOT EXISTS records (
  collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (collection, id)
)`);
const select = database.query("SELECT json, sequence FROM records WHERE collection = ? AND id = ?");
const exists = database.query("SELECT 1 FROM records WHERE collection = ? AND id = ?");
const upsert = database.query(
  "INSERT INTO records (collection, id, json, sequence) VALUES (?, ?, ?, ?) " +
    "ON CONFLICT (collection, id) DO UPDATE SET json = excluded.json, sequence = excluded.sequence",
);
const [[last]] = database.query("SELECT coalesce(max(sequence), 0) FROM records").values() as [[number]];
let sequence = last;

const putAll = database.transaction((puts: readonly PutOperation[]) => {
  for (const { collection, record: { id, data } } of puts) upsert.run(collection, id, JSON.stringify(data), ++sequence);
});

const app = new Hono();

app.get(
  "/health",
  (context) => context.json({ status: "ok", engine: { sequence, writable: true, lastFlushMs: null } }),
);

app.get("/collections/:collection/records/:id", (context) => {
  const { collection, id } = context.req.param();
  const row = select.get(collection, id) as { readonly json: string; readonly sequence: number } | null;
  if (row === null) return context.json({ title: "not found", status: 404 }, 404);
  return context.body(recordText(id, row.json, row.sequence), 200, recordHeaders(row.sequence));
});

app.put("/collections/:collection/records/:id", async (context) => {
  const { collection, id } = context.req.param();
  const data = dataOf(await context.req.json());
  if (data === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  const json = JSON.stringify(data);
  const known = exists.get(collection, id) !== null;
  upsert.run(collection, id, json, ++sequence);
  const text = recordText(id, json, sequence);
  if (known) return context.body(text, 200, recordHeaders(sequence));
  return context.body(text, 201, createdHeaders(sequence, collection, id));
});

app.post("/transactions", async (context) => {
  const puts = putsOf(await context.req.json());
  if (puts === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  const before = sequence;
  putAll(puts);
  return context.json({ committedSequence: sequence, results: resultsOf(puts, before) });
});

export default { hostname: "127.0.0.1", port: Number(port), development: false, fetch: app.fetch };
