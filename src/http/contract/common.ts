/**
 * What the definitions of the routes share: names and ids, pages, problems, headers.
 *
 * The files of this folder say what goes over HTTP: zod schemas that check requests, and from which the published OpenAPI
 * document, the client's types and the reference page are generated. Where JSON Schema cannot say what zod checks (Unicode
 * code points, lone surrogates) the documented schema is the nearest one, never a narrower one.
 *
 * ```
 *   contract/*.ts --+--> schemas that check requests             (loaded when the first one needs them)
 *                   +--> openapi-fountainstore.yaml, openapi.gen.ts  (tools/generate.mjs)
 *                              +--> client/schema.gen.ts, the types of fountainstore/client
 *                              +--> the page at /docs
 * ```
 *
 * INVARIANT: nothing that runs at start imports this folder, because zod takes four times as long to load as the server does.
 *
 * @module
 */

import { z } from "@hono/zod-openapi";
import { FountainError } from "../../base/errors.ts";
import { checkCollectionName, checkId, checkVersion } from "../../store/names.ts";
import { TTL_SECONDS_MAX } from "../body.ts";

/** Items of a page when nothing is said. */
export const PAGE_SIZE_DEFAULT = 100;
/** Items of a page at most. */
export const PAGE_SIZE_MAX = 1000;

