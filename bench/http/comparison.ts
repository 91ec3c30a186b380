/**
 * The comparison: each target in each repetition with a server of its own, the targets in turn within a repetition, so that what else the machine does
 * touches all of them alike.
 *
 * @module
 */

import { showProgress } from "../progress.ts";
import type { Address } from "./connection.ts";
import type { MeasuredTarget } from "./metrics.ts";
import { type HttpRunPlan, type HttpSample, runAddress, runTarget } from "./run.ts";
import type { Target } from "./targets.ts";

/** What is compared. */
export interface HttpComparisonPlan extends Omit<HttpRunPlan, "progress"> {
  readonly targets: readonly Target[];
  /** A server that somebody else started. */
  readonly address: Address | undefined;
  readonly repeat: number;
  readonly folder: string;
}

/** Measures; see the module. */
export async function compareTargets(plan: HttpComparisonPlan): Promise<MeasuredTarget[]> {
  const { targets, address, repeat, folder } = plan;
  const sides = targets.map((target) => ({
    name: target.name,
    description: target.description,
    run: (own: HttpRunPlan) => runTarget(target, folder, own),
    samples: [] as HttpSample[],
  }));
  if (address !== undefined) {
    const description = "a server that was there; its processor time and memory are not known here";
    sides.push({ name: "url", description, run: (own) => runAddress(address, own), samples: [] });
  }
  for (let repetition = 1; repetition <= repeat; repetition++) {
    for (const { name, run, samples } of sides) {
      const progress = (text: string): void => showProgress(`${repetition}/${repeat} ${name}: ${text}`);
      samples.push(await run({ ...plan, progress }));
    }
  }
  return sides.map(({ name, description, samples }) => ({ name, description, samples }));
}
