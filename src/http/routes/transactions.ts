/**
 * Transactions: many operations over many collections, all or nothing.
 *
 * @module
 */

import { present } from "../../base/assert.ts";
import { FountainError } from "../../base/errors.ts";
import type { WriteOperation } from "../../store/operations.ts";
import type { RecordContent } from "../../store/record.ts";
import type { Written } from "../../store/writer.ts";
import { type Answer, commitAndAnswer } from "../kept_answers.ts";
import { problemDocument, ProblemError, type ProblemKind, PROBLEMS, toProblem } from "../problems.ts";
import { textOf } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import type { Route, Server } from "../server.ts";
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
    const minimal = wantsMinimal(request);
    const answerOf = (written: Written): Answer => committed(operations, written, minimal);
    return await commitAndAnswer(server, request, text, operations, answerOf, { requireSequenceAtLeast });
  } catch (error) {
    throw refusal(error, request.path);
  }
}

/** RFC 7240: `Prefer: return=minimal` leaves the records out of the results. */
function wantsMinimal(request: ApiRequest): boolean {
  return /(?:^|,)\s*return\s*=\s*"?minimal"?\s*(?:,|;|$)/i.test(request.headers.get("prefer") ?? "");
}

function committed(
  operations: readonly WriteOperation[],
  { first, last, outcomes }: Written,
  minimal: boolean,
): Answer {
  const results = operations.map((operation, at) => {
    const record = minimal ? undefined : recordOf(operation, outcomes[at]?.content, first + at);
    return `{"opIndex":${at},"status":"ok"${record === undefined ? "" : `,"record":${record}`}}`;
  });
  const headers = { "content-type": "application/json", ...minimal ? { "preference-applied": "return=minimal" } : {} };
  return { status: 200, headers, body: `{"committedSequence":${last},"results":[${results.join(",")}]}` };
}

/** The record that an operation has left, when it has left one. */
function recordOf(
  operation: WriteOperation,
  content: RecordContent | undefined,
  sequence: number,
): string | undefined {
  if (operation.op !== "put" && operation.op !== "patch") return undefined;
  if (content === undefined && operation.op === "put") {
    return textOf(operation.id, operation.json, operation.version, sequence);
  }
  const { json, version, expiresAtMs } = present(content, "what a patch made");
  return textOf(operation.id, json, version, sequence, expiresAtMs);
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
