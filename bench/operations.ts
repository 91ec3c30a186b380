/**
 * The operations of a run, drawn from the seed: which row, what is done with it, and what is written. Who performs them, on an engine or over
 * HTTP, is no matter here.
 *
 * @module
 */

import type { DataSet, Document, Entry } from "./documents.ts";
import { Random } from "./random.ts";
import { type Distribution, makeChooser } from "./requests.ts";
import type { LatencyKind } from "./results.ts";
import type { OperationKind } from "./workloads.ts";

/** An operation, drawn and prepared before the clock runs. */
export interface Operation {
  readonly kind: OperationKind;
  readonly id: string;
  /** What is put. */
  readonly document: Document | undefined;
  /** What a field is changed to. */
  readonly text: string;
}

/** Kinds of operations with their shares, which come to 1. */
export type Mix = readonly (readonly [kind: OperationKind, share: number])[];

/** Under which kind an operation's latency is counted. */
export const LATENCY_KINDS: Readonly<Record<OperationKind, LatencyKind>> = {
  read: "read",
  miss: "read",
  update: "put",
  insert: "put",
  modify: "modify",
  scan: "scan",
};

/** Prepares operations on the rows of a data set, and takes the new rows behind them one after another. */
export class Operations {
  readonly data: DataSet;
  /** The row that is inserted next. */
  #nextRow: number;

  constructor(data: DataSet) {
    this.data = data;
    this.#nextRow = data.rows;
  }

  /** Rows that were put since the load, or are about to be. */
  get insertedRows(): number {
    return this.#nextRow - this.data.rows;
  }

  /** An operation on a row; an insert takes the next new one instead. */
  prepare(kind: OperationKind, row: number): Operation {
    const { data } = this;
    switch (kind) {
      case "insert": {
        const { id, document } = this.newEntry();
        return { kind, id, document, text: "" };
      }
      case "update":
        return { kind, id: data.id(row), document: data.nextDocument(row), text: "" };
      case "modify":
        return { kind, id: data.id(row), document: undefined, text: data.nextField(row) };
      case "miss":
        return { kind, id: data.absentId(row), document: undefined, text: "" };
      default:
        return { kind, id: data.id(row), document: undefined, text: "" };
    }
  }

  /** The next new row. */
  newEntry(): Entry {
    const row = this.#nextRow++;
    return { id: this.data.id(row), document: this.data.document(row) };
  }
}

/** Draws operations of a mix: the same ones in every run with the same seed. */
export function makeDraw(
  operations: Operations,
  mix: Mix,
  distribution: Distribution,
  seed: number,
): () => Operation {
  const rows = makeChooser(distribution, operations.data.rows, seed);
  const random = new Random(seed + 1);
  return () => operations.prepare(chooseKind(mix, random.unit()), rows.next());
}

function chooseKind(mix: Mix, unit: number): OperationKind {
  let sum = 0;
  for (const [kind, share] of mix) {
    sum += share;
    if (unit < sum) return kind;
  }
  return (mix.at(-1) as Mix[number])[0];
}
