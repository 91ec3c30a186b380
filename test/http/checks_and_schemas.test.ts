/**
 * The hand-written checks of the hot routes (body.ts, transaction_body.ts, routes/queries.ts) accept and refuse exactly what the contract's
 * schemas do: bodies drawn at random, most of them nearly right.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { contract } from "../../src/http/contract/contract.ts";
import { type Reply, startServer, type TestServer } from "../support/http_server.ts";
import { forSeeds, type Random } from "../support/random.ts";

const SEEDS = 400;

const SCHEMAS = {
  putRecord: contract.putRecord.request.body.content["application/json"].schema,
  queryCollection: contract.queryCollection.request.body.content["application/json"].schema,
  commitTransaction: contract.commitTransaction.request.body.content["application/json"].schema,
  createIndex: contract.createIndex.request.body.content["application/json"].schema,
};

/** Values of every kind, many at the edge of something. */
function anything(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => random.chance(0.5),
    () => random.pick([0, -0, 1, -1, 1.5, 1000, 1001, 1e21, 2 ** 53 - 1, 2 ** 53]),
    () => text(random),
    () => [],
    () => [anything(random)],
    () => ({}),
    () => ({ [text(random)]: anything(random) }),
  ])();
}

function text(random: Random): string {
  return random.pick([
    "",
    "a",
    ".",
    "..",
    "...",
    "a/b",
    "é😀",
    "\ud83d",
    "\udc00x",
    "__proto__",
    "scan",
    "put",
    "x".repeat(128),
    "x".repeat(129),
    "x".repeat(512),
    "x".repeat(513),
    "😀".repeat(512),
    "😀".repeat(513),
  ]);
}

/** `right` most of the time, else anything, else nothing at all. */
function nearly(random: Random, right: (random: Random) => unknown): unknown {
  if (random.chance(0.85)) return right(random);
  return random.chance(0.3) ? undefined : anything(random);
}

function goodId(random: Random): string {
  return random.pick(["a", "b/c", "é😀", "x".repeat(512), "😀".repeat(512), "..."]);
}

function goodVersion(random: Random): unknown {
  return random.pick([null, "", "v1", "😀".repeat(512)]);
}

/** Members in any order, those that are undefined left out, sometimes one more. */
function object(random: Random, members: Record<string, unknown>): unknown {
  const more = random.chance(0.1) ? [[text(random), anything(random)] as const] : [];
  const entries = random.shuffled([...Object.entries(members), ...more]).filter(([, value]) => value !== undefined);
  // Not by assignment, which would take `__proto__` for the prototype.
  return Object.fromEntries(entries);
}

function record(random: Random, withId: boolean): unknown {
  return object(random, {
    data: nearly(random, anything),
    ...(withId || random.chance(0.3) ? { id: nearly(random, withId ? goodId : () => "a") } : {}),
    ...(random.chance(0.5) ? { version: nearly(random, goodVersion) } : {}),
    ...(random.chance(0.2) ? { sequence: anything(random), deleted: anything(random) } : {}),
  });
}

function query(random: Random): unknown {
  const size = (): unknown => nearly(random, () => random.pick([null, 1, 10, 1000]));
  return object(random, {
    type: nearly(random, () => random.pick(["byId", "scan", "scan"])),
    ...(random.chance(0.5) ? { id: nearly(random, goodId) } : {}),
    ...(random.chance(0.3) ? { prefix: nearly(random, () => random.pick([null, "", "a", "é"])) } : {}),
    ...(random.chance(0.3) ? { startAfter: nearly(random, () => random.pick([null, "", "a", "é"])) } : {}),
    ...(random.chance(0.3) ? { limit: size() } : {}),
    ...(random.chance(0.3) ? { pageSize: size() } : {}),
    ...(random.chance(0.3) ? { reverse: nearly(random, () => random.pick([null, true, false])) } : {}),
    ...(random.chance(0.1) ? { pageToken: anything(random) } : {}),
  });
}

function operation(random: Random): unknown {
  const collection = nearly(random, () => random.pick(["c", "d", "..."]));
  const op = nearly(random, () => random.pick(["put", "put", "delete"]));
  return object(random, {
    op,
    collection,
    ...(op === "delete" || random.chance(0.1) ? { id: nearly(random, goodId) } : {}),
    ...(op === "put" || random.chance(0.1) ? { record: nearly(random, () => record(random, true)) } : {}),
  });
}

