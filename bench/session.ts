/**
 * A run through the workloads on an open engine: the operations, and how they are done.
 *
 * @module
 */

import type { DataSet, Document } from "./documents.ts";
import type { OpenEngine } from "./drivers/driver.ts";
import { type Operation, Operations } from "./operations.ts";
import { SCAN_RECORDS } from "./settings.ts";

/** See the module. */
export class Session extends Operations {
  readonly engine: OpenEngine;
  #puts = 0;

  constructor(engine: OpenEngine, data: DataSet) {
    super(data);
    this.engine = engine;
  }

  /** Documents put since the load, new or again. */
  get puts(): number {
    return this.#puts;
  }

  /** Does an operation and makes sure that it did what it should: a benchmark of wrong answers is worth nothing. */
  perform({ kind, id, document, text }: Operation): void | Promise<void> {
    switch (kind) {
      case "read":
        this.#mustFind(id);
        return;
      case "miss":
        if (this.engine.get(id) !== undefined) throw new Error(`Found ${id}, which was never put`);
        return;
      case "scan":
        return this.#scan(id);
      case "modify": {
        const found = this.#mustFind(id);
        found.field5 = text;
        return this.put(id, found);
      }
      default:
        return this.put(id, document as Document);
    }
  }

  put(id: string, document: Document): Promise<void> {
    this.#puts++;
    return this.engine.put(id, document);
  }

  #scan(id: string): void | Promise<void> {
    const count = this.engine.scan(id, SCAN_RECORDS);
    if (typeof count === "number") return checkScan(count);
    return count.then(checkScan);
  }

  #mustFind(id: string): Document {
    const found = this.engine.get(id);
    if (found === undefined || found.field0.length === 0) throw new Error(`Lost ${id}`);
    return found;
  }
}

function checkScan(count: number): void {
  if (count > SCAN_RECORDS) throw new Error(`Scanned ${count} records, not ${SCAN_RECORDS} at most`);
}
