/**
 * The simulated machine's faults on order, its time, its workers, and how tests look into it.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { FountainError } from "../../src/base/errors.ts";
import type { Platform } from "../../src/platform/platform.ts";
import {
  isPowerCut,
  type Operation,
  PowerCut,
  type SimulatedMachine,
  simulatedMachine,
} from "../../src/platform/simulated.ts";
import { echoHandler } from "./echo_handler.ts";
import { bytesOf, errorOf, expectCode, getFile, putFile, textOf } from "./support.ts";

const WORKER = { url: new URL("./echo_worker.ts", import.meta.url), handler: echoHandler };

function start(seed = 1, capacityBytes = 2 ** 40): { machine: SimulatedMachine; platform: Platform } {
  const machine = simulatedMachine({ seed, capacityBytes, trace: true });
  const platform = machine.platform();
  platform.files.makeFolder("/data");
  return { machine, platform };
}

describe("a power cut", () => {
  /** One of each kind of operation that changes something, in this order. */
  async function everyKind({ files }: Platform): Promise<void> {
    const file = files.open("/data/a", "create");
    file.write(bytesOf("abc"), 0, 3, 0);
    file.append(bytesOf("def"), 0, 3);
    file.truncate(2);
    await file.sync();
    files.rename("/data/a", "/data/b");
    await files.syncFolder("/data");
    files.remove("/data/b");
    files.makeFolder("/data/c");
  }

  it("comes at each operation that changes something, and is the end of the platform", async () => {
    const { machine, platform } = start();
    const before = machine.operations;
    await everyKind(platform);
    expect(machine.operations - before).toBe(9);
    for (let n = 1; n <= 9; n++) {
      const { machine, platform } = start(n);
      const open = platform.files.open("/data/open", "create");
      machine.cutPowerAfter(n);
      const begun = machine.operations;
      expect(await errorOf(() => everyKind(platform))).toBeInstanceOf(PowerCut);
      expect(machine.operations - begun).toBe(n);
      expect(machine.isOn).toBe(false);
      expect(await errorOf(() => platform.files.exists("/data"))).toBeInstanceOf(PowerCut);
      expect(await errorOf(() => open.read(new Uint8Array(1), 0, 1, 0))).toBeInstanceOf(PowerCut);
      expect(await errorOf(() => platform.clock.sleep(1))).toBeInstanceOf(PowerCut);
      expect(await errorOf(() => machine.platform())).toBeInstanceOf(PowerCut);
      open.close();
      const rebooted = machine.reboot();
      expect(machine.isOn).toBe(true);
      expect(rebooted.files.exists("/data")).toBe(true);
      expect(await errorOf(() => platform.files.exists("/data"))).toBeInstanceOf(PowerCut);
    }
  });

  it("the operation at which it comes may have had its effect", () => {
    const survived = new Set<boolean>();
    for (let seed = 0; seed < 50; seed++) {
      const { machine, platform } = start(seed);
      machine.cutPowerAfter(1);
      expect(() => platform.files.open("/data/a", "create")).toThrow(PowerCut);
      survived.add(machine.reboot().files.exists("/data/a"));
    }
    expect(survived.size).toBe(2);
  });

  it("rejects what is under way", async () => {
    const { machine, platform } = start();
    const file = platform.files.open("/data/a", "create");
    const worker = platform.startWorker(WORKER);
    const underWay = [
      file.sync(),
      platform.files.syncFolder("/data"),
      platform.clock.sleep(5),
      worker.call({ do: "echo" }),
    ]
      .map((promise) => errorOf(() => promise));
    machine.powerCut();
    for (const error of await Promise.all(underWay)) expect(error).toBeInstanceOf(PowerCut);
  });

  it("is known by isPowerCut under whatever wrapping", () => {
    const wrapped = new FountainError("read-only", "a write failed", {
      cause: new Error("x", { cause: new PowerCut() }),
    });
    expect(isPowerCut(wrapped)).toBe(true);
    expect(isPowerCut(new PowerCut())).toBe(true);
    expect(isPowerCut(new FountainError("io", "x"))).toBe(false);
    expect(isPowerCut(undefined)).toBe(false);
  });

  it("ends faults and locks", async () => {
    const { machine, platform } = start();
    platform.files.lock("/data");
    machine.failOperation({ match: () => true, times: Infinity, error: "EIO" });
    machine.cutPowerAfter(1);
    const rebooted = machine.reboot();
    putFile(rebooted.files, "/data/a", "x");
    rebooted.files.lock("/data").release();
  });
});

