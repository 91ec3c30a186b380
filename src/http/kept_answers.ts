/**
 * Writes that may come again under an `Idempotency-Key`: the first answer is kept by the store, with the write, and given again.
 *
 * @module
 */

import { toHex } from "../encoding/bytes.ts";
import { checkIdempotencyKey } from "../store/idempotency.ts";
import type { WriteOperation } from "../store/operations.ts";
import type { CommitOptions } from "../store/store_types.ts";
import type { Written } from "../store/writer.ts";
import { checked } from "./problems.ts";
import type { ApiRequest } from "./request.ts";
import { type Server, storeOf } from "./server.ts";

/** What a response is made of. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
}

const TEXT_ENCODER = new TextEncoder();
const FINGERPRINT_KEY = TEXT_ENCODER.encode("fountainstore idempotency");

/**
 * Commits what a request asks for and answers it; or, when it comes again under its key, as it was answered the first time.
 * @param body the request's, which says what it is, beside method, path and what else decides: the same key with another is refused
 * @param answerOf is asked in the turn in which the write is sequenced
 * @throws FountainError of the store, ProblemError for a malformed key
 */
export async function commitAndAnswer(
  server: Server,
  request: ApiRequest,
  body: string,
  operations: readonly WriteOperation[],
  answerOf: (written: Written) => Answer,
  options: CommitOptions = {},
): Promise<Response> {
  const key = request.headers.get("idempotency-key");
  if (key === null) return responseOf(answerOf(await storeOf(server).commitChecked(operations, options)));
  checked("#/header/Idempotency-Key", checkIdempotencyKey, key);
  const { answer = "" } = await storeOf(server).commitChecked(operations, {
    ...options,
    idempotency: {
      key,
      fingerprint: fingerprintOf(server, request, body),
      answer: (written) => JSON.stringify(answerOf(written)),
    },
  });
  return responseOf(JSON.parse(answer) as Answer);
}

function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

/** Two requests are the same when these are: the path counts without its version prefix. */
function fingerprintOf({ platform }: Server, request: ApiRequest, body: string): string {
  const { method, path, headers } = request;
  const decisive = ["content-type", "if-match", "if-none-match", "prefer"].map((name) => headers.get(name) ?? "");
  const text = [method, path.replace(/^\/v1(?=\/)/, ""), ...decisive, body].join("\n");
  return toHex(platform.hmacSha256(FINGERPRINT_KEY, TEXT_ENCODER.encode(text)));
}
