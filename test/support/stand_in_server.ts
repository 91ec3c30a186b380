/**
 * A server that answers what `bench/http/cities.ts` asks for, and breaks one promise, if it is told to: so that the script is seen to notice. It is no
 * stand-in for FountainStore anywhere else.
 *
 *   stand_in_server FAULT serve --path FOLDER --port N …
 *
 * ```
 *   none       keeps all promises
 *   mutes      keeps all promises too, but never answers one transaction
 *   forgets    loses a transaction that it acknowledged, when it starts again
 *   tears      keeps the half of one transaction, and never answers it
 *   garbles    gives back a number with other digits
 *   disorders  lists two records in the wrong order
 *   fails      ends with another exit code than 0
 * ```
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import process from "node:process";

/** A stored record. */
interface Stored {
  readonly id: string;
  readonly data: unknown;
  readonly sequence: number;
}

/** A record as it is put. */
type Put = Pick<Stored, "id" | "data">;

/** Bodies, as far as they are looked at. */
interface Body {
  readonly operations?: readonly { readonly record: Put }[];
  readonly limit?: number;
  readonly pageToken?: string;
}

const [fault = "", , , path = "", , port = ""] = process.argv.slice(2);
const file = join(path, "transactions.ndjson");
const records = new Map<string, Stored>();
/** The last one given. It is no count of records: a transaction that was kept but not answered is sent again, and gets new ones. */
let sequence = 0;
let transactions = 0;

if (process.argv.includes("--version")) {
  process.stdout.write("0.0.0\n");
  process.exit(0);
}
mkdirSync(path, { recursive: true });
// A line is a transaction. The kill may have cut the last one, which was not answered then.
const whole = existsSync(file) ? readFileSync(file, "utf8").replace(/[^\n]*$/, "") : "";
writeFileSync(file, whole);
for (const line of whole.split("\n").slice(fault === "forgets" ? 1 : 0, -1)) {
  for (const record of JSON.parse(line) as Stored[]) set(record);
}

function set(record: Stored): void {
  records.set(record.id, record);
  sequence = Math.max(sequence, record.sequence);
}

function keep(puts: readonly { readonly record: Put }[]): void {
  const stored = puts.map(({ record: { id, data } }, at) => ({ id, data, sequence: sequence + at + 1 }));
  appendFileSync(file, `${JSON.stringify(stored)}\n`);
  stored.forEach(set);
}

/** True for the transaction under way if its answer does not come: one in the server's first life. */
function isUnanswered(): boolean {
  return (fault === "tears" || fault === "mutes") && whole === "" && transactions === 2;
}

function transact({ operations = [] }: Body): unknown {
  transactions++;
  if (isUnanswered()) {
    keep(fault === "tears" ? operations.slice(operations.length / 2) : operations);
    return undefined;
  }
  keep(operations);
  return { committedSequence: sequence, results: operations.map((_, opIndex) => ({ opIndex, status: "ok" })) };
}

function page({ pageToken, limit = 1000 }: Body): unknown {
  const sorted = [...records.values()].sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
  if (fault === "disorders") sorted.reverse();
  const from = Number(pageToken ?? 0);
  const more = from + limit < sorted.length ? { nextPageToken: String(from + limit) } : {};
  return { items: sorted.slice(from, from + limit).map(shown), ...more };
}

function shown({ id, data, sequence }: Stored): unknown {
  const given = fault === "garbles" ? { ...data as object, population: -1 } : data;
  return { id, data: given, version: null, sequence, deleted: false };
}

function answer(response: ServerResponse, value: unknown): void {
  if (value === undefined && isUnanswered()) return;
  response.writeHead(value === undefined ? 404 : 200).end(JSON.stringify(value ?? { title: "not found" }));
}

function route(method: string, url: URL, body: Body): unknown {
  if (url.pathname === "/health") return { status: "ok" };
  if (method === "POST") return url.pathname === "/transactions" ? transact(body) : page(body);
  const [, , , , id] = url.pathname.split("/");
  const token = url.searchParams.get("pageToken");
  if (id === undefined) return page(token === null ? {} : { pageToken: token });
  const record = records.get(decodeURIComponent(id));
  return record && shown(record);
}

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const text = Buffer.concat(parts).toString();
    const url = new URL(request.url ?? "/", "http://localhost");
    answer(response, route(request.method ?? "", url, text === "" ? {} : JSON.parse(text) as Body));
  });
}).listen(Number(port), "127.0.0.1");

process.once("SIGTERM", () => process.exit(fault === "fails" ? 3 : 0));
