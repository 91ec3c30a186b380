/**
 * Key paths: which values of a record are meant.
 *
 * ```
 *   .title   .author.name   .tags[]   .items[].sku   .        of the data; the leading dot is optional
 *   id       version                                          of the record; `.id` is a member of the data
 *   \.title                                                    the same as .title
 * ```
 *
 * `[]` means each element of a list; a path without it finds at most one value. There is no escape: a member whose name is empty or has a dot
 * or a bracket cannot be reached.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { EACH } from "../encoding/json_select.ts";
import { type ExactValue, isObject, parseExact, parseMember } from "../encoding/exact_json.ts";

const PATH_LENGTH_MAX = 1024;
const SEGMENT = /^([^.[\]]*)((?:\[\])*)$/;

/** What a path is followed in. */
export interface PathSource {
  readonly id: string;
  readonly version: string | null;
  readonly data: ExactValue;
  /** A member of the data; undefined when there is none, or the data is no object. */
  member(name: string): ExactValue | undefined;
}

/** So many members are looked for in the text; who asks for more has all of it parsed. */
const SEARCHES_MAX = 6;

/**
 * A record whose text is read when a path needs it. Most paths need a member or two: these are found in the text, which takes a third of the
 * time that parsing all of it does.
 */
export class ParsedRecord implements PathSource {
  #data: ExactValue | undefined;
  #searches = 0;

  /** @param expiresAtMs milliseconds since 1970; null: never */
  constructor(
    readonly id: string,
    readonly version: string | null,
    readonly json: string,
    readonly expiresAtMs: number | null = null,
  ) {}

  get data(): ExactValue {
    return this.#data === undefined ? this.#data = parseExact(this.json) : this.#data;
  }

  member(name: string): ExactValue | undefined {
    if (this.#data === undefined && this.#searches++ < SEARCHES_MAX) return parseMember(this.json, name);
    const { data } = this;
    return isObject(data) && Object.hasOwn(data, name) ? data[name] : undefined;
  }
}

/** See the module. */
export class KeyPath {
  /** As it is shown: with its leading dot, or `id` or `version`. */
  readonly text: string;
  /** True when it may find more than one value. */
  readonly isMulti: boolean;
  readonly #ofRecord: "id" | "version" | undefined;
  readonly #steps: readonly (string | typeof EACH)[];

  private constructor(text: string, ofRecord: "id" | "version" | undefined, steps: readonly (string | typeof EACH)[]) {
    this.text = text;
    this.#ofRecord = ofRecord;
    this.#steps = steps;
    this.isMulti = steps.includes(EACH);
  }

  /** @throws FountainError `invalid` */
  static parse(text: string): KeyPath {
    if (typeof text !== "string" || text === "" || text.length > PATH_LENGTH_MAX || !text.isWellFormed()) {
      throw invalid(
        `Cannot use the key path: it must be a string of 1 to ${PATH_LENGTH_MAX} characters, such as ".author.name"`,
      );
    }
    if (text === "id" || text === "version") return new KeyPath(text, text, []);
    // The original's clients write key paths as Swift does: \.author.name. No other backslash means anything.
    const plain = text.startsWith("\\.") ? text.slice(1) : text;
    const bare = plain.startsWith(".") ? plain.slice(1) : plain;
    const steps: (string | typeof EACH)[] = [];
    for (const [at, part] of (bare === "" ? [] : bare.split(".")).entries()) {
      const [, name, lists] = SEGMENT.exec(part) ?? [];
      if (name === undefined || lists === undefined || (name === "" && (at > 0 || lists === ""))) {
        throw invalid(
          `Cannot use the key path ${JSON.stringify(text)}: write it as .author.name, .tags[] or .items[].sku`,
        );
      }
      if (name !== "") steps.push(name);
      for (let depth = lists.length / 2; depth > 0; depth--) steps.push(EACH);
    }
    return new KeyPath(`.${bare}`, undefined, steps);
  }

  /** The names on the way into the data, and the lists. */
  get steps(): readonly (string | typeof EACH)[] {
    return this.#steps;
  }

  /** `id` or `version`, when it is one of these. */
  get ofRecord(): "id" | "version" | undefined {
    return this.#ofRecord;
  }

  /** The value; undefined when there is none. REQUIRES: not {@link isMulti} */
  one(source: PathSource): ExactValue | undefined {
    if (this.#ofRecord !== undefined) return source[this.#ofRecord];
    const [first] = this.#steps;
    if (typeof first !== "string") return source.data;
    let value = source.member(first);
    for (let at = 1; at < this.#steps.length; at++) {
      const step = this.#steps[at] as string;
      if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
      value = value[step];
    }
    return value;
  }

  /** All values, in order. */
  all(source: PathSource): ExactValue[] {
    if (!this.isMulti) {
      const value = this.one(source);
      return value === undefined ? [] : [value];
    }
    const found: ExactValue[] = [];
    const [first] = this.#steps;
    if (typeof first === "string") collect(source.member(first), this.#steps, 1, found);
    else collect(source.data, this.#steps, 0, found);
    return found;
  }
}

function collect(
  value: ExactValue | undefined,
  steps: readonly (string | typeof EACH)[],
  at: number,
  found: ExactValue[],
): void {
  if (value === undefined) return;
  const step = steps[at];
  if (step === undefined) found.push(value);
  else if (step === EACH) {
    if (Array.isArray(value)) {
      for (const element of value as readonly ExactValue[]) collect(element, steps, at + 1, found);
    }
  } else if (typeof step === "string" && isObject(value) && Object.hasOwn(value, step)) {
    collect(value[step], steps, at + 1, found);
  }
}
