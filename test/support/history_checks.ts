/**
 * Histories of concurrent operations, and what must hold of them whatever happened in between.
 *
 * Each operation has a start and an end on one clock of the test, so it took effect at some instant between the two:
 *
 * ```
 *   client 1   ├─ put 7 ─┤        ├── put 9 ── (the server is killed: may have been done, or not; but not after the restart)
 *   client 2       ├──── read 7 ────┤                                  ├─ read 9 ─┤
 * ```
 *
 * A register is linearizable when there is one order of all operations, in which each stands within its own time and reads what was written
 * last. The search goes along the clock and keeps every state that is possible still: the value, and which of the operations under way
 * have had their effect. States that came about in several ways count once, which keeps the search small (Wing and Gong's, as Lowe memoised it).
 *
 * Each check gives a list of what is wrong; a good history gives an empty one.
 *
 * @module
 */

/** What became of an operation: done, refused by its condition, or never answered. */
export type Outcome = "ok" | "refused" | "unknown";

/** When an operation was under way, in ticks of the recorder. */
export interface Timed {
  readonly start: number;
  /** Of an operation that was never answered: when the server that may have done it was gone for sure. */
  readonly end: number;
  readonly outcome: Outcome;
}

/** An operation on a register. Every value is written once; 0 is what the register holds at first. */
export interface RegisterOperation extends Timed {
  readonly kind: "read" | "write" | "swap";
  /** What was read, or is written. */
  readonly value: number;
  /** Of a swap: the value that has to be there. */
  readonly expected?: number;
}

/** The register behind the operation; undefined when it cannot take effect at that value. */
function after(operation: RegisterOperation, value: number): number | undefined {
  if (operation.kind === "read") return operation.value === value ? value : undefined;
  if (operation.kind === "write") return operation.value;
  if (operation.outcome === "refused") return operation.expected === value ? undefined : value;
  return operation.expected === value ? operation.value : undefined;
}

/** A state that is possible: the value, and the operations under way that have had their effect. */
interface Possible {
  readonly value: number;
  readonly done: ReadonlySet<number>;
}

function keyOf({ value, done }: Possible): string {
  return `${value}:${[...done].sort((a, b) => a - b).join()}`;
}

/** Every state that some of the operations under way lead to, from those that are possible. */
function reachable(
  states: Map<string, Possible>,
  pending: ReadonlySet<number>,
  operations: readonly RegisterOperation[],
): Map<string, Possible> {
  const all = new Map(states);
  for (const state of all.values()) { // a Map is walked with what is added meanwhile
    for (const at of pending) {
      const operation = operations[at];
      if (operation === undefined || state.done.has(at)) continue;
      const value = after(operation, state.value);
      if (value === undefined) continue;
      const next = { value, done: new Set([...state.done, at]) };
      const key = keyOf(next);
      if (!all.has(key)) all.set(key, next);
    }
  }
  return all;
}

/** What is wrong with the history of one register. */
export function registerFaults(history: readonly RegisterOperation[]): string[] {
  // A read that was not answered says nothing.
  const operations = history.filter(({ kind, outcome }) => kind !== "read" || outcome !== "unknown");
  const events = operations.flatMap(({ start, end }, at) => [{ tick: start, at, ends: false }, {
    tick: end,
    at,
    ends: true,
  }]).sort((a, b) => a.tick - b.tick || Number(a.ends) - Number(b.ends));
  const pending = new Set<number>();
  let states = new Map<string, Possible>([["0:", { value: 0, done: new Set() }]]);
  for (const { at, ends } of events) {
    if (!ends) {
      pending.add(at);
      continue;
    }
    const operation = operations[at];
    const next = new Map<string, Possible>();
    for (const { value, done } of reachable(states, pending, operations).values()) {
      if (!done.has(at) && operation?.outcome !== "unknown") continue;
      const state = { value, done: new Set([...done].filter((other) => other !== at)) };
      next.set(keyOf(state), state);
    }
    pending.delete(at);
    if (next.size === 0) {
      const values = [...new Set([...states.values()].map(({ value }) => value))].join(" or ");
      return [`no order explains ${JSON.stringify(operation)}; before it: ${values}`];
    }
    states = next;
  }
  return [];
}

/** A transfer between two accounts, which its transaction also writes into a ledger. */
export interface Transfer extends Timed {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** All accounts, as one query or one snapshot gave them. */
export type Balances = Readonly<Record<string, number>>;

/** What was seen of the bank. */
export interface BankHistory {
  readonly initial: Balances;
  readonly transfers: readonly Transfer[];
  readonly reads: readonly Balances[];
  readonly final: Balances;
  /** The transfers' ids in the ledger at the end. */
  readonly ledger: readonly string[];
}

function totalOf(balances: Balances): number {
  return Object.values(balances).reduce((sum, balance) => sum + balance, 0);
}

/** What is wrong with the history of a bank. */
export function bankFaults({ initial, transfers, reads, final, ledger }: BankHistory): string[] {
  const total = totalOf(initial);
  const faults = [...reads, final].filter((read) => totalOf(read) !== total)
    .map((read) => `torn: ${JSON.stringify(read)} sums to ${totalOf(read)}, not ${total}`);
  const written = new Set(ledger);
  const expected: Record<string, number> = { ...initial };
  for (const { id, from, to, amount, outcome } of transfers) {
    const isWritten = written.delete(id);
    if (outcome === "ok" && !isWritten) faults.push(`acknowledged transfer ${id} is lost`);
    if (outcome === "refused" && isWritten) faults.push(`refused transfer ${id} was done`);
    if (!isWritten) continue;
    expected[from] = (expected[from] ?? 0) - amount;
    expected[to] = (expected[to] ?? 0) + amount;
  }
  for (const id of written) faults.push(`transfer ${id} was never asked for`);
  for (const [account, balance] of Object.entries(expected)) {
    if (final[account] === balance) continue;
    faults.push(`${account} holds ${final[account]}, and the ledger says ${balance}`);
  }
  return faults;
}

/** An append to a list, or a read of it. Every value is appended once. */
export type ListOperation =
  | Timed & { readonly kind: "append"; readonly value: number }
  | Timed & { readonly kind: "read"; readonly values: readonly number[] };

/** What is wrong with the history of one list that holds `final` at the end. */
export function listFaults(history: readonly ListOperation[], final: readonly number[]): string[] {
  const faults: string[] = [];
  const places = new Map(final.map((value, at) => [value, at]));
  if (places.size !== final.length) faults.push(`a value stands twice in ${final.join()}`);
  const appends = history.filter((operation) => operation.kind === "append");
  const asked = new Set(appends.map(({ value }) => value));
  for (const value of final) if (!asked.has(value)) faults.push(`${value} was never appended`);
  for (const { value, outcome } of appends) {
    if (outcome === "ok" && !places.has(value)) faults.push(`acknowledged append of ${value} is lost`);
    if (outcome === "refused" && places.has(value)) faults.push(`refused append of ${value} was done`);
  }
  for (const read of history) {
    if (read.kind !== "read" || read.outcome !== "ok") continue;
    const { values, start, end } = read;
    if (values.some((value, at) => final[at] !== value)) faults.push(`read ${values.join()} is no prefix of the list`);
    for (const append of appends) {
      const isSeen = (places.get(append.value) ?? Infinity) < values.length;
      if (append.outcome === "ok" && append.end < start && !isSeen) {
        faults.push(`read at ${start} is stale: ${append.value} was acknowledged at ${append.end}`);
      }
      if (append.start > end && isSeen) faults.push(`read at ${end} holds ${append.value} of ${append.start}`);
    }
  }
  return faults;
}
