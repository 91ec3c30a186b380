/**
 * What FountainStore's server aims at, held against what was measured.
 *
 * @module
 */

import { type AimResult, type Bounds, judge } from "../aims.ts";
import { ratioTo } from "../figures.ts";
import { type Spread, spreadOf } from "../statistics.ts";
import type { FirstAnswerResult } from "./first_answer.ts";
import { FIRST_FIGURES, type MeasuredTarget, rateFigure, targetOf } from "./metrics.ts";
import type { HttpSettings, TargetName } from "./settings.ts";
import type { RunName } from "./workloads.ts";

/** An aim: a ratio of rates to another server, and where it must lie. */
interface RateAim extends Bounds {
  readonly run: RunName;
  readonly peer: TargetName;
}

/** Memory that the server may take besides its setting. */
const MEMORY_BESIDES_BYTES = 120 * 2 ** 20;
/** Ratios of times to a first answer must be at most 1.5; bounds exclude their upper end. */
const FIRST_BELOW = 1.5 + Number.EPSILON;

/** Holds all aims against a run. */
export function checkHttpAims(
  settings: HttpSettings,
  targets: readonly MeasuredTarget[],
  first: FirstAnswerResult | undefined,
): AimResult[] {
  const rates = rateAims(settings).map((aim) => judge(aim, rateRatio(aim, targets)));
  return [...rates, ...firstAims(first), memoryAim(settings, targets)];
}

function rateAims({ connections }: HttpSettings): RateAim[] {
  return [
    {
      text: "durable inserts x64: at least 8 times the thin SQLite server's",
      run: "insert64",
      peer: "sqlite",
      least: 8,
    },
    { text: "durable inserts x64: at least 0.7 of the bare server's", run: "insert64", peer: "bare", least: 0.7 },
    ...connections.map((count): RateAim => ({
      text: `GET x${count}: at least 0.8 of the bare server's`,
      run: `get${count}`,
      peer: "bare",
      least: 0.8,
    })),
    { text: "load: at least 3 times the thin SQLite server's", run: "load", peer: "sqlite", least: 3 },
  ];
}

function rateRatio({ run, peer: peerName, text }: RateAim, targets: readonly MeasuredTarget[]): Spread | undefined {
  const [fountain, peer] = [targetOf(targets, "fountain"), targetOf(targets, peerName)];
  return fountain === undefined || peer === undefined ? undefined : ratioTo(fountain, peer, rateFigure(run, text));
}

function firstAims(first: FirstAnswerResult | undefined): AimResult[] {
  const { rows, rowsWanted, samples = [] } = first ?? {};
  const measured = { name: "first", samples };
  const ratio = (figure: (typeof FIRST_FIGURES)["empty" | "loaded"]): Spread | undefined =>
    spreadOf(measured.samples.map((sample) => figure.of(sample) / FIRST_FIGURES.bare.of(sample)));
  const short = rows === rowsWanted ? "" : ` (time sufficed for ${rows?.toLocaleString("en-US")})`;
  const most = "at most 1.5 times the bare server's";
  return [
    judge({ text: `first answer over an empty store: ${most}`, below: FIRST_BELOW }, ratio(FIRST_FIGURES.empty)),
    judge({
      text: `first answer over ${(rowsWanted ?? 1_000_000).toLocaleString("en-US")} records${short}: ${most}`,
      below: FIRST_BELOW,
    }, ratio(FIRST_FIGURES.loaded)),
  ];
}

function memoryAim({ memoryBytes }: HttpSettings, targets: readonly MeasuredTarget[]): AimResult {
  const limit = memoryBytes + MEMORY_BESIDES_BYTES;
  const ratio = spreadOf((targetOf(targets, "fountain")?.samples ?? []).map(({ memory }) => {
    return memory === undefined ? undefined : memory.peakBytes / limit;
  }));
  return judge({ text: "resident memory at its peak: below the setting plus 120 MiB", below: 1 }, ratio);
}
