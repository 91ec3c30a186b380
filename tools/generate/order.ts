/**
 * Puts the members of an OpenAPI document into the order in which people read them, and leaves out what says nothing.
 *
 * @module
 */

type Node = unknown;

/** What comes first where it occurs, in this order; what is not named here follows as it was. */
const FIRST = [
  "openapi",
  "info",
  "servers",
  "security",
  "tags",
  "paths",
  "components",
  "securitySchemes",
  "name",
  "in",
  "operationId",
  "title",
  "summary",
  "description",
  "required",
  "parameters",
  "requestBody",
  "responses",
  "headers",
  "schema",
  "type",
  "format",
  "pattern",
];

/** Members that hold names of the contract's own: their order is kept. */
const MAPS = new Set(["paths", "properties", "schemas", "responses", "headers", "mapping", "example", "content"]);
const EMPTY = new Set(["parameters", "webhooks"]);

/** `document` in the order of reading. */
export function ordered(document: Node): Node {
  return visit(document, "");
}

function visit(node: Node, name: string): Node {
  if (Array.isArray(node)) return node.map((item) => visit(item, ""));
  if (typeof node !== "object" || node === null) return node;
  if (name === "example" || name === "examples") return node;
  const entries = Object.entries(node).filter(([key, value]) => !(EMPTY.has(key) && isEmpty(value)));
  // A parameter's description need not be said by its schema once more.
  const members = entries.map(([key, value]) => [key, key === "schema" ? withoutEcho(value, node) : value] as const);
  const sorted = MAPS.has(name) ? members : members.sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(sorted.map(([key, value]) => [key, visit(value, MAPS.has(name) ? "" : key)]));
}

function rank(key: string): number {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}

function isEmpty(value: Node): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function withoutEcho(schema: Node, parameter: object): Node {
  if (typeof schema !== "object" || schema === null || !("description" in schema)) return schema;
  if (!("description" in parameter) || parameter.description !== schema.description) return schema;
  const { description: _, ...rest } = schema;
  return rest;
}
