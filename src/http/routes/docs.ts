/**
 * The contract itself: as OpenAPI, and as a page to read. All of it is in the executable, and none of it is loaded before it is asked for.
 *
 * @module
 */

import { jsonText } from "../responses.ts";
import type { Route } from "../server.ts";

/** The routes of the contract. */
export function docsRoutes(): Route[] {
  return [
    { operationId: "getOpenapiJson", method: "GET", path: "/openapi.json", handle: openapiJson },
    { operationId: "getOpenapiYaml", method: "GET", path: "/openapi.yaml", handle: openapiYaml },
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
