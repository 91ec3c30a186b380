/**
 * SQLite, by bun:sqlite: one table of ids and JSON texts, WAL, prepared statements.
 *
 * The table has a rowid, as SQLite's documentation advises for rows of this size. Calls are synchronous: a put holds up the event loop until it is
 * committed, so 64 writers write one after another, each with a sync of its own.
 *
 * @module
 */

import type { Database, Statement } from "bun:sqlite";
import { join } from "node:path";
import process from "node:process";
import type { Document, Entry } from "../documents.ts";
import type { Driver, OpenEngine } from "./driver.ts";

/** The driver; rejects on runtimes other than Bun. */
export async function loadSqlite(): Promise<Driver> {
  if (process.versions["bun"] === undefined) throw new Error("bun:sqlite is a part of Bun");
  const sqlite = await import("bun:sqlite");
  const memory = new sqlite.Database(":memory:");
  const [[version]] = memory.query("SELECT sqlite_version()").values() as [[string]];
  memory.close();
  return {
    version: `bun:sqlite, SQLite ${version}`,
    promise: {
      always: "WAL, synchronous=FULL: a put returns after the sync of its own commit",
      os: "WAL, synchronous=NORMAL: a put returns when the system has the log's bytes; checkpoints are synced",
    },
    open: async ({ folder, durability }) => {
      const db = new sqlite.Database(join(folder, "documents.sqlite"), { create: true });
      db.run("PRAGMA journal_mode = WAL");
      db.run(`PRAGMA synchronous = ${durability === "always" ? "FULL" : "NORMAL"}`);
      db.run("CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)");
      return new SqliteEngine(db);
    },
  };
}

class SqliteEngine implements OpenEngine {
  readonly #db: Database;
  readonly #get: Statement;
  readonly #put: Statement;
  readonly #scan: Statement;
  readonly #putMany: (entries: readonly Entry[]) => void;

  constructor(db: Database) {
    this.#db = db;
    this.#get = db.query("SELECT json FROM documents WHERE id = ?");
    this.#scan = db.query("SELECT json FROM documents WHERE id > ? ORDER BY id LIMIT ?");
    this.#put = db.query(
      "INSERT INTO documents (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
    );
    this.#putMany = db.transaction((entries: readonly Entry[]) => {
      for (const { id, document } of entries) this.#put.run(id, JSON.stringify(document));
    });
  }

  get(id: string): Document | undefined {
    const row = this.#get.get(id) as { readonly json: string } | null;
    return row === null ? undefined : JSON.parse(row.json) as Document;
  }

  async put(id: string, document: Document): Promise<void> {
    this.#put.run(id, JSON.stringify(document));
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    this.#putMany(entries);
  }

  scan(after: string, limit: number): number {
    let count = 0;
    for (const [json] of this.#scan.values(after, limit)) {
      if ((JSON.parse(json as string) as Document).field9.length > 0) count++;
    }
    return count;
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
