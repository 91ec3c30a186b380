/**
 * Snapshots at twenty ages, read again and again while 200,000 updates and full compactions go on: each goes on seeing its own moment.
 *
 * @module
 */

import { expect, test } from "vitest";
import type { Snapshot, Store } from "../../mod.ts";
import { openStore } from "../support/stores.ts";

const RECORDS = 1000;
const UPDATES = 200_000;
const UPDATES_PER_BATCH = 500;
const AGES = 20;
const COMPACTIONS = 4;

interface Age {
  readonly snapshot: Snapshot;
  /** The value of each record at that moment. */
  readonly values: readonly number[];
}

test("every value is right at every age, during and after", { timeout: 240_000 }, async () => {
  // Nothing but the snapshots keeps the past.
  const changesKept = { sequences: 0, ageMs: 0, bytes: 0 };
  const sizes = { memtableBytes: 1 << 20, tableBytes: 1 << 20, level1Bytes: 4 << 20 };
  const store = await openStore({ durability: "os", ...sizes, changesKept });
  const values = new Array<number>(RECORDS).fill(0);
  const ages: Age[] = [];
  const compactions: Promise<void>[] = [];
  let random = 1;
  for (let done = 0; done < UPDATES; done += UPDATES_PER_BATCH) {
    if (done % (UPDATES / AGES) === 0) ages.push({ snapshot: await store.snapshot(), values: [...values] });
    if (done % (UPDATES / COMPACTIONS) === UPDATES / COMPACTIONS / 2) compactions.push(store.compact("full"));
    const changed = Array.from({ length: UPDATES_PER_BATCH }, (_, at) => {
      random = (random * 48_271) % 0x7fffffff;
      const record = random % RECORDS;
      values[record] = done + at + 1;
      return record;
    });
    await store.batch(changed.map((record, at) => {
      return { op: "put", collection: "c", id: `r${record}`, data: { n: done + at + 1, text: "x".repeat(100) } };
    }));
    // One age after the other is looked at while writing goes on.
    const looked = ages[(done / UPDATES_PER_BATCH) % ages.length];
    if (looked !== undefined) expect(wrong(looked, 97)).toEqual([]);
  }
  await Promise.all(compactions);
  await store.compact("full");
  expect(store.metrics().engine.merges.count).toBeGreaterThan(COMPACTIONS);
  for (const age of ages) expect(wrong(age, 1)).toEqual([]);
  expect(present(store, values)).toBe(RECORDS);
});

/** The records, each `step`-th of them, that the snapshot sees otherwise than they were. */
function wrong({ snapshot, values }: Age, step: number): string[] {
  const collection = snapshot.collection<{ n: number }>("c");
  const found: string[] = [];
  for (let record = 0; record < RECORDS; record += step) {
    const value = collection.get(`r${record}`)?.data.n ?? 0;
    if (value !== values[record]) found.push(`r${record} at ${snapshot.sequence}: ${value}, not ${values[record]}`);
  }
  return found;
}

/** How many records are as they were written last. */
function present(store: Store, values: readonly number[]): number {
  const collection = store.collection<{ n: number }>("c");
  return values.filter((value, record) => (collection.get(`r${record}`)?.data.n ?? 0) === value).length;
}
