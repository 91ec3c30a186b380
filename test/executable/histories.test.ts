/**
 * Histories of the executable under concurrent load, which is killed and started again in between, checked from outside.
 *
 * ```
 *   16 clients ──> registers   GET, PUT, PUT If-Match          each linearizable
 *              ──> accounts    transactions with ifSequence    every read sums to the same, no transfer lost
 *              ──> lists       PATCH add /-, PUT If-Match      every read a prefix, no append lost or doubled
 *   ── SIGKILL ── same folder ── SIGKILL ── same folder ── the end is read, and all is judged
 * ```
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { Workload } from "../support/history_workload.ts";
import { bankFaults, listFaults, registerFaults, type Timed } from "../support/history_checks.ts";
import { Random } from "../support/random.ts";
import { mainForm, Served } from "../support/served.ts";
import { tempFolder } from "../support/temp_folder.ts";

const CLIENTS = 16;
/** More than a phase needs: the kill comes first. */
const OPERATIONS_UNTIL_KILL = 400;
const OPERATIONS_AT_LAST = 40;

async function recorded(seed: number): Promise<Workload> {
  const random = new Random(seed);
  const cwd = tempFolder();
  const workload = new Workload(random);
  for (const isLast of [false, false, true]) {
    const served = await Served.start(mainForm(), [], { cwd });
    await workload.prepare(served.port);
    const budget = isLast ? OPERATIONS_AT_LAST : OPERATIONS_UNTIL_KILL;
    const killAt = isLast ? Infinity : random.between(400, 1600);
    await workload.run(served.port, CLIENTS, budget, killAt, () => served.signal("SIGKILL"));
    if (isLast) {
      await workload.finish(served.port);
      expect((await served.stop()).code).toBe(0);
    } else {
      await served.ended;
    }
  }
  return workload;
}

test.each([Math.floor(Math.random() * 2 ** 31), 1])("hold with two kills in between, seed %i", async (seed) => {
  const { registers, lists, bank, kills, unknown } = await recorded(seed);
  expect([kills, registers.size, lists.size], `seed ${seed}`).toEqual([2, 8, 4]);
  for (const [id, history] of registers) {
    expect(history.filter(({ kind, outcome }) => kind === "swap" && outcome === "ok").length).toBeGreaterThan(0);
    expect(registerFaults(history), `seed ${seed}, register ${id}`).toEqual([]);
  }
  for (const [id, { history, final }] of lists) {
    expect(final.length).toBeGreaterThan(0);
    expect(listFaults(history, final), `seed ${seed}, list ${id}`).toEqual([]);
  }
  expect([bank.reads.length, bank.ledger.length].every((count) => count > 0)).toBe(true);
  expect(bankFaults(bank), `seed ${seed}`).toEqual([]);
  // The kills came while requests were under way; else the outcomes that may be or not were not tried.
  expect(unknown, `seed ${seed}`).toBeGreaterThan(0);
}, 120_000);

const ok = (start: number, end: number): Timed => ({ start, end, outcome: "ok" });
const refused = (start: number, end: number): Timed => ({ start, end, outcome: "refused" });
const unknown = (start: number, end: number): Timed => ({ start, end, outcome: "unknown" });

