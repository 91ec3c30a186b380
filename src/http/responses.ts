/**
 * Responses that handlers give.
 *
 * @module
 */

const JSON_TYPE = "application/json";

/** A JSON value. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return jsonText(JSON.stringify(value), status, headers);
}

/** A JSON text. */
export function jsonText(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status, headers: { "content-type": JSON_TYPE, ...headers } });
}

/** A record, or what else has an entity tag. */
export function tagged(text: string, sequence: number): Response {
  return new Response(text, { headers: { "content-type": JSON_TYPE, "etag": `"${sequence}"` } });
}

/** Nothing: it is done. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}
