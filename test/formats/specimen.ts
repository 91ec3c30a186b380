/**
 * What is to be read from the specimen of a format version.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A record: id, JSON text, version, sequence, time of its commit. */
export type ExpectedRecord = readonly [
  id: string,
  json: string,
  version: string | null,
  sequence: number,
  committedAtMs: number,
];

/** Records in order, by collection. */
export type ExpectedState = Readonly<Record<string, readonly ExpectedRecord[]>>;

/** A version in a history: sequence, JSON text or null for a delete, time of its commit. */
export type ExpectedVersion = readonly [sequence: number, json: string | null, committedAtMs: number];

/** All of it. */
export interface Specimen {
  readonly storeId: string;
  readonly sequence: number;
  readonly collections: readonly (readonly [name: string, version: string | null])[];
  readonly state: ExpectedState;
  /** By collection and id; every version that was in the folder when it was made. */
  readonly histories: Readonly<Record<string, Readonly<Record<string, readonly ExpectedVersion[]>>>>;
  readonly snapshots: readonly {
    readonly id: string;
    readonly sequence: number;
    readonly createdAtMs: number;
    readonly state: ExpectedState;
  }[];
}

/** The folder of a specimen. */
export function specimenFolder(formatVersion: number): string {
  return fileURLToPath(new URL(`./version_${formatVersion}/`, import.meta.url));
}

/** What is to be read from it. */
export function readSpecimen(formatVersion: number): Specimen {
  return JSON.parse(readFileSync(new URL(`./version_${formatVersion}.json`, import.meta.url), "utf8"));
}
