/**
 * The body of a transaction, from text to checked operations in one walk.
 *
 * ```
 *   {"operations": [{"op": "put", "collection": "c", "record": {"id": "a", "data": …}}, …], "requireSequenceAtLeast": 7}
 *                                                                               `- sliced, not parsed again
 * ```
 *
 * `JSON.parse` has accepted the whole and gives the small members; the walk finds where the texts of `data` stand.
 *
 * @module
 */

import { readPatch } from "../encoding/json_patch.ts";
import { isArrayAt, isObjectAt, skipSpace, walkElements, walkMembers } from "../encoding/json_slices.ts";
import { checkCollectionName } from "../store/names.ts";
import type { WriteOperation } from "../store/operations.ts";
import { checkedId, checkedRecord, checkedTerm, isObject, parseObject, skipChecked, sliceData } from "./body.ts";
import { checked, invalidField } from "./problems.ts";
import { checkedIndex } from "./routes/indexes.ts";

type Term = ReturnType<typeof checkedTerm>;

/** At most so many operations. */
export const OPERATIONS_MAX = 10_000;

/** A transaction as it was sent. */
export interface TransactionBody {
  readonly operations: readonly WriteOperation[];
  readonly requireSequenceAtLeast: number | undefined;
}

/** The transaction in `text`. @throws ProblemError 400, 413 */
export function transactionBody(text: string, recordBytesMax: number): TransactionBody {
  const body = parseObject(text);
  const { operations, requireSequenceAtLeast } = body;
  if (!Array.isArray(operations)) throw invalidField("#/operations", "must be a list of operations");
  if (operations.length < 1 || operations.length > OPERATIONS_MAX) {
    throw invalidField("#/operations", `must have 1 to ${OPERATIONS_MAX} operations, not ${operations.length}`);
  }
  const texts = dataTexts(text);
  return {
    operations: operations.map((operation: unknown, at) =>
      checkedOperation(operation, texts[at], `#/operations/${at}`, recordBytesMax)
    ),
    requireSequenceAtLeast: checkedSequence(requireSequenceAtLeast, "#/requireSequenceAtLeast"),
  };
}

/** The texts of the operations' data, in order; undefined for those that have none. */
function dataTexts(text: string): (string | undefined)[] {
  let texts: (string | undefined)[] = [];
  walkMembers(text, skipSpace(text, 0), (name, start) => {
    if (name !== "operations" || !isArrayAt(text, start)) return skipChecked(text, start, `#/${name}`);
    texts = [];
    return walkElements(text, start, (at) => {
      const pointer = `#/operations/${texts.length}`;
      if (!isObjectAt(text, at)) {
        texts.push(undefined);
        return skipChecked(text, at, pointer);
      }
      const [json, end] = operationData(text, at, pointer);
      texts.push(json);
      return end;
    });
  });
  return texts;
}

function operationData(text: string, at: number, pointer: string): [json: string | undefined, end: number] {
  let json: string | undefined;
  const end = walkMembers(text, at, (name, start) => {
    if (name === "patch") {
      const stop = skipChecked(text, start, `${pointer}/patch`);
      json = text.slice(start, stop);
      return stop;
    }
    if (name !== "record" || !isObjectAt(text, start)) return skipChecked(text, start, `${pointer}/${name}`);
    const [data, stop] = sliceData(text, start, `${pointer}/record`);
    json = data;
    return stop;
  });
  return [json, end];
}

function checkedOperation(
  operation: unknown,
  json: string | undefined,
  pointer: string,
  recordBytesMax: number,
): WriteOperation {
  if (!isObject(operation)) throw invalidField(pointer, "must be an object");
  const { op } = operation;
  if (op !== "put" && op !== "delete" && op !== "patch" && op !== "check" && op !== "defineIndex") {
    throw invalidField(`${pointer}/op`, "must be put, delete, patch, check or defineIndex");
  }
  const collection = operation.collection as string;
  checked(`${pointer}/collection`, checkCollectionName, collection);
  if (op === "defineIndex") {
    return { op, collection, definition: checkedIndex(operation.index, `${pointer}/index`).definition };
  }
  const ifSequence = checkedSequence(operation.ifSequence, `${pointer}/ifSequence`);
  if (op !== "put") {
    const bare = { collection, id: checkedId(operation.id, `${pointer}/id`), ifSequence };
    if (op === "delete") return { op, ...bare };
    if (op === "check") {
      if (ifSequence === undefined) throw invalidField(`${pointer}/ifSequence`, "is required");
      return { op, ...bare };
    }
    if (json === undefined || !isContainer(operation.patch)) {
      throw invalidField(`${pointer}/patch`, "must be an object (a merge patch) or a list (a JSON Patch)");
    }
    return { op, ...bare, patch: checked(`${pointer}/patch`, readPatch, json), bytesMax: recordBytesMax };
  }
  const { record } = operation;
  if (!isObject(record)) throw invalidField(`${pointer}/record`, "must be an object with id and data");
  const { id, json: text, ...rest } = checkedRecord(record, json, `${pointer}/record`, recordBytesMax);
  return {
    op,
    collection,
    ...rest,
    ...termBesideOp(operation, rest, pointer),
    id: checkedId(id, `${pointer}/record/id`),
    json: text,
    ifSequence,
  };
}

/** The term may stand in the record, as in a PUT, or beside `op`, as conditions do; not in both. */
function termBesideOp(operation: Record<string, unknown>, record: Partial<Term>, pointer: string): Partial<Term> {
  const own = checkedTerm(operation, pointer);
  if (own.expiresAtMs === undefined && own.ttlMs === undefined) return {};
  if (record.expiresAtMs === undefined && record.ttlMs === undefined) return own;
  throw invalidField(`${pointer}/record`, "must not say when it expires when the operation does");
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** A sequence; undefined when it is left out or null. @throws ProblemError */
export function checkedSequence(value: unknown, pointer: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalidField(pointer, "must be a whole number from 0 to 2^53 - 1");
}
