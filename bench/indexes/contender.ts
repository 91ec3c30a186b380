/**
 * Who is measured: the same questions put to FountainStore and to SQLite, each answered with parsed records.
 *
 * @module
 */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "bun:sqlite";
import { type Collection, open, type Store } from "../../mod.ts";
import { behindPrefix, COLUMNS, idOf, type IndexName, type Person, personOf, SPECS } from "./data.ts";

/** The indexes that are made once more in the end, covering. */
export const COVERING = ["group", "score"] as const;

const BATCH = 1000;

/** See the module. */
export interface Contender {
  readonly name: string;
  /** Writes records `[from, to)` of `count`, in transactions of a thousand. */
  load(from: number, to: number, count: number): Promise<void>;
  createIndex(name: IndexName): Promise<void>;
  /** Makes one once more, covering, for the questions that ask for it; false where there is no such thing, and the plain one answers. */
  createCovering(name: (typeof COVERING)[number]): Promise<boolean>;
  /** Settles what goes on in the background. */
  settle(): Promise<void>;
  get(id: string): Person | undefined;
  ofGroup(group: string, covering?: boolean): Person[];
  /** The first records from a score on, in its order. */
  fromScore(score: number, limit: number): Person[];
  byNamePrefix(prefix: string): Person[];
  largestOf(country: string, limit: number): Promise<Person[]>;
  countOf(country: string, from: number, to: number): Promise<number>;
  /** All records in the order of scores; how many. */
  streamByScore(covering?: boolean): number;
  /** All records in the order of ids; how many. */
  scan(): number;
  diskBytes(): number;
  close(): Promise<void>;
}

/** FountainStore in a folder. */
export async function fountain(folder: string, memoryBytes: number): Promise<Contender> {
  const store = await open({ path: join(folder, "fountain"), durability: "os", memoryBytes });
  return new Fountain(store, store.collection<Person>("people"), join(folder, "fountain"));
}

class Fountain implements Contender {
  readonly name = "FountainStore";
  readonly #store: Store;
  readonly #people: Collection<Person>;
  readonly #folder: string;

  constructor(store: Store, people: Collection<Person>, folder: string) {
    this.#store = store;
    this.#people = people;
    this.#folder = folder;
  }

