/**
 * Reading the present.
 *
 * @module
 */

import type { Engine } from "../engine/engine.ts";
import type { Platform } from "../platform/platform.ts";
import type { Catalog } from "./catalog.ts";
import { KeyScratch } from "./names.ts";
import type { OperationCounts, ReadPoint } from "./reader.ts";

/** About what a turn of reading leaves behind besides texts: keys and values of some hundreds of records, or thousands of entries. */
const TURN_GARBAGE_BYTES = 512 << 10;

/** What reads of the present need. */
export interface LiveParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly platform: Platform;
  readonly counts: OperationCounts;
  readonly requireIndex: boolean;
  /** @throws FountainError `closed` */
  check(): void;
}

/** Where reads of the present read. */
export function livePoint({ engine, catalog, platform, counts, requireIndex, check }: LiveParts): ReadPoint {
  return {
    check,
    sequence: () => engine.sequence,
    nowMs: () => engine.nowMs(),
    entry: (name) => catalog.find(name, engine.sequence),
    present: (name) => catalog.find(name, engine.sequence),
    find: (key, keyBytes) => engine.find(key, keyBytes),
    approximateKeys: (from, to) => engine.approximateKeysBetween(from, to),
    requireIndex,
    view: () => engine.view(),
    giveWay: () => {
      platform.noteGarbage(TURN_GARBAGE_BYTES);
      return platform.clock.sleep(0);
    },
    decodeUtf8: platform.decodeUtf8,
    scratch: new KeyScratch(),
    counts,
  };
}
