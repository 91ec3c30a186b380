/**
 * Settings: flags before the environment, the environment before the config file, each variable under its name; keys; and nothing
 * from files that happen to lie in the current folder.
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mainForm, Served, type StartOptions } from "../support/served.ts";
import { tempFolder } from "../support/temp_folder.ts";

const FORM = mainForm();
const KEY = "s3cret-Key~";

async function jsonOf<T>(served: Served, path: string): Promise<T> {
  return await (await served.ask("GET", path)).json() as T;
}

/** Merges everything, so that what is not to be kept is gone. */
async function compact(served: Served): Promise<void> {
  expect(await served.statusOf("POST", "/compaction/run", { mode: "full" })).toBe(202);
  await served.until(({ errors }) => /compaction done/.exec(errors)?.[0]);
}

describe("precedence", () => {
  /** The size of a page that a server so started gives, of five records. */
  async function pageSizeOf(args: readonly string[], options: StartOptions): Promise<number> {
    const served = await Served.start(FORM, args, options);
    const operations = ["a", "b", "c", "d", "e"].map((id) => ({ op: "put", collection: "c", record: { id, data: 1 } }));
    await served.ask("POST", "/transactions", { operations });
    const { items } = await jsonOf<{ items: unknown[] }>(served, "/collections/c/records");
    await served.stop();
    return items.length;
  }

  test("is flag, environment, config file, default", async () => {
    const cwd = tempFolder();
    const config = join(cwd, "config.json");
    writeFileSync(config, JSON.stringify({ pageSize: 2, path: join(cwd, "configured"), autoCreate: "true" }));
    const env = { STORE_DEFAULT_SCAN_LIMIT: "3" };
    expect(await pageSizeOf(["--config", config, "--page-size", "4"], { cwd, env })).toBe(4);
    expect(await pageSizeOf(["--config", config], { cwd, env })).toBe(3);
    expect(await pageSizeOf(["--config", config], { cwd })).toBe(2);
    expect(await pageSizeOf([], { cwd, env: { STORE_DEFAULT_SCAN_LIMIT: "" } })).toBe(5);
    expect(readdirSync(cwd).sort()).toEqual(["config.json", "configured", "data"]);
  });

  test("of folders: --path, FS_PATH, STORE_PATH", async () => {
    const cwd = tempFolder();
    const variables: Record<string, string>[] = [{ STORE_PATH: "from-store" }, {
      STORE_PATH: "no",
      FS_PATH: "from-fs",
    }];
    for (const env of variables) {
      expect((await Served.start(FORM, [], { cwd, env })).output).toMatch(/folder from-(store|fs),/);
    }
    await Served.start(FORM, ["--path", "from-flag"], { cwd, env: { FS_PATH: "no", STORE_PATH: "no" } });
    expect(readdirSync(cwd).sort()).toEqual(["from-flag", "from-fs", "from-store"]);
  });

  test("of ports: --port, PORT", async () => {
    const first = await Served.start(FORM, [], { env: { PORT: "1" } });
    const free = first.port;
    await first.stop();
    // `Served` gives --port 0; the last one counts.
    const served = await Served.start(FORM, ["--port", String(free)], { env: { PORT: "1" } });
    expect(served.port).toBe(free);
  });
});

