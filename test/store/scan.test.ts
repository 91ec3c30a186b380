/**
 * Scans and counts: which records, in which order, and of which state.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { ScanOptions, Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Random } from "../support/random.ts";
import { Bench, openStore, TINY } from "../support/stores.ts";

function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function fill(store: Store, ids: readonly string[]): Promise<void> {
  await store.batch(ids.map((id) => ({ op: "put", collection: "a", id, data: id })));
}

function idsOf(store: Store, options: ScanOptions = {}): string[] {
  return [...store.collection("a").scan(options)].map((record) => record.id);
}

/** What a scan has to give. */
function modelScan(ids: readonly string[], { prefix = "", startAfter, limit, reverse = false }: ScanOptions): string[] {
  const sorted = [...ids].sort(byUtf8).filter((id) => id.startsWith(prefix));
  if (reverse) sorted.reverse();
  const rest = startAfter === undefined
    ? sorted
    : sorted.filter((id) => reverse ? byUtf8(id, startAfter) < 0 : byUtf8(id, startAfter) > 0);
  return rest.slice(0, limit);
}

describe("the order", () => {
  it("is that of the ids' UTF-8, where U+FFFF comes before emoji", async () => {
    const store = await openStore();
    // By UTF-16 the emoji, which begin with U+D83D, would come before U+E000.
    const sorted = ["\0", " ", "/", "A", "a", "a\0", "a ", "aa", "z", "\u007f", "é", "߿", "ࠀ", "\ud7ff", "\ue000"];
    sorted.push("\uFEFFx", "\uffff", "\u{10000}", "😀", "😀a", "\u{10ffff}");
    await fill(store, [...sorted].reverse());
    expect(idsOf(store)).toEqual(sorted);
    expect(idsOf(store, { reverse: true })).toEqual([...sorted].reverse());
    expect(idsOf(store, { prefix: "😀" })).toEqual(["😀", "😀a"]);
    expect(idsOf(store, { startAfter: "\uffff" })).toEqual(["\u{10000}", "😀", "😀a", "\u{10ffff}"]);
    expect(idsOf(store, { startAfter: "😀", reverse: true, limit: 2 })).toEqual(["\u{10000}", "\uffff"]);
  });

  it("is the same in memory, in tables, and in both", async () => {
    const random = new Random(7);
    const letters = ["a", "b", "\0", "/", "é", "\uffff", "😀", "\ue000"];
    const draw = () => Array.from({ length: random.between(1, 6) }, () => random.pick(letters)).join("");
    const ids = [...new Set(Array.from({ length: 600 }, draw))].filter((id) => id !== "." && id !== "..");
    const store = await new Bench().open(TINY);
    for (let at = 0; at < ids.length; at += 100) {
      await fill(store, ids.slice(at, at + 100));
      if (at % 200 === 0) await store.flush();
      expect(idsOf(store)).toEqual(ids.slice(0, at + 100).sort(byUtf8));
    }
    await store.compact();
    expect(idsOf(store)).toEqual([...ids].sort(byUtf8));
    expect(idsOf(store, { reverse: true })).toEqual([...ids].sort(byUtf8).reverse());
  });
});

describe("prefix, startAfter, limit and reverse", () => {
  it("work together as filtering a sorted list does", async () => {
    const ids = ["a", "a/1", "a/2", "a/😀", "a/\uffff", "ab", "b", "b/1", "é", "é/1", "\uffff", "😀", "😀/1"];
    const store = await openStore();
    await fill(store, ids);
    const marks = [undefined, "A", "a", "a/", "a/1", "a/15", "a/\uffff", "é", "\uffff", "😀", "zz", "\u{10ffff}"];
    let scans = 0;
    for (const prefix of [undefined, "", "a", "a/", "é", "\uffff", "😀", "none", "\u{10ffff}"]) {
      for (const startAfter of marks) {
        for (const limit of [undefined, 0, 1, 3, 100]) {
          for (const reverse of [false, true]) {
            const options: ScanOptions = {
              ...(prefix === undefined ? {} : { prefix }),
              ...(startAfter === undefined ? {} : { startAfter }),
              ...(limit === undefined ? {} : { limit }),
              reverse,
            };
            expect({ options, ids: idsOf(store, options) }).toEqual({ options, ids: modelScan(ids, options) });
            scans++;
          }
        }
      }
    }
    expect(scans).toBe(9 * 12 * 5 * 2);
  });

  it("page through everything, in both directions, while records come and go", async () => {
    const store = await openStore();
    await fill(store, Array.from({ length: 50 }, (_, at) => `k${String(at).padStart(2, "0")}`));
    for (const reverse of [false, true]) {
      const seen: string[] = [];
      let after: string | undefined;
      for (;;) {
        const page = idsOf(store, { limit: 7, reverse, ...(after === undefined ? {} : { startAfter: after }) });
        if (page.length === 0) break;
        seen.push(...page);
        after = page.at(-1) as string;
        await store.collection("a").delete(after);
        await store.collection("a").put(after, "again");
      }
      expect(seen).toEqual(reverse ? [...new Set(seen)].sort().reverse() : [...new Set(seen)].sort());
      expect(seen.length).toBe(50);
    }
  });

  it("are refused when malformed", async () => {
    const store = await openStore();
    const records = store.collection("a");
    const wrong: readonly unknown[] = [
      { limit: -1 },
      { limit: 1.5 },
      { limit: NaN },
      { limit: Infinity },
      { prefix: "\ud83d" },
      { prefix: 5 },
      { startAfter: "" },
      { startAfter: "." },
    ];
    for (const options of wrong) await expectCode("invalid", () => records.scan(options as ScanOptions));
    await expectCode("invalid", () => records.count({ prefix: "\ud83d" }));
  });
});