describe("faults on order", () => {
  it("hit the nth match, as often as ordered", async () => {
    const { machine, platform } = start();
    const file = platform.files.open("/data/a", "create");
    putFile(platform.files, "/data/other", "x");
    machine.failOperation({ match: ({ path }) => path === "/data/a", nth: 2, times: 2, error: "EIO" });
    const results: string[] = [];
    for (let i = 0; i < 5; i++) {
      getFile(platform.files, "/data/other");
      try {
        file.append(bytesOf("x"), 0, 1);
        results.push("ok");
      } catch (error) {
        results.push((error as FountainError).code);
      }
    }
    expect(results).toEqual(["ok", "io", "io", "ok", "ok"]);
    expect(machine.readFile("/data/a").length).toBe(3);
  });

  it("may be about any operation, reads too, and leave nothing behind", async () => {
    const { machine, platform: { files } } = start();
    putFile(files, "/data/a", "abc");
    const file = files.open("/data/a", "write");
    const attempts: [Operation["kind"], () => unknown][] = [
      ["create", () => files.open("/data/b", "create")],
      ["open", () => files.open("/data/a", "read")],
      ["read", () => file.read(new Uint8Array(3), 0, 3, 0)],
      ["write", () => file.write(bytesOf("x"), 0, 1, 0)],
      ["append", () => file.append(bytesOf("x"), 0, 1)],
      ["truncate", () => file.truncate(0)],
      ["sync", () => file.sync()],
      ["list", () => files.list("/data")],
      ["rename", () => files.rename("/data/a", "/data/b")],
      ["remove", () => files.remove("/data/a")],
      ["makeFolder", () => files.makeFolder("/data/c")],
      ["syncFolder", () => files.syncFolder("/data")],
    ];
    for (const [kind, operation] of attempts) {
      machine.failOperation({ match: (candidate) => candidate.kind === kind, error: "EIO" });
      const error = await expectCode("io", operation);
      expect(error.cause).toMatchObject({ code: "EIO" });
    }
    expect(files.list("/data")).toEqual(["a"]);
    expect(textOf(getFile(files, "/data/a"))).toBe("abc");
  });

  it("a short write leaves a part", () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const { machine, platform } = start(seed);
      const file = platform.files.open("/data/a", "create");
      machine.failOperation({ match: ({ kind }) => kind === "write", error: "short" });
      expect(() => file.write(bytesOf("0123456789"), 0, 10, 0)).toThrow("EIO");
      const left = textOf(machine.readFile("/data/a"));
      expect("012345678").toContain(left);
      lengths.add(left.length);
    }
    expect(lengths.size).toBeGreaterThan(3);
  });

  it("ENOSPC is storage-full", async () => {
    const { machine, platform } = start();
    machine.failOperation({ match: ({ kind }) => kind === "sync", error: "ENOSPC" });
    await expectCode("storage-full", () => platform.files.open("/data/a", "create").sync());
  });

  it("a full disk takes what fits, and more after something is removed", async () => {
    const { machine, platform: { files } } = start(1, 1000);
    putFile(files, "/data/a", new Uint8Array(700));
    expect(files.freeBytes("/data")).toBe(300);
    const file = files.open("/data/b", "create");
    await expectCode("storage-full", () => file.write(new Uint8Array(400), 0, 400, 0));
    expect(file.sizeBytes()).toBe(300);
    await expectCode("storage-full", () => file.truncate(301));
    // What is there may be written over.
    file.write(bytesOf("x"), 0, 1, 299);
    expect(files.freeBytes("/data")).toBe(0);
    files.remove("/data/a");
    file.append(new Uint8Array(100), 0, 100);
    expect(files.freeBytes("/data")).toBe(600);
    machine.setCapacityBytes(100);
    expect(files.freeBytes("/data")).toBe(0);
    await expectCode("storage-full", () => file.append(bytesOf("x"), 0, 1));
  });
});

