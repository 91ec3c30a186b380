/**
 * One data folder, several runtimes: what Bun, Deno or Node wrote, each of the others reads alike; also when the writer was killed.
 *
 * @module
 */

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { open } from "../../mod.ts";
import { Child, type Runtime, storeProgram } from "../support/children.ts";
import { digestOf, type StoreDigest } from "../support/store_digest.ts";

const NAMES = ["node", "bun", "deno"];
const base = mkdtempSync(join(tmpdir(), "fountainstore-folders-"));
const children: Child[] = [];
/** Digests by the name of the writer, and by those of writer and reader. */
const closed = new Map<string, StoreDigest>();
const left = new Map<string, StoreDigest>();
const read = new Map<string, StoreDigest>();

function start(runtime: Runtime, args: readonly string[]): Child {
  const child = new Child(runtime, args);
  children.push(child);
  return child;
}

/** Has a runtime fill a folder and close it, and fill another one and be killed. */
async function write(runtime: Runtime): Promise<void> {
  const child = start(runtime, ["write", join(base, `closed-${runtime.name}`), join(base, `left-${runtime.name}`)]);
  await child.said(2);
  await child.kill();
  const [first = "", second = ""] = child.lines;
  closed.set(runtime.name, JSON.parse(first));
  left.set(runtime.name, JSON.parse(second));
}

/** Has a runtime read what all have written: the closed folders themselves, and a copy of each that was left. */
async function readAll(runtime: Runtime, writers: readonly Runtime[]): Promise<void> {
  const folders = writers.flatMap(({ name }) => [`closed-${name}`, `left-${name}`]);
  const paths = folders.map((folder) => {
    const path = join(base, folder);
    if (folder.startsWith("closed-")) return path;
    cpSync(path, `${path}-for-${runtime.name}`, { recursive: true });
    return `${path}-for-${runtime.name}`;
  });
  const lines = await start(runtime, ["read", ...paths]).end();
  for (const [at, folder] of folders.entries()) {
    read.set(`${folder} by ${runtime.name}`, JSON.parse(lines[at] ?? "null"));
  }
}

beforeAll(async () => {
  const runtimes = await storeProgram(base);
  await Promise.all(runtimes.map(write));
  for (const runtime of runtimes) await readAll(runtime, runtimes);
}, 120_000);

afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()));
  rmSync(base, { recursive: true, force: true });
});

/** Expects a digest of a folder that the program filled: that two are alike would else prove little. */
function expectFull({ collections, snapshots }: StoreDigest): void {
  expect(collections.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual(
    ["a null 159", "empty made 0", "ids null 5", "large null 1", "sum null 2"],
  );
  expect(snapshots.length).toBe(4);
}

describe.each(NAMES)("a folder that %s wrote", (writer) => {
  it("holds what was written", ({ skip }) => {
    const [first, second] = [closed.get(writer), left.get(writer)];
    if (first === undefined || second === undefined) return skip(`this machine has no ${writer}`);
    expectFull(first);
    expectFull(second);
  });

  it.for(NAMES)("and closed reads the same under %s", (reader, { skip }) => {
    const found = read.get(`closed-${writer} by ${reader}`);
    if (found === undefined) return skip(`this machine has no ${writer}, or no ${reader}`);
    expect(found).toEqual(closed.get(writer));
  });

  it.for(NAMES)("until it was killed reads the same under %s, from the log as it was left", (reader, { skip }) => {
    const found = read.get(`left-${writer} by ${reader}`);
    if (found === undefined) return skip(`this machine has no ${writer}, or no ${reader}`);
    expect(found).toEqual(left.get(writer));
  });

  it.for(["closed", "left"])("and %s reads the same here, in tables on several levels", async (how, { skip }) => {
    const written = (how === "closed" ? closed : left).get(writer);
    if (written === undefined) return skip(`this machine has no ${writer}`);
    const store = await open({ path: join(base, `${how}-${writer}`), retention: { keep: "all" } });
    try {
      const report = await store.verify();
      expect([digestOf(store), report.errors]).toEqual([written, []]);
      expect(store.metrics().engine.levels.filter(({ tables }) => tables > 0).length).toBeGreaterThan(1);
    } finally {
      await store.close();
    }
  });
});
