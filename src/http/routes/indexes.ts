/**
 * Indexes: defined, listed, looked at, dropped.
 *
 * @module
 */

import { FountainError } from "../../base/errors.ts";
import type { IndexDefinition, IndexSpec } from "../../index/definition.ts";
import { checkedDefinition, type IndexInfo } from "../../store/index_info.ts";
import { missingIndex } from "../../store/missing.ts";
import { checkIndexName } from "../../store/names.ts";
import { isObject, parseObject } from "../body.ts";
import { checked, invalidBody, invalidField } from "../problems.ts";
import type { ApiRequest } from "../request.ts";
import { json, noContent } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { collectionPath, mustExist } from "./records.ts";

/** How long the answer to the definition of a unique index is held back for its build. */
const UNIQUE_WAIT_MS = 10_000;

/** The routes of indexes. */
export function indexRoutes(server: Server): Route[] {
  return [
    {
      operationId: "listIndexes",
      method: "GET",
      path: "/collections/{collection}/indexes",
      handle: (request) => listIndexes(server, request),
    },
    {
      operationId: "createIndex",
      method: "POST",
      path: "/collections/{collection}/indexes",
      handle: (request) => createIndex(server, request),
    },
    {
      operationId: "getIndex",
      method: "GET",
      path: "/collections/{collection}/indexes/{index}",
      handle: (request) => getIndex(server, request),
    },
    {
      operationId: "deleteIndex",
      method: "DELETE",
      path: "/collections/{collection}/indexes/{index}",
      handle: (request) => deleteIndex(server, request),
    },
  ];
}

async function listIndexes(server: Server, request: ApiRequest): Promise<Response> {
  const collection = collectionPath(request);
  const reader = storeOf(server).collection<unknown>(collection);
  mustExist(reader);
  const pageSize = request.pageSize(server.limits.pageSizeDefault);
  const token = request.query("pageToken");
  const scope = request.scope("listIndexes", collection);
  const after = token === undefined ? "" : await server.tokens.open(scope, token);
  const rest = reader.indexes().filter(({ name }) => name > after);
  const items = rest.slice(0, pageSize);
  const last = items.at(-1);
  if (rest.length <= pageSize || last === undefined) return json({ items });
  return json({ items, nextPageToken: await server.tokens.sign(scope, last.name) });
}

async function createIndex(server: Server, request: ApiRequest): Promise<Response> {
  const collection = collectionPath(request);
  const body = parseObject(await request.jsonText(server.limits.bodyBytesMax));
  const { name, spec } = checkedIndex(body, "#");
  const info = await defineIndex(server, collection, name, spec);
  return json(info, 201, { location: `/collections/${collection}/indexes/${name}` });
}

/** A unique index is waited for a while: whoever defines it wants to know whether the records allow it. */
async function defineIndex(server: Server, collection: string, name: string, spec: IndexSpec): Promise<IndexInfo> {
  const target = storeOf(server).collection(collection);
  if (spec.kind !== "unique") return await target.createIndex(name, spec, { wait: false });
  const built = target.createIndex(name, spec);
  const info = await Promise.race([built, server.platform.clock.sleep(UNIQUE_WAIT_MS, true)]) ?? target.index(name);
  if (info === undefined) return await built;
  // A failure that comes later is told to whoever asks for the index.
  built.then(undefined, () => {});
  return info;
}

function getIndex(server: Server, request: ApiRequest): Response {
  const collection = storeOf(server).collection<unknown>(collectionPath(request));
  const name = request.param("index");
  const refusal = collection.index(name) === undefined ? collection.indexRefusal(name) : undefined;
  if (refusal !== undefined) throw refusal;
  return json(existingIndex(server, request));
}

async function deleteIndex(server: Server, request: ApiRequest): Promise<Response> {
  const { name } = existingIndex(server, request);
  await storeOf(server).collection(collectionPath(request)).dropIndex(name);
  return noContent();
}

function existingIndex(server: Server, request: ApiRequest): IndexInfo {
  const reader = storeOf(server).collection<unknown>(collectionPath(request));
  const name = request.param("index");
  checked("#/path/index", checkIndexName, name);
  mustExist(reader);
  const info = reader.index(name);
  if (info === undefined) throw missingIndex(name);
  return info;
}

/** The definition that a part of a body is. @param pointer of that part @throws ProblemError */
export function checkedIndex(
  value: unknown,
  pointer: string,
): { readonly name: string; readonly spec: IndexSpec; readonly definition: IndexDefinition } {
  if (!isObject(value)) throw invalidField(pointer, "must be an object with name, kind and keyPath");
  const { name, kind, keyPath, keyPaths, covering, options } = value;
  // What is null counts as left out, as everywhere; the store's own check sees to the rest.
  const spec = Object.fromEntries(
    Object.entries({ kind, keyPath, keyPaths, covering, options }).filter(([, each]) =>
      each !== undefined && each !== null
    ),
  );
  try {
    const checked = { ...spec, name } as IndexSpec & { readonly name: string };
    return { name: checked.name, spec: checked, definition: checkedDefinition(checked) };
  } catch (error) {
    if (!(error instanceof FountainError)) throw error;
    throw invalidBody(error.message, [{ pointer: `${pointer}/${faultOf(value, error)}`, detail: error.message }]);
  }
}

/** The member at fault. */
function faultOf(value: Record<string, unknown>, { message }: FountainError): string {
  if (message.includes("index name")) return "name";
  if (message.includes("kind")) return "kind";
  if (message.includes("covering")) return "covering";
  if (message.includes("option")) return "options";
  return value.keyPaths === undefined || value.keyPaths === null ? "keyPath" : "keyPaths";
}
