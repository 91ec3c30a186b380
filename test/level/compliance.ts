/**
 * abstract-level's own suite against {@link FountainLevel}, printing TAP. Each level is in a new folder; what a test leaves open is closed
 * at the end, so that the process can end by itself.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "tape";
import { FountainLevel, type FountainLevelOptions } from "../../src/level/mod.ts";

/** What abstract-level wants to know; it has no types for its suite. */
interface SuiteOptions {
  readonly test: typeof test;
  readonly factory: (options?: FountainLevelOptions) => FountainLevel;
}

/** Hundreds of stores are opened: by default each would ask for a quarter of the machine. */
class SmallLevel extends FountainLevel {
  protected override _open(options: Parameters<FountainLevel["_open"]>[0]): Promise<void> {
    return super._open({ ...options, memoryBytes: 8 << 20 });
  }

  /** Closes what is behind a level that a test has brought into a state where `close` is refused. */
  abandon(): Promise<void> {
    return this._close();
  }
}

const suite = createRequire(import.meta.url)("abstract-level/test") as (options: SuiteOptions) => void;
const base = mkdtempSync(join(tmpdir(), "fountainstore-level-"));
const levels: SmallLevel[] = [];

suite({
  test,
  factory(options) {
    const level = new SmallLevel(join(base, String(levels.length)), options);
    levels.push(level);
    return level;
  },
});

/** Resolves when all tests are done and nothing of them is left. */
export const finished: Promise<void> = new Promise((resolve, reject) => {
  test.onFinish(() => tidy().then(resolve, reject));
});

async function tidy(): Promise<void> {
  await Promise.all(levels.map((level) => level.abandon()));
  rmSync(base, { recursive: true, force: true });
}
