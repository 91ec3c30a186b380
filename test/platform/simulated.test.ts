/**
 * What the simulated disk keeps and loses at a power cut. What it does while the power is on is in the contract suite;
 * faults and time are in `simulated_machine.test.ts`, random histories in `simulated_histories.test.ts`.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import type { Platform } from "../../src/platform/platform.ts";
import { replaceFile } from "../../src/platform/replace_file.ts";
import { SECTOR_BYTES, type SimulatedMachine, simulatedMachine } from "../../src/platform/simulated.ts";
import { bytesOf, errorOf, putFile, textOf } from "./support.ts";

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

/** A machine with an empty folder `/data`. */
function start(seed = 1): { machine: SimulatedMachine; platform: Platform } {
  const machine = simulatedMachine({ seed });
  const platform = machine.platform();
  platform.files.makeFolder("/data");
  return { machine, platform };
}

/** What is in each file of `/data` after a power cut, by each of many seeds. */
function outcomes(machine: SimulatedMachine): Record<string, Uint8Array>[] {
  return SEEDS.map((seed) => contents(machine.powerCut({ seed })));
}

function contents(machine: SimulatedMachine): Record<string, Uint8Array> {
  return Object.fromEntries(
    machine.listFiles().map(({ path }) => [path.slice("/data/".length), machine.readFile(path)]),
  );
}

/** The different texts, sorted. */
function distinct(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}

/** The names in `/data` after a power cut, by many seeds: each different outcome once. */
function nameOutcomes(machine: SimulatedMachine): string[] {
  return distinct(outcomes(machine).map((files) => Object.keys(files).join(" ")));
}

function sectors(...fills: number[]): Uint8Array {
  const bytes = new Uint8Array(fills.length * SECTOR_BYTES);
  fills.forEach((fill, i) => bytes.fill(fill, i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES));
  return bytes;
}

/** A file whose name and content are on the disk. */
async function settled(platform: Platform, path: string, bytes: Uint8Array): Promise<void> {
  putFile(platform.files, path, bytes);
  const file = platform.files.open(path, "write");
  await file.sync();
  file.close();
  await platform.files.syncFolder("/data");
}

