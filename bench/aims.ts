/**
 * What FountainStore aims at, held against what was measured.
 *
 * @module
 */

import type { MeasuredEngine } from "./comparison.ts";
import type { BenchDurability, EngineName } from "./drivers/driver.ts";
import { ratioTo } from "./figures.ts";
import { bestPeer, engineOf, type MetricName, metricOf } from "./metrics.ts";
import type { Spread } from "./statistics.ts";

/** Where a ratio must lie. */
export interface Bounds {
  readonly text: string;
  /** The ratio must be at least that; */
  readonly least?: number;
  /** or below that. */
  readonly below?: number;
}

/** An aim: a ratio to a peer, and where it must lie. */
interface Aim extends Bounds {
  readonly metric: MetricName;
  readonly peer: EngineName | "best";
  /** Where it is an aim at all. */
  readonly durability?: BenchDurability;
  readonly runtime?: string;
}

const AIMS: readonly Aim[] = [
  {
    text: "durable puts of 64 writers: at least 4 times lmdb's",
    metric: "put64",
    peer: "lmdb",
    least: 4,
    durability: "always",
  },
  { text: "load: at least 1.5 times the best peer's", metric: "load", peer: "best", least: 1.5 },
  { text: "point reads under Bun: at least lmdb's", metric: "C", peer: "lmdb", least: 1, runtime: "Bun" },
  { text: "scans: at least 1.5 times classic-level's", metric: "E", peer: "classic-level", least: 1.5 },
  { text: "peak memory: less than a quarter of lmdb's", metric: "peak", peer: "lmdb", below: 0.25 },
];

/** An aim and what came of it. */
export interface AimResult {
  readonly text: string;
  readonly ratio: Spread | undefined;
  /** By the median; undefined when it was not measured. */
  readonly met: boolean | undefined;
}

/** Holds the aims against a comparison. @param runtime name and version of the runtime */
export function checkAims(
  engines: readonly MeasuredEngine[],
  durability: BenchDurability,
  runtime: string,
): AimResult[] {
  return AIMS.map((aim) => {
    return judge(aim, applies(aim, durability, runtime) ? measuredRatio(aim, engines) : undefined);
  });
}

/** Holds a ratio against its bounds. */
export function judge({ text, least = -Infinity, below = Infinity }: Bounds, ratio: Spread | undefined): AimResult {
  return { text, ratio, met: ratio === undefined ? undefined : ratio.median >= least && ratio.median < below };
}

function applies(aim: Aim, durability: BenchDurability, runtime: string): boolean {
  return (aim.durability ?? durability) === durability && runtime.startsWith(aim.runtime ?? "");
}

function measuredRatio({ metric: name, peer: peerName }: Aim, engines: readonly MeasuredEngine[]): Spread | undefined {
  const metric = metricOf(name);
  const fountain = engineOf(engines, "fountain");
  const peer = peerName === "best" ? bestPeer(engines, metric) : engineOf(engines, peerName);
  return fountain === undefined || peer === undefined ? undefined : ratioTo(fountain, peer, metric);
}
