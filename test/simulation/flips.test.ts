/**
 * Every byte of every file of a small store, flipped in turn; files cut short, lengthened and taken away. Whatever
 * happens to it, a store never answers wrongly and never keeps silent.
 *
 * @module
 */

import { describe, expect, it } from "vitest";
import { present } from "../../src/base/assert.ts";
import { FountainError } from "../../src/base/errors.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { type ManifestState, readManifest } from "../../src/engine/manifest/manifest.ts";
import type { SimulatedMachine } from "../../src/platform/simulated.ts";
import { SeededRandom } from "../../src/platform/simulated/seeded_random.ts";
import { compareGets, compareScan, hold } from "./compare.ts";
import type { Model } from "./model.ts";
import { FOLDER, openStore, Scenario } from "./scenario.ts";

const TIMEOUT_MS = 300_000;
/** Every so many bytes all bits are flipped as well. */
const SAMPLE = 16;

/** A store at rest: the machine that has it, the model of it, and the files in it that are not empty. */
interface Specimen {
  readonly machine: SimulatedMachine;
  readonly model: Model;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
}

/** What came of a store that was tampered with: the files that it called damaged. */
type Outcome = ReadonlySet<string>;

function specimenOf(machine: SimulatedMachine, model: Model): Specimen {
  return { machine, model, files: machine.listFiles().filter(({ sizeBytes }) => sizeBytes > 0) };
}

/** Two tables and a manifest, with older versions, deletes, several spaces, one of them dropped. */
async function closedStore(): Promise<Specimen> {
  const scenario = new Scenario(5);
  await scenario.fill();
  return specimenOf(scenario.machine, scenario.model);
}

/** The same, and a log of three segments, since the power failed; everything that was written survived. */
async function cutStore(): Promise<Specimen> {
  const scenario = new Scenario(6);
  await scenario.fill({ close: false });
  return specimenOf(scenario.machine.powerCut({ survival: "keep" }), scenario.model);
}

/** Opens, reads everything and verifies; what is read must be right, or refused because a file is damaged. */
async function readThrough(machine: SimulatedMachine, model: Model): Promise<{ files: Outcome; sequence: number }> {
  const files = new Set<string>();
  const noting = async (step: () => Promise<void> | void): Promise<void> => {
    try {
      await step();
    } catch (error) {
      files.add(damagedFile(error));
    }
  };
  let engine: Engine | undefined;
  await noting(async () => void (engine = await openStore(machine.platform())));
  if (engine === undefined) return { files, sequence: -1 };
  const { sequence } = engine;
  hold(model.isBoundary(sequence), `opened at ${sequence}, which is within a batch`);
  const view = engine.view();
  await noting(() => compareScan(view, model, sequence % 2 === 0));
  await noting(() => compareGets((key) => view.find(key), model, sequence));
  const { errors } = await engine.verify();
  for (const error of errors) files.add(damagedFile(error));
  return { files, sequence };
}

/** The file that an error calls damaged, or of another version; any other error is thrown. */
function damagedFile(error: unknown): string {
  if (error instanceof FountainError && error.damage !== undefined) return `${FOLDER}/${error.damage.file}`;
  throw error;
}

/** Tampers with a copy of the store at each of `places` and checks what comes of it. */
async function tamper<Place>(
  specimen: Specimen,
  places: Iterable<Place>,
  spoil: (machine: SimulatedMachine, place: Place) => void,
  check: (found: { files: Outcome; sequence: number }, place: Place) => void,
): Promise<number> {
  let count = 0;
  for (const place of places) {
    const machine = specimen.machine.fork(count++);
    spoil(machine, place);
    try {
      check(await readThrough(machine, specimen.model), place);
    } catch (error) {
      throw new Error(`${JSON.stringify(place)}: ${String(error)}`, { cause: error });
    }
  }
  return count;
}

interface Flip {
  readonly path: string;
  readonly offset: number;
  readonly mask: number;
}

/** One bit of every byte, chosen by chance; now and then all eight. */
function* everyByte(files: Specimen["files"]): Generator<Flip> {
  const random = new SeededRandom(1, "flips");
  for (const { path, sizeBytes } of files) {
    for (let offset = 0; offset < sizeBytes; offset++) {
      yield { path, offset, mask: 1 << random.below(8) };
      if (offset % SAMPLE === 0) yield { path, offset, mask: 0xff };
    }
  }
}

