/**
 * A program that uses a store as a process of its own, on any runtime.
 *
 * ```
 *   write CLOSED LEFT  fills both folders with a bit of everything and prints a digest of each; it closes the first one, and stays with the
 *                      second one open until it is killed
 *   read FOLDER...     prints a digest of each
 *   hammer FOLDER      writes with many writers at once, prints what is answered, and stays until it is killed
 *   hold FOLDER        opens the store, prints "open", and stays until it is killed
 * ```
 *
 * @module
 */

import { writeSync } from "node:fs";
import process from "node:process";
import { open, type OpenOptions, type Store } from "../../mod.ts";
import { digestOf } from "./store_digest.ts";

/** Settings with which a few hundred records reach several levels, and all versions stay. */
const SETTINGS: Omit<OpenOptions, "path"> = {
  memoryBytes: 4 << 20,
  memtableBytes: 16 << 10,
  tableBytes: 16 << 10,
  level1Bytes: 64 << 10,
  walSegmentBytes: 16 << 10,
  retention: { keep: "all" },
};
const WRITERS = 16;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Keeps the process until somebody kills it. */
async function stay(): Promise<never> {
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
}

async function fill(store: Store): Promise<void> {
  const text = 'a 😀 é \uffff \u2028 \\ " \u0000 ';
  for (let round = 0; round < 4; round++) {
    for (let start = 0; start < 80; start += 40) {
      await Promise.all(Array.from({ length: 40 }, (_, at) => {
        const version = at % 3 === 0 ? { version: `v${round} ü` } : {};
        return store.collection("a").put(`k${start + at} ${round % 2}`, { round, text: text.repeat(at) }, version);
      }));
    }
    for (const id of ["😀", "\uffff", "\uFEFFmark", "a/b c", "\0"]) {
      await store.collection("ids").putJson(
        id,
        ` {"n": 12345678901234567890, "m":1e400, "l":[-0, 1.10], "n":${round}}`,
      );
      if (round % 2 === 0) await store.collection("ids").delete(id);
    }
    await store.batch([
      { op: "put", collection: "sum", id: "x", data: round },
      { op: "put", collection: "sum", id: "y", data: -round },
      { op: "delete", collection: "a", id: "k7 0" },
    ]);
    await store.snapshot({ ttlMs: round === 0 ? null : 3_600_000 });
    if (round === 1) await store.compact();
    if (round === 2) await store.dropCollection("sum");
  }
  await store.createCollection("empty", { version: "made" });
  await store.collection("large").put("x", text.repeat(20_000));
}

async function hammer(store: Store): Promise<void> {
  const work = async (writer: number): Promise<void> => {
    const records = store.collection("single");
    for (let n = 0;; n++) {
      await records.put(`${writer}-${n}`, { writer, n, filler: "x".repeat(n % 300) });
      say(`single ${writer}-${n}`);
      if (n % 5 !== 0) continue;
      await store.batch(["a", "b", "c"].map((part) => (
        { op: "put", collection: `batch-${part}`, id: `${writer}-${n}`, data: { writer, n } }
      )));
      say(`batch ${writer}-${n}`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => work(writer)));
}

async function main([command = "", ...folders]: readonly string[]): Promise<void> {
  for (const [at, path] of folders.entries()) {
    const store = await open({ ...SETTINGS, path });
    if (command === "hammer") await hammer(store);
    if (command === "write") await fill(store);
    say(command === "hold" ? "open" : JSON.stringify(digestOf(store)));
    if (command === "hold" || (command === "write" && at === 1)) await stay();
    await store.close();
  }
}

await main(process.argv.slice(2));
process.exit(0);