describe("a scan", () => {
  it("gives one state, that of its start, whatever is written beside it", async () => {
    const store = await openStore({ ...TINY, durability: "os" });
    const ids = Array.from({ length: 400 }, (_, at) => `k${String(at).padStart(3, "0")}`);
    await fill(store, ids);
    const seen: string[] = [];
    for await (const record of store.collection("a").scan()) {
      seen.push(`${record.id} ${record.data}`);
      if (seen.length % 40 !== 0) continue;
      await store.batch(ids.map((id) => ({ op: "put", collection: "a", id, data: "new" })));
      await store.collection("a").delete(ids[seen.length] ?? "none");
      await store.collection("a").put(`${record.id} and more`, "new");
    }
    expect(seen).toEqual(ids.map((id) => `${id} ${id}`));
  });

  it("starts anew, in the state of that moment, each time it is iterated", async () => {
    const store = await openStore();
    await fill(store, ["x"]);
    const scan = store.collection("a").scan();
    expect([...scan].length).toBe(1);
    await fill(store, ["y"]);
    expect([...scan].length).toBe(2);
    expect(await scan.count()).toBe(2);
    for await (const record of scan) expect(["x", "y"]).toContain(record.id);
  });

  it("that is left half-way holds no tables back", async () => {
    const bench = new Bench();
    const store = await bench.open(TINY);
    await fill(store, Array.from({ length: 300 }, (_, at) => `k${at}`));
    await store.compact();
    for (const record of store.collection("a").scan()) if (record.id !== "") break;
    for await (const record of store.collection("a").scan()) if (record.id !== "") break;
    const files = () => bench.machine.listFiles().filter(({ path }) => path.endsWith(".sst")).length;
    await store.dropCollection("a");
    await store.compact();
    for (let turn = 0; turn < 100 && files() > 1; turn++) await bench.platform.clock.sleep(1);
    expect(files()).toBeLessThanOrEqual(1);
  });

  it("gives way to other work, and so does a count", async () => {
    const store = await openStore({ durability: "os" });
    await fill(store, Array.from({ length: 9000 }, (_, at) => `k${at}`));
    let turns = 0;
    let done = false;
    const tick = (): void => {
      turns++;
      if (!done) setTimeout(tick, 0);
    };
    setTimeout(tick, 0);
    let count = 0;
    for await (const record of store.collection("a").scan()) if (record.deleted === false) count++;
    const whileScanning = turns;
    expect(await store.collection("a").count()).toBe(9000);
    done = true;
    expect([count, whileScanning > 0, turns > whileScanning]).toEqual([9000, true, true]);
  });
});

describe("a count", () => {
  it("is exact, with puts, deletes and overwrites in memory and in tables", async () => {
    const store = await new Bench().open(TINY);
    const records = store.collection("a");
    const there = new Set<string>();
    const random = new Random(3);
    for (let step = 0; step < 600; step++) {
      const id = `${random.pick(["a", "b", "ü"])}${random.below(60)}`;
      if (random.chance(0.3)) {
        expect(await records.delete(id)).toBe(there.delete(id));
      } else {
        await records.put(id, step);
        there.add(id);
      }
      if (step % 97 === 0) await store.flush();
      if (step % 50 !== 0) continue;
      expect(await records.count()).toBe(there.size);
      for (const prefix of ["a", "b1", "ü", "none"]) {
        expect(await records.count({ prefix })).toBe([...there].filter((each) => each.startsWith(prefix)).length);
      }
    }
  });

  it("of a scan heeds all its options", async () => {
    const store = await openStore();
    await fill(store, ["a1", "a2", "a3", "b1"]);
    const count = (options: ScanOptions) => store.collection("a").scan(options).count();
    expect(await count({ limit: 2 })).toBe(2);
    expect(await count({ prefix: "a", startAfter: "a1" })).toBe(2);
    expect(await count({ prefix: "a", startAfter: "a3", reverse: true, limit: 5 })).toBe(2);
    expect(await store.collection("none").count()).toBe(0);
  });
});
