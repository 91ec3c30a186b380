/**
 * The segmented log on the simulated machine: what shares a sync, when segments end and go, and what follows a failure.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import type { FountainError } from "../../../src/base/errors.ts";
import { asSequence, type Sequence } from "../../../src/base/types.ts";
import { Batch } from "../../../src/engine/batch.ts";
import { segmentFileName } from "../../../src/engine/log/format.ts";
import type { Durability } from "../../../src/engine/log/log.ts";
import { SegmentedLog, type SegmentedLogSettings } from "../../../src/engine/log/segmented_log.ts";
import type { Platform } from "../../../src/platform/platform.ts";
import { type SimulatedMachine, simulatedMachine } from "../../../src/platform/simulated.ts";
import { bytesOf, expectCode, textOf } from "../../support/check.ts";
import { type CountingFiles, countingFiles } from "../../support/counting_files.ts";
import { userKey } from "../../support/entries.ts";
import { readSegment } from "../../support/segments.ts";

const FOLDER = "/store/log";

/** A log on a machine of its own, and what it was heard to say. */
class Bench {
  readonly machine: SimulatedMachine;
  readonly platform: Platform;
  readonly log: SegmentedLog;
  readonly counting: CountingFiles;
  readonly durable: number[] = [];
  readonly failures: unknown[] = [];
  #sequence = 0;

  constructor(given: Partial<SegmentedLogSettings> = {}, seed = 1) {
    this.machine = simulatedMachine({ seed });
    this.platform = this.machine.platform();
    this.platform.files.makeFolder(FOLDER);
    this.counting = countingFiles(this.platform.files);
    this.log = new SegmentedLog({
      files: this.counting.files,
      clock: this.platform.clock,
      crc32: this.platform.crc32,
      folder: FOLDER,
      segmentBytes: 1 << 20,
      durability: "always",
      syncIntervalMs: 100,
      nextSegment: 1,
      durableBefore: [0, 0],
      durableSequence: asSequence(0),
      sealed: [],
      onDurable: (sequence) => this.durable.push(sequence),
      onSynced: () => {},
      onFailure: (error) => this.failures.push(error),
      keptRunBytesMax: 1 << 20,
      onWritten: () => {},
      ...given,
    });
  }

