/**
 * The manifest: written, read, replaced, and refused when it is not what was written.
 *
 * @module
 */

import { describe, expect, test } from "vitest";
import { asSequence, asSpaceId } from "../../../src/base/types.ts";
import { writeUint32 } from "../../../src/encoding/fixed.ts";
import {
  FORMAT_VERSION,
  MANIFEST_NAME,
  type ManifestState,
  readManifest,
  writeManifest,
} from "../../../src/engine/manifest/manifest.ts";
import { currentPlatform } from "../../../src/platform/current.ts";
import { simulatedMachine } from "../../../src/platform/simulated.ts";
import { bytesOf, expectCode, expectDamage, expectDamageNow, expectIs, textOf } from "../../support/check.ts";
import { tableMeta } from "../../support/metas.ts";
import { forSeeds, type Random } from "../../support/random.ts";

const PATH = `/store/${MANIFEST_NAME}`;
const { crc32 } = currentPlatform();

const STATE: ManifestState = {
  storeId: "0123456789abcdef0123456789abcdef",
  lastSequence: asSequence(2 ** 53 - 1),
  flushedSequence: asSequence(77),
  nextTable: 9,
  durableLog: [3, 4567],
  tables: [
    tableMeta({ number: 4, level: 0, smallest: 1, largest: 9 }),
    tableMeta({ number: 2, level: 6, smallest: 2, largest: 2, spaces: [[asSpaceId(1), 9, 1]] }),
  ],
  obsolete: [1, 3],
  droppedSpaces: new Map([[asSpaceId(5), asSequence(60)], [asSpaceId(6), asSequence(70)]]),
  floor: asSequence(50),
  spaceFloors: [[asSpaceId(7), asSequence(20)]],
  flushMarks: [{ sequence: asSequence(60), bytes: 1000 }, { sequence: asSequence(77), bytes: 2000 }],
  feed: true,
};

function makeMachine() {
  const machine = simulatedMachine({ seed: 1 });
  const platform = machine.platform();
  platform.files.makeFolder("/store");
  return { machine, files: platform.files };
}

/** The bytes of a manifest. */
async function bytesOfManifest(state: ManifestState): Promise<Uint8Array> {
  const { machine, files } = makeMachine();
  await writeManifest(files, "/store", state, crc32);
  return machine.readFile(PATH);
}

/** What is read of these bytes. */
function readBytes(bytes: Uint8Array): ManifestState | undefined {
  const { machine, files } = makeMachine();
  machine.writeFile(PATH, bytes);
  return readManifest(files, "/store", crc32);
}

/** A manifest with this text and a good checksum. */
function withText(text: string): Uint8Array {
  const payload = bytesOf(text);
  const bytes = new Uint8Array([...bytesOf("FSMANIF1"), ...new Uint8Array(8), ...payload]);
  writeUint32(bytes, 8, payload.length);
  writeUint32(bytes, 12, crc32(payload));
  return bytes;
}

function randomState(random: Random): ManifestState {
  const list = <T>(most: number, make: (at: number) => T): T[] =>
    Array.from({ length: random.below(most) }, (_, i) => make(i));
  return {
    storeId: "f".repeat(32),
    lastSequence: asSequence(random.whole()),
    flushedSequence: asSequence(random.whole()),
    nextTable: random.whole(),
    durableLog: [random.whole(), random.whole()],
    tables: list(
      20,
      (at) => tableMeta({ number: at, level: random.below(7), smallest: random.below(99), largest: 99 }),
    ),
    obsolete: list(5, () => random.whole()),
    droppedSpaces: new Map(list(5, () => [asSpaceId(random.whole()), asSequence(random.whole())] as const)),
    floor: asSequence(random.whole()),
    spaceFloors: list(3, () => [asSpaceId(random.whole()), asSequence(random.whole())]),
    flushMarks: list(3, () => ({ sequence: asSequence(random.whole()), bytes: random.whole() })),
    feed: random.chance(0.5),
  };
}

test("what was written is read again", async () => {
  expect(readBytes(await bytesOfManifest(STATE))).toEqual(STATE);
  await forSeeds(30, async (random) => {
    const state = randomState(random);
    expect(readBytes(await bytesOfManifest(state))).toEqual(state);
  });
});

