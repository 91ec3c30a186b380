/**
 * A run through the workloads: an open engine, the data, and the operations on them.
 *
 * @module
 */

import type { DataSet, Document, Entry } from "./documents.ts";
import type { OpenEngine } from "./drivers/driver.ts";
import { SCAN_RECORDS } from "./settings.ts";
import type { OperationKind } from "./workloads.ts";

/** An operation, drawn and prepared before the clock runs. */
export interface Operation {
  readonly kind: OperationKind;
  readonly id: string;
  /** What is put. */
  readonly document: Document | undefined;
  /** What a field is changed to. */
  readonly text: string;
}

/** See the module. */
export class Session {
  readonly engine: OpenEngine;
  readonly data: DataSet;
  /** The row that is inserted next. */
  #nextRow: number;
  #puts = 0;

  constructor(engine: OpenEngine, data: DataSet) {
    this.engine = engine;
    this.data = data;
    this.#nextRow = data.rows;
  }

  /** Rows that were put since the load, or are about to be. */
  get insertedRows(): number {
    return this.#nextRow - this.data.rows;
  }

  /** Documents put since the load, new or again. */
  get puts(): number {
    return this.#puts;
  }

  /** An operation on a row; an insert takes the next new one instead. */
  prepare(kind: OperationKind, row: number): Operation {
    const { data } = this;
    switch (kind) {
      case "insert": {
        const { id, document } = this.newEntry();
        return { kind, id, document, text: "" };
      }
      case "update":
        return { kind, id: data.id(row), document: data.nextDocument(row), text: "" };
      case "modify":
        return { kind, id: data.id(row), document: undefined, text: data.nextField(row) };
      case "miss":
        return { kind, id: data.absentId(row), document: undefined, text: "" };
      default:
        return { kind, id: data.id(row), document: undefined, text: "" };
    }
  }

  /** The next new row. */
  newEntry(): Entry {
    const row = this.#nextRow++;
    return { id: this.data.id(row), document: this.data.document(row) };
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