describe("the check of registers", () => {
  const write = (value: number, time: Timed) => ({ kind: "write" as const, value, ...time });
  const read = (value: number, time: Timed) => ({ kind: "read" as const, value, ...time });
  const swap = (expected: number, value: number, time: Timed) => ({ kind: "swap" as const, expected, value, ...time });

  test.each([
    ["a read of either while a write is under way", [write(1, ok(1, 5)), read(0, ok(2, 3)), read(1, ok(2, 4))]],
    ["an unanswered write that was done", [write(1, unknown(1, 3)), read(0, ok(1, 2)), read(1, ok(4, 5))]],
    ["an unanswered write that was not done", [write(1, unknown(1, 3)), read(0, ok(4, 5))]],
    ["an unanswered read", [write(1, ok(1, 2)), read(0, unknown(3, 4))]],
    ["one swap of two", [swap(0, 1, ok(1, 4)), swap(0, 2, refused(2, 3)), read(1, ok(5, 6))]],
  ])("accepts %s", (_name, history) => expect(registerFaults(history)).toEqual([]));

  test.each([
    ["a stale read", [write(1, ok(1, 2)), read(0, ok(3, 4))]],
    ["a read of what was never written", [write(1, ok(1, 2)), read(7, ok(3, 4))]],
    ["a lost update", [swap(0, 1, ok(1, 4)), swap(0, 2, ok(2, 3))]],
    ["values that go back", [write(1, ok(1, 9)), read(1, ok(2, 3)), read(0, ok(4, 5))]],
    ["a refused swap that was done", [swap(0, 1, refused(1, 2))]],
    ["an acknowledged write lost in a kill", [write(1, ok(1, 2)), write(2, unknown(3, 4)), read(0, ok(5, 6))]],
    ["a write that is done behind the restart", [write(1, unknown(1, 2)), read(0, ok(3, 4)), read(1, ok(5, 6))]],
    ["a read of what a kill took back", [write(1, unknown(1, 4)), read(1, ok(2, 3)), read(0, ok(5, 6))]],
  ])("rejects %s", (_name, history) => expect(registerFaults(history)).toHaveLength(1));
});

describe("the check of the bank", () => {
  const transfer = (id: string, time: Timed) => ({ id, from: "a", to: "b", amount: 3, ...time });
  const initial = { a: 10, b: 10 };
  const good = {
    initial,
    transfers: [transfer("1", ok(1, 2)), transfer("2", refused(1, 3)), transfer("3", unknown(2, 4))],
    reads: [initial, { a: 7, b: 13 }],
    final: { a: 4, b: 16 },
    ledger: ["1", "3"],
  };

  test("accepts good ones", () => {
    expect(bankFaults(good)).toEqual([]);
    expect(bankFaults({ ...good, final: { a: 7, b: 13 }, ledger: ["1"] })).toEqual([]);
  });

  test.each([
    ["a torn sum", /^torn/, { reads: [{ a: 7, b: 10 }] }],
    ["a lost transfer", /^acknowledged transfer 1 is lost/, { final: { a: 7, b: 13 }, ledger: ["3"] }],
    ["a refused transfer that was done", /^refused transfer 2 was done/, {
      final: { a: 1, b: 19 },
      ledger: ["1", "2", "3"],
    }],
    ["a lost update", /^a holds 7, and the ledger says 4\n/, { final: { a: 7, b: 13 } }],
    ["a transfer from nowhere", /^transfer 4 was never/, { ledger: ["1", "3", "4"] }],
  ])("rejects %s", (_name, fault, wrong) => expect(bankFaults({ ...good, ...wrong }).join("\n")).toMatch(fault));
});

describe("the check of lists", () => {
  const append = (value: number, time: Timed) => ({ kind: "append" as const, value, ...time });
  const read = (values: number[], time: Timed) => ({ kind: "read" as const, values, ...time });
  const history = [
    append(1, ok(1, 4)),
    append(2, ok(2, 5)),
    append(3, refused(2, 6)),
    append(4, unknown(3, 9)),
  ];

  test("accepts good ones", () => {
    expect(listFaults([...history, read([2], ok(1, 3)), read([2, 1], ok(6, 7))], [2, 1])).toEqual([]);
    expect(listFaults([...history, read([2, 1, 4], ok(6, 7))], [2, 1, 4])).toEqual([]);
  });

  test.each([
    ["a lost append", "acknowledged append of 2 is lost", history, [1]],
    ["an append done twice", "a value stands twice", history, [1, 2, 1]],
    ["a refused append that was done", "refused append of 3", history, [1, 2, 3]],
    ["an append from nowhere", "7 was never appended", history, [1, 2, 7]],
    ["a read that is no prefix", "read 1,2 is no prefix", [...history, read([1, 2], ok(10, 11))], [2, 1]],
    ["a stale read", "read at 10 is stale: 2", [...history, read([1], ok(10, 11))], [1, 2]],
    ["a read of what comes later", "read at 11 holds 5", [
      ...history,
      append(5, ok(12, 13)),
      read([1, 2, 5], ok(10, 11)),
    ], [1, 2, 5]],
  ])(
    "rejects %s",
    (_name, fault, wrong, final) => expect(listFaults(wrong, final)).toEqual([expect.stringContaining(fault)]),
  );
});
