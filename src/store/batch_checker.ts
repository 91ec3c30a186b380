/**
 * From the operations that a caller of the library gives to checked ones.
 *
 * @module
 */

import { invalid } from "../base/errors.ts";
import type { BatchOperation, CheckOperation, DeleteOperation } from "./batch_operations.ts";
import { Collection } from "./collection.ts";
import { checkIfSequence } from "./conditions.ts";
import { checkedDefinition } from "./index_info.ts";
import { checkCollectionName, checkId } from "./names.ts";
import type { WriteOperation } from "./operations.ts";
import type { OperationCounts } from "./reader.ts";
import type { StoreLimits } from "./store_types.ts";

/** See the module. Good for one batch. */
export class BatchChecker {
  readonly #limits: StoreLimits;
  readonly #counts: OperationCounts;
  readonly #collection: (name: string) => Collection<unknown>;
  readonly #known = new Map<string, Collection<unknown>>();

  /** @param collection makes the collection of a name, and throws for a malformed one */
  constructor(limits: StoreLimits, counts: OperationCounts, collection: (name: string) => Collection<unknown>) {
    this.#limits = limits;
    this.#counts = counts;
    this.#collection = collection;
  }

  /** The checked operations; a promise only when a schema needs one. @throws FountainError `invalid` */
  check(operations: readonly BatchOperation[]): WriteOperation[] | Promise<WriteOperation[]> {
    const { batchOperationsMax } = this.#limits;
    if (operations.length < 1 || operations.length > batchOperationsMax) {
      throw invalid(
        `Cannot commit the batch: it must have 1 to ${batchOperationsMax} operations, not ${operations.length}`,
      );
    }
    const checked = operations.map((operation) => this.#checkOne(operation));
    const waits = checked.some((write) => write instanceof Promise);
    if (waits) return Promise.all(checked).then((writes) => this.#measured(writes));
    return this.#measured(checked as WriteOperation[]);
  }

  #measured(writes: WriteOperation[]): WriteOperation[] {
    const { batchLengthMax } = this.#limits;
    let length = 0;
    for (const write of writes) {
      if (write.op === "put") length += write.json.length;
      else if (write.op === "patch") length += write.patch.length;
    }
    if (length <= batchLengthMax) return writes;
    throw invalid(`Cannot commit the batch: its JSON is over ${batchLengthMax} characters`);
  }

  #checkOne(operation: BatchOperation): WriteOperation | Promise<WriteOperation> {
    const { op, collection } = operation;
    const name = typeof collection === "string" ? collection : collection?.name;
    if (op === "defineIndex") {
      checkCollectionName(name);
      return { op, collection: name, definition: checkedDefinition(operation.index) };
    }
    if (op === "delete" || op === "check") return this.#checkBare(operation, name);
    if (op !== "put" && op !== "patch") {
      const known = "put, patch, delete, check or defineIndex";
      throw invalid(`Cannot commit the batch: an operation is ${known}, not ${JSON.stringify(op)}`);
    }
    this.#counts.puts++;
    const target = collection instanceof Collection ? collection as Collection<unknown> : this.#named(name);
    return op === "put" ? target.checkedPut(operation) : target.checkedPatch(operation);
  }

  #checkBare({ op, id, ifSequence }: DeleteOperation | CheckOperation, name: string): WriteOperation {
    checkCollectionName(name);
    checkId(id);
    checkIfSequence(ifSequence);
    if (op === "delete") this.#counts.deletes++;
    else if (ifSequence === undefined) throw invalid("Cannot commit the batch: a check needs ifSequence");
    return { op, collection: name, id, ifSequence };
  }

  #named(name: string): Collection<unknown> {
    let collection = this.#known.get(name);
    if (collection === undefined) this.#known.set(name, collection = this.#collection(name));
    return collection;
  }
}
