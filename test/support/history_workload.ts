/**
 * Random operations of many clients on a served store, recorded with their times and outcomes.
 *
 * An operation whose connection broke is "unknown"; that is a fault unless the server was killed. Its end is set when the server is gone and
 * all clients have noticed, before the next server starts.
 *
 * @module
 */

import type { BankHistory, ListOperation, RegisterOperation, Timed, Transfer } from "./history_checks.ts";
import { type Answer, LoadClient } from "./load_client.ts";
import type { Random } from "./random.ts";

const REGISTERS = 8;
const LISTS = 4;
const ACCOUNTS = 6;
const BALANCE = 100;
const JSON_PATCH = { "content-type": "application/json-patch+json" };

type Written<T> = { -readonly [K in keyof T]: T[K] };
interface Item {
  readonly id: string;
  readonly data: number;
  readonly sequence: number;
}

const recordPath = (collection: string, id: string): string => `/collections/${collection}/records/${id}`;
const dataOf = <T>({ text }: Answer): T => (JSON.parse(text) as { data: T }).data;
const itemsOf = ({ text }: Answer): Item[] => (JSON.parse(text) as { items: Item[] }).items;

/** See the module. */
export class Workload {
  readonly registers = new Map<string, Written<RegisterOperation>[]>();
  readonly lists = new Map<string, { history: Written<ListOperation>[]; final: number[] }>();
  readonly bank: Written<BankHistory> & { transfers: Written<Transfer>[]; reads: Record<string, number>[] } = {
    initial: Object.fromEntries(Array.from({ length: ACCOUNTS }, (_, at) => [`a${at}`, BALANCE])),
    transfers: [],
    reads: [],
    final: {},
    ledger: [],
  };
  kills = 0;
  /** Writes that were never answered. */
  unknown = 0;
  readonly #random: Random;
  #ticks = 0;
  #values = 0;
  #answers = 0;
  #isKilled = false;
  #isPrepared = false;
  /** Unanswered, of the server that runs. */
  #open: Written<Timed>[] = [];

  constructor(random: Random) {
    this.#random = random;
    for (let at = 0; at < REGISTERS; at++) this.registers.set(`r${at}`, []);
    for (let at = 0; at < LISTS; at++) this.lists.set(`l${at}`, { history: [], final: [] });
  }

  /** Writes what all clients begin with, once. */
  async prepare(port: number): Promise<void> {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    const put = (collection: string, id: string, data: unknown) => ({ op: "put", collection, record: { id, data } });
    const operations = [
      ...[...this.registers.keys()].map((id) => put("registers", id, 0)),
      ...[...this.lists.keys()].map((id) => put("lists", id, [])),
      ...Object.entries(this.bank.initial).map(([id, balance]) => put("accounts", id, balance)),
    ];
    const client = await LoadClient.open(port);
    await this.#expect(client, [200], "POST", "/transactions", { operations });
    client.close();
  }

