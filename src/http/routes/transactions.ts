/**
 * Transactions: many operations over many collections, all or nothing.
 *
 * @module
 */

import { FountainError } from "../../base/errors.ts";
import type { WriteOperation } from "../../store/operations.ts";
import { problemDocument, ProblemError, type ProblemKind, PROBLEMS, toProblem } from "../problems.ts";
import { textOf } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import { jsonText } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { transactionBody } from "../transaction_body.ts";

/** Refusals that keep their own type; the others are told as `conflict`, since what was sent was in order. */
const OWN_TYPES = new Set<ProblemKind>(["sequence-too-low", "unique-violation", "precondition-failed", "conflict"]);
/** Refusals of the state that the transaction met. */
const REFUSALS = new Set<ProblemKind>([...OWN_TYPES, "not-found"]);

/** The routes of transactions. */
export function transactionRoutes(server: Server): Route[] {
  return [{
    operationId: "commitTransaction",
    method: "POST",
    path: "/transactions",
    handle: (request) => commitTransaction(server, request),
  }];
}

async function commitTransaction(server: Server, request: ApiRequest): Promise<Response> {
  const { transactionBytesMax, recordBytesMax } = server.limits;
  const text = await request.jsonText(transactionBytesMax);
  const { operations, requireSequenceAtLeast } = transactionBody(text, recordBytesMax);
  try {
    const { last } = await storeOf(server).commitChecked(operations, { requireSequenceAtLeast });
    return committed(operations, last, wantsMinimal(request));
  } catch (error) {
    throw refusal(error, request.path);
  }
}

/** RFC 7240: `Prefer: return=minimal` leaves the records out of the results. */
function wantsMinimal(request: ApiRequest): boolean {
  return /(?:^|,)\s*return\s*=\s*"?minimal"?\s*(?:,|;|$)/i.test(request.headers.get("prefer") ?? "");
}

function committed(operations: readonly WriteOperation[], last: number, minimal: boolean): Response {
  const first = last - operations.length + 1;
  const results = operations.map((operation, at) => {
    if (minimal || operation.op !== "put") return `{"opIndex":${at},"status":"ok"}`;
    const { id, json, version } = operation;
    return `{"opIndex":${at},"status":"ok","record":${textOf(id, json, version, first + at)}}`;
  });
  const headers = minimal ? { "preference-applied": "return=minimal" } : {};
  return jsonText(`{"committedSequence":${last},"results":[${results.join(",")}]}`, 200, headers);
}

/** A 409 that names the operations at fault; anything else is what it is. */
function refusal(error: unknown, instance: string): unknown {
  const problem = toProblem(error);
  if (!(error instanceof FountainError) || !REFUSALS.has(problem.kind)) return error;
  const failures = error.failures ?? [{ opIndex: -1, error }];
  const kind = OWN_TYPES.has(problem.kind) ? problem.kind : "conflict";
  const results = failures.map((failure) => {
    const document = problemDocument(toProblem(failure.error), instance);
    return { opIndex: failure.opIndex, status: "error", error: document };
  });
  const title = kind === "unique-violation" ? PROBLEMS[kind].title : PROBLEMS.conflict.title;
  return new ProblemError(kind, problem.message, { status: 409, title, members: { results }, cause: error });
}
