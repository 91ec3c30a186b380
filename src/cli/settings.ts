/**
 * Settings of the server: flags, then environment, then the config file, then defaults.
 *
 * Each setting is declared once, in the table below; the help, the environment's names and the config file's members follow from it.
 *
 * @module
 */

import { Option } from "commander";
import type { Retention } from "../engine/settings.ts";
import type { Program } from "../platform/program.ts";
import { UsageError } from "./usage.ts";

/** All settings of `serve`, filled in. */
export interface ServeSettings {
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly memory: number | undefined;
  readonly durability: string;
  readonly autoCreate: boolean;
  readonly requireIndex: boolean;
  readonly insecure: boolean;
  readonly apiKeyFile: string | undefined;
  readonly logFormat: string;
  readonly cacheBytes: number | undefined;
  readonly walSegmentBytes: number | undefined;
  readonly retention: Retention;
  /** Sequences; undefined: what a store keeps when it is not told. */
  readonly changesKept: number | undefined;
  readonly recordBytesMax: number;
  readonly transactionBytesMax: number;
  readonly pageSize: number;
}

/** Where settings are found beside the flags. */
type Surroundings = Pick<Program, "environment" | "readText">;

type Reader<T> = (text: string, name: string) => T;

/** One setting. */
interface Setting<T> {
  readonly flags: string;
  readonly help: string;
  /** Variables of the environment, the first that is set counts. */
  readonly variables: readonly string[];
  readonly read: Reader<T>;
  /** Said in the help when it is not the value itself. */
  readonly otherwise: T;
  readonly otherwiseText?: string;
}

const MIB = 1024 * 1024;

const SETTINGS: { readonly [Name in keyof ServeSettings]: Setting<ServeSettings[Name]> } = {
  path: setting("--path <folder>", "data folder; made when it is not there", ["FS_PATH", "STORE_PATH"], text, "./data"),
  host: setting("--host <address>", "address to listen on", ["FS_HOST"], text, "127.0.0.1"),
  port: setting("--port <number>", "port to listen on; 0 takes a free one", ["PORT"], whole(0, 65_535), 8080),
  memory: {
    ...setting(
      "--memory <size>",
      "memory for memtables and block cache, such as 512MiB",
      ["FS_MEMORY"],
      size,
      undefined,
    ),
    otherwiseText: "a quarter of the machine's or the cgroup's, at most 1GiB",
  },
  durability: setting(
    "--durability <mode>",
    "when a write is answered: always (on disk), interval (synced within 100 ms), os (left to the system)",
    ["FS_DURABILITY"],
    oneOf("always", "interval", "os"),
    "always",
  ),
  autoCreate: setting(
    "--auto-create",
    "a put into a collection that is not there creates it",
    ["FS_AUTO_CREATE"],
    flag,
    true,
  ),
  requireIndex: setting(
    "--require-index",
    "a find that would read all records for want of an index is refused",
    ["FS_REQUIRE_INDEX"],
    flag,
    false,
  ),
  insecure: setting("--insecure", "listen beyond this machine without an API key", ["FS_INSECURE"], flag, false),
  apiKeyFile: {
    ...setting("--api-key-file <file>", "file that holds the API key", ["FS_API_KEY_FILE"], text, undefined),
    otherwiseText: "the variable FS_API_KEY, else the credential fs_api_key of systemd, else none",
  },
  logFormat: setting("--log-format <format>", "text or json", ["FS_LOG_FORMAT"], oneOf("text", "json"), "text"),
  cacheBytes: {
    ...setting("--cache-bytes <size>", "block cache alone", ["STORE_CACHE_BYTES"], size, undefined),
    otherwiseText: "a part of --memory",
  },
  walSegmentBytes: {
    ...setting("--wal-segment-bytes <size>", "size of a log segment", ["STORE_WAL_SEGMENT_BYTES"], size, undefined),
    otherwiseText: "4MiB",
  },
  retention: {
    ...setting(
      "--retention <which>",
      "past versions that are kept: latest (none), last:N (the newest N), age:DURATION such as age:24h or age:30d, all",
      ["FS_RETENTION"],
      retention,
      { keep: "latest" },
    ),
    otherwiseText: "latest",
  },
  changesKept: {
    ...setting(
      "--changes-kept <number>",
      "the last so many writes are kept for the change feed, however old and large; 0 keeps none",
      ["FS_CHANGES_KEPT"],
      whole(0, Number.MAX_SAFE_INTEGER),
      undefined,
    ),
    otherwiseText: "100000, but no more than those of a day and 128MiB",
  },
  recordBytesMax: {
    ...setting("--record-bytes-max <size>", "largest JSON of a record", ["FS_RECORD_BYTES_MAX"], size, 16 * MIB),
    otherwiseText: "16MiB",
  },
  transactionBytesMax: {
    ...setting(
      "--transaction-bytes-max <size>",
      "largest body of a transaction",
      ["FS_TRANSACTION_BYTES_MAX"],
      size,
      64 * MIB,
    ),
    otherwiseText: "64MiB",
  },
  pageSize: setting(
    "--page-size <number>",
    "items of a page when a request does not say",
    ["STORE_DEFAULT_SCAN_LIMIT"],
    whole(1, 1000),
    100,
  ),
};

