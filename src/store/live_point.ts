/**
 * The present as readers read it: always the last published state, found in the engine and the catalog in memory.
 *
 * @module
 */

import type { Engine } from "../engine/engine.ts";
import type { Platform } from "../platform/platform.ts";
import type { Catalog } from "./catalog.ts";
import type { ExpiryQueue } from "./expiry.ts";
import { KeyScratch } from "./names.ts";
import type { OperationCounts, ReadPoint } from "./reader.ts";

/** What the present is read from. */
export interface LiveParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly platform: Platform;
  readonly queue: ExpiryQueue;
  readonly counts: OperationCounts;
  readonly requireIndex: boolean;
  /** @throws FountainError `closed` */
  readonly mustBeOpen: () => void;
}

/** Reads the present. */
export function livePoint(
  { engine, catalog, platform, queue, counts, requireIndex, mustBeOpen }: LiveParts,
): ReadPoint {
  return {
    check: mustBeOpen,
    sequence: () => engine.sequence,
    nowMs: () => engine.nowMs(),
    waitingSinceMs: () => queue.sweptMs,
    entry: (name) => catalog.find(name, engine.sequence),
    present: (name) => catalog.find(name, engine.sequence),
    approximateKeys: (from, to) => engine.approximateKeysBetween(from, to),
    requireIndex,
    find: (key, keyBytes) => engine.find(key, keyBytes),
    view: () => engine.view(),
    giveWay: () => platform.clock.sleep(0),
    decodeUtf8: platform.decodeUtf8,
    scratch: new KeyScratch(),
    counts,
  };
}
