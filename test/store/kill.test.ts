/**
 * The process dies: a child on Bun, on Deno and on Node is killed by SIGKILL in the middle of many writes, and what it was answered is there.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { open, type Store } from "../../mod.ts";
import { expectCode } from "../support/check.ts";
import { Child, type Runtime, storeProgram } from "../support/children.ts";
import { tempFolder } from "../support/temp_folder.ts";

const PARTS = ["a", "b", "c"];
const base = mkdtempSync(join(tmpdir(), "fountainstore-kill-"));
let runtimes: Runtime[] = [];

beforeAll(async () => {
  runtimes = await storeProgram(base);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

function start(name: string, args: readonly string[], skip: (note: string) => void): Child {
  const runtime = runtimes.find((each) => each.name === name);
  if (runtime === undefined) skip(`this machine has no ${name}`);
  const child = new Child(runtime as Runtime, args);
  onTestFinished(() => child.kill());
  return child;
}

/** Expects that every write that was answered is there, and that each batch is there whole or not at all. */
function expectAnswered(store: Store, lines: readonly string[]): void {
  for (const line of lines) {
    const [kind = "", id = ""] = line.split(" ");
    const [writer, n] = id.split("-").map(Number);
    const names = kind === "single" ? ["single"] : PARTS.map((part) => `batch-${part}`);
    for (const name of names) expect([line, store.collection(name).get(id)?.data]).toMatchObject([line, { writer, n }]);
  }
  const [first, ...others] = PARTS.map((part) => [...store.collection(`batch-${part}`).scan()].map(({ id }) => id));
  for (const other of others) expect(other).toEqual(first);
  for (const { data } of store.collection<{ n: number; filler: string }>("single").scan()) {
    expect(data.filler.length).toBe(data.n % 300);
  }
}

describe.each(["bun", "deno", "node"])("a process on %s that is killed while it writes", (name) => {
  // Before the first flush, about the first, and after some compactions.
  it.for([1, 150, 1200])("after %i answers has lost none of them", async (answers, { skip }) => {
    const path = join(tempFolder(), "store");
    const child = start(name, ["hammer", path], skip);
    await child.said(answers);
    await child.kill();
    expect(child.lines.length).toBeGreaterThanOrEqual(answers);
    for (let opening = 0; opening < 2; opening++) {
      const store = await open({ path });
      try {
        expectAnswered(store, child.lines);
        expect((await store.verify()).errors).toEqual([]);
        await store.collection("single").put(`later-${opening}`, { n: 0, filler: "" });
      } finally {
        await store.close();
      }
    }
  });
});

describe.each(["bun", "deno", "node"])("a process on %s that has a folder open", (name) => {
  it("keeps others out until it is killed", async ({ skip }) => {
    const path = join(tempFolder(), "store");
    const child = start(name, ["hold", path], skip);
    await child.said(1);
    await expectCode("locked", () => open({ path }));
    await child.kill();
    const store = await open({ path });
    await store.close();
  });
});

describe("a folder that was written, killed and written again by each runtime in turn", () => {
  it("has everything that any of them was answered", async () => {
    const path = join(tempFolder(), "store");
    const answered: string[] = [];
    for (const runtime of [...runtimes, ...runtimes]) {
      const child = new Child(runtime, ["hammer", path]);
      onTestFinished(() => child.kill());
      await child.said(100);
      await child.kill();
      answered.push(...child.lines);
    }
    const store = await open({ path });
    try {
      expectAnswered(store, answered);
    } finally {
      await store.close();
    }
  });
});
