/**
 * Collections: made, listed, dropped.
 *
 * @module
 */

import { parseObject } from "../body.ts";
import type { ApiRequest } from "../request.ts";
import { json, noContent } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { validBody } from "../validation.ts";
import { missingCollection } from "../../store/missing.ts";
import type { CollectionInfo } from "../../store/store_types.ts";
import { collectionPath } from "./records.ts";

/** The routes of collections. */
export function collectionRoutes(server: Server): Route[] {
  return [
    {
      operationId: "listCollections",
      method: "GET",
      path: "/collections",
      handle: (request) => listCollections(server, request),
    },
    {
      operationId: "createCollection",
      method: "POST",
      path: "/collections",
      handle: (request) => createCollection(server, request),
    },
    {
      operationId: "getCollection",
      method: "GET",
      path: "/collections/{collection}",
      handle: (request) => getCollection(server, request),
    },
    {
      operationId: "deleteCollection",
      method: "DELETE",
      path: "/collections/{collection}",
      handle: (request) => deleteCollection(server, request),
    },
  ];
}

async function listCollections(server: Server, request: ApiRequest): Promise<Response> {
  const pageSize = request.pageSize(server.limits.pageSizeDefault);
  const token = request.query("pageToken");
  const scope = request.scope("listCollections", "");
  const after = token === undefined ? "" : await server.tokens.open(scope, token);
  const rest = storeOf(server).collections().filter(({ name }) => name > after);
  const items = rest.slice(0, pageSize);
  const last = items.at(-1);
  if (rest.length <= pageSize || last === undefined) return json({ items: items.map(listed) });
  return json({ items: items.map(listed), nextPageToken: await server.tokens.sign(scope, last.name) });
}

async function createCollection(server: Server, request: ApiRequest): Promise<Response> {
  const body = parseObject(await request.jsonText(server.limits.bodyBytesMax));
  const { name, version = null, retention = null } = await validBody("createCollection", body);
  await storeOf(server).createCollection(name, { version, retention });
  return json(listed({ name, version, recordsApprox: 0 }), 201, { location: `/collections/${name}` });
}

function getCollection(server: Server, request: ApiRequest): Response {
  const name = collectionPath(request);
  const info = storeOf(server).collectionInfo(name);
  if (info === undefined) throw missingCollection(name);
  const { version, retention, recordsApprox } = info;
  const own = retention === null ? {} : { retention };
  return json({ name, version, recordsApprox, ...own, indexes: storeOf(server).collection(name).indexes() });
}

async function deleteCollection(server: Server, request: ApiRequest): Promise<Response> {
  await storeOf(server).dropCollection(collectionPath(request));
  return noContent();
}

/** A collection as lists show it: a version only where there is one. */
export function listed(
  { name, version, recordsApprox }: Omit<CollectionInfo, "retention">,
): Record<string, unknown> {
  return version === null ? { name, recordsApprox } : { name, version, recordsApprox };
}
