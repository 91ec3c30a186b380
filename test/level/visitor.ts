/**
 * A program that opens a level, tells how many keys it found, and adds its own: half of them reach tables, half stay in the log.
 *
 * Usage: visitor.ts FOLDER VISIT
 *
 * @module
 */

import process from "node:process";
import { FountainLevel } from "../../src/level/mod.ts";

const [folder = "", visit] = process.argv.slice(2);
const level = new FountainLevel(folder, { memoryBytes: 4 << 20, memtableBytes: 32 << 10 });
const found = await level.keys().all();
for (let start = 0; start < 2000; start += 100) {
  const batch = level.batch();
  for (let at = start; at < start + 100; at++) batch.put(`visit ${visit}, key ${at}`, `value ${at}`);
  await batch.write();
}
console.log(`found ${found.length}`);
// Every other visitor leaves as if it were killed: what it was answered is in the log.
if (Number(visit) % 2 === 0) await level.close();
process.exit(0);