  /** Appends a group of one put. */
  append(value = "value"): Promise<void> {
    const batch = new Batch();
    batch.put(userKey(1, `key ${++this.#sequence}`), bytesOf(value));
    const sequence = asSequence(this.#sequence);
    return this.log.append(batch, sequence, sequence, 1000);
  }

  get sequence(): Sequence {
    return asSequence(this.#sequence);
  }

  /** Appends groups one after the other, so that each has a sync of its own. */
  async appendAll(count: number, value?: string): Promise<void> {
    for (let i = 0; i < count; i++) await this.append(value);
  }

  read(number: number): ReturnType<typeof readSegment> {
    return readSegment(this.machine.readFile(`${FOLDER}/${segmentFileName(number)}`), number);
  }

  /** Numbers of the segments there are. */
  segments(): number[] {
    return this.platform.files.list(FOLDER).map((name) => Number.parseInt(name, 10));
  }

  /** The sequences that all segments together hold. */
  sequences(): number[] {
    return this.segments().flatMap((number) => this.read(number).groups.map(({ first }) => first));
  }
}

function count(operations: readonly string[], what: string): number {
  return operations.filter((operation) => operation.startsWith(what)).length;
}

describe("group commit", () => {
  test("appends of one turn share a write and a sync", async () => {
    const bench = new Bench();
    await bench.append();
    bench.counting.take();
    await Promise.all(Array.from({ length: 50 }, () => bench.append()));
    expect(bench.counting.take()).toEqual(["write 000000000001.log", "sync 000000000001.log"]);
    expect(bench.sequences()).toEqual(Array.from({ length: 51 }, (_, at) => at + 1));
  });

  test("appends that come during a sync share the next one", async () => {
    const bench = new Bench();
    await bench.append();
    bench.counting.take();
    const first = bench.append();
    await Promise.resolve();
    expect(count(bench.counting.take(), "sync")).toBe(1);
    const others = Array.from({ length: 20 }, () => bench.append());
    let answered = 0;
    for (const other of others) other.then(() => answered++);
    await first;
    expect(answered).toBe(0);
    await Promise.all(others);
    expect(count(bench.counting.take(), "sync")).toBe(1);
  });

  test("a lone append is synced at once", async () => {
    const bench = new Bench();
    await bench.appendAll(5);
    expect(count(bench.counting.take(), "sync 0")).toBe(5);
  });

  test("what is durable is told in order, before the append is answered", async () => {
    const bench = new Bench();
    const heard: number[][] = [];
    await Promise.all([1, 2, 3].map(() => bench.append().then(() => heard.push([...bench.durable]))));
    await bench.append();
    expect(heard).toEqual([[3], [3], [3]]);
    expect(bench.durable).toEqual([3, 4]);
  });

  test("the first write of a segment also syncs the folder, for its name", async () => {
    const bench = new Bench();
    await bench.append();
    expect(bench.counting.take().filter((operation) => operation !== "write 000000000001.log")).toEqual([
      "create 000000000001.log",
      "sync folder log",
      "sync 000000000001.log",
    ]);
  });

  test("an answered append is there after any power cut", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const bench = new Bench({ segmentBytes: 500 }, seed);
      for (let i = 0; i < 12; i++) await bench.append(`value ${i}`);
      bench.append("not answered").then(() => {}, () => {});
      await Promise.resolve();
      const { machine, segments } = afterPowerCut(bench);
      const found = segments.flatMap((number) => {
        const bytes = machine.readFile(`${FOLDER}/${segmentFileName(number)}`);
        return readSegment(bytes, number).groups.map(({ first }) => first);
      });
      expect(found.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
    }
  });
});

/** The machine that is left after a power cut, and the segments on it. */
function afterPowerCut(bench: Bench, survival: "random" | "drop" = "random") {
  const machine = bench.machine.powerCut({ survival });
  const segments = machine.platform().files.list(FOLDER).map((name) => Number.parseInt(name, 10));
  return { machine, segments };
}

describe("segments", () => {
  test("a full one is sealed and cut to its size before the next is begun", async () => {
    const bench = new Bench({ segmentBytes: 300 });
    await bench.appendAll(18);
    const numbers = bench.segments();
    expect(numbers.length).toBeGreaterThan(3);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    for (const number of numbers.slice(0, -1)) {
      const { sizeBytes } = bench.machine.listFiles().find(({ path }) => path.endsWith(segmentFileName(number))) ?? {};
      expect(bench.read(number).end).toEqual({ kind: "sealed", offset: sizeBytes });
    }
    expect(bench.read(numbers.length).end.kind).toBe("open");
    expect(bench.sequences()).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
    const seals = bench.counting.take();
    for (const number of numbers.slice(1)) {
      const created = seals.indexOf(`create ${segmentFileName(number)}`);
      expect(seals.slice(0, created).lastIndexOf(`sync ${segmentFileName(number - 1)}`)).toBeGreaterThan(
        seals.lastIndexOf(`truncate ${segmentFileName(number - 1)}`),
      );
    }
  });

  test("a group larger than a segment is written whole into one", async () => {
    const bench = new Bench({ segmentBytes: 300 });
    await bench.append("x".repeat(100_000));
    await bench.append();
    expect(bench.read(1)).toMatchObject({ groups: [{ first: 1 }], end: { kind: "sealed" } });
    expect(bench.read(2)).toMatchObject({ groups: [{ first: 2 }], end: { kind: "open" } });
  });

  test("a segment is grown ahead with zeros, never beyond its size", async () => {
    const bench = new Bench({ segmentBytes: 10_000 });
    await bench.append();
    expect(bench.machine.readFile(`${FOLDER}/${segmentFileName(1)}`).length).toBe(10_000);
    expect(bench.log.sizeBytes()).toBe(10_000);
    await bench.append();
    expect(bench.read(1)).toMatchObject({ groups: [{}, {}], end: { kind: "open" } });
  });

  test("release removes those whose last group is flushed and no others", async () => {
    const bench = new Bench({ segmentBytes: 300 });
    await bench.appendAll(18);
    const before = bench.segments();
    const lasts = new Map(before.map((number) => [number, bench.read(number).groups.at(-1)?.last ?? 0]));
    for (let flushed = 0; flushed <= 18; flushed++) {
      bench.log.release(asSequence(flushed));
      const kept = before.filter((number) => (lasts.get(number) as number) > flushed || number === before.length);
      expect(bench.segments()).toEqual(kept);
    }
    await bench.append("after the release");
    expect(bench.sequences().at(-1)).toBe(19);
  });

  test("release counts those found at open, and the size with them", async () => {
    const old = new Bench({ segmentBytes: 300 });
    await old.appendAll(20);
    const sealed = [1, 2].map((number) => ({ number, lastSequence: asSequence(number * 10), sizeBytes: 400 }));
    const bench = new Bench({ sealed, nextSegment: 3 });
    for (const { number } of sealed) {
      bench.machine.writeFile(`${FOLDER}/${segmentFileName(number)}`, new Uint8Array(400));
    }
    expect(bench.log.sizeBytes()).toBe(800);
    bench.log.release(asSequence(15));
    expect(bench.segments()).toEqual([2]);
    expect(bench.log.sizeBytes()).toBe(400);
    await bench.append();
    expect(bench.segments()).toEqual([2, 3]);
  });

  test("the durable position is the end of the last sync and does not fall behind what was durable before", async () => {
    const bench = new Bench({ nextSegment: 4, durableBefore: [4, 77] });
    expect(bench.log.durablePosition()).toEqual([4, 77]);
    const next = new Bench({ nextSegment: 5, durableBefore: [4, 77] });
    expect(next.log.durablePosition()).toEqual([5, 0]);
    await next.append();
    expect(next.log.durablePosition()).toEqual([5, next.read(5).end.offset]);
  });
});

describe("durability", () => {
  const open = (durability: Durability): Bench => new Bench({ durability, syncIntervalMs: 100 });

  test("interval answers before the sync and syncs once when the time has come", async () => {
    const bench = open("interval");
    const startedMs = bench.platform.clock.monotonicMs();
    await bench.appendAll(10);
    expect(count(bench.counting.take(), "sync 0")).toBe(0);
    expect(bench.durable.at(-1)).toBe(10);
    expect(bench.log.durablePosition()).toEqual([1, 0]);
    expect(bench.platform.clock.monotonicMs() - startedMs).toBeLessThan(100);
    await bench.platform.clock.sleep(250);
    expect(count(bench.counting.take(), "sync 0")).toBe(1);
    expect(bench.log.durablePosition()).toEqual([1, bench.read(1).end.offset]);
    await bench.platform.clock.sleep(1000);
    expect(count(bench.counting.take(), "sync")).toBe(0);
  });

  test("interval claims as synced only what was", async () => {
    const bench = open("interval");
    await bench.appendAll(5);
    await bench.platform.clock.sleep(250);
    const [, synced] = bench.log.durablePosition();
    await bench.appendAll(3);
    const bytes = bench.machine.readFile(`${FOLDER}/${segmentFileName(1)}`);
    const at = bytes.indexOf(24, synced);
    bytes[synced - 5] = (bytes[synced - 5] as number) ^ 1;
    expect(at).toBe(synced);
    expect(readSegment(bytes).end).toMatchObject({ kind: "broken", wasSynced: true });
  });

  test("os never syncs a group, but a seal all the same", async () => {
    const bench = open("os");
    await bench.appendAll(10);
    await bench.platform.clock.sleep(1000);
    expect(count(bench.counting.take(), "sync 0")).toBe(0);
    const small = new Bench({ durability: "os", segmentBytes: 300 });
    await small.appendAll(10);
    expect(count(small.counting.take(), "sync 0")).toBe(small.segments().length - 1);
  });
});

describe("after a failure", () => {
  const isLog = (kind: string) => (operation: { kind: string; path: string }): boolean =>
    operation.kind === kind && operation.path.endsWith(".log");

  async function failing(kind: string, error: "EIO" | "ENOSPC" | "short"): Promise<[Bench, FountainError[]]> {
    const bench = new Bench();
    await bench.append();
    bench.machine.failOperation({ match: isLog(kind), error });
    const appends = [bench.append(), bench.append()];
    await Promise.resolve();
    appends.push(bench.append());
    const code = error === "ENOSPC" ? "storage-full" : "read-only";
    const errors = await Promise.all(appends.map((append) => expectCode(code, () => append)));
    errors.push(await expectCode(code, () => bench.append()));
    return [bench, errors];
  }

  test.each(
    [["sync", "EIO"], ["write", "EIO"], ["write", "short"]] as const,
  )("of a %s (%s) every append is refused, those under way and those to come", async (kind, error) => {
    const [bench, errors] = await failing(kind, error);
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]?.cause).toMatchObject({ code: "io" });
    expect(bench.failures).toEqual([errors[0]]);
    expect(bench.durable).toEqual([1]);
  });

