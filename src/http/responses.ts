/**
 * Responses that handlers give.
 *
 * @module
 */

const JSON_HEADERS = { "content-type": "application/json" };

/** A JSON value. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return jsonText(JSON.stringify(value), status, headers);
}

/** A JSON text. */
export function jsonText(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** Nothing: it is done. */
export function noContent(): Response {
  return new Response(null, { status: 204 });
}
