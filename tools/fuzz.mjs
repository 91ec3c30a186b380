/**
 * `npm run fuzz`: schemathesis draws requests from the OpenAPI document that the executable serves, and looks at every answer.
 *
 * ```
 *   compile.sh ─> dist/fountainstore serve (folder and port of its own, with a key)
 *   venv ───────> st run /openapi.json: examples, coverage, fuzzing, stateful, until the time is over
 *                   └─> no 5xx, no status, type, header or body that is not documented, the key wanted everywhere
 *   then: it still answers, its log has no failure, SIGTERM ends it with 0
 * ```
 *
 * Python's package is pinned and goes into a virtual environment below the system's folder for temporary files, where the next run finds it.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "./suite/process.mjs";

const SCHEMATHESIS = "schemathesis==4.32.5";
const KEY = "key-of-the-fuzz";
const HELP = `Fuzzes the executable through its OpenAPI document, by schemathesis.

Usage: npm run fuzz -- [options]

  --seconds N        how long, 1 to 3600 (default: 120)
  --seed N           what is drawn (default: another one each time; it is printed)
  --executable FILE  default: dist/fountainstore, built anew by compile.sh
  --help             this text

Needs Python 3.10 or newer; its packages go into a virtual environment of their own.
Exit code: 0 nothing found, 1 something found or it could not run, 2 bad usage.`;

async function main() {
  const options = readOptions();
  if (typeof options === "string") {
    console.error(`${options} (see --help)`);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.executable === undefined && await run("bash", ["compile.sh"]) !== 0) return 1;
  const st = await installed();
  if (st === undefined) return 1;
  const folder = mkdtempSync(join(tmpdir(), "fountainstore-fuzz-"));
  const server = new Server(options.executable ?? join(ROOT, "dist/fountainstore"), folder);
  try {
    return await fuzz(st, await server.address, server, options);
  } finally {
    server.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: "string", default: "120" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
        executable: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    const seconds = Number(values.seconds);
    if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600)) return "--seconds must be 1 to 3600";
    if (!/^\d{1,10}$/.test(values.seed)) return "--seed must be a whole number";
    return { ...values, seconds };
  } catch (error) {
    return error.message;
  }
}

/** Runs a program to its end, with its output on ours; resolves with its exit code. */
function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], ...options });
    child.on("error", (error) => {
      console.error(`${program} cannot be started: ${error.message}`);
      resolve(127);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** The program `st`, installed when it is not there yet; undefined when that fails. */
async function installed() {
  const venv = join(tmpdir(), `fountainstore-fuzz-${SCHEMATHESIS.replace("==", "-")}`);
  const programs = join(venv, process.platform === "win32" ? "Scripts" : "bin");
  const mark = join(venv, "installed");
  if (!existsSync(mark)) {
    rmSync(venv, { recursive: true, force: true });
    if (await run("python3", ["-m", "venv", venv]) !== 0) return undefined;
    if (await run(join(programs, "pip"), ["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS]) !== 0) {
      return undefined;
    }
    if (await run(join(programs, "python"), ["-c", `open(${JSON.stringify(mark)}, "w")`]) !== 0) return undefined;
  }
  return join(programs, "st");
}

/** The server under test. */
class Server {
  output = "";
  errors = "";

  constructor(executable, folder) {
    const args = ["serve", "--path", join(folder, "data"), "--port", "0", "--memory", "64MiB"];
    const { PATH = "" } = process.env;
    this.child = spawn(executable, args, {
      cwd: folder,
      env: { PATH, FS_API_KEY: KEY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.ended = new Promise((resolve) => this.child.on("close", (code) => resolve(code)));
    this.address = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.stdout.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        const [address] = /http:\/\/[\w.]+:\d+/.exec(this.output) ?? [];
        if (address !== undefined) resolve(address);
      });
      void this.ended.then(() => reject(new Error(`the server ended: ${this.errors}`)));
    });
    this.child.stderr.setEncoding("utf8").on("data", (text) => this.errors += text);
  }

  /** What is wrong with it after all that was sent. */
  async faults(address) {
    const faults = this.errors.split("\n").filter((line) => / error /.test(line)).map((line) =>
      `the log says: ${line}`
    );
    if (this.child.exitCode !== null) return [...faults, `the server ended with ${this.child.exitCode}`];
    const { status } = await fetch(`${address}/readyz`);
    if (status !== 200) faults.push(`/readyz is ${status}`);
    this.child.kill("SIGTERM");
    const code = await this.ended;
    return code === 0 ? faults : [...faults, `after SIGTERM it ended with ${code}`];
  }
}

async function fuzz(st, address, server, { seconds, seed }) {
  console.log(`Seed ${seed}, ${seconds} s: to do it again, npm run fuzz -- --seed ${seed} --seconds ${seconds}`);
  const config = ["--config-file", join(ROOT, "tools/fuzz/schemathesis.toml")];
  const what = ["--warnings", "off", "--suppress-health-check", "all", "--request-timeout", "20"];
  const how = ["--seed", seed, "--max-time", String(seconds), "--header", `x-api-key: ${KEY}`];
  const found = await run(st, [...config, "run", `${address}/openapi.json`, ...what, ...how], {
    // It leaves a folder where it runs.
    cwd: tmpdir(),
    timeout: (seconds + 120) * 1000,
  });
  const faults = await server.faults(address);
  for (const fault of faults) console.error(fault);
  const ok = found === 0 && faults.length === 0;
  console.log(ok ? `Nothing found with seed ${seed}` : `Found something with seed ${seed}`);
  return ok ? 0 : 1;
}

process.exitCode = await main();
