/**
 * The application: a request comes in, finds its route, is let in, answered, measured.
 *
 * ```
 *   Request ─> path without /v1 ─> Hono's router ─> route: key? ─> handler ─> Response
 *                     │                  │                            │ throws
 *                     │                  └─ none: 404, or 405 ──┐     v
 *                     └─ malformed: 400 ────────────────────────┴─> problem document
 * ```
 *
 * There is no middleware: what every route needs is done in one function around its handler, so a handler that answers at once is
 * answered at once, without a promise. It knows nothing of sockets; tests call `fetch` as the server does.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { invalidRequest, ProblemError, problemResponse, toProblem } from "./problems.ts";
import { ApiRequest, pathOf } from "./request.ts";
import type { RouteFigures } from "./request_metrics.ts";
import { apiRoutes } from "./routes.ts";
import type { Route, Server } from "./server.ts";

const VERSION_PREFIX = "/v1";
/** Of a method that no route has, such as TRACE. */
const UNKNOWN_ROUTE = "unknown";

/** The application that answers for `server`. */
export function createApp(server: Server): Hono {
  const app = new Hono({ getPath: (request) => routePath(request.url) });
  const routes = apiRoutes(server);
  for (const route of routes) {
    const figures = server.metrics.add(route.operationId, route.method);
    app.on(route.method, honoPath(route.path), (context) => answer(server, route, figures, context));
  }
  const unknown = server.metrics.add(UNKNOWN_ROUTE, "*");
  app.notFound((context) => {
    const route: Route = {
      operationId: UNKNOWN_ROUTE,
      method: "GET",
      path: "",
      handle: ({ path }) => {
        throw unknownRoute(routes, context.req.method, path);
      },
    };
    return answer(server, route, unknown, context);
  });
  return app;
}

function answer(server: Server, route: Route, figures: RouteFigures, context: Context): Response | Promise<Response> {
  const response = measured(server, route, figures, context);
  return context.req.raw.method === "HEAD" ? Promise.resolve(response).then(withLength) : response;
}

function measured(
  server: Server,
  route: Route,
  figures: RouteFigures,
  context: Context,
): Response | Promise<Response> {
  const { clock } = server.platform;
  const startedMs = clock.monotonicMs();
  server.metrics.inFlight++;
  const done = (response: Response): Response => {
    server.metrics.inFlight--;
    figures.observe(clock.monotonicMs() - startedMs, response.status);
    return response;
  };
  const failed = (error: unknown): Response => done(failure(server, route, context, error));
  try {
    const { raw } = context.req;
    if (route.unguarded === undefined) server.apiKey?.check(raw.headers);
    checkUrl(raw.url, server.limits.urlLengthMax);
    const response = route.handle(new ApiRequest(context, server.platform.decodeUtf8));
    return response instanceof Promise ? response.then(done, failed) : done(response);
  } catch (error) {
    return failed(error);
  }
}

/** In answer to HEAD, which GET answers: how long its body would be. The router leaves the body out. */
async function withLength(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const { status, headers } = response;
  const body = await response.arrayBuffer();
  headers.set("content-length", String(body.byteLength));
  return new Response(body, { status, headers });
}

/** The problem that an error is; what clients are not told is logged. */
function failure(server: Server, route: Route, context: Context, error: unknown): Response {
  const problem = toProblem(error);
  if (problem.kind === "internal") {
    server.log.error("request failed", { operation: route.operationId, error });
  }
  return problemResponse(problem, pathOf(context.req.raw.url));
}

function checkUrl(url: string, lengthMax: number): void {
  if (url.length > lengthMax) {
    throw new ProblemError("invalid-request", `The URL is longer than ${lengthMax} characters`, {
      status: 414,
      title: "URI too long",
    });
  }
  if (!url.includes("%")) return;
  try {
    decodeURIComponent(pathOf(url));
  } catch (cause) {
    if (cause instanceof URIError) throw invalidRequest("The path of the URL is not valid percent-encoded UTF-8");
    throw cause;
  }
}

/** The path by which routes are found: as it was sent, without `/v1`. */
function routePath(url: string): string {
  const path = pathOf(url);
  return path.startsWith(`${VERSION_PREFIX}/`) ? path.slice(VERSION_PREFIX.length) : path;
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** 405 where another method has a route, else 404. */
function unknownRoute(routes: readonly Route[], method: string, path: string): ProblemError {
  const sought = routePath(`http://_${path}`).split("/");
  const methods = routes.filter((route) => fits(route.path.split("/"), sought)).map((route) => route.method as string);
  if (methods.length === 0) {
    return new ProblemError("not-found", "There is nothing at this path: see /docs for what there is");
  }
  const allow = [...new Set(methods.flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each])))].join(", ");
  return new ProblemError("method-not-allowed", `${method} is not allowed here: use ${allow}`, { headers: { allow } });
}

function fits(route: readonly string[], path: readonly string[]): boolean {
  if (route.length !== path.length) return false;
  return route.every((part, at) => (part.startsWith("{") ? path[at] !== "" : part === path[at]));
}
