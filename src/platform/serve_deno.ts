/**
 * Serving HTTP by Deno's own server.
 *
 * @module
 */

import type { DenoGlobal } from "./globals.ts";
import type { HttpServer, ServeOptions } from "./program.ts";
import { settledWithin } from "./settled_within.ts";

/** Starts a server. Throws when the address cannot be had. Deno has no settings for body sizes and idle connections. */
export function serveOnDeno(deno: DenoGlobal, options: ServeOptions): HttpServer {
  const cut = new AbortController();
  const server = deno.serve({
    hostname: options.hostname,
    port: options.port,
    signal: cut.signal,
    onListen: () => {},
  }, options.handler);
  return {
    hostname: options.hostname,
    port: server.addr.port,
    async stop(graceMs) {
      if (!await settledWithin(server.shutdown(), graceMs)) cut.abort();
      await server.finished;
    },
  };
}