  /** Runs clients until each has done `budget` operations, or the server that `kill` kills behind `killAt` answers is gone. */
  async run(port: number, clients: number, budget: number, killAt: number, kill: () => void): Promise<void> {
    this.#answers = 0;
    this.#isKilled = false;
    const opened = await Promise.all(Array.from({ length: clients }, () => LoadClient.open(port)));
    await Promise.all(opened.map(async (client) => {
      for (let count = 0; count < budget && await this.#step(client); count++) {
        if (++this.#answers < killAt || this.#isKilled) continue;
        this.#isKilled = true;
        this.kills++;
        kill();
      }
      client.close();
    }));
    for (const operation of this.#open.splice(0)) operation.end = ++this.#ticks;
  }

  /** Reads what there is at the end. */
  async finish(port: number): Promise<void> {
    const client = await LoadClient.open(port);
    for (const [id, list] of this.lists) {
      list.final = dataOf(await this.#expect(client, [200], "GET", recordPath("lists", id)));
    }
    for (const [id, history] of this.registers) await this.#readRegister(client, id, history);
    this.bank.final = Object.fromEntries((await this.#balances(client) ?? []).map(({ id, data }) => [id, data]));
    const ledger: string[] = [];
    let token = "";
    for (let page = 0; page < 100; page++) {
      const path = `/collections/ledger/records?pageSize=1000${token}`;
      const answer = await this.#expect(client, [200], "GET", path);
      ledger.push(...itemsOf(answer).map(({ id }) => id));
      const next = (JSON.parse(answer.text) as { nextPageToken?: string }).nextPageToken;
      if (next === undefined) break;
      token = `&pageToken=${encodeURIComponent(next)}`;
    }
    this.bank.ledger = ledger;
    client.close();
  }

  /** One operation; false when the connection is lost. */
  async #step(client: LoadClient): Promise<boolean> {
    const kind = this.#random.below(4);
    if (kind < 2) return await this.#registerStep(client);
    return kind === 2 ? await this.#listStep(client) : await this.#bankStep(client);
  }

  async #registerStep(client: LoadClient): Promise<boolean> {
    const [id, history] = this.#random.pick([...this.registers]);
    const way = this.#random.below(4);
    const write = (expected?: number, sequence = 0): Promise<boolean> => {
      const value = ++this.#values;
      const headers: Record<string, string> = expected === undefined ? {} : { "if-match": `"${sequence}"` };
      const operation = { kind: expected === undefined ? "write" : "swap", value, ...this.#begun() } as const;
      const record = expected === undefined ? operation : { ...operation, expected };
      history.push(record);
      return this.#write(client, record, "PUT", recordPath("registers", id), { data: value }, headers);
    };
    if (way === 0) return await write();
    const read = await this.#readRegister(client, id, history);
    if (read === undefined || way === 1) return read !== undefined;
    return await write(dataOf<number>(read), read.sequence);
  }

  async #readRegister(
    client: LoadClient,
    id: string,
    history: Written<RegisterOperation>[],
  ): Promise<Answer | undefined> {
    const begun = this.#begun();
    const answer = await this.#read(client, "GET", recordPath("registers", id));
    if (answer !== undefined) {
      history.push({ kind: "read", value: dataOf(answer), start: begun.start, end: ++this.#ticks, outcome: "ok" });
    }
    return answer;
  }

  async #listStep(client: LoadClient): Promise<boolean> {
    const [id, { history }] = this.#random.pick([...this.lists]);
    const path = recordPath("lists", id);
    const value = ++this.#values;
    if (this.#random.chance(0.4)) {
      const append = { kind: "append" as const, value, ...this.#begun() };
      history.push(append);
      return await this.#write(client, append, "PATCH", path, [{ op: "add", path: "/-", value }], JSON_PATCH);
    }
    const { start } = this.#begun();
    const answer = await this.#read(client, "GET", path);
    if (answer === undefined) return false;
    const values = dataOf<number[]>(answer);
    history.push({ kind: "read", values, start, end: ++this.#ticks, outcome: "ok" });
    if (this.#random.chance(0.5)) return true;
    const append = { kind: "append" as const, value, ...this.#begun() };
    history.push(append);
    const headers = { "if-match": `"${answer.sequence}"` };
    return await this.#write(client, append, "PUT", path, { data: [...values, value] }, headers);
  }

  async #bankStep(client: LoadClient): Promise<boolean> {
    const items = await this.#balances(client);
    if (items === undefined) return false;
    this.bank.reads.push(Object.fromEntries(items.map(({ id, data }) => [id, data])));
    const [from, to] = this.#random.shuffled(items);
    if (from === undefined || to === undefined) throw new Error("accounts are gone");
    const id = `t${++this.#values}`;
    const amount = this.#random.between(1, 5);
    const transfer = { id, from: from.id, to: to.id, amount, ...this.#begun() };
    this.bank.transfers.push(transfer);
    const put = (collection: string, record: object, ifSequence: number) => {
      return { op: "put", collection, record, ifSequence };
    };
    const operations = [
      put("accounts", { id: from.id, data: from.data - amount }, from.sequence),
      put("accounts", { id: to.id, data: to.data + amount }, to.sequence),
      put("ledger", { id, data: amount }, 0),
    ];
    return await this.#write(client, transfer, "POST", "/transactions", { operations });
  }

  /** All accounts, by one query or through a snapshot. */
  async #balances(client: LoadClient): Promise<Item[] | undefined> {
    if (this.#random.chance(0.8)) {
      const answer = await this.#read(client, "POST", "/collections/accounts/query", { type: "scan" });
      return answer === undefined ? undefined : itemsOf(answer);
    }
    const made = await this.#read(client, "POST", "/snapshots", {});
    if (made === undefined) return undefined;
    const { id } = JSON.parse(made.text) as { id: string };
    const half = "pageSize=3";
    const first = await this.#read(client, "GET", `/collections/accounts/records?snapshot=${id}&${half}`);
    if (first === undefined) return undefined;
    const last = itemsOf(first).at(-1)?.id;
    const rest = await this.#read(client, "GET", `/collections/accounts/records?snapshot=${id}&startAfter=${last}`);
    if (rest === undefined || await this.#read(client, "DELETE", `/snapshots/${id}`) === undefined) return undefined;
    return [...itemsOf(first), ...itemsOf(rest)];
  }

  #begun(): Timed {
    return { start: ++this.#ticks, end: Infinity, outcome: "unknown" };
  }

  /** A request that changes no record; undefined when the server was killed. @throws Error for any other end */
  async #read(client: LoadClient, method: string, path: string, body?: unknown): Promise<Answer | undefined> {
    const answer = await client.send(method, path, body);
    if (answer !== undefined && ![200, 201, 204].includes(answer.status)) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    if (answer === undefined && !this.#isKilled) throw new Error(`${method} ${path} was not answered`);
    return answer;
  }

  /** A write, whose outcome goes into `operation`; false when the server was killed. */
  async #write(
    client: LoadClient,
    operation: Written<Timed>,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<boolean> {
    const answer = await client.send(method, path, body, headers);
    if (answer === undefined) {
      if (!this.#isKilled) throw new Error(`${method} ${path} was not answered`);
      this.unknown++;
      this.#open.push(operation);
      return false;
    }
    const { status, text } = answer;
    if (![200, 409, 412].includes(status)) throw new Error(`${method} ${path}: ${status} ${text}`);
    if (status !== 200 && !text.includes("precondition-failed")) throw new Error(`${method} ${path}: ${text}`);
    operation.end = ++this.#ticks;
    operation.outcome = status === 200 ? "ok" : "refused";
    return true;
  }

  async #expect(client: LoadClient, statuses: number[], method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await client.send(method, path, body);
    if (answer === undefined || !statuses.includes(answer.status)) {
      throw new Error(`${method} ${path}: ${answer?.status} ${answer?.text}`);
    }
    return answer;
  }
}
