/**
 * Snapshots: taken, read at, listed, released, over.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { pointersOf, problemOf, startServer, type TestServer } from "../support/http_server.ts";
import { Bench, openStore } from "../support/stores.ts";
import { tempFolder } from "../support/temp_folder.ts";

interface Taken {
  readonly id: string;
  readonly sequence: number;
  readonly expiresAt: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function take(server: TestServer, body?: unknown): Promise<Taken> {
  const reply = await server.request("POST", "/snapshots", { body });
  expect([reply.status, reply.headers.get("location")]).toEqual([201, `/snapshots/${reply.json<Taken>().id}`]);
  return reply.json<Taken>();
}

describe("a snapshot", () => {
  test("reads what was there: records, lists, queries", async () => {
    const server = await startServer();
    await server.put("c", "a", "then");
    await server.put("c", "gone", "then");
    const { id, sequence } = await take(server);
    expect(sequence).toBe(2);
    await server.put("c", "a", "now");
    await server.put("c", "b", "now");
    await server.request("DELETE", "/collections/c/records/gone");
    await server.put("later", "x", "now");

    const at = `?snapshot=${id}`;
    const got = await server.request("GET", `/collections/c/records/a${at}`);
    expect([got.json()["data"], got.json()["sequence"], got.headers.get("etag")]).toEqual(["then", 1, '"1"']);
    expect((await server.request("GET", `/collections/c/records/b${at}`)).status).toBe(404);
    const list = await server.request("GET", `/collections/c/records${at}`);
    const scan = await server.request("POST", `/collections/c/query${at}`, { body: { type: "scan" } });
    const byId = await server.request("POST", `/collections/c/query${at}`, { body: { type: "byId", id: "gone" } });
    expect(scan.text).toBe(list.text);
    expect(list.json<{ items: { id: string; data: string }[] }>().items.map(({ id, data }) => `${id} ${data}`)).toEqual(
      [
        "a then",
        "gone then",
      ],
    );
    expect(byId.json()["items"]).toHaveLength(1);
    for (const path of [`/collections/later/records/x${at}`, `/collections/later/records${at}`]) {
      expect(problemOf(await server.request("GET", path))).toBe("404 not-found, not found");
    }
  });

  test("pages through what was there, while it changes", async () => {
    const server = await startServer();
    for (const id of ["a", "b", "c", "d"]) await server.put("c", id, "then");
    const { id } = await take(server);
    const seen: string[] = [];
    let token = "";
    do {
      const reply = await server.request("GET", `/collections/c/records?pageSize=1&snapshot=${id}${token}`);
      const page = reply.json<{ items: { id: string; data: string }[]; nextPageToken?: string }>();
      seen.push(...page.items.map((item) => `${item.id} ${item.data}`));
      token = page.nextPageToken === undefined ? "" : `&pageToken=${page.nextPageToken}`;
      await server.request("DELETE", "/collections/c/records/c");
      await server.put("c", "b", "now");
      await server.put("c", "bb", "now");
    } while (token !== "");
    expect(seen).toEqual(["a then", "b then", "c then", "d then"]);
  });

  test("is kept for a day, for so long as is asked, or for ever", async () => {
    const bench = new Bench();
    const { clock } = bench.platform;
    const server = await startServer({ store: await bench.open(), platform: bench.platform });
    const terms: [unknown, number | null][] = [
      [undefined, DAY_MS],
      [{}, DAY_MS],
      [{ ttlSeconds: 864_000 }, 10 * DAY_MS],
      [{ ttlSeconds: null }, null],
      [{ ttlSeconds: 3_155_760_000 }, 3_155_760_000_000],
    ];
    for (const [body, termMs] of terms) {
      const beforeMs = clock.nowMs();
      const { expiresAt } = await take(server, body);
      if (termMs === null) {
        expect(expiresAt).toBeNull();
        continue;
      }
      const takenMs = Date.parse(expiresAt ?? "") - termMs;
      expect([takenMs >= beforeMs, takenMs <= clock.nowMs()]).toEqual([true, true]);
    }
    const listed = async (): Promise<number> =>
      (await server.request("GET", "/snapshots")).json<{ items: unknown[] }>().items.length;
    expect(await listed()).toBe(5);
    bench.machine.shiftClock(2 * DAY_MS);
    expect(await listed()).toBe(3);
    bench.machine.shiftClock(10 * DAY_MS);
    expect(await listed()).toBe(2);
  });

  test("whose term is over is not there any more", async () => {
    const bench = new Bench();
    const server = await startServer({ store: await bench.open(), platform: bench.platform });
    await server.put("c", "a", 1);
    const { id } = await take(server);
    expect((await server.request("GET", `/collections/c/records/a?snapshot=${id}`)).status).toBe(200);
    bench.machine.shiftClock(2 * DAY_MS);
    expect(problemOf(await server.request("GET", `/collections/c/records/a?snapshot=${id}`))).toBe(
      "404 not-found, not found",
    );
    expect(problemOf(await server.request("DELETE", `/snapshots/${id}`))).toBe("404 not-found, not found");
  });

  test("is released once; then it is 404 everywhere", async () => {
    const server = await startServer();
    await server.put("c", "a", 1);
    const { id } = await take(server);
    expect((await server.request("DELETE", `/snapshots/${id}`)).status).toBe(204);
    const replies = [
      await server.request("DELETE", `/snapshots/${id}`),
      await server.request("DELETE", "/snapshots/none"),
      await server.request("GET", `/collections/c/records/a?snapshot=${id}`),
      await server.request("GET", `/collections/c/records?snapshot=${id}`),
      await server.request("POST", `/collections/c/query?snapshot=${id}`, { body: { type: "scan" } }),
      await server.request("GET", "/collections/c/records/a?snapshot="),
    ];
    expect(replies.map(problemOf)).toEqual(new Array(6).fill("404 not-found, not found"));
    expect((await server.request("GET", "/snapshots")).json()).toEqual({ items: [] });
  });

  test("survives a restart", async () => {
    const path = tempFolder();
    const store = await openStore({ path });
    const server = await startServer({ store });
    await server.put("c", "a", "then");
    const taken = await take(server, { ttlSeconds: null });
    await server.put("c", "a", "now");
    await store.compact();
    await store.close();
    const again = await startServer({ store: await openStore({ path }) });
    expect((await again.request("GET", "/snapshots")).json()).toEqual({ items: [taken] });
    expect((await again.request("GET", `/collections/c/records/a?snapshot=${taken.id}`)).json()["data"]).toBe("then");
  });

  test("reads on when everything was merged", async () => {
    const server = await startServer();
    await server.put("c", "a", "then");
    const { id } = await take(server);
    await server.put("c", "a", "now");
    await server.store.compact("full");
    expect((await server.request("GET", `/collections/c/records/a?snapshot=${id}`)).json()["data"]).toBe("then");
  });
});

test("snapshots are listed oldest first", async () => {
  const server = await startServer();
  const taken: Taken[] = [];
  for (const id of ["a", "b", "c"]) {
    await server.put("c", id, 1);
    taken.push(await take(server));
  }
  expect((await server.request("GET", "/snapshots")).json()).toEqual({ items: taken });
});

test.each([0, -1, 1.5, 3_155_760_001, 1e300, "60", true, [], {}])("a term of %j is refused", async (ttlSeconds) => {
  const server = await startServer();
  const reply = await server.request("POST", "/snapshots", { body: { ttlSeconds } });
  expect([problemOf(reply), new Set(pointersOf(reply))]).toEqual([
    "400 invalid-request, invalid body",
    new Set(["#/ttlSeconds"]),
  ]);
  expect((await server.request("GET", "/snapshots")).json()).toEqual({ items: [] });
});

test.each([null, [], 7, "x"])("the body %j is refused", async (body) => {
  const server = await startServer();
  expect(problemOf(await server.sendText("POST", "/snapshots", JSON.stringify(body)))).toBe(
    "400 invalid-request, invalid body",
  );
});
