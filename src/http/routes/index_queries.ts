/**
 * Queries that go by indexes: of a key, of a range, by a filter, and aggregates.
 *
 * Bodies are read with every digit of their numbers, since keys match by decimal value.
 *
 * @module
 */

import { type AggregateOptions, type MetricSpec, readGroupBy, readMetrics } from "../../query/aggregate.ts";
import { type FilterSpec, readFilter, readScalar } from "../../query/filter.ts";
import type { Explanation } from "../../query/explain.ts";
import { type FindOptions, type Page, readSelect, readSort } from "../../query/find.ts";
import type { IndexKey, IndexScan, RangeOptions } from "../../store/index_scan.ts";
import type { CollectionReader } from "../../store/reader.ts";
import type { StoredRecord } from "../../store/record.ts";
import { checked, faultAt, invalidField, pointerPart } from "../problems.ts";
import { recordText } from "../record_text.ts";
import { jsonText } from "../responses.ts";
import type { Server } from "../server.ts";

/** A query that is to be answered. */
export interface IndexQuery {
  readonly server: Server;
  readonly reader: CollectionReader<unknown>;
  /** The members of the body, numbers with every digit. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
  /** What its page tokens are bound to. */
  readonly scope: () => string;
}

/** `indexEquals`. */
export async function queryIndexEquals(query: IndexQuery): Promise<Response> {
  const { reader, body } = query;
  if (body.key === undefined) throw invalidField("#/key", "is required");
  return await scanPage(query, reader.indexEquals(indexMember(body), keyMember(body, "key") as IndexKey), ["key"]);
}

/** `indexRange`. */
export async function queryIndexRange(query: IndexQuery): Promise<Response> {
  const { reader, body } = query;
  const bounds: Record<string, unknown> = {};
  for (const name of ["gt", "gte", "lt", "lte"]) if (body[name] !== undefined) bounds[name] = keyMember(body, name);
  if (body.prefix !== undefined && body.prefix !== null) bounds.prefix = prefixMember(body);
  for (const [one, other] of [["gt", "gte"], ["lt", "lte"]] as const) {
    if (one in bounds && other in bounds) throw invalidField(`#/${other}`, `must be left out beside ${one}`);
  }
  const options: RangeOptions = { ...bounds, reverse: flagMember(body, "reverse") };
  return await scanPage(query, reader.indexRange(indexMember(body), options), Object.keys(bounds));
}

/** `find`. */
export async function queryFind(query: IndexQuery): Promise<Response> {
  const { server, reader, body, pageSize, pageToken } = query;
  const { filter, sort, select } = body as {
    filter?: FilterSpec;
    sort?: FindOptions["sort"];
    select?: readonly string[];
  };
  const options: FindOptions = {
    ...member("filter", filter, readFilter),
    ...member("sort", sort, readSort),
    ...member("select", select, readSelect),
    pageSize,
    explain: flagMember(body, "explain"),
    after: pageToken === undefined ? undefined : await server.tokens.open(query.scope(), pageToken),
  };
  return await pageText(query, await reader.find(options));
}

/** `aggregate`. */
export async function queryAggregate({ reader, body }: IndexQuery): Promise<Response> {
  const { filter, groupBy, metrics } = body as {
    filter?: FilterSpec;
    groupBy?: readonly string[];
    metrics?: unknown;
  };
  const { json, explain } = await reader.aggregate({
    ...member("filter", filter, readFilter),
    ...member("groupBy", groupBy, readGroupBy),
    metrics: metricsMember(metrics),
    explain: flagMember(body, "explain"),
  });
  return jsonText(`{"groups":${json}${explainText(explain)}}`);
}

/** @param keys the members that the index must be able to look up: whether it can is known when it is read */
async function scanPage(query: IndexQuery, scan: IndexScan<unknown>, keys: readonly string[]): Promise<Response> {
  const { server, pageSize, pageToken } = query;
  const after = pageToken === undefined ? undefined : await server.tokens.open(query.scope(), pageToken);
  const page = await scan.page({ pageSize, after }).catch((error: unknown) => {
    throw faultAt(keys.map((name) => `#/${name}`), error);
  });
  return await pageText(query, page);
}

async function pageText(query: IndexQuery, { items, next, explain }: Page<StoredRecord<unknown>>): Promise<Response> {
  const token = next === undefined
    ? ""
    : `,"nextPageToken":${JSON.stringify(await query.server.tokens.sign(query.scope(), next))}`;
  return jsonText(`{"items":[${items.map(recordText).join(",")}]${token}${explainText(explain)}}`);
}

/** The member that says how it was found, when it was asked for. */
function explainText(explain: Explanation | undefined): string {
  return explain === undefined ? "" : `,"explain":${JSON.stringify(explain)}`;
}

/** An option that is there, looked at by its own reader so that a fault has a place. @throws ProblemError */
function member<Name extends string, T>(
  name: Name,
  value: T | null | undefined,
  read: (value: T) => unknown,
): { readonly [N in Name]?: T } {
  if (value === undefined || value === null) return {};
  checked(`#/${name}`, read, value);
  return { [name]: value } as { readonly [N in Name]?: T };
}

function indexMember({ index }: Readonly<Record<string, unknown>>): string {
  if (typeof index !== "string") throw invalidField("#/index", "is required: the name of an index");
  return index;
}

function keyMember(body: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = body[name];
  return checked(`#/${name}`, () => {
    if (Array.isArray(key)) return key.map((value: unknown) => readScalar(name, value));
    return readScalar(name, key);
  });
}

function prefixMember(body: Readonly<Record<string, unknown>>): unknown {
  const prefix = keyMember(body, "prefix");
  if (typeof (Array.isArray(prefix) ? prefix.at(-1) : prefix) === "string") return prefix;
  throw invalidField("#/prefix", "must be a string, or a list of values that ends with a string");
}

function metricsMember(metrics: unknown): AggregateOptions["metrics"] {
  if (typeof metrics !== "object" || metrics === null || Array.isArray(metrics)) {
    throw invalidField("#/metrics", "is required: an object of figures");
  }
  const figures = metrics as AggregateOptions["metrics"];
  for (const [name, figure] of Object.entries<MetricSpec>(figures)) {
    checked(`#/metrics/${pointerPart(name)}`, readMetrics, { [name]: figure });
  }
  checked("#/metrics", readMetrics, figures);
  return figures;
}

function flagMember(body: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = body[name];
  if (value !== undefined && value !== null && typeof value !== "boolean") {
    throw invalidField(`#/${name}`, "must be true or false");
  }
  return value === true;
}
