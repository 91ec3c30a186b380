/**
 * Random lives of a store with indexes, covering ones among them, on a simulated machine whose power is cut: whatever was written,
 * defined, dropped, built, merged and recovered, each index says what a scan says, at the present and at every past that is kept.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import {
  type AggregateResult,
  type BatchOperation,
  type CollectionReader,
  FountainError,
  type IndexInfo,
  type IndexSpec,
  type JsonValue,
  open,
  type OpenOptions,
  type PutOptions,
  type Store,
  type StoredRecord,
  type StoreView,
} from "../../mod.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { Random } from "../support/random.ts";
import { byUtf8 } from "../support/store_model.ts";

const SEEDS = 40;
const STEPS = 60;
const NAMES = ["c", "d"];
const IDS = ["a", "b", "ab", "a\0", "é", "\uffff", "😀", "b/1", "b/2", "z"];
const SPECS: readonly IndexSpec[] = [
  { kind: "multi", keyPath: ".n" },
  { kind: "unique", keyPath: ".u" },
  { kind: "multi", keyPath: ".t[]" },
  { kind: "multi", keyPath: ".s", options: { sparse: true } },
  { kind: "multi", keyPaths: [".s", { ".n": "desc" }] },
  { kind: "multi", keyPaths: [{ ".t[]": "desc" }, ".n"] },
  { kind: "unique", keyPaths: [".s", ".u"] },
  { kind: "multi", keyPath: "version" },
];

type Key = null | boolean | number | string;

/** The order of keys, said plainly. */
function compareKeys(a: Key | undefined, b: Key | undefined): number {
  const rank = (key: Key | undefined): number => {
    return key === undefined
      ? 0
      : key === null
      ? 1
      : key === false
      ? 2
      : key === true
      ? 3
      : typeof key === "number"
      ? 4
      : 5;
  };
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return typeof a === "number" ? a - (b as number) : typeof a === "string" ? byUtf8(a, b as string) : 0;
}

/** The keys of a record, said plainly; none when it has no value for the first part. */
function keysOf(spec: IndexInfo, data: JsonValue, version: string | null): (Key | undefined)[][] {
  const paths = (spec.keyPaths ?? [spec.keyPath ?? ""]).map((part) =>
    typeof part === "string" ? part : Object.keys(part)[0] ?? ""
  );
  let keys: (Key | undefined)[][] = [[]];
  for (const path of paths) {
    const name = path.replace(/^\.|\[\]$/g, "");
    const member = path === "version" ? version : (data as Record<string, JsonValue>)[name];
    const values = path.endsWith("[]") ? Array.isArray(member) ? member as JsonValue[] : [] : [member];
    const scalars = values.filter((value) =>
      value !== undefined && (value === null || typeof value !== "object")
    ) as Key[];
    const different = [...new Map(scalars.map((value) => [JSON.stringify(value), value])).values()];
    keys = keys.flatMap((key) => (different.length === 0 ? [undefined] : different).map((value) => [...key, value]));
  }
  return keys.filter(([first]) => first !== undefined);
}

/** All that a record says of itself. */
function whole({ id, json, version, sequence, committedAtMs, expiresAtMs }: StoredRecord): readonly unknown[] {
  return [id, json, version, sequence, committedAtMs, expiresAtMs];
}

/** What `indexRange` must give: records by key, then id. */
function expectedRecords(reader: CollectionReader, spec: IndexInfo): StoredRecord[] {
  const turned = (spec.keyPaths ?? [""]).map((part) => typeof part === "object");
  const entries = [...reader.scan()].flatMap((record) =>
    keysOf(spec, record.data, record.version).map((key) => ({ record, id: record.id, key }))
  );
  entries.sort((a, b) => {
    for (const [at, value] of a.key.entries()) {
      const order = compareKeys(value, b.key[at]);
      if (order !== 0) return turned[at] === true ? -order : order;
    }
    return byUtf8(a.id, b.id);
  });
  return entries.map(({ record }) => record);
}

/** What may be said of where a reader reads. */
interface Place {
  /** Whether records expire. */
  readonly expires: boolean;
  /** Whether every transaction is there whole or not at all. */
  readonly betweenCommits: boolean;
}

