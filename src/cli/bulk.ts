/**
 * `fountainstore import` and `fountainstore export`: whole collections as lines of JSON, to and from a file.
 *
 * ```
 *   file ──> parts, counted ──> POST …/import ──> a server (--url), or the same application over a folder (--path)
 *   file <── parts, counted <── GET  …/export <──┘
 * ```
 *
 * Both ways speak the API: there is one import and one export, whoever runs them. A file whose name ends in `.gz` is packed.
 *
 * @module
 */

import { Command } from "commander";
import { FountainError } from "../base/errors.ts";
import { VERSION } from "../base/version.ts";
import { createApp } from "../http/app.ts";
import { PageTokens } from "../http/page_token.ts";
import { RequestMetrics } from "../http/request_metrics.ts";
import type { Server } from "../http/server.ts";
import type { File } from "../platform/platform.ts";
import { open } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { findApiKey } from "./api_key.ts";
import { createLog } from "./log.ts";
import type { CommandContext } from "./run.ts";
import { UsageError } from "./usage.ts";

const PART_BYTES = 256 << 10;
const MIB = 1 << 20;
const PROGRESS_MS = 1000;
const NEWLINE = 0x0a;

interface BulkFlags {
  readonly url?: string;
  readonly path?: string;
  readonly apiKeyFile?: string;
  readonly idPath?: string;
  readonly onError?: string;
  readonly snapshot?: string;
}

/** Where requests go. */
interface Target {
  fetch(path: string, init: RequestInit & { readonly duplex?: "half" }): Promise<Response>;
  close(): Promise<void>;
}

/** The command that imports. @param ended is told the exit code */
export function importCommand(context: CommandContext, ended: (code: number) => void): Command {
  return withTarget(new Command("import"), "Import a collection from a file of JSON lines, or of CSV (.csv, .csv.gz).")
    .option(
      "--id-path <path>",
      "each line is a bare JSON object that holds its id there, such as .id; of CSV always, .id unless said",
    )
    .option("--on-error <what>", "what a bad line does: skip or abort", "skip")
    .action(async (collection: string, file: string, flags: BulkFlags) => {
      ended(await onTarget(context, flags, (target) => importFile(context, target, collection, file, flags)));
    });
}

/** The command that exports. @param ended is told the exit code */
export function exportCommand(context: CommandContext, ended: (code: number) => void): Command {
  return withTarget(new Command("export"), "Export a collection to a file of JSON lines.")
    .option("--snapshot <id>", "export what a snapshot sees")
    .action(async (collection: string, file: string, flags: BulkFlags) => {
      ended(await onTarget(context, flags, (target) => exportFile(context, target, collection, file, flags)));
    });
}

function withTarget(command: Command, description: string): Command {
  return command.description(description)
    .argument("<collection>", "name of the collection")
    .argument("<file>", "the file; packed by gzip when its name ends in .gz")
    .option("--url <address>", "a running server, such as http://127.0.0.1:8080")
    .option("--path <folder>", "a data folder that no server has open")
    .option("--api-key-file <file>", "file that holds the API key of the server; or FS_API_KEY");
}

async function onTarget(
  context: CommandContext,
  flags: BulkFlags,
  use: (target: Target) => Promise<number>,
): Promise<number> {
  const { url, path } = flags;
  if ((url === undefined) === (path === undefined)) throw new UsageError("Say --url or --path, one of them");
  const target = path === undefined ? serverAt(context, url ?? "", flags) : await folderAt(context, path);
  try {
    return await use(target);
  } finally {
    await target.close();
  }
}

function serverAt({ program }: CommandContext, url: string, { apiKeyFile }: BulkFlags): Target {
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new UsageError(`--url must be an address such as http://127.0.0.1:8080, not ${url}`);
  }
  const key = findApiKey(apiKeyFile, program);
  const base = url.replace(/\/+$/, "");
  return {
    fetch: (path, init) => {
      const headers = new Headers(init.headers);
      if (key !== undefined) headers.set("x-api-key", key);
      return program.fetch(new Request(base + path, { ...init, headers }));
    },
    close: () => Promise.resolve(),
  };
}

async function folderAt(context: CommandContext, path: string): Promise<Target> {
  const { platform, workerUrl } = context;
  const store = await open({ path, platform, workerUrl });
  const app = createApp(localServer(context, store));
  return {
    fetch: async (place, init) => await app.fetch(new Request(`http://localhost${place}`, init)),
    close: () => store.close(),
  };
}

function localServer({ platform, program }: CommandContext, store: Store): Server {
  return {
    platform,
    version: VERSION,
    apiKey: undefined,
    tokens: new PageTokens(platform.hmacSha256, () => store.secret()),
    limits: {
      recordBytesMax: 16 * MIB,
      transactionBytesMax: 64 * MIB,
      bodyBytesMax: MIB,
      urlLengthMax: 12 << 10,
      pageSizeDefault: 100,
    },
    metrics: new RequestMetrics(),
    log: createLog("text", platform.clock, (line) => program.write(line, "error")),
    phase: "ready",
    stopping: new AbortController().signal,
    store,
  };
}

