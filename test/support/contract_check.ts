/**
 * Holds responses against the OpenAPI document: is the status documented there, the content type, the body, the headers?
 *
 * It reads the generated document, not the schemas behind it, so what it proves is what users are told. Bodies are held to it more
 * strictly than users are: a member that is not documented is a fault, except where the document allows further members.
 *
 * @module
 */

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { OPENAPI_JSON } from "../../src/http/openapi.gen.ts";

/** A response, with what was asked. */
export interface Answer {
  readonly method: string;
  /** Of the document (`/collections/{collection}`) or of a request (`/v1/collections/a?x=1`). */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** "" when there is none. */
  readonly body: string;
}

interface Referring {
  readonly $ref?: string;
}

interface ResponseNode extends Referring {
  readonly headers?: Readonly<Record<string, HeaderNode>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface HeaderNode extends Referring {
  readonly required?: boolean;
  readonly schema?: object;
}

interface OperationNode {
  readonly responses: Readonly<Record<string, ResponseNode>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationNode>>>>;
}

const document = JSON.parse(OPENAPI_JSON) as Document;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": INSTANT } });
ajv.addSchema(closed(document) as object, "openapi");
const validators = new Map<string, ValidateFunction>();

/** Throws with every fault, when the response is not as documented. */
export function checkContract(answer: Answer): void {
  const faults = contractFaults(answer);
  if (faults.length === 0) return;
  const { method, path, status, body } = answer;
  throw new Error(
    `${method} ${path} → ${status} is not as documented:\n  ${faults.join("\n  ")}\n${body.slice(0, 2000)}`,
  );
}

/** {@link checkContract} for a response of `fetch`, which can still be read afterwards. */
export async function checkResponse(method: string, path: string, response: Response): Promise<Response> {
  const { status, headers } = response;
  checkContract({ method, path, status, headers, body: await response.clone().text() });
  return response;
}

/** A `fetch` that checks every response; for the client, and in the place of `app.fetch`. */
export function checkedFetch(
  fetch: (request: Request) => Response | Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    return await checkResponse(request.method, pathname, await fetch(request));
  };
}

/** What is not as documented. */
export function contractFaults(answer: Answer): string[] {
  const template = templateOf(answer.path);
  if (template === undefined) return problemFaults(answer, "the path is unknown", [400, 401, 404, 414]);
  const method = answer.method === "HEAD" ? "get" : answer.method.toLowerCase();
  const operation = document.paths[template]?.[method];
  if (operation === undefined) {
    const faults = problemFaults(answer, "the method is unknown", [401, 405, 414]);
    const lacks = answer.status === 405 && answer.headers.get("allow") === null;
    return lacks ? [...faults, "a 405 needs the header allow"] : faults;
  }
  const documented = operation.responses[answer.status];
  if (documented === undefined) return [`the status is not documented: ${Object.keys(operation.responses).join(", ")}`];
  const pointer = documented.$ref ?? pointerTo("paths", template, method, "responses", String(answer.status));
  const response = resolve(documented) as ResponseNode;
  return [...headerFaults(answer, response), ...bodyFaults(answer, response, pointer)];
}

/** Faults of an answer that no operation documents: it must be a problem all the same. */
function problemFaults(answer: Answer, what: string, statuses: readonly number[]): string[] {
  const unexpected = statuses.includes(answer.status) ? [] : [`${what}: expected ${statuses.join(" or ")}`];
  const content = { "application/problem+json": {} };
  return [...unexpected, ...bodyFaults(answer, { content }, "#/components/responses/Internal")];
}

function headerFaults({ headers }: Answer, { headers: documented = {} }: ResponseNode): string[] {
  return Object.entries(documented).flatMap(([name, node]) => {
    const { required, schema } = resolve(node) as HeaderNode;
    const text = headers.get(name);
    if (text === null) return required === true ? [`the header ${name} is missing`] : [];
    const value = schema !== undefined && "type" in schema && schema.type === "integer" ? Number(text) : text;
    return schema === undefined || ajv.validate(schema, value) ? [] : [`the header ${name} is ${text}`];
  });
}

function bodyFaults({ method, headers, status, body }: Answer, { content }: ResponseNode, pointer: string): string[] {
  if (content === undefined) return body === "" ? [] : ["a body, where none is documented"];
  const type = mediaType(headers);
  if (!(type in content)) return [`the content type is "${type}", not ${Object.keys(content).join(" or ")}`];
  if (method === "HEAD") return body === "" ? [] : ["a body in answer to HEAD"];
  if (!/[/+]json$/.test(type)) return body === "" ? ["an empty body"] : [];
  const value = parsed(body);
  if (value === undefined) return ["the body is not JSON"];
  const validate = validatorOf(`${pointer}${pointerTo("", "content", type, "schema").slice(1)}`);
  const faults = validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath === "" ? "the body" : instancePath} ${message} ${JSON.stringify(params)}`
    );
  const lies = type === "application/problem+json" && (value as { status?: unknown }).status !== status;
  return lies ? [...faults, "the problem tells another status"] : faults;
}

function validatorOf(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known !== undefined) return known;
  const compiled = ajv.compile({ $ref: `openapi${pointer}` });
  validators.set(pointer, compiled);
  return compiled;
}

function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The path of the document that a request's path leads to; literal segments go before parameters. */
function templateOf(path: string): string | undefined {
  const bare = path.replace(/[?#].*$/, "");
  if (bare in document.paths) return bare;
  const segments = bare.replace(/^\/v1(?=\/)/, "").split("/");
  const fitting = Object.keys(document.paths).filter((template) => {
    const parts = template.split("/");
    return parts.length === segments.length &&
      parts.every((part, at) => part.startsWith("{") ? segments[at] !== "" : part === segments[at]);
  });
  return fitting.sort((a, b) => a.split("{").length - b.split("{").length)[0];
}

function resolve(node: Referring): unknown {
  if (node.$ref === undefined) return node;
  const parts = node.$ref.slice(2).split("/");
  return parts.reduce<unknown>((found, part) => (found as Record<string, unknown>)[part], document);
}

function pointerTo(...parts: readonly string[]): string {
  return ["#", ...parts.filter((part) => part !== "")]
    .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D"))
    .join("/");
}

/** The document with every object closed to members that it does not name, unless it says that there may be more. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, key === "example" ? value : closed(value)]);
  const open = "type" in node && node.type === "object" && "properties" in node && !("additionalProperties" in node);
  return Object.fromEntries(open ? [...entries, ["additionalProperties", false]] : entries);
}
