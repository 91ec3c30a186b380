/**
 * A collection: records by id, written and read one by one or in order.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { present } from "../base/assert.ts";
import { FountainError, invalid } from "../base/errors.ts";
import { checkJsonText, type JsonValue, toJsonText } from "../encoding/json.ts";
import {
  makePatch,
  makePut,
  type PatchOperation,
  type PatchOptions,
  type PutOperation,
  type PutOptions,
  putText,
} from "./batch_operations.ts";
import { checkIfSequence } from "./conditions.ts";
import { checkId } from "./names.ts";
import { CollectionReader, type ReadPoint } from "./reader.ts";
import { StoredRecord } from "./record.ts";
import { validate } from "./schema.ts";
import type { PatchWrite, WriteOperation } from "./operations.ts";
import type { IndexSpec } from "../index/definition.ts";
import type { IndexBuilds } from "./index_builder.ts";
import { missingIndex } from "./missing.ts";
import { checkedDefinition, describeIndex, type IndexInfo } from "./index_info.ts";
import type { Writer } from "./writer.ts";

/** What collections share. */
export interface CollectionParts {
  readonly point: ReadPoint;
  readonly writer: Writer;
  readonly builds: IndexBuilds;
}

/**
 * Reads and writes the records of one collection. A write resolves when it is as durable as the store's `durability` says, and is seen by
 * every read from then on. `T` is what reads give, `Input` what a put takes: with a schema that transforms they differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { open } from "fountainstore";
 * import { z } from "zod";
 *
 * await using store = await open({ path: "./collection-example" });
 * const people = store.collection("people", { schema: z.object({ name: z.string(), age: z.number().int() }) });
 * await people.put("ada", { name: "Ada", age: 36 });
 * await people.put("alan", { name: "Alan", age: 41 });
 *
 * assert.equal(people.get("ada")?.data.age, 36);
 * assert.deepEqual([...people.scan({ prefix: "a" })].map((person) => person.id), ["ada", "alan"]);
 * assert.equal(await people.delete("alan"), true);
 * assert.equal(await people.count(), 1);
 * ```
 */
export class Collection<T = JsonValue, Input = T> extends CollectionReader<T> {
  readonly #point: ReadPoint;
  readonly #writer: Writer;
  readonly #builds: IndexBuilds;
  readonly #schema: StandardSchemaV1 | undefined;
  readonly #recordBytesMax: number;

  /** Collections are made by the store. */
  constructor(
    name: string,
    { point, writer, builds }: CollectionParts,
    schema: StandardSchemaV1 | undefined,
    recordBytesMax: number,
  ) {
    super(name, point);
    this.#point = point;
    this.#writer = writer;
    this.#builds = builds;
    this.#schema = schema;
    this.#recordBytesMax = recordBytesMax;
  }

