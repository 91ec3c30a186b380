/**
 * Patches: JSON Merge Patch (RFC 7396) and JSON Patch (RFC 6902) on texts, of which everything that is not patched stays as it was written.
 *
 * A patch is read once, and what is wrong with it told then (`invalid`); what may go wrong with a value, a `test` that fails or a path that is
 * not there, is told when it is applied (`conflict`). They are our own because libraries patch parsed values, which have lost digits and order by
 * then (see `json_node.ts` and `docs/decisions/011-patches-of-texts.md`); the official suite of JSON Patch runs against them.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { FountainError, invalid } from "../base/errors.ts";
import { checkDepth, checkJsonText, JSON_DEPTH_MAX } from "./json.ts";
import { sameJson } from "./json_equal.ts";
import { JsonNode } from "./json_node.ts";

/** The list and the objects around the values of a JSON Patch. */
const OPERATION_LEVELS = 2;

/** The two forms of a patch. */
export type PatchKind = "merge" | "json";

/** A patch that was read. */
export interface JsonPatch {
  readonly kind: PatchKind;
  /** Length of its text. */
  readonly length: number;
  /**
   * The text of the patched value.
   * @param lengthMax of what copies of parts may add up to
   * @throws FountainError `conflict` when a test fails or a path is not there, `invalid` when the outcome is nested too deep or too long
   */
  apply(text: string, lengthMax: number): string;
}

/** A patch by its text; without a kind a list is a JSON Patch and anything else a merge patch. @throws FountainError `invalid` */
export function readPatch(text: string, kind?: PatchKind): JsonPatch {
  checkJsonText(text, JSON_DEPTH_MAX + OPERATION_LEVELS);
  const patch = new JsonNode(text);
  if ((kind ?? (patch.kind === "array" ? "json" : "merge")) === "merge") {
    const applied = (target: string): string => outcome(merged(new JsonNode(target), patch.clone()));
    return { kind: "merge", length: text.length, apply: applied };
  }
  if (patch.kind !== "array") throw invalid("Cannot patch: a JSON Patch is a list of operations");
  const operations = patch.elements().map(readOperation);
  const apply = (target: string, lengthMax: number): string => {
    const value = new PatchedValue(new JsonNode(target), lengthMax);
    for (const [at, operation] of operations.entries()) value.apply(operation, at);
    return outcome(value.root);
  };
  return { kind: "json", length: text.length, apply };
}

function outcome(node: JsonNode): string {
  const text = node.toText();
  checkDepth(text);
  return text;
}

/** RFC 7396: members of the patch replace or, by null, remove those of the target. */
function merged(target: JsonNode | undefined, patch: JsonNode): JsonNode {
  if (patch.kind !== "object") return patch;
  const into = target?.kind === "object" ? target : new JsonNode("{}");
  for (const [name, value] of patch.members()) {
    const there = into.member(name);
    if (value.kind !== "null") into.setMember(name, merged(there, value));
    else if (there !== undefined) into.removeMember(name);
  }
  return into;
}

interface PatchOperation {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: readonly string[];
  readonly from: readonly string[];
  /** Of add, replace and test. */
  readonly value: JsonNode | undefined;
}

function readOperation(node: JsonNode, at: number): PatchOperation {
  if (node.kind !== "object") throw invalid(`Cannot patch: operation ${at} is no object`);
  const text = (name: string): string => {
    const member = node.member(name);
    if (member?.kind === "string") return member.string;
    throw invalid(`Cannot patch: operation ${at} needs ${name}, a string`);
  };
  const op = text("op");
  const path = readPointer(text("path"), at);
  switch (op) {
    case "add":
    case "replace":
    case "test": {
      const value = node.member("value");
      if (value === undefined) throw invalid(`Cannot patch: operation ${at} (${op}) needs a value`);
      return { op, path, from: [], value };
    }
    case "remove":
      return { op, path, from: [], value: undefined };
    case "move":
    case "copy":
      return { op, path, from: readPointer(text("from"), at), value: undefined };
    default:
      throw invalid(`Cannot patch: operation ${at} has the unknown op ${JSON.stringify(op)}`);
  }
}

