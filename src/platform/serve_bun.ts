/**
 * Serving HTTP by Bun's own server.
 *
 * @module
 */

import type { BunGlobal } from "./globals.ts";
import type { HttpServer, ServeOptions } from "./program.ts";
import { holdsWithin } from "./settled_within.ts";

/** Starts a server. Throws when the address cannot be had. */
export function serveOnBun(bun: BunGlobal, options: ServeOptions): HttpServer {
  const server = bun.serve({
    hostname: options.hostname,
    port: options.port,
    fetch: options.handler,
    // The handler has limits of its own for each route, and answers with a problem.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    idleTimeout: options.idleTimeoutSeconds,
    development: false,
  });
  return {
    hostname: options.hostname,
    port: server.port,
    async stop(graceMs) {
      // Connections that are kept alive without a request would hold a gentle stop up to the end of the grace.
      void server.stop(false);
      await holdsWithin(() => server.pendingRequests === 0, graceMs);
      await server.stop(true);
    },
  };
}
