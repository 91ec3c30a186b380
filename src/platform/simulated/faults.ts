/**
 * The faults that a test has ordered, and the count of operations that they are ordered by.
 *
 * @module
 */

/** Operations that change something, each a point where the power can fail; they are counted. */
type MutatingKind =
  | "write"
  | "append"
  | "truncate"
  | "sync"
  | "create"
  | "rename"
  | "remove"
  | "makeFolder"
  | "syncFolder";

/** What a process asks of the disk. Those that change nothing can fail, but are not counted. */
export type OperationKind = MutatingKind | "open" | "read" | "list";

const READING = new Set<OperationKind>(["open", "read", "list"]);

/** One operation, as a fault is matched against. */
export interface Operation {
  readonly kind: OperationKind;
  /** The file's path when it was opened, the folder's, or the old one of a rename. */
  readonly path: string;
  /** The new path of a rename. */
  readonly to?: string | undefined;
  /** Where a read or write begins. */
  readonly position?: number | undefined;
  readonly lengthBytes?: number | undefined;
}

/** An order that an operation shall fail. */
export interface Fault {
  /** Which operations it is about. */
  readonly match: (operation: Operation) => boolean;
  /** Which of these fails, from 1; default 1. */
  readonly nth?: number;
  /** How many in a row fail from there on; default 1. */
  readonly times?: number;
  /** `short`: some part of a write reaches the file, then EIO; for anything else the same as `EIO`. */
  readonly error: "EIO" | "ENOSPC" | "short";
}

/** The faults ordered of one machine. */
export class Faults {
  /** How many mutating operations were begun since the machine was made. */
  operations = 0;
  /** One line for each operation, when it is wanted. */
  readonly trace: string[] | undefined;
  #cutAt = Infinity;
  #orders: { readonly fault: Fault; seen: number }[] = [];

  constructor(trace: boolean) {
    this.trace = trace ? [] : undefined;
  }

  /** True when the operation that was begun last is the one at which the power fails. */
  get cutsNow(): boolean {
    return this.operations >= this.#cutAt;
  }

  cutPowerAfter(operations: number): void {
    this.#cutAt = this.operations + operations;
  }

  add(fault: Fault): void {
    this.#orders.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#cutAt = Infinity;
    this.#orders = [];
  }

  /** Counts an operation; returns how it shall fail, if it shall. */
  begin(operation: Operation): Fault["error"] | undefined {
    if (!READING.has(operation.kind)) this.operations++;
    this.trace?.push(`${this.operations} ${describe(operation)}`);
    let failure: Fault["error"] | undefined;
    for (const order of this.#orders) {
      if (!order.fault.match(operation)) continue;
      const { nth = 1, times = 1, error } = order.fault;
      order.seen++;
      if (order.seen >= nth && order.seen < nth + times) failure ??= error;
    }
    if (failure !== undefined) this.trace?.push(`  fails: ${failure}`);
    return failure;
  }
}

function describe({ kind, path, to, position, lengthBytes }: Operation): string {
  const target = to === undefined ? "" : ` to ${to}`;
  const range = position === undefined ? "" : ` ${position}+${lengthBytes}`;
  return `${kind} ${path}${target}${range}`;
}
