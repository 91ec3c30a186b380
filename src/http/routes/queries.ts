/**
 * Queries: one route, many types; each type has an entry in the table below.
 *
 * @module
 */

import { parseExact } from "../../encoding/exact_json.ts";
import { memberSlices } from "../../encoding/json_slices.ts";
import type { CollectionReader } from "../../store/reader.ts";
import { checkedId, parseObject } from "../body.ts";
import { invalidField } from "../problems.ts";
import { recordText } from "../record_text.ts";
import { type ApiRequest, checkedPageSize } from "../request.ts";
import { jsonText } from "../responses.ts";
import { scanPage } from "../scan_page.ts";
import type { Route, Server } from "../server.ts";
import { type IndexQuery, queryAggregate, queryFind, queryIndexEquals, queryIndexRange } from "./index_queries.ts";
import { withReader } from "../past.ts";
import { collectionPath, mustExist } from "./records.ts";

/** A query that is to be answered. */
interface Query {
  readonly server: Server;
  readonly reader: CollectionReader<unknown>;
  readonly body: Record<string, unknown>;
  /** The body as it was sent. */
  readonly text: string;
  /** What its page tokens are bound to: every member of the body but those named, and those that are null where that counts as left out. */
  readonly scope: (...without: readonly string[]) => string;
}

/** Members that are keys: null is one, too. */
const KEYS: readonly string[] = ["key", "gt", "gte", "lt", "lte"];

const TYPES: Readonly<Record<string, (query: Query) => Response | Promise<Response>>> = {
  byId: queryById,
  scan: queryScan,
  indexEquals: (query) => queryIndexEquals(indexQuery(query)),
  indexRange: (query) => queryIndexRange(indexQuery(query)),
  find: (query) => queryFind(indexQuery(query)),
  aggregate: (query) => queryAggregate(indexQuery(query)),
};

/** The routes of queries. */
export function queryRoutes(server: Server): Route[] {
  return [{
    operationId: "queryCollection",
    method: "POST",
    path: "/collections/{collection}/query",
    handle: (request) => queryCollection(server, request),
  }];
}

async function queryCollection(server: Server, request: ApiRequest): Promise<Response> {
  const collection = collectionPath(request);
  const text = await request.jsonText(server.limits.bodyBytesMax);
  const body = parseObject(text);
  const answer = typeof body.type === "string" && Object.hasOwn(TYPES, body.type) ? TYPES[body.type] : undefined;
  if (answer === undefined) throw invalidField("#/type", `must be one of ${Object.keys(TYPES).join(", ")}`);
  const scope = (...without: readonly string[]): string => {
    const not = ["pageSize", "limit", "pageToken", ...without];
    const shaping = [...memberSlices(text)].filter(([name, json]) => {
      return (json !== "null" || KEYS.includes(name)) && !not.includes(name);
    });
    return JSON.stringify([
      "queryCollection",
      collection,
      request.query("snapshot") ?? null,
      request.query("at") ?? null,
      shaping.sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  };
  return await withReader(server, request, collection, (reader) => {
    mustExist(reader);
    return answer({ server, reader, body, text, scope });
  });
}

/** The query for those that go by keys. */
function indexQuery({ server, reader, body, text, scope }: Query): IndexQuery {
  return {
    server,
    reader,
    body: parseExact(text) as Record<string, unknown>,
    pageSize: pageSizeMember(body, "pageSize", server.limits.pageSizeDefault),
    pageToken: textMember(body, "pageToken"),
    scope: () => scope(),
  };
}

function queryById({ reader, body }: Query): Response {
  const id = textMember(body, "id");
  if (id === undefined) throw invalidField("#/id", "is required");
  checkedId(id, "#/id");
  const record = reader.get(id);
  return jsonText(`{"items":[${record === undefined ? "" : recordText(record)}]}`);
}

async function queryScan({ server, reader, body, scope }: Query): Promise<Response> {
  const { reverse } = body;
  if (reverse !== undefined && reverse !== null && typeof reverse !== "boolean") {
    throw invalidField("#/reverse", "must be true or false");
  }
  return await scanPage(server.tokens, reader, {
    prefix: textMember(body, "prefix"),
    startAfter: textMember(body, "startAfter"),
    startPointer: "#/startAfter",
    reverse: reverse === true,
    pageSize: pageSizeMember(body, "limit", pageSizeMember(body, "pageSize", server.limits.pageSizeDefault)),
    token: textMember(body, "pageToken"),
    scope: scope("startAfter"),
  });
}

/** A member that is a text; undefined when it is left out or null. @throws ProblemError */
export function textMember(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalidField(`#/${name}`, "must be a string");
  if (!value.isWellFormed()) throw invalidField(`#/${name}`, "must not hold half of a surrogate pair");
  return value;
}

/** A member that says how long a page is. @throws ProblemError */
export function pageSizeMember(body: Record<string, unknown>, name: string, otherwise: number): number {
  const value = body[name];
  if (value === undefined || value === null) return otherwise;
  return checkedPageSize(typeof value === "number" ? value : NaN, `#/${name}`);
}
