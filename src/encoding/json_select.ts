/**
 * Parts of a JSON text, cut out as they are written: digits, escapes and the order of members stay.
 *
 * ```
 *   {"name": "Paris", "at": {"lat": 48.850, "lon": 2.35}, "tags": [{"k": 1, "v": 2}]}
 *   .at.lat, .tags[].k       {"at":{"lat":48.850},"tags":[{"k":1}]}
 * ```
 *
 * @module
 */

import { stringEnd } from "./exact_json.ts";

/** A step through a list. */
export const EACH = Symbol("each element");

/** What is wanted below a place: all of it, or some members, or something of each element. */
export interface Selection {
  whole: boolean;
  readonly members: Map<string, Selection>;
  each: Selection | undefined;
}

const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^,\]}\s]+/y;
const INSIDE = /[^"{}[\]]*/y;

/** The selection of some paths. */
export function selectionOf(paths: readonly (readonly (string | typeof EACH)[])[]): Selection {
  const root = nothing();
  for (const path of paths) {
    let place = root;
    for (const step of path) {
      if (step === EACH) place = place.each ??= nothing();
      else {
        let member = place.members.get(step);
        if (member === undefined) place.members.set(step, member = nothing());
        place = member;
      }
    }
    place.whole = true;
  }
  return root;
}

function nothing(): Selection {
  return { whole: false, members: new Map(), each: undefined };
}

/** The text of what is selected; an empty object when that is nothing. REQUIRES: `text` is JSON */
export function selectJson(text: string, selection: Selection): string {
  return new Cutter(text).cut(selection) ?? "{}";
}

/** Goes through a text and gives back what is wanted of it. */
class Cutter {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The wanted part of the value that begins here; undefined when nothing of it is. Ends behind the value. */
  cut(selection: Selection | undefined): string | undefined {
    this.#match(SPACE);
    const start = this.#at;
    if (selection === undefined || selection.whole) {
      this.#skip();
      return selection === undefined ? undefined : this.#text.slice(start, this.#at);
    }
    const first = this.#text[start];
    if (first === "{" && selection.members.size > 0) return this.#object(selection);
    if (first === "[" && selection.each !== undefined) return this.#list(selection.each);
    this.#skip();
    return undefined;
  }

  #object({ members }: Selection): string | undefined {
    // A name that comes twice is read as its last one, in the place of the first.
    const parts = new Map<string, string>();
    for (this.#at++; this.#next("}");) {
      const written = this.#string();
      this.#match(SPACE);
      this.#at++;
      const name = JSON.parse(written) as string;
      const part = this.cut(members.get(name));
      if (part !== undefined) parts.set(name, `${written}:${part}`);
      else parts.delete(name);
    }
    return parts.size === 0 ? undefined : `{${[...parts.values()].join(",")}}`;
  }

  #list(each: Selection): string {
    const parts: string[] = [];
    for (this.#at++; this.#next("]");) {
      const part = this.cut(each);
      if (part !== undefined) parts.push(part);
    }
    return `[${parts.join(",")}]`;
  }

  /** To the next member or element; false, and behind `end`, when there is none. */
  #next(end: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] === ",") {
      this.#at++;
      this.#match(SPACE);
    }
    if (this.#text[this.#at] !== end) return true;
    this.#at++;
    return false;
  }

  /** Behind the value that begins here. */
  #skip(): void {
    const first = this.#text[this.#at];
    if (first === '"') this.#string();
    else if (first !== "{" && first !== "[") this.#match(PLAIN);
    else {
      let depth = 0;
      do {
        const character = this.#text[this.#at];
        if (character === '"') this.#string();
        else {
          this.#at++;
          depth += character === "{" || character === "[" ? 1 : -1;
        }
        if (depth > 0) this.#match(INSIDE);
      } while (depth > 0);
    }
  }

  #string(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, start);
    return this.#text.slice(start, this.#at);
  }

  #match(what: RegExp): string {
    what.lastIndex = this.#at;
    const found = what.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