test("a folder without one has none", () => {
  expect(readManifest(makeMachine().files, "/store", crc32)).toBeUndefined();
});

test("it is laid out as the format says: magic, length, crc, JSON text", async () => {
  const bytes = await bytesOfManifest(STATE);
  expect(textOf(bytes.subarray(0, 8))).toBe("FSMANIF1");
  expect(bytes).toEqual(withText(textOf(bytes.subarray(16))));
  expect(JSON.parse(textOf(bytes.subarray(16)))).toMatchObject({
    formatVersion: 1,
    storeId: STATE.storeId,
    durableLog: [3, 4567],
    droppedSpaces: [[5, 60], [6, 70]],
    tables: [{ number: 4, level: 0, smallest: "010101fffffffffffffffa01" }, { spaces: [[1, 9, 1]] }],
  });
});

test("a change of any byte is told with the file", async () => {
  const bytes = await bytesOfManifest(STATE);
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [1, 0x80]) {
      bytes[at] = (bytes[at] as number) ^ mask;
      expectIs(expectDamageNow(() => readBytes(bytes)).file, MANIFEST_NAME);
      bytes[at] = (bytes[at] as number) ^ mask;
    }
  }
});

test("a manifest that is cut off, or has bytes behind it, is damage", async () => {
  const bytes = await bytesOfManifest(STATE);
  for (let length = 0; length < bytes.length; length++) expectDamageNow(() => readBytes(bytes.subarray(0, length)));
  expectDamageNow(() => readBytes(new Uint8Array([...bytes, 0])));
});

test("another format version is unsupported, which is no damage", async () => {
  const json = textOf((await bytesOfManifest(STATE)).subarray(16));
  for (const version of [FORMAT_VERSION + 1, 0, 99]) {
    const text = json.replace('"formatVersion":1', `"formatVersion":${version}`);
    const { message } = await expectCode("unsupported", () => readBytes(withText(text)));
    expect(message).toContain(`format version ${version}`);
  }
});

describe("behind a good checksum", () => {
  test("a text that is no JSON, or no object, is damage", async () => {
    for (const text of ["", "{", "null", "5", '"text"', "[]"]) await expectDamage(() => readBytes(withText(text)));
  });

  test("a field that is missing or malformed is damage", async () => {
    const json = JSON.parse(textOf((await bytesOfManifest(STATE)).subarray(16))) as Record<string, unknown>;
    const table = (json["tables"] as Record<string, unknown>[])[0];
    const wrong: Record<string, unknown[]> = {
      storeId: [undefined, 5],
      lastSequence: [undefined, -1, 1.5, "1", 2 ** 53],
      flushedSequence: [undefined, null],
      nextTable: [undefined, {}],
      durableLog: [undefined, [1], [1, 2, 3], [1, "2"], [1, -2]],
      tables: [
        undefined,
        {},
        [null],
        [5],
        [{ ...table, smallest: "" }],
        [{ ...table, level: -1 }],
        [{ ...table, level: 7 }],
        [{ ...table, level: 0.5 }],
        [{ ...table, sizeBytes: undefined }],
      ],
      obsolete: [undefined, [null], [-1]],
      droppedSpaces: [undefined, {}, [5], [[1]], [[1, "2"]]],
    };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        const damage = await expectDamage(() => readBytes(withText(JSON.stringify({ ...json, [name]: value }))));
        expect(damage).toMatchObject({ file: MANIFEST_NAME, offset: 16 });
      }
    }
  });
});

test("at a power cut during its replacement the old one is read or the new one, whole", async () => {
  const next: ManifestState = { ...STATE, nextTable: 10 };
  const met = new Set<number>();
  for (let operation = 1; operation <= 6; operation++) {
    for (let seed = 1; seed <= 8; seed++) {
      const { machine, files } = makeMachine();
      await writeManifest(files, "/store", STATE, crc32);
      machine.cutPowerAfter(operation);
      await writeManifest(files, "/store", next, crc32).catch(() => {});
      const platform = machine.reboot({ seed });
      const found = readManifest(platform.files, "/store", crc32);
      met.add(found?.nextTable ?? 0);
      await writeManifest(platform.files, "/store", next, crc32);
      expect(readManifest(platform.files, "/store", crc32)).toEqual(next);
    }
  }
  expect([...met].sort()).toEqual([10, 9]);
});
