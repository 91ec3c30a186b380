/**
 * A collection: records by id, written and read one by one or in order.
 *
 * @module
 */

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FountainError, invalid } from "../base/errors.ts";
import { checkJsonText, type JsonValue, toJsonText } from "../encoding/json.ts";
import { checkId, checkVersion } from "./names.ts";
import { CollectionReader, type ReadPoint } from "./reader.ts";
import { validate } from "./schema.ts";
import type { PutWrite, WriteOperation } from "./operations.ts";
import type { IndexSpec } from "../index/definition.ts";
import type { IndexBuilds } from "./index_builder.ts";
import { missingIndex } from "./missing.ts";
import { checkedDefinition, describeIndex, type IndexInfo } from "./index_info.ts";
import type { Writer } from "./writer.ts";

/** Options of a put. */
export interface PutOptions {
  /** The caller's own mark of the content, given back with the record; at most 512 characters. Default: none. */
  readonly version?: string | null;
}

/** An operation of a batch that puts a record. */
export interface PutOperation {
  readonly op: "put";
  /** Name of the collection, or the collection itself: then its schema checks the data. */
  readonly collection: string | { readonly name: string };
  readonly id: string;
  /** The value; or `json`. */
  readonly data?: unknown;
  /** The value's JSON text, to be kept as it is. */
  readonly json?: string;
  readonly version?: string | null;
}

/** An operation of a batch that deletes a record; one that is not there is no error. */
export interface DeleteOperation {
  readonly op: "delete";
  readonly collection: string | { readonly name: string };
  readonly id: string;
}

/** An operation of a batch that defines an index; see {@link Collection.createIndex}. */
export interface DefineIndexOperation {
  readonly op: "defineIndex";
  readonly collection: string | { readonly name: string };
  readonly index: IndexSpec & { readonly name: string };
}

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
   * @throws FountainError `invalid` when the id or the data is refused, `not-found` without auto-create, `read-only`, `storage-full`, `closed`
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

  #put(id: string, json: string, { version = null }: PutOptions): Promise<number> {
    const operation = makePut(this.name, id, json, version, this.#recordBytesMax);
    this.#point.counts.puts++;
    return this.#writer.put(operation);
  }

  /**
   * Deletes a record.
   * @returns false when there was none; then nothing was written
   * @throws FountainError `invalid` for a malformed id, `read-only`, `storage-full`, `closed`
   */
  async delete(id: string): Promise<boolean> {
    checkId(id);
    this.#point.counts.deletes++;
    try {
      await this.#writer.write([{ op: "delete", collection: this.name, id, mustExist: true }]);
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
   * @throws FountainError `invalid`; `not-found` when there is no such collection; `conflict` when there is an index of that name;
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

  /** Drops an index, in one write; its space is reclaimed by compaction. @throws FountainError `not-found` */
  async dropIndex(name: string): Promise<void> {
    this.#point.check();
    await this.#writer.write([{ op: "dropIndex", collection: this.name, name }]);
  }

  /** The put of a batch, checked by this collection's schema; a promise only when there is a schema. */
  checkedPut(operation: PutOperation): WriteOperation | Promise<WriteOperation> {
    const { id, data, json, version = null } = operation;
    if (this.#schema !== undefined) return this.#validatedPut(this.#schema, operation);
    if (json !== undefined) checkJsonText(json);
    return makePut(this.name, id, json ?? toJsonText(data), version, this.#recordBytesMax);
  }

  async #validatedPut(schema: StandardSchemaV1, operation: PutOperation): Promise<WriteOperation> {
    const { id, data, json, version = null } = operation;
    if (json !== undefined) checkJsonText(json);
    const valid = await validate(schema, json === undefined ? data : JSON.parse(json));
    return makePut(this.name, id, json ?? toJsonText(valid), version, this.#recordBytesMax);
  }
}

function makePut(
  collection: string,
  id: string,
  json: string,
  version: string | null,
  bytesMax: number,
): PutWrite {
  checkId(id);
  // No text has more bytes than three times its length: most are not measured.
  if (json.length * 3 > bytesMax && new TextEncoder().encode(json).length > bytesMax) {
    throw invalid(`Cannot store the record: its JSON is over ${bytesMax} bytes`);
  }
  checkVersion(version);
  return { op: "put", collection, id, json, version };
}
