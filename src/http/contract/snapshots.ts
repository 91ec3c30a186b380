/**
 * Snapshots: a sequence that can be read at until it is released or its term is over.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import { TTL_SECONDS_MAX } from "../body.ts";
import { instant, json, locationHeader, sequence } from "./common.ts";
import { problems } from "./problems.ts";

const TAGS = ["Snapshots"];

const snapshotId = z.string().min(1).openapi({ description: "Id of a snapshot.", example: "9f86d081884c7d659a2feaa0" });

const snapshot = z.object({
  id: snapshotId,
  sequence: sequence.openapi({ description: "What it reads at." }),
  expiresAt: instant.nullable().openapi({ description: "When its term is over; null: never." }),
}).openapi("Snapshot", { description: "The store at a sequence." });

/** Body of `POST /snapshots`; the body may be left out. */
export const createSnapshotBody = z.object({
  ttlSeconds: z.number().int().min(1).max(TTL_SECONDS_MAX).nullish().openapi({
    description: "Its term in seconds; null: until it is released. 24 hours when left out.",
    minimum: 1,
    maximum: TTL_SECONDS_MAX,
    default: 86400,
  }),
}).openapi("CreateSnapshot", { description: "How long a snapshot is to be kept." });

const SNAPSHOT_EXAMPLE = { id: "9f86d081884c7d659a2feaa0", sequence: 42, expiresAt: "2026-03-02T12:00:00.000Z" };

/** `POST /snapshots`. */
export const createSnapshot = createRoute({
  method: "post",
  path: "/snapshots",
  operationId: "createSnapshot",
  tags: TAGS,
  summary: "Take a snapshot",
  description: "Costs next to nothing: no data is copied. It survives a restart.",
  request: { body: { required: false, content: json(createSnapshotBody, { ttlSeconds: 3600 }) } },
  responses: {
    201: { description: "Taken.", headers: locationHeader, content: json(snapshot, SNAPSHOT_EXAMPLE) },
    ...problems(400, 401, 413, 415, 500, 503, 507),
  },
});

/** `GET /snapshots`. */
export const listSnapshots = createRoute({
  method: "get",
  path: "/snapshots",
  operationId: "listSnapshots",
  tags: TAGS,
  summary: "List snapshots",
  description: "Those whose term is not over, oldest first.",
  responses: {
    200: {
      description: "The snapshots.",
      content: json(
        z.object({ items: z.array(snapshot) }).openapi("SnapshotList", { description: "Snapshots, oldest first." }),
        { items: [SNAPSHOT_EXAMPLE] },
      ),
    },
    ...problems(401, 500, 503),
  },
});

/** `DELETE /snapshots/{snapshotId}`. */
export const deleteSnapshot = createRoute({
  method: "delete",
  path: "/snapshots/{snapshotId}",
  operationId: "deleteSnapshot",
  tags: TAGS,
  summary: "Release a snapshot",
  description: "What only it could see may be dropped from then on.",
  request: { params: z.object({ snapshotId }) },
  responses: { 204: { description: "Released." }, ...problems(400, 401, 404, 500, 503, 507) },
});
