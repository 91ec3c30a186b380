/**
 * One page of records in the order of their ids: what `GET …/records` and a `scan` query answer.
 *
 * @module
 */

import type { CollectionReader } from "../store/reader.ts";
import { checkedId } from "./body.ts";
import type { PageTokens } from "./page_token.ts";
import { ProblemError } from "./problems.ts";
import { recordText } from "./record_text.ts";
import { jsonText } from "./responses.ts";

/** A page ends early behind so much text, so that large records do not make a page that memory cannot hold. */
const PAGE_TEXT_MAX = 16 << 20;

/** Which page. */
export interface ScanPage {
  readonly prefix?: string | undefined;
  /** An id, or a page token of this list; "" counts as left out. */
  readonly startAfter?: string | undefined;
  /** Where {@link startAfter} stands in the request. */
  readonly startPointer: string;
  readonly reverse?: boolean | undefined;
  readonly pageSize: number;
  readonly token?: string | undefined;
  /** What tokens of this list are bound to. */
  readonly scope: string;
}

/** Answers with the page. REQUIRES: the collection is there. @throws ProblemError `invalid-page-token` */
export async function scanPage(
  tokens: PageTokens,
  reader: CollectionReader<unknown>,
  page: ScanPage,
): Promise<Response> {
  const { prefix = "", reverse = false, pageSize, scope } = page;
  const position = await startOf(tokens, page);
  const options = { prefix, reverse, limit: pageSize + 1, ...(position === undefined ? {} : { startAfter: position }) };
  const texts: string[] = [];
  let lastId = "";
  let length = 0;
  let hasMore = false;
  for (const record of reader.scan(options)) {
    if (texts.length === pageSize || length > PAGE_TEXT_MAX) {
      hasMore = true;
      break;
    }
    const text = recordText(record);
    texts.push(text);
    length += text.length;
    lastId = record.id;
  }
  const next = hasMore ? `,"nextPageToken":${JSON.stringify(await tokens.sign(scope, lastId))}` : "";
  return jsonText(`{"items":[${texts.join(",")}]${next}}`);
}

/** Behind which id the page begins. Seed clients send the token as `startAfter`. @throws ProblemError */
async function startOf(
  tokens: PageTokens,
  { scope, startAfter, startPointer, token }: ScanPage,
): Promise<string | undefined> {
  if (token !== undefined) return await tokens.open(scope, token);
  if (startAfter === undefined || startAfter === "") return undefined;
  try {
    return await tokens.open(scope, startAfter);
  } catch (error) {
    // Whatever is no token of this list is an id.
    if (!(error instanceof ProblemError && error.kind === "invalid-page-token")) throw error;
    return checkedId(startAfter, startPointer);
  }
}
