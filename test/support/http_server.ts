/**
 * The server's application without a socket: over a real store, in a folder of its own, on the runtime of the tests.
 *
 * ```
 *   test ── request(…) ──> app.fetch ──> held against the contract (contract_check.ts) ──> Reply
 *     └──── client ───────────┘
 * ```
 *
 * INVARIANT: an answer of 500, and an error in the log, fail the test that did not ask for them.
 *
 * @module
 */

import { onTestFinished } from "vitest";
import type { Store } from "../../mod.ts";
import { VERSION } from "../../src/base/version.ts";
import { createClient, type FountainClient } from "../../src/client/mod.ts";
import { createApp } from "../../src/http/app.ts";
import { ApiKey } from "../../src/http/auth.ts";
import { pageSecret, PageTokens } from "../../src/http/page_token.ts";
import { RequestMetrics } from "../../src/http/request_metrics.ts";
import type { Phase, RequestLimits, Server } from "../../src/http/server.ts";
import { storeOf } from "../../src/http/server.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import type { Platform } from "../../src/platform/platform.ts";
import type { OpenOptions } from "../../src/store/open.ts";
import { checkContract, checkResponse } from "./contract_check.ts";
import { openStore } from "./stores.ts";

/** Where the requests of the tests go; no socket is behind it. */
export const BASE_URL = "http://127.0.0.1:8080";

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. @throws SyntaxError when it is none */
  json<T = Record<string, unknown>>(): T;
}

/** What a request brings. */
export interface Sent {
  /** A value to be sent as JSON, or a text or bytes to be sent as they are. */
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a server is set up. */
export interface ServerSettings {
  readonly apiKey?: string;
  readonly limits?: Partial<RequestLimits>;
  readonly phase?: Phase;
  /** The store; by default one of its own; undefined: none is open yet. */
  readonly store?: Store | undefined;
  readonly storeOptions?: Partial<OpenOptions>;
  readonly platform?: Platform;
  /** Errors are expected in the log: a test that looks at them itself. */
  readonly mayFail?: boolean;
}

const LIMITS: RequestLimits = {
  recordBytesMax: 16 << 20,
  transactionBytesMax: 64 << 20,
  bodyBytesMax: 1 << 20,
  urlLengthMax: 12 << 10,
  pageSizeDefault: 100,
};

/** A server for tests. */
export class TestServer {
  readonly server: Server;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Errors that were logged. */
  readonly errors: string[] = [];
  readonly #apiKey: string | undefined;

  /** Use {@link startServer}. */
  constructor(store: Store | undefined, settings: ServerSettings) {
    const { apiKey, platform = currentPlatform(), phase = store === undefined ? "starting" : "ready" } = settings;
    this.#apiKey = apiKey;
    this.server = {
      platform,
      version: VERSION,
      apiKey: apiKey === undefined ? undefined : new ApiKey(apiKey),
      tokens: new PageTokens(platform.hmacSha256, () => pageSecret(apiKey, () => this.store, platform.random)),
      limits: { ...LIMITS, ...settings.limits },
      metrics: new RequestMetrics(),
      log: { info: () => {}, error: (event, fields) => this.errors.push(`${event} ${String(fields?.["error"])}`) },
      phase,
      stopping: new AbortController().signal,
      store,
    };
    const app = createApp(this.server);
    this.fetch = async (request) => await app.fetch(request);
    if (settings.mayFail === true) return;
    onTestFinished(() => {
      if (this.errors.length > 0) throw new Error(`the server logged errors:\n${this.errors.join("\n")}`);
    });
  }

  /** The open store. */
  get store(): Store {
    return storeOf(this.server);
  }

  /** The typed client, with the key. */
  get client(): FountainClient {
    const fetch = async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url);
      return await checkResponse(request.method, pathname, await this.fetch(request));
    };
    return createClient({ baseUrl: BASE_URL, fetch, ...(this.#apiKey === undefined ? {} : { apiKey: this.#apiKey }) });
  }

  /** Sends a request and reads the answer, which must be as documented. */
  async request(method: string, path: string, { body, raw, headers = {} }: Sent = {}): Promise<Reply> {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const content = body === undefined ? raw : JSON.stringify(body);
    const init: RequestInit & { duplex?: "half" } = { method, headers: { ...json, ...headers }, duplex: "half" };
    if (content !== undefined) init.body = content;
    const response = await this.fetch(new Request(`${BASE_URL}${path}`, init));
    return await this.#checked(method, path, response);
  }

  /** The same for JSON as it stands: its text is the body. */
  async sendText(method: string, path: string, text: string, headers: Record<string, string> = {}): Promise<Reply> {
    return await this.request(method, path, { raw: text, headers: { "content-type": "application/json", ...headers } });
  }

  /** Puts a record, which must succeed. @returns its sequence */
  async put(collection: string, id: string, data: unknown): Promise<number> {
    const path = `/collections/${collection}/records/${encodeURIComponent(id)}`;
    const reply = await this.request("PUT", path, { body: { data } });
    if (reply.status > 201) throw new Error(reply.text);
    return reply.json<{ sequence: number }>().sequence;
  }

  async #checked(method: string, path: string, response: Response): Promise<Reply> {
    const { status, headers } = response;
    const text = await response.text();
    checkContract({ method, path, status, headers, body: text });
    return { status, headers, text, json: <T>() => JSON.parse(text) as T };
  }
}

/** A server, with a store of its own unless told otherwise. */
export async function startServer(settings: ServerSettings = {}): Promise<TestServer> {
  if ("store" in settings) return new TestServer(settings.store, settings);
  const { platform, limits, storeOptions = {} } = settings;
  const recordBytesMax = limits?.recordBytesMax;
  const store = await openStore({
    ...(recordBytesMax === undefined ? {} : { recordBytesMax }),
    ...storeOptions,
    ...(platform === undefined ? {} : { platform }),
  });
  return new TestServer(store, settings);
}

/** What tests look at in a problem. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly results?: readonly { readonly opIndex: number; readonly status: string; readonly error: ProblemBody }[];
}

/** `status kind title` of a problem, for short expectations. */
export function problemOf(reply: Reply): string {
  if (reply.status < 400) return `${reply.status}, no problem`;
  const { type, title } = reply.json<ProblemBody>();
  return `${reply.status} ${type.replace("urn:fountainstore:problem:", "")}, ${title}`;
}

/** The pointers of a problem's faults. */
export function pointersOf(reply: Reply): string[] {
  return (reply.json<ProblemBody>().errors ?? []).map(({ pointer }) => pointer);
}
