/**
 * Problems in the contract: the document that every error is, and one shared response for each status.
 *
 * A route names the statuses that it can answer, `problems(400, 401, 404)`; what they look like is said once, here.
 *
 * @module
 */

import { z } from "@hono/zod-openapi";
import { PROBLEM_URN, type ProblemKind, PROBLEMS } from "../problems.ts";

/** One field at fault. */
const fieldError = z.object({
  pointer: z.string().openapi({
    description: "JSON Pointer into the body, or `#/query/name`, `#/path/name`, `#/header/name` for parameters.",
    example: "#/query/pageSize",
  }),
  detail: z.string(),
}).openapi("FieldError", { description: "What is wrong with one field." });

/** An error, as RFC 9457 has it. */
export const problem = z.object({
  type: z.enum(Object.keys(PROBLEMS).map((kind) => PROBLEM_URN + kind)).openapi({
    description: "One stable URN for each kind of failure, for programs to decide on.",
    example: "urn:fountainstore:problem:not-found",
  }),
  title: z.string().openapi({ description: "The kind of failure in short.", example: "not found" }),
  status: z.number().int().openapi({ description: "The HTTP status.", minimum: 400, maximum: 599, example: 404 }),
  detail: z.string().openapi({ description: "What went wrong this time, for people." }),
  instance: z.string().optional().openapi({
    description: "The path of the request; left out of problems inside other documents.",
  }),
  errors: z.array(fieldError).optional().openapi({ description: "The fields at fault." }),
}).openapi("Problem", { description: "An error (RFC 9457 problem details)." });

/** The shared responses by status: their name in the components, when they come, and a kind of problem for the example. */
const SHARED = {
  400: ["InvalidRequest", "The request is malformed: parameters, body or page token.", "invalid-request"],
  401: ["Unauthorized", "The API key is missing or wrong.", "unauthorized"],
  404: ["NotFound", "The collection, record or snapshot is not there.", "not-found"],
  409: ["Conflict", "The present state does not allow it; nothing was changed.", "conflict"],
  410: ["Gone", "The past that was asked for is not kept any more.", "gone"],
  412: [
    "PreconditionFailed",
    "A condition does not hold; `ETag` is the record's, when there is one.",
    "precondition-failed",
  ],
  413: ["PayloadTooLarge", "The body is over the limit.", "payload-too-large"],
  414: ["UriTooLong", "The URL is longer than the server takes.", "invalid-request"],
  415: ["UnsupportedMediaType", "The body is not said to be JSON.", "unsupported-media-type"],
  422: ["IdempotencyMismatch", "The key was used for another request.", "idempotency-mismatch"],
  500: ["Internal", "The server failed, and has logged why.", "internal"],
  503: [
    "Unavailable",
    "The store is read-only after a failure of its disk, or overloaded, or not open yet.",
    "read-only",
  ],
  507: ["StorageFull", "The disk is full.", "storage-full"],
} as const satisfies Readonly<Record<number, readonly [name: string, description: string, kind: ProblemKind]>>;

/** The statuses that have a shared response. */
export type ProblemStatus = keyof typeof SHARED;

/** Statuses that every route can answer. */
const EVERYWHERE = [414] as const;

/** References to the shared responses of `statuses` and of every route, to be spread into a route's `responses`. */
export function problems<const Statuses extends readonly ProblemStatus[]>(
  ...statuses: Statuses
): { [Status in Statuses[number] | typeof EVERYWHERE[number]]: { readonly $ref: string } } {
  const all = [...statuses, ...EVERYWHERE];
  const entries = all.map((status) => [status, { $ref: `#/components/responses/${SHARED[status][0]}` }]);
  return Object.fromEntries(entries);
}

const HEADERS: Readonly<Partial<Record<ProblemStatus, Record<string, { $ref: string }>>>> = {
  401: { "WWW-Authenticate": { $ref: "#/components/headers/WWW-Authenticate" } },
  503: { "Retry-After": { $ref: "#/components/headers/Retry-After" } },
};

/** A response as the document has it. */
type ResponseObject = {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content: Record<string, { schema: { $ref: string }; example: unknown }>;
};

const INSTANCE = "/collections/cities/records/paris";

/** The shared responses, by their names in the components. */
export function problemResponses(): Record<string, ResponseObject> {
  const statuses = Object.entries(SHARED).map(([status, texts]) => [Number(status) as ProblemStatus, texts] as const);
  return Object.fromEntries(statuses.map(([status, [name, description, kind]]) => {
    const { title } = PROBLEMS[kind];
    const example = { type: PROBLEM_URN + kind, title, status, detail: description, instance: INSTANCE };
    const schema = { $ref: "#/components/schemas/Problem" };
    const headers = HEADERS[status];
    const content = { "application/problem+json": { schema, example } };
    return [name, headers === undefined ? { description, content } : { description, headers, content }];
  }));
}