  /**
   * Writes a record, new or over the one that is there.
   * @param data what the schema takes, or any JSON value
   * @returns the sequence of the write
   * @throws FountainError `invalid` when the id or the data is refused, `precondition-failed`, `not-found` without auto-create, `read-only`,
   * `storage-full`, `closed`
   */
  put(id: string, data: Input, options: PutOptions = {}): Promise<number> {
    if (this.#schema !== undefined) return this.#putValidated(this.#schema, id, data, options);
    try {
      return this.#put(id, toJsonText(data), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #putValidated(schema: StandardSchemaV1, id: string, data: unknown, options: PutOptions): Promise<number> {
    return await this.#put(id, toJsonText(await validate(schema, data)), options);
  }

  /**
   * Writes a record by its JSON text, which is kept as it is: every digit and space, the order of members. A schema checks it but does not change it.
   * @returns the sequence of the write
   * @throws as {@link put}
   */
  async putJson(id: string, json: string, options: PutOptions = {}): Promise<number> {
    checkJsonText(json);
    if (this.#schema !== undefined) await validate(this.#schema, JSON.parse(json));
    return await this.#put(id, json, options);
  }

  #put(id: string, json: string, options: PutOptions): Promise<number> {
    const operation = makePut(this.name, id, json, options, this.#recordBytesMax);
    this.#point.counts.puts++;
    return this.#writer.put(operation);
  }

  /**
   * Changes a record by a patch: a merge patch (RFC 7396) or, when it is a list, a JSON Patch (RFC 6902). What it does not touch stays as it was
   * written; so do version and expiry. A schema checks the outcome, at once: one that needs a promise for that is refused.
   * @returns the record as it is now
   * @throws FountainError `not-found` when there is no record, `conflict` when a `test` fails or a path is not there, `precondition-failed`,
   * `invalid`, `read-only`, `storage-full`, `closed`
   */
  async patch(id: string, patch: unknown, options: PatchOptions = {}): Promise<StoredRecord<T>> {
    const { last, outcomes: [outcome], committedAtMs } = await this.#writer.write([
      this.#makePatch(id, patch, options),
    ]);
    const { json, version, expiresAtMs } = present(outcome?.content, "what a patch made");
    this.#point.counts.puts++;
    return new StoredRecord<T>(id, json, version, last, committedAtMs, expiresAtMs);
  }

  #makePatch(id: string, patch: unknown, options: PatchOptions): PatchWrite {
    const schema = this.#schema;
    const check = schema === undefined ? undefined : (json: string): void => checkAtOnce(schema, json);
    return makePatch(this.name, id, patch, options, this.#recordBytesMax, check);
  }

  /**
   * Deletes a record.
   * @param options.ifSequence refuse unless the record has this sequence
   * @returns false when there was none; then nothing was written
   * @throws FountainError `invalid` for a malformed id, `precondition-failed`, `read-only`, `storage-full`, `closed`
   */
  async delete(id: string, { ifSequence }: { readonly ifSequence?: number } = {}): Promise<boolean> {
    checkId(id);
    checkIfSequence(ifSequence);
    this.#point.counts.deletes++;
    try {
      await this.#writer.write([{ op: "delete", collection: this.name, id, mustExist: true, ifSequence }]);
      return true;
    } catch (error) {
      if (error instanceof FountainError && error.code === "not-found") return false;
      throw error;
    }
  }

  /**
   * Defines an index. Records that are there already are indexed: few of them at once, many in the background, without stopping writes.
   * @param options.wait whether to wait until the index is ready. Default true
   * @returns the index as it is then
   * @throws FountainError `invalid`; `not-found` when there is no such collection; `conflict` when there is an index of that name, or a
   * record has more than an index takes (10,000 values, keys of 32 KiB, 1 MiB of them altogether), which then does not remain;
   * `unique-violation` when records have the same key of a unique index, which then does not remain
   */
  async createIndex(
    name: string,
    spec: IndexSpec,
    { wait = true }: { readonly wait?: boolean } = {},
  ): Promise<IndexInfo> {
    const definition = checkedDefinition({ ...spec, name });
    this.#point.check();
    await this.#writer.write([{ op: "defineIndex", collection: this.name, definition }]);
    const index = this.#point.entry(this.name)?.indexes.find((each) => each.definition === definition);
    if (index === undefined) throw missingIndex(name);
    if (wait) await this.#builds.finished(index);
    return describeIndex(this.#point, index);
  }

  /** Why the latest build of an index of that name failed, when records stood in its way; undefined when none did since the store was opened. */
  indexRefusal(name: string): FountainError | undefined {
    const entry = this.#point.entry(this.name);
    return entry === undefined ? undefined : this.#builds.refusal(entry, name);
  }

  /** Drops an index, in one write; its space is reclaimed by compaction. @throws FountainError `not-found` */
  async dropIndex(name: string): Promise<void> {
    this.#point.check();
    await this.#writer.write([{ op: "dropIndex", collection: this.name, name }]);
  }

  /** The patch of a batch. */
  checkedPatch(operation: PatchOperation): WriteOperation {
    return this.#makePatch(operation.id, operation.patch, operation);
  }

  /** The put of a batch, checked by this collection's schema; a promise only when there is a schema. */
  checkedPut(operation: PutOperation): WriteOperation | Promise<WriteOperation> {
    if (this.#schema !== undefined) return this.#validatedPut(this.#schema, operation);
    return makePut(this.name, operation.id, putText(operation), operation, this.#recordBytesMax);
  }

  async #validatedPut(schema: StandardSchemaV1, operation: PutOperation): Promise<WriteOperation> {
    const { id, data, json } = operation;
    if (json !== undefined) checkJsonText(json);
    const valid = await validate(schema, json === undefined ? data : JSON.parse(json));
    return makePut(this.name, id, json ?? toJsonText(valid), operation, this.#recordBytesMax);
  }
}

/** @throws FountainError `invalid` when the schema refuses the value, or cannot say so without waiting */
function checkAtOnce(schema: StandardSchemaV1, json: string): void {
  const verdict = validate(schema, JSON.parse(json));
  if (!(verdict instanceof Promise)) return;
  verdict.then(undefined, () => {
    // Whatever it says comes too late.
  });
  throw invalid("Cannot patch the record: the schema of its collection answers by a promise, and a patch cannot wait");
}