describe("bytes at a power cut", () => {
  it("are kept by the mode `keep`, and lost by `drop` unless content and name are synced", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/both", bytesOf("both"));
    putFile(platform.files, "/data/name", "name");
    await platform.files.syncFolder("/data");
    putFile(platform.files, "/data/content", "content");
    await platform.files.open("/data/content", "write").sync();
    putFile(platform.files, "/data/neither", "neither");
    const texts = (survival: "drop" | "keep") =>
      Object.entries(contents(machine.powerCut({ survival }))).map(([name, bytes]) => `${name}=${textOf(bytes)}`);
    expect(texts("drop")).toEqual(["both=both", "name="]);
    expect(texts("keep")).toEqual(["both=both", "content=content", "name=name", "neither=neither"]);
  });

  it("unsynced sectors are new, old or torn, each for itself", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1, 1, 1));
    const file = platform.files.open("/data/a", "write");
    file.write(sectors(2, 2, 2), 0, 3 * SECTOR_BYTES, 0);
    const states = outcomes(machine).map(({ a }) =>
      [0, 1, 2].map((i) => stateOf(a?.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES) ?? new Uint8Array(0))).join("")
    );
    // For two neighbours every combination of new, old and torn comes up, so neither hangs on the other.
    const pairs = ["NN", "NO", "NT", "ON", "OO", "OT", "TN", "TO", "TT"];
    expect(distinct(states.map((state) => state.slice(0, 2)))).toEqual(pairs);
    expect(distinct(states.map((state) => state.slice(1)))).toEqual(pairs);
  });

  function stateOf(sector: Uint8Array): string {
    const newBytes = sector.findIndex((byte) => byte !== 2);
    if (newBytes === -1) return "N";
    // After the first old byte no new one may follow: a tear has one edge.
    expect(sector.subarray(newBytes).every((byte) => byte === 1)).toBe(true);
    return newBytes === 0 ? "O" : "T";
  }

  it("sectors that were not written are never touched", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1, 1, 1));
    const file = platform.files.open("/data/a", "write");
    file.write(sectors(2), 0, 10, SECTOR_BYTES + 20);
    for (const { a } of outcomes(machine)) {
      const others = a?.map((byte, i) => (i >= SECTOR_BYTES && i < 2 * SECTOR_BYTES ? 1 : byte)) ?? new Uint8Array(0);
      expect(textOf(others)).toBe(textOf(sectors(1, 1, 1)));
    }
  });

  it("unsynced growth is lost, kept, or kept in part, with zeros where bytes did not survive", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1));
    const file = platform.files.open("/data/a", "write");
    file.append(sectors(2, 2), 0, 2 * SECTOR_BYTES);
    const found = outcomes(machine).map(({ a }) => a ?? new Uint8Array(0));
    const sizes = found.map((bytes) => bytes.length);
    expect(Math.min(...sizes)).toBe(SECTOR_BYTES);
    expect(Math.max(...sizes)).toBe(3 * SECTOR_BYTES);
    expect(sizes.some((size) => size % SECTOR_BYTES !== 0)).toBe(true);
    expect(found.every((bytes) => bytes.subarray(0, SECTOR_BYTES).every((byte) => byte === 1))).toBe(true);
    expect(found.every((bytes) => bytes.subarray(SECTOR_BYTES).every((byte) => byte === 2 || byte === 0))).toBe(true);
    expect(found.some((bytes) => bytes.length === 3 * SECTOR_BYTES && bytes.at(-1) === 0)).toBe(true);
    expect(found.some((bytes) => bytes.length === 3 * SECTOR_BYTES && bytes.at(-1) === 2)).toBe(true);
  });

  it("an unsynced cut is lost or kept, and the bytes come back whole when it is lost", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1, 2, 3));
    platform.files.open("/data/a", "write").truncate(SECTOR_BYTES);
    expect(distinct(outcomes(machine).map(({ a }) => (a === undefined ? "" : textOf(a)))))
      .toEqual([textOf(sectors(1)), textOf(sectors(1, 2, 3))]);
  });

  it("a sync saves what was written before it began, not what is written while it runs", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1, 1));
    const file = platform.files.open("/data/a", "write");
    file.write(sectors(2, 2), 0, 2 * SECTOR_BYTES, 0);
    const sync = file.sync();
    file.write(sectors(3), 0, SECTOR_BYTES, 0);
    file.append(sectors(4), 0, SECTOR_BYTES);
    await sync;
    expect(machine.readFile("/data/a")).toEqual(sectors(3, 2, 4));
    expect(machine.fork().powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(2, 2));
    await file.sync();
    expect(machine.powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(3, 2, 4));
  });

  it("of two syncs under way the later one counts, whichever ends first", async () => {
    const ends = new Set<string>();
    for (const seed of SEEDS.slice(0, 40)) {
      const { machine, platform } = start(seed);
      await settled(platform, "/data/a", sectors(1));
      const file = platform.files.open("/data/a", "write");
      const order: string[] = [];
      file.write(sectors(2), 0, SECTOR_BYTES, 0);
      const first = file.sync().then(() => order.push("first"));
      file.write(sectors(3), 0, SECTOR_BYTES, 0);
      const second = file.sync().then(() => order.push("second"));
      file.write(sectors(4), 0, SECTOR_BYTES, 0);
      await Promise.all([first, second]);
      ends.add(order.join(" "));
      expect(machine.powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(3));
    }
    expect([...ends].sort()).toEqual(["first second", "second first"]);
  });

  it("a failed sync leaves its bytes at risk, and no later sync saves them", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", sectors(1, 1));
    const file = platform.files.open("/data/a", "write");
    file.write(sectors(2), 0, SECTOR_BYTES, 0);
    machine.failOperation({ match: ({ kind }) => kind === "sync", error: "EIO" });
    expect(await errorOf(() => file.sync())).toMatchObject({ code: "io" });
    file.write(sectors(3), 0, SECTOR_BYTES, SECTOR_BYTES);
    await file.sync();
    expect(machine.readFile("/data/a")).toEqual(sectors(2, 3));
    expect(machine.fork().powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(1, 3));
    const firstBytes = distinct(outcomes(machine.fork()).map(({ a }) => String(a?.[0])));
    expect(firstBytes).toEqual(["1", "2"]);
    // Written anew they are dirty again: until the next sync the disk has what it had before the failed one.
    file.write(sectors(4), 0, SECTOR_BYTES, 0);
    expect(machine.fork().powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(1, 3));
    await file.sync();
    expect(machine.powerCut({ survival: "drop" }).readFile("/data/a")).toEqual(sectors(4, 3));
  });
});

