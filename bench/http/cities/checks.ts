/**
 * What must hold, asked over HTTP.
 *
 * @module
 */

import { type Connection, requestText } from "../connection.ts";
import { parsed, recordPath } from "../messages.ts";
import type { Response } from "../response_parser.ts";
import type { CityRecord } from "./data.ts";

/** Something that must hold does not. */
export class CheckFailed extends Error {}

/** The collection. */
export const CITIES = "cities";
/** Records of a page; the most that a page may have. */
const PAGE_RECORDS = 1000;

/** A record as it is answered. */
interface Answer {
  readonly id?: unknown;
  readonly data?: unknown;
  readonly version?: unknown;
  readonly sequence?: unknown;
  readonly deleted?: unknown;
}

/** A page as it is answered. */
interface Page {
  readonly items?: readonly Answer[];
  readonly nextPageToken?: unknown;
}

/** True when the record is there as it was sent, false when it is not there. @throws CheckFailed when it is there otherwise */
export async function isThere(record: CityRecord, connection: Connection): Promise<boolean> {
  const response = await connection.exchange(requestText("GET", recordPath(record.id, CITIES)));
  if (response.status === 404) return false;
  hold(response.status === 200, () => `GET of ${record.id} was answered ${described(response)}`);
  compare(parsed<Answer>(response.body), record);
  return true;
}

/** A way to ask for a page. */
export type PageRequest = (pageToken: string | undefined) => string;

/** Pages by a `scan` query. */
export const scanPage: PageRequest = (pageToken) =>
  requestText("POST", `/collections/${CITIES}/query`, JSON.stringify({ type: "scan", limit: PAGE_RECORDS, pageToken }));

/** Pages by a list of records. */
export const listPage: PageRequest = (pageToken) => {
  const token = pageToken === undefined ? "" : `&pageToken=${encodeURIComponent(pageToken)}`;
  return requestText("GET", `/collections/${CITIES}/records?pageSize=${PAGE_RECORDS}${token}`);
};

/**
 * Walks through all pages and compares them with all records in the order of their ids. Each sequence is there once.
 * @param progress told how many records each page had
 * @throws CheckFailed
 */
export async function walkPages(
  connection: Connection,
  sorted: readonly CityRecord[],
  page: PageRequest,
  progress: (records: number) => void,
): Promise<void> {
  const sequences = new Set<unknown>();
  let at = 0;
  let token: string | undefined;
  do {
    const response = await connection.exchange(page(token));
    hold(response.status === 200, () => `a page was answered ${described(response)}`);
    const { items = [], nextPageToken } = parsed<Page>(response.body) ?? {};
    hold(items.length > 0, () => `a page was empty after ${at} records`);
    for (const item of items) {
      const record = sorted[at++];
      if (record === undefined) throw new CheckFailed(`more than ${sorted.length} records; one is ${String(item.id)}`);
      compare(item, record);
      sequences.add(item.sequence);
    }
    hold(nextPageToken === undefined || typeof nextPageToken === "string", () => "nextPageToken is no text");
    token = nextPageToken as string | undefined;
    progress(items.length);
  } while (token !== undefined);
  hold(at === sorted.length, () => `the pages had ${at} records of ${sorted.length}`);
  hold(sequences.size === at, () => `${at} records had ${sequences.size} sequences`);
}

/** @throws CheckFailed with the message, unless it holds */
export function hold(condition: boolean, message: () => string): void {
  if (!condition) throw new CheckFailed(message());
}

/** An answer in an error message. */
export function described({ status, body }: Response): string {
  return `${status} ${body.toString("utf8", 0, 300)}`;
}

/** Holds an answer against what was sent: values, the order of members, digits. */
function compare(answer: Answer | undefined, { id, json }: CityRecord): void {
  hold(answer?.id === id, () => `the record ${String(answer?.id)} was found where ${id} should be`);
  hold(JSON.stringify(answer?.data) === json, () => `${id} is ${JSON.stringify(answer?.data)}, not ${json}`);
  const { version, sequence, deleted } = answer ?? {};
  hold(version === null && deleted === false && Number.isSafeInteger(sequence) && Number(sequence) > 0, () => {
    return `${id} has version ${version}, deleted ${deleted}, sequence ${sequence}`;
  });
}
