/**
 * The contract itself: as OpenAPI, and as a page to read. All of it is in the executable, and none of it is loaded before it is asked for.
 *
 * @module
 */

import { parseAccept } from "hono/utils/accept";
import { docsPage } from "../docs_page.ts";
import type { ApiRequest } from "../request.ts";
import { jsonText } from "../responses.ts";
import type { Route } from "../server.ts";

/** The routes of the contract. */
export function docsRoutes(): Route[] {
  return [
    { operationId: "getOpenapiJson", method: "GET", path: "/openapi.json", handle: openapiJson },
    { operationId: "getOpenapiYaml", method: "GET", path: "/openapi.yaml", handle: openapiYaml },
    { operationId: "getDocs", method: "GET", path: "/docs", handle: docs },
  ];
}

async function openapiJson(): Promise<Response> {
  const { OPENAPI_JSON } = await import("../openapi.gen.ts");
  return jsonText(OPENAPI_JSON);
}

async function openapiYaml(): Promise<Response> {
  const { OPENAPI_YAML } = await import("../openapi.gen.ts");
  return new Response(OPENAPI_YAML, { headers: { "content-type": "application/yaml" } });
}

async function docs(request: ApiRequest): Promise<Response> {
  const { gzip, html, contentSecurityPolicy } = await docsPage();
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy,
    "vary": "accept-encoding",
    "x-content-type-options": "nosniff",
  };
  const accepted = parseAccept(request.headers.get("accept-encoding") ?? "");
  if (!accepted.some(({ type, q }) => type.toLowerCase() === "gzip" && q > 0)) {
    return new Response(await html(), { headers });
  }
  return new Response(gzip, { headers: { ...headers, "content-encoding": "gzip" } });
}
