/**
 * LMDB, by lmdb-js: JSON encoding, puts queued to its writer thread and awaited.
 *
 * What awaiting a put means is told in two ways by its documentation: durable ("fully written to the physical storage medium"), and, under overlapping
 * sync, only committed, with `db.flushed` for durable. In the version measured here the write thread marks a transaction as committed after
 * `mdb_txn_commit`, which syncs before it returns; a system call trace shows `fdatasync` before every resolved put. So a put is awaited, and
 * `flushed` is not asked for beside it, which would only cost lmdb time.
 *
 * @module
 */

import { open, type RootDatabase } from "lmdb";
import type { Document, Entry } from "../documents.ts";
import type { Driver, OpenEngine } from "./driver.ts";
import { packageVersion } from "./versions.ts";

/** See the module. */
export const driver: Driver = {
  version: `lmdb ${packageVersion("lmdb")}`,
  promise: {
    always: "default settings: an awaited put resolves after fdatasync; puts of one turn share a transaction",
    os: "noSync: a put resolves when the system has its transaction; a power cut may corrupt the file",
  },
  open: async ({ folder, durability }) => {
    const noSync = durability === "os";
    return new LmdbEngine(open<Document, string>({ path: folder, encoding: "json", ...(noSync && { noSync }) }));
  },
};

class LmdbEngine implements OpenEngine {
  readonly #db: RootDatabase<Document, string>;

  constructor(db: RootDatabase<Document, string>) {
    this.#db = db;
  }

  get(id: string): Document | undefined {
    return this.#db.get(id);
  }

  async put(id: string, document: Document): Promise<void> {
    await this.#db.put(id, document);
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    // The puts of one turn of the event loop are one transaction, and have one promise.
    let committed: Promise<boolean> | undefined;
    for (const { id, document } of entries) committed = this.#db.put(id, document);
    await committed;
  }

  scan(after: string, limit: number): number {
    let count = 0;
    for (const { value } of this.#db.getRange({ start: after, exclusiveStart: true, limit })) {
      if (value.field9.length > 0) count++;
    }
    return count;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
