/**
 * `fountainstore serve`: a store over HTTP.
 *
 * ```
 *   settings ─> key? ─> listen ─> open the store ─> ready ········ signal ─> no more connections ─> answers end ─> store closes
 *                         │ until it is open: /livez 200, the rest 503                                    │ at most GRACE_MS
 * ```
 *
 * @module
 */

import { Command } from "commander";
import { VERSION } from "../base/version.ts";
import type { Durability } from "../engine/log/log.ts";
import { createApp } from "../http/app.ts";
import { ApiKey } from "../http/auth.ts";
import { pageSecret, PageTokens } from "../http/page_token.ts";
import { RequestMetrics } from "../http/request_metrics.ts";
import { type Server, storeOf } from "../http/server.ts";
import { loadContract } from "../http/validation.ts";
import type { HttpServer, Program } from "../platform/program.ts";
import { open, type OpenOptions } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { findApiKey } from "./api_key.ts";
import { createLog, type LogFormat } from "./log.ts";
import type { CommandContext } from "./run.ts";
import { serveOptions, type ServeSettings, serveSettings } from "./settings.ts";
import { UsageError } from "./usage.ts";

/** How long answers under way are waited for at the end. */
const GRACE_MS = 5000;
/** Nobody waits longer for the store to close: what was answered is on disk, and the next opening replays the log. */
const CLOSE_MS_MAX = 4000;
const IDLE_TIMEOUT_SECONDS = 120;
const BODY_BYTES_MAX = 1 << 20;
/** The longest id, prefix and page token together; below what runtimes allow all headers to take, so that it is this server that refuses. */
const URL_LENGTH_MAX = 12 << 10;
/** The schemas are loaded when the first requests have been answered, not before. */
const WARM_UP_MS = 500;

/** The command. @param ended is told the exit code, undefined while the server goes on */
export function serveCommand(context: CommandContext, ended: (code: number | undefined) => void): Command {
  const command = new Command("serve").description("Serve a data folder over HTTP.");
  for (const option of serveOptions()) command.addOption(option);
  return command.action(async (flags: Record<string, unknown>) => {
    await serve(context, serveSettings(flags, context.program));
    ended(undefined);
  });
}

/** Serves until a signal comes. @throws UsageError, FountainError when it cannot begin */
async function serve(context: CommandContext, settings: ServeSettings): Promise<void> {
  const { program, platform } = context;
  const key = findApiKey(settings.apiKeyFile, program);
  refuseOpenDoors(settings, key);
  const write = (line: string): void => program.write(line, "error");
  const stopping = new AbortController();
  const server: Server = {
    platform,
    version: VERSION,
    apiKey: key === undefined ? undefined : new ApiKey(key),
    tokens: new PageTokens(platform.hmacSha256, () => pageSecret(key, () => storeOf(server), platform.random)),
    limits: {
      recordBytesMax: settings.recordBytesMax,
      transactionBytesMax: settings.transactionBytesMax,
      bodyBytesMax: BODY_BYTES_MAX,
      urlLengthMax: URL_LENGTH_MAX,
      pageSizeDefault: settings.pageSize,
    },
    metrics: new RequestMetrics(),
    log: createLog(settings.logFormat as LogFormat, platform.clock, write),
    phase: "starting",
    stopping: stopping.signal,
    store: undefined,
  };
  const app = createApp(server);
  const listening = await program.serve({
    hostname: settings.host,
    port: settings.port,
    handler: (request) => app.fetch(request),
    idleTimeoutSeconds: IDLE_TIMEOUT_SECONDS,
  });
  stopBySignal(context, server, listening, stopping);
  try {
    server.store = await open(openOptions(context, settings));
  } catch (error) {
    await listening.stop(0);
    throw error;
  }
  server.phase = "ready";
  announce(program, settings, listening, server.store, key !== undefined);
  await platform.clock.sleep(WARM_UP_MS, true);
  if (server.phase === "ready") await loadContract();
}

function openOptions({ platform, workerUrl }: CommandContext, settings: ServeSettings): OpenOptions {
  const { path, memory, cacheBytes, walSegmentBytes, autoCreate, requireIndex, recordBytesMax } = settings;
  const { retention, changesKept } = settings;
  return {
    path,
    platform,
    workerUrl,
    autoCreate,
    requireIndex,
    recordBytesMax,
    retention,
    durability: settings.durability as Durability,
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
    ...(walSegmentBytes === undefined ? {} : { walSegmentBytes }),
    // Who names a number wants these many, however old and large.
    ...(changesKept === undefined ? {} : { changesKept: { sequences: changesKept, ageMs: Infinity, bytes: Infinity } }),
  };
}

/** Without a key, whoever reaches the port may do anything: that must be this machine, unless the operator says otherwise. */
function refuseOpenDoors({ host, insecure }: ServeSettings, key: string | undefined): void {
  if (key !== undefined || insecure || isLoopback(host)) return;
  throw new UsageError(
    `Refusing to listen on ${host} without an API key: set FS_API_KEY or --api-key-file, listen on 127.0.0.1, or say --insecure`,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function announce(
  program: Program,
  { path, host, logFormat }: ServeSettings,
  { port }: HttpServer,
  { sequence }: Store,
  authentication: boolean,
): void {
  const address = `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
  const fields = { address, folder: path, sequence, authentication: authentication ? "on" : "off" };
  program.write(
    logFormat === "json"
      ? `${JSON.stringify({ event: "listening", version: VERSION, ...fields })}\n`
      : `FountainStore ${VERSION} on ${address}, folder ${path}, sequence ${sequence}, authentication ${fields.authentication}\n`,
  );
}

/** The first signal ends the server gently, the second at once. Streams of changes have no end of their own: `stopping` gives them one. */
function stopBySignal(
  { program, platform }: CommandContext,
  server: Server,
  listening: HttpServer,
  stopping: AbortController,
): void {
  const stop = async (signal: string): Promise<void> => {
    if (server.phase === "stopping") return program.exit(1);
    server.phase = "stopping";
    stopping.abort();
    server.log.info("stopping", { signal });
    // Nothing was promised yet; what opening had begun, the next opening ends.
    if (server.store === undefined) return program.exit(0);
    await listening.stop(GRACE_MS);
    const closed = storeOf(server).close().then(() => "closed", (error: unknown) => error);
    const outcome = await Promise.race([closed, platform.clock.sleep(CLOSE_MS_MAX)]);
    if (outcome === undefined) {
      server.log.info("stopped before the memtables were written: the log holds what they held");
    } else if (outcome !== "closed") server.log.error("closing failed", { error: outcome });
    program.exit(outcome === undefined || outcome === "closed" ? 0 : 1);
  };
  program.onStopSignal((signal) => void stop(signal));
}