describe("the machine", () => {
  it("two processes share the disk, and the lock keeps one out", async () => {
    const { machine, platform } = start();
    const second = machine.platform();
    putFile(platform.files, "/data/a", "seen by both");
    expect(textOf(getFile(second.files, "/data/a"))).toBe("seen by both");
    const lock = platform.files.lock("/data");
    await expectCode("locked", () => second.files.lock("/data"));
    lock.release();
    second.files.lock("/data");
    await expectCode("locked", () => platform.files.lock("/data"));
  });

  it("can be looked into and altered", async () => {
    const { machine, platform } = start();
    machine.writeFile("/data/deep/a", bytesOf("abc"));
    machine.writeFile("/data/deep/a", bytesOf("ab"));
    putFile(platform.files, "/data/b", "12345");
    expect(machine.listFiles()).toEqual([{ path: "/data/b", sizeBytes: 5 }, { path: "/data/deep/a", sizeBytes: 2 }]);
    machine.flipByte("/data/deep/a", 1, 0x20);
    expect(textOf(getFile(platform.files, "/data/deep/a"))).toBe("aB");
    // Both are as if on the disk for ever.
    expect(textOf(machine.powerCut({ survival: "drop" }).readFile("/data/deep/a"))).toBe("aB");
  });

  it("a fork goes its own way, from the same unsynced state", async () => {
    const { machine, platform } = start();
    putFile(platform.files, "/data/a", "common");
    const fork = machine.fork();
    const forked = fork.platform();
    forked.files.open("/data/a", "write").write(bytesOf("FORK"), 0, 4, 0);
    platform.files.open("/data/a", "write").append(bytesOf("+"), 0, 1);
    forked.files.remove("/data/a");
    putFile(forked.files, "/data/b", "");
    expect(machine.listFiles()).toEqual([{ path: "/data/a", sizeBytes: 7 }]);
    expect(textOf(machine.readFile("/data/a"))).toBe("common+");
    expect(fork.listFiles()).toEqual([{ path: "/data/b", sizeBytes: 0 }]);
    const later = machine.fork();
    await platform.files.syncFolder("/data");
    expect(later.powerCut({ survival: "drop" }).listFiles()).toEqual([]);
    expect(machine.powerCut({ survival: "drop" }).listFiles()).toEqual([{ path: "/data/a", sizeBytes: 0 }]);
  });

  it("long sleeps take no real time, and sleepers wake in order", async () => {
    const { machine, platform: { clock } } = start();
    const begunMs = clock.monotonicMs();
    const woken: number[] = [];
    const sleeps = [5_000_000, 1000, 60_000].map((ms) => clock.sleep(ms, ms === 1000).then(() => woken.push(ms)));
    await Promise.all(sleeps);
    expect(woken).toEqual([1000, 60_000, 5_000_000]);
    expect(clock.monotonicMs() - begunMs).toBeGreaterThanOrEqual(5_000_000);
    const nowMs = clock.nowMs();
    machine.shiftClock(-3_600_000);
    expect(clock.nowMs()).toBeLessThan(nowMs);
    expect(clock.monotonicMs() - begunMs).toBeGreaterThanOrEqual(5_000_000);
  });

  it("many idle background sleepers do not hold anybody up", async () => {
    const { platform: { clock } } = start();
    let wakings = 0;
    let stopped = false;
    const forEver = (async () => {
      for (; !stopped; wakings++) await clock.sleep(1000, true);
    })();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const idleWakings = wakings;
    expect(idleWakings).toBeGreaterThan(0);
    // At the pace of milliseconds after the first hundred.
    expect(idleWakings).toBeLessThan(300);
    await clock.sleep(0);
    stopped = true;
    await forEver;
  });

  it("syncs end in an order that the seed chooses", async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { platform: { files } } = start(seed);
      const order: string[] = [];
      await Promise.all(["a", "b", "c"].map(async (name) => {
        await files.open(`/data/${name}`, "create").sync();
        order.push(name);
      }));
      orders.add(order.join(""));
    }
    expect(orders.size).toBe(6);
  });

  it("a stopped worker does nothing more, and a cut ends it too", async () => {
    const { machine, platform } = start();
    const counts = async (worker: ReturnType<Platform["startWorker"]>, stop: () => unknown) => {
      const shared = new Int32Array(new SharedArrayBuffer(4));
      const counting = errorOf(() => worker.call({ do: "count", to: shared.buffer }));
      while ((shared[0] ?? 0) < 3) await platform.clock.sleep(0);
      await stop();
      const counted = shared[0];
      const error = await counting;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(shared[0]).toBe(counted);
      return error;
    };
    const stopped = platform.startWorker(WORKER);
    expect(await counts(stopped, () => stopped.stop())).toMatchObject({ code: "closed" });
    expect(await counts(platform.startWorker(WORKER), () => machine.powerCut())).toBeInstanceOf(PowerCut);
  });
});