/** The names in a JSON Pointer (RFC 6901). */
function readPointer(pointer: string, at: number): string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw invalid(`Cannot patch: operation ${at} has ${JSON.stringify(pointer)}, which is no JSON Pointer`);
  }
  return pointer.slice(1).split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A value while the operations of a JSON Patch change it. */
class PatchedValue {
  root: JsonNode;
  #lengthLeft: number;
  /** The operation under way, for messages. */
  #at = 0;

  constructor(root: JsonNode, lengthMax: number) {
    this.root = root;
    this.#lengthLeft = lengthMax;
  }

  apply({ op, path, from, value }: PatchOperation, at: number): void {
    this.#at = at;
    switch (op) {
      case "add":
        return this.#add(path, present(value, "a value").clone());
      case "remove":
        this.#remove(path);
        return;
      case "replace":
        return this.#replace(path, present(value, "a value").clone());
      case "move":
        return this.#move(from, path);
      case "copy":
        return this.#add(path, this.#copyOf(this.#get(from)));
      case "test":
        if (!sameJson(this.#get(path), present(value, "a value"))) throw this.#conflict("the test fails");
    }
  }

  /** A copy; a patch that copies what it has copied grows a value without bound. */
  #copyOf(node: JsonNode): JsonNode {
    const copy = node.clone();
    this.#lengthLeft -= copy.toText().length;
    if (this.#lengthLeft < 0) throw invalid(`Cannot patch: operation ${this.#at} makes the value too long`);
    return copy;
  }

  #move(from: readonly string[], path: readonly string[]): void {
    const moved = this.#get(from);
    const inside = from.length <= path.length && from.every((name, at) => name === path[at]);
    if (inside && from.length === path.length) return;
    if (inside) throw invalid(`Cannot patch: operation ${this.#at} moves a value into itself`);
    this.#remove(from);
    this.#add(path, moved);
  }

  #get(path: readonly string[]): JsonNode {
    let node = this.root;
    for (const name of path) node = this.#child(node, name);
    return node;
  }

  #child(node: JsonNode, name: string): JsonNode {
    let child: JsonNode | undefined;
    if (node.kind === "object") child = node.member(name);
    else if (node.kind === "array") child = node.elements()[this.#index(name, node.size - 1)];
    if (child === undefined) throw this.#missing();
    return child;
  }

  /** What holds the value at `path`, about to be changed. REQUIRES: the path is not empty */
  #parent(path: readonly string[]): JsonNode {
    let node = this.root;
    for (const name of path.slice(0, -1)) {
      const child = this.#child(node, name);
      node.touch();
      node = child;
    }
    return node;
  }

  #add(path: readonly string[], value: JsonNode): void {
    const name = path.at(-1);
    if (name === undefined) {
      this.root = value;
      return;
    }
    const parent = this.#parent(path);
    if (parent.kind === "object") parent.setMember(name, value);
    else if (parent.kind === "array") {
      parent.insertElement(name === "-" ? parent.size : this.#index(name, parent.size), value);
    } else throw this.#missing();
  }

  #replace(path: readonly string[], value: JsonNode): void {
    const name = path.at(-1);
    if (name === undefined) {
      this.root = value;
      return;
    }
    const parent = this.#parent(path);
    this.#child(parent, name);
    if (parent.kind === "object") parent.setMember(name, value);
    else parent.setElement(this.#index(name, parent.size - 1), value);
  }

  #remove(path: readonly string[]): void {
    const name = path.at(-1);
    if (name === undefined) throw this.#conflict("a record's value cannot be removed, only replaced");
    const parent = this.#parent(path);
    this.#child(parent, name);
    if (parent.kind === "object") parent.removeMember(name);
    else parent.removeElement(this.#index(name, parent.size - 1));
  }

  #index(name: string, most: number): number {
    if (!/^(?:0|[1-9]\d*)$/.test(name) || Number(name) > most) throw this.#missing();
    return Number(name);
  }

  #missing(): FountainError {
    return this.#conflict("its path is not there");
  }

  #conflict(why: string): FountainError {
    return new FountainError("conflict", `Cannot patch: operation ${this.#at}: ${why}`);
  }
}
