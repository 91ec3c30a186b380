/**
 * Random operations through the public API, on this runtime's own disk and threads, against a model of plain maps.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { type BatchOperation, open, type OpenOptions, type Snapshot, type Store, type StoreView } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Random } from "../support/random.ts";
import { compareState, type ModelState, StoreModel } from "../support/store_model.ts";
import { tempFolder } from "../support/temp_folder.ts";

const SEEDS = 32;
const STEPS = 70;
const NAMES = ["a", "b", "c.d"];
const LETTERS = ["a", "b", "/", "\0", "é", "\uffff", "😀"];

/** One random life of a store, beside its model. */
class Life {
  readonly #random: Random;
  readonly #options: OpenOptions;
  readonly #model = new StoreModel();
  readonly #ids: readonly string[];
  #store!: Store;
  #snapshots: { readonly id: string; readonly state: ModelState }[] = [];
  #views: { readonly view: StoreView; readonly state: ModelState }[] = [];

  constructor(random: Random, folder: string) {
    this.#random = random;
    this.#options = drawOptions(random, folder);
    const draw = (): string => Array.from({ length: random.between(1, 4) }, () => random.pick(LETTERS)).join("");
    this.#ids = [...new Set(Array.from({ length: 30 }, draw))];
  }

  async run(): Promise<void> {
    this.#store = await open(this.#options);
    try {
      for (let step = 0; step < STEPS; step++) await this.#step();
      await this.#reopen();
      await this.#store.compact();
      await this.#compareAll();
      expect((await this.#store.verify()).errors).toEqual([]);
    } finally {
      for (const { view } of this.#views) view.close();
      await this.#store.close();
    }
  }

  /** One step, of kinds that come as often as they are listed. */
  async #step(): Promise<void> {
    const random = this.#random;
    const choice = random.below(100);
    if (choice < 30) await this.#put(random.pick(NAMES), random.pick(this.#ids));
    else if (choice < 40) await this.#delete(random.pick(NAMES), random.pick(this.#ids));
    else if (choice < 55) await this.#batch();
    else if (choice < 62) await this.#together();
    else if (choice < 66) await this.#createOrDrop();
    else if (choice < 70) await this.#refused();
    else if (choice < 75) await this.#snapshot();
    else if (choice < 79) this.#view();
    else if (choice < 81) await this.#store.flush();
    else if (choice < 83) await this.#store.compact(random.pick(["tick", "full"]));
    else if (choice < 86) await this.#reopen();
    else await this.#compareSome();
  }

  async #put(name: string, id: string): Promise<void> {
    const { json, version } = this.#content();
    const { sequence: before } = this.#store;
    const sequence = await this.#store.collection(name).putJson(id, json, { version });
    expect(sequence).toBeGreaterThan(before);
    this.#model.put(name, id, { json, version, sequence });
  }

  async #delete(name: string, id: string): Promise<void> {
    const there = this.#model.has(name, id);
    expect(await this.#store.collection(name).delete(id)).toBe(there);
    if (there) this.#model.delete(name, id);
  }

  #content(): { json: string; version: string | null } {
    const random = this.#random;
    const length = random.chance(0.05) ? random.below(20_000) : random.below(200);
    const json = random.pick([`{"n": ${random.whole()}.0}`, `"${"é".repeat(length)}"`, "null", ` [1e400,${length}]`]);
    return { json, version: random.chance(0.2) ? `v${random.below(9)}` : null };
  }