function transaction(random: Random): unknown {
  const list = (): unknown[] => Array.from({ length: random.between(0, 4) }, () => nearly(random, operation) ?? null);
  return object(random, {
    operations: nearly(random, list),
    ...(random.chance(0.2) ? { requireSequenceAtLeast: nearly(random, () => random.pick([null, 0, 1])) } : {}),
  });
}

function keyPart(random: Random): unknown {
  const path = (): unknown =>
    nearly(random, () => random.pick([".n", "n", ".tags[]", "id", "version", ".a.b", "..", "[]", ""]));
  return random.chance(0.7) ? path() : { [String(path())]: nearly(random, () => random.pick(["asc", "desc"])) };
}

function key(random: Random): unknown {
  const value = (): unknown => random.pick([null, true, 0, -0, 1.5, 1e21, "", "a", "é😀"]);
  return random.chance(0.8) ? value() : Array.from({ length: random.below(3) }, value);
}

function list(random: Random, most: number, draw: (random: Random) => unknown): unknown[] {
  return Array.from({ length: random.between(0, most) }, () => nearly(random, draw) ?? null);
}

function filter(random: Random): unknown {
  const operators = [
    "$eq",
    "$ne",
    "$gt",
    "$gte",
    "$lt",
    "$lte",
    "$in",
    "$nin",
    "$exists",
    "$prefix",
    "$not",
    "$mystery",
  ];
  const operand = (): unknown => random.pick([key(random), [key(random)], true, "a", anything(random)]);
  const condition = (): unknown => random.chance(0.5) ? operand() : { [random.pick(operators)]: operand() };
  if (random.chance(0.2)) return { [random.pick(["$and", "$or"])]: [{ ".n": condition() }, anything(random)] };
  return { [String(random.pick([".n", "id", ".tags[]", ".", text(random)]))]: condition() };
}

/** Queries that go by indexes; `byN` is there. */
function indexQuery(random: Random): unknown {
  const index = nearly(random, () => random.pick(["byN", "byN", "none"]));
  const paging = random.chance(0.3) ? { pageSize: nearly(random, () => random.pick([null, 1, 1000])) } : {};
  const reverse = random.chance(0.3) ? { reverse: nearly(random, () => random.chance(0.5)) } : {};
  const explain = random.chance(0.3) ? { explain: nearly(random, () => random.chance(0.5)) } : {};
  const filtered = random.chance(0.7) ? { filter: nearly(random, filter) } : {};
  const bounds = ["gt", "gte", "lt", "lte", "prefix"].filter(() => random.chance(0.3));
  return object(
    random,
    random.pick<() => Record<string, unknown>>([
      () => ({ type: "indexEquals", index, key: nearly(random, key), ...paging }),
      () => ({
        ...{ type: "indexRange", index, ...reverse, ...paging },
        ...Object.fromEntries(bounds.map((name) => [name, nearly(random, key)])),
      }),
      () => ({
        ...{ type: "find", ...filtered, ...explain, ...paging },
        ...(random.chance(0.4) ? { sort: nearly(random, () => list(random, 3, keyPart)) } : {}),
        ...(random.chance(0.4) ? { select: nearly(random, () => list(random, 3, () => ".n")) } : {}),
      }),
      () => ({
        ...{ type: "aggregate", ...filtered, ...explain },
        ...(random.chance(0.5) ? { groupBy: nearly(random, () => list(random, 2, () => ".n")) } : {}),
        metrics: nearly(
          random,
          () => ({ [text(random)]: nearly(random, () => ({ [random.pick(["count", "sum", "max"])]: ".n" })) }),
        ),
      }),
    ])(),
  );
}

function indexDefinition(random: Random): unknown {
  return object(random, {
    name: nearly(random, () => `i${random.below(10_000)}`),
    kind: nearly(random, () => random.pick(["multi", "unique", "fts", "other"])),
    ...(random.chance(0.7) ? { keyPath: nearly(random, () => random.pick([".n", "id", ".tags[]", ".", "[]"])) } : {}),
    ...(random.chance(0.4) ? { keyPaths: nearly(random, () => list(random, 3, keyPart)) } : {}),
    ...(random.chance(0.3) ? { covering: nearly(random, () => random.chance(0.5)) } : {}),
    ...(random.chance(0.3) ? { options: nearly(random, () => ({ sparse: anything(random) })) } : {}),
  });
}

