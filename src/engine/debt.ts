/**
 * What the engine owes, as `admission.ts` asks it before every commit, and from where on writers are slowed and stopped.
 *
 * @module
 */

import type { Debt, DebtLimits } from "./admission.ts";
import { debtBytes } from "./compaction/picker.ts";
import type { Compactor } from "./compactor.ts";
import type { Version } from "./manifest/version.ts";
import type { EngineSettings } from "./settings.ts";
import type { EngineState } from "./state.ts";

/** L0 tables at which writers are slowed, and stopped. */
const LEVEL0_SOFT_FACTOR = 3;
const LEVEL0_HARD_FACTOR = 8;
/** Debt, in multiples of L1's size, at which writers are slowed, and stopped. */
const DEBT_SOFT_FACTOR = 8;
const DEBT_HARD_FACTOR = 64;

/** The limits that go with the settings. */
export function debtLimits({ level0Tables, level1Bytes }: EngineSettings): DebtLimits {
  return {
    level0Soft: level0Tables * LEVEL0_SOFT_FACTOR,
    level0Hard: level0Tables * LEVEL0_HARD_FACTOR,
    bytesSoft: level1Bytes * DEBT_SOFT_FACTOR,
    bytesHard: level1Bytes * DEBT_HARD_FACTOR,
  };
}

/** See the module. */
export class DebtAccount {
  readonly #state: EngineState;
  readonly #compactor: Compactor;
  /** The debt in bytes, and the version that it was reckoned for. */
  #bytes = 0;
  #version: Version | undefined;

  constructor(state: EngineState, compactor: Compactor) {
    this.#state = state;
    this.#compactor = compactor;
  }

  /** What is owed now. */
  now(): Debt {
    const { live, memtables, settings } = this.#state;
    const frozenMemtables = memtables.frozen.length;
    // A damaged table holds merging up for good: slowing writers would not help.
    if (this.#compactor.damage !== undefined) return { frozenMemtables, level0Tables: 0, bytes: 0 };
    if (live.current !== this.#version) {
      this.#version = live.current;
      this.#bytes = debtBytes(live.current, settings);
    }
    return { frozenMemtables, level0Tables: live.current.levels[0]?.length ?? 0, bytes: this.#bytes };
  }
}
