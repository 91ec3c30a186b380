/**
 * A JSON text that can be changed in places, while everything else stays as it was written.
 *
 * ```
 *   {"a": 1.10, "b": {"2": x, "1": y}, "c": [ … ]}      a node: the text, as it is
 *    `-------'  `-------------------'  `---------'      looked into: one node for each member, each again a text as it is
 *                     `----'                            changed: only the containers on the way are written anew
 * ```
 *
 * Parsing to values would lose digits (`1.10`, `12345678901234567890`), and plain objects put members with names like `"2"` first and treat
 * `__proto__` in a way of their own. Here nothing is taken apart before somebody looks into it, names are keys of a `Map`, and numbers are never
 * made. A name that an object has twice means its last value.
 *
 * Texts that nodes are made of must be JSON already (see `checkJsonText`): what is scanned here is not checked again.
 *
 * @module
 */

import { assert } from "../base/assert.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a value is. */
export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** A member of an object: its name as it was written, quotes included, and its value. */
interface Member {
  readonly nameText: string;
  value: JsonNode;
}

/** See the module. */
export class JsonNode {
  readonly kind: JsonKind;
  /** As it was written; undefined once something in it may have changed. */
  #text: string | undefined;
  #members: Map<string, Member> | undefined;
  #elements: JsonNode[] | undefined;

  /** REQUIRES: `text` is JSON; white space around it is left out. */
  constructor(text: string) {
    this.#text = text.trim();
    this.kind = kindOf(this.#text);
  }

  /** The text of the value. */
  toText(): string {
    if (this.#text !== undefined) return this.#text;
    if (this.#members !== undefined) {
      const members = [...this.#members.values()].map(({ nameText, value }) => `${nameText}:${value.toText()}`);
      return `{${members.join(",")}}`;
    }
    return `[${this.#elementList().map((element) => element.toText()).join(",")}]`;
  }

  /** A node of the same value that changes alone. */
  clone(): JsonNode {
    return new JsonNode(this.toText());
  }

  /** The member of that name. REQUIRES: it is an object */
  member(name: string): JsonNode | undefined {
    return this.#memberMap().get(name)?.value;
  }

  /** Names and values, in their order. REQUIRES: it is an object */
  *members(): Generator<readonly [name: string, value: JsonNode]> {
    for (const [name, { value }] of this.#memberMap()) yield [name, value];
  }

  /** How many members or elements it has. REQUIRES: it is an object or an array */
  get size(): number {
    return this.kind === "object" ? this.#memberMap().size : this.#elementList().length;
  }

  /** Gives the member a value, in its place when it is there, else behind the others. */
  setMember(name: string, value: JsonNode): void {
    const members = this.#memberMap();
    this.#text = undefined;
    const there = members.get(name);
    if (there !== undefined) there.value = value;
    else members.set(name, { nameText: JSON.stringify(name), value });
  }

  /** Takes the member out. REQUIRES: it is there */
  removeMember(name: string): void {
    assert(this.#memberMap().delete(name), "a member that is removed is there");
    this.#text = undefined;
  }

  /** The elements. REQUIRES: it is an array */
  elements(): readonly JsonNode[] {
    return this.#elementList();
  }

  /** Puts `value` before the element at `index`, or at the end. */
  insertElement(index: number, value: JsonNode): void {
    this.#elementList().splice(index, 0, value);
    this.#text = undefined;
  }

  /** Gives the element another value. */
  setElement(index: number, value: JsonNode): void {
    this.#elementList()[index] = value;
    this.#text = undefined;
  }

  /** Takes the element out. */
  removeElement(index: number): void {
    this.#elementList().splice(index, 1);
    this.#text = undefined;
  }

  /** What is in it is about to change: its text is to be written anew. */
  touch(): void {
    assert(this.#members !== undefined || this.#elements !== undefined, "only what was looked into is touched");
    this.#text = undefined;
  }

  /** The text that a string stands for. REQUIRES: it is a string */
  get string(): string {
    assert(this.kind === "string", "a string is read as one");
    return JSON.parse(this.toText()) as string;
  }

  #memberMap(): Map<string, Member> {
    assert(this.kind === "object", "members are an object's");
    return this.#members ??= readMembers(this.toText());
  }

  #elementList(): JsonNode[] {
    assert(this.kind === "array", "elements are an array's");
    return this.#elements ??= readElements(this.toText());
  }
}

function kindOf(text: string): JsonKind {
  switch (text[0]) {
    case "{":
      return "object";
    case "[":
      return "array";
    case '"':
      return "string";
    case "t":
    case "f":
      return "boolean";
    case "n":
      return "null";
    default:
      return "number";
  }
}

function readMembers(text: string): Map<string, Member> {
  const members = new Map<string, Member>();
  let at = afterSpace(text, 1);
  while (text[at] !== "}") {
    const nameEnd = afterString(text, at);
    const nameText = text.slice(at, nameEnd);
    at = afterSpace(text, afterSpace(text, nameEnd) + 1);
    const end = afterValue(text, at);
    const name = JSON.parse(nameText) as string;
    const value = new JsonNode(text.slice(at, end));
    const there = members.get(name);
    if (there === undefined) members.set(name, { nameText, value });
    else there.value = value;
    at = afterSpace(text, end);
    if (text[at] === ",") at = afterSpace(text, at + 1);
  }
  return members;
}

function readElements(text: string): JsonNode[] {
  const elements: JsonNode[] = [];
  let at = afterSpace(text, 1);
  while (text[at] !== "]") {
    const end = afterValue(text, at);
    elements.push(new JsonNode(text.slice(at, end)));
    at = afterSpace(text, end);
    if (text[at] === ",") at = afterSpace(text, at + 1);
  }
  return elements;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** Behind the string that begins at `start`. */
function afterString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1);; at = text.indexOf('"', at + 1)) {
    assert(at > start, "a string of a JSON text ends");
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at + 1;
  }
}

/** Behind the value that begins at `start`; white space behind it may be included. */
function afterValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = afterString(text, at) - 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
    } else if (code === 0x7d || code === 0x5d) {
      if (depth === 0) return at;
      depth--;
    } else if (code === 0x2c && depth === 0) {
      return at;
    }
  }
  return text.length;
}