async function importFile(
  context: CommandContext,
  target: Target,
  collection: string,
  path: string,
  { idPath, onError = "skip" }: BulkFlags,
): Promise<number> {
  const file = context.platform.files.open(path, "read");
  try {
    const progress = new Progress(context, file.sizeBytes());
    const query = new URLSearchParams({ onError, ...idPath === undefined ? {} : { idPath } });
    const packing: Record<string, string> = path.endsWith(".gz") ? { "content-encoding": "gzip" } : {};
    const response = await target.fetch(`/collections/${collection}/import?${query}`, {
      method: "POST",
      headers: { "content-type": /\.csv(?:\.gz)?$/i.test(path) ? "text/csv" : "application/x-ndjson", ...packing },
      body: partsOf(file, progress),
      duplex: "half",
    });
    const report = await jsonOf<{ imported: number; failed: number; errors: { line: number; detail: string }[] }>(
      response,
    );
    for (const { line, detail } of report.errors) context.program.write(`line ${line}: ${detail}\n`, "error");
    progress.end(`imported ${report.imported} records, ${report.failed} lines were bad`);
    return report.failed === 0 ? 0 : 1;
  } finally {
    file.close();
  }
}

async function exportFile(
  context: CommandContext,
  target: Target,
  collection: string,
  path: string,
  { snapshot }: BulkFlags,
): Promise<number> {
  const query = snapshot === undefined ? "" : `?${new URLSearchParams({ snapshot })}`;
  const response = await target.fetch(`/collections/${collection}/export${query}`, { method: "GET" });
  if (!response.ok || response.body === null) await jsonOf(response);
  const { files } = context.platform;
  const file = files.open(path, "create");
  try {
    const progress = new Progress(context, undefined);
    const lines = (response.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>()).pipeThrough(progress.counter());
    const packed = path.endsWith(".gz") ? lines.pipeThrough(new CompressionStream("gzip")) : lines;
    for await (const part of packed) file.append(part, 0, part.length);
    await file.sync();
    progress.end(`exported ${progress.lines} records`);
    return 0;
  } finally {
    file.close();
  }
}

/** The file's bytes, read as they are wanted. */
function partsOf(file: File, progress: Progress): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const part = new Uint8Array(PART_BYTES);
      const bytes = file.read(part, 0, PART_BYTES, at);
      if (bytes === 0) return controller.close();
      at += bytes;
      progress.add(part.subarray(0, bytes));
      controller.enqueue(part.subarray(0, bytes));
    },
  });
}

/** The JSON of a response. @throws FountainError when it is a problem */
async function jsonOf<T>(response: Response): Promise<T> {
  if (response.ok) return await response.json() as T;
  const text = await response.text();
  let detail = text;
  try {
    detail = (JSON.parse(text) as { detail?: string }).detail ?? text;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new FountainError("io", `The server answered ${response.status}: ${detail}`);
}

/** Tells how far it is, every second, when somebody is looking. */
class Progress {
  readonly #context: CommandContext;
  readonly #totalBytes: number | undefined;
  readonly #startedMs: number;
  #toldMs: number;
  #bytes = 0;
  lines = 0;

  constructor(context: CommandContext, totalBytes: number | undefined) {
    this.#context = context;
    this.#totalBytes = totalBytes;
    this.#startedMs = this.#toldMs = context.platform.clock.monotonicMs();
  }

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) this.lines++;
    const nowMs = this.#context.platform.clock.monotonicMs();
    if (nowMs - this.#toldMs < PROGRESS_MS || !this.#context.program.isTerminal()) return;
    this.#toldMs = nowMs;
    this.#context.program.write(`\r${this.#state(nowMs)}   `, "error");
  }

  /** Passes parts on and counts them. */
  counter(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    return new TransformStream({
      transform: (part, controller) => {
        this.add(part);
        controller.enqueue(part);
      },
    });
  }

  end(what: string): void {
    const seconds = (this.#context.platform.clock.monotonicMs() - this.#startedMs) / 1000;
    const returned = this.#context.program.isTerminal() ? "\r" : "";
    const rate = Math.round(this.lines / Math.max(seconds, 0.001));
    this.#context.program.write(`${returned}${what} in ${seconds.toFixed(1)} s, ${rate} lines/s\n`, "error");
  }

  #state(nowMs: number): string {
    const seconds = Math.max((nowMs - this.#startedMs) / 1000, 0.001);
    const done = `${this.lines} lines, ${(this.#bytes / MIB).toFixed(1)} MiB, ${
      Math.round(this.lines / seconds)
    } lines/s`;
    if (this.#totalBytes === undefined) return done;
    const left = (this.#totalBytes - this.#bytes) / (this.#bytes / seconds);
    return `${done}, ${Math.round(left)} s left`;
  }
}
