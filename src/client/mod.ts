/**
 * `fountainstore/client`: the HTTP interface of a FountainStore server, typed by its contract.
 *
 * The types are generated from the OpenAPI document, so a path, a parameter or a body that the server does not know is an error when
 * the program is compiled. It runs on Bun, on Deno and in browsers, and needs nothing but `fetch`.
 *
 * @module
 */

import createFetchClient, { type Client } from "openapi-fetch";
import type { components, operations, paths } from "./schema.gen.ts";

export type { components, operations, paths };

/** An error of the server (RFC 9457): decide on its `type`, show its `detail`. */
export type Problem = components["schemas"]["Problem"];

/** Why a transaction was refused: {@link Problem}, and the operations that failed. */
export type TransactionProblem = components["schemas"]["TransactionProblem"];

/** A record as responses have it. */
export type RecordDocument = components["schemas"]["Record"];

/** Where the server is, and how to be let in. */
export interface ClientOptions {
  /** For example `http://127.0.0.1:8080`, or the same followed by `/v1`. */
  readonly baseUrl: string;
  /** Sent as `x-api-key` with every request. Default: none. */
  readonly apiKey?: string;
  /** What sends requests. Default: the `fetch` of the runtime. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** One method for each HTTP method; see {@link createClient}. */
export type FountainClient = Client<paths>;

/**
 * A client of one server. Each method takes a path of the contract with its parameters, and resolves with `data` or with `error`, never
 * both: an answer that is no success is a {@link Problem} in `error`, not an exception. What is thrown is the error of a `fetch`
 * that got no answer.
 *
 * Path parameters are percent-encoded by the client. `data` of records is parsed by `JSON.parse`, which rounds numbers that a double
 * cannot hold; with `parseAs: "text"` a response is given as it was sent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createClient } from "fountainstore/client";
 *
 * const client = createClient({ baseUrl: "http://127.0.0.1:8080" });
 * const path = { collection: "cities", id: "paris" };
 * const put = await client.PUT("/collections/{collection}/records/{id}", {
 *   params: { path },
 *   body: { data: { name: "Paris", population: 2102650 } },
 * });
 * assert.equal(put.data?.id, "paris");
 *
 * const got = await client.GET("/collections/{collection}/records/{id}", { params: { path } });
 * assert.deepEqual(got.data?.data, { name: "Paris", population: 2102650 });
 *
 * const missing = await client.GET("/collections/{collection}/records/{id}", {
 *   params: { path: { collection: "cities", id: "atlantis" } },
 * });
 * assert.equal(missing.error?.type, "urn:fountainstore:problem:not-found");
 * ```
 */
export function createClient(options: ClientOptions): FountainClient {
  const { baseUrl, apiKey } = options;
  return createFetchClient<paths>({
    baseUrl,
    headers: apiKey === undefined ? {} : { "x-api-key": apiKey },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}
