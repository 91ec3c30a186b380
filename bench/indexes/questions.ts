/**
 * The questions of the comparison over HTTP, and what holds of a good answer.
 *
 * Both servers get the same bytes and give the same JSON. An answer is good when each of its records is what was loaded under its id, whole; two
 * answers are the same when they have the same keys in the same order. So ids may differ where records have the same key, and nothing else.
 *
 * @module
 */

import { requestText } from "../http/connection.ts";
import { getText, parsed } from "../http/messages.ts";
import type { Response } from "../http/response_parser.ts";
import type { Random } from "../random.ts";
import { countryOf, groupOf, idOf, numberOf, type Person, personOf } from "./data.ts";

/** The collection of all records. */
export const PEOPLE = "people";

/** The index on `group` once more, its entries carrying their records; SQLite's server answers by its plain one. */
export const COVERING = "groupCovering";

/** Bodies of queries, as far as they are asked here. */
export type Query =
  | { readonly type: "indexEquals"; readonly index: "group" | typeof COVERING; readonly key: string }
  | { readonly type: "indexRange"; readonly index: "score"; readonly gte: number; readonly pageSize: number }
  | { readonly type: "indexRange"; readonly index: "name"; readonly prefix: string; readonly pageSize: number }
  | {
    readonly type: "find";
    readonly filter: { readonly country: string };
    readonly sort: readonly [{ readonly ".population": "desc" }];
    readonly pageSize: number;
  }
  | {
    readonly type: "aggregate";
    readonly filter: { readonly country: string; readonly population: { readonly $gte: number; readonly $lt: number } };
    readonly metrics: { readonly n: { readonly count: "*" } };
  };

/** A server answered what it must not, or other than the other one. */
export class WrongAnswer extends Error {}

/** A record's answer, as far as it is looked at. */
interface Item {
  readonly id: string;
  readonly data: Person;
}

/** Answers, as far as they are looked at. */
interface Answer extends Partial<Item> {
  readonly items?: readonly Item[];
  readonly groups?: readonly { readonly metrics: { readonly n: number } }[];
}

/** A question. */
export interface Question {
  readonly title: string;
  /** The text of a request, drawn at random. @param records how many there are */
  draw(random: Random, records: number): string;
  /** By what the answer is sorted, and compared with the other server's. */
  keyOf(item: Item): string | number;
}

/** All of them, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    title: "point read",
    draw: (random, records) => getText(idOf(random.below(records)), PEOPLE),
    keyOf: ({ id }) => id,
  },
  {
    title: "equality, 10 records",
    draw: (random, records) =>
      queryText({ type: "indexEquals", index: "group", key: groupOf(random.below(records), records) }),
    keyOf: ({ id }) => id,
  },
  {
    title: "range, first 100",
    draw: (random) =>
      queryText({ type: "indexRange", index: "score", gte: random.below(1_000_000) / 100, pageSize: 100 }),
    keyOf: ({ data }) => data.score,
  },
  {
    title: "prefix of 4 letters",
    draw: (random) => {
      const prefix = Array.from({ length: 4 }, () => String.fromCharCode(97 + random.below(26))).join("");
      return queryText({ type: "indexRange", index: "name", prefix, pageSize: 1000 });
    },
    keyOf: ({ data }) => data.name,
  },
  {
    title: "country, ten largest",
    draw: (random) => {
      const filter = { country: countryOf(random.uint32()) };
      return queryText({ type: "find", filter, sort: [{ ".population": "desc" }], pageSize: 10 });
    },
    keyOf: ({ data }) => data.population,
  },
  {
    title: "count of a range",
    draw: (random) => {
      const filter = { country: countryOf(random.uint32()), population: { $gte: 20_000, $lt: 60_000 } };
      return queryText({ type: "aggregate", filter, metrics: { n: { count: "*" } } });
    },
    keyOf: ({ id }) => id,
  },
  {
    title: "equality, 10 records, covering",
    draw: (random, records) =>
      queryText({ type: "indexEquals", index: COVERING, key: groupOf(random.below(records), records) }),
    keyOf: ({ id }) => id,
  },
];

function queryText(query: Query): string {
  return requestText("POST", `/collections/${PEOPLE}/query`, JSON.stringify(query));
}

/** What an answer says, in a form that is equal between the servers. @throws WrongAnswer when it is not good */
export function contentOf(question: Question, response: Response, records: number): readonly (string | number)[] {
  const answer = response.status === 200 ? parsed<Answer>(response.body) : undefined;
  const { id, data, items = id === undefined || data === undefined ? undefined : [{ id, data }], groups } = answer ??
    {};
  if (groups !== undefined) return groups.map(({ metrics: { n } }) => n);
  if (items === undefined) throw new WrongAnswer(`${question.title}: ${response.status} ${response.body.toString()}`);
  for (const item of items) {
    if (JSON.stringify(item.data) !== JSON.stringify(personOf(numberOf(item.id), records))) {
      throw new WrongAnswer(`${question.title}: ${item.id} is not what was loaded: ${JSON.stringify(item.data)}`);
    }
  }
  if (new Set(items.map((item) => item.id)).size < items.length) {
    throw new WrongAnswer(`${question.title}: a record twice`);
  }
  return items.map(question.keyOf);
}
