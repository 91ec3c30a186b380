/**
 * Problem documents (RFC 9457): the one table of what can go wrong over HTTP, and how an error becomes one of its kinds.
 *
 * Clients decide on `type`; `title` is the same for a kind, `detail` says what was wrong this time and what to do. No problem shows a
 * stack, a path of the machine or a key: what only an operator may see goes to the log instead.
 *
 * @module
 */

import { type ErrorCode, FountainError } from "../base/errors.ts";

/** The kinds of failure, with status and title; `type` is `urn:fountainstore:problem:` and the name. `docs/HTTP.md` explains each. */
export const PROBLEMS = {
  "invalid-request": { status: 400, title: "invalid request" },
  "invalid-page-token": { status: 400, title: "invalid page token" },
  "unauthorized": { status: 401, title: "unauthorized" },
  "forbidden": { status: 403, title: "forbidden" },
  "not-found": { status: 404, title: "not found" },
  "method-not-allowed": { status: 405, title: "method not allowed" },
  "conflict": { status: 409, title: "conflict" },
  "unique-violation": { status: 409, title: "unique constraint" },
  "sequence-too-low": { status: 409, title: "conflict" },
  "gone": { status: 410, title: "gone" },
  "precondition-failed": { status: 412, title: "precondition failed" },
  "payload-too-large": { status: 413, title: "payload too large" },
  "unsupported-media-type": { status: 415, title: "unsupported media type" },
  "idempotency-mismatch": { status: 422, title: "idempotency mismatch" },
  "too-many-requests": { status: 429, title: "too many requests" },
  "internal": { status: 500, title: "internal error" },
  "overloaded": { status: 503, title: "overloaded" },
  "read-only": { status: 503, title: "read-only" },
  "storage-full": { status: 507, title: "storage full" },
} as const;

/** Name of a kind of problem. */
export type ProblemKind = keyof typeof PROBLEMS;

/** What begins the `type` of every problem. */
export const PROBLEM_URN = "urn:fountainstore:problem:";

const QUERY = "#/query/";
const OUTSIDE_BODY = /^#\/(?:path|query|header)\//;

/** Where in a request a fault lies. */
export interface FieldFault {
  /** JSON Pointer into the body (`#/data`), or `#/query/pageSize`, `#/path/id`, `#/header/If-Match`. */
  readonly pointer: string;
  readonly detail: string;
}

/** What a problem carries besides its kind and detail. */
export interface ProblemExtras {
  readonly errors?: readonly FieldFault[];
  /** In the place of the kind's own title and status. */
  readonly title?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** What the operator should see of it. */
  readonly cause?: unknown;
}

/** Thrown by handlers; becomes the response. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(readonly kind: ProblemKind, detail: string, readonly extras: ProblemExtras = {}) {
    super(detail, "cause" in extras ? { cause: extras.cause } : undefined);
  }
}

/** A malformed request. @param errors where the faults lie */
export function invalidRequest(detail: string, errors: readonly FieldFault[] = []): ProblemError {
  return new ProblemError("invalid-request", detail, { errors });
}

/** A malformed body: what seed clients know by the title `invalid body`. */
export function invalidBody(detail: string, errors: readonly FieldFault[] = []): ProblemError {
  return new ProblemError("invalid-request", detail, { errors, title: "invalid body" });
}

/** A fault of one field of the body, such as `#/data`, or of one parameter of the query, such as `#/query/pageSize`. */
export function invalidField(pointer: string, detail: string): ProblemError {
  const faults = [{ pointer, detail }];
  if (!pointer.startsWith(QUERY)) {
    return invalidBody(`The request body is not valid: ${pointer.slice(1)} ${detail}`, faults);
  }
  return invalidRequest(`The parameter ${pointer.slice(QUERY.length)} ${detail}`, faults);
}

/**
 * What the store makes of a part of the request; what it refuses is a fault of that part.
 * @param pointer of the part @throws ProblemError
 */
export function checked<Args extends readonly unknown[], Result>(
  pointer: string,
  check: (...args: Args) => Result,
  ...args: Args
): Result {
  try {
    return check(...args);
  } catch (error) {
    throw faultAt([pointer], error);
  }
}

/** The problem that these parts of the request are at fault, when the store has found an argument invalid; else the error as it is. */
export function faultAt(pointers: readonly string[], error: unknown): unknown {
  if (!(error instanceof FountainError && error.code === "invalid")) return error;
  const { message } = error;
  const faults = pointers.map((pointer) => ({ pointer, detail: message }));
  return pointers.some((pointer) => OUTSIDE_BODY.test(pointer))
    ? invalidRequest(message, faults)
    : invalidBody(message, faults);
}

/** A member's name as a part of a JSON Pointer. */
export function pointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

const KINDS: Readonly<Partial<Record<ErrorCode, ProblemKind>>> = {
  "invalid": "invalid-request",
  "not-found": "not-found",
  "conflict": "conflict",
  "precondition-failed": "precondition-failed",
  "unique-violation": "unique-violation",
  "sequence-too-low": "sequence-too-low",
  "idempotency-mismatch": "idempotency-mismatch",
  "gone": "gone",
  "read-only": "read-only",
  "storage-full": "storage-full",
  "closed": "overloaded",
};

/** Errors whose own message may be shown: it speaks of what the client sent or asked for. */
const SHOWN = new Set<ErrorCode>([
  "invalid",
  "not-found",
  "conflict",
  "precondition-failed",
  "unique-violation",
  "sequence-too-low",
  "idempotency-mismatch",
  "gone",
]);

const HIDDEN_DETAILS: Readonly<Partial<Record<ProblemKind, string>>> = {
  "read-only":
    "An earlier write to the disk failed, so the store takes no more writes until it is opened again. Reads still work.",
  "storage-full": "The disk is full. Free space, then open the store again. Reads still work.",
  "overloaded": "The store is closing or not open yet. Try again shortly.",
  "internal": "The server could not do this. Its log says why.",
};

/** The problem that an error is. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = error instanceof FountainError ? error.code : undefined;
  const kind = (code === undefined ? undefined : KINDS[code]) ?? "internal";
  if (code !== undefined && SHOWN.has(code)) {
    const current = error instanceof FountainError ? error.currentSequence : undefined;
    const headers = current === undefined || current === 0 ? {} : { etag: `"${current}"` };
    return new ProblemError(kind, messageOf(error), { cause: error, headers });
  }
  const headers = kind === "overloaded" ? { "retry-after": "1" } : {};
  return new ProblemError(kind, HIDDEN_DETAILS[kind] ?? HIDDEN_DETAILS.internal ?? "", { cause: error, headers });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The members of a problem document. @param instance path of the request */
export function problemDocument({ kind, message, extras }: ProblemError, instance: string): Record<string, unknown> {
  const { status, title } = PROBLEMS[kind];
  return {
    type: PROBLEM_URN + kind,
    title: extras.title ?? title,
    status: extras.status ?? status,
    detail: message,
    instance,
    ...(extras.errors === undefined || extras.errors.length === 0 ? {} : { errors: extras.errors }),
    ...extras.members,
  };
}

/** The response that a problem is. */
export function problemResponse(problem: ProblemError, instance: string): Response {
  return new Response(JSON.stringify(problemDocument(problem, instance)), {
    status: problem.extras.status ?? PROBLEMS[problem.kind].status,
    headers: { "content-type": "application/problem+json", ...problem.extras.headers },
  });
}
