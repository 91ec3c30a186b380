/**
 * A model of a store: plain maps that do what the store has to do, and the comparison of the two.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { expect } from "vitest";
import type { CollectionReader } from "../../mod.ts";
import { expectIs } from "./check.ts";

/** What a state can be read from: a store, a snapshot or a view. */
export interface Readable {
  collection(name: string): CollectionReader;
  collections(): readonly (string | { readonly name: string })[];
}

/** A record of the model. */
export interface ModelRecord {
  readonly json: string;
  readonly version: string | null;
  readonly sequence: number;
}

/** The records of a collection, by id. */
type Records = ReadonlyMap<string, ModelRecord>;

/** One state of the model; states share what did not change, so keeping many is cheap. */
export type ModelState = ReadonlyMap<string, Records>;

/** Orders texts by their UTF-8. */
export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The present. */
export class StoreModel {
  state: ModelState = new Map();

  put(collection: string, id: string, record: ModelRecord): void {
    this.#change(collection, (records) => records.set(id, record));
  }

  delete(collection: string, id: string): void {
    this.#change(collection, (records) => records.delete(id));
  }

  has(collection: string, id: string): boolean {
    return this.state.get(collection)?.has(id) ?? false;
  }

  create(collection: string): void {
    this.#change(collection, () => {});
  }

  drop(collection: string): void {
    const state = new Map(this.state);
    state.delete(collection);
    this.state = state;
  }

  #change(collection: string, change: (records: Map<string, ModelRecord>) => void): void {
    const records = new Map(this.state.get(collection));
    change(records);
    this.state = new Map(this.state).set(collection, records);
  }
}

/** Fails unless everything that can be read at `source` is as in `state`; `ids` are looked up one by one. */
export async function compareState(
  source: Readable,
  state: ModelState,
  names: readonly string[],
  ids: readonly string[],
): Promise<void> {
  const listed = source.collections().map((each) => typeof each === "string" ? each : each.name);
  expect(listed).toEqual([...state.keys()].sort());
  for (const name of names) {
    const records = source.collection(name);
    const wanted = state.get(name) ?? new Map<string, ModelRecord>();
    const sorted = [...wanted].sort(([a], [b]) => byUtf8(a, b));
    expect([...records.scan()].map(showRecord)).toEqual(sorted.map(showModel));
    expect([...records.scan({ reverse: true })].map(showRecord)).toEqual(sorted.map(showModel).reverse());
    expectIs(await records.count(), wanted.size);
    for (const id of ids) {
      const there = wanted.get(id);
      const found = records.get(id);
      expectIs(
        found === undefined ? undefined : showRecord(found),
        there === undefined ? undefined : showModel([id, there]),
      );
      expectIs(records.has(id), there !== undefined);
    }
  }
}

function showRecord({ id, json, version, sequence }: ModelRecord & { readonly id: string }): string {
  return `${JSON.stringify(id)} ${json} ${version} @${sequence}`;
}

function showModel([id, { json, version, sequence }]: readonly [string, ModelRecord]): string {
  return showRecord({ id, json, version, sequence });
}