  async #batch(): Promise<void> {
    const random = this.#random;
    const operations = Array.from({ length: random.between(1, 12) }, (): BatchOperation => {
      const [collection, id] = [random.pick(NAMES), random.pick(this.#ids)];
      if (random.chance(0.3) && this.#model.state.has(collection)) return { op: "delete", collection, id };
      return { op: "put", collection, id, ...this.#content() };
    });
    const { committedSequence, sequences } = await this.#store.batch(operations);
    expect([sequences.length, sequences.at(-1)]).toEqual([operations.length, committedSequence]);
    for (const [at, operation] of operations.entries()) {
      const { collection, id } = operation as { collection: string; id: string };
      if (operation.op === "delete") this.#model.delete(collection, id);
      else if (operation.op === "put") {
        const { json = "", version = null } = operation;
        this.#model.put(collection, id, { json, version, sequence: sequences[at] as number });
      }
    }
  }

  /** Writes to different records that do not wait for one another. */
  async #together(): Promise<void> {
    const ids = this.#random.shuffled(this.#ids).slice(0, 8);
    await Promise.all(ids.map((id, at) => {
      const name = this.#random.pick(NAMES);
      return at % 3 === 0 ? this.#delete(name, id) : this.#put(name, id);
    }));
  }

  async #createOrDrop(): Promise<void> {
    const name = this.#random.pick(NAMES);
    const there = this.#model.state.has(name);
    if (this.#random.chance(0.5)) {
      if (there) return void await expectCode("conflict", () => this.#store.createCollection(name));
      await this.#store.createCollection(name);
      this.#model.create(name);
    } else {
      if (!there) return void await expectCode("not-found", () => this.#store.dropCollection(name));
      await this.#store.dropCollection(name);
      this.#model.drop(name);
    }
  }

  async #refused(): Promise<void> {
    const name = this.#random.pick(NAMES);
    const [id = "x"] = this.#ids;
    const fine: BatchOperation = { op: "put", collection: name, id, data: 1 };
    await expectCode("invalid", () => this.#store.batch([fine, { op: "put", collection: name, id: "", data: 1 }]));
    const requireSequenceAtLeast = this.#store.sequence + 1_000_000;
    await expectCode("sequence-too-low", () => this.#store.batch([fine], { requireSequenceAtLeast }));
  }

  async #snapshot(): Promise<void> {
    if (this.#snapshots.length > 0 && this.#random.chance(0.4)) {
      const at = this.#random.below(this.#snapshots.length);
      const [{ id } = { id: "" }] = this.#snapshots.splice(at, 1);
      const snapshot: Snapshot = this.#store.openSnapshot(id);
      expect(await snapshot.release()).toBe(true);
    } else {
      const { id, sequence } = await this.#store.snapshot();
      expect(sequence).toBeLessThan(this.#store.sequence);
      this.#snapshots.push({ id, state: this.#model.state });
    }
  }

  #view(): void {
    if (this.#views.length > 2) this.#views.shift()?.view.close();
    else this.#views.push({ view: this.#store.view(), state: this.#model.state });
  }

  async #reopen(): Promise<void> {
    for (const { view } of this.#views.splice(0)) view.close();
    const { sequence } = this.#store;
    await this.#store.close();
    this.#store = await open(this.#options);
    expect(this.#store.sequence).toBeGreaterThanOrEqual(sequence);
    await this.#compareSome();
  }

  async #compareSome(): Promise<void> {
    const random = this.#random;
    const { id, state } = this.#snapshots[random.below(this.#snapshots.length + 3)] ??
      { id: "", state: this.#model.state };
    const source = id === "" ? this.#store : this.#store.openSnapshot(id);
    await compareState(source, state, [random.pick(NAMES)], [random.pick(this.#ids), random.pick(this.#ids)]);
    for (const { view, state } of this.#views) await compareState(view, state, [random.pick(NAMES)], []);
  }

  async #compareAll(): Promise<void> {
    await compareState(this.#store, this.#model.state, NAMES, this.#ids);
    for (const { id, state } of this.#snapshots) {
      await compareState(this.#store.openSnapshot(id), state, NAMES, this.#ids);
    }
  }
}

function drawOptions(random: Random, folder: string): OpenOptions {
  return {
    path: folder,
    memoryBytes: 4 << 20,
    durability: random.pick(["always", "interval", "os", "os"]),
    retention: random.pick([{ keep: "latest" }, { keep: "last", versions: 2 }, { keep: "age", ageMs: 50 }, {
      keep: "all",
    }]),
    memtableBytes: random.pick([2048, 8192, 65_536]),
    walSegmentBytes: random.pick([1024, 8192, 1 << 20]),
    cacheBytes: random.pick([0, 65_536, 1 << 20]),
    blockBytes: random.pick([128, 512, 4096]),
    tableBytes: random.pick([4096, 16_384, 1 << 20]),
    level0Tables: random.pick([1, 2, 4]),
    level1Bytes: random.pick([32_768, 65_536, 1 << 20]),
    openFilesMax: random.pick([1, 3, 512]),
  };
}

describe("a random life of a store is as its model says", () => {
  it.each(Array.from({ length: SEEDS }, (_, at) => at + 1))("with seed %i", async (seed) => {
    await new Life(new Random(seed), tempFolder()).run();
  });
});