describe("variables and flags", () => {
  test("STORE_CACHE_BYTES and STORE_WAL_SEGMENT_BYTES set what they are named for", async () => {
    const budgetOf = async (served: Served): Promise<number> =>
      (await jsonOf<{ cache: { budgetBytes: number } }>(served, "/metrics")).cache.budgetBytes;
    const env = { STORE_CACHE_BYTES: "3145728", STORE_WAL_SEGMENT_BYTES: "65536" };
    const served = await Served.start(FORM, ["--path", "here"], { env });
    const larger = await Served.start(FORM, ["--cache-bytes", "30MiB"], { env });
    expect(await budgetOf(larger) / await budgetOf(served)).toBeCloseTo(10, 3);
    for (let at = 0; at < 8; at++) {
      await served.ask("PUT", `/collections/c/records/${at}`, { data: "x".repeat(60_000) });
    }
    expect(readdirSync(join(served.cwd, "here", "log")).length).toBeGreaterThan(2);
  });

  test.each<[string, string[], Record<string, string>, number]>([
    ["nothing said", [], {}, 201],
    ["--auto-create", ["--auto-create"], { FS_AUTO_CREATE: "false" }, 201],
    ["--no-auto-create", ["--no-auto-create"], { FS_AUTO_CREATE: "true" }, 404],
    ["FS_AUTO_CREATE=0", [], { FS_AUTO_CREATE: "0" }, 404],
  ])("%s: a put into a collection that is not there", async (_, args, env, status) => {
    const served = await Served.start(FORM, args, { env });
    expect(await served.statusOf("PUT", "/collections/c/records/a", { data: 1 })).toBe(status);
  });

  test("limits of records and transactions", async () => {
    const served = await Served.start(FORM, ["--record-bytes-max", "1KiB"], {
      env: { FS_TRANSACTION_BYTES_MAX: "2k" },
    });
    const put = async (length: number) =>
      await served.statusOf("PUT", "/collections/c/records/a", { data: "x".repeat(length - 2) });
    expect([await put(1024), await put(1025)]).toEqual([201, 413]);
    const operations = Array.from({ length: 60 }, () => ({ op: "delete", collection: "c", id: "a" }));
    expect(await served.statusOf("POST", "/transactions", { operations })).toBe(413);
    expect(await served.statusOf("POST", "/transactions", { operations: operations.slice(0, 30) })).toBe(200);
  });

  test.each<[string, string[], Record<string, string>, number]>([
    ["latest unless said", [], {}, 1],
    ["--retention last:2", ["--retention", "last:2"], { FS_RETENTION: "all" }, 2],
    ["FS_RETENTION=last:3", [], { FS_RETENTION: "last:3" }, 3],
    ["age:1h", ["--retention", "age:1h"], {}, 5],
    ["all", ["--retention", "all"], {}, 5],
  ])("of five versions with no changes kept: %s", async (_, args, env, versions) => {
    const served = await Served.start(FORM, ["--changes-kept", "0", ...args], { env });
    for (let n = 1; n <= 5; n++) await served.ask("PUT", "/collections/c/records/a", { data: n });
    await compact(served);
    const { items } = await jsonOf<{ items: unknown[] }>(served, "/collections/c/records/a/history");
    expect(items.length).toBe(versions);
    expect(await served.statusOf("GET", "/changes?since=0")).toBe(410);
  });

  test("--changes-kept and FS_CHANGES_KEPT keep so many writes whole, none with 0", async () => {
    const pastOf = async (args: string[], env: Record<string, string>): Promise<number[]> => {
      const served = await Served.start(FORM, args, { env });
      for (let n = 1; n <= 8; n++) await served.ask("PUT", "/collections/c/records/a", { data: n });
      await compact(served);
      const statuses: number[] = [];
      for (const since of [1, 4, 6]) statuses.push(await served.statusOf("GET", `/changes?since=${since}`));
      await served.stop();
      return statuses;
    };
    expect(await pastOf([], {})).toEqual([200, 200, 200]);
    expect(await pastOf(["--changes-kept", "4"], { FS_CHANGES_KEPT: "0" })).toEqual([410, 200, 200]);
    expect(await pastOf([], { FS_CHANGES_KEPT: "2" })).toEqual([410, 410, 200]);
    expect(await pastOf([], { FS_CHANGES_KEPT: "0" })).toEqual([410, 410, 410]);
  });

  test.each(["always", "interval", "os"])("--durability %s serves", async (durability) => {
    const served = await Served.start(FORM, ["--durability", durability, "--path", "here"]);
    expect(await served.statusOf("PUT", "/collections/c/records/a", { data: 1 })).toBe(201);
    expect((await served.stop()).code).toBe(0);
    const again = await Served.start(FORM, ["--path", "here"], { cwd: served.cwd });
    expect(await again.statusOf("GET", "/collections/c/records/a")).toBe(200);
  });
});