/** Every index that is ready there says what a scan says; a unique one has no key twice. */
async function holdIndexes(
  reader: CollectionReader,
  where: string,
  { expires, betweenCommits }: Place,
): Promise<void> {
  for (const index of reader.indexes()) {
    if (index.state !== "ready") continue;
    const expected = expectedRecords(reader, index);
    for (const reverse of [false, true]) {
      const given = [...reader.indexRange(index.name, { reverse })].map(whole);
      const wanted = reverse ? expected.toReversed() : expected;
      expect([where, index, given]).toEqual([where, index, wanted.map(whole)]);
    }
    await holdSort(reader, index, where);
    // Entries of what has expired stay until they are swept.
    if (!expires) expect([where, index.name, index.entries]).toEqual([where, index.name, expected.length]);
    holdCount(await reader.aggregate({ metrics: { n: { count: "*" } } }), [...reader.scan()].length, where);
    if (index.kind !== "unique" || !betweenCommits) continue;
    const keys = [...reader.scan()].flatMap(({ data, version }) => keysOf(index, data, version));
    const taken = keys.filter((key) => key.every((value) => value !== undefined && value !== null)).map((key) =>
      JSON.stringify(key)
    );
    expect([where, index.name, new Set(taken).size]).toEqual([where, index.name, taken.length]);
  }
}

/** A sort by the index's own paths, either way, gives each record whole. */
async function holdSort(reader: CollectionReader, { keyPath, keyPaths }: IndexInfo, where: string): Promise<void> {
  const up = keyPaths ?? [keyPath ?? ""];
  const turned = up.map((part) => typeof part === "string" ? { [part]: "desc" as const } : Object.keys(part)[0] ?? "");
  for (const sort of [up, turned]) {
    const { items } = await reader.find({ sort, pageSize: 1000 });
    const given = items.map(whole).sort();
    expect([where, sort, given]).toEqual([where, sort, [...reader.scan()].map(whole).sort()]);
  }
}

function holdCount({ groups }: AggregateResult, expected: number, where: string): void {
  expect([where, groups[0]?.metrics["n"]]).toEqual([where, expected]);
}

class Life {
  readonly #random: Random;
  readonly #options: Partial<OpenOptions>;
  #machine: SimulatedMachine;
  #store!: Store;
  #snapshots: string[] = [];
  #views: StoreView[] = [];
  readonly #expires: boolean;
  /** Sequences with which a commit ended. */
  readonly #ends = new Set<number>([0]);

