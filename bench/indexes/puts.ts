/**
 * What an index costs puts that are on disk when they are answered: 64 writers at once, each put a commit, by the number of indexes.
 *
 *     bun bench/indexes/puts.ts [--folder ./bench-data]
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { describeMachine, machineLine, memoryWarning } from "../machine.ts";
import { formatNumber, renderTable } from "../table.ts";
import { open } from "../../mod.ts";
import { idOf, INDEXES, type Person, personOf, SPECS } from "./data.ts";

const WRITERS = 64;
const PUTTING_MS = 4000;
/** Overwrites come after so many new records. */
const RECORDS = 50_000;

const { values } = parseArgs({ options: { folder: { type: "string", default: "./bench-data" } } });
mkdirSync(values.folder, { recursive: true });
const machine = describeMachine(values.folder);

/** Puts a second, with so many indexes. */
async function rate(indexes: number): Promise<number> {
  const folder = mkdtempSync(join(values.folder, "puts-"));
  try {
    await using store = await open({ path: folder, memoryBytes: 256 << 20 });
    await store.createCollection("people");
    const people = store.collection<Person>("people");
    for (const name of INDEXES.slice(0, indexes)) await people.createIndex(name, SPECS[name]);
    let puts = 0;
    const startedMs = performance.now();
    const write = async (): Promise<void> => {
      while (performance.now() < startedMs + PUTTING_MS) {
        const at = puts++;
        await people.put(idOf(at % RECORDS), personOf(at, RECORDS));
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
    return puts / ((performance.now() - startedMs) / 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rates: number[] = [];
for (let indexes = 0; indexes <= INDEXES.length; indexes++) rates.push(await rate(indexes));
const rows = rates.map((each, indexes) => [
  `${indexes}`,
  formatNumber(each),
  `${formatNumber((100 * each) / (rates[0] ?? NaN))} %`,
]);
const lines = [
  machineLine(machine),
  `- ${machine.runtime}, ${WRITERS} writers, durability always, ${machine.date.slice(0, 10)}`,
  ...memoryWarning(machine),
  "",
  renderTable(["indexes", "puts/s", "of none"], rows),
];
process.stdout.write(`${lines.join("\n")}\n`);