function flip(machine: SimulatedMachine, { path, offset, mask }: Flip): void {
  machine.flipByte(path, offset, mask);
}

interface Length {
  readonly path: string;
  readonly sizeBytes: number;
}

function* someLengths(files: Specimen["files"]): Generator<Length> {
  for (const { path, sizeBytes } of files) {
    const lengths = [0, 1, 15, 20, 60, sizeBytes >> 1, sizeBytes - 60, sizeBytes - 9, sizeBytes - 1, sizeBytes + 1];
    for (const length of new Set(lengths)) if (length >= 0 && length !== sizeBytes) yield { path, sizeBytes: length };
  }
}

function setLength(machine: SimulatedMachine, { path, sizeBytes }: Length): void {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(machine.readFile(path).subarray(0, sizeBytes));
  machine.writeFile(path, bytes);
}

describe("a store that was closed", () => {
  const ofFile = (found: { files: Outcome }, { path }: { readonly path: string }): void => {
    hold(found.files.has(path), `called damaged: ${[...found.files].join(", ") || "nothing"}`);
  };

  it("names the file of which a bit is flipped, whichever it is", { timeout: TIMEOUT_MS }, async () => {
    const specimen = await closedStore();
    expect(specimen.files.map(({ path }) => path.split("/")[2])).toEqual(["MANIFEST", "tables", "tables"]);
    expect(await tamper(specimen, everyByte(specimen.files), flip, ofFile)).toBeGreaterThan(10_000);
  });

  it("names the file that was cut short or lengthened", { timeout: TIMEOUT_MS }, async () => {
    const specimen = await closedStore();
    await tamper(specimen, someLengths(specimen.files), setLength, ofFile);
  });

  it("names the file that was taken away", async () => {
    const specimen = await closedStore();
    await tamper(specimen, specimen.files, (machine, { path }) => machine.platform().files.remove(path), ofFile);
  });
});

describe("a store that the power failed on", () => {
  /** Sequences before the last group: no more than that group may be taken for a torn tail. */
  const beforeLast = ({ model }: Specimen): number => model.boundaryBefore(model.assigned);
  const isNewest = ({ files }: Specimen, path: string): boolean => path === files.findLast(isLog)?.path;
  const isLog = ({ path }: { readonly path: string }): boolean => path.includes("/log/");

  it(
    "names the segment of which a bit is flipped, or loses the last group of it",
    { timeout: TIMEOUT_MS },
    async () => {
      const specimen = await cutStore();
      const logs = specimen.files.filter(isLog);
      expect(logs.length).toBe(3);
      await tamper(specimen, everyByte(logs), flip, ({ files, sequence }, { path }) => {
        if (files.has(path)) return;
        hold(files.size === 0, `called damaged: ${[...files].join(", ")}`);
        hold(isNewest(specimen, path), "a segment that was complete is not called damaged");
        hold(sequence >= beforeLast(specimen), `opened at ${sequence}, without a word`);
      });
    },
  );

  it("misses whatever the manifest says was on disk", { timeout: TIMEOUT_MS }, async () => {
    const specimen = await cutStore();
    const { lastSequence } = manifestOf(specimen.machine);
    expect(lastSequence).toBeGreaterThan(manifestOf(specimen.machine).flushedSequence);
    const logs = specimen.files.filter(isLog);
    const check = ({ files, sequence }: { files: Outcome; sequence: number }, { path }: { path: string }): void => {
      // Zeros behind the end of a segment mean nothing.
      if (files.size > 0 || sequence === specimen.model.assigned) return;
      hold(isNewest(specimen, path), "a segment that was complete is not called damaged");
      hold(sequence >= lastSequence, `opened at ${sequence}, without a word`);
    };
    await tamper(specimen, someLengths(logs), setLength, check);
    await tamper(specimen, logs, (machine, { path }) => machine.platform().files.remove(path), check);
  });
});

function manifestOf(machine: SimulatedMachine): ManifestState {
  const { files, crc32 } = machine.fork().platform();
  return present(readManifest(files, FOLDER, crc32), "the manifest");
}
