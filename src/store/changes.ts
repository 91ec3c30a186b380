/**
 * The change feed: what happened, in order, from any sequence that is still kept, and on as it happens.
 *
 * ```
 *   reader A ........... since 4711 ──┐                        each turn: a view of now, some keys behind the reader's own place,
 *   reader B ... since 90000 ──┐      │                        nothing held in between
 *   feed      [ 1 2 3 .......... 90001 ............... now ]   <── every commit adds its keys
 *               `- floor: what is older is gone
 * ```
 *
 * A reader is a sequence and nothing else. A slow one neither holds memory nor stops a writer; when it falls behind the floor, it is told
 * `gone`. Readers that have caught up sleep until something is published.
 *
 * @module
 */

import { present } from "../base/assert.ts";
import { FountainError, invalid } from "../base/errors.ts";
import { asSequence, type Sequence, type SpaceId } from "../base/types.ts";
import type { JsonValue } from "../encoding/json.ts";
import { spaceOf } from "../encoding/internal_key.ts";
import type { Engine } from "../engine/engine.ts";
import type { Platform } from "../platform/platform.ts";
import { type Catalog, listInView } from "./catalog.ts";
import { CHANGE_DELETE, CHANGE_DROP, type FeedEntry, feedEntryAt, feedRange } from "./feed.ts";
import { checkCollectionName } from "./names.ts";
import { readRecord, type StoredRecord } from "./record.ts";

/** Keys that are looked at in one turn. */
const KEYS_PER_TURN = 512;
/** Bytes of records that are read in one turn, about. */
const LENGTH_PER_TURN = 4 << 20;

/** A record was put, patched or deleted. */
export interface RecordChange<T = JsonValue> {
  readonly sequence: number;
  readonly collection: string;
  readonly id: string;
  readonly deleted: boolean;
  /** As it was at `sequence`; not there when it was deleted. */
  readonly record?: StoredRecord<T>;
  /** Milliseconds since 1970. */
  readonly committedAtMs: number;
}

/** A collection was dropped, with all its records. */
export interface DropChange {
  readonly sequence: number;
  readonly collection: string;
  readonly dropped: true;
  /** Milliseconds since 1970. */
  readonly committedAtMs: number;
}

/** One change. */
export type Change<T = JsonValue> = RecordChange<T> | DropChange;

/** Which changes to read. */
export interface ChangesOptions {
  /** Only what came behind this sequence. Default: what comes from now on. */
  readonly since?: number | undefined;
  /** Only those of one collection. Default: of all. */
  readonly collection?: string | undefined;
  /** End after so many. */
  readonly limit?: number | undefined;
  /** Whether to wait for what comes, when all is read. Default true. */
  readonly live?: boolean | undefined;
  /** Ends the iteration, as if all were read. */
  readonly signal?: AbortSignal | undefined;
}

/** Some changes, and where to go on. */
export interface ChangesPage<T = JsonValue> {
  readonly items: readonly Change<T>[];
  /** The `since` of the next page. */
  readonly nextSince: number;
  /** Whether that is all there is by now. */
  readonly atEnd: boolean;
}

/** Reads changes; one serves a whole store. */
export class ChangeReader {
  readonly #engine: Engine;
  readonly #catalog: Catalog;
  readonly #platform: Platform;

  constructor(engine: Engine, catalog: Catalog, platform: Platform) {
    this.#engine = engine;
    this.#catalog = catalog;
    this.#platform = platform;
  }

  /**
   * The changes behind `since`, as many as one turn takes.
   * @throws FountainError `gone` when the feed does not reach back so far, `invalid` for a sequence that is not there yet, `closed`
   */
  page<T>(since: number, collection: string | undefined, limit: number): ChangesPage<T> {
    const engine = this.#engine;
    const view = engine.view();
    try {
      this.#mustReach(since, view.sequence);
      const names = new Map<SpaceId, string | undefined>();
      const items: Change<T>[] = [];
      const cursor = view.iterate(feedRange(since, view.sequence));
      let place = since;
      let length = 0;
      try {
        for (let keys = 0; keys < KEYS_PER_TURN && items.length < limit && length < LENGTH_PER_TURN; keys++) {
          if (!cursor.next()) return { items, nextSince: view.sequence, atEnd: true };
          const entry = feedEntryAt(cursor);
          place = entry.sequence;
          const name = this.#nameOf(entry, names);
          if (collection !== undefined && name !== collection) continue;
          const change = this.#change<T>(entry, name);
          items.push(change);
          if ("record" in change) length += change.record?.json.length ?? 0;
        }
      } finally {
        cursor.close();
      }
      return { items, nextSince: place, atEnd: place >= view.sequence };
    } finally {
      view.close();
    }
  }

  /** See {@link Store.changes}. */
  async *iterate<T>(
    { since = this.#engine.sequence, collection, limit = Infinity, live = true, signal }: ChangesOptions,
  ): AsyncGenerator<Change<T>, void, void> {
    let place: number = since;
    for (let left = limit; left > 0 && !isAborted(signal);) {
      const page = this.page<T>(place, collection, left);
      for (const item of page.items) {
        yield item;
        if (isAborted(signal)) return;
      }
      left -= page.items.length;
      place = page.nextSince;
      if (!page.atEnd) await this.#platform.clock.sleep(0);
      else if (!live) return;
      else if (left > 0) await this.#engine.publishedBehind(asSequence(place), signal);
    }
  }

  #mustReach(since: number, published: Sequence): void {
    if (!this.#engine.feedOn) {
      throw new FountainError("gone", "Cannot read changes: none are kept; see the changesKept setting");
    }
    if (!Number.isSafeInteger(since) || since < 0 || since > published) {
      throw invalid(`Cannot read changes: since must be a whole number from 0 to ${published}, not ${since}`);
    }
    const floor = this.#engine.feedFloor;
    if (since >= floor) return;
    throw new FountainError(
      "gone",
      `Cannot read changes since ${since}: they are kept since ${floor}; read the present and go on from its sequence`,
    );
  }

  /** The name of the collection that the change is about. */
  #nameOf({ key, sequence, what }: FeedEntry, names: Map<SpaceId, string | undefined>): string {
    const space = spaceOf(key, 0);
    const at = asSequence(what === CHANGE_DROP ? sequence - 1 : sequence);
    let name = this.#catalog.inSpace(space, at)?.name ?? names.get(space);
    if (name === undefined) {
      const then = this.#engine.view(at);
      for (const entry of listInView(then)) names.set(entry.space, entry.name);
      then.close();
      name = names.get(space);
    }
    return present(name, "the collection of a change");
  }

  #change<T>({ key, sequence, what, committedAtMs }: FeedEntry, collection: string): Change<T> {
    if (what === CHANGE_DROP) return { sequence, collection, dropped: true, committedAtMs };
    const { decodeUtf8 } = this.#platform;
    const id = decodeUtf8(key, 1 + (key[0] as number), key.length);
    if (what === CHANGE_DELETE) return { sequence, collection, id, deleted: true, committedAtMs };
    const found = present(this.#engine.find(key, key.length, sequence), "the record of a change");
    const record = readRecord<T>(id, found.buffer, found.start, found.end, found.sequence, decodeUtf8);
    return { sequence, collection, id, deleted: false, record, committedAtMs };
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** @throws FountainError `invalid` */
export function checkChangesOptions({ collection, limit }: ChangesOptions): void {
  if (collection !== undefined) checkCollectionName(collection);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw invalid(`Cannot read changes: limit must be a whole number above 0, not ${limit}`);
  }
}
