/**
 * What all handlers share: the store when it is there, keys, limits, figures, the log.
 *
 * @module
 */

import { FountainError } from "../base/errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import type { ApiKey } from "./auth.ts";
import type { PageTokens } from "./page_token.ts";
import type { ApiRequest } from "./request.ts";
import type { RequestMetrics } from "./request_metrics.ts";

/** Bounds on what a request may bring; bytes unless said otherwise. */
export interface RequestLimits {
  /** JSON of one record; its body may be a little more for what is around it. */
  readonly recordBytesMax: number;
  readonly transactionBytesMax: number;
  /** Bodies of all other requests. */
  readonly bodyBytesMax: number;
  readonly urlLengthMax: number;
  /** Items of a page when a request does not say. */
  readonly pageSizeDefault: number;
}

/** Where a server is in its life. */
export type Phase = "starting" | "ready" | "stopping";

/** For operators: what happened, as text or JSON lines. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** See the module. */
export interface Server {
  readonly platform: Platform;
  readonly version: string;
  readonly apiKey: ApiKey | undefined;
  readonly tokens: PageTokens;
  readonly limits: RequestLimits;
  readonly metrics: RequestMetrics;
  readonly log: Log;
  phase: Phase;
  /** Aborted when the server begins to stop, for answers that would go on without end. */
  readonly stopping: AbortSignal;
  /** Undefined while it is being opened. */
  store: Store | undefined;
}

/** Answers a request; what it throws becomes a problem. */
export type RouteHandler = (request: ApiRequest) => Response | Promise<Response>;

/** One route: an operation of the contract and who answers it. */
export interface Route {
  /** As in the contract. */
  readonly operationId: string;
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** As in the contract, below `/` and `/v1` alike: `/collections/{collection}`. */
  readonly path: string;
  /** Answered without the API key. */
  readonly unguarded?: true;
  readonly handle: RouteHandler;
}

/** The open store. @throws FountainError `closed` while there is none */
export function storeOf(server: Server): Store {
  if (server.store === undefined) throw new FountainError("closed", "Cannot answer: the store is not open");
  return server.store;
}
