/**
 * Key paths: which values of a record are meant.
 *
 * ```
 *   .title   .author.name   .tags[]   .items[].sku   .        of the data; the leading dot is optional
 *   id       version                                          of the record; `.id` is a member of the data
 *   \.title                                                    the same as .title
 * ```
 *
 * `[]` means each element of a list; a path without it finds at most one value.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { EACH } from "../encoding/json_select.ts";
import { type ExactValue, isObject, parseExact } from "../encoding/exact_json.ts";

const PATH_LENGTH_MAX = 1024;
const SEGMENT = /^([^.[\]]*)((?:\[\])*)$/;

/** What a path is followed in. */
export interface PathSource {
  readonly id: string;
  readonly version: string | null;
  readonly data: ExactValue;
}

/** A record whose text is parsed when a path needs it, once. */
export class ParsedRecord implements PathSource {
  #data: ExactValue | undefined;

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
    // The original's clients write key paths as Swift does: \\.author.name
    const plain = text.startsWith("\\") ? text.slice(1) : text;
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
    let value: ExactValue | undefined = source.data;
    for (const step of this.#steps) {
      if (!isObject(value) || !Object.hasOwn(value, step as string)) return undefined;
      value = value[step as string];
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
    collect(source.data, this.#steps, 0, found);
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
