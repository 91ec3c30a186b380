/**
 * Records: put, get, delete, list. The path that nearly every request takes, so it does nothing twice and parses nothing in vain.
 *
 * @module
 */

import type { CollectionReader } from "../../store/reader.ts";
import { checkCollectionName, checkId } from "../../store/names.ts";
import { recordPart } from "../body.ts";
import { entityTag, isKnown } from "../entity_tags.ts";
import { invalidField, invalidRequest, ProblemError } from "../problems.ts";
import { recordText, textOf } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import { jsonText, noContent, tagged } from "../responses.ts";
import { scanPage } from "../scan_page.ts";
import { type Route, type Server, storeOf } from "../server.ts";

/** What a body may hold around its record. */
const ENVELOPE_BYTES = 64 << 10;

/** The routes of records. */
export function recordRoutes(server: Server): Route[] {
  return [
    {
      operationId: "putRecord",
      method: "PUT",
      path: "/collections/{collection}/records/{id}",
      handle: (request) => putRecord(server, request),
    },
    {
      operationId: "getRecord",
      method: "GET",
      path: "/collections/{collection}/records/{id}",
      handle: (request) => getRecord(server, request),
    },
    {
      operationId: "deleteRecord",
      method: "DELETE",
      path: "/collections/{collection}/records/{id}",
      handle: (request) => deleteRecord(server, request),
    },
    {
      operationId: "listRecords",
      method: "GET",
      path: "/collections/{collection}/records",
      handle: (request) => listRecords(server, request),
    },
  ];
}

async function putRecord(server: Server, request: ApiRequest): Promise<Response> {
  const { collection, id } = recordPath(request);
  const { recordBytesMax } = server.limits;
  const text = await request.jsonText(recordBytesMax + ENVELOPE_BYTES);
  const record = recordPart(text, recordBytesMax);
  if (record.id !== undefined && record.id !== id) {
    throw invalidField("#/id", "must be the id of the path, or left out");
  }
  const { json, version } = record;
  const { last, outcomes } = await storeOf(server).commitChecked([
    { op: "put", collection, id, json, version, looksUp: true },
  ]);
  const body = textOf(id, json, version, last);
  if (outcomes[0]?.replacedSequence !== 0) return tagged(body, last);
  const location = `/collections/${collection}/records/${encodeURIComponent(id)}`;
  return jsonText(body, 201, { etag: entityTag(last), location });
}

function getRecord(server: Server, request: ApiRequest): Response {
  const { collection, id } = recordPath(request);
  const reader = readerOf(server, request, collection);
  const record = reader.get(id);
  if (record === undefined) throw notThere(reader, id);
  const known = request.headers.get("if-none-match");
  if (known !== null && isKnown(known, record.sequence)) {
    return new Response(null, { status: 304, headers: { etag: entityTag(record.sequence) } });
  }
  return tagged(recordText(record), record.sequence);
}

async function deleteRecord(server: Server, request: ApiRequest): Promise<Response> {
  const { collection, id } = recordPath(request);
  await storeOf(server).commitChecked([{ op: "delete", collection, id, mustExist: true }]);
  return noContent();
}

async function listRecords(server: Server, request: ApiRequest): Promise<Response> {
  const collection = collectionPath(request);
  const reader = readerOf(server, request, collection);
  const token = request.query("pageToken");
  const scope = request.scope("listRecords", collection, "startAfter");
  return await scanPage(server.tokens, reader, {
    prefix: request.query("prefix"),
    startAfter: request.query("startAfter"),
    startPointer: "#/query/startAfter",
    pageSize: request.pageSize(server.limits.pageSizeDefault),
    token,
    scope,
  });
}

/** The collection in the path. @throws ProblemError when it is no name */
export function collectionPath(request: ApiRequest): string {
  const collection = request.param("collection");
  checkPath("collection", collection, checkCollectionName);
  return collection;
}

/** The collection and the id in the path. @throws ProblemError when they are none */
export function recordPath(request: ApiRequest): { readonly collection: string; readonly id: string } {
  const collection = collectionPath(request);
  const id = request.param("id");
  checkPath("id", id, checkId);
  return { collection, id };
}

function checkPath(name: string, value: string, check: (value: string) => void): void {
  try {
    check(value);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw invalidRequest(detail, [{ pointer: `#/path/${name}`, detail }]);
  }
}

/** Reads the collection as it is, or as the snapshot of the query saw it. @throws FountainError `not-found` for an unknown snapshot */
export function readerOf(server: Server, request: ApiRequest, collection: string): CollectionReader<unknown> {
  const snapshot = request.query("snapshot");
  const store = storeOf(server);
  return snapshot === undefined
    ? store.collection<unknown>(collection)
    : store.openSnapshot(snapshot).collection<unknown>(collection);
}

/** @throws ProblemError when the collection is not there */
export function mustExist(reader: CollectionReader<unknown>): void {
  if (!reader.exists()) throw new ProblemError("not-found", `There is no collection ${JSON.stringify(reader.name)}`);
}

function notThere(reader: CollectionReader<unknown>, id: string): ProblemError {
  mustExist(reader);
  return new ProblemError("not-found", `There is no record ${JSON.stringify(id)} in ${JSON.stringify(reader.name)}`);
}
