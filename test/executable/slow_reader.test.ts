/**
 * A reader of the change feed that is much slower than the writers: it falls behind, and loses nothing.
 *
 * ```
 *   writers  ──10,000 changes by transactions──> store        waits for nobody
 *   reader   GET /changes, text/event-stream: the socket is read now and then, later as fast as it gives
 * ```
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { LoadClient } from "../support/load_client.ts";
import { mainForm, requestText, Served } from "../support/served.ts";

const WRITERS = 4;
const TRANSACTIONS = 25;
const CHANGES = 100;
const TOTAL = WRITERS * TRANSACTIONS * CHANGES;
/** Far more in total than the buffers of both sockets hold. */
const DATA = "x".repeat(1500);
const PAUSE_MS = 50;
/** Nothing waits longer. */
const PATIENCE_MS = 60_000;

/** Memory of a process, where the system tells. */
function residentMiB(pid: number): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, "utf8"))?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

/** Writes; gives the id of each change by its sequence. */
async function write(port: number, writer: number, written: Map<number, string>): Promise<void> {
  const client = await LoadClient.open(port);
  for (let at = 0; at < TRANSACTIONS; at++) {
    const ids = Array.from({ length: CHANGES }, (_, change) => `${writer}-${at}-${change}`);
    const operations = ids.map((id) => ({ op: "put", collection: "c", record: { id, data: DATA } }));
    const answer = await client.send("POST", "/transactions", { operations }, { prefer: "return=minimal" });
    if (answer?.status !== 200) throw new Error(`answered ${answer?.status} ${answer?.text}`);
    const { committedSequence } = JSON.parse(answer.text) as { committedSequence: number };
    ids.forEach((id, change) => written.set(committedSequence - CHANGES + 1 + change, id));
  }
  client.close();
}

/** A stream of changes whose socket is read only when somebody says so. */
async function openFeed(port: number): Promise<{ socket: Socket; parts: Buffer[]; pace: { isSlow: boolean } }> {
  const parts: Buffer[] = [];
  const pace = { isSlow: true };
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect({ port, host: "127.0.0.1" });
    made.once("error", reject).once("connect", () => resolve(made));
  });
  onTestFinished(() => void socket.destroy());
  socket.on("data", (bytes) => {
    parts.push(Buffer.from(bytes));
    if (pace.isSlow) socket.pause();
  });
  socket.write(requestText("GET", "/changes?since=0", { headers: { accept: "text/event-stream" } }));
  return { socket, parts, pace };
}

/** The body of a chunked answer, as far as it has come in whole chunks. */
function bodyOf(received: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = received.indexOf("\r\n\r\n") + 4; at < received.length;) {
    const end = received.indexOf("\r\n", at);
    const length = parseInt(received.toString("latin1", at, end), 16);
    if (end < 0 || !(length > 0) || end + 2 + length > received.length) break;
    parts.push(received.subarray(end + 2, end + 2 + length));
    at = end + 4 + length;
  }
  return Buffer.concat(parts).toString();
}

test("a slow reader of /changes gets all 10,000 changes, in order", async () => {
  const served = await Served.start(mainForm());
  const { socket, parts, pace } = await openFeed(served.port);
  const memory = [residentMiB(served.pid)];
  const written = new Map<number, string>();
  let isWritten = false;
  const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(served.port, writer, written)))
    .finally(() => isWritten = true);
  const deadlineMs = performance.now() + PATIENCE_MS;
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  while (!isWritten && performance.now() < deadlineMs) {
    await pause();
    memory.push(residentMiB(served.pid));
    socket.resume(); // until the next piece
  }
  await writing;
  const early = parts.reduce((sum, { length }) => sum + length, 0);
  // The reader is behind, or this test would show nothing.
  expect(early).toBeLessThan(TOTAL * DATA.length);
  pace.isSlow = false;
  socket.resume();
  const isWhole = () => parts.reduce((sum, { length }) => sum + length, 0) > TOTAL * DATA.length;
  const events = (): { id: number; change: { sequence: number; id: string; record: { data: string } } }[] =>
    bodyOf(Buffer.concat(parts)).split("\n\n").slice(0, -1).filter((text) => text.startsWith("id: ")).map((text) => {
      const [, id, data = ""] = /^id: (\d+)\ndata: (.*)$/.exec(text) ?? [];
      return { id: Number(id), change: JSON.parse(data) };
    });
  while ((!isWhole() || events().length < TOTAL) && performance.now() < deadlineMs) {
    await pause();
    memory.push(residentMiB(served.pid));
  }
  const seen = events();
  const expected = [...written].sort(([a], [b]) => a - b);
  expect(expected).toHaveLength(TOTAL);
  expect(seen.map(({ id, change }) => [id, change.id])).toEqual(expected);
  expect(seen.every(({ id, change }) => change.sequence === id && change.record.data === DATA)).toBe(true);
  const known = memory.filter((mib) => mib !== undefined);
  console.info(
    `resident: ${known[0]} MiB at first, ${Math.max(...known)} MiB at most; ${early} bytes read by the last write`,
  );
}, 120_000);