describe("names at a power cut", () => {
  it("a new, a removed and a renamed name survive or not, each for itself", async () => {
    const { machine, platform } = start();
    for (const name of ["gone", "old"]) await settled(platform, `/data/${name}`, bytesOf(name));
    putFile(platform.files, "/data/made", "");
    platform.files.remove("/data/gone");
    platform.files.rename("/data/old", "/data/renamed");
    const expected = ["gone", ""].flatMap((gone) =>
      ["made", ""].flatMap((made) =>
        ["old", "renamed"].map((name) => [gone, made, name].filter((part) => part !== "").sort().join(" "))
      )
    );
    expect(nameOutcomes(machine.fork())).toEqual(expected.sort());
    await platform.files.syncFolder("/data");
    expect(nameOutcomes(machine)).toEqual(["made renamed"]);
  });

  it("a rename over a file leaves the old content or the new, never neither", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", bytesOf("old"));
    await settled(platform, "/data/a.new", bytesOf("new"));
    platform.files.rename("/data/a.new", "/data/a");
    const found = outcomes(machine).map((files) =>
      Object.entries(files).map(([name, bytes]) => `${name}=${textOf(bytes)}`).join(" ")
    );
    expect(distinct(found)).toEqual(["a=new", "a=old a.new=new"]);
  });

  it("a file that moves between folders is found in exactly one, and stays where a sync of either saw it", async () => {
    for (const synced of ["/data", "/data/inner"]) {
      const { machine, platform } = start();
      platform.files.makeFolder("/data/inner");
      await settled(platform, "/data/a", bytesOf("a"));
      platform.files.rename("/data/a", "/data/inner/a");
      expect(nameOutcomes(machine.fork())).toEqual(["a", "inner/a"]);
      await platform.files.syncFolder(synced);
      expect(nameOutcomes(machine)).toEqual(["inner/a"]);
    }
  });

  it("a file is not lost when another takes the name that it was renamed away from", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", bytesOf("first"));
    platform.files.rename("/data/a", "/data/b");
    putFile(platform.files, "/data/a", "second");
    expect(nameOutcomes(machine)).toEqual(["a", "a b", "b"]);
    for (const files of outcomes(machine)) {
      expect(Object.values(files).map(textOf)).toContain("first");
    }
  });

  it("a chain of renames leaves one name", async () => {
    const { machine, platform } = start();
    await settled(platform, "/data/a", bytesOf("a"));
    platform.files.rename("/data/a", "/data/b");
    platform.files.rename("/data/b", "/data/c");
    expect(nameOutcomes(machine)).toEqual(["a", "b", "c"]);
  });

  it("a renamed folder keeps what is in it", async () => {
    const { machine, platform } = start();
    platform.files.makeFolder("/data/old");
    await settled(platform, "/data/old/a", bytesOf("a"));
    await platform.files.syncFolder("/data/old");
    platform.files.rename("/data/old", "/data/new");
    expect(nameOutcomes(machine)).toEqual(["new/a", "old/a"]);
  });

  it("syncFolder saves the changes made before it began, not those made while it runs", async () => {
    const { machine, platform } = start();
    putFile(platform.files, "/data/before", "");
    const sync = platform.files.syncFolder("/data");
    putFile(platform.files, "/data/during", "");
    await sync;
    expect(Object.keys(contents(machine.powerCut({ survival: "drop" })))).toEqual(["before"]);
  });

  it("a failed syncFolder saves nothing", async () => {
    const { machine, platform } = start();
    putFile(platform.files, "/data/a", "");
    machine.failOperation({ match: ({ kind }) => kind === "syncFolder", error: "EIO" });
    expect(await errorOf(() => platform.files.syncFolder("/data"))).toMatchObject({ code: "io" });
    expect(machine.powerCut({ survival: "drop" }).listFiles()).toEqual([]);
  });

  it("a folder is durable when makeFolder returns", () => {
    const { machine, platform } = start();
    platform.files.makeFolder("/data/a/b");
    expect(machine.powerCut({ survival: "drop" }).platform().files.exists("/data/a/b")).toBe(true);
  });
});

describe("replaceFile", () => {
  type Replace = typeof replaceFile;
  const old = sectors(1, 1, 1);
  const replacement = sectors(2, 2, 2, 2);

  /** The contents found when the power fails at each operation of a replacement, by many seeds. */
  async function found(replace: Replace): Promise<string[]> {
    const seen = new Set<string>();
    for (const seed of SEEDS) {
      const { machine, platform } = start(seed);
      await settled(platform, "/data/M", old);
      const begun = machine.operations;
      await replace(platform.files, "/data", "M", replacement);
      const operations = machine.operations - begun;
      for (let n = 1; n <= operations; n++) {
        const again = start(seed);
        await settled(again.platform, "/data/M", old);
        again.machine.cutPowerAfter(n);
        await errorOf(() => replace(again.platform.files, "/data", "M", replacement));
        const { M } = contents(again.machine.powerCut());
        seen.add(
          M === undefined
            ? "nothing"
            : M.length === old.length && M.every((byte) => byte === 1)
            ? "old"
            : M.length === replacement.length && M.every((byte) => byte === 2)
            ? "new"
            : "neither",
        );
      }
    }
    return [...seen].sort();
  }

  it("leaves the old content or the new, whenever the power fails", async () => {
    expect(await found(replaceFile)).toEqual(["new", "old"]);
  });

  it("would be caught without its sync", async () => {
    const careless: Replace = async (files, folder, name, bytes) => {
      putFile(files, `${folder}/${name}.new`, bytes);
      files.rename(`${folder}/${name}.new`, `${folder}/${name}`);
      await files.syncFolder(folder);
    };
    expect(await found(careless)).toContain("neither");
  });

  it("is durable when it resolves", async () => {
    const { machine, platform } = start();
    await replaceFile(platform.files, "/data", "M", replacement);
    expect(contents(machine.powerCut({ survival: "drop" }))).toEqual({ M: replacement });
  });
});
