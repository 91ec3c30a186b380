/**
 * A reference: a thin server, Hono on Bun over bun:sqlite, that answers the questions of bench/indexes. It takes the requests that FountainStore takes
 * and has a prepared statement for each; anything else is 400.
 *
 * One table, WAL, `synchronous=FULL`; indexes on expressions over the JSON text. Texts go into the answers as they are, without being parsed. SQLite's
 * calls are synchronous, so nothing else is answered meanwhile, not even while an index is built.
 *
 *   sqlite_indexes --port N --path FOLDER --memory MIB
 *
 * @module
 */

import { Database, type Statement } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { Hono } from "hono";
import { behindPrefix, COLUMNS, INDEXES } from "../../indexes/data.ts";
import type { Query } from "../../indexes/questions.ts";
import { type PutOperation, putsOf, recordHeaders, recordText, resultsOf } from "./shapes.ts";

const { port = "0", path = ".", memory = "256" } = parseArgs({
  args: process.argv.slice(2),
  options: { port: { type: "string" }, path: { type: "string" }, memory: { type: "string" } },
}).values;

mkdirSync(path, { recursive: true });
const database = new Database(join(path, "people.sqlite"), { create: true });
database.run("PRAGMA journal_mode = WAL");
database.run("PRAGMA synchronous = FULL");
database.run(`PRAGMA cache_size = -${Number(memory) * 1024}`);
database.run(
  "CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL, sequence INTEGER NOT NULL)",
);

const upsert = database.query(
  "INSERT INTO people (id, json, sequence) VALUES (?, ?, ?) " +
    "ON CONFLICT (id) DO UPDATE SET json = excluded.json, sequence = excluded.sequence",
);
const found = "SELECT id, json, sequence FROM people WHERE";
const byId = database.query(`${found} id = ?`);
const ofGroup = database.query(`${found} json ->> '$.group' = ? ORDER BY id LIMIT 100`);
const fromScore = database.query(`${found} json ->> '$.score' >= ? ORDER BY json ->> '$.score' LIMIT ?`);
const byName = database.query(
  `${found} json ->> '$.name' >= ? AND json ->> '$.name' < ? ORDER BY json ->> '$.name' LIMIT ?`,
);
const largestOf = database.query(`${found} json ->> '$.country' = ? ORDER BY json ->> '$.population' DESC LIMIT ?`);
const countOf = database.query(
  "SELECT count(*) FROM people " +
    "WHERE json ->> '$.country' = ? AND json ->> '$.population' >= ? AND json ->> '$.population' < ?",
);
const [[last]] = database.query("SELECT coalesce(max(sequence), 0) FROM people").values() as [[number]];
let sequence = last;

const putAll = database.transaction((puts: readonly PutOperation[]) => {
  for (const { record: { id, data } } of puts) upsert.run(id, JSON.stringify(data), ++sequence);
});

/** The answer to a query, as a JSON text; undefined when there is no statement for it. */
function answerTo(query: Query): string | undefined {
  if (query.type === "indexEquals") return itemsText(ofGroup, query.key);
  if (query.type === "indexRange" && query.index === "score") return itemsText(fromScore, query.gte, query.pageSize);
  if (query.type === "indexRange" && query.index === "name") {
    return itemsText(byName, query.prefix, behindPrefix(query.prefix), query.pageSize);
  }
  if (query.type === "find") return itemsText(largestOf, query.filter.country, query.pageSize);
  if (query.type !== "aggregate") return undefined;
  const { country, population: { $gte, $lt } } = query.filter;
  return JSON.stringify({ groups: [{ key: [], metrics: { n: countOf.values(country, $gte, $lt)[0]?.[0] } }] });
}

function itemsText(statement: Statement, ...values: (string | number)[]): string {
  const rows = statement.values(...values) as [string, string, number][];
  return `{"items":[${rows.map((row) => recordText(...row)).join(",")}]}`;
}

const app = new Hono();

app.get(
  "/health",
  (context) => context.json({ status: "ok", engine: { sequence, writable: true, lastFlushMs: null } }),
);

app.get("/collections/people/records/:id", (context) => {
  const [row] = byId.values(context.req.param("id")) as [string, string, number][];
  if (row === undefined) return context.json({ title: "not found", status: 404 }, 404);
  return context.body(recordText(...row), 200, recordHeaders(row[2]));
});

app.post("/collections/people/query", async (context) => {
  const text = answerTo(await context.req.json());
  if (text === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  return context.body(text, 200, { "content-type": "application/json" });
});

app.post("/collections/people/indexes", async (context) => {
  const { name: wanted } = await context.req.json();
  const name = INDEXES.find((each) => each === wanted);
  if (name === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  database.run(`CREATE INDEX "by ${name}" ON people (${COLUMNS[name]})`);
  return context.json({ name, state: "ready" }, 201);
});

/** FountainStore's merging has no counterpart here; what SQLite wants done after a load has. */
app.post("/settle", (context) => {
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  database.run("ANALYZE");
  return context.body(null, 204);
});

app.post("/transactions", async (context) => {
  const puts = putsOf(await context.req.json());
  if (puts === undefined) return context.json({ title: "invalid body", status: 400 }, 400);
  const before = sequence;
  putAll(puts);
  return context.json({ committedSequence: sequence, results: resultsOf(puts, before) });
});

export default { hostname: "127.0.0.1", port: Number(port), development: false, fetch: app.fetch };
