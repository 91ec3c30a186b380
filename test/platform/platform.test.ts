/**
 * The platform of this runtime and the simulated one under one contract; and what takes more than one process.
 *
 * @module
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { cgroupLimitBytes } from "../../src/platform/cgroup.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import { tryPidFile } from "../../src/platform/lock/pid_file.ts";
import { simulatedMachine } from "../../src/platform/simulated.ts";
import { platformContract } from "./contract.ts";
import { expectCode } from "./support.ts";

const platform = currentPlatform();
const scratch = mkdtempSync(join(tmpdir(), "fountainstore-platform-"));
let folders = 0;

function newFolder(): string {
  const folder = join(scratch, String(++folders));
  mkdirSync(folder);
  return folder;
}

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

platformContract(platform.name, { platform, newFolder });

const simulated = simulatedMachine({ seed: 1 }).platform();
platformContract("simulated", {
  platform: simulated,
  newFolder() {
    const folder = `/scratch/${++folders}`;
    simulated.files.makeFolder(folder);
    return folder;
  },
});

describe("the lock between processes", () => {
  const holder = fileURLToPath(new URL("./lock_holder.ts", import.meta.url));
  const bin = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));
  const runtimes = [
    { name: "bun", command: join(bin, "bun"), args: ["run"] },
    { name: "deno", command: join(bin, "deno"), args: ["run", "-A"] },
  ];

  /** Starts a process that takes the lock, or tries to; resolves with what it says. */
  function startHolder(
    runtime: typeof runtimes[number],
    folder: string,
  ): { child: ChildProcess; said: Promise<string> } {
    const child = spawn(runtime.command, [...runtime.args, holder, folder], { stdio: ["ignore", "pipe", "inherit"] });
    const said = new Promise<string>((resolve, reject) => {
      child.on("error", reject);
      child.stdout?.on("data", (data) => resolve(String(data).trim()));
      child.on("exit", () => resolve("said nothing"));
    });
    return { child, said };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  for (const runtime of runtimes) {
    const missing = !existsSync(runtime.command);
    const note = missing ? ` (not here: node_modules has no ${runtime.name})` : "";

    it.skipIf(missing)(
      `a folder that ${runtime.name} holds is refused here, until ${runtime.name} is killed${note}`,
      async () => {
        const folder = newFolder();
        const { child, said } = startHolder(runtime, folder);
        try {
          expect(await said).toBe("held");
          await expectCode("locked", () => platform.files.lock(folder));
        } finally {
          await kill(child);
        }
        platform.files.lock(folder).release();
      },
    );

    it.skipIf(missing)(
      `a folder that is held here is refused to ${runtime.name}, until it is released${note}`,
      async () => {
        const folder = newFolder();
        const lock = platform.files.lock(folder);
        const refused = startHolder(runtime, folder);
        expect(await refused.said).toBe("locked");
        lock.release();
        const { child, said } = startHolder(runtime, folder);
        try {
          expect(await said).toBe("held");
        } finally {
          await kill(child);
        }
      },
    );
  }

  it("a process that this one starts does not inherit the lock", async () => {
    const folder = newFolder();
    const lock = platform.files.lock(folder);
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    try {
      lock.release();
      platform.files.lock(folder).release();
    } finally {
      await kill(child);
    }
  });
});

describe("the pid file, where there is no flock", () => {
  it("is refused while its process lives, this one included", () => {
    const path = join(newFolder(), "LOCK");
    const release = tryPidFile(path);
    expect(release).toBeTypeOf("function");
    expect(tryPidFile(path)).toBeUndefined();
    release?.();
    expect(existsSync(`${path}.pid`)).toBe(false);
    expect(tryPidFile(path)).toBeTypeOf("function");
  });

  it("is taken over from a process that is gone", () => {
    const path = join(newFolder(), "LOCK");
    const { pid } = spawnSync("true");
    writeFileSync(`${path}.pid`, `${pid}\n`);
    expect(tryPidFile(path)).toBeTypeOf("function");
    expect(readFileSync(`${path}.pid`, "utf8")).toBe(`${process.pid}\n`);
  });

  it("is refused while another process is just writing it", () => {
    const path = join(newFolder(), "LOCK");
    writeFileSync(`${path}.pid`, "");
    expect(tryPidFile(path)).toBeUndefined();
  });
});

describe("the memory limit of a control group", () => {
  const limitBytes = (files: Record<string, string>) => cgroupLimitBytes((path) => files[path] ?? "");

  it("version 2: the least of the group's and those above", () => {
    expect(limitBytes({
      "/proc/self/cgroup": "0::/system.slice/fountain.service\n",
      "/sys/fs/cgroup/system.slice/fountain.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/memory.max": "300000000\n",
      "/sys/fs/cgroup/memory.max": "900000000\n",
    })).toBe(300_000_000);
  });

  it("version 1, in a container that cannot see its path", () => {
    expect(limitBytes({
      "/proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:hugetlb,memory:/docker/abc\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "200000000\n",
      "/sys/fs/cgroup/cpu/docker/abc/memory.limit_in_bytes": "1\n",
    })).toBe(200_000_000);
  });

  it("none: infinite", () => {
    expect(limitBytes({})).toBe(Infinity);
    expect(limitBytes({ "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "max\n" })).toBe(Infinity);
  });
});