  test("of a sync nothing is written or synced any more, and what was answered before is still there", async () => {
    const [bench] = await failing("sync", "EIO");
    bench.counting.take();
    await expectCode("read-only", () => bench.append());
    await bench.log.close(asSequence(0));
    expect(bench.counting.take()).toEqual([]);
    const { machine } = afterPowerCut(bench, "drop");
    const { groups, end } = readSegment(machine.readFile(`${FOLDER}/${segmentFileName(1)}`));
    expect(groups.map(({ first }) => first)).toEqual([1]);
    if (end.kind === "broken") expect(end.wasSynced).toBe(false);
  });

  test("for want of space the error says so", async () => {
    const [bench, errors] = await failing("write", "ENOSPC");
    expect(errors[0]?.message).toContain("free space");
    expect(bench.failures).toEqual([errors[0]]);
  });

  test("a disk that fills up in the middle of a group leaves a torn tail", async () => {
    const bench = new Bench({ segmentBytes: 2000 });
    await bench.append();
    bench.machine.setCapacityBytes(3000);
    await expectCode("storage-full", () => bench.append("x".repeat(5000)));
    expect(bench.machine.readFile(`${FOLDER}/${segmentFileName(1)}`).length).toBe(3000);
    expect(bench.read(1)).toMatchObject({ groups: [{ first: 1 }], end: { kind: "broken", wasSynced: false } });
  });

