/**
 * LevelDB, by classic-level: keys and values as UTF-8 strings, reads synchronous, a scan fetched in one go (its default of 16 KiB a fetch is slower).
 *
 * @module
 */

import { ClassicLevel } from "classic-level";
import type { Document, Entry } from "../documents.ts";
import type { Driver, OpenEngine } from "./driver.ts";
import { packageVersion } from "./versions.ts";

/** What an iterator fetches at once. */
const FETCH_BYTES = 1024 * 1024;

/** See the module. */
export const driver: Driver = {
  version: `classic-level ${packageVersion("classic-level")}`,
  promise: {
    always: "sync: true: a put resolves after fdatasync of the log; LevelDB lets concurrent puts share one",
    os: "sync: false: a put resolves when the system has the log's bytes",
  },
  open: async ({ folder, durability }) => {
    const db = new ClassicLevel<string, string>(folder, { keyEncoding: "utf8", valueEncoding: "utf8" });
    await db.open();
    return new ClassicLevelEngine(db, durability === "always");
  },
};

class ClassicLevelEngine implements OpenEngine {
  readonly #db: ClassicLevel<string, string>;
  readonly #options: { readonly sync: boolean };

  constructor(db: ClassicLevel<string, string>, sync: boolean) {
    this.#db = db;
    this.#options = { sync };
  }

  get(id: string): Document | undefined {
    const json = this.#db.getSync(id);
    return json === undefined ? undefined : JSON.parse(json) as Document;
  }

  put(id: string, document: Document): Promise<void> {
    return this.#db.put(id, JSON.stringify(document), this.#options);
  }

  putMany(entries: readonly Entry[]): Promise<void> {
    return this.#db.batch(
      entries.map(({ id, document }) => ({ type: "put", key: id, value: JSON.stringify(document) })),
      this.#options,
    );
  }

  async scan(after: string, limit: number): Promise<number> {
    let count = 0;
    for (const json of await this.#db.values({ gt: after, limit, highWaterMarkBytes: FETCH_BYTES }).all()) {
      if ((JSON.parse(json) as Document).field9.length > 0) count++;
    }
    return count;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
