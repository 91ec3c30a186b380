/**
 * The change feed, asked for page by page or as a stream of server-sent events.
 *
 * ```
 *   GET /changes?since=7                     {"items": […], "nextSince": 42}
 *   GET /changes  Accept: text/event-stream  id: 43
 *                                            data: {"sequence":43,"collection":"c","id":"a","deleted":false,"record":{…}}
 * ```
 *
 * A stream is read from the store as fast as its client takes it, and no faster: whoever is slow costs nothing but falls behind, and is told
 * so when the feed does not reach back to him any more. A stream ends when the server begins to stop.
 *
 * @module
 */

import { FountainError } from "../../base/errors.ts";
import type { Change } from "../../store/changes.ts";
import { checkCollectionName } from "../../store/names.ts";
import { checked, invalidField, PROBLEM_URN } from "../problems.ts";
import { recordText } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import { jsonText } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";

const LIMIT_MAX = 1000;
const PAGE_TEXT_MAX = 16 << 20;
/** A stream with nothing to tell says so this often, so that nobody in between takes it for dead. */
const KEEP_ALIVE_MS = 15_000;
const TEXT_ENCODER = new TextEncoder();

/** The route of changes. */
export function changeRoutes(server: Server): Route[] {
  return [{
    operationId: "getChanges",
    method: "GET",
    path: "/changes",
    handle: (request) => getChanges(server, request),
  }];
}

async function getChanges(server: Server, request: ApiRequest): Promise<Response> {
  const store = storeOf(server);
  const collection = request.query("collection");
  if (collection !== undefined) checked("#/query/collection", checkCollectionName, collection);
  const wantsStream = /\btext\/event-stream\b/i.test(request.headers.get("accept") ?? "");
  const lastEventId = wantsStream ? request.headers.get("last-event-id") ?? "" : "";
  const sinceText = lastEventId !== "" ? lastEventId : request.query("since");
  const since = sinceText === undefined ? store.sequence : wholeNumber(sinceText, "since", 0, Number.MAX_SAFE_INTEGER);
  if (wantsStream) return eventStream(server, request, since, collection);
  const limitText = request.query("limit");
  const limit = limitText === undefined ? server.limits.pageSizeDefault : wholeNumber(limitText, "limit", 1, LIMIT_MAX);
  const texts: string[] = [];
  let place = since;
  let length = 0;
  for (let atEnd = false; !atEnd && texts.length < limit && length < PAGE_TEXT_MAX;) {
    const page = checked("#/query/since", () => store.changesPage<unknown>(place, limit - texts.length, collection));
    for (const change of page.items) {
      const text = changeText(change);
      texts.push(text);
      length += text.length;
    }
    place = page.nextSince;
    atEnd = page.atEnd;
    if (!atEnd) await server.platform.clock.sleep(0);
  }
  return jsonText(`{"items":[${texts.join(",")}],"nextSince":${place}}`);
}

function eventStream(server: Server, request: ApiRequest, since: number, collection: string | undefined): Response {
  const store = storeOf(server);
  // What is wrong with the place is told by a status, as long as there is one to tell it by.
  checked("#/query/since", () => store.changesPage(since, 1, collection));
  const left = new AbortController();
  for (const signal of [request.signal, server.stopping]) {
    if (signal.aborted) left.abort();
    // The server outlives the stream, so its signal must let go of it.
    else signal.addEventListener("abort", () => left.abort(), { signal: left.signal });
  }
  const changes = store.changes<unknown>({ since, collection, signal: left.signal });
  let next: Promise<IteratorResult<Change<unknown>, void>> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      next ??= changes.next();
      const alive = server.platform.clock.sleep(KEEP_ALIVE_MS, true);
      const result = await Promise.race([next, alive]).catch((error: unknown) => lastEvent(error));
      if (result === undefined) {
        controller.enqueue(TEXT_ENCODER.encode(": nothing new\n\n"));
        return;
      }
      next = undefined;
      if (typeof result === "string") controller.enqueue(TEXT_ENCODER.encode(result));
      if (typeof result === "string" || result.done === true) {
        left.abort();
        return controller.close();
      }
      controller.enqueue(TEXT_ENCODER.encode(eventText(result.value)));
    },
    async cancel() {
      left.abort();
      await changes.return();
    },
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
  return new Response(stream, { headers });
}

/** The event that ends a stream which cannot go on. @throws what is no error of the store */
function lastEvent(error: unknown): string {
  if (!(error instanceof FountainError)) throw error;
  const type = PROBLEM_URN + (error.code === "gone" ? "gone" : "overloaded");
  const detail = error.code === "gone" ? error.message : "The store is closing. Try again shortly.";
  return `event: problem\ndata: ${JSON.stringify({ type, detail })}\n\n`;
}

function eventText(change: Change<unknown>): string {
  // Records may be written over several lines, and each line of an event's data says that it is one.
  const data = changeText(change).split(/\r\n|[\r\n]/).map((line) => `data: ${line}\n`).join("");
  return `id: ${change.sequence}\n${data}\n`;
}

function changeText(change: Change<unknown>): string {
  const start = `{"sequence":${change.sequence},"collection":"${change.collection}"`;
  if ("dropped" in change) return `${start},"dropped":true}`;
  const record = change.record === undefined ? "" : `,"record":${recordText(change.record)}`;
  return `${start},"id":${JSON.stringify(change.id)},"deleted":${change.deleted}${record}}`;
}

function wholeNumber(text: string, name: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw invalidField(`#/query/${name}`, `must be a whole number from ${least} to ${most}`);
}