  async load(from: number, to: number, count: number): Promise<void> {
    for (let at = from; at < to; at += BATCH) {
      await this.#store.batch(Array.from({ length: Math.min(BATCH, to - at) }, (_, n) => {
        return { op: "put", collection: "people", id: idOf(at + n), json: JSON.stringify(personOf(at + n, count)) };
      }));
    }
  }

  async createIndex(name: IndexName): Promise<void> {
    if (!this.#store.collections().some((each) => each.name === "people")) await this.#store.createCollection("people");
    await this.#people.createIndex(name, SPECS[name]);
  }

  async createCovering(name: (typeof COVERING)[number]): Promise<boolean> {
    await this.#people.createIndex(`${name}Covering`, { ...SPECS[name], covering: true });
    return true;
  }

  async settle(): Promise<void> {
    await this.#store.flush();
    for (let at = 0; at < 50 && this.#store.metrics().engine.debtBytes > 0; at++) await this.#store.compact("tick");
  }

  get(id: string): Person | undefined {
    return this.#people.get(id)?.data;
  }

  ofGroup(group: string, covering = false): Person[] {
    return Array.from(
      this.#people.indexEquals(covering ? "groupCovering" : "group", group),
      (record) => record.data,
    );
  }

  fromScore(score: number, limit: number): Person[] {
    const found: Person[] = [];
    for (const record of this.#people.indexRange("score", { gte: score })) {
      if (found.push(record.data) === limit) break;
    }
    return found;
  }

  byNamePrefix(prefix: string): Person[] {
    return Array.from(this.#people.indexRange("name", { prefix }), (record) => record.data);
  }

  async largestOf(country: string, limit: number): Promise<Person[]> {
    const { items } = await this.#people.find({
      filter: { country },
      sort: [{ ".population": "desc" }],
      pageSize: limit,
    });
    return items.map((record) => record.data);
  }

  async countOf(country: string, from: number, to: number): Promise<number> {
    const filter = { country, population: { $gte: from, $lt: to } };
    const { groups } = await this.#people.aggregate({ filter, metrics: { n: { count: "*" } } });
    return groups[0]?.metrics["n"] as number;
  }

  streamByScore(covering = false): number {
    let count = 0;
    for (const record of this.#people.indexRange(covering ? "scoreCovering" : "score")) {
      count += record.json.length > 0 ? 1 : 0;
    }
    return count;
  }

  scan(): number {
    let count = 0;
    for (const record of this.#people.scan()) count += record.json.length > 0 ? 1 : 0;
    return count;
  }

  diskBytes(): number {
    return folderBytes(this.#folder);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

/** SQLite by bun:sqlite: a table of ids and JSON texts, with indexes on expressions. */
export async function sqlite(folder: string, cacheBytes: number): Promise<Contender> {
  const { Database } = await import("bun:sqlite");
  const db = new Database(join(folder, "people.sqlite"), { create: true });
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = NORMAL");
  db.run(`PRAGMA cache_size = -${Math.floor(cacheBytes / 1024)}`);
  db.run("CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)");
  return new Sqlite(db, join(folder, "people.sqlite"));
}

class Sqlite implements Contender {
  readonly name = "bun:sqlite";
  readonly #db: Database;
  readonly #path: string;

  constructor(db: Database, path: string) {
    this.#db = db;
    this.#path = path;
  }

  load(from: number, to: number, count: number): Promise<void> {
    const put = this.#db.query(
      "INSERT INTO people (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
    );
    const batch = this.#db.transaction((start: number, end: number) => {
      for (let at = start; at < end; at++) put.run(idOf(at), JSON.stringify(personOf(at, count)));
    });
    for (let at = from; at < to; at += BATCH) batch(at, Math.min(at + BATCH, to));
    return Promise.resolve();
  }

  createIndex(name: IndexName): Promise<void> {
    this.#db.run(`CREATE INDEX "by ${name}" ON people (${COLUMNS[name]})`);
    return Promise.resolve();
  }

  createCovering(): Promise<boolean> {
    return Promise.resolve(false);
  }

  settle(): Promise<void> {
    this.#db.run("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#db.run("ANALYZE");
    return Promise.resolve();
  }

  get(id: string): Person | undefined {
    return this.#read("SELECT json FROM people WHERE id = ?", id)[0];
  }

  ofGroup(group: string): Person[] {
    return this.#read("SELECT json FROM people WHERE json ->> '$.group' = ? ORDER BY id", group);
  }

  fromScore(score: number, limit: number): Person[] {
    return this.#read(
      "SELECT json FROM people WHERE json ->> '$.score' >= ? ORDER BY json ->> '$.score' LIMIT ?",
      score,
      limit,
    );
  }

  byNamePrefix(prefix: string): Person[] {
    const sql =
      "SELECT json FROM people WHERE json ->> '$.name' >= ? AND json ->> '$.name' < ? ORDER BY json ->> '$.name'";
    return this.#read(sql, prefix, behindPrefix(prefix));
  }

  largestOf(country: string, limit: number): Promise<Person[]> {
    const sql = "SELECT json FROM people WHERE json ->> '$.country' = ? ORDER BY json ->> '$.population' DESC LIMIT ?";
    return Promise.resolve(this.#read(sql, country, limit));
  }

  countOf(country: string, from: number, to: number): Promise<number> {
    const sql =
      "SELECT count(*) FROM people WHERE json ->> '$.country' = ? AND json ->> '$.population' >= ? AND json ->> '$.population' < ?";
    return Promise.resolve(this.#db.query(sql).values(country, from, to)[0]?.[0] as number);
  }

  streamByScore(): number {
    return this.#stream("SELECT json FROM people ORDER BY json ->> '$.score', id LIMIT ?");
  }

  scan(): number {
    return this.#stream("SELECT json FROM people ORDER BY id LIMIT ?");
  }

  /** All rows at once: this binding has no cursor in the oldest version that is measured. */
  #stream(sql: string): number {
    let count = 0;
    for (const [json] of this.#db.query(sql).values(Number.MAX_SAFE_INTEGER)) {
      count += (json as string).length > 0 ? 1 : 0;
    }
    return count;
  }

  #read(sql: string, ...values: (string | number)[]): Person[] {
    return this.#db.query(sql).values(...values).map(([json]) => JSON.parse(json as string) as Person);
  }

  diskBytes(): number {
    return ["", "-wal"].reduce(
      (sum, end) => sum + (existsSync(this.#path + end) ? statSync(this.#path + end).size : 0),
      0,
    );
  }

  close(): Promise<void> {
    this.#db.close();
    return Promise.resolve();
  }
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? folderBytes(path) : statSync(path).size);
  }, 0);
}
