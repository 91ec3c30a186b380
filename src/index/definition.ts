/**
 * Definitions of indexes: what a caller gives, checked, and what the catalog keeps.
 *
 * ```
 *   {kind: "unique", keyPath: ".email"}
 *   {kind: "multi",  keyPaths: [".country", {".population": "desc"}], options: {sparse: true}}
 *   {kind: "multi",  keyPath: ".country", covering: true}
 * ```
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import { KeyPath } from "./key_path.ts";

const KINDS = ["unique", "multi"] as const;
const KINDS_TO_COME = ["fts", "vector"];
const KEY_PATHS_MAX = 16;
const OPTIONS_LENGTH_MAX = 64 * 1024;

/** What an index is for: `unique` also sees to it that no two records have the same key. */
export type IndexKind = (typeof KINDS)[number];

/** Whether keys go up or down. */
export type KeyOrder = "asc" | "desc";

/** A part of a compound key: a path, ascending; or a path with its order, as in `{".population": "desc"}`. */
export type KeyPart = string | Readonly<Record<string, KeyOrder>>;

/** What an index is to be. Either `keyPath` or `keyPaths`. */
export interface IndexSpec {
  readonly kind: IndexKind;
  /** Whose values are the keys. */
  readonly keyPath?: string;
  /** Several, compared in turn; at most one of them may have `[]`. */
  readonly keyPaths?: readonly KeyPart[];
  /**
   * Whether each entry carries the record itself, so that reads by this index fetch nothing. The record is stored once more for each of its
   * entries, and each write of it writes these anew. A record whose entries would carry more than 262,144 characters of JSON is not carried.
   * Default false.
   */
  readonly covering?: boolean;
  /**
   * `sparse: true` keeps records without a value at the first path out of the index altogether, which saves room when few have one; then the
   * index serves only queries that ask for a value. What nobody knows is kept and given back.
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One part of an index's keys. */
export interface IndexPart {
  readonly path: KeyPath;
  readonly descending: boolean;
}

/** A checked definition. */
export interface IndexDefinition {
  readonly name: string;
  readonly kind: IndexKind;
  readonly parts: readonly IndexPart[];
  /** As the caller gave it. */
  readonly spec: IndexSpec;
  readonly sparse: boolean;
  /** Whether entries carry their records. */
  readonly covering: boolean;
  /** True when a record may have several keys. */
  readonly isMulti: boolean;
}

/** Checks what a caller gives. @throws FountainError `invalid` */
export function defineIndex(name: string, spec: IndexSpec): IndexDefinition {
  if (typeof spec !== "object" || spec === null) throw invalid("Cannot define the index: say its kind and its keyPath");
  const { kind, keyPath, keyPaths, covering = false, options = {} } = spec;
  if (KINDS_TO_COME.includes(kind)) {
    throw invalid(`Cannot define the index: this version has no ${kind} indexes; the kinds are ${KINDS.join(" and ")}`);
  }
  if (!KINDS.includes(kind)) {
    throw invalid(
      `Cannot define the index: kind must be ${KINDS.join(" or ")}, not ${
        typeof kind === "string" ? JSON.stringify(kind) : typeof kind
      }`,
    );
  }
  if ((keyPath === undefined) === (keyPaths === undefined)) {
    throw invalid("Cannot define the index: say either keyPath or keyPaths");
  }
  const parts = keyPaths === undefined
    ? [{ path: KeyPath.parse(keyPath as string), descending: false }]
    : readParts(keyPaths);
  const { sparse = false } = checkOptions(options);
  if (typeof sparse !== "boolean") throw invalid("Cannot define the index: the option sparse must be true or false");
  if (typeof covering !== "boolean") throw invalid("Cannot define the index: covering must be true or false");
  const kept: IndexSpec = {
    kind,
    ...(keyPaths === undefined ? { keyPath: keyPath as string } : { keyPaths }),
    ...(covering ? { covering } : {}),
    options,
  };
  return { name, kind, parts, spec: kept, sparse, covering, isMulti: parts.some(({ path }) => path.isMulti) };
}

function checkOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid("Cannot define the index: options must be an object");
  }
  if (optionsText(options).length > OPTIONS_LENGTH_MAX) {
    throw invalid(`Cannot define the index: options must have at most ${OPTIONS_LENGTH_MAX} characters of JSON`);
  }
  return options;
}

function optionsText(options: Readonly<Record<string, unknown>>): string {
  try {
    const text: unknown = JSON.stringify(options);
    if (typeof text === "string") return text;
  } catch {
    // A circle, a bigint, or too many levels.
  }
  throw invalid("Cannot define the index: options must be JSON, without circles and bigints");
}

function readParts(keyPaths: readonly KeyPart[]): IndexPart[] {
  if (!Array.isArray(keyPaths) || keyPaths.length < 1 || keyPaths.length > KEY_PATHS_MAX) {
    throw invalid(`Cannot define the index: keyPaths must be a list of 1 to ${KEY_PATHS_MAX} paths`);
  }
  const parts = (keyPaths as readonly KeyPart[]).map(readPart);
  if (new Set(parts.map(({ path }) => path.text)).size < parts.length) {
    throw invalid("Cannot define the index: keyPaths must be different from one another");
  }
  if (parts.filter(({ path }) => path.isMulti).length > 1) {
    throw invalid("Cannot define the index: at most one of keyPaths may have []");
  }
  return parts;
}

/** A path with its order. @throws FountainError `invalid` */
export function readPart(part: KeyPart): IndexPart {
  if (typeof part === "string") return { path: KeyPath.parse(part), descending: false };
  const entries = typeof part === "object" && part !== null ? Object.entries(part) : [];
  const [path, order] = entries[0] ?? [];
  if (entries.length !== 1 || path === undefined || (order !== "asc" && order !== "desc")) {
    throw invalid(`Cannot use the key part: write a path, or a path with its order, as in {".population": "desc"}`);
  }
  return { path: KeyPath.parse(path), descending: order === "desc" };
}
