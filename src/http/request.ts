/**
 * A request as handlers see it: parameters checked when they are asked for, the body read once and within its limit.
 *
 * @module
 */

import type { Context } from "hono";
import type { Platform } from "../platform/platform.ts";
import { invalidBody, invalidField, invalidRequest, ProblemError } from "./problems.ts";

const PAGE_SIZE_MAX = 1000;
const REPLACEMENT = "\ufffd";
const STRICT_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One request. */
export class ApiRequest {
  readonly #context: Context;
  readonly #decodeUtf8: Platform["decodeUtf8"];
  #query: ReadonlyMap<string, string> | undefined;

  constructor(context: Context, decodeUtf8: Platform["decodeUtf8"]) {
    this.#context = context;
    this.#decodeUtf8 = decodeUtf8;
  }

  get headers(): Headers {
    return this.#context.req.raw.headers;
  }

  get method(): string {
    return this.#context.req.method;
  }

  /** Of the client: aborted when it goes away. */
  get signal(): AbortSignal {
    return this.#context.req.raw.signal;
  }

  /** The path as it was asked for, for problems. */
  get path(): string {
    return pathOf(this.#context.req.raw.url);
  }

  /** A parameter of the route's path, percent-decoded. REQUIRES: the route has it, and the path is well-formed */
  param(name: string): string {
    return this.#context.req.param(name) ?? "";
  }

  /** A parameter of the query, decoded; undefined when it is not there. @throws ProblemError for a malformed query */
  query(name: string): string | undefined {
    this.#query ??= queryOf(this.#context.req.raw.url);
    return this.#query.get(name);
  }

  /** All parameters of the query. */
  queries(): ReadonlyMap<string, string> {
    return this.#query ??= queryOf(this.#context.req.raw.url);
  }

  /** `pageSize`: 1 to 1000. */
  pageSize(otherwise: number): number {
    const text = this.query("pageSize");
    return text === undefined
      ? otherwise
      : checkedPageSize(/^\d{1,6}$/.test(text) ? Number(text) : NaN, "#/query/pageSize");
  }

  /** What a page token of this list is bound to: the route and all parameters of the query that shape the list. @param without others that do not */
  scope(operationId: string, path: string, ...without: readonly string[]): string {
    const not = ["pageSize", "pageToken", ...without];
    const shaping = [...this.queries()].filter(([name]) => !not.includes(name));
    return JSON.stringify([operationId, path, shaping.sort(([a], [b]) => (a < b ? -1 : 1))]);
  }

  /**
   * The body, which must be JSON, as text; "" when there is none.
   * @throws ProblemError 413 over `bytesMax`, 415 for another content type, 400 when it is not UTF-8
   */
  async jsonText(bytesMax: number): Promise<string> {
    const type = this.headers.get("content-type");
    if (type !== null && !isJsonType(type)) {
      throw new ProblemError("unsupported-media-type", "The body must be JSON, with content-type application/json");
    }
    const bytes = await this.bytes(bytesMax);
    const text = this.#decodeUtf8(bytes, 0, bytes.length);
    // Only what is not UTF-8 decodes to this character; or it was sent as such, which a second look tells.
    if (text.includes(REPLACEMENT)) checkUtf8(bytes);
    return text;
  }

  /** The body as it comes; empty when there is none. */
  get stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#context.req.raw.body ?? new ReadableStream({ start: (controller) => controller.close() });
  }

  /** The body, at most `bytesMax`. @throws ProblemError 413 */
  async bytes(bytesMax: number): Promise<Uint8Array> {
    const { raw } = this.#context.req;
    const declared = raw.headers.get("content-length");
    if (declared !== null && Number(declared) > bytesMax) throw tooLarge(bytesMax);
    try {
      return declared === null ? await readLimited(raw.body, bytesMax) : new Uint8Array(await raw.arrayBuffer());
    } catch (cause) {
      if (cause instanceof ProblemError) throw cause;
      // A client that goes away in the middle is no failure of this server; most are not there to read the answer.
      throw new ProblemError("invalid-request", "The request body ended before it was whole", {
        title: "invalid body",
        cause,
      });
    }
  }
}

/** `value` when it may be a page's size. @throws ProblemError */
export function checkedPageSize(value: number, pointer: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= PAGE_SIZE_MAX) return value;
  throw invalidField(pointer, `must be a whole number from 1 to ${PAGE_SIZE_MAX}`);
}

/** The path of a URL, as it stands there. */
export function pathOf(url: string): string {
  // Bun gives the path alone when a client of HTTP/1.0 names no host.
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return "/";
  const query = url.indexOf("?", start);
  return url.slice(start, query < 0 ? undefined : query);
}

const NO_QUERY: ReadonlyMap<string, string> = new Map();

function queryOf(url: string): ReadonlyMap<string, string> {
  const start = url.indexOf("?");
  if (start < 0) return NO_QUERY;
  const parameters = new Map<string, string>();
  for (const part of url.slice(start + 1).split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? "" : decoded(part.slice(equals + 1)));
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    if (cause instanceof URIError) throw invalidRequest("The query of the URL is not valid percent-encoded UTF-8");
    throw cause;
  }
}

function isJsonType(type: string): boolean {
  const end = type.indexOf(";");
  const media = (end < 0 ? type : type.slice(0, end)).trim().toLowerCase();
  return media === "application/json" || media === "text/json" || /^application\/[a-z0-9.-]+\+json$/.test(media);
}

function checkUtf8(bytes: Uint8Array): void {
  try {
    STRICT_DECODER.decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw invalidBody("The request body is not valid UTF-8");
    throw cause;
  }
}

async function readLimited(body: ReadableStream<Uint8Array> | null, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the stream: the rest is not read.
    if (length > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(bytesMax: number): ProblemError {
  return new ProblemError("payload-too-large", `The request body is over ${bytesMax} bytes`);
}
