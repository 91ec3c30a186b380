/**
 * What the benchmark asks of an engine, in as few words as every engine has. A driver uses its engine as a good user of it would: prepared statements,
 * synchronous reads where there are any, batches where they help. All of them turn documents into JSON and back.
 *
 * @module
 */

import type { Document, Entry } from "../documents.ts";

/** The engines that can be compared. */
export const ENGINES = ["fountain", "classic-level", "lmdb", "sqlite"] as const;
export type EngineName = (typeof ENGINES)[number];

/** When a write is answered: when it is on disk, or when the system has it. */
export type BenchDurability = "always" | "os";

/** How an engine is opened. */
export interface DriverSettings {
  readonly folder: string;
  readonly durability: BenchDurability;
  /** For FountainStore; the peers run with their defaults. */
  readonly memoryBytes: number;
}

/** What an engine tells of its own writing; bytes since it was opened. */
export interface WriteFigures {
  readonly flushedBytes: number;
  readonly mergedBytes: number;
}

/** An open engine. */
export interface OpenEngine {
  /** The document, parsed; undefined when there is none. */
  get(id: string): Document | undefined;
  /** Resolves when the document is as safe as the durability says. */
  put(id: string, document: Document): Promise<void>;
  /** Writes many documents in one transaction, or what the engine has of that kind. */
  putMany(entries: readonly Entry[]): Promise<void>;
  /** Reads and parses the documents behind an id, in the order of ids, at most `limit`; gives how many there were. */
  scan(after: string, limit: number): number | Promise<number>;
  close(): Promise<void>;
  /** Of engines that count what they write. */
  writeFigures?(): WriteFigures;
  /** Waits until nothing is done in the background any more, where the engine can tell. */
  settle?(): Promise<void>;
}

/** An engine, loaded but not open. */
export interface Driver {
  /** Name and version of what is measured. */
  readonly version: string;
  /** What it promises in this benchmark, by durability: for the reader of the results. */
  readonly promise: Readonly<Record<BenchDurability, string>>;
  open(settings: DriverSettings): Promise<OpenEngine>;
}
