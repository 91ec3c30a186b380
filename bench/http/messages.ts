/**
 * Requests as texts, and what a good answer to each holds.
 *
 * A status says little about an answer. Of every one the size is looked at, and one in so many is parsed and compared with what was asked for: often
 * enough to see a server that answers nonsense, seldom enough to leave the processor to the server.
 *
 * @module
 */

import type { DataSet, Document } from "../documents.ts";
import { LATENCY_KINDS, type Operation } from "../operations.ts";
import { BATCH_DOCUMENTS } from "../settings.ts";
import { requestText } from "./connection.ts";
import type { PlannedRequest } from "./generator.ts";
import type { Response } from "./response_parser.ts";
import { COLLECTION } from "./settings.ts";

/** A record's answer, as far as it is looked at. */
interface RecordAnswer {
  readonly id?: unknown;
  readonly data?: Partial<Document>;
  readonly sequence?: unknown;
  readonly deleted?: unknown;
}

/** A transaction's answer, as far as it is looked at. */
interface TransactionAnswer {
  readonly committedSequence?: unknown;
  readonly results?: readonly { readonly opIndex?: unknown; readonly status?: unknown }[];
}

/** Asks whether a server serves. */
export const HEALTH = requestText("GET", "/health");

const PARSED_SHARE = 1 / 64;

/** The path of a record. */
export function recordPath(id: string, collection = COLLECTION): string {
  return `/collections/${collection}/records/${encodeURIComponent(id)}`;
}

/** A GET of a record. */
export function getText(id: string, collection = COLLECTION): string {
  return requestText("GET", recordPath(id, collection));
}

/** A POST of a transaction that puts all entries. */
export function transactionText(
  entries: readonly { readonly id: string; readonly json: string }[],
  collection = COLLECTION,
): string {
  const head = `{"op":"put","collection":${JSON.stringify(collection)},"record":{"id":`;
  const operations = entries.map(({ id, json }) => `${head}${JSON.stringify(id)},"data":${json}}}`);
  return requestText("POST", "/transactions", `{"operations":[${operations.join(",")}]}`);
}

/** The request that does an operation. */
export function requestOf({ kind, id, document }: Operation): PlannedRequest {
  const text = document === undefined
    ? getText(id)
    : requestText("PUT", recordPath(id), `{"data":${JSON.stringify(document)}}`);
  return { text, kind: LATENCY_KINDS[kind], id, operations: 1 };
}

/** The requests that load all rows, one after another; undefined behind the last, or once `goesOn` says no. */
export function loadRequests(data: DataSet, goesOn = (): boolean => true): () => PlannedRequest | undefined {
  let from = 0;
  return () => {
    const count = Math.min(BATCH_DOCUMENTS, data.rows - from);
    if (count === 0 || !goesOn()) return undefined;
    const entries = Array.from({ length: count }, (_, at) => {
      return { id: data.id(from + at), json: JSON.stringify(data.document(from + at)) };
    });
    from += count;
    return { text: transactionText(entries), kind: "put", id: "", operations: count };
  };
}

/** True for an answer to `HEALTH` of a server whose store is open. */
export function isHealthy({ status, body }: Response): boolean {
  return status === 200 && parsed<{ readonly status?: unknown }>(body)?.status === "ok";
}

/** A check of successes to GETs and PUTs; see the module. */
export function recordCheck(data: DataSet): (response: Response, request: PlannedRequest) => boolean {
  let due = 1;
  return ({ body }, { id }) => {
    if (body.length < data.userBytes) return false;
    due += PARSED_SHARE;
    if (due < 1) return true;
    due -= 1;
    const answer = parsed<RecordAnswer>(body);
    return answer?.id === id && Number.isSafeInteger(answer.sequence) && answer.deleted === false &&
      typeof answer.data?.field0 === "string" && typeof answer.data.field9 === "string";
  };
}

/** A check of successes to transactions: each operation has its result. The first few are looked at, since they are long. */
export function transactionCheck(looks = 3): (response: Response, request: PlannedRequest) => boolean {
  let left = looks;
  return ({ body }, { operations }) => {
    if (left <= 0) return true;
    left--;
    const answer = parsed<TransactionAnswer>(body);
    const { committedSequence, results = [] } = answer ?? {};
    return Number.isSafeInteger(committedSequence) && results.length === operations &&
      results.every(({ opIndex, status }, at) => opIndex === at && status === "ok");
  };
}

/** The JSON value of a body, whose shape the caller looks at; undefined when it is none. */
export function parsed<T>(body: Response["body"]): T | undefined {
  try {
    return JSON.parse(body.toString()) as T;
  } catch {
    return undefined;
  }
}