  test("of the folder's sync, or of a seal, the group behind it is refused too", async () => {
    for (const match of [isLog("create"), ({ kind }: { kind: string }) => kind === "syncFolder", isLog("truncate")]) {
      const bench = new Bench({ segmentBytes: 200 });
      bench.machine.failOperation({ match, error: "EIO" });
      await expectCode("read-only", () => bench.append("x".repeat(200)));
      expect(bench.failures.length).toBe(1);
      expect(bench.durable).toEqual([]);
    }
  });

  test("of a sync between commits, with durability interval, later appends are refused", async () => {
    const bench = new Bench({ durability: "interval" });
    await bench.append();
    bench.machine.failOperation({ match: isLog("sync"), error: "EIO" });
    await bench.platform.clock.sleep(250);
    expect(bench.failures.length).toBe(1);
    await expectCode("read-only", () => bench.append());
  });
});

describe("close", () => {
  test("waits for what is under way and cuts off the zeros ahead", async () => {
    const bench = new Bench();
    const append = bench.append("last");
    await bench.log.close(asSequence(0));
    await append;
    const bytes = bench.machine.readFile(`${FOLDER}/${segmentFileName(1)}`);
    expect(readSegment(bytes)).toMatchObject({ groups: [{ first: 1 }], end: { kind: "open", offset: bytes.length } });
    expect(textOf(bytes)).toContain("last");
  });

  test("leaves no segment when everything is flushed, and none comes back after a power cut", async () => {
    for (const durability of ["always", "os"] as const) {
      const bench = new Bench({ segmentBytes: 300, durability });
      await bench.appendAll(10);
      await bench.log.close(bench.sequence);
      expect(bench.segments()).toEqual([]);
      expect(afterPowerCut(bench, "drop").segments).toEqual([]);
    }
  });

  test("leaves the segments that are needed", async () => {
    const bench = new Bench({ segmentBytes: 300 });
    await bench.appendAll(8);
    const last = bench.read(1).groups.at(-1)?.last ?? 0;
    const before = bench.segments();
    await bench.log.close(asSequence(last));
    expect(bench.segments()).toEqual(before.slice(1));
  });

  test("of a log that nothing was written to makes no segment", async () => {
    const bench = new Bench();
    await bench.log.close(asSequence(0));
    expect(bench.segments()).toEqual([]);
  });
});
