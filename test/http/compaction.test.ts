/**
 * Compaction: its state, and a push that is answered before it is done.
 *
 * @module
 */

import { expect, test } from "vitest";
import { pointersOf, problemOf, startServer } from "../support/http_server.ts";
import { TINY } from "../support/stores.ts";

interface Status {
  readonly running: boolean;
  readonly pendingTables: number;
  readonly levels: readonly { readonly level: number; readonly tables: number; readonly sizeBytes: number }[];
  readonly debtBytes: number;
}

test("the status tells of the levels, and of what waits", async () => {
  const server = await startServer({ storeOptions: TINY });
  const before = (await server.request("GET", "/compaction/status")).json<Status>();
  expect(before).toMatchObject({ running: false, debtBytes: 0 });
  const records = Array.from(
    { length: 500 },
    (_, at) => ({ op: "put", collection: "c", record: { id: `k${at}`, data: "x".repeat(100) } }),
  );
  await server.request("POST", "/transactions", { body: { operations: records } });
  await server.store.compact();
  const after = (await server.request("GET", "/compaction/status")).json<Status>();
  const bytes = after.levels.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(after.levels.map(({ level }) => level)).toEqual([...after.levels.keys()]);
  expect((await server.request("GET", "/status")).json()["compaction"]).toEqual(after);
});

test.each(["tick", "full"])("a run of mode %s is accepted, and done afterwards", async (mode) => {
  const server = await startServer({ storeOptions: TINY });
  const done = new Promise<unknown>((resolve) => {
    const log = { ...server.server.log, info: (event: string, fields?: object) => resolve([event, fields]) };
    Object.assign(server.server, { log });
  });
  for (let round = 0; round < 3; round++) await server.put("c", "a", "x".repeat(1000));
  await server.store.flush();
  const reply = await server.request("POST", "/compaction/run", { body: { mode } });
  expect([reply.status, reply.text]).toEqual([202, ""]);
  expect(await done).toEqual(["compaction done", { mode }]);
  expect((await server.request("GET", "/collections/c/records/a")).status).toBe(200);
});

test.each([{}, { mode: null }, { mode: "half" }, { mode: "FULL" }, { mode: ["tick"] }, { mode: true }])(
  "%j is refused",
  async (body) => {
    const server = await startServer();
    const reply = await server.request("POST", "/compaction/run", { body });
    expect([problemOf(reply), pointersOf(reply)]).toEqual(["400 invalid-request, invalid body", ["#/mode"]]);
  },
);
