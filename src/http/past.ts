/**
 * Reading as of a snapshot (`?snapshot=`), or of a past moment (`?at=`): a sequence or a time.
 *
 * @module
 */

import { parseTime } from "../encoding/rfc3339.ts";
import type { CollectionReader } from "../store/reader.ts";
import { checked, invalidField } from "./problems.ts";
import type { ApiRequest } from "./request.ts";
import { type Server, storeOf } from "./server.ts";

/**
 * Answers with a reader of the collection as the request's query wants it: as it is, or as it was.
 * @throws FountainError `not-found` for an unknown snapshot, `gone` for a past that is not kept
 */
export function withReader(
  server: Server,
  request: ApiRequest,
  collection: string,
  answer: (reader: CollectionReader<unknown>) => Response | Promise<Response>,
): Response | Promise<Response> {
  const store = storeOf(server);
  const snapshot = request.query("snapshot");
  const at = request.query("at");
  if (at === undefined) {
    return answer(
      snapshot === undefined
        ? store.collection<unknown>(collection)
        : store.openSnapshot(snapshot).collection<unknown>(collection),
    );
  }
  if (snapshot !== undefined) throw invalidField("#/query/at", "must be left out beside snapshot");
  const view = checked("#/query/at", () => store.at(momentOf(at)));
  const close = (): void => view.close();
  try {
    const response = answer(view.collection<unknown>(collection));
    if (response instanceof Promise) return response.finally(close);
    close();
    return response;
  } catch (error) {
    close();
    throw error;
  }
}

function momentOf(at: string): { readonly sequence: number } | { readonly timeMs: number } {
  if (/^\d{1,16}$/.test(at)) return { sequence: Number(at) };
  // A plus sign that was not encoded has become a space.
  const timeMs = parseTime(at.replace(" ", "+"));
  if (timeMs === undefined || timeMs < 0) {
    throw invalidField("#/query/at", "must be a sequence, or a time such as 2026-03-01T12:00:00Z");
  }
  return { timeMs };
}
