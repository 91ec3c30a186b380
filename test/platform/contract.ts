/**
 * What every `Platform` does, as a suite that takes the platform: `platform.test.ts` runs it on the real machine and on
 * the simulated one. A case that a platform cannot pass stands in `EXCEPTIONS` with the reason.
 *
 * @module
 */

import { describe, it } from "vitest";
import type { Platform } from "../../src/platform/platform.ts";
import { fileCases } from "./contract_files.ts";
import { machineCases } from "./contract_machine.ts";
import { workerCases } from "./contract_workers.ts";

/** A platform under test and an empty folder on it. */
export interface Bench {
  readonly platform: Platform;
  /** A new empty folder, every time. */
  readonly newFolder: () => string;
}

/** One thing that holds on every platform. */
export interface Case {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<void> | void;
}

const NO_THREADS = "it runs workers on the caller's thread";

/** Cases that a platform does not pass, and why. */
const EXCEPTIONS: Partial<Record<Platform["name"], Readonly<Record<string, string>>>> = {
  node: {
    "a worker runs while the caller computes": NO_THREADS,
    "a worker that throws outside of a call is dead": NO_THREADS + ", where such an error ends the process",
    "a worker whose module cannot be loaded is dead": NO_THREADS + " and loads no module for it",
    "nothing of a worker runs after stop": NO_THREADS + " and cannot interrupt its handler",
  },
  simulated: {
    "a worker runs while the caller computes": NO_THREADS,
    "a worker that throws outside of a call is dead": NO_THREADS + ", where such an error ends the process",
    "a worker whose module cannot be loaded is dead": NO_THREADS + " and loads no module for it",
  },
};

/** Registers the suite for one platform. */
export function platformContract(name: Platform["name"], bench: Bench): void {
  const cases = [...fileCases, ...machineCases, ...workerCases];
  const exceptions = EXCEPTIONS[name] ?? {};
  describe(`contract: ${name}`, () => {
    for (const { name: title, run } of cases) {
      const reason = exceptions[title];
      if (reason === undefined) it(title, () => run(bench));
      else it.skip(`${title} (not on ${name}: ${reason})`);
    }
    it("every exception is about a case", ({ expect }) => {
      expect(cases.map(({ name: title }) => title)).toEqual(expect.arrayContaining(Object.keys(exceptions)));
    });
  });
}
