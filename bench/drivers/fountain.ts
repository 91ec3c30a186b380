/**
 * FountainStore, by its public interface.
 *
 * @module
 */

import { type Collection, open, type Store } from "../../mod.ts";
import type { Document, Entry } from "../documents.ts";
import type { Driver, DriverSettings, OpenEngine, WriteFigures } from "./driver.ts";
import { ownVersion } from "./versions.ts";

const COLLECTION = "documents";

/** See the module. */
export const driver: Driver = {
  version: `FountainStore ${ownVersion()}`,
  promise: {
    always: `durability "always": a put resolves after fdatasync of the log; concurrent puts share one`,
    os: `durability "os": a put resolves when the system has the log's bytes`,
  },
  open: async (settings) => new FountainEngine(await openFountain(settings)),
};

/** The store itself, for measurements of FountainStore alone. */
export async function openFountain({ folder, durability, memoryBytes }: DriverSettings): Promise<Store> {
  return await open({ path: folder, durability, memoryBytes });
}

/** See the module. */
export class FountainEngine implements OpenEngine {
  readonly store: Store;
  readonly #documents: Collection<Document>;

  constructor(store: Store) {
    this.store = store;
    this.#documents = store.collection<Document>(COLLECTION);
  }

  get(id: string): Document | undefined {
    return this.#documents.get(id)?.data;
  }

  async put(id: string, document: Document): Promise<void> {
    await this.#documents.put(id, document);
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    await this.store.batch(
      entries.map(({ id, document }) => ({ op: "put", collection: COLLECTION, id, data: document })),
    );
  }

  scan(after: string, limit: number): number {
    let count = 0;
    for (const { data } of this.#documents.scan({ startAfter: after, limit })) count += isWhole(data);
    return count;
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  writeFigures(): WriteFigures {
    const { flushes, merges } = this.store.metrics().engine;
    return { flushedBytes: flushes.writtenBytes, mergedBytes: merges.writtenBytes };
  }

  async settle(): Promise<void> {
    for (let calm = 0; calm < 3;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      calm = this.store.metrics().engine.merging ? 0 : calm + 1;
    }
  }
}

/** 1; that the document is looked at keeps its parsing from being left out. */
function isWhole(document: Document): number {
  return document.field9.length > 0 ? 1 : 0;
}