describe("the key", () => {
  async function expectGuarded(served: Served, key = KEY): Promise<void> {
    expect(served.output).toMatch(/authentication on\n$/);
    expect(await served.statusOf("GET", "/livez")).toBe(200);
    expect(await served.statusOf("GET", "/health")).toBe(401);
    expect(await served.statusOf("GET", "/health", undefined, { "x-api-key": key })).toBe(200);
    expect(await served.statusOf("GET", "/health", undefined, { authorization: `Bearer ${key}` })).toBe(200);
    expect(`${served.output}${served.errors}`).not.toContain(key);
  }

  test("comes from --api-key-file before FS_API_KEY before systemd's credential", async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "key"), `${KEY}\n`);
    mkdirSync(join(cwd, "credentials"));
    writeFileSync(join(cwd, "credentials", "fs_api_key"), "of-systemd\r\n");
    const credentials = { CREDENTIALS_DIRECTORY: join(cwd, "credentials") };
    await expectGuarded(
      await Served.start(FORM, ["--api-key-file", "key", "--path", "1"], {
        cwd,
        env: { FS_API_KEY: "no", ...credentials },
      }),
    );
    const env = { FS_API_KEY: "of-environment", ...credentials };
    await expectGuarded(await Served.start(FORM, ["--path", "2"], { cwd, env }), "of-environment");
    await expectGuarded(await Served.start(FORM, ["--path", "3"], { cwd, env: credentials }), "of-systemd");
  });

  test("opens the server to other addresses, as --insecure does", async () => {
    const env = { FS_API_KEY: KEY };
    await expectGuarded(await Served.start(FORM, ["--host", "0.0.0.0"], { env }));
    expect((await Served.start(FORM, ["--host", "0.0.0.0", "--insecure"])).output).toMatch(/authentication off/);
    expect((await Served.start(FORM, [], { env: { FS_HOST: "0.0.0.0", FS_INSECURE: "1" } })).output).toMatch(
      /0\.0\.0\.0/,
    );
  });

  test.each(["localhost", "127.0.0.2", "::1"])("is not needed on %s", async (host) => {
    const served = await Served.start(FORM, ["--host", host]);
    expect(served.address).toBe(`http://${host.includes(":") ? `[${host}]` : host}:${served.port}`);
  });
});

test(".env and bunfig.toml of the current folder are not looked at", async () => {
  const cwd = tempFolder();
  const mark = join(cwd, "ran");
  writeFileSync(join(cwd, ".env"), `FS_API_KEY=${KEY}\nFS_PATH=elsewhere\nPORT=http\nFS_DURABILITY=never\n`);
  writeFileSync(join(cwd, ".env.local"), `FS_API_KEY=${KEY}\n`);
  writeFileSync(join(cwd, ".env.production"), `FS_API_KEY=${KEY}\n`);
  writeFileSync(join(cwd, "bunfig.toml"), `preload = ["./preload.js"]\n`);
  writeFileSync(join(cwd, "preload.js"), `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "x");\n`);
  writeFileSync(join(cwd, "package.json"), `{"type":"nonsense`);
  writeFileSync(join(cwd, "tsconfig.json"), `{"nonsense`);
  writeFileSync(join(cwd, "deno.json"), `{"nonsense`);
  const served = await Served.start(FORM, [], { cwd });
  expect(served.output).toMatch(/folder .\/data, sequence 0, authentication off\n$/);
  expect(await served.statusOf("GET", "/health")).toBe(200);
  expect([existsSync(mark), existsSync(join(cwd, "elsewhere"))]).toEqual([false, false]);
  expect(readFileSync(join(cwd, "bunfig.toml"), "utf8")).toContain("preload");
});
