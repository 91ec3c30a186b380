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

import { isArrayAt, isObjectAt, skipSpace, skipValue, walkElements, walkMembers } from "./json_slices.ts";

/** A step through a list. */
export const EACH = Symbol("each element");

/** What is wanted below a place: all of it, or some members, or something of each element. */
export interface Selection {
  whole: boolean;
  readonly members: Map<string, Selection>;
  each: Selection | undefined;
}

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
  return cut(text, skipSpace(text, 0), selection)[0] ?? "{}";
}

/** The wanted part of the value at `at`, undefined when nothing of it is; and where the value ends. */
function cut(text: string, at: number, selection: Selection | undefined): readonly [string | undefined, number] {
  if (selection?.whole === false) {
    if (isObjectAt(text, at) && selection.members.size > 0) return cutObject(text, at, selection.members);
    if (isArrayAt(text, at) && selection.each !== undefined) return cutList(text, at, selection.each);
  }
  const end = skipValue(text, at);
  return [selection?.whole === true ? text.slice(at, end) : undefined, end];
}

function cutObject(
  text: string,
  start: number,
  members: ReadonlyMap<string, Selection>,
): readonly [string | undefined, number] {
  // A name that comes twice is read as its last one.
  const parts = new Map<string, string>();
  const end = walkMembers(text, start, (name, at) => {
    const [part, behind] = cut(text, at, members.get(name));
    if (part === undefined) parts.delete(name);
    else parts.set(name, `${JSON.stringify(name)}:${part}`);
    return behind;
  });
  return [parts.size === 0 ? undefined : `{${[...parts.values()].join(",")}}`, end];
}

function cutList(text: string, start: number, each: Selection): readonly [string, number] {
  const parts: string[] = [];
  const end = walkElements(text, start, (at) => {
    const [part, behind] = cut(text, at, each);
    if (part !== undefined) parts.push(part);
    return behind;
  });
  return [`[${parts.join(",")}]`, end];
}