function setting<T>(
  flags: string,
  help: string,
  variables: readonly string[],
  read: Reader<T>,
  otherwise: T,
): Setting<T> {
  return { flags, help, variables, read, otherwise };
}

/** The options of the command line. */
export function serveOptions(): Option[] {
  const options = Object.values(SETTINGS).map(({ flags, help, variables, otherwise, otherwiseText }) => {
    const standard = otherwiseText ?? String(otherwise);
    return new Option(flags, `${help} (default: ${standard}; environment: ${variables.join(", ")})`);
  });
  return [
    ...options,
    new Option("--no-auto-create", "a put into a collection that is not there is refused"),
    new Option("--config <file>", "JSON file with any of these settings, by their names in camel case"),
  ];
}

/** The settings. @param flags as the command line gave them @throws UsageError for a malformed one, naming where it came from */
export function serveSettings(flags: Readonly<Record<string, unknown>>, program: Surroundings): ServeSettings {
  const config = configOf(flags.config, program);
  const value = <T>(name: keyof ServeSettings): T => valueOf<T>(name, flags, program, config);
  return {
    path: value("path"),
    host: value("host"),
    port: value("port"),
    memory: value("memory"),
    durability: value("durability"),
    autoCreate: value("autoCreate"),
    requireIndex: value("requireIndex"),
    insecure: value("insecure"),
    apiKeyFile: value("apiKeyFile"),
    logFormat: value("logFormat"),
    cacheBytes: value("cacheBytes"),
    walSegmentBytes: value("walSegmentBytes"),
    retention: value("retention"),
    changesKept: value("changesKept"),
    recordBytesMax: value("recordBytesMax"),
    transactionBytesMax: value("transactionBytesMax"),
    pageSize: value("pageSize"),
  };
}

function valueOf<T>(
  name: keyof ServeSettings,
  flags: Readonly<Record<string, unknown>>,
  program: Surroundings,
  config: Readonly<Record<string, unknown>>,
): T {
  const { flags: flag, variables, read, otherwise } = SETTINGS[name] as Setting<unknown>;
  if (flags[name] !== undefined) return read(String(flags[name]), flag.split(" ")[0] ?? flag) as T;
  for (const variable of variables) {
    const given = program.environment(variable);
    if (given !== undefined && given !== "") return read(given, variable) as T;
  }
  if (config[name] !== undefined) return read(String(config[name]), `${name} in the config file`) as T;
  return otherwise as T;
}

function configOf(file: unknown, program: Surroundings): Record<string, unknown> {
  if (typeof file !== "string") return {};
  let config: unknown;
  try {
    config = JSON.parse(program.readText(file));
  } catch (error) {
    throw new UsageError(`Cannot read the config file: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new UsageError("Cannot use the config file: it must hold a JSON object");
  }
  const unknown = Object.keys(config).find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown === undefined) return { ...config };
  throw new UsageError(
    `Cannot use the config file: ${JSON.stringify(unknown)} is no setting; there are ${
      Object.keys(SETTINGS).join(", ")
    }`,
  );
}

function text(given: string, name: string): string {
  if (given === "") throw new UsageError(`${name} must not be empty`);
  return given;
}

function flag(given: string, name: string): boolean {
  if (["true", "1", "yes"].includes(given.toLowerCase())) return true;
  if (["false", "0", "no"].includes(given.toLowerCase())) return false;
  throw new UsageError(`${name} must be true or false, not ${JSON.stringify(given)}`);
}

function whole(least: number, most: number): Reader<number> {
  return (given, name) => {
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(given)}`);
  };
}

function oneOf(...choices: readonly string[]): Reader<string> {
  return (given, name) => {
    if (choices.includes(given)) return given;
    throw new UsageError(`${name} must be one of ${choices.join(", ")}, not ${JSON.stringify(given)}`);
  };
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function retention(given: string, name: string): Retention {
  if (given === "latest" || given === "all") return { keep: given };
  const [, versions, digits = "", unit = ""] = /^(?:last:(\d+)|age:(\d+)([smhd]))$/.exec(given) ?? [];
  if (versions !== undefined && Number(versions) >= 1 && Number.isSafeInteger(Number(versions))) {
    return { keep: "last", versions: Number(versions) };
  }
  const ageMs = digits === "" ? NaN : Number(digits) * (DURATION_UNITS[unit] ?? NaN);
  if (Number.isSafeInteger(ageMs)) return { keep: "age", ageMs };
  throw new UsageError(
    `${name} must be latest, last:N with N from 1 on, age:DURATION such as age:24h or age:30d, or all, not ${
      JSON.stringify(given)
    }`,
  );
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: MIB, g: 1024 * MIB, t: 1024 * 1024 * MIB };

function size(given: string, name: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(given.trim()) ?? [];
  const bytes = Math.round(Number(digits) * (UNITS[unit?.toLowerCase() ?? ""] ?? NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new UsageError(`${name} must be a size such as 512MiB or 1GiB, not ${JSON.stringify(given)}`);
}
