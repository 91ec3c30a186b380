/**
 * Snapshots: the store as it was at one moment, kept for a term.
 *
 * @module
 */

import type { SnapshotInfo } from "../../store/snapshots.ts";
import { parseObject } from "../body.ts";
import { ProblemError } from "../problems.ts";
import type { ApiRequest } from "../request.ts";
import { json, noContent } from "../responses.ts";
import { type Route, type Server, storeOf } from "../server.ts";
import { validBody } from "../validation.ts";

/** The routes of snapshots. */
export function snapshotRoutes(server: Server): Route[] {
  return [
    {
      operationId: "createSnapshot",
      method: "POST",
      path: "/snapshots",
      handle: (request) => createSnapshot(server, request),
    },
    {
      operationId: "listSnapshots",
      method: "GET",
      path: "/snapshots",
      handle: () => json({ items: storeOf(server).snapshots().map(shown) }),
    },
    {
      operationId: "deleteSnapshot",
      method: "DELETE",
      path: "/snapshots/{snapshotId}",
      handle: (request) => deleteSnapshot(server, request),
    },
  ];
}

async function createSnapshot(server: Server, request: ApiRequest): Promise<Response> {
  const text = await request.jsonText(server.limits.bodyBytesMax);
  const { ttlSeconds } = text === "" ? {} : await validBody("createSnapshot", parseObject(text)) ?? {};
  const term = ttlSeconds === undefined ? {} : { ttlMs: ttlSeconds === null ? null : ttlSeconds * 1000 };
  const snapshot = await storeOf(server).snapshot(term);
  return json(shown(snapshot), 201, { location: `/snapshots/${snapshot.id}` });
}

async function deleteSnapshot(server: Server, request: ApiRequest): Promise<Response> {
  const id = request.param("snapshotId");
  if (await storeOf(server).openSnapshot(id).release()) return noContent();
  throw new ProblemError("not-found", `There is no snapshot ${JSON.stringify(id)}`);
}

function shown(
  { id, sequence, expiresAtMs }: SnapshotInfo | { id: string; sequence: number; expiresAtMs: number | null },
) {
  return { id, sequence, expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString() };
}
