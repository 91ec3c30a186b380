/**
 * Transactions: operations on any collections, all or none.
 *
 * A new operation is one more schema in {@link OPERATIONS}.
 *
 * @module
 */

import { createRoute, z } from "@hono/zod-openapi";
import {
  body,
  collectionName,
  idempotencyHeader,
  json,
  jsonValue,
  record,
  RECORD_EXAMPLE,
  recordId,
  sequence,
  term,
  versionMark,
} from "./common.ts";
import { createIndexBody } from "./indexes.ts";
import { problem, problems } from "./problems.ts";

/** Operations of a transaction at most. */
export const OPERATIONS_MAX = 10_000;

const ifSequence = sequence.openapi({
  description: "Refuses the transaction unless the record had this sequence before it; 0: unless there was none.",
});

const put = z.object({
  op: z.literal("put"),
  collection: collectionName,
  record: z.object({ id: recordId, data: jsonValue, version: versionMark.nullish(), ...term }).openapi({
    description: "The record. `sequence` and `deleted` are ignored.",
  }),
  ifSequence: ifSequence.nullish(),
  ...term,
}).openapi("PutOperation", {
  description:
    "Puts a record, new or over the one that is there. When it expires is said in the record or beside it, not in both.",
});

const remove = z.object({
  op: z.literal("delete"),
  collection: collectionName,
  id: recordId,
  ifSequence: ifSequence.nullish(),
}).openapi(
  "DeleteOperation",
  {
    description: "Deletes a record; one that is not there is no error.",
  },
);

const defineIndex = z.object({ op: z.literal("defineIndex"), collection: collectionName, index: createIndexBody })
  .openapi(
    "DefineIndexOperation",
    { description: "Defines an index on a collection that is there, or that an earlier operation makes." },
  );

const patch = z.object({
  op: z.literal("patch"),
  collection: collectionName,
  id: recordId,
  patch: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).openapi({
    description: "An object is a JSON Merge Patch (RFC 7396), a list a JSON Patch (RFC 6902).",
  }),
  ifSequence: ifSequence.nullish(),
}).openapi("PatchOperation", {
  description: "Patches a record, which must be there: as earlier operations have left it.",
});

const check = z.object({ op: z.literal("check"), collection: collectionName, id: recordId, ifSequence }).openapi(
  "CheckOperation",
  { description: "Changes nothing, and refuses the transaction unless the condition holds." },
);

const OPERATIONS = [put, remove, patch, check, defineIndex] as const;

/** One operation. */
export const operation = z.discriminatedUnion("op", OPERATIONS).openapi("Operation", {
  description: "One operation of a transaction.",
});

/** Body of `POST /transactions`. */
export const transactionBody = z.object({
  operations: z.array(operation).min(1).max(OPERATIONS_MAX).openapi({ minItems: 1, maxItems: OPERATIONS_MAX }),
  requireSequenceAtLeast: sequence.nullish().openapi({
    description: "The guard: refused when the store has not reached this sequence.",
  }),
}).openapi("Transaction", { description: "Operations that are committed together, or not at all." });

const opIndex = z.number().int().openapi({ description: "Place of the operation, from 0.", minimum: 0 });

const transactionResult = z.object({
  committedSequence: sequence.openapi({ description: "The sequence of the last operation." }),
  results: z.array(z.object({
    opIndex,
    status: z.literal("ok"),
    record: record.optional(),
  })),
}).openapi("TransactionResult", { description: "What became of each operation." });

const transactionProblem = z.object({
  ...problem.shape,
  results: z.array(z.object({
    opIndex: opIndex.openapi({ description: "Place of the operation, from 0; -1 for the guard.", minimum: -1 }),
    status: z.literal("error"),
    error: problem,
  })).openapi({ description: "The operations that failed." }),
}).openapi("TransactionProblem", { description: "Why nothing was applied." });

const TOO_LOW = {
  type: "urn:fountainstore:problem:sequence-too-low",
  title: "conflict",
  status: 409,
  detail: "The store is at sequence 42, not yet at 43",
  instance: "/transactions",
};

/** `POST /transactions`. */
export const commitTransaction = createRoute({
  method: "post",
  path: "/transactions",
  operationId: "commitTransaction",
  tags: ["Transactions"],
  summary: "Commit a transaction",
  description:
    "All or nothing, across collections. Each operation has a sequence of its own, in order, and all become visible " +
    "with the last of them.",
  request: {
    headers: z.object({
      Prefer: z.string().optional().openapi({
        description: "`return=minimal` leaves the records out of the results (RFC 7240).",
        example: "return=minimal",
      }),
      ...idempotencyHeader,
    }),
    body: body(transactionBody, {
      operations: [
        { op: "put", collection: "cities", record: { id: "paris", data: RECORD_EXAMPLE.data } },
        { op: "delete", collection: "cities", id: "atlantis" },
      ],
    }),
  },
  responses: {
    200: {
      description: "Committed.",
      headers: { "Preference-Applied": { $ref: "#/components/headers/Preference-Applied" } },
      content: json(transactionResult, {
        committedSequence: 43,
        results: [{ opIndex: 0, status: "ok", record: RECORD_EXAMPLE }, { opIndex: 1, status: "ok" }],
      }),
    },
    409: {
      description: "Refused as a whole: `sequence-too-low`, `unique-violation`, `precondition-failed` or `conflict`.",
      content: {
        "application/problem+json": {
          schema: transactionProblem,
          example: { ...TOO_LOW, results: [{ opIndex: -1, status: "error", error: TOO_LOW }] },
        },
      },
    },
    ...problems(400, 401, 413, 415, 422, 500, 503, 507),
  },
});
