/**
 * What the reference servers have in common: the routes' shapes as FountainStore has them, checked by hand as a thin server would.
 *
 * @module
 */

/** A record as it is answered. */
export interface RecordShape {
  readonly id: string;
  readonly data: unknown;
  readonly version: string | null;
  readonly sequence: number;
  readonly deleted: false;
}

/** A put of a transaction. */
export interface PutOperation {
  readonly op: "put";
  readonly collection: string;
  readonly record: { readonly id: string; readonly data: unknown };
}

/** What a transaction answers for each of its operations. */
interface OperationResult {
  readonly opIndex: number;
  readonly status: "ok";
  readonly record: RecordShape;
}

/** Headers of a record's answer. */
export function recordHeaders(sequence: number): Record<string, string> {
  return { "content-type": "application/json", "etag": `"${sequence}"` };
}

/** Headers of the answer to a first write. */
export function createdHeaders(sequence: number, collection: string, id: string): Record<string, string> {
  return { ...recordHeaders(sequence), "location": `/collections/${collection}/records/${encodeURIComponent(id)}` };
}

/** The JSON text of a record whose data is a JSON text already: it is not parsed only to be made again. */
export function recordText(id: string, data: string, sequence: number): string {
  return `{"id":${JSON.stringify(id)},"data":${data},"version":null,"sequence":${sequence},"deleted":false}`;
}

/** The data of a PUT's body; undefined when there is none. */
export function dataOf(body: unknown): unknown {
  return typeof body === "object" && body !== null && "data" in body ? body.data : undefined;
}

/** The puts of a transaction's body; undefined when it is none. */
export function putsOf(body: unknown): readonly PutOperation[] | undefined {
  if (typeof body !== "object" || body === null || !("operations" in body)) return undefined;
  const { operations } = body;
  return Array.isArray(operations) && operations.length > 0 && operations.every(isPut) ? operations : undefined;
}

/** The results of puts that were all done. @param before the sequence of the write before them */
export function resultsOf(puts: readonly PutOperation[], before: number): OperationResult[] {
  return puts.map(({ record: { id, data } }, opIndex) => {
    return {
      opIndex,
      status: "ok",
      record: { id, data, version: null, sequence: before + opIndex + 1, deleted: false },
    };
  });
}

function isPut(operation: unknown): operation is PutOperation {
  if (typeof operation !== "object" || operation === null) return false;
  const { op, collection, record } = operation as Partial<PutOperation>;
  return op === "put" && typeof collection === "string" && typeof record?.id === "string" && record.data !== undefined;
}