/** A string that the store's own check accepts; the issue says what that check says. */
export function checked(check: (value: string) => void): z.ZodString {
  return z.string().superRefine((value, context) => {
    try {
      check(value);
    } catch (error) {
      if (!(error instanceof FountainError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  });
}

/** Any text that has a UTF-8. */
export const text = z.string().refine((value) => value.isWellFormed(), "must not hold half of a surrogate pair");

/** A name of a collection. */
export const collectionName = checked(checkCollectionName).openapi("CollectionName", {
  description: "Name of a collection; `.` and `..` are refused.",
  pattern: "^[A-Za-z0-9._-]{1,128}$",
  not: { enum: [".", ".."] },
  example: "cities",
});

const id = checked(checkId).openapi({
  description: "Id of a record: 1 to 512 Unicode code points without lone surrogates; `.` and `..` are refused. " +
    "Ids sort by their UTF-8 bytes.",
  minLength: 1,
  maxLength: 512,
  not: { enum: [".", ".."] },
  example: "paris",
});

/** An id of a record. */
export const recordId = id.openapi("RecordId");

/** An id of a record, or null, or left out. Not made of {@link recordId}: the document would refuse null where it refers to a name. */
export const recordIdOrNull = id.nullish();

/** The caller's own mark of a content. */
export const versionMark = checked(checkVersion).openapi({
  description: "A mark of the caller's own, kept and given back, never looked into.",
  maxLength: 512,
  example: "v2",
});

/** The place of an operation in the one order of all writes. */
export const sequence = z.number().int().min(0).openapi({
  description: "The place of an operation in the one order of all writes; 0 is before the first.",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  example: 42,
});

/** A figure that counts something. */
export const count = z.number().int().min(0).openapi({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** A figure that may have a fraction, such as a time in milliseconds. */
export const amount = z.number().min(0);

/** An instant, as text. */
export const instant = z.string().openapi({
  description: "An instant (RFC 3339, UTC).",
  format: "date-time",
  example: "2026-03-01T12:00:00.000Z",
});

/**
 * Any JSON value, and there must be one. The server cuts the text of `data` out of the body and keeps it as it is; what this schema sees
 * is a placeholder.
 */
export const jsonValue = z.unknown()
  .refine((value) => value !== undefined, "Required: any JSON value")
  .openapi("JsonValue", {
    description:
      "Any JSON value, kept as it was sent: numbers keep their digits, objects the order of their members. " +
      "Arrays and objects may be nested up to 256 levels.",
    example: { name: "Paris", population: 2102650 },
  });

/** A record, as every response has it. */
export const record = z.object({
  id: recordId,
  data: jsonValue,
  version: versionMark.nullable(),
  sequence,
  deleted: z.literal(false).openapi({ description: "Deleted records are not given." }),
  expiresAt: instant.optional().openapi({ description: "From when on it is gone; only there when it has a term." }),
}).openapi("Record", { description: "A record as of the read, or of the write that it answers." });

/** A record for the examples. */
export const RECORD_EXAMPLE = {
  id: "paris",
  data: { name: "Paris", population: 2102650 },
  version: null,
  sequence: 42,
  deleted: false,
} as const;

/** What a list gives: one page of `items`. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextPageToken: z.string().optional().openapi({
      description: "Asks for the next page; present only when more items follow.",
    }),
  });
}

/** `pageSize` or `limit` in a body. */
export const pageSize = z.number().int().min(1).max(PAGE_SIZE_MAX).openapi({
  description: "Items of a page at most.",
  minimum: 1,
  maximum: PAGE_SIZE_MAX,
  default: PAGE_SIZE_DEFAULT,
});

/** `nextPageToken` of the page before, given back. */
export const pageToken = text.openapi({
  description: "`nextPageToken` of the page before. It is bound to the route and its other parameters.",
});

/** `pageSize` in a query string, where it is text. */
export const pageSizeParameter = z.string().regex(/^\d{1,6}$/, "Must be a whole number").transform(Number).pipe(
  pageSize,
)
  .openapi({
    type: "integer",
    minimum: 1,
    maximum: PAGE_SIZE_MAX,
    default: PAGE_SIZE_DEFAULT,
    description: "Items of a page at most.",
  });

/** The parameters of a list. */
export const pageQuery = z.object({ pageSize: pageSizeParameter.optional(), pageToken: pageToken.optional() });

/** Reads as of a snapshot. */
export const snapshotQuery = z.object({
  snapshot: z.string().min(1).optional().openapi({
    description: "Id of a snapshot; the answer is the state at its sequence.",
  }),
  at: z.string().min(1).optional().openapi({
    description:
      "A past moment, by its sequence or its time (RFC 3339); the answer is the state of then. 410 when it is not kept any more.",
    example: "42",
  }),
});

/** Members of a put that give the record a term. */
export const term = {
  expiresAt: instant.nullish().openapi({ description: "From when on the record is gone." }),
  ttlSeconds: z.number().positive().max(TTL_SECONDS_MAX).nullish().openapi({
    description: "The same, counted from the commit.",
    exclusiveMinimum: 0,
    maximum: TTL_SECONDS_MAX,
  }),
};

/** `*`, or a list of entity tags. */
export const ENTITY_TAGS = /^[\t ]*(\*|(W\/)?"[!#-~]*"([\t ]*,[\t ]*(W\/)?"[!#-~]*")*)[\t ]*$/;

/** The key under which a request may be repeated. */
export const idempotencyHeader = {
  "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
    description:
      "The caller's own name of this request. When it comes again within 24 hours, nothing is applied and the first answer is given; a refused request is judged anew.",
    example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
  }),
};

/** The headers of a write to one record. */
export const writeHeaders = z.object({
  "If-Match": z.string().regex(ENTITY_TAGS).optional().openapi({
    description: "412 unless the record has one of these tags; `*`: unless it is there.",
    example: '"42"',
  }),
  "If-None-Match": z.string().regex(ENTITY_TAGS).optional().openapi({
    description: "412 when the record has one of these tags; `*`: when it is there.",
    example: "*",
  }),
  ...idempotencyHeader,
});

/** `{collection}` of a path. */
export const collectionParameters = z.object({ collection: collectionName });

/** `{collection}` and `{id}` of a path. */
export const recordParameters = z.object({
  collection: collectionName,
  id: recordId.openapi({
    param: { description: "Id of a record, percent-encoded: it may hold `/`, spaces and emoji." },
  }),
});

/** A JSON content for a response. */
export function json<Schema extends z.ZodType>(schema: Schema, example?: unknown) {
  return { "application/json": example === undefined ? { schema } : { schema, example } };
}

/** A JSON body that must be there. */
export function body<Schema extends z.ZodType>(schema: Schema, example: unknown) {
  return { required: true, content: json(schema, example) };
}

const ETAG = { $ref: "#/components/headers/ETag" };
const LOCATION = { $ref: "#/components/headers/Location" };

/** The header of a record's response. */
export const etagHeader = { ETag: ETAG };
/** The header of what was created. */
export const locationHeader = { Location: LOCATION };
