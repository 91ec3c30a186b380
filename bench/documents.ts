/**
 * The data: documents as YCSB's, ten fields of seeded random text, under ids that are hashed.
 *
 * ```
 *   id of row 0      "a1f3…" 24 hexadecimal digits, a 96-bit mix of the row's number: neighbours in number are strangers in order
 *   document         {"field0":"<100 characters>", … "field9":"<100 characters>"}    about 1.1 KB of JSON
 * ```
 *
 * Texts are cut from one mebibyte of random characters made at the start, at places that a hash of row and revision names: making a document
 * costs about a microsecond, and no window that a compressor looks at holds the same text twice.
 *
 * @module
 */

import { mix32, Random } from "./random.ts";

/** A document as the engines take and give it. */
export interface Document {
  field0: string;
  field1: string;
  field2: string;
  field3: string;
  field4: string;
  field5: string;
  field6: string;
  field7: string;
  field8: string;
  field9: string;
}

/** An id and what is stored under it. */
export interface Entry {
  readonly id: string;
  readonly document: Document;
}

const FIELDS = 10;
const POOL_CHARACTERS = 2 ** 20;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Braces, quotes, colons, commas and names. */
const FRAME_BYTES = JSON.stringify(makeEmpty()).length;
const ID_BYTES = 24;
/** Rows from here on are never written: what a search for them finds is nothing. */
const ABSENT_FROM = 2 ** 31;

function makeEmpty(): Document {
  return {
    field0: "",
    field1: "",
    field2: "",
    field3: "",
    field4: "",
    field5: "",
    field6: "",
    field7: "",
    field8: "",
    field9: "",
  };
}

/** The rows of a benchmark: `rows` that are loaded first, and ever new ones behind them. */
export class DataSet {
  readonly #pool: string;
  readonly #seed: number;
  readonly #fieldCharacters: number;
  #revision = 0;

  /** @param valueBytes characters in the ten fields together */
  constructor(readonly rows: number, valueBytes: number, seed: number) {
    this.#seed = seed;
    this.#fieldCharacters = Math.max(1, Math.round(valueBytes / FIELDS));
    this.#pool = makePool(seed, this.#fieldCharacters);
  }

  /** What one row is to its user: the bytes of its id and of its JSON text. */
  get userBytes(): number {
    return ID_BYTES + FRAME_BYTES + FIELDS * this.#fieldCharacters;
  }

  /** The id of a row. */
  id(row: number): string {
    const hex = HEX;
    const first = mix32(row ^ this.#seed);
    const second = mix32(first ^ 0x5bd1e995);
    const third = mix32((row + 0x7f4a7c15) ^ Math.imul(this.#seed, 0x85ebca6b));
    return (hex[first >>> 16] as string) + hex[first & 0xffff] + hex[second >>> 16] + hex[second & 0xffff] +
      hex[third >>> 16] + hex[third & 0xffff];
  }

  /** An id that no row has. */
  absentId(number: number): string {
    return this.id(ABSENT_FROM + number);
  }

  /** What a row is loaded with. */
  document(row: number): Document {
    return this.#cut(mix32(row ^ Math.imul(this.#seed, 0x9e3779b1)));
  }

  /** A document for a row that is written again: another one each time. */
  nextDocument(row: number): Document {
    this.#revision = (this.#revision + 1) | 0;
    return this.#cut(mix32(row ^ Math.imul(this.#revision, 0x85ebca77)));
  }

  /** A text to change one field to. */
  nextField(row: number): string {
    this.#revision = (this.#revision + 1) | 0;
    return this.#text(mix32(row ^ Math.imul(this.#revision, 0xc2b2ae3d)));
  }

  #cut(hash: number): Document {
    return {
      field0: this.#text(hash),
      field1: this.#text(mix32(hash + 1)),
      field2: this.#text(mix32(hash + 2)),
      field3: this.#text(mix32(hash + 3)),
      field4: this.#text(mix32(hash + 4)),
      field5: this.#text(mix32(hash + 5)),
      field6: this.#text(mix32(hash + 6)),
      field7: this.#text(mix32(hash + 7)),
      field8: this.#text(mix32(hash + 8)),
      field9: this.#text(mix32(hash + 9)),
    };
  }

  #text(hash: number): string {
    const start = hash & (POOL_CHARACTERS - 1);
    return this.#pool.slice(start, start + this.#fieldCharacters);
  }
}

/** Random characters; as many more than the pool's size as the longest text needs that begins at its end. */
function makePool(seed: number, more: number): string {
  const random = new Random(seed);
  const bytes = new Uint8Array(POOL_CHARACTERS + more);
  for (let at = 0; at < bytes.length; at++) bytes[at] = ALPHABET.charCodeAt(random.uint32() & (ALPHABET.length - 1));
  return new TextDecoder().decode(bytes);
}

/** Four hexadecimal digits for each 16-bit number. */
const HEX = Array.from({ length: 2 ** 16 }, (_, number) => number.toString(16).padStart(4, "0"));
