/**
 * The seam between the executable and its process: arguments, environment, output, signals and an HTTP server.
 *
 * The store needs none of this, so it is not part of `Platform`; the library never touches it. Bun and Deno each have a
 * server of their own, and both speak the web's `Request` and `Response`.
 *
 * @module
 */

/** Answers requests; must not throw. */
export type RequestHandler = (request: Request) => Response | Promise<Response>;

/** How to serve. */
export interface ServeOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly handler: RequestHandler;
  /** A connection on which nothing comes for so long is closed, where the runtime can. */
  readonly idleTimeoutSeconds: number;
}

/** A server that takes requests. */
export interface HttpServer {
  readonly hostname: string;
  readonly port: number;
  /** Takes no more connections; resolves when the requests under way are answered, or after `graceMs`, when what is left is cut off. */
  stop(graceMs: number): Promise<void>;
}

/** The process. */
export interface Program {
  /** What stands behind the program's name. */
  readonly arguments: readonly string[];
  /** A variable of the environment; undefined when it is not set. */
  environment(name: string): string | undefined;
  /** Writes to standard output, or to standard error. */
  write(text: string, to?: "output" | "error"): void;
  /** True when standard error is a terminal: somebody is looking at the progress. */
  isTerminal(): boolean;
  /** The text of a file. Throws `FountainError` as `Files.open`. */
  readText(path: string): string;
  /** Calls `handler` when the process is asked to end (SIGTERM, SIGINT), each time. */
  onStopSignal(handler: (signal: string) => void): void;
  /** Starts an HTTP server. Throws `FountainError` `io` when the address cannot be had. */
  serve(options: ServeOptions): Promise<HttpServer>;
  /** Sends a request to a server elsewhere. Throws `FountainError` `io` when it cannot be reached. */
  fetch(request: Request): Promise<Response>;
  /** Ends the process. */
  exit(code: number): never;
}
