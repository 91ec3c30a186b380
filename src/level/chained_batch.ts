/**
 * The chained batch: every operation goes straight into the batch that the engine will log, so none is kept as an object.
 *
 * @module
 */

import { AbstractChainedBatch } from "abstract-level";
import type { Batch } from "../engine/batch.ts";
import type { Keyspace } from "./keyspace.ts";
import type { Encoded } from "./text.ts";

/** See the module. */
export class FountainChainedBatch extends AbstractChainedBatch<object, Encoded, Encoded> {
  readonly #keyspace: Keyspace;
  /** Undefined once it is committed or given back. */
  #batch: Batch | undefined;

  constructor(db: object, keyspace: Keyspace) {
    super(db);
    this.#keyspace = keyspace;
    this.#batch = keyspace.batch();
  }

  protected _put(key: Encoded, value: Encoded): void {
    if (this.#batch !== undefined) this.#keyspace.addPut(this.#batch, key, value);
  }

  protected _del(key: Encoded): void {
    if (this.#batch !== undefined) this.#keyspace.addDelete(this.#batch, key);
  }

  protected _clear(): void {
    this.#batch?.clear();
  }

  protected async _write(): Promise<void> {
    const batch = this.#batch;
    this.#batch = undefined;
    if (batch !== undefined) await this.#keyspace.commit(batch);
  }

  protected async _close(): Promise<void> {
    if (this.#batch !== undefined) this.#keyspace.giveBack(this.#batch);
    this.#batch = undefined;
  }
}
