/**
 * The contract itself: as JSON, as YAML, and as a page for people.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { problems } from "./problems.ts";

const TAGS = ["Documentation"];

/** What both forms hold. */
const document = z.looseObject({ openapi: z.string() }).openapi({ description: "OpenAPI 3.1." });

/** `GET /openapi.json`. */
export const getOpenapiJson = createRoute({
  method: "get",
  path: "/openapi.json",
  operationId: "getOpenapiJson",
  tags: TAGS,
  summary: "This document as JSON",
  description: "OpenAPI 3.1.",
  responses: {
    200: {
      description: "The document.",
      content: { "application/json": { schema: document } },
    },
    ...problems(401, 500),
  },
});

/** `GET /openapi.yaml`. */
export const getOpenapiYaml = createRoute({
  method: "get",
  path: "/openapi.yaml",
  operationId: "getOpenapiYaml",
  tags: TAGS,
  summary: "This document as YAML",
  description: "OpenAPI 3.1.",
  responses: {
    200: { description: "The document.", content: { "application/yaml": { schema: document } } },
    ...problems(401, 500),
  },
});

/** `GET /docs`. */
export const getDocs = createRoute({
  method: "get",
  path: "/docs",
  operationId: "getDocs",
  tags: TAGS,
  summary: "This document as a page",
  description: "One page that holds everything it needs: it works without a network, and when it is saved as a file.",
  responses: {
    200: { description: "The page.", content: { "text/html": { schema: z.string() } } },
    ...problems(401, 500),
  },
});
