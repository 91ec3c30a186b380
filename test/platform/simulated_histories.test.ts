/**
 * Random histories on the simulated disk: what is certain survives, and the seed determines everything.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Platform } from "../../src/platform/platform.ts";
import { type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { SeededRandom } from "../../src/platform/simulated/seeded_random.ts";
import { bytesOf, getFile } from "./support.ts";

/** A random history; what it did is in the machine's trace. Files are `/data/0` to `/data/4`. */
class History {
  readonly machine: SimulatedMachine;
  readonly random: SeededRandom;
  /** What is on the disk for certain of each file: name and content synced, neither touched since. */
  readonly certain = new Map<string, Uint8Array>();
  /** What each file held when its content was last synced, as long as it was not touched since. */
  readonly #content = new Map<string, Uint8Array>();
  /** Files whose names were synced and not touched since. */
  readonly #named = new Set<string>();

  constructor(readonly seed: number) {
    this.machine = simulatedMachine({ seed, trace: true });
    this.random = new SeededRandom(seed, "history");
  }

  async run(steps: number): Promise<void> {
    const platform = this.machine.platform();
    platform.files.makeFolder("/data");
    for (let i = 0; i < steps; i++) await this.#step(platform);
    for (const [path, bytes] of this.#content) if (this.#named.has(path)) this.certain.set(path, bytes);
  }

  async #step({ files }: Platform): Promise<void> {
    const path = `/data/${this.random.below(5)}`;
    if (this.random.chance(0.2)) {
      const listed = files.list("/data");
      await files.syncFolder("/data");
      for (const name of listed) this.#named.add(`/data/${name}`);
    } else if (!files.exists(path)) {
      files.open(path, "create").close();
    } else if (this.random.chance(0.15)) {
      const to = `/data/${this.random.below(5)}`;
      if (to === path) return;
      files.rename(path, to);
      const content = this.#content.get(path);
      if (content === undefined) this.#content.delete(to);
      else this.#content.set(to, content);
      for (const name of [path, to]) this.#named.delete(name);
      this.#content.delete(path);
    } else if (this.random.chance(0.1)) {
      files.remove(path);
      this.#named.delete(path);
      this.#content.delete(path);
    } else {
      await this.#write(files, path);
    }
  }

  async #write(files: Platform["files"], path: string): Promise<void> {
    const file = files.open(path, "write");
    const bytes = new Uint8Array(this.random.below(2000)).fill(1 + this.random.below(255));
    if (this.random.chance(0.2)) file.truncate(this.random.below(3000));
    else file.write(bytes, 0, bytes.length, this.random.below(file.sizeBytes() + 600));
    this.#content.delete(path);
    if (this.random.chance(0.5)) {
      await file.sync();
      this.#content.set(path, getFile(files, path));
    }
    file.close();
  }
}

describe("random histories", () => {
  const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

  it("synced content under a synced name always survives", async () => {
    let checked = 0;
    for (const seed of SEEDS) {
      const history = new History(seed);
      await history.run(60);
      for (const cutSeed of [1, 2, 3]) {
        const survivor = history.machine.powerCut({ seed: cutSeed });
        for (const [path, bytes] of history.certain) {
          const found = survivor.platform().files.exists(path) ? survivor.readFile(path) : bytesOf("no such file");
          // Compared as buffers: an assertion on each byte would take most of the time.
          if (Buffer.compare(found, bytes) !== 0) expect.fail(`${path} is damaged: seed ${seed}, cut ${cutSeed}`);
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(500);
  });

  it("the same seed gives the same history, to the byte and the millisecond", async () => {
    const outcome = async (seed: number) => {
      const history = new History(seed);
      await history.run(40);
      const platform = history.machine.reboot();
      const { machine } = history;
      return JSON.stringify({
        trace: machine.trace,
        files: machine.listFiles().map(({ path }) => [path, [...machine.readFile(path)]]),
        nowMs: platform.clock.monotonicMs(),
        random: [platform.random.uint32(), ...platform.random.bytes(4)],
      });
    };
    const seeds = SEEDS.slice(0, 20);
    const first = await Promise.all(seeds.map(outcome));
    for (const seed of seeds) expect(await outcome(seed)).toBe(first[seed]);
    expect(new Set(first).size).toBe(seeds.length);
  });
});