/** Whether the server took the body for well-formed; what it was refused for otherwise does not count. */
function accepted({ status, text: answer, json }: Reply): boolean {
  if (status !== 400) return true;
  // A text that is a string may be no token, and no id to begin behind: no schema knows.
  const { type, errors } = json<{ type: string; errors?: readonly { pointer: string }[] }>();
  if (type.endsWith(":invalid-page-token")) return true;
  return errors?.[0]?.pointer === "#/startAfter" && /Cannot use the id/.test(answer);
}

interface Counts {
  accepted: number;
  refused: number;
}

async function compare(
  name: keyof typeof SCHEMAS,
  draw: (random: Random) => unknown,
  send: (server: TestServer, text: string) => Promise<Reply>,
): Promise<Counts> {
  const server = await startServer();
  await server.put("c", "seed", 1);
  const counts = { accepted: 0, refused: 0 };
  await forSeeds(SEEDS, async (random) => {
    const body = nearly(random, () => draw(random)) ?? null;
    const json = JSON.stringify(body);
    // What goes over the wire: -0 and lone surrogates survive as text does.
    const wanted = SCHEMAS[name].safeParse(JSON.parse(json));
    const reply = await send(server, json);
    const found = accepted(reply);
    counts[found ? "accepted" : "refused"]++;
    if (found !== wanted.success) {
      throw new Error(
        `${json.slice(0, 500)}\nserver: ${reply.status} ${reply.text.slice(0, 500)}\nschema: ${
          JSON.stringify(wanted.error?.issues ?? "accepts")
        }`,
      );
    }
  });
  return counts;
}

/**
 * Sends bodies of which a schema cannot say all: what it refuses must be refused, and nothing may be a failure of the server.
 * @returns how many of each status there were
 */
async function judge(
  name: keyof typeof SCHEMAS,
  draw: (random: Random) => unknown,
  send: (server: TestServer, text: string) => Promise<Reply>,
): Promise<Map<number, number>> {
  const server = await startServer();
  await server.put("c", "a", { n: 1, tags: ["x", "y"] });
  await server.put("c", "b", { n: 1.5, a: { b: null } });
  await server.request("POST", "/collections/c/indexes", { body: { name: "byN", kind: "multi", keyPath: ".n" } });
  const statuses = new Map<number, number>();
  await forSeeds(SEEDS, async (random) => {
    const json = JSON.stringify(draw(random));
    const { success, error } = SCHEMAS[name].safeParse(JSON.parse(json));
    const { status, text: answer } = await send(server, json);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status >= 500 || (!success && status < 400)) {
      throw new Error(`${json.slice(0, 500)}\nserver: ${status} ${answer}\nschema: ${JSON.stringify(error?.issues)}`);
    }
  });
  return statuses;
}

describe("the server takes what the schema takes", () => {
  test("of records", async () => {
    const counts = await compare(
      "putRecord",
      (random) => record(random, false),
      (server, text) => server.sendText("PUT", "/collections/c/records/a", text),
    );
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(SEEDS / 10);
  });

  test("of queries", async () => {
    const counts = await compare(
      "queryCollection",
      query,
      (server, text) => server.sendText("POST", "/collections/c/query", text),
    );
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(SEEDS / 10);
  });

  test("of transactions", async () => {
    const counts = await compare(
      "commitTransaction",
      transaction,
      (server, text) => server.sendText("POST", "/transactions", text),
    );
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(SEEDS / 10);
  });
});

describe("the server refuses what the schema refuses, and never fails", () => {
  test("of queries by indexes", async () => {
    const statuses = await judge(
      "queryCollection",
      indexQuery,
      (server, text) => server.sendText("POST", "/collections/c/query", text),
    );
    expect([...statuses.keys()].sort()).toEqual([200, 400, 404]);
    expect(statuses.get(200)).toBeGreaterThan(SEEDS / 5);
  });

  test("of definitions of indexes", async () => {
    const statuses = await judge(
      "createIndex",
      indexDefinition,
      (server, text) => server.sendText("POST", "/collections/c/indexes", text),
    );
    expect(statuses.get(201)).toBeGreaterThan(SEEDS / 20);
    expect(statuses.get(400)).toBeGreaterThan(SEEDS / 5);
  });

  test("of transactions that define indexes", async () => {
    const define = (random: Random): unknown => ({
      operations: [object(random, { op: "defineIndex", collection: "c", index: nearly(random, indexDefinition) })],
    });
    const statuses = await judge(
      "commitTransaction",
      define,
      (server, text) => server.sendText("POST", "/transactions", text),
    );
    expect(statuses.get(200)).toBeGreaterThan(SEEDS / 20);
    expect(statuses.get(400)).toBeGreaterThan(SEEDS / 5);
  });
});
