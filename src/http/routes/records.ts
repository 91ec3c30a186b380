/**
 * Records: put, get, delete, list. The path that nearly every request takes, so it does nothing twice and parses nothing in vain.
 *
 * @module
 */

import { present } from "../../base/assert.ts";
import { type PatchKind, readPatch } from "../../encoding/json_patch.ts";
import { formatTime } from "../../encoding/rfc3339.ts";
import { missingCollection } from "../../store/missing.ts";
import type { CollectionReader } from "../../store/reader.ts";
import type { RecordVersion } from "../../store/record.ts";
import { checkCollectionName, checkId } from "../../store/names.ts";
import { recordPart } from "../body.ts";
import { entityTag, isKnown } from "../entity_tags.ts";
import { commitAndAnswer } from "../kept_answers.ts";
import { withReader } from "../past.ts";
import { checked, invalidField, ProblemError } from "../problems.ts";
import { recordText, textOf } from "../record_text.ts";
import type { ApiRequest } from "../request.ts";
import { jsonText, tagged } from "../responses.ts";
import { scanPage } from "../scan_page.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { writeConditions } from "../write_conditions.ts";

/** What a body may hold around its record. */
const ENVELOPE_BYTES = 64 << 10;
/** A page of a history ends early behind so much text. */
const HISTORY_TEXT_MAX = 16 << 20;

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
      operationId: "patchRecord",
      method: "PATCH",
      path: "/collections/{collection}/records/{id}",
      handle: (request) => patchRecord(server, request),
    },
    {
      operationId: "getRecordHistory",
      method: "GET",
      path: "/collections/{collection}/records/{id}/history",
      handle: (request) => getHistory(server, request),
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
  const { json, version, expiresAtMs, ttlMs } = record;
  const conditions = writeConditions(request);
  return await commitAndAnswer(
    server,
    request,
    text,
    [{ op: "put", collection, id, json, version, expiresAtMs, ttlMs, looksUp: true, ...conditions }],
    ({ last, outcomes: [outcome] }) => {
      const body = textOf(id, json, version, last, outcome?.content?.expiresAtMs);
      const headers = { "content-type": "application/json", etag: entityTag(last) };
      if (outcome?.replacedSequence !== 0) return { status: 200, headers, body };
      const location = `/collections/${collection}/records/${encodeURIComponent(id)}`;
      return { status: 201, headers: { ...headers, location }, body };
    },
  );
}

async function patchRecord(server: Server, request: ApiRequest): Promise<Response> {
  const { collection, id } = recordPath(request);
  const { recordBytesMax } = server.limits;
  const kind = patchKind(request);
  const text = await request.jsonText(recordBytesMax + ENVELOPE_BYTES);
  const patch = checked("#", readPatch, text, kind);
  return await commitAndAnswer(
    server,
    request,
    text,
    [{ op: "patch", collection, id, patch, bytesMax: recordBytesMax, ...writeConditions(request) }],
    ({ last, outcomes: [outcome] }) => {
      const { json, version, expiresAtMs } = present(outcome?.content, "what a patch made");
      const headers = { "content-type": "application/json", etag: entityTag(last) };
      return { status: 200, headers, body: textOf(id, json, version, last, expiresAtMs) };
    },
  );
}

const PATCH_TYPES: Readonly<Record<string, PatchKind>> = {
  "application/merge-patch+json": "merge",
  "application/json-patch+json": "json",
};

function patchKind(request: ApiRequest): PatchKind {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  const kind = PATCH_TYPES[type.trim().toLowerCase()];
  if (kind !== undefined) return kind;
  const accepted = Object.keys(PATCH_TYPES).join(", ");
  throw new ProblemError("unsupported-media-type", `A patch must have one of the content types ${accepted}`, {
    headers: { "accept-patch": accepted },
  });
}

function getRecord(server: Server, request: ApiRequest): Response | Promise<Response> {
  const { collection, id } = recordPath(request);
  return withReader(server, request, collection, (reader) => {
    const record = reader.get(id);
    if (record === undefined) throw notThere(reader, id);
    const known = request.headers.get("if-none-match");
    if (known !== null && isKnown(known, record.sequence)) {
      return new Response(null, { status: 304, headers: { etag: entityTag(record.sequence) } });
    }
    return tagged(recordText(record), record.sequence);
  });
}

async function deleteRecord(server: Server, request: ApiRequest): Promise<Response> {
  const { collection, id } = recordPath(request);
  const operation = { op: "delete", collection, id, mustExist: true, ...writeConditions(request) } as const;
  return await commitAndAnswer(server, request, "", [operation], () => ({ status: 204, headers: {}, body: null }));
}

function listRecords(server: Server, request: ApiRequest): Response | Promise<Response> {
  const collection = collectionPath(request);
  const page = {
    prefix: request.query("prefix"),
    startAfter: request.query("startAfter"),
    startPointer: "#/query/startAfter",
    pageSize: request.pageSize(server.limits.pageSizeDefault),
    token: request.query("pageToken"),
    scope: request.scope("listRecords", collection, "startAfter"),
  };
  return withReader(server, request, collection, (reader) => {
    mustExist(reader);
    return scanPage(server.tokens, reader, page);
  });
}

async function getHistory(server: Server, request: ApiRequest): Promise<Response> {
  const { collection, id } = recordPath(request);
  const pageSize = request.pageSize(server.limits.pageSizeDefault);
  const scope = request.scope("getRecordHistory", JSON.stringify([collection, id]));
  const token = request.query("pageToken");
  const before = token === undefined ? Infinity : Number(await server.tokens.open(scope, token));
  const reader = storeOf(server).collection<unknown>(collection);
  const texts: string[] = [];
  let last = 0;
  let next = "";
  let length = 0;
  for (const version of reader.history(id, { before })) {
    if (texts.length === pageSize || length > HISTORY_TEXT_MAX) {
      next = `,"nextPageToken":${JSON.stringify(await server.tokens.sign(scope, String(last)))}`;
      break;
    }
    const text = versionText(version);
    texts.push(text);
    length += text.length;
    last = version.sequence;
  }
  if (texts.length === 0 && token === undefined) throw notThere(reader, id);
  return jsonText(`{"items":[${texts.join(",")}]${next}}`);
}

function versionText({ sequence, deleted, record, committedAtMs }: RecordVersion<unknown>): string {
  const data = record === undefined ? "" : `,"data":${record.json}`;
  const version = JSON.stringify(record?.version ?? null);
  const committedAt = formatTime(committedAtMs);
  return `{"sequence":${sequence},"deleted":${deleted}${data},"version":${version},"committedAt":"${committedAt}"}`;
}

/** The collection in the path. @throws ProblemError when it is no name */
export function collectionPath(request: ApiRequest): string {
  const collection = request.param("collection");
  checked("#/path/collection", checkCollectionName, collection);
  return collection;
}

/** The collection and the id in the path. @throws ProblemError when they are none */
export function recordPath(request: ApiRequest): { readonly collection: string; readonly id: string } {
  const collection = collectionPath(request);
  const id = request.param("id");
  checked("#/path/id", checkId, id);
  return { collection, id };
}

/** @throws FountainError `not-found` when the collection is not there */
export function mustExist(reader: CollectionReader<unknown>): void {
  if (!reader.exists()) throw missingCollection(reader.name);
}

function notThere(reader: CollectionReader<unknown>, id: string): ProblemError {
  mustExist(reader);
  return new ProblemError("not-found", `There is no record ${JSON.stringify(id)} in ${JSON.stringify(reader.name)}`);
}
