/**
 * The servers, and how each is started: FountainStore's executable as it is built, and two references that are compiled by the same Bun with the same
 * options, so that what an executable costs by itself costs all of them.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { UsageError } from "../arguments.ts";
import type { TargetName } from "./settings.ts";

/** A server that can be started. */
export interface Target {
  readonly name: TargetName;
  /** What it is, and what it promises: for the reader of the results. */
  readonly description: string;
  /** False when what is put is not there afterwards. */
  readonly stores: boolean;
  /** The command line that serves the data of a folder at a port of the loopback address. */
  readonly command: (folder: string, port: number) => readonly string[];
}

/** Where the build puts FountainStore. */
export const EXECUTABLE = fileURLToPath(
  new URL(`../../dist/fountainstore${process.platform === "win32" ? ".exe" : ""}`, import.meta.url),
);

/** As compile.sh builds FountainStore. */
const COMPILE = ["build", "--compile", "--minify", "--bytecode", "--splitting", "--format=esm", "--sourcemap"];
const COMPILE_SAFELY = ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"];

/**
 * A target, built where it has to be.
 * @param folder for what is built
 * @throws UsageError when it does not run here
 */
export function prepareTarget(
  name: Exclude<TargetName, "url">,
  { folder, executable, memoryBytes }: { folder: string; executable: string; memoryBytes: number },
): Target {
  switch (name) {
    case "fountain":
      return fountainTarget(executable, memoryBytes);
    case "sqlite": {
      const program = compile("sqlite", folder);
      return {
        name,
        description: "a thin server: Hono over bun:sqlite, WAL, synchronous=FULL, a sync for each commit",
        stores: true,
        command: (path, port) => [program, "--port", String(port), "--path", path],
      };
    }
    case "bare": {
      const program = compile("bare", folder);
      return {
        name,
        description: "Hono that parses what it gets, answers as much as the others, and stores nothing",
        stores: false,
        command: (_path, port) => [program, "--port", String(port)],
      };
    }
  }
}

/** FountainStore's executable. @throws UsageError when it is not built */
export function fountainTarget(executable: string, memoryBytes: number): Target {
  if (!existsSync(executable)) {
    const shown = executable === EXECUTABLE ? "dist/fountainstore" : executable;
    throw new UsageError(`${shown} is not there; compile.sh builds it`);
  }
  const version = execFileSync(executable, ["--version"], { encoding: "utf8" }).trim();
  const memory = `${Math.round(memoryBytes / 2 ** 20)}MiB`;
  return {
    name: "fountain",
    description: `FountainStore ${version}: durability "always"; concurrent writes share a sync`,
    stores: true,
    command: (path, port) => [
      ...[executable, "serve", "--path", path, "--port", String(port)],
      ...["--memory", memory, "--durability", "always"],
    ],
  };
}

/** The thin server that answers the questions of bench/indexes. @throws UsageError when it does not run here */
export function sqliteIndexesTarget(folder: string, memoryBytes: number): Target {
  const program = compile("sqlite_indexes", folder);
  return {
    name: "sqlite",
    description: "a thin server: Hono over bun:sqlite, indexes on expressions, WAL, synchronous=FULL",
    stores: true,
    command: (path, port) => [
      ...[program, "--path", path, "--port", String(port)],
      ...["--memory", String(Math.round(memoryBytes / 2 ** 20))],
    ],
  };
}

/** Compiles a reference. @returns the executable */
function compile(name: "sqlite" | "sqlite_indexes" | "bare", folder: string): string {
  if (process.versions["bun"] === undefined) {
    throw new UsageError("the references are compiled by Bun: run this by bun");
  }
  const source = fileURLToPath(new URL(`references/${name}.ts`, import.meta.url));
  const program = join(folder, `server-${name}${process.platform === "win32" ? ".exe" : ""}`);
  execFileSync(process.execPath, [...COMPILE, ...COMPILE_SAFELY, source, "--outfile", program], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return program;
}
