/**
 * Serving HTTP by Deno's own server.
 *
 * ```
 *   stop ──> requests under way end ──> shutdown ──> answers are sent, connections close
 *                 └─ not within the grace ──> cut off
 * ```
 *
 * From `shutdown` on Deno gives a request no more of its body, so what is under way is waited for before; until then new requests are
 * answered too.
 *
 * @module
 */

import type { DenoGlobal } from "./globals.ts";
import type { HttpServer, ServeOptions } from "./program.ts";
import { holdsWithin, settledWithin } from "./settled_within.ts";

/** Answers that are ready get so long to be sent, whatever is left of the grace. */
const SENDING_MS = 500;

/** Starts a server. Throws when the address cannot be had. Deno has no settings for body sizes and idle connections. */
export function serveOnDeno(deno: DenoGlobal, options: ServeOptions): HttpServer {
  const cut = new AbortController();
  let pending = 0;
  const server = deno.serve({
    hostname: options.hostname,
    port: options.port,
    signal: cut.signal,
    onListen: () => {},
  }, (request) => {
    const response = options.handler(request);
    if (!(response instanceof Promise)) return response;
    pending++;
    return response.finally(() => pending--);
  });
  return {
    hostname: options.hostname,
    port: server.addr.port,
    async stop(graceMs) {
      const startedMs = performance.now();
      if (!await holdsWithin(() => pending === 0, graceMs)) {
        // A server that has been shut down cannot be cut off any more.
        cut.abort();
        await settledWithin(server.finished, SENDING_MS);
        return;
      }
      // Clients that do not read their answer are left to the end of the process.
      const restMs = graceMs - (performance.now() - startedMs);
      await settledWithin(server.shutdown(), Math.max(SENDING_MS, restMs));
    },
  };
}
