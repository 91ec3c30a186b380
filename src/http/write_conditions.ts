/**
 * `If-Match` and `If-None-Match` of writes, as conditions on the record's sequence.
 *
 * Only a strong tag whose text is a sequence can match a record: others are taken as tags of something else.
 *
 * @module
 */

import type { Conditions } from "../store/conditions.ts";
import { readEntityTags } from "./entity_tags.ts";
import type { ApiRequest } from "./request.ts";

/** The conditions in a request's headers. @throws ProblemError when one is malformed */
export function writeConditions({ headers }: ApiRequest): Conditions {
  const ifMatch = headers.get("if-match");
  const ifNoneMatch = headers.get("if-none-match");
  if (ifMatch === null && ifNoneMatch === null) return NO_CONDITIONS;
  return {
    ifMatch: ifMatch === null ? undefined : sequencesOf("If-Match", ifMatch),
    ifNoneMatch: ifNoneMatch === null ? undefined : sequencesOf("If-None-Match", ifNoneMatch),
  };
}

const NO_CONDITIONS: Conditions = {};

function sequencesOf(name: string, value: string): "*" | number[] {
  const tags = readEntityTags(name, value);
  if (tags === "*") return "*";
  return tags.flatMap(({ weak, text }) => !weak && /^[1-9]\d{0,15}$/.test(text) ? [Number(text)] : []);
}