  constructor(random: Random) {
    this.#random = random;
    this.#expires = random.chance(0.3);
    this.#machine = simulatedMachine({ seed: random.seed });
    this.#options = {
      memoryBytes: 4 << 20,
      memtableBytes: random.pick([2048, 8192, 65_536]),
      walSegmentBytes: random.pick([1024, 8192]),
      blockBytes: random.pick([128, 512]),
      tableBytes: random.pick([2048, 16_384]),
      level0Tables: random.pick([1, 2, 4]),
      level1Bytes: random.pick([8192, 65_536]),
      cacheBytes: random.pick([0, 65_536]),
      indexAtOnceMax: random.pick([0, 3, 2000]),
      retention: random.pick([{ keep: "latest" }, { keep: "last", versions: 2 }, { keep: "all" }]),
    };
  }

  async run(): Promise<void> {
    await this.#open();
    for (let step = 0; step < STEPS; step++) await this.#survive(() => this.#step());
    await this.#survive(() => this.#store.compact());
    await this.#hold("in the end");
    await this.#store.close();
  }

  async #open(): Promise<void> {
    this.#store = await open({ ...this.#options, platform: this.#machine.platform(), path: "/store" });
    // What a power cut has taken away will be written anew.
    for (const end of this.#ends) if (end > this.#store.sequence) this.#ends.delete(end);
  }

  /** Does something; when the power is cut on the way, the store is opened again. */
  async #survive(action: () => Promise<void> | void): Promise<void> {
    const machine = this.#machine;
    if (this.#random.chance(0.06)) machine.cutPowerAfter(this.#random.between(1, 12));
    try {
      await action();
    } catch (error) {
      if (machine.isOn && !(error instanceof FountainError)) throw error;
    }
    if (machine.isOn) {
      this.#ends.add(this.#store.sequence);
      return;
    }
    this.#machine = machine.powerCut({
      survival: this.#random.pick(["drop", "keep", "random"]),
      seed: this.#random.below(1000),
    });
    this.#views = [];
    await this.#open();
    this.#snapshots = this.#store.snapshots().map(({ id }) => id);
    await this.#hold("after a power cut");
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const collection = this.#store.collection(random.pick(NAMES));
    const choice = random.below(100);
    if (choice < 30) await collection.put(random.pick(IDS), this.#data(), this.#putOptions());
    else if (choice < 35) await collection.patch(random.pick(IDS), { n: random.below(3), s: null });
    else if (choice < 42) await collection.delete(random.pick(IDS));
    else if (choice < 58) {
      await this.#store.batch(Array.from({ length: random.between(2, 8) }, () => this.#operation()));
    } else if (choice < 66) {
      await collection.createIndex(random.pick(["i", "j", "k"]), this.#spec(), { wait: random.chance(0.5) });
    } else if (choice < 70) await collection.dropIndex(random.pick(["i", "j", "k"]));
    else if (choice < 72) await this.#store.dropCollection(collection.name);
    else if (choice < 76) this.#snapshots.push((await this.#store.snapshot()).id);
    else if (choice < 79) this.#views.push(this.#store.view());
    else if (choice < 82) await this.#forget();
    else if (choice < 85) await this.#store.flush();
    else if (choice < 88) await this.#store.compact(random.pick(["tick", "full"]));
    else if (choice < 91) await this.#together();
    else if (choice < 93) await this.#reopen();
    else if (choice < 95) await this.#machine.platform().clock.sleep(random.below(3000));
    else await this.#hold("meanwhile");
  }

  #spec(): IndexSpec {
    const spec = this.#random.pick(SPECS);
    return this.#random.chance(0.5) ? { ...spec, covering: true } : spec;
  }

  #putOptions(): PutOptions {
    const random = this.#random;
    const version = random.pick([null, "v1", "v2"]);
    return this.#expires && random.chance(0.4) ? { version, ttlMs: random.between(1, 4000) } : { version };
  }

  #operation(): BatchOperation {
    const random = this.#random;
    const collection = random.pick(NAMES);
    if (random.chance(0.2)) return { op: "delete", collection, id: random.pick(IDS) };
    if (random.chance(0.08)) {
      return { op: "defineIndex", collection, index: { name: random.pick(["i", "j", "k"]), ...this.#spec() } };
    }
    return { op: "put", collection, id: random.pick(IDS), data: this.#data(), ...this.#putOptions() };
  }

  #data(): JsonValue {
    const random = this.#random;
    const value = (): JsonValue =>
      random.pick([null, false, true, -1, 0, 1, 2.5, 1e21, "", "a", "a\0b", "ab", "é", { x: 1 }, [1]]);
    const data: Record<string, JsonValue> = {};
    if (random.chance(0.8)) data["n"] = value();
    if (random.chance(0.6)) data["u"] = random.pick([null, random.below(12), `u${random.below(12)}`]);
    if (random.chance(0.7)) data["t"] = Array.from({ length: random.below(4) }, value);
    if (random.chance(0.7)) data["s"] = random.pick(["x", "y", null, 1]);
    if (random.chance(0.1)) data["long"] = "x".repeat(random.below(3000));
    return data;
  }

  async #together(): Promise<void> {
    const random = this.#random;
    await Promise.allSettled(Array.from({ length: 6 }, () => {
      const collection = this.#store.collection(random.pick(NAMES));
      return random.chance(0.8) ? collection.put(random.pick(IDS), this.#data()) : collection.delete(random.pick(IDS));
    }));
  }

  async #forget(): Promise<void> {
    const random = this.#random;
    if (random.chance(0.5)) this.#views.splice(random.below(this.#views.length + 1), 1)[0]?.close();
    const [id] = this.#snapshots.splice(random.below(this.#snapshots.length + 1), 1);
    if (id !== undefined) await this.#store.openSnapshot(id).release();
  }

  async #reopen(): Promise<void> {
    for (const view of this.#views.splice(0)) view.close();
    await this.#store.close();
    await this.#open();
    await this.#hold("after a restart");
  }

  async #hold(where: string): Promise<void> {
    for (const name of NAMES) {
      const hold = async (reader: CollectionReader, what: string, betweenCommits = true): Promise<void> => {
        await holdIndexes(reader, `${where}, ${name}${what}`, { expires: this.#expires, betweenCommits });
      };
      // Of two readers of the present the later one may find less: time goes by.
      using present = this.#store.view();
      await hold(this.#expires ? present.collection(name) : this.#store.collection(name), "");
      for (const view of this.#views) await hold(view.collection(name), ` in the view at ${view.sequence}`);
      for (const id of this.#snapshots) {
        const snapshot = this.#store.openSnapshot(id);
        await hold(snapshot.collection(name), ` in the snapshot at ${snapshot.sequence}`);
      }
      await this.#holdPast(name, hold);
    }
  }

  /** A past sequence, when it is kept. */
  async #holdPast(
    name: string,
    hold: (reader: CollectionReader, what: string, betweenCommits: boolean) => Promise<void>,
  ): Promise<void> {
    const sequence = this.#random.below(this.#store.sequence + 1);
    let past: StoreView | undefined;
    try {
      past = this.#store.at({ sequence });
      await hold(past.collection(name), ` at sequence ${sequence}`, this.#ends.has(sequence));
    } catch (error) {
      if (!(error instanceof FountainError && error.code === "gone")) throw error;
      expect(this.#options.retention?.keep).not.toBe("all");
    } finally {
      past?.close();
    }
  }
}

describe("indexes say what a scan says", () => {
  it.each(Array.from({ length: SEEDS }, (_, at) => at + 1))("with seed %i", async (seed) => {
    await new Life(new Random(seed)).run();
  });
});
