/**
 * The server's application without a socket: a store on disk, a client whose every response is held against the contract.
 *
 * @module
 */

import { onTestFinished } from "vitest";
import { VERSION } from "../../src/base/version.ts";
import { createClient, type FountainClient } from "../../src/client/mod.ts";
import { createApp } from "../../src/http/app.ts";
import { ApiKey } from "../../src/http/auth.ts";
import { PageTokens } from "../../src/http/page_token.ts";
import { RequestMetrics } from "../../src/http/request_metrics.ts";
import type { Server } from "../../src/http/server.ts";
import { currentPlatform } from "../../src/platform/current.ts";
import type { Store } from "../../src/store/store.ts";
import { checkedFetch } from "./contract_check.ts";
import { openStore } from "./stores.ts";

/** Where requests seem to go. */
export const BASE_URL = "http://127.0.0.1:8080";

/** An application under test. */
export interface HttpApp {
  readonly server: Server;
  readonly store: Store;
  /** Answers as the server does; throws when the answer is not as documented. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly client: FountainClient;
  /** {@link fetch} by method, path and body; a body that is no string is sent as JSON. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** What the operator's log got, by event. */
  readonly logged: string[];
}

/** An application over a new store, both gone when the running test ends. */
export async function httpApp(
  { apiKey, autoCreate = true, requireIndex = false, indexAtOnceMax = 2000 }: {
    apiKey?: string;
    autoCreate?: boolean;
    requireIndex?: boolean;
    indexAtOnceMax?: number;
  } = {},
): Promise<HttpApp> {
  const platform = currentPlatform();
  const store = await openStore({ autoCreate, requireIndex, indexAtOnceMax });
  const logged: string[] = [];
  const server: Server = {
    platform,
    version: VERSION,
    apiKey: apiKey === undefined ? undefined : new ApiKey(apiKey),
    tokens: new PageTokens(platform.hmacSha256, () => store.secret()),
    limits: {
      recordBytesMax: 1 << 20,
      transactionBytesMax: 4 << 20,
      bodyBytesMax: 64 << 10,
      urlLengthMax: 16 << 10,
      pageSizeDefault: 100,
    },
    metrics: new RequestMetrics(),
    log: { info: (event) => logged.push(event), error: (event) => logged.push(event) },
    phase: "ready",
    stopping: new AbortController().signal,
    store,
  };
  const app = createApp(server);
  const fetch = checkedFetch((request) => app.fetch(request));
  const client = createClient({ baseUrl: BASE_URL, fetch, ...(apiKey === undefined ? {} : { apiKey }) });
  onTestFinished(() => {
    server.phase = "stopping";
  });
  return { server, store, fetch, client, logged, send: (...request) => fetch(requestOf(...request)) };
}

function requestOf(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Request {
  if (body === undefined) return new Request(`${BASE_URL}${path}`, { method, headers });
  return new Request(`${BASE_URL}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
